import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSsoError } from '../../../src/errors.ts'
import { messageLimits } from '../../../src/saml/xml/limits.ts'
import { childElements, type XmlElement } from '../../../src/saml/xml/node.ts'
import { readCanonical } from '../../../src/saml/xml/read-canonical.ts'
import { readXml } from '../../../src/saml/xml/read.ts'
import { shapes } from '../../conformance/saml/xml/shapes.ts'
import { samlResponseXml } from '../../support/saml-response.ts'
import { wellFormedXml } from '../../support/xml-documents.ts'
import { mutationSeed, xmlMutants } from '../../support/xml-mutants.ts'
import { bytesOf, canonicalText, read } from '../../support/xml-read.ts'

const seed = mutationSeed()

/** The tree, or the reason for a refusal. Errors of any other kind are thrown. */
function outcomeOf(bytes: Uint8Array, maxBytes = messageLimits.maxBytes): XmlElement | string {
  try {
    return readCanonical(bytes, { maxBytes })
  } catch (error) {
    if (!isSsoError(error, 'saml_xml_refused')) throw error
    return String(error.detail?.reason)
  }
}

/** Whether it was read; then the strict reader must have read the same. */
function isReadAlike(bytes: Uint8Array): boolean {
  const outcome = outcomeOf(bytes)
  if (typeof outcome === 'string') return false
  expect(outcome, new TextDecoder().decode(bytes)).toEqual(readXml(bytes))
  return true
}

const innermost = (element: XmlElement) => childElements(element).map(({ namespace }) => namespace)

const withoutDeclarations = (text: string) => text.replaceAll(/ xmlns(?::[^=]+)?="[^"]*"/g, '')

const canonicalForms = [samlResponseXml(), ...shapes.map(({ document }) => document(''))].map(
  (document) => canonicalText(read(document)),
)

