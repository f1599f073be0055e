import { describe, expect, it } from 'vitest'
import { certificates, pemOf } from '../../../support/saml-certificates.ts'
import { entities, idpMetadataXml, key } from '../../../support/saml-metadata.ts'
import { now, parse, refusalOf } from './scene.ts'

const wanted = idpMetadataXml({ entityId: 'https://a.example' })
const other = idpMetadataXml({
  entityId: 'https://b.example',
  keys: key(certificates.second, 'signing'),
})
const application = idpMetadataXml({ entityId: 'https://a.example', role: 'SPSSODescriptor' })

describe('M2 the wanted entity', () => {
  it('M2 is the only one whose keys are read', () => {
    const metadata = parse(entities(other + wanted + other.replace('b.example', 'c.example')), {
      entityId: 'https://a.example',
    })
    expect(metadata.entityId).toBe('https://a.example')
    expect(metadata.signingCertificates).toEqual([pemOf(certificates.first)])
  })

  it('M2 has to be named where there are several', () => {
    const refusal = refusalOf(() => parse(entities(wanted + other)))
    expect(refusal.code).toBe('saml_metadata_ambiguous')
    expect(refusal.detail).toEqual({ entityIds: ['https://a.example', 'https://b.example'] })
  })

  it.each([
    ['another', 'https://x.example'],
    ['a shorter', 'https://a.exampl'],
    ['a longer', 'https://a.example/'],
    ['one in another case', 'https://A.example'],
    ['an empty', ''],
  ])('M2 is not replaced by %s name', (_name, entityId) => {
    for (const xml of [wanted, entities(wanted + other)]) {
      const refusal = refusalOf(() => parse(xml, { entityId }))
      expect(refusal.code).toBe('saml_metadata_entity_missing')
      expect(refusal.detail?.received).toContain('https://a.example')
    }
  })

  it.each([
    ['twice as identity provider', entities(wanted + wanted)],
    ['with other keys', entities(wanted + other.replace('b.example', 'a.example'))],
    ['as an application as well', entities(application + wanted)],
    ['in a nested group', entities(wanted + entities(entities(wanted)))],
  ])('M2 is refused when it is there %s', (_name, xml) => {
    for (const options of [{}, { entityId: 'https://a.example' }]) {
      expect(refusalOf(() => parse(xml, options)).code).toBe('saml_metadata_ambiguous')
    }
  })

  it('M2 may have one role for SAML 2.0 only', () => {
    const role = /<md:IDPSSODescriptor.*<\/md:IDPSSODescriptor>/.exec(wanted)?.[0] ?? ''
    const refusal = refusalOf(() => parse(wanted.replace(role, role + role)))
    expect(refusal.code).toBe('saml_metadata_ambiguous')
  })

  it.each([
    ['no role', idpMetadataXml({ role: 'RoleDescriptor' })],
    [
      'a role for a similar protocol',
      idpMetadataXml({ protocols: 'urn:oasis:names:tc:SAML:2.0:protocol:x' }),
    ],
    [
      'a role in another namespace',
      wanted.replaceAll('md:IDPSSODescriptor', 'ds:IDPSSODescriptor'),
    ],
    [
      'a role deeper down',
      wanted
        .replace('<md:IDP', '<md:Extensions><md:IDP')
        .replace('IDPSSODescriptor></md:E', 'IDPSSODescriptor></md:Extensions></md:E'),
    ],
    ['no entity at all', entities('')],
    ['applications only', entities(application)],
  ])('M2 is refused with %s', (_name, xml) => {
    expect(refusalOf(() => parse(xml)).code).toBe('saml_metadata_role_missing')
  })

  it('M2 is not looked for outside of groups', () => {
    const hidden = `<md:Extensions>${other}</md:Extensions>`
    expect(parse(entities(hidden + wanted)).entityId).toBe('https://a.example')
  })

  it.each([
    ['none', ' entityID="https://a.example"', ''],
    ['an empty one', 'https://a.example', ''],
    ['a blank one', 'https://a.example', ' \n '],
    ['an endless one', 'https://a.example', 'x'.repeat(1025)],
  ])('M2 has an entityID, not %s', (_name, from, to) => {
    expect(refusalOf(() => parse(wanted.replace(from, to))).code).toBe('saml_metadata_invalid')
  })

  it('M2 may have one of 1024 characters, and white space around it does not count', () => {
    const entityId = `urn:${'x'.repeat(1020)}`
    expect(parse(idpMetadataXml({ entityId: ` ${entityId}\n` })).entityId).toBe(entityId)
  })
})

describe('M2 validity', () => {
  const past = ' validUntil="2026-12-31T23:59:59Z"'
  const future = ' validUntil="2027-01-01T00:00:01Z"'

  it.each([
    ['the entity', idpMetadataXml({ entityAttributes: past })],
    ['its role', idpMetadataXml({ roleAttributes: past })],
    ['its group', entities(wanted, past)],
    ['a group around it', entities(entities(wanted), past)],
    ['one of several', entities(idpMetadataXml({ entityAttributes: future }), past)],
    [
      'the entity, at this very moment',
      idpMetadataXml({ entityAttributes: ` validUntil="${now.toISOString()}"` }),
    ],
    [
      'the entity, in another zone',
      idpMetadataXml({ entityAttributes: ' validUntil="2027-01-01T05:59:59+06:00"' }),
    ],
  ])('M2 refuses an expired document: %s', (_name, xml) => {
    expect(refusalOf(() => parse(xml)).code).toBe('saml_metadata_expired')
  })

  it.each([
    ['the entity', idpMetadataXml({ entityAttributes: future })],
    ['its group', entities(wanted, future)],
  ])('M2 accepts one that is still valid: %s', (_name, xml) => {
    expect(parse(xml).validUntil).toBe('2027-01-01T00:00:01.000Z')
  })

  it('M2 does not mind that somebody else’s part is expired', () => {
    const expired = idpMetadataXml({ entityId: 'https://b.example', entityAttributes: past })
    expect(parse(entities(expired + wanted), { entityId: 'https://a.example' }).entityId).toBe(
      'https://a.example',
    )
  })

  it.each([
    '',
    'tomorrow',
    '2030',
    '2030-01-01',
    '2030-01-01T00:00:00',
    '2030-02-30T00:00:00Z',
    '1767225600',
  ])('M2 refuses a validUntil that is no time: "%s"', (text) => {
    const xml = idpMetadataXml({ entityAttributes: ` validUntil="${text}"` })
    expect(refusalOf(() => parse(xml)).code).toBe('saml_metadata_invalid')
  })
})
