import { describe, expect, it } from 'vitest'
import type { SamlSettings } from '../../../src/index.ts'
import { certificateChecks } from '../../../src/saml/check/certificate-checks.ts'
import { type SamlFacts, settingsChecks } from '../../../src/saml/check/settings-checks.ts'
import { createMockKeyPair } from '../../../src/testing/saml/index.ts'

const now = new Date('2026-01-01T12:00:00Z')
const key = createMockKeyPair()
const acsUrl = 'https://app.example.com/sso/con_1/acs'
const emailAddress = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress'
const persistent = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent'
const transient = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient'

const settings: SamlSettings = {
  idpEntityId: 'https://idp.example.com/metadata',
  ssoEndpoints: [{ binding: 'redirect', location: 'https://idp.example.com/sso' }],
  sloEndpoints: [],
  signingCertificates: [],
  idpInitiated: 'off',
  requireEmailNameId: false,
  requireSignedRequests: false,
  requireEncryption: false,
}

function found(change: Partial<SamlSettings> = {}, facts: Partial<SamlFacts> = {}) {
  const checks = settingsChecks({
    ...{
      settings: { ...settings, ...change },
      profile: 'generic',
      claims: { email: 'email', require: [] },
    },
    ...{ keys: [], acsUrl, ownAcsUrl: acsUrl, sharedAddress: [], now },
    ...{ sloEndpoints: [], hasSingleLogout: false },
    ...facts,
  })
  return { checks, of: (name: string) => checks.filter((check) => check.name === name) }
}

describe('the settings of a SAML connection', () => {
  it('are well without anything special', () => {
    const { checks } = found()
    expect(checks.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'endpoints pass',
      'name_id_format pass',
      'acs_url pass',
    ])
    expect(checks[0]?.received).toBe('redirect')
  })

  it('KO-27 say where nobody would be signed out at the identity provider', () => {
    const hasSingleLogout = true
    const sloEndpoints = [{ binding: 'post', location: 'https://idp.example.com/slo' }] as const
    const statusOf = (facts: Partial<SamlFacts>) => found({}, facts).of('single_logout')
    expect(statusOf({ sloEndpoints, keys: [key] })).toEqual([])
    expect(statusOf({ hasSingleLogout, keys: [key] })).toMatchObject([
      { status: 'warn', message: expect.stringContaining('no address') },
    ])
    expect(statusOf({ hasSingleLogout, sloEndpoints })).toMatchObject([
      { status: 'warn', message: expect.stringContaining('must be signed') },
    ])
    expect(statusOf({ hasSingleLogout, sloEndpoints, keys: [key] })).toMatchObject([
      { status: 'pass' },
    ])
  })

  it.each<[string, string, Partial<SamlSettings>, Partial<SamlFacts>]>([
    ['fail', 'request_signing', { requireSignedRequests: true }, {}],
    ['pass', 'request_signing', { requireSignedRequests: true }, { keys: [key] }],
    [
      'fail',
      'request_signing',
      { requireSignedRequests: true },
      { keys: [{ ...key, use: 'encryption' }] },
    ],
    [
      'fail',
      'request_signing',
      { requireSignedRequests: true },
      { keys: [{ ...key, activeFrom: new Date('2026-02-01T00:00:00Z') }] },
    ],
    ['fail', 'decryption', { requireEncryption: true }, {}],
    ['pass', 'decryption', { requireEncryption: true }, { keys: [key] }],
    ['fail', 'decryption', { requireEncryption: true }, { keys: [{ ...key, use: 'signing' }] }],
    ['fail', 'name_id_format', { requestedNameIdFormat: transient }, {}],
    [
      'pass',
      'name_id_format',
      { requestedNameIdFormat: transient },
      { claims: { subject: 'uid', email: 'email', require: [] } },
    ],
    [
      'fail',
      'name_id_format',
      { requestedNameIdFormat: transient },
      { claims: { subject: 'nameId', email: 'email', require: [] } },
    ],
    ['warn', 'name_id_format', { requireEmailNameId: true, requestedNameIdFormat: persistent }, {}],
    [
      'pass',
      'name_id_format',
      { requireEmailNameId: true, requestedNameIdFormat: emailAddress },
      {},
    ],
    ['pass', 'name_id_format', { requireEmailNameId: true }, {}],
    ['warn', 'acs_url', {}, { ownAcsUrl: 'https://app.example.com/other' }],
    ['warn', 'algorithms', { allow: { sha1: true } }, {}],
    ['warn', 'algorithms', { allow: { aesCbc: true } }, {}],
  ])('are %s by %s with %j', (status, name, change, facts) => {
    expect(found(change, facts).of(name)).toMatchObject([{ status }])
  })

  it.each(['http://localhost:3000/sso/c/acs', 'http://127.0.0.1/acs', 'http://app.localhost/acs'])(
    'warn of an address that only this machine has: %s',
    (local) => {
      const { of } = found({}, { acsUrl: local, ownAcsUrl: local })
      expect(of('acs_url')).toMatchObject([{ status: 'warn', received: local }])
      expect(of('acs_url')[0]?.hint).toContain('baseUrl')
    },
  )

  it('know a public host whose name only looks like it', () => {
    const host = 'https://localhost.example.com/acs'
    expect(found({}, { acsUrl: host, ownAcsUrl: host }).of('acs_url')).toMatchObject([
      { status: 'pass' },
    ])
  })

  it.each([
    ['okta', 'SAML Settings, Edit'],
    ['entra', 'Unique User Identifier (Name ID)'],
    ['google', 'Name ID format EMAIL'],
    ['keycloak', 'Force name ID format'],
    ['generic', 'NameID format to EmailAddress'],
  ])('name the place of the NameID in the console of %s', (profile, words) => {
    const change = { requireEmailNameId: true, requestedNameIdFormat: persistent }
    expect(found(change, { profile }).of('name_id_format')[0]?.hint).toContain(words)
  })

  it('fail where nobody could tell whose unsolicited answer it is', () => {
    const issue = { path: 'settings.idpInitiated', code: 'c', message: 'm', hint: 'h' }
    const { of } = found({}, { sharedAddress: [issue] })
    expect(of('idp_initiated')).toEqual([{ name: 'idp_initiated', status: 'fail', ...issue }])
  })
})

