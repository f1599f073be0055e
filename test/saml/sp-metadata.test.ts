import { describe, expect, it } from 'vitest'
import { isSsoError } from '../../src/errors.ts'
import { keysFor, signingKey } from '../../src/saml/keys.ts'
import { spMetadata, spMetadataOf } from '../../src/saml/sp-metadata.ts'
import { samlUrls } from '../../src/saml/urls.ts'
import { attributeOf, childElements, type XmlElement } from '../../src/saml/xml/node.ts'
import { readXml } from '../../src/saml/xml/read.ts'
import { certificates, pemOf } from '../support/saml-certificates.ts'

const urls = samlUrls({ baseUrl: 'https://app.example.com', connectionId: 'con_1' })
const read = (xml: string) => readXml(new TextEncoder().encode(xml))
const settingsOf = (settings: object) => ({ settings }) as never

/** Nested lists of names, so that order and nesting can be compared with the schema's. */
function shapeOf(element: XmlElement): unknown {
  const use = attributeOf(element, 'use') ?? attributeOf(element, 'Binding')?.split(':').at(-1)
  return use === undefined ? element.localName : `${element.localName} ${use}`
}
const childrenOf = (xml: string) => {
  const [role] = childElements(read(xml))
  return role ? childElements(role) : []
}
const formatsOf = (xml: string) =>
  childrenOf(xml)
    .filter(({ localName }) => localName === 'NameIDFormat')
    .map(({ children }) => children[0]?.kind === 'text' && children[0].value.split(':').at(-1))

const keyOf = (certificate: string, more = {}) => ({
  privateKey: 'unused',
  certificate: pemOf(certificate),
  ...more,
})

