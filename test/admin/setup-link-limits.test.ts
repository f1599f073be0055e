import { describe, expect, it } from 'vitest'
import { linkAnswer } from '../../src/admin/link-rules.ts'
import { beginSetup, setupSession } from '../../src/admin/setup-session.ts'
import { coreOf } from '../../src/core/core-of.ts'
import type { SetupLinkScope } from '../../src/index.ts'
import { acme, createDomainScene } from '../support/domain-scene.ts'
import { errorOf } from '../support/saml-refusal.ts'
import {
  asSystem,
  baseUrl,
  codeOf,
  createHarness,
  fakeConnection,
  type Harness,
  storageWith,
} from '../support/harness.ts'

/** Who came by a new link, as every request of the same browser makes it anew. */
async function bearer({ sso }: Pick<Harness, 'sso'>, scope: SetupLinkScope = {}) {
  const { link, url } = await sso.setupLinks.create('org_1', { ...asSystem, scope })
  const { name, value } = await beginSetup(coreOf(sso), url.slice(url.lastIndexOf('/') + 1))
  const request = new Request(baseUrl, { headers: { cookie: `${name}=${value}` } })
  return {
    link,
    actor: async () => ({ actor: (await setupSession(coreOf(sso), request))?.actor }),
  }
}

describe('what a setup link is for', () => {
  it('T5 is decided by what it is bound to, before anything is made', () => {
    const organizationId = 'org_1'
    const inOrganization = { organizationId, connectionId: undefined }
    const free = { organizationId, scope: {} }
    const bound = { organizationId, scope: { connectionId: 'con_1' } }
    expect(linkAnswer(free, 'connection.create', inOrganization)).toBe('allowed')
    expect(linkAnswer(bound, 'connection.create', inOrganization)).toBe('refused')
    expect(linkAnswer(bound, 'policy.read', inOrganization)).toBe('host_decides')
  })

  it('T5 holds as well for the profile that stands where none is named', async () => {
    const harness = createHarness()
    const { actor } = await bearer(harness, { profiles: ['okta'] })
    const { issues } = await errorOf(harness.sso.connections.create(fakeConnection, await actor()))
    expect(issues?.map(({ path }) => path)).toEqual(['profile'])
    const okta = { ...fakeConnection, profile: 'okta' }
    expect((await harness.sso.connections.create(okta, await actor())).profile).toBe('okta')
  })

  it('T5 is one connection, also when several requests make theirs at once', async () => {
    const harness = createHarness()
    const { sso } = harness
    const { actor } = await bearer(harness)
    const requests = await Promise.all([actor(), actor(), actor()])
    const codes = await Promise.all(
      requests.map((who) => codeOf(sso.connections.create(fakeConnection, who))),
    )
    expect(codes.toSorted()).toEqual(['accepted', 'not_authorized', 'not_authorized'])
    const all = await sso.connections.list('org_1', asSystem)
    expect(all).toHaveLength(1)
    expect(await sso.connections.list('org_1', await actor())).toEqual(all)
    const created = harness.events.filter(({ type }) => type === 'connection.created')
    expect(created).toHaveLength(1)
  })

  it('T5 opens nothing to a host that takes whoever is of the organisation', async () => {
    const isOwn = (actor: unknown, organizationId: string) =>
      (actor as { organizationId?: string }).organizationId === organizationId
    const harness = createHarness({
      authorize: (_action, actor, organizationId) => isOwn(actor, organizationId),
    })
    const { connections } = harness.sso
    const person = { actor: { id: 'ann', organizationId: 'org_1' } }
    const { actor } = await bearer(harness)
    const { id } = await connections.create(fakeConnection, await actor())
    expect(await codeOf(connections.activate(id, await actor()))).toBe('not_authorized')
    expect(await codeOf(connections.activate(id, person))).toBe('accepted')
  })

  it('T5 is nothing any more for whoever was creating while it was revoked', async () => {
    const harness = createHarness()
    const { sso } = harness
    const { actor, link } = await bearer(harness)
    const who = await actor()
    await sso.setupLinks.revoke('org_1', link.id, asSystem)
    expect(await codeOf(sso.connections.create(fakeConnection, who))).toBe('not_authorized')
    expect(await sso.connections.list('org_1', asSystem)).toEqual([])
  })

  it('T5 leaves no connection behind that it could not be bound to', async () => {
    let isBroken = false
    const storage = storageWith('organizations', (original) => ({
      update: (...args) =>
        isBroken ? Promise.reject(new Error('down')) : original.update(...args),
    }))
    const harness = createHarness({ storage })
    const { actor } = await bearer(harness)
    const who = await actor()
    isBroken = true
    expect(await codeOf(harness.sso.connections.create(fakeConnection, who))).toBe(
      'storage_unavailable',
    )
    expect(await harness.sso.connections.list('org_1', asSystem)).toEqual([])
  })

  it('T5 is never to make or to end links, nor to read what others did, whatever the host says', async () => {
    const harness = createHarness({ authorize: () => true })
    const { sso } = harness
    const other = await sso.connections.create(fakeConnection, asSystem)
    const { actor, link } = await bearer(harness)
    const who = await actor()
    const calls = [
      sso.setupLinks.create('org_1', { ...who, scope: { connectionId: other.id } }),
      sso.setupLinks.list('org_1', who),
      sso.setupLinks.revoke('org_1', link.id, who),
      sso.audit.list('org_1', who),
      sso.audit.list('org_1', { ...who, connectionId: other.id }),
    ]
    expect(await Promise.all(calls.map(codeOf))).toEqual(calls.map(() => 'not_authorized'))
    expect(await sso.setupLinks.list('org_1', asSystem)).toEqual([link])
  })

  it('T5 is no change of what people see at once of an active connection', async () => {
    const harness = createHarness()
    const { sso } = harness
    const { id } = await harness.activeConnection()
    const { actor } = await bearer(harness, { connectionId: id })
    const named = sso.connections.update(id, { description: 'ACME' }, await actor())
    expect(await codeOf(named)).toBe('not_authorized')
    const draft = await sso.connections.update(id, { claims: { name: 'nickname' } }, await actor())
    expect(draft).toMatchObject({ status: 'active', description: '', draft: {} })
  })

  it('T5 is no change of what a verified domain covers, unless the host allows to give it up', async () => {
    const scene = createDomainScene()
    await scene.own('org_1', acme)
    const { actor } = await bearer(scene)
    const cover = async () =>
      codeOf(scene.sso.domains.claim('org_1', acme, { ...(await actor()), coversSubdomains: true }))
    expect(await cover()).toBe('not_authorized')
    expect((await scene.domainOf('org_1'))?.coversSubdomains).toBe(false)
    // To name it once more changes nothing, and to widen what is not verified yet is setting up.
    const again = await scene.sso.domains.claim('org_1', acme, await actor())
    expect(again.state).toBe('verified')
    const draft = { ...(await actor()), coversSubdomains: true }
    await scene.sso.domains.claim('org_1', 'new.example', await actor())
    const wider = await scene.sso.domains.claim('org_1', 'new.example', draft)
    expect(wider.coversSubdomains).toBe(true)
    const trusting = createDomainScene({ authorize: (action) => action === 'domain.release' })
    await trusting.own('org_1', acme)
    const who = await (await bearer(trusting)).actor()
    await trusting.sso.domains.claim('org_1', acme, { ...who, coversSubdomains: true })
    expect((await trusting.domainOf('org_1'))?.coversSubdomains).toBe(true)
  })
})

