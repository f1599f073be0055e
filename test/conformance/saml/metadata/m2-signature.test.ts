import { beforeAll, describe, expect, it } from 'vitest'
import { createPublicKey } from 'node:crypto'
import { isSsoError } from '../../../../src/errors.ts'
import { parseSignedIdpMetadata } from '../../../../src/saml/idp-metadata.ts'
import type { IdpMetadataOptions } from '../../../../src/saml/metadata.ts'
import { certificates, pemOf } from '../../../support/saml-certificates.ts'
import { createTestKeyPair, type TestKeyPair } from '../../../support/saml-keys.ts'
import { entities, idpMetadataXml, key } from '../../../support/saml-metadata.ts'
import { signMetadata } from '../../../support/signed-metadata.ts'
import { now, parse } from './scene.ts'

let publisher: TestKeyPair
let stranger: TestKeyPair
beforeAll(() => {
  publisher = createTestKeyPair()
  stranger = createTestKeyPair()
})

const unsigned = idpMetadataXml({ entityAttributes: ' ID="_m"' })

const read = (
  xml: string,
  trustKeys: readonly string[],
  options: Partial<IdpMetadataOptions> = {},
) => parseSignedIdpMetadata(xml, { now, trustKeys, ...options })
const codeOf = async (promise: Promise<unknown>) => {
  const error: unknown = await promise.catch((caught: unknown) => caught)
  return isSsoError(error) ? error.code : error
}

describe('M2 a configured trust key', () => {
  it('M2 accepts what it signed, as certificate or as bare public key', async () => {
    const xml = signMetadata(unsigned, publisher)
    const publicKey = createPublicKey(publisher.certificate).export({ type: 'spki', format: 'pem' })
    expect(await read(xml, [publisher.certificate])).toEqual(parse(unsigned))
    expect(await read(xml, [String(publicKey)])).toEqual(parse(unsigned))
    expect(await read(xml, [stranger.certificate, publisher.certificate])).toEqual(parse(unsigned))
  })

  it('M2 accepts a signed group', async () => {
    const other = idpMetadataXml({ entityId: 'https://b.example' })
    const xml = signMetadata(entities(idpMetadataXml() + other, ' ID="_g"'), publisher, '_g')
    const metadata = await read(xml, [publisher.certificate], { entityId: 'https://b.example' })
    expect(metadata.entityId).toBe('https://b.example')
  })

  it('M2 makes the signature mandatory', async () => {
    expect(await codeOf(read(unsigned, [publisher.certificate]))).toBe('saml_metadata_unverified')
  })

  it('M2 refuses what somebody else signed', async () => {
    const xml = signMetadata(unsigned, stranger)
    expect(await codeOf(read(xml, [publisher.certificate]))).toBe('saml_metadata_unverified')
    expect(await codeOf(read(xml, [pemOf(certificates.first)]))).toBe('saml_metadata_unverified')
  })

  it('M2 is never none', async () => {
    expect(await codeOf(read(signMetadata(unsigned, publisher), []))).toBe(
      'saml_signing_key_missing',
    )
    expect(await codeOf(read(signMetadata(unsigned, publisher), ['x']))).toBe(
      'saml_certificate_invalid',
    )
  })

  it.each([
    ['its entityID', 'https://idp.example.com/metadata', 'https://evil.example'],
    ['an address', 'https://idp.example.com/sso', 'https://evil.example/sso'],
    ['a key', certificates.first, certificates.second],
    [
      'its validity',
      '<md:IDPSSODescriptor',
      '<md:IDPSSODescriptor validUntil="2099-01-01T00:00:00Z"',
    ],
    ['an added key', '<md:SingleSignOnService', `${key(certificates.second)}$&`],
  ])('M2 refuses a signed document with a change: %s', async (_name, from, to) => {
    const xml = signMetadata(unsigned, publisher).replace(from, to)
    expect(await codeOf(read(xml, [publisher.certificate]))).toBe('saml_metadata_unverified')
  })

  it('S2 M2 must sign the whole document, not one entity in an unsigned group', async () => {
    const evil = idpMetadataXml({
      entityId: 'https://evil.example',
      keys: key(certificates.second),
    })
    const signed = signMetadata(unsigned, publisher)
    for (const xml of [entities(evil + signed), entities(signed + evil), entities(signed)]) {
      const wanted = { entityId: 'https://idp.example.com/metadata' }
      expect(await codeOf(read(xml, [publisher.certificate], wanted))).toBe(
        'saml_metadata_unverified',
      )
    }
  })

  it('S2 M2 refuses a signed document wrapped into a forged one', async () => {
    const signed = signMetadata(unsigned, publisher)
    const signature = /<ds:Signature.*<\/ds:Signature>/.exec(signed)?.[0] ?? ''
    const evil = idpMetadataXml({ keys: key(certificates.second), entityAttributes: ' ID="_e"' })
    for (const xml of [
      // The forged entity carries the signature; the genuine one stands where nobody reads it.
      evil.replace('><', `>${signature}<md:Extensions>${unsigned}</md:Extensions><`),
      evil.replace('><', `><md:Extensions>${signed}</md:Extensions><`),
      evil.replace('ID="_e"', 'ID="_m"').replace('><', `>${signature}<`),
    ]) {
      expect(await codeOf(read(xml, [publisher.certificate]))).toBe('saml_metadata_unverified')
    }
  })

  it('X4 M2 reads the signed bytes only: a comment put in later is not among them', async () => {
    const { first } = certificates
    const commented = `${first.slice(0, 40)}<!-- x -->${first.slice(40)}`
    const xml = signMetadata(unsigned, publisher).replace(first, commented)
    expect(await read(xml, [publisher.certificate])).toEqual(parse(unsigned))
  })

  it('M2 does not outlive its validity', async () => {
    const old = idpMetadataXml({ entityAttributes: ' ID="_m" validUntil="2026-06-01T00:00:00Z"' })
    expect(await codeOf(read(signMetadata(old, publisher), [publisher.certificate]))).toBe(
      'saml_metadata_expired',
    )
  })
})
