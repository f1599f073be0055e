import { describe, expect, it } from 'vitest'
import { beginSetup, setupSession } from '../../src/admin/setup-session.ts'
import { coreOf } from '../../src/core/core-of.ts'
import { type SetupLinkScope, type SsoConfig, systemActor } from '../../src/index.ts'
import { errorOf } from '../support/saml-refusal.ts'
import {
  asSystem,
  baseUrl,
  createHarness,
  fakeConnection,
  type Harness,
} from '../support/harness.ts'

/** Seconds. */
const DAY = 86_400

/** Somebody who opened a link in a browser. */
async function visitor(harness: Harness, scope: SetupLinkScope = {}) {
  const { sso } = harness
  const { link, url } = await sso.setupLinks.create('org_1', { ...asSystem, scope })
  const cookie = await beginSetup(coreOf(sso), url.slice(url.lastIndexOf('/') + 1))
  const request = new Request(baseUrl, { headers: { cookie: `${cookie.name}=${cookie.value}` } })
  return {
    ...{ link, url, cookie, request },
    actor: async () => ({ actor: (await setupSession(coreOf(sso), request))?.actor }),
  }
}

const codeOf = async (call: Promise<unknown>) => (await errorOf(call)).code
const openedBy = (harness: Harness, url: string) =>
  beginSetup(coreOf(harness.sso), url.slice(url.lastIndexOf('/') + 1))