describe('readCanonical', () => {
  it('S5 reads the canonical form of every shape as the strict reader does', () => {
    expect(canonicalForms.length).toBeGreaterThan(200)
    for (const text of canonicalForms) expect(isReadAlike(bytesOf(text)), text).toBe(true)
  })

  it('S5 reads the canonical form of any document as the strict reader does', () => {
    fc.assert(
      fc.property(wellFormedXml, fc.subarray(['', 'p', 'q']), (document, prefixes) => {
        const text = canonicalText(read(document), { inclusivePrefixes: new Set(prefixes) })
        expect(isReadAlike(bytesOf(text)), text).toBe(true)
      }),
      { numRuns: 1_500 },
    )
  })

  it(`S5 refuses mutants, or reads them as the strict reader does (seed ${seed})`, () => {
    let alike = 0
    for (const mutant of xmlMutants({ seed, documents: canonicalForms, count: 10_000 })) {
      if (isReadAlike(mutant)) alike++
    }
    expect(alike).toBeGreaterThan(100)
  })

  it('S5 refuses each of its inputs with one character more or less, or agrees about it', () => {
    const text =
      '<p:a xmlns="urn:1" xmlns:p="urn:2" x="1&amp;2" p:y=">"><b c="&#x9;"></b><b c="&#x9;">&gt;\n</b></p:a>'
    expect(isReadAlike(bytesOf(text))).toBe(true)
    const characters = [...'<>&;"\'/= \t\n\r!?-[]:#xap2.é\0\u{7F}\u{FFFE}\u{FEFF}\u{10000}']
    let alike = 0
    for (let at = 0; at <= text.length; at++) {
      for (const character of ['', ...characters]) {
        const inserted = text.slice(0, at) + character + text.slice(at)
        const replaced = text.slice(0, at) + character + text.slice(at + 1)
        for (const changed of [inserted, replaced]) {
          if (!isReadAlike(bytesOf(changed))) continue
          alike++
          // Declarations may be more than an apex needs, as with InclusiveNamespaces.
          const again = canonicalText(readXml(bytesOf(changed)))
          expect(withoutDeclarations(again)).toBe(withoutDeclarations(changed))
        }
      }
    }
    expect(alike).toBeGreaterThan(500)
  })

  it('reads one spelling only', () => {
    const canonical = '<a b="&lt;&quot;&#xA;">&amp;&#xD;\t\n"\'</a>'
    expect(readCanonical(bytesOf(canonical), messageLimits)).toMatchObject({
      attributes: [{ localName: 'b', value: '<"\n' }],
      children: [{ kind: 'text', value: '&\r\t\n"\'' }],
    })
  })

  it.each([
    ['nothing', ''],
    ['no element', 'text'],
    ['an empty-element tag', '<a/>'],
    ['an XML declaration after its beginning', '<a><?xml version="1.0"?></a>'],
    ['a byte order mark', '\u{FEFF}<a></a>'],
    ['white space before it', '\n<a></a>'],
    ['white space after it', '<a></a>\n'],
    ['a second root', '<a></a><a></a>'],
    ['a comment', '<a><!-- --></a>'],
    ['a comment that is never closed', '<a><!--</a>'],
    ['a CDATA section', '<a><![CDATA[x]]></a>'],
    ['a DOCTYPE', '<!DOCTYPE a><a></a>'],
    ['a doctype further in', '<a><!doctype a></a>'],
    ['a decimal reference', '<a>&#13;</a>'],
    ['another spelling of a reference', '<a>&#xd;</a>'],
    ['a reference that needs none', '<a>&#x41;</a>'],
    ['&quot; in a text', '<a>&quot;</a>'],
    ['&#xA; in a text', '<a>&#xA;</a>'],
    ['&gt; in an attribute', '<a b="&gt;"></a>'],
    ['an entity', '<a>&e;</a>'],
    ['the name of a method as an entity', '<a>&toString;</a>'],
    ['a reference without its end', '<a>&amp</a>'],
    ['a bare &', '<a>&</a>'],
    ['a bare >', '<a>></a>'],
    ['a bare < in an attribute', '<a b="<"></a>'],
    ['a bare tab in an attribute', '<a b="\t"></a>'],
    ['a bare line break in an attribute', '<a b="\n"></a>'],
    ['a carriage return', '<a>\r</a>'],
    ['a control character', '<a>\u{1}</a>'],
    ['no character of XML', '<a>\u{FFFF}</a>'],
    ['apostrophes around a value', "<a b='c'></a>"],
    ['two spaces in a tag', '<a  b="c"></a>'],
    ['a space at the end of a tag', '<a b="c" ></a>'],
    ['a space at the end of an end tag', '<a></a >'],
    ['a tab in a tag', '<a\tb="c"></a>'],
    ['a space before =', '<a b ="c"></a>'],
    ['an attribute without a value', '<a b></a>'],
    ['no space between attributes', '<a b="c"d="e"></a>'],
    ['a repeated attribute', '<a b="c" b="c"></a>'],
    ['attributes out of order', '<a c="" b=""></a>'],
    ['a repeated declaration', '<a xmlns:p="urn:p" xmlns:p="urn:p"></a>'],
    ['declarations out of order', '<a xmlns:q="urn:q" xmlns:p="urn:p"></a>'],
    ['a default declaration behind another', '<a xmlns:p="urn:p" xmlns="urn:d"></a>'],
    ['a declaration behind an attribute', '<a b="" xmlns:p="urn:p"></a>'],
    ['a name that is none', '<1></1>'],
    ['no name', '<></>'],
    ['a name with two colons', '<a:b:c xmlns:a="urn:a"></a:b:c>'],
    ['an attribute whose name is none', '<a 1="b"></a>'],
    ['another end tag', '<a><b></a></b>'],
    ['an end tag with a longer name', '<a></ab>'],
    ['an end tag too many', '<a></a></a>'],
    ['an end tag too few', '<a><b></b>'],
    ['an end within a tag', '<a><b'],
    ['an end within a value', '<a b="'],
    ['an end within an end tag', '<a></a'],
  ])('S5 refuses %s', (_what, text) => {
    expect(outcomeOf(bytesOf(text))).toBe('not_well_formed')
  })

  it.each([
    ['an unknown prefix', '<p:a></p:a>'],
    ['an unknown prefix of an attribute', '<a p:b=""></a>'],
    ['a prefix that is bound to nothing', '<a xmlns:p=""></a>'],
    ['a reserved prefix', '<a xmlns:xml="urn:x"></a>'],
    ['two prefixes of one namespace', '<a xmlns:p="urn:1" xmlns:q="urn:1" p:b="" q:b=""></a>'],
    // After the first p:b, which is bound to something, the same tag stands where nothing is.
    ['a prefix out of its scope', '<a><c xmlns:p="urn:p"><p:b></p:b></c><p:b></p:b></a>'],
    [
      'a prefix that only the element before declared',
      '<r><a xmlns:p="urn:1" xmlns:q="urn:2"></a><b xmlns:p="urn:1"><q:c></q:c></b></r>',
    ],
  ])('S8 refuses %s', (_what, text) => {
    expect(outcomeOf(bytesOf(text))).toBe('namespace')
  })

  it('X2 refuses what is not UTF-8', () => {
    expect(outcomeOf(Uint8Array.of(...bytesOf('<a>'), 0xff, ...bytesOf('</a>')))).toBe('not_utf8')
  })

  it('X5 has the ceilings of the strict reader', () => {
    const [open, close] = ['<a>'.repeat(65), '</a>'.repeat(65)]
    expect(outcomeOf(bytesOf(open + close))).toBe('too_deep')
    expect(outcomeOf(bytesOf('<a></a>'), 7)).toHaveProperty('localName', 'a')
    expect(outcomeOf(bytesOf('<a></a>'), 6)).toBe('too_large')
    const repeated = (part: string) => outcomeOf(bytesOf(`<r>${part.repeat(3_000)}</r>`))
    expect(repeated('<a></a>')).toBe('too_many_nodes')
    expect(repeated('<a b="" c="" d="" e=""></a>')).toBe('too_many_nodes')
    expect(repeated('<a></a>&amp;&amp;')).toBe('too_many_nodes')
    expect(repeated('&amp;&amp;&amp;')).toBe('too_many_references')
    expect(repeated('<a xmlns="urn:1"></a>')).toBe('too_many_declarations')
    const attributes = Array.from({ length: 65 }, (_, n) => ` a${String(n).padStart(2, '0')}=""`)
    expect(outcomeOf(bytesOf(`<a${attributes.join('')}></a>`))).toBe('too_many_attributes')
  })

  it('S8 resolves equal tags by what is in force around each', () => {
    const inside = '<p:b p:x=""><p:c></p:c><p:c></p:c></p:b>'
    const around = ['urn:1', 'urn:1', 'urn:2']
    const parts = around.map((namespace) => `<c xmlns:p="${namespace}">${inside}${inside}</c>`)
    const text = `<r>${parts.join('')}</r>`
    const root = readCanonical(bytesOf(text), messageLimits)
    expect(childElements(root).map((element) => childElements(element).map(innermost))).toEqual(
      around.map((namespace) => Array.from({ length: 2 }, () => [namespace, namespace])),
    )
    expect(isReadAlike(bytesOf(text))).toBe(true)
  })

  it('leaves documents with instructions to the strict reader', () => {
    const text = '<a>x<?p i?>y</a>'
    expect(isReadAlike(bytesOf(text))).toBe(true)
    expect(outcomeOf(bytesOf('<a><?p i></a>'))).toBe('not_well_formed')
  })
})
