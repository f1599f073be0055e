import { describe, expect, it } from 'vitest'
import { isSsoError } from '../../src/errors.ts'
import { checkAuthorizationResponse } from '../../src/oidc/exchange.ts'
import { authorizationError, tokenError } from '../../src/oidc/provider-errors.ts'

const issuer = 'https://idp.example.com'
const check = (parameters: Record<string, string>, change: object = {}): unknown => {
  const expected = { metadata: { issuer, ...change }, clientId: 'c', state: 's' }
  try {
    return checkAuthorizationResponse(new Map(Object.entries(parameters)), expected).get('code')
  } catch (error) {
    if (isSsoError(error)) return error.code
    throw error
  }
}
const required = { authorization_response_iss_parameter_supported: true }
const otherIssuer = 'oidc_response_issuer_mismatch'
const invalid = 'oidc_response_invalid'

describe('checkAuthorizationResponse', () => {
  it.each([
    [{ code: 'x', state: 's' }, {}, 'x'],
    [{ code: 'x', state: 's', iss: issuer }, {}, 'x'],
    [{ code: 'x', state: 's', iss: issuer }, required, 'x'],
    [{ code: 'x', state: 's', session_state: 'y', scope: 'openid' }, {}, 'x'],
    [{ code: 'x', state: 's', iss: `${issuer}/` }, {}, otherIssuer],
    [{ code: 'x', state: 's', iss: '' }, {}, otherIssuer],
    [{ code: 'x', state: 's' }, required, otherIssuer],
    [{ error: 'access_denied', state: 's' }, required, otherIssuer],
    [{ code: 'x', state: 't' }, {}, invalid],
    [{ code: 'x' }, {}, invalid],
    [{ state: 's' }, {}, invalid],
    [{ code: '', state: 's' }, {}, invalid],
    [{ code: 'x', state: 's', error: '' }, {}, invalid],
    [{ code: 'x', state: 's', id_token: 'y' }, {}, invalid],
    [{ code: 'x', state: 's', token: 'y' }, {}, invalid],
    [{ response: 'y', state: 's' }, {}, invalid],
    [{ code: 'x', state: 's', error: 'server_error' }, {}, 'oidc_provider_error'],
    [{ error: 'access_denied', state: 's' }, {}, 'oidc_access_denied'],
    [{ error: 'login_required', state: 's' }, {}, 'oidc_interaction_required'],
    [{ error: 'constructor', state: 's' }, {}, 'oidc_provider_error'],
    [{ error: 'access_denied', state: 't' }, {}, invalid],
  ])('O2 judges %j with %j as %s', (parameters, change, expected) => {
    expect(check(parameters, change)).toBe(expected)
  })
})

describe('errors', () => {
  it('N3 escapes and cuts the error code as well as its description', () => {
    const parameters = { error: `\u0007\u202e${'x'.repeat(500)}`, state: 's' }
    const expected = { metadata: { issuer }, clientId: 'c', state: 's' }
    const refuse = () => checkAuthorizationResponse(new Map(Object.entries(parameters)), expected)
    expect(refuse).toThrow(
      expect.objectContaining({
        detail: { error: expect.stringMatching(/^\\u\{7\}\\u\{202e\}x{190,200}…$/) },
      }),
    )
  })

  it('keeps our own errors as they are', () => {
    const { authorization, token } = { authorization: authorizationError, token: tokenError }
    for (const map of [authorization, token]) {
      const known = map(new Error('x'))
      expect(map(known)).toBe(known)
    }
  })

  it('turns what it does not know into an invalid answer, without its text', () => {
    expect(authorizationError(new Error('code=abc')).code).toBe(invalid)
    expect(tokenError(new Error('secret')).code).toBe('oidc_token_response_invalid')
    expect(JSON.stringify(tokenError(new Error('my secret')))).not.toContain('my secret')
  })
})
