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
    [
      { id_token: 'x', state: 's' },
      { kind: 'answer', handle: 's' },
    ],
    // Without state these may be parameters of the host's own page.
    [{ code: 'x' }, undefined],
    [{ code: 'x', state: '' }, undefined],
    [{ error: 'access_denied' }, undefined],
    [{ id_token: 'x' }, { kind: 'unsolicited' }],
    [{ state: 's' }, undefined],
    [{ SAMLResponse: 'x', RelayState: 's' }, undefined],
    [{ iss: 'https://idp.example.com' }, undefined],
  ])('F1 recognises %j as %j', (parameters, expected) => {
    const message = { method: 'GET', parameters: new Map(Object.entries(parameters)) } as const
    expect(provider.recognise(message)).toEqual(expected)
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

  it('tells the admin what to enter at the provider', () => {
    const urls = {
      callback: 'https://app/cb',
      initiate: 'https://app/login',
      jwks: 'https://app/keys',
    }
    expect(provider.setupFields(urls as never).map(({ value }) => value)).toEqual([
      ...['https://app/cb', 'https://app/login', 'https://app/keys'],
    ])
  })
})
