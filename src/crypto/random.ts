import * as base64url from 'jose/base64url'

/** 256 bits: twice what rule F2 asks of state, nonce and PKCE verifier. */
const DEFAULT_BYTES = 32

/** A random value from the platform's CSPRNG as base64url text. The only source of randomness. */
export function randomToken(bytes: number = DEFAULT_BYTES): string {
  return base64url.encode(crypto.getRandomValues(new Uint8Array(bytes)))
}

/** A random number, 0 ≤ n < 1, for what must not happen everywhere at once. */
export function randomFraction(): number {
  const [word = 0] = crypto.getRandomValues(new Uint32Array(1))
  return word / 2 ** 32
}
