import { describe, expect, it } from 'vitest'
import { isSsoError } from '../../src/index.ts'
import { acme, createDomainScene, day } from '../support/domain-scene.ts'
import { storageWith } from '../support/harness.ts'

const minute = 60
const hour = 60 * minute

describe('domains.verifyPending', () => {
  it('PU-21 PU-22 finds the record without anybody pressing a button, and tells', async () => {
    const scene = createDomainScene()
    await scene.claim('org_1')
    await scene.sso.verifyDomain('org_1', acme)
    scene.clock.advance(minute)
    await scene.publish(acme, 'org_1')
    const report = await scene.sso.domains.verifyPending()
    expect(report).toEqual({ checked: 1, verified: 1, lost: 0, expired: 0, hasMore: false })
    expect(await scene.domainOf('org_1')).toMatchObject({ state: 'verified' })
    expect(scene.told()).toContain('domain.verified')
  })

  it('PU-21 asks when a check is due and not before', async () => {
    const scene = createDomainScene()
    await scene.claim('org_1')
    const { nextCheckAt = '' } = await scene.sso.verifyDomain('org_1', acme)
    const pause = Date.parse(nextCheckAt) - scene.clock().getTime()
    expect(pause).toBeGreaterThanOrEqual(45_000)
    expect(pause).toBeLessThanOrEqual(60_000)
    scene.clock.advance(44)
    expect((await scene.sso.domains.verifyPending()).checked).toBe(0)
    scene.clock.advance(16)
    expect((await scene.sso.domains.verifyPending()).checked).toBe(1)
  })

  it('PU-21 ends an attempt after two weeks, without another question', async () => {
    const scene = createDomainScene()
    await scene.claim('org_1')
    await scene.sso.verifyDomain('org_1', acme)
    scene.clock.advance(14 * day)
    await scene.publish(acme, 'org_1')
    scene.dns.asked.length = 0
    expect(await scene.sso.domains.verifyPending()).toMatchObject({ checked: 0, expired: 1 })
    expect(scene.dns.asked).toEqual([])
    expect(await scene.domainOf('org_1')).toMatchObject({ state: 'expired' })
    expect(scene.told()).toContain('domain.expired')
    scene.clock.advance(100 * day)
    expect(await scene.sso.domains.verifyPending()).toMatchObject({ checked: 0, expired: 0 })
  })

  it('checks nothing twice, however many processes work at once', async () => {
    const scene = createDomainScene()
    for (let index = 0; index < 40; index += 1) {
      await scene.claim('org_1', `d${index}.example`)
      await scene.sso.verifyDomain('org_1', `d${index}.example`)
    }
    scene.clock.advance(hour)
    scene.dns.asked.length = 0
    const reports = await Promise.all(
      Array.from({ length: 10 }, () => scene.sso.domains.verifyPending()),
    )
    expect(reports.reduce((sum, { checked }) => sum + checked, 0)).toBe(40)
    const hosts = scene.dns.asked.filter((name) => /^_sso-challenge\.d\d+\.example$/.test(name))
    expect(hosts.toSorted()).toEqual([...new Set(hosts)].toSorted())
    expect(hosts).toHaveLength(40)
  })

  it('takes up what a crashed process had leased, after a minute', async () => {
    const scene = createDomainScene()
    await scene.claim('org_1')
    await scene.sso.verifyDomain('org_1', acme)
    scene.clock.advance(minute)
    const now = scene.clock()
    const crashed = await scene.storage.domains.lease(now, new Date(now.getTime() + 60_000), 10)
    expect(crashed).toHaveLength(1)
    scene.clock.advance(59)
    expect((await scene.sso.domains.verifyPending()).checked).toBe(0)
    scene.clock.advance(1)
    expect((await scene.sso.domains.verifyPending()).checked).toBe(1)
  })

  it('does at most what it is told, and says that there is more', async () => {
    const scene = createDomainScene()
    for (let index = 0; index < 25; index += 1) {
      await scene.claim('org_1', `d${index}.example`)
      await scene.sso.verifyDomain('org_1', `d${index}.example`)
    }
    scene.clock.advance(hour)
    const reports = []
    for (let call = 0; call < 3; call += 1) {
      reports.push(await scene.sso.domains.verifyPending({ limit: 12 }))
    }
    expect(reports.map(({ checked, hasMore }) => [checked, hasMore])).toEqual([
      ...[
        [12, true],
        [12, true],
        [1, false],
      ],
    ])
    for (const limit of [0, -1, 1.5, Number.NaN]) {
      await expect(scene.sso.domains.verifyPending({ limit })).rejects.toThrow(TypeError)
    }
  })

  it('stops when it is told to, and finishes what it began', async () => {
    const scene = createDomainScene()
    for (let index = 0; index < 25; index += 1) {
      await scene.claim('org_1', `d${index}.example`)
      await scene.sso.verifyDomain('org_1', `d${index}.example`)
    }
    scene.clock.advance(hour)
    const controller = new AbortController()
    const resolveTxt = scene.dns.resolveTxt.bind(scene.dns)
    scene.dns.resolveTxt = (name, options) => {
      controller.abort()
      return resolveTxt(name, options)
    }
    const { signal } = controller
    expect(await scene.sso.domains.verifyPending({ signal })).toMatchObject({
      ...{ checked: 10, hasMore: true },
    })
    expect(await scene.sso.domains.verifyPending({ signal })).toMatchObject({
      ...{ checked: 0, hasMore: true },
    })
  })

  it('lets no claim that the storage does not take keep the rest from its turn', async () => {
    let isBroken = false
    const storage = storageWith('domains', ({ update }) => ({
      update: async (id, version, claim, call) => {
        if (isBroken && claim.domain === 'd0.example') throw new Error('too long for its column')
        return update(id, version, claim, call)
      },
    }))
    const scene = createDomainScene({ storage })
    for (let index = 0; index < 25; index += 1) {
      await scene.claim('org_1', `d${index}.example`)
      await scene.sso.verifyDomain('org_1', `d${index}.example`)
    }
    scene.clock.advance(hour)
    isBroken = true
    const error = await scene.sso.domains.verifyPending().catch((thrown: unknown) => thrown)
    expect(isSsoError(error, 'storage_unavailable')).toBe(true)
    const now = scene.clock()
    const due = await scene.storage.domains.lease(new Date(now.getTime() + 60_001), now, 100)
    expect(due.map(({ domain }) => domain)).toContain('d0.example')
    expect(due.filter(({ attempts }) => attempts === 1).map(({ domain }) => domain)).toEqual([
      'd0.example',
    ])
  })
})

