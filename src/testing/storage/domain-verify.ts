import assert from 'node:assert/strict'
import type { DomainClaim, SsoStorage } from '../../storage/ports.ts'
import { assertOneWinner, deface, inParallel, only } from './checks.ts'
import type { Checks } from './checks.ts'
import { aDomainClaim, isoInstant } from './records.ts'

const domain = 'acme.example'

/** `domains.verify`: a domain has one verified owner. */
export const domainVerifyChecks: Checks = {
  'verify makes the claim the verified owner': async (storage) => {
    const { domains } = storage
    await claimFor(storage, 1)
    const owned = ownedBy(1, { verifiedAt: isoInstant(), nextCheckAt: isoInstant(1) })
    assert.equal(await domains.verify('dom_1', 1, owned), 'verified')
    assert.deepEqual(await domains.list({ domain }), [owned])
  },

  'verify with another version is a conflict and leaves the claim': async (storage) => {
    const { domains } = storage
    const claim = await claimFor(storage, 1)
    for (const version of [0, 2]) {
      assert.equal(await domains.verify('dom_1', version, ownedBy(1)), 'conflict')
    }
    assert.equal(await domains.verify('dom_2', 1, ownedBy(2)), 'conflict')
    assert.deepEqual(await domains.list({ domain }), [claim])
  },

  'verify refuses a domain that another claim has verified': async (storage) => {
    const { domains } = storage
    await claimFor(storage, 1)
    const second = await claimFor(storage, 2)
    await domains.verify('dom_1', 1, ownedBy(1))
    assert.equal(await domains.verify('dom_2', 1, ownedBy(2)), 'owned')
    assert.deepEqual(await domains.list({ domain }), [ownedBy(1), second])
    const subdomain = { domain: `www.${domain}` }
    await domains.claim(aDomainClaim({ id: 'dom_3', organizationId: 'org_2', ...subdomain }))
    const other = { ...ownedBy(3, subdomain), organizationId: 'org_2' }
    assert.equal(await domains.verify('dom_3', 1, other), 'verified', 'names are compared whole')
  },

  'verify makes one of 50 organisations the owner': async (storage) => {
    for (let number = 0; number < 50; number += 1) await claimFor(storage, number)
    const results = await inParallel((number) =>
      storage.domains.verify(`dom_${number}`, 1, ownedBy(number)),
    )
    const winner = assertOneWinner(results, 'verified', 'owned')
    assert.deepEqual(await ownersOf(storage), [`org_${winner}`])
  },

  'verify lets one of 50 parallel callers with the same version win': async (storage) => {
    await claimFor(storage, 1)
    const results = await inParallel((attempts) =>
      storage.domains.verify('dom_1', 1, ownedBy(1, { attempts })),
    )
    const attempts = assertOneWinner(results, 'verified', 'conflict')
    assert.deepEqual(await storage.domains.list({ domain }), [ownedBy(1, { attempts })])
  },

  'verify lets the owner verify again': async (storage) => {
    await claimFor(storage, 1)
    await storage.domains.verify('dom_1', 1, ownedBy(1))
    const again = ownedBy(1, { version: 3, lastCheckedAt: isoInstant(1) })
    assert.equal(await storage.domains.verify('dom_1', 2, again), 'verified')
    assert.deepEqual(await storage.domains.list({ domain }), [again])
  },

  'a verified claim may be updated and stays the owner': async (storage) => {
    const { domains } = storage
    await claimFor(storage, 1)
    await claimFor(storage, 2)
    await domains.verify('dom_1', 1, ownedBy(1))
    const failing = ownedBy(1, { version: 3, failingSince: isoInstant(1) })
    assert.equal(await domains.update('dom_1', 2, failing), 'updated')
    assert.equal(await domains.verify('dom_2', 1, ownedBy(2)), 'owned')
    assert.deepEqual(await ownersOf(storage), ['org_1'])
  },

  'a lost or released owner frees the domain': async (storage) => {
    const { domains } = storage
    for (const number of [1, 2, 3]) await claimFor(storage, number)
    await domains.verify('dom_1', 1, ownedBy(1))
    await domains.update('dom_1', 2, ownedBy(1, { state: 'lost', version: 3 }))
    assert.equal(await domains.verify('dom_2', 1, ownedBy(2)), 'verified')
    assert.equal(await domains.verify('dom_1', 3, ownedBy(1, { version: 4 })), 'owned')
    assert.equal(await domains.release('dom_2', 2), 'released')
    assert.equal(await domains.verify('dom_3', 1, ownedBy(3)), 'verified')
    assert.deepEqual(await ownersOf(storage), ['org_3'])
  },

  'no other call makes a second verified owner': async (storage) => {
    const { domains } = storage
    await claimFor(storage, 1)
    await claimFor(storage, 2)
    await domains.verify('dom_1', 1, ownedBy(1))
    // Callers use `verify` for this; whatever these calls answer or throw, there is one owner.
    await Promise.allSettled([
      domains.update('dom_2', 1, ownedBy(2)),
      domains.claim({ ...ownedBy(3), version: 1 }),
    ])
    assert.deepEqual(await ownersOf(storage), ['org_1'])
  },

  'verify stores a copy of what it is given': async (storage) => {
    await claimFor(storage, 1)
    const owned = ownedBy(1, { lastSeen: { records: ['a'] } })
    await storage.domains.verify('dom_1', 1, owned)
    deface(owned)
    const stored = only(await storage.domains.list({ domain }))
    assert.deepEqual(stored, ownedBy(1, { lastSeen: { records: ['a'] } }))
  },
}

async function claimFor({ domains }: SsoStorage, number: number): Promise<DomainClaim> {
  const claim = aDomainClaim({ id: `dom_${number}`, organizationId: `org_${number}` })
  assert.equal(await domains.claim(claim), 'claimed')
  return claim
}

function ownedBy(number: number, claim: Partial<DomainClaim> = {}): DomainClaim {
  const owner = { id: `dom_${number}`, organizationId: `org_${number}` }
  return aDomainClaim({ ...owner, version: 2, state: 'verified', ...claim })
}

async function ownersOf({ domains }: SsoStorage): Promise<readonly string[]> {
  const claims = await domains.list({ domain })
  return claims.filter(({ state }) => state === 'verified').map((claim) => claim.organizationId)
}
