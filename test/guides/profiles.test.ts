import { describe, expect, it } from 'vitest'
import { profiles } from '../../src/guides/index.ts'
import { createSso, systemActor } from '../../src/index.ts'
import { deriveSettings, oidc } from '../../src/oidc/index.ts'
import { setupLabels } from '../../src/oidc/vendors/setup-labels.ts'
import { vendorOfProfile } from '../../src/oidc/vendors/vendors.ts'
import { attributeNames, saml } from '../../src/saml/index.ts'
import { samlSetupLabels } from '../../src/saml/setup-labels.ts'
import { memoryStorage } from '../../src/storage/memory/index.ts'
import { baseUrl, secretA } from '../support/harness.ts'

const actor = systemActor
const ids = profiles.map(({ id }) => id)

const host = (config: object = {}) =>
  createSso({
    baseUrl,
    secrets: [secretA],
    providers: [oidc(), saml()],
    storage: memoryStorage(),
    ...config,
  })

describe('profiles', () => {
  it('are those of the vendors, and the generic one last', () => {
    expect(ids).toEqual([
      ...['okta', 'entra', 'google', 'keycloak', 'auth0', 'onelogin', 'ping', 'adfs'],
      ...['jumpcloud', 'generic'],
    ])
    for (const { name, protocols } of profiles) {
      expect(name).not.toBe('')
      expect(protocols.toSorted()).toEqual(['oidc', 'saml'])
    }
  })

  it('have a record of their own wherever something is known by profile', () => {
    const known = ids.filter((id) => id !== 'generic')
    for (const id of known) expect(vendorOfProfile(id).profiles).toContain(id)
    expect([...setupLabels.keys()].toSorted()).toEqual(known.toSorted())
    expect([...samlSetupLabels.keys()].toSorted()).toEqual(known.toSorted())
    expect(known).toEqual(expect.arrayContaining(Object.keys(attributeNames)))
  })

  it.each([
    ['okta', '<my-company>.okta.com', 'https://acme.okta.com/oauth2/default'],
    ['auth0', '<my-company>.eu.auth0.com', 'https://acme.eu.auth0.com/'],
    ['onelogin', '<my-company>.onelogin.com', 'https://acme.onelogin.com/oidc/2'],
    ['adfs', 'adfs.<my-company>.com', 'https://adfs.acme.com/adfs'],
    ['google', '<my-company>.com', 'https://accounts.google.com'],
    [
      'entra',
      '<tenant-id>',
      'https://login.microsoftonline.com/11111111-2222-4333-8444-555555555555/v2.0',
    ],
  ])('CO-10 ask %s’s admins for what looks like %s, and derive the issuer', (id, shown, issuer) => {
    const entry = profiles.find((one) => one.id === id)?.oidc.entries[0]
    expect(entry).toMatchObject({ path: 'settings.entered.domain', placeholder: shown })
    const domain = shown
      .replace('<my-company>', 'acme')
      .replace('<tenant-id>', '11111111-2222-4333-8444-555555555555')
    expect(deriveSettings({ domain }, id).issuer).toBe(issuer)
  })

  it('PU-13 CO-1 CL-19 ask for client id and secret, and SAML for metadata', () => {
    for (const { oidc: byOidc, saml: bySaml } of profiles) {
      expect(byOidc.entries.slice(1).map(({ path }) => path)).toEqual([
        ...['settings.clientId', 'secrets.clientSecret'],
      ])
      expect(bySaml.entries.map(({ path, group }) => [path, group])).toEqual([
        ['settings.metadataUrl', 'metadata'],
        ['settings.metadataXml', 'metadata'],
      ])
    }
  })

  it('give a new SAML connection the attributes that their vendor sends', async () => {
    const { connections } = host()
    const claimsOf = async (profile: string) =>
      (await connections.create({ organizationId: 'org_1', protocol: 'saml', profile }, { actor }))
        .draft?.claims
    expect(await claimsOf('entra')).toEqual(attributeNames.entra.mapping)
    expect(await claimsOf('keycloak')).toMatchObject({ email: 'urn:oid:1.2.840.113549.1.9.1' })
    expect(await claimsOf('okta')).toMatchObject({ email: 'nameId', groups: 'groups' })
    for (const unknown of ['generic', 'shibboleth', 'constructor']) {
      expect(await claimsOf(unknown)).toMatchObject({ email: 'nameId', name: 'displayName' })
    }
  })

  it('put a field that is edited away back to what the vendor sends', async () => {
    const { connections } = host()
    const { id } = await connections.create(
      {
        ...{ organizationId: 'org_1', protocol: 'saml', profile: 'entra' },
        claims: { email: 'mail' },
      },
      { actor },
    )
    const { draft } = await connections.update(id, { claims: { email: null } }, { actor })
    expect(draft?.claims.email).toBe(attributeNames.entra.mapping.email)
  })

  // E3: what Entra and Okta call a user name is not an address that anybody vouches for.
  it('E3 map `email` for every OpenID Connect profile, and groups only if somebody asks', async () => {
    const { connections } = host()
    for (const profile of ids) {
      const { draft } = await connections.create(
        { organizationId: 'org_1', protocol: 'oidc', profile },
        { actor },
      )
      expect(draft?.claims).toMatchObject({ email: 'email', require: [] })
      expect(draft?.claims).not.toHaveProperty('groups')
    }
  })

  it('PU-2 can be restricted by the host', async () => {
    const { connections } = host({ profiles: ['okta'] })
    const create = (profile: string) =>
      connections.create({ organizationId: 'org_1', protocol: 'oidc', profile }, { actor })
    await expect(create('okta')).resolves.toMatchObject({ profile: 'okta' })
    await expect(create('entra')).rejects.toMatchObject({ code: 'connection_invalid' })
  })
})
