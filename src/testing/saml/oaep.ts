import { constants, createHash, type KeyObject, publicEncrypt, randomBytes } from 'node:crypto'
import type { MockHash } from './algorithm-names.ts'
import { concat } from './der.ts'

export interface OaepParameters {
  /** Of the label. */
  readonly digest: MockHash
  /** Of the mask. OpenSSL as Node offers it takes only the same, XML Encryption knows both apart. */
  readonly mask: MockHash
  readonly label: Uint8Array
}

/** RSAES-OAEP-ENCRYPT (RFC 8017 section 7.1.1). */
export function encryptOaep(
  key: KeyObject,
  message: Uint8Array,
  { digest, mask, label }: OaepParameters,
): Uint8Array {
  const blockLength = (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8
  const labelHash = createHash(digest).update(label).digest()
  const length = labelHash.length
  const padding = new Uint8Array(blockLength - message.length - 2 * length - 2)
  const block = concat([labelHash, padding, Uint8Array.of(1), message])
  const seed = randomBytes(length)
  const maskedBlock = xor(block, generateMask(mask, seed, block.length))
  const maskedSeed = xor(seed, generateMask(mask, maskedBlock, length))
  const encoded = concat([Uint8Array.of(0), maskedSeed, maskedBlock])
  return publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, encoded)
}

/** MGF1 (RFC 8017 appendix B.2.1). */
function generateMask(hash: MockHash, seed: Uint8Array, length: number): Uint8Array {
  const parts: Uint8Array[] = []
  for (let counter = 0; parts.reduce((sum, part) => sum + part.length, 0) < length; counter++) {
    const number = Buffer.alloc(4)
    number.writeUInt32BE(counter)
    parts.push(createHash(hash).update(seed).update(number).digest())
  }
  return concat(parts).subarray(0, length)
}

function xor(left: Uint8Array, right: Uint8Array): Uint8Array {
  return left.map((byte, index) => byte ^ (right[index] ?? 0))
}
