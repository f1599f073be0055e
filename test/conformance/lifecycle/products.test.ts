import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type SsoConfig, systemActor } from '../../../src/index.ts'
import { oidc } from '../../../src/oidc/index.ts'
import { saml } from '../../../src/saml/index.ts'
import { fixedClock } from '../../../src/testing/clock.ts'
import { createMockOidcProvider } from '../../../src/testing/oidc/index.ts'
import { createMockKeyPair, createMockSamlIdp } from '../../../src/testing/saml/index.ts'
import { baseUrl, codeOf, cookiesOf } from '../../support/harness.ts'
import { createHost, runTest } from '../oidc/scene.ts'

const actor = { actor: systemActor }
const key = createMockKeyPair()

/** A product with both protocols and the gates as they are, and one provider of each. */
function product(config: Partial<SsoConfig> = {}) {
  const clock = fixedClock()
  const okta = createMockOidcProvider({
    ...{ clock, algorithm: 'ES256', issuer: 'https://acme.okta.com/oauth2/default' },
  })
  const samlIdp = createMockSamlIdp({ clock, key })
  const fetchAny: typeof fetch = (input, init) =>
    (String(input).startsWith(samlIdp.entityId) ? samlIdp : okta).fetch(input, init)
  const host = createHost(fetchAny, clock, {
    ...{ providers: [oidc(), saml()], activation: { requires: ['check', 'test'] } },
    ...config,
  })
  const { sso } = host
  const visit = (path: string) => sso.handler(new Request(`${baseUrl}${path}`))
  return {
    ...{ ...host, okta, samlIdp, visit },
    oidcInput: {
      protocol: 'oidc',
      settings: okta.settings,
      secrets: okta.secrets,
      profile: 'okta',
    },
    samlInput: { protocol: 'saml', settings: samlIdp.settings, claims: { email: 'email' } },
    fieldsOf: async (connectionId: string) =>
      Object.fromEntries(
        (await sso.connections.setup(connectionId)).fields.map(({ id, value }) => [id, value]),
      ),
    async testAndActivate(id: string) {
      await runTest(sso, okta, id)
      await sso.connections.activate(id, actor)
    },
  }
}

describe('Pusher', () => {
  it('PU-1 sets up single sign-on for entitled organisations only', async () => {
    const { sso, oidcInput } = product({ isSsoAllowed: (id) => id === 'enterprise' })
    const create = (organizationId: string) =>
      codeOf(sso.connections.create({ ...oidcInput, organizationId }, actor))
    expect(await create('free')).toBe('organization_not_entitled')
    expect(await create('enterprise')).toBe('accepted')
  })

  it('PU-2 offers the one provider that it supports, and no other', async () => {
    const { sso, oidcInput } = product({ profiles: ['okta'] })
    const create = (profile: string) =>
      codeOf(sso.connections.create({ ...oidcInput, organizationId: 'org_1', profile }, actor))
    expect(await create('okta')).toBe('accepted')
    for (const other of ['entra', 'generic', 'OKTA', '']) {
      expect(await create(other)).toBe('connection_invalid')
    }
  })

  it('PU-10 is off until somebody enables it, and off again at once', async () => {
    const { sso, oidcInput, testAndActivate } = product()
    const { id } = await sso.connections.create({ ...oidcInput, organizationId: 'org_1' }, actor)
    const start = () => codeOf(sso.startLogin({ connectionId: id }))
    expect(await start()).toBe('connection_not_active')
    expect((await sso.loginOptions({ organizationId: 'org_1' })).connections).toEqual([])
    await testAndActivate(id)
    expect(await start()).toBe('accepted')
    await sso.connections.disable(id, actor)
    expect(await start()).toBe('connection_not_active')
  })
})

