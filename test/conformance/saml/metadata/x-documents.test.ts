import { describe, expect, it } from 'vitest'
import { certificates, pemOf } from '../../../support/saml-certificates.ts'
import { idpMetadataXml, key } from '../../../support/saml-metadata.ts'
import { parse, refusalOf } from './scene.ts'

const xml = idpMetadataXml()
const reasonOf = (document: string) => {
  const { code, detail } = refusalOf(() => parse(document))
  expect(code).toBe('saml_xml_refused')
  return detail?.reason
}
const within = (content: string) => xml.replace('</md:EntityDescriptor>', `${content}$&`)

describe('documents that are not read', () => {
  it.each([
    ['an external entity', `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${xml}`],
    ['an expanding one', `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${xml}`],
    [
      'an external subset',
      `<!DOCTYPE md:EntityDescriptor SYSTEM "http://evil.example/x.dtd">${xml}`,
    ],
    ['an empty one', `<!DOCTYPE x>${xml}`],
    ['lower case', `<!doctype x>${xml}`],
    ['a comment in front', `<!-- x --><!DOCTYPE x>${xml}`],
    ['a comment around it', `<!-- <!DOCTYPE x> -->${xml}`],
    ['a byte order mark in front', `\u{feff} <!DOCTYPE x>${xml}`],
  ])('X1 has no DOCTYPE: %s', (_name, document) => {
    expect(reasonOf(document)).toBe('doctype')
  })

  it.each(['&e;', '&nbsp;', '&#0;', '&#xD800;', '&#x110000;', '&#;', '&amp', '& '])(
    'X1 has only the five predefined and numeric references: %s',
    (reference) => {
      expect(reasonOf(xml.replace('https://idp.example.com/sso', `https://idp/${reference}`))).toBe(
        'not_well_formed',
      )
    },
  )

  it.each([
    ['an end tag of another name', xml.replace('</md:IDPSSODescriptor>', '</md:SPSSODescriptor>')],
    ['an end tag that closes itself', within('<md:a></md:a/></md:a>')],
    ['an end tag too many', `${xml}</md:EntityDescriptor>`],
    ['an end tag too few', xml.replace('</md:EntityDescriptor>', '')],
    ['the same attribute twice', xml.replace('entityID=', 'entityID="x" entityID=')],
    ['an attribute without quotes', within('<md:a b=c/>')],
    ['an attribute without a value', within('<md:a b/>')],
    ['attributes without a space', within('<md:a b="1"c="2"/>')],
    ['a bracket in an attribute', within('<md:a b="<"/>')],
    ['the end of CDATA in text', within(']]>')],
    ['two hyphens in a comment', within('<!-- a -- b -->')],
    ['an open comment', within('<!-- a ')],
    ['a control character', within('\u0007')],
    ['a character that is none', within('\u{ffff}')],
    ['an undeclared prefix', within('<x:a/>')],
    ['a name with two colons', within('<md:a:b/>')],
    ['a declaration inside', within('<?xml version="1.0"?>')],
    ['text before it', `x${xml}`],
    [
      'declared twice under two prefixes',
      within('<a xmlns:p="urn:x" xmlns:q="urn:x" p:b="1" q:b="2"/>'),
    ],
  ])('X2 is well formed: %s', (_name, document) => {
    refusalOf(() => parse(document))
    expect(['not_well_formed', 'namespace', 'content_after_root']).toContain(reasonOf(document))
  })

  it.each(['\ud800', 'a\udc00'])('X2 is not half a character: %j', (half) => {
    expect(reasonOf(within(half))).toBe('not_utf8')
  })

  it.each(['UTF-16', 'ISO-8859-1', 'UTF-7'])('X2 is not declared to be %s', (encoding) => {
    expect(reasonOf(`<?xml version="1.0" encoding="${encoding}"?>${xml}`)).toBe(
      'unsupported_declaration',
    )
  })

  it.each([
    ['another root', xml + xml],
    ['text', `${xml}x`],
    ['CDATA', `${xml}<![CDATA[]]>`],
    ['a comment', `${xml}<!-- -->`],
    ['an instruction', `${xml}<?x?>`],
  ])('X3 is followed by nothing but white space: not %s', (_name, document) => {
    expect(['not_well_formed', 'content_after_root']).toContain(reasonOf(document))
  })

  it.each([
    ['larger than 512 KiB', within(`<!--${'x'.repeat(524_288)}-->`), 'too_large'],
    ['mostly white space around it', `${' '.repeat(524_288)}${xml}`, 'too_large'],
    ['larger in bytes than in characters', within(`<!--${'€'.repeat(180_000)}-->`), 'too_large'],
    ['deeper than any', within('<md:a>'.repeat(70) + '</md:a>'.repeat(70)), 'too_deep'],
    ['mostly markup', within('<md:a/>'.repeat(50_000)), 'too_many_nodes'],
    ['mostly references', within('&amp;'.repeat(100_000)), 'too_many_references'],
    [
      'full of attributes',
      within(`<md:a ${Array.from({ length: 100 }, (_, index) => `a${index}=""`).join(' ')}/>`),
      'too_many_attributes',
    ],
  ])('X5 is not %s', (_name, document, reason) => {
    expect(reasonOf(document)).toBe(reason)
  })

  it('X2 is not one that two parsers read differently', () => {
    // The strict reader ends this instruction at the first ?>; fast-xml-parser looks for the quote.
    const hidden = within(`<?a "?><md:Organization/><?b "?>`)
    expect(refusalOf(() => parse(hidden)).message).toMatch(/two XML parsers/i)
  })
})

