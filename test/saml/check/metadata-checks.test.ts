import { describe, expect, it } from 'vitest'
import type { SamlSettings } from '../../../src/index.ts'
import { type MetadataFacts, metadataChecks } from '../../../src/saml/check/metadata-checks.ts'
import { samlError } from '../../../src/saml/error.ts'
import type { IdpMetadata } from '../../../src/saml/metadata.ts'
import { anyError } from '../../support/error-texts.ts'

const now = new Date('2026-01-01T12:00:00Z')
const formats = 'urn:oasis:names:tc:SAML:1.1:nameid-format:'
const persistent = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent'

const metadata: IdpMetadata = {
  entityId: 'https://idp.example.com/metadata',
  ssoEndpoints: [{ binding: 'redirect', location: 'https://idp.example.com/sso' }],
  sloEndpoints: [],
  signingCertificates: ['certificate'],
  nameIdFormats: [],
  wantAuthnRequestsSigned: false,
  warnings: [],
}

const found = (
  document: Partial<IdpMetadata>,
  settings: Partial<SamlSettings> = {},
  facts: Partial<MetadataFacts> = {},
) =>
  metadataChecks({
    settings: { idpEntityId: metadata.entityId, ...settings } as SamlSettings,
    outcome: { value: { ...metadata, ...document } },
    decision: { kind: 'unchanged' },
    ...{ profile: 'generic', changed: [], hasSigningKey: false, now },
    ...facts,
  })

const short = (checks: ReturnType<typeof found>) =>
  checks.map(({ name, status }) => `${name} ${status}`)

const well = ['metadata pass', 'entity_id pass', 'metadata_changes pass']

describe('the metadata of a SAML connection', () => {
  it('is well as it was imported', () => {
    expect(short(found({}))).toEqual(well)
  })

  it('is not asked for where no address was entered', () => {
    const checks = found({}, {}, { outcome: undefined })
    expect(short(checks)).toEqual(['metadata unknown'])
    expect(checks[0]?.hint).toContain('metadata address')
  })

  it('may not be read, or be of another identity provider', () => {
    const unavailable = samlError('saml_metadata_unavailable')
    expect(short(found({}, {}, { outcome: { error: unavailable } }))).toEqual(['metadata fail'])
    const received = ['https://idp.example.com/other']
    const missing = samlError('saml_metadata_entity_missing', { detail: { received } })
    const checks = found({}, {}, { outcome: { error: missing } })
    expect(checks).toMatchObject([
      { name: 'entity_id', status: 'fail', expected: metadata.entityId },
    ])
  })

  it.each([
    ['okta', 'View IdP metadata'],
    ['entra', 'App Federation Metadata Url'],
    ['google', 'DOWNLOAD METADATA'],
    ['keycloak', 'SAML 2.0 Identity Provider Metadata'],
    ['generic', 'metadata address'],
  ])('is found in the console of %s', (profile, words) => {
    const outcome = { error: samlError('saml_metadata_unavailable') }
    expect(found({}, {}, { outcome, profile })[0]?.hint).toContain(words)
  })

  it.each([
    samlError('saml_metadata_unverified', {
      issues: [{ path: 'x', code: 'c', message: 'm', hint: 'h' }],
    }),
    anyError('network_failed'),
  ])('keeps the hint that no console has', (error) => {
    const [check] = found({}, {}, { outcome: { error }, profile: 'okta' })
    expect(check).toMatchObject({ name: 'metadata', code: error.code, hint: error.hint })
  })

  it.each<[string, Partial<IdpMetadata>, Partial<SamlSettings>, boolean]>([
    ['NameID', { nameIdFormats: [persistent] }, {}, false],
    ['NameID', { nameIdFormats: [] }, { requireEmailNameId: true }, false],
    [
      'NameID',
      { nameIdFormats: [persistent, `${formats}emailAddress`] },
      { requireEmailNameId: true },
      false,
    ],
    // Whoever leaves it open may send an e-mail address.
    ['NameID', { nameIdFormats: [`${formats}unspecified`] }, { requireEmailNameId: true }, false],
    ['signature', { wantAuthnRequestsSigned: true }, { requireSignedRequests: true }, false],
    ['signature', { wantAuthnRequestsSigned: true }, {}, true],
    ['validity', { validUntil: '2026-01-08T12:00:00.000Z' }, {}, false],
  ])('asks for nothing more than there is: %s', (_what, document, settings, hasSigningKey) => {
    expect(short(found(document, settings, { hasSigningKey }))).toEqual(well)
  })

  it('lists no NameID format that could be an e-mail address', () => {
    const checks = found({ nameIdFormats: [persistent] }, { requireEmailNameId: true })
    expect(checks.at(-1)).toMatchObject({
      ...{ name: 'name_id_format', status: 'warn', received: persistent },
      ...{ code: 'saml_name_id_not_email', expected: `${formats}emailAddress` },
    })
  })

  it('wants requests signed that are not', () => {
    const checks = found({ wantAuthnRequestsSigned: true })
    expect(short(checks).at(-1)).toBe('request_signing warn')
  })

  it('ends soon', () => {
    const checks = found({ validUntil: '2026-01-08T11:59:59.000Z' })
    expect(checks.at(-1)).toMatchObject({ name: 'metadata_validity', status: 'warn' })
    expect(checks.at(-1)?.message).toContain('6 more days')
  })
})
