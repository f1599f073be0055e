import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeBase64 } from '../../../src/saml/xml/base64.ts'
import { escapeXml, wellFormedXml } from '../../support/xml-documents.ts'
import { canonicalText, outcomeOf, read } from '../../support/xml-read.ts'

/** Pieces that XML is made of, so that some of their sequences are documents. */
const pieces = [
  ...['<a>', '</a>', '<b/>', '<p:c xmlns:p="urn:p">', '</p:c>', '<a x="1">', '<a xmlns="urn:x">'],
  ...['text', ' ', '\n', '\r\n', '&amp;', '&#13;', '&x;', '<!-- c -->', '<![CDATA[d]]>', '<?p i?>'],
  ...[
    '<',
    '>',
    '"',
    "'",
    '&',
    ']]>',
    '--',
    '<!',
    '<?',
    '?>',
    '/>',
    '=',
    'xmlns:',
    '\u{1F600}',
    '\0',
  ],
]
const documents = fc
  .array(fc.constantFrom(...pieces), { maxLength: 30 })
  .map((list) => `<a>${list.join('')}</a>`)

describe('readXml', () => {
  it('X7 gives a tree or a typed refusal for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        outcomeOf(bytes)
      }),
      { numRuns: 3_000 },
    )
  })

  it('X7 gives a tree or a typed refusal for any sequence of markup', () => {
    let accepted = 0
    fc.assert(
      fc.property(documents, (document) => {
        if (outcomeOf(document) === 'accepted') accepted++
      }),
      { numRuns: 5_000 },
    )
    expect(accepted).toBeGreaterThan(50)
  })

  it('S5 reads every well-formed document, and its canonical form gives the same again', () => {
    fc.assert(
      fc.property(wellFormedXml, (document) => {
        const once = canonicalText(read(document))
        expect(canonicalText(read(once))).toBe(once)
      }),
      { numRuns: 2_000 },
    )
  })

  it('X4 finds all of a text, however it is spelled', () => {
    const spellings = fc.array(
      fc.tuple(fc.string({ maxLength: 5 }), fc.constantFrom('plain', 'CDATA', 'references')),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(spellings, (parts) => {
        const clean = parts.map(([part, kind]) => [part.replaceAll(/[^ -~]/g, '?'), kind] as const)
        const spelled = clean.map(([part, kind]) => {
          if (kind === 'CDATA') return `<![CDATA[${part.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`
          if (kind === 'plain') return escapeXml(part)
          return Array.from(
            part,
            (character) => `&#x${character.charCodeAt(0).toString(16)};`,
          ).join('')
        })
        const whole = clean.map(([part]) => part).join('')
        expect(read(`<a>${spelled.join('')}</a>`).children).toEqual(
          whole === '' ? [] : [{ kind: 'text', value: whole }],
        )
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('decodeBase64', () => {
  it('reads what Node writes, with white space anywhere', () => {
    const spaces = fc.array(fc.constantFrom('', ' ', '\n', '\r\n', '\t'), { minLength: 1 })
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), spaces, (bytes, white) => {
        const encoded = Array.from(
          Buffer.from(bytes).toString('base64'),
          (character, index) => (white[index % white.length] ?? '') + character,
        )
        expect(decodeBase64(encoded.join(''))).toEqual(new Uint8Array(bytes))
      }),
    )
  })

  it('reads one spelling of any bytes only', () => {
    const alphabet = fc.constantFrom(...'ABCDwxyz0189+/=-_ \f\u{b}é')
    fc.assert(
      fc.property(fc.string({ unit: alphabet, maxLength: 12 }), (spelling) => {
        const bytes = decodeBase64(spelling)
        if (!bytes) return
        expect(Buffer.from(bytes).toString('base64')).toBe(spelling.replaceAll(' ', ''))
      }),
      { numRuns: 5_000 },
    )
  })

  it.each([
    ['absent padding', 'AA'],
    ['half the padding', 'AA='],
    ['surplus padding', 'AAAA='],
    ['padding alone', '===='],
    ['padding in the middle', 'AA==AAAA'],
    ['stray bits', 'AB=='],
    ['stray bits before one =', 'AAB='],
    ['the alphabet of URLs', 'AA-_'],
    ['a form feed', 'AAAA\f'],
    ['four form feeds', 'AAAA\f\f\f\f'],
    ['a vertical tab', 'AA\u{b}AA'],
    ['a no-break space', 'AA\u{a0}AA'],
    ['a zero-width space', 'AAAA\u{200b}'],
    ['a byte order mark', '\u{feff}AAAA'],
    ['a percent sign', 'AA%3D%3D'],
    ['a NUL', 'AAAA\0'],
  ])('refuses %s', (_what, text_) => {
    expect(decodeBase64(text_)).toBeUndefined()
  })

  it('reads nothing as no bytes', () => {
    expect(decodeBase64('')).toEqual(new Uint8Array())
    expect(decodeBase64(' \n')).toEqual(new Uint8Array())
  })
})
