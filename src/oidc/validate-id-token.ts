import { lazy } from '../core/lazy.ts'
import type { IdTokenExpectations } from './id-token.ts'
import type { IdTokenClaims } from './id-token-claims.ts'

const idTokenPart = lazy(() => import('./id-token.ts'))

/**
 * Validates an ID token: form, algorithm, signature, kind, then every claim of OpenID Connect Core
 * section 3.1.3.7. Reads nothing but its arguments and, without `now`, the clock.
 *
 * @param idToken a compact JWS
 * @param expected what this sign-in expects; never taken from the token
 * @returns the claims
 * @throws {SsoError} `oidc_id_token_*`, `oidc_client_secret_too_short`
 * @see {@link https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation}
 * @example
 * ```ts
 * import { validateIdToken } from 'ssokit/oidc'
 *
 * declare const idToken: string
 * declare const jwks: import('jose').JSONWebKeySet
 * const claims = await validateIdToken(idToken, {
 *   issuer: 'https://acme.okta.com',
 *   clientId: '0oa1',
 *   jwks,
 *   nonce: 'the one that was sent',
 * })
 * console.log(claims.sub)
 * ```
 */
export async function validateIdToken(
  idToken: string,
  expected: IdTokenExpectations,
): Promise<IdTokenClaims> {
  const { verifyIdToken } = await idTokenPart()
  return verifyIdToken(idToken, { ...expected, now: expected.now ?? new Date() })
}
