/** Asymmetric algorithms that are accepted unless a connection narrows them down. */
export const defaultAlgorithms: readonly string[] = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
]

/**
 * The one algorithm that is keyed with the client secret. It is never on by default, and it never
 * sees a key of the provider's key set (rule O3).
 */
export const SECRET_ALGORITHM = 'HS256'

/** RFC 7518 section 3.2: a shorter secret could be guessed offline from any one token. */
export const MIN_SECRET_BYTES = 32
