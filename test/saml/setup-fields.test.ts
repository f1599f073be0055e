import { describe, expect, it } from 'vitest'
import { createSso, systemActor } from '../../src/index.ts'
import { saml, samlUrls } from '../../src/saml/index.ts'
import { samlSetupFields } from '../../src/saml/setup-fields.ts'
import { samlSetupLabels } from '../../src/saml/setup-labels.ts'
import { memoryStorage } from '../../src/storage/memory/index.ts'
import { baseUrl, secretA } from '../support/harness.ts'
import { urls } from '../support/guides.ts'

const served = new Set(['acs', 'metadata'] as const)
const fieldsOf = (profile: string, settings = {}) =>
  samlSetupFields({ profile, urls, settings }, served)
const labelsOf = (profile: string) => fieldsOf(profile).map(({ id, label }) => [id, label])

describe('the set-up values of SAML', () => {
  it.each([
    ['okta', 'Single sign on URL', 'Audience URI (SP Entity ID)'],
    ['entra', 'Reply URL (Assertion Consumer Service URL)', 'Identifier (Entity ID)'],
    ['google', 'ACS URL', 'Entity ID'],
    ['keycloak', 'Assertion Consumer Service POST Binding URL', 'Client ID'],
    ['generic', 'Assertion Consumer Service (ACS) URL', 'Entity ID (audience)'],
    ['constructor', 'Assertion Consumer Service (ACS) URL', 'Entity ID (audience)'],
  ])('NG-13 are called by %s “%s” and “%s”', (profile, acs, entityId) => {
    expect(fieldsOf(profile).slice(0, 2)).toEqual([
      { id: 'acs_url', label: acs, value: 'https://app.example.com/sso/con_1/acs' },
      { id: 'sp_entity_id', label: entityId, value: 'https://app.example.com/sso/con_1/metadata' },
    ])
  })

  it('name the address of single logout only where it is answered', () => {
    expect(labelsOf('entra').map(([id]) => id)).not.toContain('slo_url')
    const all = samlSetupFields(
      { profile: 'entra', urls, settings: {} },
      new Set(['acs', 'metadata', 'slo'] as const),
    )
    expect(all).toContainEqual({
      id: 'slo_url',
      label: 'Logout Url (Optional)',
      value: 'https://app.example.com/sso/con_1/slo',
    })
    expect(labelsOf('google')).toEqual([
      ['acs_url', 'ACS URL'],
      ['sp_entity_id', 'Entity ID'],
    ])
  })

  it('are the old ones of a connection that was moved here', async () => {
    const { connections } = createSso({
      baseUrl,
      secrets: [secretA],
      providers: [saml()],
      storage: memoryStorage(),
    })
    const settings = { spEntityId: 'urn:old:sp', acsUrl: `${baseUrl}/old/acs` }
    const { id } = await connections.create(
      { organizationId: 'org_1', protocol: 'saml', settings },
      { actor: systemActor },
    )
    const { fields } = await connections.setup(id)
    const valueOf = (wanted: string) => fields.find((field) => field.id === wanted)?.value
    expect(valueOf('acs_url')).toBe(settings.acsUrl)
    expect(valueOf('sp_entity_id')).toBe(settings.spEntityId)
    // Our own metadata stays where it is.
    expect(valueOf('sp_metadata_url')).toBe(samlUrls({ baseUrl, connectionId: id }).metadataUrl)
  })

  it('say of every label where it was read, or that nobody has confirmed it', () => {
    for (const [profile, { labels, sources, unconfirmed }] of samlSetupLabels) {
      const named = Object.entries(labels).filter(([, label]) => label !== undefined)
      const confirmed = named.filter(([id]) => !unconfirmed.some((other) => other === id))
      expect(confirmed.length === 0 || sources.length > 0, profile).toBe(true)
      for (const id of unconfirmed) expect(labels[id], `${profile} ${id}`).toBeDefined()
      for (const source of sources) expect(source).toMatch(/^https:\/\//)
    }
  })
})
