import type { JSONWebKeySet, JWK } from 'jose'
import { compactVerify } from 'jose/jws/compact/verify'
import { importJWK } from 'jose/key/import'
import { printable, SsoError } from '../errors.ts'
import { checkIdTokenClaims, type IdTokenClaims } from './id-token-claims.ts'
import { type CompactJws, parseCompactJws } from './jws.ts'
import { fittingKeys } from './keys.ts'

/** Asymmetric algorithms that are accepted unless a connection narrows them down. */
export const defaultAlgorithms: readonly string[] = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
]

/** Kinds of tokens that are never ID tokens (rule O7, RFC 8725 section 3.11). */
const idTokenTypes: readonly (string | undefined)[] = [undefined, 'jwt']

export interface IdTokenExpectations {
  readonly issuer: string
  readonly clientId: string
  /** The provider's public keys. */
  readonly jwks: JSONWebKeySet
  /** The one sent with the request. Without it the token must carry none. */
  readonly nonce?: string
  /** Default: the current time. */
  readonly now?: Date
  /** Default 60 seconds, at most 300. */
  readonly clockToleranceSeconds?: number
  /** With it `auth_time` is required. */
  readonly maxAgeSeconds?: number
  /** Checked against `at_hash` where the token carries one. */
  readonly accessToken?: string
  /** Checked against `c_hash` where the token carries one. */
  readonly code?: string
  /** Default: RS, PS and ES in all sizes and Ed25519. */
  readonly algorithms?: readonly string[]
  /** Audiences besides `clientId` that the token may name. */
  readonly trustedAudiences?: readonly string[]
}

/**
 * Form, kind, algorithm, signature, then every claim (OpenID Connect Core section 3.1.3.7). Pure but
 * for WebCrypto.
 */
export async function verifyIdToken(
  idToken: string,
  expected: IdTokenExpectations & { readonly now: Date },
): Promise<IdTokenClaims> {
  const jws = parseCompactJws(idToken)
  if (!idTokenTypes.includes(jws.type)) {
    throw new SsoError('oidc_id_token_kind_refused', {
      message: `The token’s type is ${printable(jws.type ?? '')}.`,
    })
  }
  const algorithms = expected.algorithms ?? defaultAlgorithms
  if (!algorithms.includes(jws.algorithm)) {
    throw new SsoError('oidc_id_token_algorithm_refused', {
      detail: { received: printable(jws.algorithm), allowed: algorithms },
    })
  }
  await verifySignature(idToken, jws, expected)
  return checkIdTokenClaims(jws.payload, jws.algorithm, expected)
}

async function verifySignature(
  idToken: string,
  jws: CompactJws,
  { jwks, issuer }: IdTokenExpectations,
): Promise<void> {
  const keys = fittingKeys(jwks, { ...jws, issuer })
  if (keys.length === 0) {
    throw new SsoError('oidc_id_token_key_unknown', {
      detail: { algorithm: jws.algorithm, keyId: printable(jws.keyId ?? '') },
    })
  }
  for (const key of keys) {
    if (await isSignedBy(idToken, jws.algorithm, key)) return
  }
  throw new SsoError('oidc_id_token_signature_invalid')
}

async function isSignedBy(idToken: string, algorithm: string, jwk: JWK): Promise<boolean> {
  try {
    await compactVerify(idToken, await imported(jwk, algorithm), { algorithms: [algorithm] })
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
