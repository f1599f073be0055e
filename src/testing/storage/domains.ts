import assert from 'node:assert/strict'
import type { DomainClaim, SsoStorage } from '../../storage/ports.ts'
import { assertOneWinner, assertRefused, deface, inParallel, only } from './checks.ts'
import type { Checks } from './checks.ts'
import { domain, unchangeable } from './claiming.ts'
import { aDomainClaim, isoInstant } from './records.ts'
import { awkwardValues, distinctIds } from './texts.ts'

/** `domains.claim`, `list`, `update` and `release`. */
export const domainChecks: Checks = {
  'claim keeps the claim as it was given': async ({ domains }) => {
    const full = aDomainClaim({
      coversSubdomains: true,
      startedAt: isoInstant(1),
      failingSince: isoInstant(2),
      lastCheckedAt: isoInstant(3),
      nextCheckAt: isoInstant(4),
      expiresAt: isoInstant(5),
      attempts: 6,
      lastSeen: { records: [...awkwardValues], 'NUL \u0000': null },
      transferTo: 'org_2',
      hasCoveredSubdomains: true,
    })
    assert.equal(await domains.claim(full), 'claimed')
    assert.deepEqual(await domains.list({ domain }), [full])
    assert.deepEqual(await domains.list({ organizationId: 'org_1' }), [full])
  },

  'claims of several organisations coexist, one per organisation': async ({ domains }) => {
    const claims = ['org_1', 'org_2', 'org_3'].map((organizationId) =>
      aDomainClaim({ id: `dom_of_${organizationId}`, organizationId }),
    )
    for (const claim of claims) assert.equal(await domains.claim(claim), 'claimed')
    const second = aDomainClaim({ id: 'dom_second', challenge: 'second' })
    assert.equal(await domains.claim(second), 'exists')
    assert.deepEqual(await domains.list({ domain }), claims)
    assert.equal(await domains.claim({ ...second, domain: 'www.acme.example' }), 'claimed')
  },

  'claim with a taken id is told so and leaves the first claim': async ({ domains }) => {
    await domains.claim(aDomainClaim())
    const second = { organizationId: 'org_2', domain: 'other.example', challenge: 'second' }
    assert.equal(await domains.claim(aDomainClaim(second)), 'exists')
    assert.deepEqual(await domains.list({ domain }), [aDomainClaim()])
    assert.deepEqual(await domains.list({ organizationId: 'org_2' }), [])
  },

  'claim gives one of 50 parallel callers of an organisation the claim': async ({ domains }) => {
    const results = await inParallel((index) => domains.claim(aDomainClaim({ id: `dom_${index}` })))
    const winner = assertOneWinner(results, 'claimed', 'exists')
    assert.deepEqual(await domains.list({ domain }), [aDomainClaim({ id: `dom_${winner}` })])
  },

  'claim lets 50 organisations in at once': async ({ domains }) => {
    const results = await inParallel((index) =>
      domains.claim(aDomainClaim({ id: `dom_${index}`, organizationId: `org_${index}` })),
    )
    assert.ok(results.every((result) => result === 'claimed'))
  },

  'list of an organisation gives its own claims only, byte by byte': async ({ domains }) => {
    for (const [index, organizationId] of distinctIds.entries()) {
      const claim = aDomainClaim({ id: `dom_${index}`, organizationId })
      assert.equal(await domains.claim(claim), 'claimed', JSON.stringify(organizationId))
    }
    for (const [index, organizationId] of distinctIds.entries()) {
      assert.equal(only(await domains.list({ organizationId })).id, `dom_${index}`)
    }
  },

  'list orders by domain name, then by id': async ({ domains }) => {
    // Languages skip the hyphen; bytes put it before the full stop.
    const names = ['a-b.example', 'a.example', 'ab.example', 'xn--a.example']
    for (const [index, name] of names.toReversed().entries()) {
      await domains.claim(aDomainClaim({ id: `dom_${index}`, domain: name }))
    }
    const listed = await domains.list({ organizationId: 'org_1' })
    assert.deepEqual(
      listed.map((claim) => claim.domain),
      names,
    )
    for (const id of ['b', '_', 'B', 'a']) {
      await domains.claim(aDomainClaim({ id, organizationId: `org_${id}` }))
    }
    assert.deepEqual(await listedIds({ domains }), ['B', '_', 'a', 'b'])
    assert.deepEqual(await domains.list({ domain: 'example' }), [])
    assert.deepEqual(await domains.list({ domain: '%' }), [])
  },

  'update replaces the whole claim': async ({ domains }) => {
    await domains.claim(aDomainClaim({ lastSeen: { a: 1 }, nextCheckAt: isoInstant() }))
    const changed = aDomainClaim({ version: 2, state: 'failed', attempts: 3 })
    assert.equal(await domains.update('dom_1', 1, changed), 'updated')
    assert.deepEqual(await domains.list({ domain }), [changed])
  },

  'update with another version is a conflict and leaves the claim': async ({ domains }) => {
    await domains.claim(aDomainClaim({ version: 5 }))
    for (const version of [0, 4, 6]) {
      const changed = aDomainClaim({ version: version + 1, state: 'failed' })
      assert.equal(await domains.update('dom_1', version, changed), 'conflict')
    }
    const absent = aDomainClaim({ id: 'dom_2', organizationId: 'org_2' })
    assert.equal(await domains.update('dom_2', 5, absent), 'conflict')
    assert.deepEqual(await domains.list({ domain }), [aDomainClaim({ version: 5 })])
  },

  'update lets one of 50 parallel callers with the same version win': async ({ domains }) => {
    await domains.claim(aDomainClaim())
    const results = await inParallel((index) =>
      domains.update('dom_1', 1, aDomainClaim({ version: 2, attempts: index })),
    )
    const attempts = assertOneWinner(results, 'updated', 'conflict')
    assert.deepEqual(await domains.list({ domain }), [aDomainClaim({ version: 2, attempts })])
  },

  'update never changes id, organizationId, createdAt and domain': async ({ domains }) => {
    await domains.claim(aDomainClaim())
    for (const change of unchangeable) {
      const changed = aDomainClaim({ version: 2, attempts: 1, ...change })
      await assertRefused(() => domains.update('dom_1', 1, changed))
      assert.deepEqual(await domains.list({ domain }), [aDomainClaim()])
      assert.deepEqual(await domains.list({ organizationId: 'org_1' }), [aDomainClaim()])
    }
    assert.deepEqual(await domains.list({ organizationId: 'org_2' }), [])
    assert.equal(await domains.update('dom_1', 1, aDomainClaim({ version: 2 })), 'updated')
  },

  'release deletes the claim of the expected version only': async ({ domains }) => {
    const other = aDomainClaim({ id: 'dom_2', organizationId: 'org_2' })
    await domains.claim(aDomainClaim({ version: 3 }))
    await domains.claim(other)
    assert.equal(await domains.release('dom_1', 2), 'conflict')
    assert.deepEqual(await listedIds({ domains }), ['dom_1', 'dom_2'])
    assert.equal(await domains.release('dom_1', 3), 'released')
    assert.equal(await domains.release('dom_1', 3), 'absent')
    assert.deepEqual(await domains.list({ domain }), [other])
    assert.equal(await domains.claim(aDomainClaim({ id: 'dom_3' })), 'claimed')
  },

  'release lets one of 50 parallel callers delete': async ({ domains }) => {
    await domains.claim(aDomainClaim())
    const results = await inParallel(() => domains.release('dom_1', 1))
    assertOneWinner(results, 'released', 'absent')
  },

  'claim, list and update copy: changing an input or a result changes nothing stored': async ({
    domains,
  }) => {
    const given = (version: number): DomainClaim =>
      aDomainClaim({ version, lastSeen: { records: ['a'] } })
    const claimed = given(1)
    await domains.claim(claimed)
    deface(claimed)
    assert.deepEqual(await domains.list({ domain }), [given(1)])
    deface(await domains.list({ domain }))
    assert.deepEqual(await domains.list({ domain }), [given(1)])
    const updated = given(2)
    await domains.update('dom_1', 1, updated)
    deface(updated)
    assert.deepEqual(await domains.list({ domain }), [given(2)])
  },
}

async function listedIds({ domains }: Pick<SsoStorage, 'domains'>): Promise<readonly string[]> {
  const claims = await domains.list({ domain })
  return claims.map(({ id }) => id)
}
