import { describe, expect, it } from 'vitest'
import { SignedXml } from 'xml-crypto'
import { honestVariants } from '../../../../src/testing/saml/menu.ts'
import { validSamlResponse } from '../../../../src/testing/saml/mothers.ts'
import type { SamlVariant } from '../../../../src/testing/saml/variants/index.ts'
import { schemaProblems } from '../../../support/saml-schemas.ts'
import { faultsOf, openssl, xmlsecDecrypts, xmlsecVerifies } from './second-opinions.ts'

/*
 * The kit's honest messages are honest in the eyes of others: XML for libxml2, valid for the schemas
 * of OASIS, rightly signed and encrypted for xmlsec1, xml-crypto and OpenSSL.
 */

const names = Object.keys(honestVariants) as SamlVariant[]
const make = (name: SamlVariant) => {
  const made = validSamlResponse({ variants: [name], nameId: 'ann' })
  const { signingCertificates, decryptionKeys } = made.expected
  return {
    ...made,
    certificate: signingCertificates.at(-1) ?? '',
    decryptionKey: decryptionKeys.at(-1) ?? '',
  }
}

/** Debian's schemas know XML Encryption 1.0 only, and MGF is of 1.1. */
const beyondSchemas: readonly string[] = [
  ...['encrypted_oaep_sha256', 'encrypted_oaep_11_sha1', 'encrypted_oaep_11_sha512_mask_sha256'],
]
/** Debian's xmlsec1 1.2 does not know RSA-PSS. */
const isPss = (name: string) => name.startsWith('rsa_pss')
/**
 * Neither `rsa-oaep` of version 1.1, nor SHA-256 in `rsa-oaep-mgf1p`, nor an EncryptedKey outside of
 * EncryptedData.
 */
const beyondXmlsec: readonly string[] = [
  ...beyondSchemas,
  ...['encrypted_oaep_mgf1p_sha256', 'encrypted_key_beside', 'encrypted_key_named'],
]

/** How many signatures stand in the clear; the default is one at the response, one at the assertion. */
const signaturesOf = (name: string): number => {
  const isAssertionAlone =
    /^(assertion_signed|inclusive_prefixes|inclusive_prefixes_of_response|unsigned_response_without_destination)$/
  if (isAssertionAlone.test(name) || name === 'response_signed') return 1
  // The default with `encryption` signs the response, `encryptedWith` as it says.
  if (/^encrypted_(for_two|with_old_key|in_signed|unsigned_in|cbc_in)/.test(name)) return 1
  return name.startsWith('encrypted_') && !/name_id|attribute/.test(name) ? 0 : 2
}

describe('an honest variant', () => {
  it.each(names)('is well-formed for libxml2 and valid for the schemas of OASIS: %s', (name) => {
    const { xml } = make(name)
    expect(beyondSchemas.includes(name) ? faultsOf(xml) : schemaProblems('protocol', xml)).toBe('')
  })

  it.each(names.filter((name) => !isPss(name)))('is rightly signed for xmlsec1: %s', (name) => {
    const { xml, certificate } = make(name)
    expect(xmlsecVerifies(xml, certificate)).toEqual(
      Array.from({ length: signaturesOf(name) }, () => true),
    )
  })

  it.each(
    names.filter(
      (name) => /^encrypted_(?!name_id|attribute)/.test(name) && !beyondXmlsec.includes(name),
    ),
  )('is rightly encrypted for xmlsec1: %s', (name) => {
    const { xml, certificate, decryptionKey } = make(name)
    const plain = xmlsecDecrypts(xml, decryptionKey) ?? ''
    // Decrypting changed the response: its own signature, the first one, covers what was encrypted.
    const isAssertionSigned = name !== 'encrypted_unsigned_in_signed_response'
    expect(xmlsecVerifies(plain, certificate).slice(signaturesOf(name))).toEqual(
      isAssertionSigned ? [true] : [],
    )
    expect(plain).toContain('>ann<')
  })

  it.each(['encrypted_name_id', 'encrypted_attribute'] as const)('hides its text: %s', (name) => {
    const { xml, decryptionKey } = make(name)
    const hidden = name === 'encrypted_name_id' ? '>ann<' : '>staff<'
    expect(xml).not.toContain(hidden)
    expect(xmlsecDecrypts(xml, decryptionKey)).toContain(hidden)
  })

  it.each([
    ['rsa_pss_sha256', 'sha256', 32],
    ['rsa_pss_sha384', 'sha384', 48],
    ['rsa_pss_sha512', 'sha512', 64],
    ['rsa_pss_with_parameters', 'sha256', 32],
  ] as const)('is rightly signed for OpenSSL: %s', (name, hash, saltLength) => {
    const { xml, certificate } = make(name)
    const [, content = '', value = ''] =
      /<ds:SignedInfo>(.*?)<\/ds:SignedInfo><ds:SignatureValue>(.*?)</.exec(xml) ?? []
    // Everything else is in canonical form as it stands.
    const octets = `<ds:SignedInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">${content}</ds:SignedInfo>`
    const publicKey = openssl(
      { 'certificate.pem': certificate },
      ...['x509', '-in', 'certificate.pem', '-noout', '-pubkey'],
    ).stdout
    const signature = Buffer.from(value, 'base64')
    const { isSuccess } = openssl(
      { octets, signature, 'key.pem': publicKey },
      ...['dgst', `-${hash}`, '-verify', 'key.pem', '-signature', 'signature'],
      ...['-sigopt', 'rsa_padding_mode:pss', '-sigopt', `rsa_pss_saltlen:${saltLength}`, 'octets'],
    )
    expect(isSuccess).toBe(true)
  })
})

describe('xml-crypto', () => {
  it.each(['both_signed', 'rsa_sha512', 'pretty_printed', 'attribute_values_typed'] as const)(
    'verifies both signatures: %s',
    (name) => {
      const { xml, certificate, ids } = make(name)
      const signatures = xml.match(/<ds:Signature .*?<\/ds:Signature>/gs) ?? []
      const verified = signatures.flatMap((signature) => {
        const verifier = new SignedXml({ publicCert: certificate })
        verifier.loadSignature(signature)
        return verifier.checkSignature(xml)
          ? verifier.getSignedReferences().map((text) => /ID="([^"]*)"/.exec(text)?.[1])
          : []
      })
      expect(verified).toEqual([ids.response, ids.assertion])
    },
  )
})
