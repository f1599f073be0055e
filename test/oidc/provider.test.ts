import { describe, expect, it } from 'vitest'
import { oidc } from '../../src/oidc/index.ts'

const provider = oidc()
const settings = { issuer: 'https://idp.example.com', clientId: 'c', clientAuthentication: 'auto' }

describe('oidc', () => {
  it.each([
    [
      { code: 'x', state: 's' },
      { kind: 'answer', handle: 's' },
    ],
    [
      { error: 'x', state: 's' },
      { kind: 'answer', handle: 's' },
    ],
    // Without state these may be parameters of the host's own page.
    [{ code: 'x' }, undefined],
    [{ code: 'x', state: '' }, undefined],
    [{ error: 'access_denied' }, undefined],
    [{ state: 's' }, undefined],
    // Tokens come by POST alone: in an address they are a parameter of the host's.
    [{ id_token: 'x' }, undefined],
    [{ id_token: 'x', state: 's' }, undefined],
    [{ SAMLResponse: 'x', RelayState: 's' }, undefined],
    [{ iss: 'https://idp.example.com' }, undefined],
  ])('F1 recognises %j as %j', (parameters, expected) => {
    const message = { method: 'GET', parameters: new Map(Object.entries(parameters)) } as const
    expect(provider.recognise(message)).toEqual(expected)
  })

  it('F1 recognises a posted ID token', () => {
    const posted = (parameters: Record<string, string>) =>
      provider.recognise({ method: 'POST', parameters: new Map(Object.entries(parameters)) })
    expect(posted({ id_token: 'x', state: 's' })).toEqual({ kind: 'answer', handle: 's' })
    expect(posted({ id_token: 'x' })).toEqual({ kind: 'unsolicited' })
  })

  it('T4 binds the secret to issuer, client, authentication and an entered token endpoint', () => {
    expect(provider.secretBinding(settings)).toEqual({
      ...{ issuer: settings.issuer, clientId: 'c', method: 'auto', token: null },
    })
    const endpoints = { token: 'https://idp.example.com/t', jwks: 'https://idp.example.com/k' }
    expect(provider.secretBinding({ ...settings, endpoints })).toMatchObject({
      token: endpoints.token,
    })
  })

  it('T2 binds a running sign-in to the same and to every entered endpoint', () => {
    const endpoints = { jwks: 'https://idp.example.com/k' }
    expect(provider.trustBinding({ ...settings, endpoints })).toEqual({
      ...{ issuer: settings.issuer, clientId: 'c', method: 'auto', endpoints },
    })
    const edited = { ...settings, scopes: ['openid'], clockToleranceSeconds: 5 }
    expect(provider.trustBinding(edited)).toEqual(provider.trustBinding(settings))
  })

  it('F5 answers to its issuer and to those that are listed', () => {
    expect(provider.issuers({ issuer: '' })).toEqual([])
    expect(provider.issuers({ ...settings, initiateIssuers: ['https://b.example.com'] })).toEqual([
      ...['https://idp.example.com', 'https://b.example.com'],
    ])
  })
})
