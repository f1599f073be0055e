import { describe, expect, it } from 'vitest'
import { directory } from '../support/accounts.ts'
import { acme, createDomainScene, day } from '../support/domain-scene.ts'
import { asSystem, codeOf } from '../support/harness.ts'

/** The first organisation owns the domain; what is unlinked is written down. */
async function createScene({ coversSubdomains = false } = {}) {
  const unlinked: string[] = []
  const broken = { isBroken: false }
  const { accounts } = directory({
    unlink: async ({ connectionId, emailDomain, withSubdomains }) => {
      if (broken.isBroken) throw new Error('down')
      unlinked.push(`${connectionId} ${emailDomain}${withSubdomains ? ' and below' : ''}`)
    },
  })
  const scene = createDomainScene({ accounts })
  await scene.own('org_1', acme, coversSubdomains)
  const first = [await scene.activeConnection('org_1'), await scene.activeConnection('org_1')]
  await scene.sso.connections.disable(first[1]?.id ?? '', asSystem)
  const second = await scene.activeConnection('org_2')
  await scene.claim('org_2')
  const linksOfFirst = first.map(({ id }) => `${id} ${acme}`).toSorted()
  const transferTo = (id: string | null) =>
    scene.sso.domains.release('org_1', acme, { ...asSystem, transferTo: id })
  const verify = async (id: string) => (await scene.sso.verifyDomain(id, acme)).state
  return { ...scene, unlinked, broken, first, second, linksOfFirst, transferTo, verify }
}

type Scene = Awaited<ReturnType<typeof createScene>>

const loseProof = async (scene: Scene) => {
  await scene.publish(acme, 'org_2')
  for (let days = 0; days < 5; days += 1) {
    scene.clock.advance(day)
    await scene.work()
  }
}

