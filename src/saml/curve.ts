/** The curves of rule S11, as WebCrypto spells them. */
export type Curve = 'P-256' | 'P-384' | 'P-521'

interface Parameters {
  /** The field's prime. */
  readonly p: bigint
  /** Of y² = x³ − 3x + b. */
  readonly b: bigint
}

/** NIST SP 800-186 sections 3.2.1.3 to 3.2.1.5. */
const parameters: Readonly<Record<Curve, Parameters>> = {
  'P-256': {
    p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
    b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
  },
  'P-384': {
    p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
    b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
  },
  'P-521': {
    p: 2n ** 521n - 1n,
    b: 0x51953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00n,
  },
}

/**
 * Whether a point is on its curve. Crypto libraries refuse others, too, but only when somebody signs
 * in.
 *
 * @param coordinates x and y, big-endian, equally long
 */
export function isOnCurve(curve: Curve, coordinates: Uint8Array): boolean {
  const { p, b } = parameters[curve]
  const half = coordinates.length / 2
  const x = bigIntOf(coordinates.subarray(0, half))
  const y = bigIntOf(coordinates.subarray(half))
  return x < p && y < p && (y * y - x * x * x + 3n * x - b) % p === 0n
}

function bigIntOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`)
}
