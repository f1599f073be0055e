import assert from 'node:assert/strict'
import { assertOneWinner, assertRefused, deface, inParallel } from './checks.ts'
import type { Checks } from './checks.ts'
import { aPolicy, isoInstant } from './records.ts'
import { distinctIds } from './texts.ts'

/** `organizations.get` and `update`. */
export const organizationChecks: Checks = {
  'get gives the policy as it was stored, null where there is none': async (storage) => {
    const { organizations } = storage
    assert.equal(await organizations.get('org_1'), null)
    const policy = aPolicy({ mode: 'enforced_new', enforcedAt: isoInstant(), isIrreversible: true })
    assert.equal(await organizations.update('org_1', 0, policy), 'updated')
    assert.deepEqual(await organizations.get('org_1'), policy)
    assert.equal(await organizations.get('org_2'), null)
  },

  'get tells ids apart byte by byte': async ({ organizations }) => {
    for (const organizationId of distinctIds) {
      const name = JSON.stringify(organizationId)
      assert.equal(await organizations.get(organizationId), null, `${name} is not there yet`)
      const policy = aPolicy({ organizationId })
      assert.equal(await organizations.update(organizationId, 0, policy), 'updated')
    }
    for (const organizationId of distinctIds) {
      assert.deepEqual(await organizations.get(organizationId), aPolicy({ organizationId }))
    }
  },

  'update replaces the whole policy': async ({ organizations }) => {
    await organizations.update('org_1', 0, aPolicy({ enforcedAt: isoInstant() }))
    const second = aPolicy({ version: 2, mode: 'enforced_all' })
    assert.equal(await organizations.update('org_1', 1, second), 'updated')
    assert.deepEqual(await organizations.get('org_1'), second)
  },

  'update with another version is a conflict and leaves the policy': async (storage) => {
    const { organizations } = storage
    for (const version of [1, 2, -1]) {
      const result = await organizations.update('org_1', version, aPolicy({ version: 2 }))
      assert.equal(result, 'conflict', `none is stored, so ${version} is wrong`)
    }
    assert.equal(await organizations.get('org_1'), null)
    await organizations.update('org_1', 0, aPolicy({ version: 5 }))
    for (const version of [0, 4, 6]) {
      const changed = aPolicy({ version: version + 1, mode: 'enforced_all' })
      assert.equal(await organizations.update('org_1', version, changed), 'conflict')
    }
    assert.deepEqual(await organizations.get('org_1'), aPolicy({ version: 5 }))
  },

  'update never changes organizationId': async ({ organizations }) => {
    const other = { organizationId: 'org_2' }
    await assertRefused(() => organizations.update('org_1', 0, aPolicy(other)))
    assert.equal(await organizations.get('org_1'), null)
    await organizations.update('org_1', 0, aPolicy())
    await assertRefused(() => organizations.update('org_1', 1, aPolicy({ version: 2, ...other })))
    assert.deepEqual(await organizations.get('org_1'), aPolicy())
    assert.equal(await organizations.get('org_2'), null)
  },

  'update lets one of 50 parallel callers store the first policy': async ({ organizations }) => {
    const results = await inParallel((index) =>
      organizations.update('org_1', 0, aPolicy({ updatedAt: isoInstant(index) })),
    )
    const winner = assertOneWinner(results, 'updated', 'conflict')
    const policy = aPolicy({ updatedAt: isoInstant(winner) })
    assert.deepEqual(await organizations.get('org_1'), policy)
  },

  'update lets one of 50 parallel callers with the same version win': async (storage) => {
    const { organizations } = storage
    await organizations.update('org_1', 0, aPolicy())
    const results = await inParallel((index) =>
      organizations.update('org_1', 1, aPolicy({ version: 2, updatedAt: isoInstant(index) })),
    )
    const winner = assertOneWinner(results, 'updated', 'conflict')
    const policy = aPolicy({ version: 2, updatedAt: isoInstant(winner) })
    assert.deepEqual(await organizations.get('org_1'), policy)
  },

  'get and update copy: changing an input or a result changes nothing stored': async (storage) => {
    const policy = aPolicy()
    await storage.organizations.update('org_1', 0, policy)
    deface(policy)
    assert.deepEqual(await storage.organizations.get('org_1'), aPolicy())
    deface(await storage.organizations.get('org_1'))
    assert.deepEqual(await storage.organizations.get('org_1'), aPolicy())
  },
}
