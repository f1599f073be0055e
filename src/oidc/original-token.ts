import type { JsonObject } from '../types/json.ts'
import { oidcError } from './error.ts'
import type { IdTokenClaims } from './id-token-claims.ts'

/** What ID tokens of a refresh are compared with: facts of the one that the person signed in with. */
export interface OriginalToken {
  readonly iss: string
  readonly sub: string
  readonly aud: readonly string[]
  readonly azp?: string
  readonly nonce?: string
  readonly authTime?: number
  /** Of the newest ID token. */
  readonly iat: number
}

const listOf = (audience: string | readonly string[]): readonly string[] =>
  typeof audience === 'string' ? [audience] : audience

export function originalOf(claims: IdTokenClaims): OriginalToken {
  const { iss, sub, aud, azp, nonce, auth_time, iat } = claims
  return {
    ...{ iss, sub, aud: listOf(aud), iat },
    ...(typeof azp === 'string' ? { azp } : {}),
    ...(typeof nonce === 'string' ? { nonce } : {}),
    ...(typeof auth_time === 'number' ? { authTime: auth_time } : {}),
  }
}

/** As the sessions port keeps it; `undefined` for whatever is none. */
export function storedOriginal(detail: JsonObject | undefined): OriginalToken | undefined {
  const stored = detail?.original as unknown as OriginalToken | undefined
  const isOne =
    typeof stored?.iss === 'string' && typeof stored.sub === 'string' && Array.isArray(stored.aud)
  return isOne ? stored : undefined
}

/**
 * The nonce to expect: of a refresh there is the original one or none (OpenID Connect Core section 12.2),
 * so that one that is there without there being an original is refused like any other.
 *
 * @param received of the token, of which nothing is verified yet
 */
export function expectedNonce(
  received: JsonObject,
  original: Pick<OriginalToken, 'nonce'>,
): string | undefined {
  return Object.hasOwn(received, 'nonce') ? original.nonce : undefined
}

/**
 * Refuses the ID token of a refresh that is not about the same sign-in (OpenID Connect Core section
 * 12.2, rule O4): same issuer, subject and party, nobody taken out of the audience, no earlier
 * authentication, and not older than the one before. Pure; everything else was validated before.
 *
 * @throws {SsoError} `oidc_refreshed_token_mismatch`
 */
export function checkRefreshedToken(claims: IdTokenClaims, original: OriginalToken): void {
  const { iss, sub, aud, azp, auth_time, iat } = claims
  const audiences = listOf(aud)
  // Keycloak tells the latest: whoever had to sign in anew for another application has not gone away.
  const isSinceThen =
    auth_time === undefined ||
    original.authTime === undefined ||
    Number(auth_time) >= original.authTime
  const differences = [
    ...(iss === original.iss ? [] : ['iss']),
    ...(sub === original.sub ? [] : ['sub']),
    ...(original.aud.every((audience) => audiences.includes(audience)) ? [] : ['aud']),
    ...(azp === original.azp ? [] : ['azp']),
    ...(isSinceThen ? [] : ['auth_time']),
    ...(iat >= original.iat ? [] : ['iat']),
  ]
  if (differences.length === 0) return
  throw oidcError('oidc_refreshed_token_mismatch', {
    message: `The ID token of the refresh has another ${differences.join(', ')} than the sign-in.`,
    detail: { claims: differences },
  })
}
