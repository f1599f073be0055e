import fc from 'fast-check'
import { toASCII, toUnicode } from 'tr46'
import { describe, expect, it } from 'vitest'
import { normalizeDomain } from '../../src/domain/index.ts'
import { unicodeLabel } from '../../src/domain/punycode.ts'

/**
 * As the URL Standard processes domains, with the lengths of DNS. Whether a name may be displayed from
 * right to left does not change what it is, and URL parsers differ there.
 */
const options = {
  checkBidi: false,
  checkHyphens: false,
  checkJoiners: true,
  transitionalProcessing: false,
  useSTD3ASCIIRules: true,
  verifyDNSLength: true,
}

/** Our answer, or null. */
function normalized(name: string): string | null {
  try {
    return normalizeDomain(name)
  } catch {
    return null
  }
}

const letter = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...'abcxyzABZ019-') },
  fc.integer({ min: 0xa1, max: 0x24f }).map((point) => String.fromCodePoint(point)),
  fc.integer({ min: 0x370, max: 0x6ff }).map((point) => String.fromCodePoint(point)),
  fc.integer({ min: 0x900, max: 0xe7f }).map((point) => String.fromCodePoint(point)),
  fc.integer({ min: 0x1e00, max: 0x1eff }).map((point) => String.fromCodePoint(point)),
  fc.integer({ min: 0x2000, max: 0x24ff }).map((point) => String.fromCodePoint(point)),
  fc.integer({ min: 0x3040, max: 0x33ff }).map((point) => String.fromCodePoint(point)),
  fc.integer({ min: 0x4e00, max: 0x4fff }).map((point) => String.fromCodePoint(point)),
  fc.integer({ min: 0xf900, max: 0xffee }).map((point) => String.fromCodePoint(point)),
  fc.integer({ min: 0x1d400, max: 0x1d7ff }).map((point) => String.fromCodePoint(point)),
)
const label = fc.array(letter, { minLength: 1, maxLength: 8 }).map((letters) => letters.join(''))
const name = fc.array(label, { minLength: 2, maxLength: 3 }).map((labels) => labels.join('.'))

const word = fc.stringMatching(
  /^([a-zA-Zà-öø-ÿÀ-ÖØ-ÞĀ-ſ]{1,9}|[α-ωΑ-ΡΣ-Ω]{1,9}|[а-яА-Я]{1,9}|[א-ת]{1,9}|[ا-غ]{1,9}|[一-鿌ぁ-ゔァ-ヴー]{1,9})$/u,
)

describe('UTS 46 by an implementation of its own', () => {
  it('E1 D1 whatever is accepted is what tr46 makes of it, and whatever tr46 refuses is refused', () => {
    let accepted = 0
    fc.assert(
      fc.property(name, (text) => {
        const ours = normalized(text)
        if (ours === null) return
        accepted += 1
        const theirs = toASCII(text, options)
        // Tables of combining marks differ by version of Unicode; they change no name into another.
        if (theirs === null) expect(text.normalize('NFC')).toMatch(/(^|[.。])\p{M}/u)
        else expect(ours).toBe(theirs)
        expect(normalizeDomain(ours)).toBe(ours)
      }),
      { numRuns: 20_000 },
    )
    // Otherwise the property would hold of a function that refuses everything.
    expect(accepted).toBeGreaterThan(500)
  })

  it('D1 names of letters that Unicode has had for long are accepted where tr46 accepts them', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 2, maxLength: 4 }), (words) => {
        const text = words.join('.')
        const theirs = toASCII(text, { ...options, checkBidi: true })
        if (theirs !== null) expect(normalized(text)).toBe(theirs)
      }),
      { numRuns: 5000 },
    )
  })

  it('E1 D1 the capital sharp s is the small one on every platform', () => {
    expect(normalizeDomain('STRAẞE.example')).toBe('xn--strae-oqa.example')
    expect(normalizeDomain('straße.example')).toBe('xn--strae-oqa.example')
  })

  it('D1 A-labels are decoded as tr46 decodes them', () => {
    fc.assert(
      fc.property(name, (text) => {
        const ours = normalized(text)
        if (ours === null) return
        const decoded = ours.split('.').map(unicodeLabel).join('.')
        expect(decoded).toBe(toUnicode(ours, options).domain)
      }),
      { numRuns: 5000 },
    )
  })

  // RFC 3492 section 7.1, without those that UTS 46 maps to lower case first.
  it.each([
    ['xn--egbpdaj6bu4bxfgehfvwxn', 'ليهمابتكلموشعربي؟'],
    ['xn--ihqwcrb4cv8a8dqg056pqjye', '他们为什么不说中文'],
    ['xn--4dbcagdahymbxekheh6e0a7fei0b', 'למההםפשוטלאמדבריםעברית'],
    ['xn--mnchen-3ya', 'münchen'],
    ['plain', 'plain'],
  ])('D1 %s is %s', (encoded, text) => {
    expect(unicodeLabel(encoded)).toBe(text)
  })

  it('D1 a label that is none is a mistake of ours', () => {
    expect(() => unicodeLabel('xn--ü')).toThrow(TypeError)
  })
})
