import type { HashName } from './algorithms.ts'

export interface OaepParameters {
  /** Hash of the label. */
  readonly digest: HashName
  /** Hash of the mask generation function, MGF1. */
  readonly mask: HashName
  readonly label: Uint8Array<ArrayBuffer>
}

/**
 * Removes OAEP padding (RFC 8017 section 7.1.2, step 3). Every byte is looked at whatever the ones
 * before it were, and one branch at the end tells good from bad: whoever learns which check failed
 * can decrypt (Manger, CRYPTO 2001).
 *
 * @param block as long as the key's modulus
 */
export async function removeOaepPadding(
  block: Uint8Array,
  { digest, mask, label }: OaepParameters,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const labelHash = new Uint8Array(await crypto.subtle.digest(digest, label))
  const hashLength = labelHash.length
  const maskedSeed = block.slice(1, hashLength + 1)
  const maskedData = block.slice(hashLength + 1)
  const seed = xor(maskedSeed, await maskOf(maskedData, hashLength, mask))
  const data = xor(maskedData, await maskOf(seed, maskedData.length, mask))

  let bad = block[0] ?? 1
  for (let at = 0; at < hashLength; at++) bad |= (data[at] ?? 0) ^ (labelHash[at] ?? 0)
  // After the hash: zeros, a one, the message. All flags are 0 or 1.
  let isSearching = 1
  let start = 0
  for (let at = hashLength; at < data.length; at++) {
    const byte = data[at] ?? 0
    const isZero = (byte - 1) >>> 31
    const isOne = ((byte ^ 1) - 1) >>> 31
    start |= (at + 1) & -(isSearching & isOne)
    bad |= isSearching & (isZero ^ 1) & (isOne ^ 1)
    isSearching &= isOne ^ 1
  }
  bad |= isSearching
  return bad === 0 ? data.slice(start) : undefined
}

/** MGF1 (RFC 8017 appendix B.2.1). */
async function maskOf(
  seed: Uint8Array,
  length: number,
  hash: HashName,
): Promise<Uint8Array<ArrayBuffer>> {
  const input = new Uint8Array(seed.length + 4)
  input.set(seed)
  const counter = new DataView(input.buffer, seed.length)
  const mask = new Uint8Array(length)
  for (let at = 0, count = 0; at < length; count++) {
    counter.setUint32(0, count)
    const part = new Uint8Array(await crypto.subtle.digest(hash, input))
    mask.set(part.subarray(0, length - at), at)
    at += part.length
  }
  return mask
}

function xor(left: Uint8Array, right: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(left, (byte, at) => byte ^ (right[at] ?? 0))
}
