import { describe, expect, it } from 'vitest'
import { isSsoError, startMaintenance } from '../../src/index.ts'
import { fakeProvider } from '../support/fake-provider.ts'
import { acme, createDomainScene, day } from '../support/domain-scene.ts'
import { storageWith } from '../support/harness.ts'

describe('maintain', () => {
  it('PU-21 D5 checks domains beside everything else, and reports what became of them', async () => {
    const scene = createDomainScene()
    await scene.own('org_1', 'lost.example')
    scene.dns.clear()
    for (const name of ['found.example', 'never.example']) await scene.claim('org_1', name)
    for (const name of ['found.example', 'never.example']) {
      await scene.sso.verifyDomain('org_1', name)
    }
    await scene.publish('found.example', 'org_1')
    const totals = { checked: 0, verified: 0, lost: 0, expired: 0 }
    for (let days = 0; days < 15; days += 1) {
      scene.clock.advance(day)
      const { domains } = await scene.sso.maintain()
      for (const name of Object.keys(totals) as (keyof typeof totals)[]) {
        totals[name] += domains[name]
      }
    }
    expect(totals).toMatchObject({ verified: 1, lost: 1, expired: 1 })
    expect(totals.checked).toBeGreaterThan(20)
  })

  it('says that there is more while domains are due', async () => {
    const scene = createDomainScene()
    for (let index = 0; index < 5; index += 1) {
      await scene.claim('org_1', `d${index}.example`)
      await scene.sso.verifyDomain('org_1', `d${index}.example`)
    }
    scene.clock.advance(day)
    const first = await scene.sso.maintain({ limit: 4 })
    expect([first.domains.checked, first.hasMore]).toEqual([4, true])
    const second = await scene.sso.maintain({ limit: 4 })
    expect([second.domains.checked, second.hasMore]).toEqual([1, false])
  })

  it('lets trouble with connections keep no domain from its turn, nor the other way round', async () => {
    const broken = { connections: false, domains: false }
    const storage = {
      ...storageWith('connections', ({ list }) => ({
        list: async (...args) => {
          if (broken.connections) throw new Error('down')
          return list(...args)
        },
      })),
    }
    const { lease } = storage.domains
    const domains: typeof storage.domains = {
      ...storage.domains,
      lease: async (...args) => {
        if (broken.domains) throw new Error('down')
        return lease(...args)
      },
    }
    let reads = 0
    const loadTrust = async () => ({ document: { reads: (reads += 1) }, issues: [] })
    const scene = createDomainScene({
      storage: { ...storage, domains },
      providers: [fakeProvider({ loadTrust })],
    })
    await scene.activeConnection()
    await scene.claim('org_1')
    await scene.sso.verifyDomain('org_1', acme)
    for (const port of ['connections', 'domains'] as const) {
      scene.clock.advance(day)
      const before = { reads, asked: scene.dns.asked.length }
      broken[port] = true
      const error = await scene.sso.maintain().catch((thrown: unknown) => thrown)
      expect(isSsoError(error, 'storage_unavailable')).toBe(true)
      expect(reads > before.reads).toBe(port === 'domains')
      expect(scene.dns.asked.length > before.asked).toBe(port === 'connections')
      broken[port] = false
    }
  })

  it('runs by itself in a process that lives long, and stops when it is told to', async () => {
    const scene = createDomainScene()
    await scene.claim('org_1')
    await scene.sso.verifyDomain('org_1', acme)
    await scene.publish(acme, 'org_1')
    scene.clock.advance(day)
    const loop = startMaintenance(scene.sso, { intervalSeconds: 3600 })
    await expect.poll(async () => (await scene.domainOf('org_1'))?.state).toBe('verified')
    await loop.stop()
  })
})
