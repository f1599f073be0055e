import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readPublicKey } from '../../src/saml/public-key.ts'
import { bitString, der, derNull, objectId, sequence } from '../../src/testing/saml/der.ts'

const RSA = objectId('1.2.840.113549.1.1.1')
const EC = objectId('1.2.840.10045.2.1')
const P256 = objectId('1.2.840.10045.3.1.7')

const number = (...bytes: number[]) => der(0x02, Uint8Array.from(bytes))
/** 2048 bits: a sign byte, 0x80, zeros and a last byte. */
const modulus = (last = 1) => number(0, 0x80, ...Array<number>(254).fill(0), last)
const exponent = number(1, 0, 1)
const rsaAlgorithm = sequence(RSA, derNull())
const rsaKey = sequence(modulus(), exponent)
const point = (bytes: number, first = 4) => {
  const all = new Uint8Array(bytes)
  all[0] = first
  return bitString(all)
}

const ecKey = (namedCurve: string) =>
  Uint8Array.from(
    generateKeyPairSync('ec', { namedCurve }).publicKey.export({ format: 'der', type: 'spki' }),
  )

const flip = (spki: Uint8Array, at: number) =>
  spki.map((b, i) => (i === spki.length + at ? b ^ 1 : b))

/** The same coordinate modulo 2⁵²¹ − 1, in 66 bytes that have room for both. */
const addPrime = (spki: Uint8Array, at: number) => {
  const start = spki.length + at
  const hex = Buffer.from(spki.subarray(start, start + 66)).toString('hex')
  const sum = BigInt(`0x${hex}`) + 2n ** 521n - 1n
  const bytes = Buffer.from(sum.toString(16).padStart(132, '0'), 'hex')
  return spki.map((byte, index) => bytes[index - start] ?? byte)
}

const outcome = (spki: Uint8Array) => {
  const key = readPublicKey(new Uint8Array(spki))
  return typeof key === 'string' ? key : 'accepted'
}

