import { describe, expect, it } from 'vitest'
import { offlineRequest } from '../../src/oidc/vendors/offline-access.ts'

const scopes = ['openid', 'email', 'offline_access']
const ask = (profile: string, issuer = 'https://idp.example.com') =>
  offlineRequest({ scopes, issuer }, profile)

describe('how a refresh token is asked for', () => {
  it('CL-4 not at all unless the connection’s scopes do', () => {
    for (const profile of ['generic', 'google', 'okta', 'entra']) {
      const plain = { scopes: ['openid'], issuer: 'https://idp.example.com' }
      expect(offlineRequest(plain, profile)).toEqual({
        ...{ scopes: ['openid'], parameters: {}, prompts: [] },
      })
    }
  })

  it('with consent where nothing is known of the provider, as the specification has it', () => {
    expect(ask('generic')).toEqual({ scopes, parameters: {}, prompts: ['consent'] })
    expect(ask('generic').prompts).toEqual(ask('ping').prompts)
  })

  it.each(['okta', 'entra', 'auth0', 'keycloak'])('of %s by the scope alone', (profile) => {
    expect(ask(profile)).toEqual({ scopes, parameters: {}, prompts: [] })
  })

  it('of Google by a parameter, since it knows no such scope', () => {
    expect(ask('google')).toEqual({
      scopes: ['openid', 'email'],
      parameters: { access_type: 'offline' },
      prompts: ['consent'],
    })
  })

  it('by where the provider lies, whatever the profile is called', () => {
    expect(ask('generic', 'https://acme.okta.com').prompts).toEqual([])
  })
})