describe('a verified domain', () => {
  it('D5 is looked at every day, and lost after days without its record', async () => {
    const scene = createDomainScene()
    await scene.own('org_1', acme)
    const { id } = await scene.activeConnection()
    const login = () => scene.sso.startLogin({ email: `ann@${acme}` })
    for (let days = 0; days < 10; days += 1) {
      scene.clock.advance(day)
      await scene.work()
    }
    expect(await scene.domainOf('org_1')).toMatchObject({
      ...{ state: 'verified', verifiedAt: scene.clock().toISOString() },
    })
    scene.told()
    scene.dns.clear()
    scene.clock.advance(day)
    await scene.work()
    expect(scene.told()).toEqual(['domain.failing'])
    expect((await login()).connectionId, 'within the grace').toBe(id)
    const lostDomain = await scene.domainOf('org_1')
    expect(lostDomain?.failingSince).toBe(scene.clock().toISOString())
    for (let days = 0; days < 3; days += 1) {
      scene.clock.advance(day)
      await scene.work()
    }
    expect(scene.told()).toEqual(['domain.lost'])
    await expect(login()).rejects.toMatchObject({ code: 'login_target_unknown' })
    const [loaded] = await scene.storage.connections.load({ id })
    expect(loaded?.verifiedDomains, 'no JIT, no linking either').toEqual([])
  })

  it('D5 is checked by hand within the grace: still the organisation’s, with what is missing', async () => {
    const scene = createDomainScene()
    await scene.own('org_1', acme)
    scene.dns.clear()
    scene.dns.txt(acme, (await scene.domainOf('org_1'))?.instructions.value ?? '')
    const check = await scene.sso.verifyDomain('org_1', acme)
    expect(check).toMatchObject({ state: 'verified', nearestMiss: { code: 'at_apex' } })
    expect(check.failingSince).toBe(scene.clock().toISOString())
  })

  it('D5 is not lost by a hundred checks on one day', async () => {
    const scene = createDomainScene()
    await scene.own('org_1', acme)
    scene.dns.clear()
    for (let checks = 0; checks < 100; checks += 1) await scene.sso.verifyDomain('org_1', acme)
    expect(await scene.domainOf('org_1')).toMatchObject({ state: 'verified' })
  })

  it('D5 survives name servers that are down, for two weeks', async () => {
    const scene = createDomainScene()
    await scene.own('org_1', acme)
    scene.dns.fail(`_sso-challenge.${acme}`)
    for (let days = 0; days < 13; days += 1) {
      scene.clock.advance(day)
      await scene.work()
    }
    expect(await scene.domainOf('org_1')).toMatchObject({ state: 'verified' })
    scene.clock.advance(day)
    await scene.work()
    expect(await scene.domainOf('org_1')).toMatchObject({ state: 'lost' })
  })

  it('D5 once lost needs a new attempt with a new challenge', async () => {
    const scene = createDomainScene()
    await scene.own('org_1', acme)
    const old = (await scene.domainOf('org_1'))?.instructions.value ?? ''
    scene.dns.clear()
    for (let days = 0; days < 5; days += 1) {
      scene.clock.advance(day)
      await scene.work()
    }
    scene.dns.txt(`_sso-challenge.${acme}`, old)
    scene.clock.advance(day)
    await scene.work()
    expect(await scene.domainOf('org_1')).toMatchObject({ state: 'lost' })
    const check = await scene.sso.verifyDomain('org_1', acme)
    expect([check.state, check.nearestMiss?.code]).toEqual(['pending', 'other_challenge'])
    await scene.publish(acme, 'org_1')
    expect((await scene.sso.verifyDomain('org_1', acme)).state).toBe('verified')
  })
})