describe('a setup link', () => {
  it('T5 lets its bearer set up, check and test one draft of its organisation', async () => {
    const harness = createHarness()
    const { sso } = harness
    const link = await visitor(harness)
    const { id } = await sso.connections.create(fakeConnection, await link.actor())
    await sso.connections.update(id, { claims: { name: 'nickname' } }, await link.actor())
    expect((await sso.connections.check(id, await link.actor())).status).toBe('pass')
    expect((await sso.connections.test(id, await link.actor())).url).toContain('https://')
    await sso.domains.claim('org_1', 'acme.example', await link.actor())
    const seen = await sso.connections.list('org_1', await link.actor())
    expect(seen.map((connection) => connection.id)).toEqual([id])
    expect(await sso.connections.trace(id, await link.actor())).toEqual([])
  })

  it('T5 leaves activation, enforcement and removal to actors of the product', async () => {
    const asked: unknown[] = []
    const harness = createHarness({
      authorize: (action, actor) => {
        asked.push([action, actor])
        return false
      },
    })
    const { sso } = harness
    const link = await visitor(harness)
    const { id } = await sso.connections.create(fakeConnection, await link.actor())
    const who = await link.actor()
    const calls = [
      sso.connections.activate(id, who),
      sso.connections.disable(id, who),
      sso.connections.remove(id, who),
      sso.policies.set('org_1', { mode: 'enforced_all' }, who),
      sso.domains.release('org_1', 'acme.example', { ...who, transferTo: 'org_2' }),
    ]
    for (const call of calls) expect(await codeOf(call)).toBe('not_authorized')
    expect(asked).toHaveLength(calls.length)
  })

  it('T5 does what it is not made for where the host allows exactly that', async () => {
    const harness = createHarness({ authorize: (action) => action === 'connection.activate' })
    const { sso } = harness
    const link = await visitor(harness)
    const { id } = await sso.connections.create(fakeConnection, await link.actor())
    expect(await sso.connections.activate(id, await link.actor())).toEqual({ state: 'active' })
    expect(await codeOf(sso.connections.disable(id, await link.actor()))).toBe('not_authorized')
  })

  it('T5 never reaches another connection or organisation, whatever the host says', async () => {
    const harness = createHarness({ authorize: () => true })
    const { sso } = harness
    const own = await sso.connections.create(fakeConnection, asSystem)
    const other = await sso.connections.create(fakeConnection, asSystem)
    const foreign = await harness.activeConnection('org_2')
    const link = await visitor(harness, { connectionId: own.id })
    const who = await link.actor()
    expect((await sso.connections.get(own.id, who)).id).toBe(own.id)
    for (const { id } of [other, foreign]) {
      expect(await codeOf(sso.connections.get(id, who))).toBe('not_authorized')
      expect(await codeOf(sso.connections.update(id, {}, who))).toBe('not_authorized')
      expect(await codeOf(sso.connections.activate(id, who))).toBe('not_authorized')
      expect(await codeOf(sso.connections.trace(id, who))).toBe('not_authorized')
    }
    expect(await codeOf(sso.domains.claim('org_2', 'acme.example', who))).toBe('not_authorized')
    expect(await codeOf(sso.policies.get('org_2', who))).toBe('not_authorized')
    // One link sets up one connection.
    expect(await codeOf(sso.connections.create(fakeConnection, who))).toBe('not_authorized')
    expect(await sso.connections.list('org_1', who)).toHaveLength(1)
  })

  it('T5 belongs to the connection that was created by it, from then on', async () => {
    const harness = createHarness()
    const { sso } = harness
    const link = await visitor(harness)
    await sso.connections.create(fakeConnection, await link.actor())
    const again = sso.connections.create(fakeConnection, await link.actor())
    expect(await codeOf(again)).toBe('not_authorized')
  })

  it('T5 keeps to the protocols, profiles and fields that it names', async () => {
    const harness = createHarness()
    const { sso } = harness
    const pathsOf = async (scope: SetupLinkScope, input: object) => {
      const link = await visitor(harness, scope)
      const call = sso.connections.create({ ...fakeConnection, ...input }, await link.actor())
      return (await errorOf(call)).issues?.map(({ path, code }) => `${path} ${code}`)
    }
    expect(await pathsOf({ protocols: [] }, {})).toEqual(['protocol setup_link_scope'])
    expect(await pathsOf({ profiles: ['okta'] }, { profile: 'entra' })).toEqual([
      'profile setup_link_scope',
    ])
    expect(await pathsOf({}, { loginPath: 'acme' })).toEqual(['loginPath setup_link_scope'])
    const two = { fields: 'issuer_and_client_id' } as const
    const more = { claims: { name: 'x' }, settings: { issuer: 'a', clientId: 'b', scopes: [] } }
    expect(await pathsOf(two, more)).toEqual([
      'claims setup_link_scope',
      'settings.scopes setup_link_scope',
    ])
    const link = await visitor(harness)
    const { id } = await sso.connections.create(fakeConnection, await link.actor())
    const edit = sso.connections.update(id, { loginPath: 'acme' }, await link.actor())
    expect(await codeOf(edit)).toBe('connection_invalid')
  })

  it('T5 is stored as a digest, and opens nothing as it is stored', async () => {
    const harness = createHarness()
    const { url, link } = await visitor(harness)
    const stored = await harness.storage.organizations.get('org_1')
    const token = url.slice(url.lastIndexOf('/') + 1)
    expect(JSON.stringify(stored)).not.toContain(token)
    const opened = (await coreOf(harness.sso).sealer.open('setup_link', [], token)) as {
      secret: string
    }
    expect(JSON.stringify(stored)).not.toContain(opened.secret)
    const digest = stored?.setupLinks?.[0]?.digest ?? ''
    const forged = await coreOf(harness.sso).sealer.seal('setup_link', [], {
      ...{ organizationId: 'org_1', id: link.id, secret: digest },
    })
    expect(await codeOf(openedBy(harness, `/${forged}`))).toBe('setup_link_not_found')
    expect(await codeOf(openedBy(harness, '/x'))).toBe('setup_link_not_found')
    expect(await harness.sso.setupLinks.list('org_1', asSystem)).toEqual([link])
  })

  it('T5 ends with its time, and its sessions with it', async () => {
    const harness = createHarness()
    const link = await visitor(harness)
    harness.clock.advance(7 * DAY - 1)
    await openedBy(harness, link.url)
    harness.clock.advance(1)
    expect(await codeOf(openedBy(harness, link.url))).toBe('setup_link_not_found')
    expect((await link.actor()).actor).toBeUndefined()
    expect(await harness.sso.setupLinks.list('org_1', asSystem)).toEqual([])
  })

  it('T5 gives sessions of twelve hours, which end with the link at the latest', async () => {
    const harness = createHarness()
    const { link, cookie, actor } = await visitor(harness)
    expect(cookie.options).toMatchObject({ httpOnly: true, secure: true, sameSite: 'lax' })
    expect(cookie.name).toBe('__Host-ssokit-setup')
    harness.clock.advance(DAY / 2 - 1)
    expect((await actor()).actor).toBeDefined()
    harness.clock.advance(1)
    expect((await actor()).actor).toBeUndefined()
    harness.clock.set(new Date(Date.parse(link.expiresAt) - 1000))
    const late = await harness.sso.setupLinks.create('org_1', { ...asSystem, lifetimeSeconds: 60 })
    const session = await openedBy(harness, late.url)
    expect(session.options.expires).toEqual(new Date(late.link.expiresAt))
  })

  it('T5 that is revoked ends for everybody at once', async () => {
    const harness = createHarness()
    const { sso } = harness
    const link = await visitor(harness)
    const who = await link.actor()
    await sso.setupLinks.revoke('org_1', link.link.id, asSystem)
    expect(await codeOf(openedBy(harness, link.url))).toBe('setup_link_not_found')
    expect(await setupSession(coreOf(sso), link.request)).toBeUndefined()
    // Only the request that was under way still has its actor.
    expect(who.actor).toBeDefined()
    await sso.setupLinks.revoke('org_1', link.link.id, asSystem)
  })

  it('T5 cannot be imitated by anything that a request may contain', async () => {
    const harness = createHarness()
    const { sso } = harness
    const link = await visitor(harness)
    const who = await link.actor()
    for (const actor of [{ ...(who.actor as object) }, link.link, link.link.id, null, undefined]) {
      expect(await codeOf(sso.connections.create(fakeConnection, { actor }))).toBe('not_authorized')
    }
    // Nor is it good for another host in the same process.
    const other = createHarness()
    expect(await codeOf(other.sso.connections.list('org_1', who))).toBe('not_authorized')
  })

  it('T5 session does not open at another address, nor with another purpose', async () => {
    const harness = createHarness()
    const { cookie, url } = await visitor(harness)
    const storage = harness.storage
    const moved = createHarness({ baseUrl: 'https://other.example.com', storage })
    const request = (value: string) =>
      new Request(baseUrl, { headers: { cookie: `${cookie.name}=${value}` } })
    expect(await setupSession(coreOf(moved.sso), request(cookie.value))).toBeUndefined()
    const token = url.slice(url.lastIndexOf('/') + 1)
    expect(await setupSession(coreOf(harness.sso), request(token))).toBeUndefined()
  })

  it('is refused where it cannot be made, with every reason', async () => {
    const { sso } = createHarness()
    const call = sso.setupLinks.create('org_1', {
      ...asSystem,
      scope: { protocols: ['saml'], fields: 'some' as never },
      description: 'x'.repeat(201),
      lifetimeSeconds: 31 * 86_400,
    })
    const { issues } = await errorOf(call)
    expect(issues?.map(({ path }) => path)).toEqual([
      'scope.protocols',
      'scope.fields',
      'description',
      'lifetimeSeconds',
    ])
    const foreign = await createHarness().activeConnection('org_2')
    const scope = { connectionId: foreign.id }
    expect(await codeOf(sso.setupLinks.create('org_1', { ...asSystem, scope }))).toBe(
      'connection_not_found',
    )
  })

  it('T1 is not made for a connection of somebody else', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection('org_2')
    const call = harness.sso.setupLinks.create('org_1', {
      ...asSystem,
      scope: { connectionId: id },
    })
    expect(await codeOf(call)).toBe('setup_link_invalid')
  })

  it('is one of twenty at most; those that are over do not count', async () => {
    const { sso, clock } = createHarness()
    const create = () => sso.setupLinks.create('org_1', { ...asSystem, lifetimeSeconds: 60 })
    for (let count = 0; count < 20; count += 1) await create()
    expect(await codeOf(create())).toBe('setup_link_limit_reached')
    clock.advance(60)
    await create()
  })

  it('stands beside the policy: neither replaces the other', async () => {
    const { sso, storage } = createHarness()
    const { link } = await sso.setupLinks.create('org_1', asSystem)
    await sso.policies.set('org_1', { mode: 'mixed' }, asSystem)
    expect((await sso.setupLinks.list('org_1', asSystem))[0]).toEqual(link)
    await sso.setupLinks.create('org_1', asSystem)
    const policy = await sso.policies.get('org_1', asSystem)
    expect(policy).toMatchObject({ mode: 'mixed', version: 3 })
    expect(policy).not.toHaveProperty('setupLinks')
    expect((await storage.organizations.get('org_1'))?.setupLinks).toHaveLength(2)
  })

  it('survives that several are made at once', async () => {
    const { sso } = createHarness()
    await Promise.all([1, 2, 3].map(() => sso.setupLinks.create('org_1', asSystem)))
    expect(await sso.setupLinks.list('org_1', asSystem)).toHaveLength(3)
  })

  it('tells every step as an event', async () => {
    const describeActor: SsoConfig['describeActor'] = () => 'carol'
    const harness = createHarness({ authorize: () => true, describeActor })
    const { sso, events } = harness
    const { link, url } = await sso.setupLinks.create('org_1', { actor: {} })
    await openedBy(harness, url)
    await sso.setupLinks.revoke('org_1', link.id, { actor: systemActor })
    const told = events.map(({ type, actor }) => [type, actor])
    expect(told).toEqual([
      ['setup_link.created', 'carol'],
      ['setup_link.opened', `setup link ${link.id}`],
      ['setup_link.revoked', 'system'],
    ])
    expect(link.createdBy).toBe('carol')
  })
})
