import { lazy } from '../core/lazy.ts'
import type { LogoutTokenClaims, LogoutTokenExpectations } from './logout-token.ts'

const logoutTokenPart = lazy(() => import('./logout-token.ts'))

/**
 * Validates a logout token that a provider posted to the back-channel logout address: form,
 * algorithm, signature, kind, then every claim of OpenID Connect Back-Channel Logout section 2.6.
 * Reads nothing but its arguments and, without `now`, the clock.
 *
 * @param logoutToken a compact JWS, the form field `logout_token`
 * @param expected what this connection expects; never taken from the token
 * @returns the claims; end the sessions of `sid`, or where that is absent all sessions of `sub`
 * @throws {SsoError} `oidc_logout_token_*`, `oidc_client_secret_too_short`
 * @see {@link https://openid.net/specs/openid-connect-backchannel-1_0.html#Validation}
 * @security a token may be sent twice: remember `iss` and `jti` for 15 minutes and refuse the second
 * @example
 * ```ts
 * import { validateLogoutToken } from 'ssokit/oidc'
 *
 * declare const logoutToken: string
 * declare const jwks: import('jose').JSONWebKeySet
 * const { sid, sub } = await validateLogoutToken(logoutToken, {
 *   issuer: 'https://acme.okta.com',
 *   clientId: '0oa1',
 *   jwks,
 * })
 * console.log(sid ?? sub)
 * ```
 */
export async function validateLogoutToken(
  logoutToken: string,
  expected: LogoutTokenExpectations,
): Promise<LogoutTokenClaims> {
  const { verifyLogoutToken } = await logoutTokenPart()
  return verifyLogoutToken(logoutToken, { ...expected, now: expected.now ?? new Date() })
}
