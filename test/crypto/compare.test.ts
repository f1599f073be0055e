import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isEqualConstantTime } from '../../src/crypto/compare.ts'
import { canonicalJson, sha256 } from '../../src/crypto/digest.ts'

describe('isEqualConstantTime', () => {
  it('agrees with === on any two texts', () => {
    const text = fc.string({ unit: 'grapheme' })
    fc.assert(
      fc.property(text, text, (left, right) => {
        expect(isEqualConstantTime(left, right)).toBe(left === right)
        expect(isEqualConstantTime(left, left)).toBe(true)
      }),
    )
  })

  it.each([
    ['', 'a'],
    ['a', ''],
    ['a', 'aa'],
    ['aa', 'a'],
    ['abab', 'ab'],
    ['ab', 'abab'],
  ])('tells %j from %j', (left, right) => {
    expect(isEqualConstantTime(left, right)).toBe(false)
  })
})

describe('digests', () => {
  it('computes SHA-256 as FIPS 180-4 does', async () => {
    // NIST: SHA-256("abc") = ba7816bf 8f01cfea 414140de 5dae2223 b00361a3 96177a9c b410ff61 f20015ad
    const hex = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
    expect(await sha256('abc')).toBe(Buffer.from(hex, 'hex').toString('base64url'))
  })

  it('gives equal objects one text, whatever the order of their members', () => {
    expect(canonicalJson({ b: [1, { d: 1, c: 2 }], a: undefined })).toBe('{"b":[1,{"c":2,"d":1}]}')
    expect(canonicalJson({ a: 1, b: 2 })).toBe(canonicalJson({ b: 2, a: 1 }))
    expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]))
  })
})
