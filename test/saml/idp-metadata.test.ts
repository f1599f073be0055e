import { describe, expect, it } from 'vitest'
import { isSsoError, type SsoError } from '../../src/errors.ts'
import { parseIdpMetadata } from '../../src/saml/idp-metadata.ts'
import type { IdpMetadata, IdpMetadataOptions } from '../../src/saml/metadata.ts'
import { settingsFromMetadata } from '../../src/saml/metadata.ts'
import { certificates, pemOf } from '../support/saml-certificates.ts'
import {
  endpoint,
  entities,
  idpMetadataXml,
  key,
  postBinding,
  redirectBinding,
  sso,
} from '../support/saml-metadata.ts'

const now = new Date('2027-01-01T00:00:00Z')
const parse = (xml: string, options: Partial<IdpMetadataOptions> = {}): IdpMetadata =>
  parseIdpMetadata(xml, { now, ...options })

function refusalOf(xml: string, options: Partial<IdpMetadataOptions> = {}): SsoError {
  try {
    parse(xml, options)
  } catch (error) {
    if (isSsoError(error)) return error
    throw error
  }
  throw new Error('was accepted')
}

const warningsOf = (xml: string, options: Partial<IdpMetadataOptions> = {}) =>
  parse(xml, options).warnings.map(({ code, path }) => [code, path])

describe('the metadata of one identity provider', () => {
  it('is read as plain JSON', () => {
    const xml = idpMetadataXml({
      roleAttributes: ' WantAuthnRequestsSigned="true"',
      entityAttributes: ' validUntil="2027-06-01T02:00:00.5+02:00" cacheDuration="PT24H"',
      slo: endpoint('SingleLogoutService', redirectBinding, 'https://idp.example.com/slo'),
      formats:
        '<md:NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</md:NameIDFormat>' +
        '<md:NameIDFormat> urn:oasis:names:tc:SAML:2.0:nameid-format:persistent\n</md:NameIDFormat>',
      sso:
        sso(postBinding, 'https://idp.example.com/sso/post') +
        sso(redirectBinding, 'https://idp.example.com/sso?a=1&amp;b=2'),
    })
    const metadata = parse(xml)
    expect(metadata).toEqual({
      entityId: 'https://idp.example.com/metadata',
      ssoEndpoints: [
        { binding: 'post', location: 'https://idp.example.com/sso/post' },
        { binding: 'redirect', location: 'https://idp.example.com/sso?a=1&b=2' },
      ],
      sloEndpoints: [{ binding: 'redirect', location: 'https://idp.example.com/slo' }],
      signingCertificates: [pemOf(certificates.first)],
      nameIdFormats: [
        'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
        'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
      ],
      wantAuthnRequestsSigned: true,
      validUntil: '2027-06-01T00:00:00.500Z',
      cacheDurationSeconds: 86_400,
      warnings: [],
    })
    expect(JSON.parse(JSON.stringify(metadata))).toEqual(metadata)
  })

  it('may leave out everything that is optional', () => {
    expect(parse(idpMetadataXml())).toEqual({
      entityId: 'https://idp.example.com/metadata',
      ssoEndpoints: [{ binding: 'redirect', location: 'https://idp.example.com/sso' }],
      sloEndpoints: [],
      signingCertificates: [pemOf(certificates.first)],
      nameIdFormats: [],
      wantAuthnRequestsSigned: false,
      warnings: [],
    })
  })

  it('is judged by the clock where no time is given', () => {
    const expired = idpMetadataXml({ entityAttributes: ' validUntil="2020-01-01T00:00:00Z"' })
    expect(() => parseIdpMetadata(expired)).toThrow(
      expect.objectContaining({ code: 'saml_metadata_expired' }),
    )
    const valid = idpMetadataXml({ entityAttributes: ' validUntil="9999-01-01T00:00:00Z"' })
    expect(parseIdpMetadata(valid).validUntil).toBe('9999-01-01T00:00:00.000Z')
  })

  it.each([
    ['true', true],
    ['1', true],
    [' true ', true],
    ['false', false],
    ['0', false],
    ['', false],
    ['yes', false],
  ])('reads WantAuthnRequestsSigned="%s"', (value, wanted) => {
    const xml = idpMetadataXml({ roleAttributes: ` WantAuthnRequestsSigned="${value}"` })
    expect(parse(xml).wantAuthnRequestsSigned).toBe(wanted)
  })

  it.each([
    ['PT1H', 3600],
    ['P1D', 86_400],
    ['P1DT2H3M4.5S', 93_784],
    ['P1M', 28 * 86_400],
    ['P1Y', 365 * 86_400],
    ['PT0S', 0],
    // Thirty days and a year, as toolkits write them.
    ['PT2592000S', 2_592_000],
    ['PT31536000S', 31_536_000],
  ])('reads cacheDuration %s', (text, seconds) => {
    const xml = idpMetadataXml({ entityAttributes: ` cacheDuration="${text}"` })
    expect(parse(xml).cacheDurationSeconds).toBe(seconds)
  })

  it.each(['', 'P', 'PT', '1H', '-PT1H', 'PT1H2D', 'P1S', 'PT1.5H', `P${'9'.repeat(30)}D`])(
    'refuses cacheDuration "%s"',
    (text) => {
      const xml = idpMetadataXml({ entityAttributes: ` cacheDuration="${text}"` })
      expect(refusalOf(xml).code).toBe('saml_metadata_invalid')
    },
  )

  it('reads where logout answers go', () => {
    const slo = endpoint(
      'SingleLogoutService',
      redirectBinding,
      'https://idp.example.com/slo',
      ' ResponseLocation="https://idp.example.com/slo/done"',
    )
    expect(parse(idpMetadataXml({ slo })).sloEndpoints).toEqual([
      {
        binding: 'redirect',
        location: 'https://idp.example.com/slo',
        responseLocation: 'https://idp.example.com/slo/done',
      },
    ])
  })
})

