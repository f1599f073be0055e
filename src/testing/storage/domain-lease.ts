import assert from 'node:assert/strict'
import type { DomainClaim, SsoStorage } from '../../storage/ports.ts'
import { deface, inParallel } from './checks.ts'
import type { Checks } from './checks.ts'
import { aDomainClaim, instant, isoInstant, minute } from './records.ts'

/** `domains.lease`: background checks are shared out, each to one worker. */
export const domainLeaseChecks: Checks = {
  'lease gives what is due at or before now, oldest first': async (storage) => {
    await dueAt(storage, 'exact', 0)
    await dueAt(storage, 'future', 1)
    await dueAt(storage, 'old', -minute)
    await dueAt(storage, 'older', -2 * minute)
    await storage.domains.claim(aDomainClaim({ id: 'never', organizationId: 'org_never' }))
    assert.deepEqual(await lease(storage, 0, minute), ['older', 'old', 'exact'])
    assert.deepEqual(await lease(storage, 1, minute), ['future'])
  },

  'lease gives the claims as they are stored, as copies': async ({ domains }) => {
    const claim = aDomainClaim({ nextCheckAt: isoInstant(), lastSeen: { records: ['a'] } })
    await domains.claim(claim)
    const leased = await domains.lease(instant(), instant(1), 10)
    const listed = await domains.list({ domain: 'acme.example' })
    assert.deepEqual(leased, listed)
    assert.deepEqual(leased, [claim])
    deface(leased)
    assert.deepEqual(await domains.list({ domain: 'acme.example' }), [claim])
  },

  'lease gives at most the limit, the oldest': async (storage) => {
    for (const offset of [3, 1, 5, 2, 4]) await dueAt(storage, `dom_${offset}`, -60 + offset)
    assert.deepEqual(await lease(storage, 0, minute, 2), ['dom_1', 'dom_2'])
    assert.deepEqual(await lease(storage, 0, minute, 2), ['dom_3', 'dom_4'])
    assert.deepEqual(await lease(storage, 0, minute, 2), ['dom_5'])
    assert.deepEqual(await lease(storage, 0, minute, 2), [])
  },

  'lease gives a claim to one of 50 parallel callers': async (storage) => {
    await dueAt(storage, 'dom_1', 0)
    const leased = await inParallel(() => lease(storage, 0, minute))
    assert.deepEqual(leased.flat(), ['dom_1'])
  },

  'lease never gives a claim to two of 50 parallel callers': async (storage) => {
    const ids = Array.from({ length: 40 }, (_, index) => `dom_${index + 10}`)
    for (const [index, id] of ids.entries()) await dueAt(storage, id, index - 100)
    const leased = await inParallel(() => lease(storage, 0, minute, 3))
    assert.ok(leased.every((each) => each.length <= 3))
    const rest = await lease(storage, 0, minute, 100)
    // A worker may skip what others are just taking, yet nothing is lost or given twice.
    assert.deepEqual([...leased.flat(), ...rest].sort(), ids)
  },

  'lease that ran out is free again, to one of 50 parallel callers': async (storage) => {
    await dueAt(storage, 'dom_1', 0)
    assert.deepEqual(await lease(storage, 0, minute), ['dom_1'])
    assert.deepEqual(await lease(storage, minute - 1, 2 * minute), [])
    const leased = await inParallel(() => lease(storage, minute, 2 * minute))
    assert.deepEqual(leased.flat(), ['dom_1'], 'at `until` it is free')
    assert.deepEqual(await lease(storage, 2 * minute - 1, 3 * minute), [])
  },

  'lease lets its holder store what the check found': async ({ domains }) => {
    await domains.claim(aDomainClaim({ nextCheckAt: isoInstant() }))
    const [held = aDomainClaim()] = await domains.lease(instant(), instant(minute), 1)
    const next = { version: held.version + 1, attempts: 1, nextCheckAt: isoInstant(5) }
    assert.equal(await domains.update('dom_1', held.version, { ...held, ...next }), 'updated')
  },

  'lease outlasts a change of the claim': async (storage) => {
    const { domains } = storage
    const claim = await dueAt(storage, 'dom_1', 0)
    await lease(storage, 0, minute)
    const changed = { ...claim, version: claim.version + 1, attempts: 1 }
    assert.equal(await domains.update('dom_1', claim.version, changed), 'updated')
    assert.deepEqual(await lease(storage, 1, minute), [], 'still due, but leased')
    const verified = { ...changed, version: 3, state: 'verified' as const }
    assert.equal(await domains.verify('dom_1', 2, verified, null), 'verified')
    assert.deepEqual(await lease(storage, minute - 1, minute), [], 'still leased')
    assert.deepEqual(await lease(storage, minute, 2 * minute), ['dom_1'])
  },

  'lease follows a changed nextCheckAt': async (storage) => {
    const { domains } = storage
    const claim = await dueAt(storage, 'dom_1', 0)
    const later = { ...claim, version: 2, nextCheckAt: isoInstant(minute) }
    await domains.update('dom_1', 1, later)
    assert.deepEqual(await lease(storage, minute - 1, minute), [])
    const { nextCheckAt: _, ...never } = { ...later, version: 3 }
    await domains.update('dom_1', 2, never)
    assert.deepEqual(await lease(storage, 2 * minute, 3 * minute), [])
    const verified = { ...later, version: 4, state: 'verified' as const }
    await domains.verify('dom_1', 3, verified, null)
    assert.deepEqual(await lease(storage, minute, 2 * minute), ['dom_1'])
  },

  'lease forgets a released claim': async (storage) => {
    const claim = await dueAt(storage, 'dom_1', 0)
    await lease(storage, 0, minute)
    assert.equal(await storage.domains.release('dom_1', claim.version), 'released')
    await dueAt(storage, 'dom_2', 0, claim.organizationId)
    assert.deepEqual(await lease(storage, 0, minute), ['dom_2'])
  },
}

/** Stores a claim whose next check is this many milliseconds after the start. */
async function dueAt(
  { domains }: SsoStorage,
  id: string,
  offset: number,
  organizationId: string = `org_of_${id}`,
): Promise<DomainClaim> {
  const claim = aDomainClaim({ id, organizationId, nextCheckAt: isoInstant(offset) })
  assert.equal(await domains.claim(claim), 'claimed')
  return claim
}

async function lease(
  { domains }: SsoStorage,
  now: number,
  until: number,
  limit: number = 10,
): Promise<readonly string[]> {
  const claims = await domains.lease(instant(now), instant(until), limit)
  return claims.map(({ id }) => id)
}