describe('a domain with an owner', () => {
  it('D5 is a conflict for whoever else proves it, and stays the owner’s', async () => {
    const scene = await createScene()
    await scene.publish(acme, 'org_1', 'org_2')
    scene.told()
    const check = await scene.sso.verifyDomain('org_2', acme)
    expect(check).toMatchObject({
      state: 'conflict',
      seen: [expect.any(String), check.instructions.value],
    })
    expect(await scene.domainOf('org_2')).toMatchObject({
      ...{ state: 'pending', lastCheck: { state: 'conflict' } },
    })
    expect(await scene.domainOf('org_1')).toMatchObject({ state: 'verified' })
    expect(scene.told()).toEqual(['domain.verification_started', 'domain.conflict'])
    expect(scene.unlinked).toEqual([])
    const login = await scene.sso.startLogin({ email: `ann@${acme}` })
    expect(login.connectionId).toBe(scene.first[0]?.id)
  })

  it('T1 is not told of before somebody proved it', async () => {
    const scene = await createScene()
    const other = createDomainScene()
    await other.claim('org_2')
    const shape = async (each: typeof other) => {
      const { instructions: _value, ...check } = await each.sso.verifyDomain('org_2', acme)
      return Object.keys(check).concat(check.state, check.nearestMiss?.code ?? '')
    }
    scene.dns.clear()
    expect(await shape(scene)).toEqual(await shape(other))
  })

  it('D5 goes over by agreement once the other organisation proves it, links removed', async () => {
    const scene = await createScene()
    scene.told()
    await scene.transferTo('org_2')
    expect(scene.told()).toEqual(['domain.updated'])
    expect(await scene.domainOf('org_1')).toMatchObject({ state: 'verified', transferTo: 'org_2' })
    expect(await scene.verify('org_2')).toBe('pending')
    expect(await scene.domainOf('org_1')).toMatchObject({ state: 'verified' })
    await scene.publish(acme, 'org_1', 'org_2')
    scene.told()
    expect(await scene.verify('org_2')).toBe('verified')
    expect(scene.told()).toEqual(['domain.verified', 'domain.transferred'])
    expect(await scene.domainOf('org_1')).toMatchObject({ state: 'lost' })
    expect(scene.unlinked.toSorted()).toEqual(scene.linksOfFirst)
    const login = await scene.sso.startLogin({ email: `ann@${acme}` })
    expect(login.connectionId).toBe(scene.second.id)
    await scene.work()
    scene.clock.advance(10 * day)
    await scene.work()
    expect(scene.unlinked, 'once').toHaveLength(2)
  })

  it('D5 takes nothing from organisations that never had the domain', async () => {
    const scene = await createScene()
    await scene.claim('org_3')
    await scene.activeConnection('org_3')
    await scene.sso.verifyDomain('org_3', acme)
    await scene.transferTo('org_2')
    await scene.publish(acme, 'org_1', 'org_2')
    scene.told()
    expect(await scene.verify('org_2')).toBe('verified')
    expect(scene.told().slice(1)).toEqual(['domain.verified', 'domain.transferred'])
    expect(scene.unlinked.toSorted()).toEqual(scene.linksOfFirst)
  })

  it('D5 goes over in the background too', async () => {
    const scene = await createScene()
    await scene.publish(acme, 'org_1', 'org_2')
    expect(await scene.verify('org_2')).toBe('conflict')
    await scene.transferTo('org_2')
    scene.clock.advance(60)
    await scene.work()
    expect(await scene.domainOf('org_2')).toMatchObject({ state: 'verified' })
  })

  it('D5 goes to nobody but the one that was named', async () => {
    const scene = await createScene()
    await scene.claim('org_3')
    await scene.publish(acme, 'org_1', 'org_2', 'org_3')
    await scene.transferTo('org_2')
    expect(await scene.verify('org_3')).toBe('conflict')
    await scene.transferTo(null)
    expect(await scene.verify('org_2')).toBe('conflict')
    expect((await scene.domainOf('org_1'))?.transferTo).toBeUndefined()
  })

  it('D5 goes over where the owner lost its proof, not before, and its links are removed', async () => {
    const scene = await createScene()
    await scene.publish(acme, 'org_2')
    expect(await scene.verify('org_2')).toBe('conflict')
    await loseProof(scene)
    expect(await scene.domainOf('org_1')).toMatchObject({ state: 'lost' })
    expect(await scene.verify('org_2')).toBe('verified')
    expect(scene.unlinked.toSorted()).toEqual(scene.linksOfFirst)
    expect(scene.told()).toContain('domain.transferred')
  })

  it('D5 loses the links below it where it covered its subdomains', async () => {
    const scene = await createScene({ coversSubdomains: true })
    await scene.sso.domains.release('org_1', acme, asSystem)
    expect(scene.unlinked.toSorted()).toEqual(scene.linksOfFirst.map((link) => `${link} and below`))
  })

  it('D5 removes links later where the host’s accounts fail at first', async () => {
    const scene = await createScene()
    await scene.publish(acme, 'org_1', 'org_2')
    await scene.transferTo('org_2')
    scene.broken.isBroken = true
    expect(await scene.verify('org_2')).toBe('verified')
    expect(scene.events).toContainEqual(
      expect.objectContaining({ type: 'background.failed', code: 'accounts_failed' }),
    )
    scene.clock.advance(60)
    await scene.work()
    scene.broken.isBroken = false
    scene.clock.advance(60)
    await scene.work()
    expect(scene.unlinked.toSorted()).toEqual(scene.linksOfFirst)
  })

  it('D5 removes links also where the process ended before it came to that', async () => {
    const scene = await createScene()
    await scene.publish(acme, 'org_1', 'org_2')
    await scene.verify('org_2')
    const [owner] = await scene.storage.domains.list({ organizationId: 'org_1' })
    const [taker] = await scene.storage.domains.list({ organizationId: 'org_2' })
    if (!owner || !taker) throw new Error('no claim')
    const { expiresAt: _, ...rest } = taker
    const replaces = { id: owner.id, expectedVersion: owner.version }
    const taken = { ...rest, state: 'verified' as const, version: taker.version + 1 }
    await scene.storage.domains.verify(taker.id, taker.version, taken, replaces)
    expect(scene.unlinked).toEqual([])
    scene.told()
    scene.clock.advance(day)
    await scene.work()
    expect(scene.unlinked.toSorted()).toEqual(scene.linksOfFirst)
    // Hosts without `accounts` have nothing but the event.
    const transferred = scene.events.filter(({ type }) => type === 'domain.transferred')
    expect(transferred).toMatchObject([{ organizationId: 'org_2', fromOrganizationId: 'org_1' }])
  })

  it('D5 leaves a claim alone that proved the domain again while links were being removed', async () => {
    const steps: (() => Promise<void>)[] = []
    const { accounts } = directory({ unlink: async () => steps.shift()?.() })
    const scene = createDomainScene({ accounts })
    await scene.activeConnection('org_1')
    await scene.own('org_1', acme)
    await scene.claim('org_2')
    const transfer = { ...asSystem, transferTo: 'org_2' }
    await scene.sso.domains.release('org_1', acme, transfer)
    await scene.publish(acme, 'org_1', 'org_2')
    steps.push(async () => {
      await scene.sso.domains.release('org_2', acme, asSystem)
      await scene.sso.verifyDomain('org_1', acme)
      await scene.publish(acme, 'org_1')
      await scene.sso.verifyDomain('org_1', acme)
    })
    expect((await scene.sso.verifyDomain('org_2', acme)).state).toBe('verified')
    expect(await scene.domainOf('org_1')).toMatchObject({
      ...{ state: 'verified', verifiedAt: scene.clock().toISOString() },
    })
    expect(scene.events.map(({ type }) => type)).not.toContain('background.failed')
  })

  it('D5 keeps watching a lost domain for as long as nobody else has it', async () => {
    const scene = await createScene()
    scene.dns.clear()
    for (let days = 0; days < 40; days += 1) {
      scene.clock.advance(day)
      await scene.work()
    }
    expect(scene.unlinked).toEqual([])
    expect((await scene.domainOf('org_1'))?.nextCheckAt).toBe(
      new Date(scene.clock().getTime() + day * 1000).toISOString(),
    )
    scene.dns.asked.length = 0
    scene.clock.advance(day)
    expect((await scene.sso.maintain()).domains).toMatchObject({ checked: 0, expired: 0 })
    expect(scene.dns.asked).toEqual([])
    await scene.sso.verifyDomain('org_2', acme)
    await scene.publish(acme, 'org_2')
    expect(await scene.verify('org_2')).toBe('verified')
    expect(scene.unlinked.toSorted()).toEqual(scene.linksOfFirst)
  })
})