describe('what people upload', () => {
  const xml = idpMetadataXml()

  it.each([
    ['a byte order mark', `\u{feff}${xml}`],
    [
      'white space before the XML declaration',
      `\r\n\t <?xml version="1.0" encoding="UTF-8"?>${xml}`,
    ],
    ['both', `\n\u{feff} \n<?xml version="1.0"?>\n${xml}`],
    ['white space at the end', `${xml}\r\n\r\n`],
    ['comments in front', `<!-- downloaded --><?note it?>${xml}`],
    ['Windows line breaks', xml.replaceAll('><', '>\r\n  <')],
    ['single quotes', xml.replaceAll('"', "'")],
    ['other prefixes', xml.replaceAll('md:', '').replaceAll('xmlns:md', 'xmlns')],
    ['character references', xml.replace('entityID="https', 'entityID="&#104;&#x74;tps')],
    ['CDATA', xml.replace(certificates.first, `<![CDATA[${certificates.first}]]>`)],
    [
      'Base64 in lines',
      xml.replace(certificates.first, certificates.first.replaceAll(/.{64}/g, '\n        $&&#13;')),
    ],
  ])('NG-6 tolerates %s', (_name, upload) => {
    expect(parse(upload)).toEqual(parse(xml))
  })

  it.each([
    ['<!DOCTYPE html><html><body>Sign in</body></html>'],
    ['\n<!doctype HTML PUBLIC "-//W3C//DTD HTML 4.01//EN">\n<html>'],
    ['<html lang="en"><head>'],
    [
      '\u{feff}<!-- saved from url=(0040)https://acme.okta.com/app/metadata -->\n<!DOCTYPE html><html>',
    ],
    [`<?xml version="1.0"?><!-- x --><html xmlns="http://www.w3.org/1999/xhtml">${xml}</html>`],
    ['<x:html xmlns:x="http://www.w3.org/1999/xhtml"/>'],
  ])('NG-6 recognises a web page and says how to save the XML: %j', (page) => {
    const refusal = refusalOf(page)
    expect(refusal.code).toBe('saml_metadata_html')
    expect(refusal.hint).toMatch(/XML only/)
  })

  it.each(['', '   ', 'https://acme.okta.com/metadata', '{}', 'MIIC', '<', '<a', '<!--', '<?x'])(
    'NG-6 refuses what is no XML: %j',
    (upload) => {
      const refusal = refusalOf(upload)
      expect(refusal.code).toBe('saml_xml_refused')
      expect(refusal.hint).toMatch(/metadata/)
    },
  )

  it.each([
    ['a response', '<p:Response xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol"/>'],
    ['an element without a namespace', '<EntityDescriptor entityID="x"/>'],
    ['a role alone', '<m:IDPSSODescriptor xmlns:m="urn:oasis:names:tc:SAML:2.0:metadata"/>'],
    ['RSS', '<rss version="2.0"/>'],
  ])('NG-6 refuses other XML: %s', (_name, upload) => {
    expect(refusalOf(upload).code).toBe('saml_metadata_invalid')
  })

  it('NG-6 recognises the metadata of a service provider', () => {
    const sp = idpMetadataXml({ role: 'SPSSODescriptor' })
    const refusal = refusalOf(sp)
    expect(refusal.code).toBe('saml_metadata_role_missing')
    expect(refusal.message).toMatch(/service provider/)
  })

  it('recognises an identity provider that speaks SAML 1.1 only', () => {
    const refusal = refusalOf(idpMetadataXml({ protocols: 'urn:oasis:names:tc:SAML:1.1:protocol' }))
    expect(refusal.code).toBe('saml_metadata_role_missing')
    expect(refusal.hint).toMatch(/SAML 2.0/)
  })

  it('accepts one that speaks both', () => {
    const protocols = 'urn:oasis:names:tc:SAML:1.1:protocol\n urn:oasis:names:tc:SAML:2.0:protocol'
    expect(parse(idpMetadataXml({ protocols })).ssoEndpoints).toHaveLength(1)
  })
})

