import type { JSONWebKeySet, JWK } from 'jose'
import { compactVerify } from 'jose/jws/compact/verify'
import { importJWK } from 'jose/key/import'
import { printable } from '../errors.ts'
import { defaultAlgorithms, MIN_SECRET_BYTES, SECRET_ALGORITHM } from './algorithms.ts'
import type { CompactJws, TokenKind } from './jws.ts'
import { fittingKeys } from './keys.ts'
import { oidcError } from './error.ts'

export interface SignatureExpectations {
  readonly issuer: string
  /** The provider's public keys. */
  readonly jwks: JSONWebKeySet
  /** Default: RS, PS and ES in all sizes and Ed25519. `HS256` only where it is named here. */
  readonly algorithms?: readonly string[] | undefined
  /** For `HS256` only; at least 32 bytes of UTF-8. */
  readonly clientSecret?: string | undefined
}

/**
 * Verifies the signature of a token with a key that its provider has, and with nothing that the
 * token brings along (rule O3). Pure but for WebCrypto.
 *
 * @throws {SsoError} `oidc_*_algorithm_refused`, `oidc_*_key_unknown`, `oidc_*_signature_invalid`,
 *   `oidc_client_secret_too_short`
 */
export async function verifySignature(
  token: string,
  jws: CompactJws,
  kind: TokenKind,
  expected: SignatureExpectations,
): Promise<void> {
  const { algorithm, keyId } = jws
  const allowed = expected.algorithms ?? defaultAlgorithms
  if (!allowed.includes(algorithm)) {
    throw oidcError(`oidc_${kind}_algorithm_refused`, {
      detail: { received: printable(algorithm), allowed },
    })
  }
  const candidates =
    algorithm === SECRET_ALGORITHM ? secretKeys(expected) : publicKeys(jws, expected)
  if (candidates.length === 0) {
    throw oidcError(`oidc_${kind}_key_unknown`, {
      detail: { algorithm, keyId: printable(keyId ?? '') },
    })
  }
  for (const key of candidates) {
    if (await isSignedBy(token, algorithm, key)) return
  }
  const hint = 'Copy the client secret again from the application’s page at the identity provider.'
  throw oidcError(`oidc_${kind}_signature_invalid`, algorithm === SECRET_ALGORITHM ? { hint } : {})
}

type Key = () => ReturnType<typeof importJWK>

function publicKeys(jws: CompactJws, { jwks }: SignatureExpectations): readonly Key[] {
  // Of the token itself: that it is the right issuer is checked with its claims.
  const issuer = jws.payload.iss
  return fittingKeys(jwks, { ...jws, issuer }).map((jwk) => () => imported(jwk, jws.algorithm))
}

function secretKeys({ clientSecret }: SignatureExpectations): readonly Key[] {
  if (clientSecret === undefined) return []
  const secret = new TextEncoder().encode(clientSecret)
  if (secret.byteLength < MIN_SECRET_BYTES) throw oidcError('oidc_client_secret_too_short')
  return [async () => secret]
}

async function isSignedBy(token: string, algorithm: string, key: Key): Promise<boolean> {
  try {
    await compactVerify(token, await key(), { algorithms: [algorithm] })
    return true
  } catch {
    return false
  }
}

/** Imported keys by their JWK, so that a key set that is kept is imported once. */
const importedKeys = new WeakMap<JWK, Map<string, ReturnType<typeof importJWK>>>()

function imported(jwk: JWK, algorithm: string): ReturnType<typeof importJWK> {
  const byAlgorithm = importedKeys.get(jwk) ?? new Map<string, ReturnType<typeof importJWK>>()
  importedKeys.set(jwk, byAlgorithm)
  const known = byAlgorithm.get(algorithm)
  if (known) return known
  const { kty, n, e, crv, x, y } = jwk
  const bare = JSON.parse(JSON.stringify({ kty, n, e, crv, x, y })) as JWK
  const key = importJWK(bare, algorithm)
  byAlgorithm.set(algorithm, key)
  return key
}
