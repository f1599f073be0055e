import { sign } from 'node:crypto'
import { afterAll, describe, expect, it } from 'vitest'
import { SignedXml } from 'xml-crypto'
import { readSigningKeys } from '../../../../src/saml/signing-keys.ts'
import { createTestKeyPair } from '../../../support/saml-keys.ts'
import { verdict } from '../../../support/verification.ts'
import {
  assertion,
  canonicalizationMethod,
  digestMethod,
  digestValue,
  response,
  signatureElement,
  signatureMethod,
  signedAssertion,
  transforms,
  uris,
} from '../../../support/xml-dsig.ts'
import { Workshop } from '../../../support/xmlsec.ts'

const more2001 = 'http://www.w3.org/2001/04/xmldsig-more#'
const more2007 = 'http://www.w3.org/2007/05/xmldsig-more#'
const workshop = new Workshop()
afterAll(() => workshop.remove())

const rsa = createTestKeyPair()
const p256 = createTestKeyPair({ algorithm: 'ec:P-256' })
const p384 = createTestKeyPair({ algorithm: 'ec:P-384', digest: 'sha384' })
const p521 = createTestKeyPair({ algorithm: 'ec:P-521', digest: 'sha512' })

describe('S11 signatures of xmlsec1', () => {
  it.each([
    ['rsa-sha256', 'sha256', uris.sha256, rsa],
    ['rsa-sha384', 'sha384', uris.sha384, rsa],
    ['rsa-sha512', 'sha512', uris.sha512, rsa],
    ['ecdsa-sha256', 'sha256', uris.sha256, p256],
    ['ecdsa-sha384', 'sha384', uris.sha384, p384],
    ['ecdsa-sha512', 'sha512', uris.sha512, p521],
    ['ecdsa-sha512', 'sha512', uris.sha256, p256],
  ])('verify here, and ours there: %s', async (name, hash, digest, pair) => {
    const algorithm = `${more2001}${name}`
    const signingKeys = await readSigningKeys([pair.certificate])
    const template = signatureElement(
      `<ds:SignedInfo>${canonicalizationMethod()}${signatureMethod(algorithm)}<ds:Reference URI="#_a">` +
        `${transforms()}${digestMethod(digest)}<ds:DigestValue/></ds:Reference></ds:SignedInfo><ds:SignatureValue/>`,
    )
    const [theirs = ''] = workshop.sign([response(assertion(template))], pair.privateKey)
    expect(await verdict(theirs, { signingKeys, element: 'Assertion' })).toBe(assertion())

    const ours = signedAssertion({
      key: pair.privateKey,
      signatureMethod: signatureMethod(algorithm),
      digestMethod: digestMethod(digest),
      digestValue: digestValue(assertion(), digest === uris.sha256 ? 'sha256' : hash),
      signer: (octets, key) => sign(hash, octets, { key, dsaEncoding: 'ieee-p1363' }),
    })
    expect(await verdict(ours, { signingKeys })).toBe(assertion())
    expect(workshop.complaintAbout([ours], pair.certificate)).toBeUndefined()
  })
})

describe('S5 signatures of xmlsec1', () => {
  it('verify here where the prefix of the Signature is declared far up', async () => {
    const template = signatureElement(
      `<ds:SignedInfo>${canonicalizationMethod()}${signatureMethod()}<ds:Reference URI="#_a">` +
        `${transforms()}${digestMethod()}<ds:DigestValue/></ds:Reference></ds:SignedInfo><ds:SignatureValue/>`,
    )
    const declaration = ` xmlns:ds="${uris.dsig}"`
    const document = response(assertion(template.replace(declaration, ''))).replace(
      ' xmlns:samlp',
      `${declaration} xmlns:samlp`,
    )
    const [signed = ''] = workshop.sign([document], rsa.privateKey)
    expect(signed).toContain('<ds:Signature>')
    const signingKeys = await readSigningKeys([rsa.certificate])
    expect(await verdict(signed, { signingKeys, element: 'Assertion' })).toBe(assertion())
  })
})

describe('S11 signatures of xml-crypto', () => {
  const byXmlCrypto = (
    document: string,
    localName: string,
    options: { algorithm?: string; prefixes?: string[]; prefix?: string },
  ) => {
    const { algorithm = uris.rsaSha256, prefixes = [], prefix = 'ds' } = options
    const xpath = `//*[local-name(.)='${localName}']`
    const signer = new SignedXml({
      privateKey: rsa.privateKey,
      publicCert: rsa.certificate,
      signatureAlgorithm: algorithm as typeof uris.rsaSha256,
      canonicalizationAlgorithm: uris.exclusive,
      idAttribute: 'ID',
      ...(prefixes.length > 0 && { inclusiveNamespacesPrefixList: prefixes }),
    })
    signer.addReference({
      xpath,
      transforms: [uris.enveloped, uris.exclusive],
      digestAlgorithm: uris.sha256,
      ...(prefixes.length > 0 && { inclusiveNamespacesPrefixList: prefixes }),
    })
    signer.computeSignature(document, {
      ...(prefix !== '' && { prefix }),
      location: { reference: `${xpath}/*[1]`, action: 'after' },
    })
    return signer.getSignedXml()
  }
  const keys = readSigningKeys([rsa.certificate])

  it.each([
    ['RSA-SHA256', {}],
    ['RSA-SHA512', { algorithm: `${more2001}rsa-sha512` }],
    ['RSA-PSS', { algorithm: `${more2007}sha256-rsa-MGF1` }],
    ['no prefix', { prefix: '' }],
    ['a prefix list', { prefixes: ['xs', 'xsi'] }],
  ])('verify here: %s', async (_what, options) => {
    const document = response(assertion()).replace(
      'xmlns:samlp',
      'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:samlp',
    )
    const signed = byXmlCrypto(document, 'Assertion', options)
    expect(signed).toContain('X509Certificate')
    const expected = { signingKeys: await keys, element: 'Assertion' }
    expect(await verdict(signed, expected)).toBe(assertion())
    expect(await verdict(signed.replace('ann@', 'bob@'), expected)).toBe('saml_digest_mismatch')
  })

  it('verify here: of an assertion and of the response around it', async () => {
    const inner = byXmlCrypto(response(assertion()), 'Assertion', {})
    const outer = byXmlCrypto(inner, 'Response', {})
    const signingKeys = await keys
    expect(await verdict(outer, { signingKeys, element: 'Assertion' })).toBe(assertion())
    expect(await verdict(outer, { signingKeys })).toContain('<ds:Signature')
  })
})
