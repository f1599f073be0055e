import { describe, expect, it } from 'vitest'
import type { IdTokenClaims } from '../../src/oidc/id-token-claims.ts'
import {
  checkRefreshedToken,
  expectedNonce,
  originalOf,
  storedOriginal,
} from '../../src/oidc/original-token.ts'
import { isSsoError } from '../../src/errors.ts'

const first = {
  ...{ iss: 'https://idp.example.com', sub: 'ann', aud: ['app', 'api'], azp: 'app' },
  ...{ exp: 2000, iat: 1000, auth_time: 900, nonce: 'n' },
}
const { nonce: _nonce, ...refreshed } = { ...first, iat: 1500, exp: 2500 }
const original = originalOf(first)

const verdict = (claims: object) => {
  try {
    checkRefreshedToken({ ...refreshed, ...claims } as IdTokenClaims, original)
    return 'accepted'
  } catch (error) {
    return isSsoError(error, 'oidc_refreshed_token_mismatch') ? error.detail?.claims : error
  }
}

describe('the ID token of a refresh beside the one of the sign-in (Core section 12.2)', () => {
  it.each([
    [{}, 'accepted'],
    [{ iat: 1000 }, 'accepted'],
    [{ iat: 999 }, ['iat']],
    [{ auth_time: undefined }, 'accepted'],
    [{ auth_time: 899 }, ['auth_time']],
    // Keycloak, after the person had to sign in anew for another application.
    [{ auth_time: 901 }, 'accepted'],
    [{ aud: ['app', 'api', 'third'] }, 'accepted'],
    [{ aud: ['app'] }, ['aud']],
    [{ aud: 'app' }, ['aud']],
    [{ azp: undefined }, ['azp']],
    [{ azp: 'api' }, ['azp']],
    [{ sub: 'Ann' }, ['sub']],
    [{ iss: 'https://idp.example.com/' }, ['iss']],
    [{ sub: 'x', iss: 'y', iat: 1 }, ['iss', 'sub', 'iat']],
  ])('O4 %j: %j', (claims, expected) => {
    expect(verdict(claims)).toEqual(expected)
  })

  it('O4 an azp that the first one did not have is refused', () => {
    const { azp: _azp, ...without } = first
    const check = () => checkRefreshedToken(refreshed, originalOf(without))
    expect(check).toThrow(/azp/)
  })

  it('O4 a nonce is the first one, or there is none', () => {
    expect(expectedNonce({}, { nonce: 'n' })).toBeUndefined()
    expect(expectedNonce({ nonce: 'm' }, { nonce: 'n' })).toBe('n')
    expect(expectedNonce({ nonce: 'm' }, {})).toBeUndefined()
  })

  it('is compared with nothing that is no ID token', () => {
    expect(storedOriginal(undefined)).toBeUndefined()
    expect(storedOriginal({ original: 'x' })).toBeUndefined()
    expect(storedOriginal({ original: { iss: 'a', sub: 'b' } })).toBeUndefined()
    expect(storedOriginal({ original: { ...original } as never })).toEqual(original)
  })
})
