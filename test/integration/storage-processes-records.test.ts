import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aConnectionRecord, aDomainClaim, isoInstant } from '../../src/testing/storage/records.ts'
import {
  databaseNames,
  numbers,
  openSharedStore,
  overlaps,
  type SharedStore,
  tally,
} from '../support/hosts/shared-store.ts'

const RIVALS = 200

describe.each(databaseNames)('four processes and the records of %s', (name) => {
  let store: SharedStore

  beforeAll(async () => {
    store = await openSharedStore(name)
  })

  afterAll(async () => {
    await store?.close()
  })

  it('200 connections that want one login path: one has it', async () => {
    const records = numbers(RIVALS).map((n) => [
      aConnectionRecord({ id: `con_${n}`, organizationId: `rival_${n}`, loginPath: 'acme' }),
    ])
    const outcomes = await store.race(['connections', 'create'], records)
    expect(tally(outcomes)).toEqual({ created: 1, login_path_taken: RIVALS - 1 })
    const loaded = await store.storage.connections.load({ loginPath: 'acme' })
    expect(loaded).toHaveLength(1)
  })

  it('D3 200 organisations that verify one domain: one owns it', async () => {
    const claims = numbers(RIVALS).map((n) =>
      aDomainClaim({ id: `dom_${n}`, organizationId: `rival_${n}`, domain: 'acme.example' }),
    )
    expect(
      tally(
        await store.race(
          ['domains', 'claim'],
          claims.map((claim) => [claim]),
        ),
      ),
    ).toEqual({
      claimed: RIVALS,
    })
    const verified = claims.map((claim) => [
      claim.id,
      1,
      { ...claim, state: 'verified', version: 2, verifiedAt: isoInstant() },
      null,
    ])
    expect(tally(await store.race(['domains', 'verify'], verified))).toEqual({
      verified: 1,
      owned: RIVALS - 1,
    })
    const stored = await store.storage.domains.list({ domain: 'acme.example' })
    expect(tally(stored.map(({ state }) => state))).toEqual({ verified: 1, pending: RIVALS - 1 })
  })

  it('leases of domains never overlap, and come round', async () => {
    for (const n of numbers(5)) {
      const nextCheckAt = new Date(0).toISOString()
      const domain = `due-${n}.example`
      await store.storage.domains.claim(
        aDomainClaim({ id: `due_${n}`, organizationId: 'org_1', domain, nextCheckAt }),
      )
    }
    const turns = await Promise.all(store.hosts.processes.map((host) => host.leaseDomains(60, 15)))
    expect(overlaps(turns.flat())).toEqual([])
    // Else nobody would have had to wait for anybody.
    expect(turns.filter((own) => own.length > 0).length).toBeGreaterThan(1)
    expect(turns.flat().length).toBeGreaterThan(5)
  })

  it('edits of one connection by compare-and-set: none is lost', async () => {
    await store.storage.connections.create(
      aConnectionRecord({ id: 'con_counted', description: '0' }),
    )
    const times = 25
    await Promise.all(store.hosts.processes.map((host) => host.increment('con_counted', times)))
    const [loaded] = await store.storage.connections.load({ id: 'con_counted' })
    expect(loaded?.record.connection).toMatchObject({
      description: String(store.hosts.processes.length * times),
      version: store.hosts.processes.length * times + 1,
    })
  })
})
