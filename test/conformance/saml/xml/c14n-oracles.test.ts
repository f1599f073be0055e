import { afterAll, describe, expect, it } from 'vitest'
import { isSsoError } from '../../../../src/errors.ts'
import { readSigningKeys } from '../../../../src/saml/signing-keys.ts'
import { canonicalize } from '../../../../src/saml/xml/canonicalize.ts'
import { verifySignature } from '../../../../src/saml/xml/signature.ts'
import { createTestKeyPair } from '../../../support/saml-keys.ts'
import {
  canonicalizationMethod,
  digestMethod,
  signature,
  signatureElement,
  signatureMethod,
  transform,
  transforms,
  uris,
} from '../../../support/xml-dsig.ts'
import { canonicalText, find, read } from '../../../support/xml-read.ts'
import { Workshop } from '../../../support/xmlsec.ts'
import { type Shape, shapes } from './shapes.ts'

const workshop = new Workshop()
afterAll(() => workshop.remove())
const pair = createTestKeyPair()
const signingKeys = await readSigningKeys([pair.certificate])

const inclusive = (prefixList: string | undefined) =>
  prefixList === undefined
    ? ''
    : `<ec:InclusiveNamespaces xmlns:ec="${uris.exclusive}" PrefixList="${prefixList}"></ec:InclusiveNamespaces>`

/** A Signature that xmlsec1 is to complete. */
const template = ({ prefixList }: Shape) =>
  signatureElement(
    `<ds:SignedInfo>${canonicalizationMethod(uris.exclusive, inclusive(prefixList))}${signatureMethod()}` +
      `<ds:Reference URI="#_a">${transforms(
        transform(uris.enveloped) + transform(uris.exclusive, inclusive(prefixList)),
      )}${digestMethod()}<ds:DigestValue/></ds:Reference></ds:SignedInfo><ds:SignatureValue/>`,
  )

const prefixesOf = ({ prefixList = '' }: Shape) =>
  new Set(prefixList.split(' ').map((prefix) => (prefix === '#default' ? '' : prefix)))

describe('canonical forms', () => {
  it('are compared over more than 200 shapes', () => {
    const different = new Set(shapes.map((shape) => template(shape) + shape.document('')))
    expect(different.size).toBe(shapes.length)
    expect(different.size).toBeGreaterThanOrEqual(200)
  })

  it('S5 of whole documents equal those of xmllint', () => {
    // It keeps comments, which no signature here does.
    const documents = shapes.map(({ document }) => document('').replaceAll(/<!--.*?-->/g, ''))
    const ours = documents.map((document) => canonicalText(read(document)))
    if (ours.join('') === workshop.canonicalize(documents)) return
    for (const [index, document] of documents.entries()) {
      expect(ours[index], shapes[index]?.name).toBe(workshop.canonicalize([document]))
    }
  })

  it('S5 of assertions, enveloped and with prefix lists, give the digests of xmlsec1', async () => {
    const templates = shapes.map((shape) => shape.document(template(shape)))
    const signed = workshop.sign(templates, pair.privateKey)
    expect(signed).toHaveLength(shapes.length)
    for (const [index, document] of signed.entries()) {
      const verified = await verifySignature(find(read(document), 'Assertion'), { signingKeys })
      expect(verified, shapes[index]?.name).toHaveProperty('root')
    }
  })

  it('S5 give digests that xmlsec1 accepts', () => {
    const signed = shapes.map((shape) => {
      const root = read(shape.document(''))
      const inclusivePrefixes = prefixesOf(shape)
      const list = inclusive(shape.prefixList)
      const ds = signature({
        key: pair.privateKey,
        canonical: canonicalText(find(root, 'Assertion'), { inclusivePrefixes }),
        transforms: transforms(transform(uris.enveloped) + transform(uris.exclusive, list)),
      })
      return shape.document(ds)
    })
    expect(workshop.complaintAbout(signed, pair.certificate)).toBeUndefined()
    // And it would complain.
    const changed = (signed[0] ?? '').replace('ID="_a"', 'ID="_a" x=""')
    expect(workshop.complaintAbout([changed], pair.certificate)).toContain('FAIL')
  })

  it('S5 are stable when they are read and canonicalized again', () => {
    for (const { name, document } of shapes) {
      const once = canonicalText(read(document('')))
      expect(canonicalText(read(once)), name).toBe(once)
    }
  })
})

describe('what we accept', () => {
  it.each([
    '<a xmlns="relative"/>',
    '<a xmlns:p="relative/path"><p:b/></a>',
    '<a xmlns:p="relative"/>',
    '<a xmlns="#fragment"/>',
    '<a xmlns=" urn:oasis:names:tc:SAML:2.0:assertion"/>',
    '<a xmlns="&#x9;urn:x"/>',
    '<a xmlns:p="//host"/>',
    '<a xmlns:p="urn:a&amp;b"/>',
    '<a xmlns:p="urn:a b"/>',
    '<a xmlns:p="urn:é"/>',
    '<a xmlns:p="urn:100%"/>',
    '<a xmlns:p="urn:a#b#c"/>',
    '<a xmlns:p="http://[::1]/"/>',
    '<a xmlns:p="urn:&quot;"/>',
  ])('S9 has no namespace on which canonicalization fails: %s', (document) => {
    const reasonOf = () => {
      try {
        return canonicalize(read(document)).length
      } catch (error) {
        return isSsoError(error, 'saml_xml_refused') ? error.detail?.reason : error
      }
    }
    expect(reasonOf()).toBe('namespace')
  })

  it.each([
    'http://www.w3.org/2000/09/xmldsig#',
    'urn:a%20b',
    'x:',
    "tag:a@b,2026:c;d='(e)'*!$?+~_",
  ])('S9 has namespaces of all kinds of URIs: %s', (namespace) => {
    const document = `<a xmlns="${namespace}"></a>`
    expect(canonicalText(read(document))).toBe(document)
    expect(workshop.canonicalize([document])).toBe(document)
  })
})
