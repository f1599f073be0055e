import { printable } from '../errors.ts'
import type { JsonObject } from '../types/json.ts'
import { parseCompactJws } from './jws.ts'
import { type SignatureExpectations, verifySignature } from './signature.ts'
import { checkAudience, isInstant, toleranceOf } from './token-claims.ts'
import { checkKind } from './token-kind.ts'
import { oidcError } from './error.ts'

export interface UserinfoExpectations extends SignatureExpectations {
  readonly clientId: string
  /** Of the ID token. */
  readonly subject: string
  readonly now: Date
  readonly clockToleranceSeconds?: number | undefined
  readonly trustedAudiences?: readonly string[] | undefined
}

/**
 * Validates a userinfo answer that is a signed token (OpenID Connect Core section 5.3.2): form,
 * algorithm, signature, kind, issuer, audience and subject. TLS has shown who answers; the token
 * must say so too, or another application's answer could be put in its place. Pure but for WebCrypto.
 */
export async function verifyUserinfoToken(
  token: string,
  expected: UserinfoExpectations,
): Promise<JsonObject> {
  const jws = parseCompactJws(token, 'userinfo')
  await verifySignature(token, jws, 'userinfo', expected)
  checkKind(jws, 'userinfo')
  const claims = jws.payload
  if (claims.iss !== expected.issuer) {
    throw oidcError('oidc_userinfo_issuer_mismatch', {
      detail: { expected: expected.issuer, received: printable(String(claims.iss ?? '')) },
    })
  }
  checkAudience('userinfo', claims, expected)
  checkLifetime(claims, expected)
  if (claims.sub !== expected.subject) throw oidcError('oidc_userinfo_subject_mismatch')
  return claims
}

/** Most answers have no lifetime; what has one is held to it (RFC 7519 sections 4.1.4, 4.1.5). */
function checkLifetime(claims: JsonObject, expected: UserinfoExpectations): void {
  const now = expected.now.getTime() / 1000
  const tolerance = toleranceOf(expected.clockToleranceSeconds)
  const { exp = now + 1, nbf = now } = claims
  const isWithin =
    isInstant(exp) &&
    isInstant(nbf) &&
    Number(exp) > now - tolerance &&
    Number(nbf) <= now + tolerance
  if (!isWithin) throw oidcError('oidc_userinfo_expired')
}
