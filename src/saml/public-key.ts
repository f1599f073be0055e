import { type Curve, isOnCurve } from './curve.ts'
import { DerReader, derTags, objectIdOf } from './der.ts'

/** A public key that may verify signatures (rule S11), or what kept it from being one. */
export type PublicKey =
  | { readonly kind: 'rsa'; readonly spki: Uint8Array<ArrayBuffer>; readonly bits: number }
  | { readonly kind: 'ec'; readonly spki: Uint8Array<ArrayBuffer>; readonly curve: Curve }

/** Rule S11. */
const MIN_RSA_BITS = 2048
const MAX_RSA_BITS = 8192
/** Exponents are odd, from 3 to 2³²−1: at most four bytes. */
const MAX_EXPONENT_BYTES = 4

const RSA_ENCRYPTION = '1.2.840.113549.1.1.1'
const EC_PUBLIC_KEY = '1.2.840.10045.2.1'

const curves: ReadonlyMap<string, { readonly curve: Curve; readonly fieldBytes: number }> = new Map(
  [
    ['1.2.840.10045.3.1.7', { curve: 'P-256', fieldBytes: 32 }],
    ['1.3.132.0.34', { curve: 'P-384', fieldBytes: 48 }],
    ['1.3.132.0.35', { curve: 'P-521', fieldBytes: 66 }],
  ],
)

const UNCOMPRESSED_POINT = 0x04

/**
 * Reads a SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7).
 *
 * @returns the key, or in words why it may verify nothing
 */
export function readPublicKey(spki: Uint8Array<ArrayBuffer>): PublicKey | string {
  const outer = new DerReader(spki)
  const info = outer.next(derTags.sequence)
  const parts = info && outer.isAtEnd ? new DerReader(info.content) : undefined
  const algorithm = parts?.next(derTags.sequence)
  const bits = parts?.next(derTags.bitString)
  // The first byte counts unused bits at the end, of which a key has none.
  if (!algorithm || !bits || !parts?.isAtEnd || bits.content[0] !== 0) return 'it is malformed'
  const key = bits.content.subarray(1)
  const identifier = new DerReader(algorithm.content)
  const id = objectIdOf(identifier.next(derTags.objectId)?.content ?? new Uint8Array())
  if (id === RSA_ENCRYPTION) {
    const parameters = identifier.next(derTags.null)
    if (parameters?.content.length !== 0 || !identifier.isAtEnd) return 'it is malformed'
    return readRsaKey(spki, key)
  }
  if (id === EC_PUBLIC_KEY) {
    const curve = objectIdOf(identifier.next(derTags.objectId)?.content ?? new Uint8Array())
    return identifier.isAtEnd ? readEcKey(spki, key, curve) : 'it is malformed'
  }
  return 'it is neither an RSA nor an EC key'
}

function readRsaKey(
  spki: Uint8Array<ArrayBuffer>,
  key: Uint8Array<ArrayBuffer>,
): PublicKey | string {
  const outer = new DerReader(key)
  const sequence = outer.next(derTags.sequence)
  const numbers = sequence && outer.isAtEnd ? new DerReader(sequence.content) : undefined
  const modulus = positiveInteger(numbers?.next(derTags.integer)?.content)
  const exponent = positiveInteger(numbers?.next(derTags.integer)?.content)
  if (!modulus || !exponent || !numbers?.isAtEnd) return 'it is malformed'
  const bits = modulus.length * 8 - Math.clz32(modulus[0] ?? 0) + 24
  if (bits < MIN_RSA_BITS) return `it is an RSA key of ${bits} bits, less than ${MIN_RSA_BITS}`
  if (bits > MAX_RSA_BITS) return `it is an RSA key of ${bits} bits, more than ${MAX_RSA_BITS}`
  if (!isOdd(modulus) || !isOdd(exponent)) return 'it is no RSA key: an even number'
  // With an exponent of 1 every text is its own signature.
  const isOne = exponent.length === 1 && exponent[0] === 1
  if (isOne || exponent.length > MAX_EXPONENT_BYTES) return 'its RSA exponent is unusable'
  return { kind: 'rsa', spki, bits }
}

function readEcKey(
  spki: Uint8Array<ArrayBuffer>,
  point: Uint8Array,
  curveId: string | undefined,
): PublicKey | string {
  const known = curves.get(curveId ?? '')
  if (!known) return 'it is an EC key on another curve than P-256, P-384 and P-521'
  const isUncompressed = point[0] === UNCOMPRESSED_POINT
  if (!isUncompressed || point.length !== 1 + 2 * known.fieldBytes) return 'it is malformed'
  if (!isOnCurve(known.curve, point.subarray(1)))
    return `its point is not on the curve ${known.curve}`
  return { kind: 'ec', spki, curve: known.curve }
}

/** Without the sign byte; `undefined` unless it is positive and as short as possible. */
function positiveInteger(content: Uint8Array | undefined): Uint8Array | undefined {
  const first = content?.[0]
  if (!content || first === undefined || first >= 0x80) return undefined
  if (first !== 0) return content
  return (content[1] ?? 0) >= 0x80 ? content.subarray(1) : undefined
}

function isOdd(number: Uint8Array): boolean {
  return (number.at(-1) ?? 0) % 2 === 1
}
