import {
  checkIdTokenClaims,
  type ClaimExpectations,
  type IdTokenClaims,
} from './id-token-claims.ts'
import { parseCompactJws } from './jws.ts'
import { type SignatureExpectations, verifySignature } from './signature.ts'
import { checkKind } from './token-kind.ts'

/** What a sign-in expects of its ID token; never taken from the token. */
export interface IdTokenExpectations extends SignatureExpectations, Omit<ClaimExpectations, 'now'> {
  /** Default: the current time. */
  readonly now?: Date
}

/**
 * Form, algorithm, signature, kind, then every claim (OpenID Connect Core section 3.1.3.7). Pure but
 * for WebCrypto.
 */
export async function verifyIdToken(
  idToken: string,
  expected: IdTokenExpectations & { readonly now: Date },
): Promise<IdTokenClaims> {
  const jws = parseCompactJws(idToken, 'id_token')
  await verifySignature(idToken, jws, 'id_token', expected)
  checkKind(jws, 'id_token')
  return checkIdTokenClaims(jws.payload, jws.algorithm, expected)
}
