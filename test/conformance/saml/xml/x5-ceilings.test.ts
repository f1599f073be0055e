import { describe, expect, it } from 'vitest'
import { isSsoError } from '../../../../src/errors.ts'
import { readMessage } from '../../../../src/saml/decode/message.ts'
import { canonicalize } from '../../../../src/saml/xml/canonicalize.ts'
import { readXml } from '../../../../src/saml/xml/read.ts'
import { response } from '../../../support/xml-dsig.ts'
import { bytesOf, outcomeOf, read } from '../../../support/xml-read.ts'

const repeat = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => part(index)).join('')

/** A ceiling that grows with the document: the same markup, diluted by text, must pass. */
const padded = (inside: string, characters: number) =>
  `<a>${inside}<t>${'x'.repeat(characters)}</t></a>`

describe('X5 ceilings', () => {
  it('768 KiB of bytes, of UTF-8 and not of characters', () => {
    const document = (bytes: number) => bytesOf(`<a>${'x'.repeat(bytes - 7)}</a>`)
    expect(outcomeOf(document(786_432))).toBe('accepted')
    expect(outcomeOf(document(786_433))).toBe('too_large')
    expect(outcomeOf(bytesOf(`<a>${'é'.repeat(393_213)}</a>`))).toBe('too_large')
  })

  it('no ceiling of 0 means none', () => {
    const refusal = { code: 'saml_xml_refused', detail: { reason: 'too_large' } }
    expect(() => readXml(bytesOf('<a/>'), { maxBytes: 0 })).toThrow(
      expect.objectContaining(refusal),
    )
  })

  it('64 levels', () => {
    const nested = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth)
    expect(outcomeOf(nested(64))).toBe('accepted')
    expect(outcomeOf(nested(65))).toBe('too_deep')
    expect(outcomeOf(nested(20_000))).toBe('too_deep')
    // Levels are counted down again.
    expect(outcomeOf(`<r>${'<a><b/></a>'.repeat(100)}</r>`)).toBe('accepted')
  })

  it('64 attributes and declarations of one element', () => {
    const element = (attributes: number, declarations: number) =>
      `<a ${repeat(declarations, (n) => `xmlns:p${n}="urn:${n}" `)}${repeat(attributes, (n) => `a${n}="" `)}/>`
    expect(outcomeOf(element(64, 0))).toBe('accepted')
    expect(outcomeOf(element(60, 4))).toBe('accepted')
    expect(outcomeOf(element(65, 0))).toBe('too_many_attributes')
    expect(outcomeOf(element(61, 4))).toBe('too_many_attributes')
    expect(outcomeOf(element(0, 65))).toBe('too_many_attributes')
    expect(outcomeOf(`<r>${element(64, 0)}${element(64, 0)}</r>`)).toBe('accepted')
  })

  it('elements, attributes and declarations together, by the document’s length', () => {
    const many = repeat(2_000, () => '<b c="" d="" e=""/>')
    expect(outcomeOf(`<a>${many}</a>`)).toBe('too_many_nodes')
    // 8001 of them, less the 512 of any document, at 30 characters each.
    expect(outcomeOf(padded(many, 186_000))).toBe('too_many_nodes')
    expect(outcomeOf(padded(many, 187_000))).toBe('accepted')
    const declaring = repeat(1_000, () => '<b xmlns="u:1"/>')
    expect(outcomeOf(padded(declaring, 60_000))).toBe('accepted')
  })

  it('every fourth reference with them', () => {
    const many = repeat(2_000, () => '<b>&lt;&lt;&lt;&lt;</b>')
    // 4001, less 512.
    expect(outcomeOf(padded(many, 57_000))).toBe('too_many_nodes')
    expect(outcomeOf(padded(many, 59_000))).toBe('accepted')
  })

  it('start tags that declare others than the one before count three times', () => {
    const declaring = (different: number) =>
      repeat(1_000, (n) => `<b xmlns="u:${n % different}">12</b>`)
    // 2001 and 4001, less 512.
    expect(outcomeOf(padded(declaring(1), 70_000))).toBe('accepted')
    expect(outcomeOf(padded(declaring(2), 70_000))).toBe('too_many_nodes')
    expect(outcomeOf(padded(declaring(2), 90_000))).toBe('accepted')
  })

  it('256 pairs of prefix and namespace', () => {
    const document = (count: number, part: (n: number) => string) =>
      padded(
        repeat(count, (n) => `<b ${part(n)}/>`),
        40_000,
      )
    const namespaces = (n: number) => `xmlns="u:${n}"`
    const prefixes = (n: number) => `xmlns:p${n}="u:1"`
    for (const part of [namespaces, prefixes]) {
      expect(outcomeOf(document(256, part))).toBe('accepted')
      expect(outcomeOf(document(257, part))).toBe('too_many_declarations')
    }
    // The same pair counts once.
    expect(outcomeOf(document(500, (n) => namespaces(n % 2)))).toBe('accepted')
  })

  it('namespace declarations of all elements, by the document’s length', () => {
    const many = repeat(1_000, () => '<b xmlns="u:1"/>')
    expect(outcomeOf(`<a>${many}</a>`)).toBe('too_many_declarations')
    expect(outcomeOf(padded(many, 60_000))).toBe('accepted')
  })

  it.each([
    ['elements', '<b/>'],
    ['comments', '<!---->'],
    ['instructions', '<?x?>'],
    ['CDATA sections', '<![CDATA[]]>'],
  ])('%s, by the document’s length', (_what, markup) => {
    expect(outcomeOf(`<a>${markup.repeat(2_000)}</a>`)).toBe('too_many_nodes')
    expect(outcomeOf(`<a>${markup.repeat(500)}</a>`)).toBe('accepted')
    expect(outcomeOf(padded(markup.repeat(2_000), 60_000))).toBe('accepted')
  })

  it('comments and instructions before the root count, too', () => {
    expect(outcomeOf(`${'<!---->'.repeat(2_000)}<a/>`)).toBe('too_many_nodes')
    expect(outcomeOf(`${'<?x?>'.repeat(2_000)}<a/>`)).toBe('too_many_nodes')
  })

  it.each([
    ['numeric references', '&#65;'],
    ['predefined references', '&lt;'],
  ])('%s, by the document’s length', (_what, reference) => {
    expect(outcomeOf(`<a>${reference.repeat(20_000)}</a>`)).toBe('too_many_references')
    expect(outcomeOf(`<a>${reference.repeat(500)}</a>`)).toBe('accepted')
    expect(outcomeOf(padded(reference.repeat(20_000), 120_000))).toBe('accepted')
  })

  it('512 characters of a namespace', () => {
    const document = (length: number) => `<a xmlns="urn:${'n'.repeat(length - 4)}"/>`
    expect(outcomeOf(document(512))).toBe('accepted')
    expect(outcomeOf(document(513))).toBe('namespace')
  })

  it('1.4 million characters of Base64, and what they decode to', () => {
    const reasonOf = (encoded: string) => {
      try {
        return readMessage(encoded, 'Response').localName
      } catch (error) {
        if (!isSsoError(error)) throw error
        return error.detail?.reason
      }
    }
    const encoded = (bytes: number, separator = '') => {
      const base64 = Buffer.from(response(' '.repeat(bytes - response().length))).toString('base64')
      return (base64.match(/.{1,64}/g) ?? []).join(separator)
    }
    expect(reasonOf(encoded(786_432))).toBe('Response')
    expect(reasonOf(encoded(786_432, '\r\n'))).toBe('Response')
    expect(reasonOf(encoded(786_433))).toBe('too_large')
    const short = encoded(1_000)
    expect(reasonOf(short + '\n'.repeat(1_400_000 - short.length))).toBe('Response')
    expect(reasonOf(short + '\n'.repeat(1_400_001 - short.length))).toBe('too_large')
  })

  it('the canonical form is no larger than a document may be', () => {
    // One declaration far up, needed again at each of many elements: 180 kB become 1.2 MB.
    const long = `urn:${'n'.repeat(500)}`
    const document = `<a xmlns:p="${long}">${'<p:b/><c>text to keep below the ceiling of nodes for a document of this length</c>'.repeat(2_000)}</a>`
    expect(outcomeOf(document)).toBe('accepted')
    expect(() => canonicalize(read(document))).toThrow(
      expect.objectContaining({ code: 'saml_xml_refused', detail: { reason: 'too_large' } }),
    )
  })

  it('leave room for &#13; at the line ends of Google and Santuario', () => {
    const base64 = `${'A'.repeat(64)}&#13;\n`.repeat(1_500)
    expect(outcomeOf(`<a><v>${base64}</v></a>`)).toBe('accepted')
  })

  it('leave room for names that are written as references throughout', () => {
    const long = `<a>${'&#23665;&#26412;'.repeat(20_000)}</a>`
    expect(outcomeOf(long)).toBe('accepted')
    const value = (n: number) =>
      `<saml:AttributeValue>&#23665;&#26412;&#x5C71;&#x672C; ${n}</saml:AttributeValue>`
    const document = `<saml:a xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${repeat(2_000, value)}</saml:a>`
    expect(outcomeOf(document)).toBe('accepted')
  })

  it('leave room for the shortest values of ADFS, and for two declarations at each value', () => {
    const short = repeat(5_000, (n) => `<AttributeValue>g${n}</AttributeValue>`)
    expect(outcomeOf(`<a>${short}</a>`)).toBe('accepted')
    const declared =
      '<AttributeValue xmlns:xs="http://www.w3.org/2001/XMLSchema" ' +
      'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="xs:string">g</AttributeValue>'
    expect(outcomeOf(`<a>${declared.repeat(5_000)}</a>`)).toBe('accepted')
  })
})
