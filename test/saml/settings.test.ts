import { createPublicKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { settingsFromMetadata } from '../../src/saml/metadata.ts'
import { parseIdpMetadata } from '../../src/saml/idp-metadata.ts'
import { validateSamlSettings } from '../../src/saml/settings.ts'
import type { JsonObject } from '../../src/types/json.ts'
import { certificates, pemOf } from '../support/saml-certificates.ts'
import { idpMetadataXml } from '../support/saml-metadata.ts'

const context = {
  profile: 'generic',
  storedSecrets: [],
  isAllowedUrl: (url: string) =>
    (url.startsWith('https://') && !url.includes('internal')) || url.startsWith('http://localhost'),
}
const sso = { binding: 'redirect', location: 'https://idp.example.com/sso' } as const
const complete = {
  idpEntityId: 'https://idp.example.com',
  ssoEndpoints: [sso],
  signingCertificates: [pemOf(certificates.first)],
}
const validate = (input: object) => validateSamlSettings(input as JsonObject, context)
const issuesOf = (input: object) => validate({ ...complete, ...input }).invalid

/** The last byte of a P-256 point, which stands behind a BIT STRING's tag, length and unused bits. */
const offCurve = () => {
  const der = Buffer.from(certificates.ec, 'base64')
  const last = der.indexOf(Buffer.of(0x03, 0x42, 0x00, 0x04)) + 3 + 64
  return der.fill((der[last] ?? 0) ^ 1, last, last + 1).toString('base64')
}

const long = 'x'.repeat(1025)

describe('validateSamlSettings', () => {
  it('fills in the defaults', () => {
    expect(validate(complete)).toEqual({
      settings: {
        ...complete,
        sloEndpoints: [],
        idpInitiated: 'off',
        requireEmailNameId: false,
        requireSignedRequests: false,
        requireEncryption: false,
      },
      invalid: [],
      missing: [],
    })
  })

  it('NG-4 lets a draft wait for the metadata and says what is missing', () => {
    const { invalid, missing } = validate({})
    expect(invalid).toEqual([])
    expect(missing.map(({ path, code }) => [path, code])).toEqual([
      ['settings.idpEntityId', 'connection_value_missing'],
      ['settings.ssoEndpoints', 'connection_value_missing'],
      ['settings.signingCertificates', 'connection_value_missing'],
    ])
  })

  it('accepts what metadata gives', () => {
    const metadata = parseIdpMetadata(idpMetadataXml(), { now: new Date('2027-01-01') })
    const { settings, invalid, missing } = validate(settingsFromMetadata(metadata))
    expect([...invalid, ...missing]).toEqual([])
    expect(settings.signingCertificates).toEqual(metadata.signingCertificates)
  })

  it.each([
    ['without armour', certificates.first],
    ['in one line', `-----BEGIN CERTIFICATE-----${certificates.first}-----END CERTIFICATE-----`],
    ['with Windows line breaks', pemOf(certificates.first).replaceAll('\n', '\r\n')],
    ['with line breaks in words', pemOf(certificates.first).replaceAll('\n', String.raw`\n`)],
    ['with text around', `Bag Attributes\n${pemOf(certificates.first)}\n`],
  ])('stores a certificate %s in one spelling', (_name, text) => {
    const { settings, invalid } = validate({ ...complete, signingCertificates: [text] })
    expect(invalid).toEqual([])
    expect(settings.signingCertificates).toEqual([pemOf(certificates.first)])
  })

  it.each([
    [{ idpEntityId: 'urn:idp' }, true],
    [{ idpEntityId: 'anything that names it' }, true],
    [{ idpEntityId: 'x'.repeat(1024) }, true],
    [{ idpEntityId: long }, false],
    [{ idpEntityId: ' urn:idp' }, false],
    [{ idpEntityId: 'urn:\nidp' }, false],
    [{ idpEntityId: 'urn:\ud800' }, false],
    [{ idpEntityId: 7 }, false],
    [{ idpEntityId: null }, false],
    [{ ssoEndpoints: [sso, { ...sso, binding: 'post' }] }, true],
    [{ ssoEndpoints: [{ ...sso, location: 'https://internal.example.com:9443/sso' }] }, true],
    [{ ssoEndpoints: [{ ...sso, location: 'http://localhost:4000/sso' }] }, true],
    [{ ssoEndpoints: [{ ...sso, location: 'http://idp.example.com/sso' }] }, false],
    [{ ssoEndpoints: [{ ...sso, location: 'javascript:alert(1)' }] }, false],
    [{ ssoEndpoints: [{ ...sso, location: 'https://idp.example.com/#x' }] }, false],
    [{ ssoEndpoints: [{ ...sso, binding: 'soap' }] }, false],
    [{ ssoEndpoints: [{ ...sso, isDefault: true }] }, false],
    [{ ssoEndpoints: [{ binding: 'post' }] }, false],
    [{ ssoEndpoints: [{ location: sso.location }] }, false],
    [{ ssoEndpoints: [{ ...sso, location: 7 }] }, false],
    [{ ssoEndpoints: ['https://idp.example.com/sso'] }, false],
    [{ ssoEndpoints: [null] }, false],
    [{ ssoEndpoints: sso }, false],
    [{ ssoEndpoints: 'https://idp.example.com' }, false],
    [{ ssoEndpoints: Array.from({ length: 10 }, () => sso) }, true],
    [{ ssoEndpoints: Array.from({ length: 11 }, () => sso) }, false],
    [{ sloEndpoints: [{ ...sso, responseLocation: 'https://idp.example.com/done' }] }, true],
    [{ sloEndpoints: [{ ...sso, responseLocation: 'http://idp.example.com/done' }] }, false],
    [{ sloEndpoints: [{ ...sso, responseLocation: null }] }, false],
    [{ sloEndpoints: [{ ...sso, location: '' }] }, false],
    [{ signingCertificates: [pemOf(certificates.ec), pemOf(certificates.second)] }, true],
    [{ signingCertificates: [pemOf(certificates.sha1)] }, true],
    [{ signingCertificates: [pemOf(certificates.weak)] }, false],
    [{ signingCertificates: [pemOf(certificates.first), pemOf(certificates.weak)] }, false],
    [{ signingCertificates: [pemOf(certificates.ed25519)] }, false],
    [{ signingCertificates: [pemOf(certificates.first), pemOf(offCurve())] }, false],
    [{ signingCertificates: ['x'] }, false],
    [{ signingCertificates: [''] }, false],
    [{ signingCertificates: [7] }, false],
    [{ signingCertificates: [pemOf(certificates.first) + pemOf(certificates.second)] }, false],
    [{ signingCertificates: pemOf(certificates.first) }, false],
    [{ signingCertificates: Array.from({ length: 10 }, () => certificates.first) }, true],
    [{ signingCertificates: Array.from({ length: 11 }, () => certificates.first) }, false],
    [{ metadataUrl: 'https://idp.example.com/metadata' }, true],
    [{ metadataUrl: 'https://internal.example.com/metadata' }, false],
    [{ metadataUrl: 'http://idp.example.com/metadata' }, false],
    [{ metadataUrl: '' }, false],
    [{ metadataUrl: 7 }, false],
    [{ metadataTrustKey: pemOf(certificates.first) }, true],
    [{ metadataTrustKey: publicKeyOf(certificates.first) }, true],
    [{ metadataTrustKey: publicKeyOf(certificates.weak) }, false],
    [{ metadataTrustKey: pemOf(certificates.weak) }, false],
    [{ metadataTrustKey: '' }, false],
    [{ metadataTrustKey: [pemOf(certificates.first)] }, false],
    [{ spEntityId: 'urn:old-product' }, true],
    [{ spEntityId: '' }, false],
    [{ spEntityId: long }, false],
    [{ acsUrl: 'https://old.example.com/saml/acs' }, true],
    [{ acsUrl: 'http://old.example.com/saml/acs' }, false],
    [{ acsUrl: 7 }, false],
    [{ idpInitiated: 'restart' }, true],
    [{ idpInitiated: 'accept' }, true],
    [{ idpInitiated: true }, false],
    [{ idpInitiated: 'on' }, false],
    [{ requestedNameIdFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress' }, true],
    [{ requestedNameIdFormat: 'emailAddress' }, false],
    [{ requestedNameIdFormat: '' }, false],
    [{ requireEmailNameId: true, requireSignedRequests: true, requireEncryption: true }, true],
    [{ requireEmailNameId: 'true' }, false],
    [{ requireSignedRequests: 1 }, false],
    [{ requireEncryption: null }, false],
    [{ allow: { sha1: true, aesCbc: false } }, true],
    [{ allow: {} }, true],
    [{ allow: { sha1: 'true' } }, false],
    [{ allow: { md5: true } }, false],
    [{ allow: ['sha1'] }, false],
    [{ allow: true }, false],
    [{ clockToleranceSeconds: 0 }, true],
    [{ clockToleranceSeconds: 300 }, true],
    [{ clockToleranceSeconds: 301 }, false],
    [{ clockToleranceSeconds: -1 }, false],
    [{ clockToleranceSeconds: 1.5 }, false],
    [{ clockToleranceSeconds: '60' }, false],
  ])('judges %j: %s', (input, isAccepted) => {
    const issues = issuesOf(input)
    expect(issues.length === 0).toBe(isAccepted)
    const [name] = Object.keys(input)
    for (const issue of issues) {
      expect(issue).toMatchObject({ path: `settings.${name}`, code: 'connection_value_invalid' })
      expect(issue.hint).not.toBe('')
    }
  })

  it.each([{ acsUrl: 'http://old.example.com/acs' }, { acsUrl: 'acs' }, { spEntityId: '' }])(
    'tells of %j, which is our own, what the identity provider has of us',
    (input) => {
      expect(issuesOf(input).map(({ hint }) => hint)).toEqual([
        expect.stringContaining('of this application'),
      ])
    },
  )

  it('lists every problem at once', () => {
    const input = { idpEntityId: 7, ssoEndpoints: 'x', clockToleranceSeconds: -1 }
    expect(issuesOf(input).map(({ path }) => path)).toEqual([
      'settings.idpEntityId',
      'settings.ssoEndpoints',
      'settings.clockToleranceSeconds',
    ])
  })

  it.each(['metadataXml', '__proto__', 'constructor', 'x\u202e'])(
    'names an unknown setting: %j',
    (name) => {
      const [issue, ...others] = issuesOf(JSON.parse(JSON.stringify({ [name]: 'x' })) as object)
      expect(others).toEqual([])
      expect(issue?.code).toBe('connection_field_unknown')
      expect(issue?.hint).toContain('signingCertificates')
      expect(issue?.message).not.toContain('\u202e')
    },
  )
})

function publicKeyOf(base64: string): string {
  return String(createPublicKey(pemOf(base64)).export({ type: 'spki', format: 'pem' }))
}