describe('Coder', () => {
  it('CO-2 has one organisation, which nobody has to name', async () => {
    const { sso, oidcInput } = product({ organization: { id: 'coder' } })
    const created = await sso.connections.create(oidcInput, actor)
    expect(created.organizationId).toBe('coder')
    expect(await sso.connections.list(undefined, actor)).toEqual([created])
    expect(await sso.connections.list('coder', actor)).toEqual([created])
    for (const organizationId of ['other', '', 'CODER']) {
      expect(await codeOf(sso.connections.list(organizationId, actor))).toBe('connection_invalid')
      const foreign = sso.connections.create({ ...oidcInput, organizationId }, actor)
      expect(await codeOf(foreign)).toBe('connection_invalid')
    }
  })

  it('CO-2 must be named in a product with several', async () => {
    const { sso, oidcInput } = product()
    expect(await codeOf(sso.connections.create(oidcInput, actor))).toBe('connection_invalid')
    expect(await codeOf(sso.connections.list(undefined, actor))).toBe('connection_invalid')
  })

  it('CO-3 prints its own redirect URI, from the configured address and nobody’s Host header', async () => {
    const { sso, oidcInput, fieldsOf, testAndActivate } = product({
      ...{ organization: { id: 'coder' }, paths: { callback: '/oidc/callback' } },
    })
    const { id } = await sso.connections.create(oidcInput, actor)
    expect((await fieldsOf(id)).redirect_uri).toBe(`${baseUrl}/oidc/callback`)
    await testAndActivate(id)
    const request = new Request('https://evil.example/x', { headers: { host: 'evil.example' } })
    const { url } = await sso.startLogin({ connectionId: id }, { request })
    expect(new URL(url).searchParams.get('redirect_uri')).toBe(`${baseUrl}/oidc/callback`)
  })

  it('CO-7 CO-8 saves what passes, which counts at once, and keeps what was live otherwise', async () => {
    const { sso, oidcInput, okta, clock, testAndActivate } = product()
    const { id } = await sso.connections.create({ ...oidcInput, organizationId: 'org_1' }, actor)
    await testAndActivate(id)
    const clientOf = async () =>
      new URL((await sso.startLogin({ connectionId: id })).url).searchParams.get('client_id')
    expect(await clientOf()).toBe(okta.clientId)
    clock.advance(61)
    await sso.connections.update(id, { settings: { issuer: 'https://wrong.okta.com' } }, actor)
    expect(await codeOf(sso.connections.activate(id, actor))).toBe('connection_not_ready')
    expect(await clientOf()).toBe(okta.clientId)
    const { status, live } = await sso.connections.get(id, actor)
    expect([status, live?.settings]).toMatchObject(['active', { issuer: okta.issuer }])
  })
})

