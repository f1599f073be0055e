import assert from 'node:assert/strict'
import { claimFor, domain, ownedBy, ownersOf, unchangeable } from './claiming.ts'
import { assertOneWinner, assertRefused, deface, inParallel, only } from './checks.ts'
import type { Checks } from './checks.ts'
import { aDomainClaim, isoInstant } from './records.ts'

/** `domains.verify`: a domain has one verified owner. */
export const domainVerifyChecks: Checks = {
  'verify makes the claim the verified owner': async (storage) => {
    const { domains } = storage
    await claimFor(storage, 1)
    const owned = ownedBy(1, { verifiedAt: isoInstant(), nextCheckAt: isoInstant(1) })
    assert.equal(await domains.verify('dom_1', 1, owned, null), 'verified')
    assert.deepEqual(await domains.list({ domain }), [owned])
  },

  'verify with another version is a conflict and leaves the claim': async (storage) => {
    const { domains } = storage
    const claim = await claimFor(storage, 1)
    for (const version of [0, 2]) {
      assert.equal(await domains.verify('dom_1', version, ownedBy(1), null), 'conflict')
    }
    assert.equal(await domains.verify('dom_2', 1, ownedBy(2), null), 'conflict')
    assert.deepEqual(await domains.list({ domain }), [claim])
  },

  'verify refuses a domain that another claim has verified': async (storage) => {
    const { domains } = storage
    await claimFor(storage, 1)
    const second = await claimFor(storage, 2)
    await domains.verify('dom_1', 1, ownedBy(1), null)
    assert.equal(await domains.verify('dom_2', 1, ownedBy(2), null), 'owned')
    assert.deepEqual(await domains.list({ domain }), [ownedBy(1), second])
    const subdomain = { domain: `www.${domain}` }
    await domains.claim(aDomainClaim({ id: 'dom_3', organizationId: 'org_2', ...subdomain }))
    const other = { ...ownedBy(3, subdomain), organizationId: 'org_2' }
    assert.equal(
      await domains.verify('dom_3', 1, other, null),
      'verified',
      'names are compared whole',
    )
  },

  'verify makes one of 50 organisations the owner': async (storage) => {
    for (let number = 0; number < 50; number += 1) await claimFor(storage, number)
    const results = await inParallel((number) =>
      storage.domains.verify(`dom_${number}`, 1, ownedBy(number), null),
    )
    const winner = assertOneWinner(results, 'verified', 'owned')
    assert.deepEqual(await ownersOf(storage), [`org_${winner}`])
  },

  'verify lets one of 50 parallel callers with the same version win': async (storage) => {
    await claimFor(storage, 1)
    const results = await inParallel((attempts) =>
      storage.domains.verify('dom_1', 1, ownedBy(1, { attempts }), null),
    )
    const attempts = assertOneWinner(results, 'verified', 'conflict')
    assert.deepEqual(await storage.domains.list({ domain }), [ownedBy(1, { attempts })])
  },

  'verify lets the owner verify again and stay the owner': async (storage) => {
    const { domains } = storage
    await claimFor(storage, 1)
    await claimFor(storage, 2)
    await domains.verify('dom_1', 1, ownedBy(1), null)
    const failing = ownedBy(1, { version: 3, failingSince: isoInstant(1) })
    assert.equal(await domains.verify('dom_1', 2, failing, null), 'verified')
    assert.deepEqual((await domains.list({ domain }))[0], failing)
    assert.equal(await domains.verify('dom_2', 1, ownedBy(2), null), 'owned')
    assert.deepEqual(await ownersOf(storage), ['org_1'])
  },

  'a lost or released owner frees the domain': async (storage) => {
    const { domains } = storage
    for (const number of [1, 2, 3]) await claimFor(storage, number)
    await domains.verify('dom_1', 1, ownedBy(1), null)
    await domains.update('dom_1', 2, ownedBy(1, { state: 'lost', version: 3 }))
    assert.equal(await domains.verify('dom_2', 1, ownedBy(2), null), 'verified')
    assert.equal(await domains.verify('dom_1', 3, ownedBy(1, { version: 4 }), null), 'owned')
    assert.equal(await domains.release('dom_2', 2), 'released')
    assert.equal(await domains.verify('dom_3', 1, ownedBy(3), null), 'verified')
    assert.deepEqual(await ownersOf(storage), ['org_3'])
  },

  'claim and update throw where the claim is verified, also of the owner': async (storage) => {
    const { domains } = storage
    const first = await claimFor(storage, 1)
    await assert.rejects(async () => domains.update('dom_1', 1, ownedBy(1)))
    await assert.rejects(async () => domains.claim({ ...ownedBy(2), version: 1 }))
    assert.deepEqual(await domains.list({ domain }), [first], 'nothing of it is stored')
    await domains.verify('dom_1', 1, ownedBy(1), null)
    const second = await claimFor(storage, 2)
    await assert.rejects(async () => domains.update('dom_2', 1, ownedBy(2)))
    await assert.rejects(async () => domains.update('dom_1', 2, ownedBy(1, { version: 3 })))
    await assert.rejects(async () => domains.claim({ ...ownedBy(3), version: 1 }))
    assert.deepEqual(await domains.list({ domain }), [ownedBy(1), second])
  },

  'verify never changes id, organizationId, createdAt and domain': async (storage) => {
    const { domains } = storage
    const claim = await claimFor(storage, 1)
    for (const change of unchangeable) {
      await assertRefused(() => domains.verify('dom_1', 1, ownedBy(1, change), null))
      assert.deepEqual(await domains.list({ domain }), [claim])
      assert.deepEqual(await domains.list({ organizationId: 'org_1' }), [claim])
    }
    assert.deepEqual(await domains.list({ organizationId: 'org_2' }), [])
    assert.equal(await domains.verify('dom_1', 1, ownedBy(1), null), 'verified')
  },

  'verify stores a copy of what it is given': async (storage) => {
    await claimFor(storage, 1)
    const owned = ownedBy(1, { lastSeen: { records: ['a'] } })
    await storage.domains.verify('dom_1', 1, owned, null)
    deface(owned)
    const stored = only(await storage.domains.list({ domain }))
    assert.deepEqual(stored, ownedBy(1, { lastSeen: { records: ['a'] } }))
  },
}