describe('certificates', () => {
  it('NG-6 come from several KeyDescriptors, in order', () => {
    const keys = key(certificates.second, 'signing') + key(certificates.first, 'signing')
    expect(parse(idpMetadataXml({ keys })).signingCertificates).toEqual([
      pemOf(certificates.second),
      pemOf(certificates.first),
    ])
  })

  it('NG-6 M3 count without a use, and not when they are for encryption', () => {
    const keys = key(certificates.first) + key(certificates.second, 'encryption')
    expect(parse(idpMetadataXml({ keys })).signingCertificates).toEqual([pemOf(certificates.first)])
  })

  it('are listed once', () => {
    const spaced = certificates.first.replaceAll(/.{76}/g, '$&\n')
    const keys = [certificates.first, spaced, pemOf(certificates.first), certificates.first]
      .map((text) => key(text))
      .join('')
    expect(parse(idpMetadataXml({ keys })).signingCertificates).toEqual([pemOf(certificates.first)])
  })

  it('may hold an elliptic curve key', () => {
    const keys = key(certificates.ec, 'signing')
    expect(parse(idpMetadataXml({ keys })).signingCertificates).toEqual([pemOf(certificates.ec)])
  })

  it.each([
    ['2036-11-18T12:56:43Z', 'saml_certificate_expiring'],
    ['2036-11-18T12:56:44Z', 'saml_certificate_expired'],
    ['2036-10-19T12:56:45Z', 'saml_certificate_expiring'],
    ['2040-01-01T00:00:00Z', 'saml_certificate_expired'],
    ['2026-11-21T12:56:43Z', 'saml_certificate_not_yet_valid'],
  ])('NG-6 warn by date: at %s %s', (instant, code) => {
    const xml = idpMetadataXml()
    expect(warningsOf(xml, { now: new Date(instant) })).toEqual([[code, 'KeyDescriptor[1]']])
    expect(parse(xml, { now: new Date(instant) }).signingCertificates).toHaveLength(1)
  })

  it.each(['2036-10-19T12:56:44Z', '2026-11-21T12:56:44Z'])('warn of nothing at %s', (instant) => {
    expect(warningsOf(idpMetadataXml(), { now: new Date(instant) })).toEqual([])
  })

  it('NG-6 warn when issued with SHA-1', () => {
    const keys = key(certificates.first, 'signing') + key(certificates.sha1, 'signing')
    expect(warningsOf(idpMetadataXml({ keys }))).toEqual([
      ['saml_certificate_sha1', 'KeyDescriptor[2]'],
    ])
  })

  it('NG-6 S11 with less than 2048 bits are left out with a warning', () => {
    const keys = key(certificates.weak, 'signing') + key(certificates.first, 'signing')
    const { signingCertificates, warnings } = parse(idpMetadataXml({ keys }))
    expect(signingCertificates).toEqual([pemOf(certificates.first)])
    expect(warnings).toMatchObject([
      { code: 'saml_certificate_key_weak', message: expect.stringContaining('1024 bits') },
    ])
  })

  it('with less than 2048 bits stay where there is no other, for the settings to refuse them', () => {
    const { signingCertificates, warnings } = parse(
      idpMetadataXml({ keys: key(certificates.weak, 'signing') }),
    )
    expect(signingCertificates).toEqual([pemOf(certificates.weak)])
    expect(warnings).toMatchObject([{ code: 'saml_certificate_key_weak' }])
  })

  it.each([
    ['of an unknown kind', certificates.ed25519],
    ['that are none', 'AAAA'],
    ['that are not Base64', 'AA=A'],
    ['that are empty', ''],
  ])('%s are left out with a warning', (_name, text) => {
    const keys = key(text, 'signing') + key(certificates.first, 'signing')
    const { signingCertificates, warnings } = parse(idpMetadataXml({ keys }))
    expect(signingCertificates).toEqual([pemOf(certificates.first)])
    expect(warnings).toMatchObject([
      { code: 'saml_certificate_unusable', path: 'KeyDescriptor[1]' },
    ])
    expect(refusalOf(idpMetadataXml({ keys: key(text, 'signing') })).code).toBe(
      'saml_metadata_signing_key_missing',
    )
  })

  it('above the first of a chain are no signing keys', () => {
    const chain = key(
      `${certificates.first}</ds:X509Certificate><ds:X509Certificate>${certificates.second}`,
    )
    const { signingCertificates, warnings } = parse(idpMetadataXml({ keys: chain }))
    expect(signingCertificates).toEqual([pemOf(certificates.first)])
    expect(warnings).toMatchObject([{ code: 'saml_certificate_chain' }])
  })

  it('of several X509Data are several keys', () => {
    const both = key(
      `${certificates.first}</ds:X509Certificate></ds:X509Data><ds:X509Data><ds:X509Certificate>${certificates.second}`,
    )
    expect(parse(idpMetadataXml({ keys: both })).signingCertificates).toHaveLength(2)
  })

  it('are needed: a key by name or value is left out', () => {
    const named =
      '<md:KeyDescriptor use="signing"><ds:KeyInfo><ds:KeyName>k1</ds:KeyName></ds:KeyInfo></md:KeyDescriptor>'
    expect(warningsOf(idpMetadataXml({ keys: named + key(certificates.first) }))).toEqual([
      ['saml_key_without_certificate', 'KeyDescriptor[1]'],
    ])
    expect(refusalOf(idpMetadataXml({ keys: named })).issues).toMatchObject([
      { code: 'saml_key_without_certificate' },
    ])
  })
})

