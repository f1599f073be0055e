import { describe, expect, it } from 'vitest'
import { type AdminAction, type Sso, systemActor } from '../../src/index.ts'
import { acme, createDomainScene } from '../support/domain-scene.ts'
import { asSystem, codeOf, storageWith } from '../support/harness.ts'

type Call = (sso: Sso, organizationId: string, actor: unknown) => Promise<unknown>

/** Every call that somebody makes for an organisation, with what `authorize` is asked. */
const calls: readonly [name: string, action: AdminAction, call: Call][] = [
  ['claim', 'domain.claim', (sso, id, actor) => sso.domains.claim(id, acme, { actor })],
  ['list', 'domain.read', (sso, id, actor) => sso.domains.list(id, { actor })],
  [
    'instructions',
    'domain.read',
    (sso, id, actor) => sso.domains.instructions(id, acme, { actor }),
  ],
  ['verifyDomain', 'domain.verify', (sso, id, actor) => sso.verifyDomain(id, acme, { actor })],
  ['release', 'domain.release', (sso, id, actor) => sso.domains.release(id, acme, { actor })],
  [
    ...(['transfer', 'domain.transfer'] as const),
    (sso, id, actor) => sso.domains.release(id, acme, { actor, transferTo: 'org_2' }),
  ],
]

describe.each(calls)('T3 %s', (_name, action, call) => {
  it('T3 asks the host for exactly this action, actor and organisation', async () => {
    const asked: unknown[] = []
    const scene = createDomainScene({ authorize: (...args) => asked.push(args) > 0 })
    await scene.own('org_1', acme)
    const actor = { name: 'ann' }
    expect(await codeOf(call(scene.sso, 'org_1', actor))).toBe('accepted')
    expect(asked).toEqual([[action, actor, 'org_1']])
  })

  it('T3 does nothing for actors that the host does not allow', async () => {
    const answers = [undefined, false, null, 0, 'yes', 1, {}] as const
    for (const answer of answers) {
      const scene = createDomainScene({ authorize: () => answer as boolean })
      await scene.own('org_1', acme)
      const before = await scene.storage.domains.list({ domain: acme })
      scene.dns.asked.length = 0
      expect(await codeOf(call(scene.sso, 'org_1', { name: 'eve' }))).toBe('not_authorized')
      expect(await scene.storage.domains.list({ domain: acme })).toEqual(before)
      expect(scene.dns.asked).toEqual([])
    }
  })

  it('T3 does nothing for anybody without `authorize`, nor for nobody', async () => {
    const scene = createDomainScene()
    await scene.own('org_1', acme)
    for (const actor of [{ name: 'eve' }, undefined, null, 'systemActor', Symbol('systemActor')]) {
      expect(await codeOf(call(scene.sso, 'org_1', actor))).toBe('not_authorized')
    }
    expect(await codeOf(call(scene.sso, 'org_1', systemActor))).toBe('accepted')
  })

  it('T1 neither reads nor changes what another organisation has', async () => {
    const scene = createDomainScene()
    await scene.own('org_1', acme)
    const before = await scene.storage.domains.list({ organizationId: 'org_1' })
    for (const other of ['org_2', 'ORG_1', 'org_1 ', 'org_']) {
      const result = await call(scene.sso, other, systemActor).catch((error: unknown) => error)
      expect(JSON.stringify(result) ?? '').not.toContain(before[0]?.challenge)
    }
    expect(await scene.storage.domains.list({ organizationId: 'org_1' })).toEqual(before)
  })

  it('T1 takes nothing but a text as the organisation', async () => {
    const scene = createDomainScene()
    await scene.own('org_1', acme)
    for (const wrong of [undefined, null, '', 7, ['org_1'], { $ne: '' }, 'x'.repeat(256)]) {
      const code = await codeOf(call(scene.sso, wrong as string, systemActor))
      expect(code).toBe('domain_organization_invalid')
    }
  })

  it('T1 knows one organisation where the product has one', async () => {
    const scene = createDomainScene({ organization: { id: 'main' } })
    await scene.own('main', acme)
    expect(await codeOf(call(scene.sso, 'org_1', systemActor))).toBe('domain_organization_invalid')
  })
})

describe('the organisation’s claims', () => {
  it('T1 are its own even in a storage that compares ids without regard to case', async () => {
    const storage = storageWith('domains', ({ list }) => ({
      list: async (filter, call) =>
        'organizationId' in filter
          ? list({ organizationId: filter.organizationId.toLowerCase() }, call)
          : list(filter, call),
    }))
    const scene = createDomainScene({ storage })
    await scene.own('org_1', acme)
    expect(await scene.sso.domains.list('ORG_1', asSystem)).toEqual([])
    expect(await codeOf(scene.sso.verifyDomain('ORG_1', acme))).toBe('domain_not_claimed')
    expect(await codeOf(scene.sso.domains.release('ORG_1', acme, asSystem))).toBe(
      'domain_not_claimed',
    )
  })

  it('T1 meet no owner of another domain, however its storage compares names', async () => {
    const storage = storageWith('domains', ({ list }) => ({
      list: async (filter, call) =>
        'domain' in filter ? list({ organizationId: 'org_2' }, call) : list(filter, call),
    }))
    const scene = createDomainScene({ storage })
    await scene.own('org_2', 'other.example')
    await scene.claim('org_1')
    await scene.publish(acme, 'org_1')
    expect((await scene.sso.verifyDomain('org_1', acme)).state).toBe('verified')
  })

  it('T1 are proved by their own challenge and by no other organisation’s', async () => {
    const scene = createDomainScene()
    await scene.claim('org_1')
    await scene.claim('org_2')
    await scene.publish(acme, 'org_1')
    expect(await scene.sso.verifyDomain('org_2', acme)).toMatchObject({
      ...{ state: 'pending', nearestMiss: { code: 'other_challenge' } },
    })
    expect((await scene.sso.verifyDomain('org_1', acme)).state).toBe('verified')
  })

  it('without an actor, verifyDomain is the host’s own code', async () => {
    const scene = createDomainScene({ authorize: () => false })
    await scene.claim('org_1')
    expect((await scene.sso.verifyDomain('org_1', acme)).state).toBe('pending')
    expect((await scene.sso.verifyDomain('org_1', acme, {})).state).toBe('pending')
  })
})
