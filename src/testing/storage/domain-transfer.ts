import assert from 'node:assert/strict'
import type { DomainClaim, SsoStorage } from '../../storage/ports.ts'
import { assertOneWinner, inParallel, only } from './checks.ts'
import type { Checks } from './checks.ts'
import { claimFor, domain, ownedBy, ownersOf } from './claiming.ts'
import { loadedIds } from './loading.ts'
import { aConnectionRecord, aDomainClaim, isoInstant } from './records.ts'

/** `domains.verify` with `replaces`: a domain goes from one owner to the next in one step. */
export const domainTransferChecks: Checks = {
  'verify that replaces the owner makes its claim lost and moves its version': async (storage) => {
    const { domains } = storage
    const agreed = await ownedByFirst(storage)
    const other = aDomainClaim({ id: 'dom_3', organizationId: 'org_3' })
    await domains.claim(other)
    const owned = ownedBy(2, { verifiedAt: isoInstant(1) })
    assert.equal(await domains.verify('dom_2', 1, owned, replaces(2)), 'verified')
    const [first = agreed, ...others] = await domains.list({ domain })
    assert.ok(first.version > agreed.version)
    assert.deepEqual(first, { ...agreed, state: 'lost', version: first.version })
    assert.deepEqual(others, [owned, other])
  },

  'verify that replaces nobody is refused, whatever the owner agreed to': async (storage) => {
    const { domains } = storage
    const agreed = await ownedByFirst(storage)
    assert.equal(await domains.verify('dom_2', 1, ownedBy(2), null), 'owned')
    assert.deepEqual((await domains.list({ domain }))[0], agreed)
  },

  'verify that replaces is a conflict where the owner moved': async (storage) => {
    const { domains } = storage
    await ownedByFirst(storage)
    await claimFor(storage, 3)
    await domains.claim(aDomainClaim({ id: 'dom_www', domain: `www.${domain}` }))
    const elsewhere = ownedBy(1, { id: 'dom_www', domain: `www.${domain}` })
    await domains.verify('dom_www', 1, elsewhere, null)
    const before = await domains.list({ domain })
    const wrong = [
      ...[replaces(1), replaces(3), replaces(0), { id: 'absent', expectedVersion: 2 }],
      { id: 'dom_3', expectedVersion: 1 },
      { id: 'dom_www', expectedVersion: 2 },
    ]
    for (const each of wrong) {
      const result = await domains.verify('dom_2', 1, ownedBy(2), each)
      assert.equal(result, 'conflict', JSON.stringify(each))
      assert.deepEqual(await domains.list({ domain }), before)
    }
    assert.deepEqual(only(await domains.list({ domain: `www.${domain}` })), elsewhere)
    await domains.update('dom_1', 2, ownedBy(1, { state: 'lost', version: 3 }))
    for (const version of [2, 3]) {
      const result = await domains.verify('dom_2', 1, ownedBy(2), replaces(version))
      assert.equal(result, 'conflict', 'it is the owner no more')
    }
  },

  'verify that replaces is a conflict where the claim moved, and leaves the owner': async (
    storage,
  ) => {
    const { domains } = storage
    await ownedByFirst(storage)
    const before = await domains.list({ domain })
    for (const [id, version] of [['dom_2', 0] as const, ['dom_2', 2] as const]) {
      assert.equal(await domains.verify(id, version, ownedBy(2), replaces(2)), 'conflict')
    }
    assert.equal(await domains.verify('dom_3', 1, ownedBy(3), replaces(2)), 'conflict')
    assert.deepEqual(await domains.list({ domain }), before)
  },

  'verify that replaces lets one of 50 parallel callers take the domain over': async (storage) => {
    await ownedByFirst(storage)
    for (let number = 3; number < 52; number += 1) await claimFor(storage, number)
    const results = await inParallel((index) =>
      storage.domains.verify(`dom_${index + 2}`, 1, ownedBy(index + 2), replaces(2)),
    )
    const winner = assertOneWinner(results, 'verified', 'conflict')
    assert.deepEqual(await ownersOf(storage), [`org_${winner + 2}`])
  },

  'verify that replaces and a check of the owner at once: one of 50 wins': async (storage) => {
    await ownedByFirst(storage)
    const checked = ownedBy(1, { version: 3, lastCheckedAt: isoInstant(1) })
    const results = await inParallel((index) =>
      index % 2 === 0
        ? storage.domains.verify('dom_1', 2, checked, null)
        : storage.domains.verify('dom_2', 1, ownedBy(2), replaces(2)),
    )
    const winner = assertOneWinner(results, 'verified', 'conflict')
    assert.deepEqual(await ownersOf(storage), [winner % 2 === 0 ? 'org_1' : 'org_2'])
  },

  'load finds one owner at every moment of a transfer': async (storage) => {
    await ownedByFirst(storage)
    for (const number of [1, 2]) {
      const connection = { id: `con_${number}`, organizationId: `org_${number}` }
      await storage.connections.create(aConnectionRecord(connection))
    }
    for (let round = 0; round < 6; round += 1) {
      const claims = await storage.domains.list({ domain })
      const owner = only(claims.filter(({ state }) => state === 'verified'))
      const next = only(claims.filter(({ state }) => state !== 'verified'))
      const verified = { ...next, state: 'verified', version: next.version + 1 } as const
      const replaced = { id: owner.id, expectedVersion: owner.version }
      const [result, loaded] = await Promise.all([
        storage.domains.verify(next.id, next.version, verified, replaced),
        inParallel((index) => loadLater(storage, 3 * index), 10),
      ])
      assert.equal(result, 'verified')
      for (const ids of loaded.flat())
        assert.equal(ids.length, 1, 'one organisation owns the domain')
    }
  },
}

/** The first organisation owns the domain at version 2 and agreed that the second takes it over. */
async function ownedByFirst(storage: SsoStorage): Promise<DomainClaim> {
  await claimFor(storage, 1)
  await claimFor(storage, 2)
  const agreed = ownedBy(1, { transferTo: 'org_2', nextCheckAt: isoInstant(5) })
  assert.equal(await storage.domains.verify('dom_1', 1, agreed, null), 'verified')
  return agreed
}

/** Loads three times in a row, so that one read falls into the transfer. */
async function loadLater(
  storage: SsoStorage,
  turns: number,
): Promise<readonly (readonly string[])[]> {
  for (let turn = 0; turn < turns; turn += 1) await Promise.resolve()
  const query = { verifiedDomains: [domain] }
  const first = await loadedIds(storage, query)
  return [first, await loadedIds(storage, query), await loadedIds(storage, query)]
}

function replaces(expectedVersion: number): { id: string; expectedVersion: number } {
  return { id: 'dom_1', expectedVersion }
}