describe('settingsFromMetadata', () => {
  it('takes the first address of each binding', () => {
    const services =
      sso(redirectBinding, 'https://idp.example.com/1') +
      sso(redirectBinding, 'https://idp.example.com/2') +
      sso(postBinding, 'https://idp.example.com/3')
    const xml = idpMetadataXml({ sso: services, roleAttributes: ' WantAuthnRequestsSigned="1"' })
    expect(settingsFromMetadata(parse(xml))).toEqual({
      idpEntityId: 'https://idp.example.com/metadata',
      ssoEndpoints: [
        { binding: 'redirect', location: 'https://idp.example.com/1' },
        { binding: 'post', location: 'https://idp.example.com/3' },
      ],
      sloEndpoints: [],
      signingCertificates: [pemOf(certificates.first)],
      requireSignedRequests: true,
    })
  })
})

describe('documents of several', () => {
  const first = idpMetadataXml({ entityId: 'https://a.example' })
  const second = idpMetadataXml({ entityId: 'https://b.example' })
  const application = idpMetadataXml({ entityId: 'https://sp.example', role: 'SPSSODescriptor' })

  it('give the wanted identity provider, however deep', () => {
    const xml = entities(first + entities(application + entities(second)))
    expect(parse(xml, { entityId: 'https://a.example' }).entityId).toBe('https://a.example')
    expect(parse(xml, { entityId: 'https://b.example' }).entityId).toBe('https://b.example')
  })

  it('need no name where there is one identity provider among applications', () => {
    expect(parse(entities(application + second)).entityId).toBe('https://b.example')
  })

  it('inherit the end of validity and the duration', () => {
    const limited = idpMetadataXml({
      entityAttributes: ' validUntil="2028-01-01T00:00:00Z" cacheDuration="P2D"',
    })
    const xml = entities(limited, ' validUntil="2027-02-01T00:00:00Z" cacheDuration="P1D"')
    expect(parse(xml)).toMatchObject({
      validUntil: '2027-02-01T00:00:00.000Z',
      cacheDurationSeconds: 86_400,
    })
  })
})
