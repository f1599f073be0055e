import * as base64url from 'jose/base64url'

/**
 * The points of small order of Curve25519 (RFC 7748 section 6.1, RFC 8032 section 5.1), as y
 * coordinates in little-endian hexadecimal digits without the sign bit, with the spellings that are
 * not canonical: 1, p − 1, 0, the two of order eight, p and p + 1.
 */
const smallOrder: ReadonlySet<string> = new Set([
  `01${'00'.repeat(31)}`,
  `ec${'ff'.repeat(30)}7f`,
  '00'.repeat(32),
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
])

/**
 * Tells whether an Ed25519 public key is of small order. With such a key everybody can make
 * signatures that pass, and node:crypto accepts it.
 *
 * @param x the JWK member, base64url
 */
export function isSmallOrderKey(x: unknown): boolean {
  if (typeof x !== 'string') return false
  return smallOrder.has(digitsOf(x))
}

function digitsOf(x: string): string {
  let bytes: Uint8Array
  try {
    bytes = base64url.decode(x)
  } catch {
    return ''
  }
  const last = bytes.length - 1
  return Array.from(bytes, (byte, at) =>
    (at === last ? byte & 0x7f : byte).toString(16).padStart(2, '0'),
  ).join('')
}
