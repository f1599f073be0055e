import { describe, expect, it } from 'vitest'
import { certificates, pemOf } from '../../../support/saml-certificates.ts'
import { idpMetadataXml, key } from '../../../support/saml-metadata.ts'
import { parse, refusalOf } from './scene.ts'

describe('M3 signing keys', () => {
  it('M3 count without a use', () => {
    const keys = key(certificates.first) + key(certificates.second, 'signing')
    expect(parse(idpMetadataXml({ keys })).signingCertificates).toEqual([
      pemOf(certificates.first),
      pemOf(certificates.second),
    ])
  })

  it.each([
    ['no key', ''],
    ['a key for encryption only', key(certificates.first, 'encryption')],
    ['an empty certificate', key('', 'signing')],
    ['a certificate without a key for signatures', key(certificates.ed25519, 'signing')],
    ['an empty key', '<md:KeyDescriptor use="signing"/>'],
    ['no X509Data', '<md:KeyDescriptor><ds:KeyInfo/></md:KeyDescriptor>'],
    ['a certificate outside of ds', key(certificates.first).replaceAll('ds:X509C', 'md:X509C')],
  ])('M3 rejects an import with %s', (_name, keys) => {
    expect(refusalOf(() => parse(idpMetadataXml({ keys }))).code).toBe(
      'saml_metadata_signing_key_missing',
    )
  })

  it.each(['', 'Signing', 'sign', 'both', 'signing encryption'])(
    'M3 rejects the use "%s"',
    (use) => {
      const keys = key(certificates.first, use) + key(certificates.second)
      expect(refusalOf(() => parse(idpMetadataXml({ keys }))).code).toBe('saml_metadata_invalid')
    },
  )

  it('S12 X5 lists at most ten, counted before any is read', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => key(`MII${index}`, 'signing')).join('')
    expect(refusalOf(() => parse(idpMetadataXml({ keys: many(11) }))).code).toBe(
      'saml_metadata_invalid',
    )
    const nine = many(9) + key(certificates.first)
    expect(parse(idpMetadataXml({ keys: nine })).signingCertificates).toHaveLength(1)
  })
})