describe('ngrok', () => {
  it('NG-4 NG-13 has final addresses before any metadata, and takes it afterwards', async () => {
    const { sso, samlInput, samlIdp, fieldsOf } = product()
    const { protocol, claims } = samlInput
    const organizationId = 'org_1'
    const { id } = await sso.connections.create({ protocol, claims, organizationId }, actor)
    const before = await fieldsOf(id)
    expect(before.acs_url).toBe(`${baseUrl}/sso/${id}/acs`)
    expect(before.sp_entity_id).toBe(`${baseUrl}/sso/${id}/metadata`)
    const settings = { metadataXml: samlIdp.metadata() }
    await sso.connections.update(id, { settings }, actor)
    expect(await fieldsOf(id)).toEqual(before)
    const start = await sso.connections.test(id, actor)
    const answer = samlIdp.respondTo(start)
    await sso.handler(answer.toRequest(cookiesOf(start).join('; ')))
    expect((await sso.connections.get(id, actor)).test?.status).toBe('passed')
  })

  it('NG-4 takes metadata first as well, and shows the addresses after saving', async () => {
    const { sso, samlInput, samlIdp, fieldsOf } = product()
    const settings = { metadataXml: samlIdp.metadata() }
    const input = { ...samlInput, settings, organizationId: 'org_1' }
    const { id, draft } = await sso.connections.create(input, actor)
    expect(draft?.settings).toMatchObject({ idpEntityId: samlIdp.entityId })
    expect((await fieldsOf(id)).acs_url).toBe(`${baseUrl}/sso/${id}/acs`)
  })

  it('NG-13 labels them as Okta does', async () => {
    const { sso, samlInput } = product()
    const input = { ...samlInput, profile: 'okta', organizationId: 'org_1' }
    const { id } = await sso.connections.create(input, actor)
    const labels = (await sso.connections.setup(id)).fields.map(({ label }) => label)
    expect(labels).toEqual(
      expect.arrayContaining(['Single sign on URL', 'Audience URI (SP Entity ID)']),
    )
  })

  it('NG-7 lists, edits and deletes several providers of one account', async () => {
    const { sso, oidcInput, samlInput, clock } = product()
    const ids: string[] = []
    for (const input of [oidcInput, samlInput, oidcInput]) {
      ids.push((await sso.connections.create({ ...input, organizationId: 'org_1' }, actor)).id)
      clock.advance(1)
    }
    await sso.connections.create({ ...oidcInput, organizationId: 'org_2' }, actor)
    const listed = async () => (await sso.connections.list('org_1', actor)).map(({ id }) => id)
    expect(await listed()).toEqual(ids)
    const [first = '', second = '', third = ''] = ids
    await sso.connections.update(second, { description: 'Subsidiary' }, actor)
    await sso.connections.remove(first, actor)
    expect(await listed()).toEqual([second, third])
    expect((await sso.connections.get(second, actor)).description).toBe('Subsidiary')
  })

  it('NG-8 has a description, which is no part of what was tested', async () => {
    const { sso, oidcInput, testAndActivate } = product()
    const input = { ...oidcInput, organizationId: 'org_1', description: 'Okta of Acme' }
    const { id, description } = await sso.connections.create(input, actor)
    expect(description).toBe('Okta of Acme')
    await testAndActivate(id)
    await sso.connections.update(id, { description: 'Okta of Acme Inc.' }, actor)
    expect(await codeOf(sso.connections.activate(id, actor))).toBe('accepted')
    await sso.connections.update(id, { description: null }, actor)
    expect((await sso.connections.get(id, actor)).description).toBe('')
  })

  it('NG-9 lets people come from the provider’s dashboard only where an admin says so', async () => {
    const { sso, samlInput } = product()
    const { id, draft } = await sso.connections.create(
      { ...samlInput, organizationId: 'org_1' },
      actor,
    )
    expect(draft?.settings).toMatchObject({ idpInitiated: 'off' })
    const allowed = await sso.connections.update(
      id,
      { settings: { idpInitiated: 'restart' } },
      actor,
    )
    expect(allowed.draft?.settings).toMatchObject({ idpInitiated: 'restart' })
    const nonsense = sso.connections.update(
      id,
      { settings: { idpInitiated: 'yes' as never } },
      actor,
    )
    expect(await codeOf(nonsense)).toBe('connection_invalid')
  })

  it('NG-14 keeps its addresses, whatever is edited', async () => {
    const edits = fc.record(
      {
        description: fc.string({ maxLength: 20 }),
        settings: fc.record(
          {
            idpEntityId: fc.webUrl(),
            idpInitiated: fc.constantFrom('off', 'restart'),
            requireSignedRequests: fc.boolean(),
            requestedNameIdFormat: fc.string(),
            clockToleranceSeconds: fc.integer({ min: 0, max: 300 }),
          },
          { requiredKeys: [] },
        ),
        claims: fc.record({ email: fc.string() }, { requiredKeys: [] }),
        access: fc.record({ emailDomains: fc.constantFrom('any', 'verified') }),
      },
      { requiredKeys: [] },
    )
    let accepted = 0
    await fc.assert(
      fc.asyncProperty(fc.array(edits, { minLength: 1, maxLength: 4 }), async (sequence) => {
        const { sso, samlInput } = product()
        const { id } = await sso.connections.create(
          { ...samlInput, organizationId: 'org_1' },
          actor,
        )
        const before = await sso.connections.setup(id)
        for (const edit of sequence) {
          const outcome = await codeOf(sso.connections.update(id, edit as never, actor))
          expect(['accepted', 'connection_invalid']).toContain(outcome)
          if (outcome === 'accepted') accepted += 1
          expect(await sso.connections.setup(id)).toEqual(before)
        }
      }),
      { numRuns: 40 },
    )
    expect(accepted).toBeGreaterThan(5)
  })

  it('NG-17 enforces single sign-on after somebody has got in by it, and not before', async () => {
    const { sso, oidcInput, testAndActivate } = product({ activation: { requires: [] } })
    const { id } = await sso.connections.create({ ...oidcInput, organizationId: 'org_1' }, actor)
    await sso.connections.activate(id, actor)
    const enforce = () => codeOf(sso.policies.set('org_1', { mode: 'enforced_new' }, actor))
    expect(await enforce()).toBe('policy_preflight_failed')
    await testAndActivate(id)
    expect(await enforce()).toBe('accepted')
  })
})