describe('spMetadata', () => {
  it('NG-4 exists before anything is known of the identity provider', () => {
    const xml = spMetadata({}, urls, [])
    const root = read(xml)
    expect(attributeOf(root, 'entityID')).toBe('https://app.example.com/sso/con_1/metadata')
    expect(childrenOf(xml).map(shapeOf)).toEqual([
      'SingleLogoutService HTTP-Redirect',
      'SingleLogoutService HTTP-POST',
      'NameIDFormat',
      'NameIDFormat',
      'NameIDFormat',
      'AssertionConsumerService HTTP-POST',
    ])
    const [role] = childElements(root)
    expect(role && attributeOf(role, 'WantAssertionsSigned')).toBe('true')
    expect(role && attributeOf(role, 'AuthnRequestsSigned')).toBe('false')
  })

  it('NG-14 does not change with the identity provider’s metadata', () => {
    const before = spMetadata({ draft: settingsOf({}) }, urls, [])
    const after = spMetadata(
      { live: settingsOf({ idpEntityId: 'urn:x', signingCertificates: ['x'] }) },
      urls,
      [],
    )
    expect(after).toBe(before)
  })

  it('names the addresses', () => {
    const [redirect, post, , , , acs] = childrenOf(spMetadata({}, urls, []))
    for (const slo of [redirect, post]) {
      expect(slo && attributeOf(slo, 'Location')).toBe('https://app.example.com/sso/con_1/slo')
    }
    expect(acs && attributeOf(acs, 'Location')).toBe('https://app.example.com/sso/con_1/acs')
    expect(acs && attributeOf(acs, 'index')).toBe('0')
    expect(acs && attributeOf(acs, 'isDefault')).toBe('true')
  })

  it('keeps the addresses of a product that the connection was moved from', () => {
    const xml = spMetadataOf({ spEntityId: 'urn:old', acsUrl: 'https://old.example/acs' }, urls, [])
    expect(attributeOf(read(xml), 'entityID')).toBe('urn:old')
    const acs = childrenOf(xml).at(-1)
    expect(acs && attributeOf(acs, 'Location')).toBe('https://old.example/acs')
  })

  it('prefers live settings to the draft', () => {
    const connection = {
      live: settingsOf({ requireEmailNameId: true }),
      draft: settingsOf({ requestedNameIdFormat: 'urn:draft' }),
    }
    expect(formatsOf(spMetadata(connection, urls, []))).toEqual(['emailAddress'])
    const { draft } = connection
    expect(formatsOf(spMetadata({ draft }, urls, []))).toEqual(['draft'])
  })

  it('S25 never leaves the NameID format open, so that none chooses transient ones', () => {
    expect(formatsOf(spMetadataOf({}, urls, []))).toEqual([
      'emailAddress',
      'persistent',
      'unspecified',
    ])
  })

  it('lists a key for signing, for encryption or for both', () => {
    const keys = [
      keyOf(certificates.first),
      keyOf(certificates.second, { use: 'signing' }),
      keyOf(certificates.ec, { use: 'encryption' }),
    ]
    const xml = spMetadataOf({}, urls, keys)
    const elements = childrenOf(xml)
    expect(elements.slice(0, 4).map(shapeOf)).toEqual([
      'KeyDescriptor signing',
      'KeyDescriptor signing',
      'KeyDescriptor encryption',
      'KeyDescriptor encryption',
    ])
    const listed = [...xml.matchAll(/<ds:X509Certificate>([^<]+)</g)].map(([, text]) => text)
    const { first, second, ec } = certificates
    expect(listed).toEqual([first, second, first, ec])
    const [role] = childElements(read(xml))
    expect(role && attributeOf(role, 'AuthnRequestsSigned')).toBe('true')
  })

  it('S21 offers AES-GCM and RSA-OAEP only', () => {
    const xml = spMetadataOf({}, urls, [keyOf(certificates.first, { use: 'encryption' })])
    const algorithms = [...xml.matchAll(/Algorithm="([^"]+)"/g)].map(([, uri]) => uri)
    expect(algorithms.length).toBeGreaterThan(1)
    for (const uri of algorithms) expect(uri).toMatch(/-gcm$|rsa-oaep/)
  })

  it('S26 escapes every value', () => {
    const hostile = `urn:"&<>'\t\n\r]]>{ID}`
    const xml = spMetadataOf(
      { spEntityId: hostile, acsUrl: hostile, requestedNameIdFormat: hostile },
      { ...urls, sloUrl: hostile },
      [],
    )
    expect(attributeOf(read(xml), 'entityID')).toBe(hostile)
    const [redirect, post, format, acs] = childrenOf(xml)
    for (const element of [redirect, post, acs]) {
      expect(element && attributeOf(element, 'Location')).toBe(hostile)
    }
    expect(format?.children).toEqual([{ kind: 'text', value: hostile }])
  })

  it('refuses a certificate that is none', () => {
    const broken = { privateKey: '', certificate: '"/><x>' }
    expect(() => spMetadataOf({}, urls, [broken])).toThrow(
      expect.toSatisfy((error: unknown) => isSsoError(error, 'saml_certificate_invalid')),
    )
  })
})

describe('the key that signs', () => {
  const now = new Date('2027-01-01T00:00:00Z')
  const old = keyOf(certificates.first)
  const active = keyOf(certificates.second, { activeFrom: new Date('2026-12-01T00:00:00Z') })
  const next = keyOf(certificates.sha1, { activeFrom: new Date('2027-02-01T00:00:00Z') })
  const decrypts = keyOf(certificates.ec, { use: 'encryption' })

  it.each([
    [[old, active, next], active],
    [[next, active, old], active],
    [[old, next], old],
    [[decrypts, old], old],
    [[next], undefined],
    [[decrypts], undefined],
    [[], undefined],
  ])('is the active one that was activated last', (keys, expected) => {
    expect(signingKey(keys, now)).toBe(expected)
  })

  it('is active from the very moment on', () => {
    expect(signingKey([old, next], new Date('2027-02-01T00:00:00Z'))).toBe(next)
  })

  it('S21 all that may decrypt do so', () => {
    expect(keysFor('encryption', [old, active, decrypts])).toEqual([old, active, decrypts])
    expect(keysFor('encryption', [{ ...old, use: 'signing' as const }])).toEqual([])
  })
})