describe('values', () => {
  const comment = '<!-- -->'
  const split = (text: string, by: string) => `${text.slice(0, 40)}${by}${text.slice(40)}`

  it.each([
    ['a comment', comment],
    ['an instruction', '<?x?>'],
    ['an element', '<md:x/>'],
  ])('X4 that %s splits are refused, never read in part', (_name, by) => {
    const keys = key(split(certificates.first, by), 'signing')
    expect(refusalOf(() => parse(idpMetadataXml({ keys }))).code).toBe('saml_metadata_invalid')
    const formats = `<md:NameIDFormat>urn:a${by}:b</md:NameIDFormat>`
    expect(refusalOf(() => parse(idpMetadataXml({ formats }))).code).toBe('saml_metadata_invalid')
  })

  it('X4 with CDATA are read whole', () => {
    const keys = key(split(certificates.first, '<![CDATA[]]>'), 'signing')
    expect(parse(idpMetadataXml({ keys })).signingCertificates).toEqual([pemOf(certificates.first)])
    const formats = '<md:NameIDFormat>urn:<![CDATA[a&lt;&]]>amp;b</md:NameIDFormat>'
    expect(parse(idpMetadataXml({ formats })).nameIdFormats).toEqual(['urn:a&lt;&amp;b'])
  })

  it('X4 comments beside values do not matter', () => {
    const commented = xml.replaceAll('><md:', `>${comment}<?x y?><md:`)
    expect(parse(commented)).toEqual(parse(xml))
  })

  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'])(
    'X6 elements and attributes called %s pollute nothing',
    (name) => {
      const before = Object.getOwnPropertyNames(Object.prototype)
      for (const content of [
        `<md:Extensions ${name}="x"/>`,
        `<${name} xmlns="urn:x" ${name}="y"><${name}>z</${name}></${name}>`,
      ]) {
        try {
          expect(parse(within(content))).toEqual(parse(xml))
        } catch {
          expect(reasonOf(within(content))).toBe('not_well_formed')
        }
      }
      expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
      expect(({} as Record<string, unknown>).x).toBeUndefined()
    },
  )

  it('X6 attributes with such names are plain data', () => {
    const attributes = ' __proto__="x" constructor="y" toString="z"'
    expect(parse(idpMetadataXml({ entityAttributes: attributes }))).toEqual(parse(xml))
  })
})
