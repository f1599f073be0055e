const encoder = new TextEncoder()

/** Written out here, so that the mock shares no code with what it tests. */
export function toBase64url(value: string | Uint8Array): string {
  const bytes = typeof value === 'string' ? encoder.encode(value) : value
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
  return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

export function randomText(): string {
  return toBase64url(crypto.getRandomValues(new Uint8Array(16)))
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Sets a bit that carries nothing. The text must not be a multiple of four long. */
export function withStrayBits(text: string): string {
  const last = alphabet.indexOf(text.at(-1) ?? '')
  return text.slice(0, -1) + alphabet[last + 1]
}

/** Left half of the digest that belongs to an algorithm (OpenID Connect Core section 3.1.3.6). */
export async function halfHash(value: string, algorithm: string): Promise<string> {
  const bits = algorithm.startsWith('Ed') ? '512' : algorithm.slice(-3)
  const digest = await crypto.subtle.digest(`SHA-${bits}`, encoder.encode(value))
  return toBase64url(new Uint8Array(digest).slice(0, digest.byteLength / 2))
}

export async function s256(verifier: string): Promise<string> {
  return toBase64url(
    new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(verifier))),
  )
}