describe('domains.release', () => {
  it('D5 ends routing at once, removes links, and lets the next one prove the domain', async () => {
    const scene = await createScene()
    await scene.publish(acme, 'org_1', 'org_2')
    scene.told()
    await scene.sso.domains.release('org_1', acme, asSystem)
    expect(scene.told()).toEqual(['domain.released'])
    expect(await scene.domainOf('org_1')).toBeUndefined()
    expect(scene.unlinked.toSorted()).toEqual(scene.linksOfFirst)
    const login = scene.sso.startLogin({ email: `ann@${acme}` })
    await expect(login).rejects.toMatchObject({ code: 'login_target_unknown' })
    expect(await scene.verify('org_2')).toBe('verified')
  })

  it('touches no accounts where the domain was never verified', async () => {
    const scene = await createScene()
    await scene.sso.domains.release('org_2', acme, asSystem)
    expect(scene.unlinked).toEqual([])
    expect(await scene.domainOf('org_1')).toMatchObject({ state: 'verified' })
  })

  it('D5 keeps the claim, without its effects, while links cannot be removed', async () => {
    const scene = await createScene()
    scene.broken.isBroken = true
    scene.told()
    const release = () => codeOf(scene.sso.domains.release('org_1', acme, asSystem))
    expect(await release()).toBe('accounts_failed')
    expect(await scene.domainOf('org_1')).toMatchObject({ state: 'lost' })
    expect(scene.told()).toEqual(['domain.lost'])
    expect(await release()).toBe('accounts_failed')
    scene.broken.isBroken = false
    expect(await release()).toBe('accepted')
    expect(scene.told()).toEqual(['domain.released'])
    expect(scene.unlinked.toSorted()).toEqual(scene.linksOfFirst)
  })

  it('D5 removes links later where the next owner comes before the button is pressed again', async () => {
    const scene = await createScene()
    scene.broken.isBroken = true
    await codeOf(scene.sso.domains.release('org_1', acme, asSystem))
    scene.broken.isBroken = false
    await scene.verify('org_2')
    await scene.publish(acme, 'org_2')
    expect(await scene.verify('org_2')).toBe('verified')
    expect(scene.unlinked.toSorted()).toEqual(scene.linksOfFirst)
  })

  it('D4 acts on the version that was seen', async () => {
    const scene = await createScene()
    const { version = 0 } = (await scene.domainOf('org_1')) ?? {}
    const release = (expectedVersion: number) =>
      codeOf(scene.sso.domains.release('org_1', acme, { ...asSystem, expectedVersion }))
    expect(await release(version - 1)).toBe('domain_changed')
    expect(await release(version)).toBe('accepted')
    expect(await release(version)).toBe('domain_not_claimed')
  })

  it('D5 agrees only to hand over what is verified, and to another organisation', async () => {
    const scene = await createScene()
    const agree = (from: string, transferTo: unknown) =>
      codeOf(
        scene.sso.domains.release(from, acme, { ...asSystem, transferTo: transferTo as string }),
      )
    expect(await agree('org_2', 'org_3')).toBe('domain_not_verified')
    for (const wrong of ['org_1', '', 'x'.repeat(256), 7, { id: 'org_2' }]) {
      expect(await agree('org_1', wrong)).toBe('domain_organization_invalid')
    }
    expect(await agree('org_1', 'org_2')).toBe('accepted')
  })
})
