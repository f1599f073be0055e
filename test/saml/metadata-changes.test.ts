import { describe, expect, it } from 'vitest'
import type { IdpMetadata } from '../../src/saml/metadata.ts'
import {
  compareIdpMetadata,
  type MetadataSource,
  type TrustedSettings,
} from '../../src/saml/metadata-changes.ts'
import { certificates, pemOf } from '../support/saml-certificates.ts'

const first = pemOf(certificates.first)
const second = pemOf(certificates.second)
const ec = pemOf(certificates.ec)
const weak = pemOf(certificates.weak)
const sso = { binding: 'redirect', location: 'https://idp.example.com/sso' } as const
const elsewhere = { binding: 'redirect', location: 'https://elsewhere.example/sso' } as const
const moved = { binding: 'redirect', location: 'https://idp.example.com/new' } as const
const slo = { binding: 'post', location: 'https://idp.example.com/slo' } as const
const post = { binding: 'post' } as const
const origin = 'https://idp.example.com'

const current: TrustedSettings = {
  idpEntityId: 'https://idp.example.com',
  ssoEndpoints: [sso],
  sloEndpoints: [],
  signingCertificates: [first],
}
const metadata = (overrides: Partial<IdpMetadata> = {}): IdpMetadata => ({
  entityId: 'https://idp.example.com',
  ssoEndpoints: [sso],
  sloEndpoints: [],
  signingCertificates: [first],
  nameIdFormats: [],
  wantAuthnRequestsSigned: false,
  warnings: [],
  ...overrides,
})

const sources: readonly MetadataSource[] = ['signed', 'address']
const decide = (fresh: Partial<IdpMetadata>, source: MetadataSource, before = current) =>
  compareIdpMetadata(before, metadata(fresh), source)
/** What happens by source: signed, from the address that an admin entered. */
const decisions = (fresh: Partial<IdpMetadata>, before = current) =>
  sources.map((source) => decide(fresh, source, before).kind)

describe('M4 a refresh', () => {
  it.each([
    ['the same', {}],
    [
      'the same certificate in other lines',
      { signingCertificates: [first.replaceAll('\n', '\r\n')] },
    ],
    ['another address with a known binding', { ssoEndpoints: [sso, moved] }],
    ['other NameID formats', { nameIdFormats: ['urn:x'] }],
    ['a wish for signed requests', { wantAuthnRequestsSigned: true }],
    ['another end of validity', { validUntil: '2030-01-01T00:00:00.000Z' }],
  ])('M4 with %s changes nothing', (_name, fresh) => {
    expect(decisions(fresh)).toEqual(['unchanged', 'unchanged'])
  })

  it.each([
    ['an added certificate', { signingCertificates: [first, second] }],
    ['another address on the same host', { ssoEndpoints: [moved] }],
    ['a further address', { ssoEndpoints: [sso, { ...moved, binding: 'post' as const }] }],
    ['a logout address', { sloEndpoints: [slo] }],
  ])('M4 with %s is taken over', (_name, fresh) => {
    expect(decisions(fresh)).toEqual(['take_over', 'take_over'])
  })

  it('M4 with one address less is taken over', () => {
    expect(decisions({}, { ...current, sloEndpoints: [slo] })).toEqual(['take_over', 'take_over'])
  })

  it.each([
    ['sign-in at another host', { ssoEndpoints: [elsewhere] }],
    ['a further sign-in at another host', { ssoEndpoints: [sso, { ...elsewhere, ...post }] }],
    ['sign-in at another port', { ssoEndpoints: [{ ...sso, location: `${origin}:8443/sso` }] }],
    ['sign-in below another name', { ssoEndpoints: [{ ...sso, location: `${origin}.evil/sso` }] }],
    ['logout at another host', { sloEndpoints: [elsewhere] }],
    [
      'answers to logouts at another host',
      { sloEndpoints: [{ ...slo, responseLocation: elsewhere.location }] },
    ],
    [
      'a second key and another host',
      { signingCertificates: [first, second], ssoEndpoints: [elsewhere] },
    ],
  ])('M4 with %s needs an admin, unless it is signed', (_name, fresh) => {
    expect(decisions(fresh)).toEqual(['take_over', 'needs_admin'])
  })

  it('M4 knows the host of every address that is in force', () => {
    const before = { ...current, sloEndpoints: [elsewhere] }
    const fresh = { ssoEndpoints: [elsewhere], sloEndpoints: [elsewhere] }
    expect(decisions(fresh, before)).toEqual(['take_over', 'take_over'])
  })

  it('M4 with a retired certificate is taken over', () => {
    const both = { ...current, signingCertificates: [first, second] }
    expect(decisions({}, both)).toEqual(['take_over', 'take_over'])
    expect(decisions({ signingCertificates: [second, ec] }, both)).toEqual([
      ...['take_over', 'take_over'],
    ])
  })

  it.each([
    ['the only certificate', [first], [second]],
    ['all certificates', [first, second], [ec]],
  ])('M4 that exchanges %s needs an admin, unless it is signed', (_name, before, after) => {
    const settings = { ...current, signingCertificates: before }
    expect(decisions({ signingCertificates: after }, settings)).toEqual([
      ...['take_over', 'needs_admin'],
    ])
  })

  it.each([
    ['another entityID', { entityId: 'https://evil.example' }],
    [
      'another entityID and keys',
      { entityId: 'https://evil.example', signingCertificates: [first, second] },
    ],
    ['no certificate', { signingCertificates: [] }],
    ['no usable certificate', { signingCertificates: [weak] }],
    ['an unusable certificate more', { signingCertificates: [first, weak] }],
  ])('M4 with %s needs an admin, whoever signed it', (_name, fresh) => {
    expect(decisions(fresh)).toEqual(['needs_admin', 'needs_admin'])
  })

  it('M4 tells what changed and what would be in force', () => {
    const before = {
      ...current,
      signingCertificates: [first, second],
      sloEndpoints: [{ ...slo, responseLocation: 'https://idp.example.com/done' }],
    }
    const fresh = {
      entityId: 'https://new.example',
      signingCertificates: [second, ec],
      ssoEndpoints: [moved],
      sloEndpoints: [slo],
    }
    expect(decide(fresh, 'address', before)).toEqual({
      kind: 'needs_admin',
      changes: {
        entityId: { before: 'https://idp.example.com', after: 'https://new.example' },
        addedCertificates: [ec],
        removedCertificates: [first],
        addedEndpoints: [
          { service: 'sso', ...moved },
          { service: 'slo', ...slo },
        ],
        removedEndpoints: [
          { service: 'sso', ...sso },
          { service: 'slo', ...slo, responseLocation: 'https://idp.example.com/done' },
        ],
      },
      settings: {
        idpEntityId: 'https://new.example',
        ssoEndpoints: [moved],
        sloEndpoints: [slo],
        signingCertificates: [second, ec],
      },
    })
  })

  it('M4 takes an address for sign-in and one for logout as different things', () => {
    const swapped = { ssoEndpoints: [{ ...slo }], sloEndpoints: [{ ...sso }] }
    const before = { ...current, sloEndpoints: [slo] }
    expect(decide(swapped, 'signed', before)).toMatchObject({
      kind: 'take_over',
      changes: { addedEndpoints: [{ service: 'sso' }, { service: 'slo' }] },
    })
  })
})