describe('signing certificates', () => {
  const trusted = (options: Parameters<typeof createMockKeyPair>[0]) => ({
    pem: createMockKeyPair({ type: 'ec-p256', ...options }).certificate,
    fingerprint: 'AB:CD:EF:01:23:45:67:89:AB',
  })

  it.each([
    ['pass', undefined, {}],
    ['warn', 'saml_certificate_expired', { notAfter: new Date('2025-12-31T00:00:00Z') }],
    ['warn', 'saml_certificate_expiring', { notAfter: new Date('2026-01-20T00:00:00Z') }],
    ['warn', 'saml_certificate_not_yet_valid', { notBefore: new Date('2026-02-01T00:00:00Z') }],
    ['warn', 'saml_certificate_sha1', { certificateHash: 'sha1' }],
  ] as const)('are %s: %s', (status, code, options) => {
    const [check, ...others] = certificateChecks([trusted(options)], { now, profile: 'generic' })
    expect(others).toEqual([])
    expect(check).toMatchObject({ name: 'signing_certificates', status })
    expect(check?.code).toBe(code)
    expect(check?.received).toBe('SHA-256 AB:CD:EF:01:23:45:67:89…')
  })

  it('are each looked at', () => {
    const old = trusted({ notAfter: new Date('2025-01-01T00:00:00Z') })
    const about = { now, profile: 'generic' }
    expect(certificateChecks([trusted({}), old, old], about)).toHaveLength(2)
    expect(certificateChecks([trusted({}), trusted({})], about)).toMatchObject([{ status: 'pass' }])
  })

  it.each([
    ['okta', 'SAML Signing Certificates'],
    ['entra', 'SAML Certificates, Edit'],
    ['keycloak', 'Realm settings, Keys'],
    ['google', 'Activate a new signing certificate'],
    ['generic', 'Activate a new signing certificate'],
  ])('are found in the console of %s', (profile, words) => {
    const old = trusted({ notAfter: new Date('2025-01-01T00:00:00Z') })
    expect(certificateChecks([old], { now, profile })[0]?.hint).toContain(words)
  })
})