describe('readPublicKey', () => {
  it('reads what Node exports', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' })
    const spki = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }))
    expect(readPublicKey(spki)).toEqual({ kind: 'ec', curve: 'P-384', spki })
  })

  it('S11 reads RSA and EC keys of one form', () => {
    expect(outcome(sequence(rsaAlgorithm, bitString(rsaKey)))).toBe('accepted')
    for (const curve of ['P-256', 'P-384', 'P-521']) expect(outcome(ecKey(curve))).toBe('accepted')
  })

  // Node refuses such keys as well, but not before somebody signs in.
  it.each([
    ['P-256', 'x', (spki: Uint8Array) => flip(spki, -64)],
    ['P-256', 'y', (spki: Uint8Array) => flip(spki, -1)],
    ['P-384', 'x', (spki: Uint8Array) => flip(spki, -96)],
    ['P-384', 'y', (spki: Uint8Array) => flip(spki, -1)],
    ['P-521', 'x', (spki: Uint8Array) => flip(spki, -68)],
    ['P-521', 'y', (spki: Uint8Array) => flip(spki, -1)],
    ['P-256', 'both', (spki: Uint8Array) => spki.fill(0, -64)],
    ['P-521', 'x, a prime too large,', (spki: Uint8Array) => addPrime(spki, -132)],
    ['P-521', 'y, a prime too large,', (spki: Uint8Array) => addPrime(spki, -66)],
  ])('S11 refuses a point that is not on %s: %s', (curve, _what, change) => {
    const spki = change(ecKey(curve))
    expect(() => createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })).toThrow()
    expect(outcome(spki)).toBe(`its point is not on the curve ${curve}`)
  })

  it.each([
    ['nothing', new Uint8Array()],
    ['another tag', der(0x31, rsaAlgorithm, bitString(rsaKey))],
    ['something behind it', Uint8Array.of(...sequence(rsaAlgorithm, bitString(rsaKey)), 0)],
    ['a third part', sequence(rsaAlgorithm, bitString(rsaKey), derNull())],
    ['no key', sequence(rsaAlgorithm)],
    ['an empty key', sequence(rsaAlgorithm, der(0x03))],
    ['unused bits', sequence(rsaAlgorithm, der(0x03, Uint8Array.of(1), rsaKey))],
    ['RSA without parameters', sequence(sequence(RSA), bitString(rsaKey))],
    ['RSA with other parameters', sequence(sequence(RSA, P256), bitString(rsaKey))],
    [
      'RSA with a NULL that has content',
      sequence(sequence(RSA, der(0x05, Uint8Array.of(0))), bitString(rsaKey)),
    ],
    ['RSA with more parameters', sequence(sequence(RSA, derNull(), derNull()), bitString(rsaKey))],
    [
      'RSA with something behind the numbers',
      sequence(rsaAlgorithm, bitString(Uint8Array.of(...rsaKey, 0))),
    ],
    [
      'RSA with three numbers',
      sequence(rsaAlgorithm, bitString(sequence(modulus(), exponent, exponent))),
    ],
    ['RSA with one number', sequence(rsaAlgorithm, bitString(sequence(modulus())))],
    [
      'a negative modulus',
      sequence(
        rsaAlgorithm,
        bitString(sequence(number(0x80, ...Array<number>(254).fill(0), 1), exponent)),
      ),
    ],
    [
      'a modulus with a leading zero',
      sequence(
        rsaAlgorithm,
        bitString(sequence(number(0, 0x40, ...Array<number>(254).fill(0), 1), exponent)),
      ),
    ],
    [
      'an exponent with a leading zero',
      sequence(rsaAlgorithm, bitString(sequence(modulus(), number(0, 3)))),
    ],
    ['a negative exponent', sequence(rsaAlgorithm, bitString(sequence(modulus(), number(0x83))))],
    ['an exponent of zero', sequence(rsaAlgorithm, bitString(sequence(modulus(), number(0))))],
    ['an empty exponent', sequence(rsaAlgorithm, bitString(sequence(modulus(), number())))],
    ['EC with more parameters', sequence(sequence(EC, P256, derNull()), point(65))],
    ['a compressed point', sequence(sequence(EC, P256), point(33, 2))],
    ['a hybrid point', sequence(sequence(EC, P256), point(65, 6))],
    ['a point of another curve', sequence(sequence(EC, P256), point(97))],
    ['the point at infinity', sequence(sequence(EC, P256), bitString(Uint8Array.of(0)))],
  ])('refuses %s as malformed', (_what, spki) => {
    expect(outcome(spki)).toBe('it is malformed')
  })

  it.each([
    [
      'an even modulus',
      sequence(rsaAlgorithm, bitString(sequence(modulus(2), exponent))),
      'even number',
    ],
    [
      'an even exponent',
      sequence(rsaAlgorithm, bitString(sequence(modulus(), number(4)))),
      'even number',
    ],
    [
      'an exponent of one',
      sequence(rsaAlgorithm, bitString(sequence(modulus(), number(1)))),
      'exponent is unusable',
    ],
    [
      'an exponent of five bytes',
      sequence(rsaAlgorithm, bitString(sequence(modulus(), number(1, 0, 0, 0, 1)))),
      'exponent is unusable',
    ],
    ['EC without a named curve', sequence(sequence(EC), point(65)), 'another curve'],
    [
      'EC with explicit parameters',
      sequence(sequence(EC, sequence(derNull())), point(65)),
      'malformed',
    ],
    [
      'another algorithm',
      sequence(sequence(objectId('1.3.101.112')), point(65)),
      'neither an RSA nor an EC',
    ],
    ['no algorithm', sequence(sequence(), point(65)), 'neither an RSA nor an EC'],
  ])('S11 refuses %s', (_what, spki, message) => {
    expect(outcome(spki)).toContain(message)
  })
})