describe('the scope of a setup link', () => {
  it.each([
    ['a member that does not exist', { protocol: ['fake'] }, 'scope.protocol'],
    ['a text instead of a list of protocols', { protocols: 'fake' }, 'scope.protocols'],
    ['a text instead of a list of profiles', { profiles: 'okta' }, 'scope.profiles'],
    ['a profile that nobody offers', { profiles: ['oktaa'] }, 'scope.profiles'],
    ['no list of profiles at all', { profiles: null }, 'scope.profiles'],
    ['more profiles than there are', { profiles: Array(101).fill('okta') }, 'scope.profiles'],
    ['nothing for fields', { fields: null }, 'scope.fields'],
    ['a connection without a name', { connectionId: null }, 'scope.connectionId'],
    ['what is no scope', null, 'scope'],
    ['a list', [], 'scope'],
  ])('T5 is refused with %s, which would allow everything', async (_what, scope, path) => {
    const { sso } = createHarness({ profiles: ['okta', 'entra'] })
    const call = sso.setupLinks.create('org_1', { ...asSystem, scope: scope as never })
    const { code, issues } = await errorOf(call)
    expect([code, issues?.map((issue) => issue.path)]).toEqual(['setup_link_invalid', [path]])
    expect(await sso.setupLinks.list('org_1', asSystem)).toEqual([])
  })

  it('is for organisations that may use single sign-on', async () => {
    const { sso } = createHarness({ isSsoAllowed: (organizationId) => organizationId === 'org_1' })
    expect(await codeOf(sso.setupLinks.create('org_2', asSystem))).toBe('organization_not_entitled')
    expect(await codeOf(sso.setupLinks.create('org_1', asSystem))).toBe('accepted')
  })

  it('has a description without control characters', async () => {
    const { sso } = createHarness()
    const create = (description: string) =>
      codeOf(sso.setupLinks.create('org_1', { ...asSystem, description }))
    expect(await create('for\u0000Ann')).toBe('setup_link_invalid')
    expect(await create('for Ann')).toBe('accepted')
  })
})
