import { describe, expect, it } from 'vitest'
import { authorizationUrl, isReserved } from '../../src/oidc/authorization.ts'

const request = {
  authorizationEndpoint: 'https://idp.example.com/authorize',
  redirectUri: 'https://app.example.com/cb?x=1&y=ä',
  ...{ state: 's', nonce: 'n', codeChallenge: 'c' },
}
const settings = { clientId: 'client 1&x=y', scopes: ['openid', 'email'] }
const parameters = (change: object = {}, more: object = {}) =>
  Object.fromEntries(
    new URL(authorizationUrl({ ...settings, ...more }, { ...request, ...change })).searchParams,
  )

const honest = {
  ...{ response_type: 'code', client_id: settings.clientId, redirect_uri: request.redirectUri },
  ...{ scope: 'openid email', state: 's', nonce: 'n' },
  ...{ code_challenge: 'c', code_challenge_method: 'S256' },
}
const protocolNames = [
  ...['response_type', 'response_mode', 'client_id', 'client_secret', 'redirect_uri', 'scope'],
  ...['state', 'nonce', 'code_challenge', 'code_challenge_method', 'request', 'request_uri'],
  ...['client_assertion', 'client_assertion_type', 'id_token_hint', 'prompt', 'max_age'],
  ...['login_hint', 'acr_values', 'ui_locales', 'code', 'iss'],
]

describe('authorizationUrl', () => {
  it('F2 writes the parameters of the code flow with S256', () => {
    expect(parameters()).toEqual(honest)
  })

  it('encodes what it is given', () => {
    const url = authorizationUrl(settings, request)
    expect(url).toContain('client_id=client+1%26x%3Dy&')
    expect(url).toContain('redirect_uri=https%3A%2F%2Fapp.example.com%2Fcb%3Fx%3D1%26y%3D%C3%A4&')
  })

  it('adds what the caller asks for', () => {
    const asked = {
      prompt: 'login',
      maxAge: 0,
      loginHint: 'a@b.c',
      acrValues: 'x',
      uiLocales: 'de',
    }
    expect(parameters(asked)).toEqual({
      ...honest,
      ...{ prompt: 'login', max_age: '0', login_hint: 'a@b.c', acr_values: 'x', ui_locales: 'de' },
    })
  })

  it('writes response_mode only where it is not the default', () => {
    expect(parameters({}, { responseMode: 'query' })).toEqual(honest)
    expect(parameters({}, { responseMode: 'form_post' }).response_mode).toBe('form_post')
  })

  it.each(protocolNames)('F3 lets neither endpoint nor extra parameters set %s', (name) => {
    for (const spelling of [name, name.toUpperCase()]) {
      expect(isReserved(spelling)).toBe(true)
      const authorizationEndpoint = `${request.authorizationEndpoint}?${spelling}=evil&${spelling}=2`
      expect(parameters({ authorizationEndpoint })).toEqual(honest)
      expect(parameters({}, { extraParameters: { [spelling]: 'evil' } })).toEqual(honest)
    }
  })

  it('F3 keeps other parameters of the endpoint, and extra ones win over them', () => {
    const authorizationEndpoint = `${request.authorizationEndpoint}?realm=a&audience=x`
    const extraParameters = { audience: 'api' }
    expect(parameters({ authorizationEndpoint }, { extraParameters })).toEqual({
      ...honest,
      ...{ realm: 'a', audience: 'api' },
    })
    expect(isReserved('audience')).toBe(false)
  })
})
