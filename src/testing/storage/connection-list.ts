import assert from 'node:assert/strict'
import type { ConnectionStore } from '../../storage/ports.ts'
import { deface, readPages } from './checks.ts'
import type { Checks } from './checks.ts'
import { aConnectionRecord, aTrust, instant, isoInstant, minute, revised } from './records.ts'

/** `connections.list`: order, filters, pages. */
export const connectionListChecks: Checks = {
  'list orders by creation instant, then by id': async ({ connections }) => {
    const created = [
      ...[['z', 0] as const, ['B', 1] as const, ['a', 1] as const, ['b', 1] as const],
      ['A', 2] as const,
    ]
    for (const [id, offset] of created.toReversed()) {
      await connections.create(aConnectionRecord({ id, createdAt: isoInstant(offset) }))
    }
    assert.deepEqual(await listedIds(connections, { limit: 10 }), ['z', 'B', 'a', 'b', 'A'])
    assert.deepEqual(await listedIds(connections, { limit: 2 }), ['z', 'B'])
  },

  'list gives the records as they were stored, as copies': async ({ connections }) => {
    await connections.create(aConnectionRecord({}, { dueAt: instant(1) }))
    deface(await connections.list({ limit: 10 }))
    const stored = aConnectionRecord({}, { dueAt: instant(1) })
    assert.deepEqual(await connections.list({ limit: 10 }), [stored])
  },

  'list pages without gaps and repeats': async ({ connections }) => {
    const ids = Array.from({ length: 23 }, (_, index) => `con_${index + 10}`)
    for (const [index, id] of ids.entries()) {
      // Seven at a time share an instant, so that pages end inside of a group.
      const createdAt = isoInstant(Math.floor(index / 7))
      await connections.create(aConnectionRecord({ id, createdAt }))
    }
    for (const limit of [1, 5, 23, 24]) {
      const items = await readPages(
        (after) => connections.list({ limit, ...(after !== undefined && { after }) }),
        ({ connection }) => connection.id,
        limit,
      )
      const listed = items.map(({ connection }) => connection.id)
      assert.deepEqual(listed, ids, `in pages of ${limit}`)
    }
  },

  'list pages on where earlier connections were removed or added': async ({ connections }) => {
    for (const offset of [0, 1, 2, 3, 4, 5]) {
      const createdAt = isoInstant(offset)
      await connections.create(aConnectionRecord({ id: `con_${offset}`, createdAt }))
    }
    assert.deepEqual(await listedIds(connections, { limit: 3 }), ['con_0', 'con_1', 'con_2'])
    await connections.remove('con_0', 1)
    const after = 'con_2'
    assert.deepEqual(await listedIds(connections, { after, limit: 2 }), ['con_3', 'con_4'])
    for (const id of ['early_1', 'early_2']) await connections.create(aConnectionRecord({ id }))
    assert.deepEqual(await listedIds(connections, { after, limit: 2 }), ['con_3', 'con_4'])
  },

  'list of an organisation gives its own connections only': async ({ connections }) => {
    const organizationIds = ['org', 'Org', 'org ', 'örg', '%', '__proto__']
    for (const organizationId of organizationIds) {
      await connections.create(aConnectionRecord({ id: `1 of ${organizationId}`, organizationId }))
      await connections.create(aConnectionRecord({ id: `2 of ${organizationId}`, organizationId }))
    }
    for (const organizationId of organizationIds) {
      const first = `1 of ${organizationId}`
      const second = `2 of ${organizationId}`
      const filter = { organizationId, limit: 10 }
      assert.deepEqual(await listedIds(connections, filter), [first, second])
      assert.deepEqual(await listedIds(connections, { ...filter, after: first }), [second])
    }
    assert.deepEqual(await listedIds(connections, { organizationId: 'none', limit: 10 }), [])
  },

  'list of what is due takes dueAt at or before the instant': async ({ connections }) => {
    const due = [
      ['early', instant(-1)] as const,
      ['exact', instant()] as const,
      ['late', instant(1)] as const,
      ['never', null] as const,
    ]
    for (const [id, dueAt] of due) await connections.create(aConnectionRecord({ id }, { dueAt }))
    const other = aConnectionRecord({ id: 'other', organizationId: 'org_2' }, { dueAt: instant() })
    await connections.create(other)
    const dueBefore = instant()
    assert.deepEqual(await listedIds(connections, { dueBefore, limit: 10 }), [
      'early',
      'exact',
      'other',
    ])
    assert.deepEqual(
      await listedIds(connections, { dueBefore, organizationId: 'org_2', limit: 10 }),
      ['other'],
    )
  },

  'list of what is due follows update and saveTrust': async ({ connections }) => {
    const record = aConnectionRecord()
    await connections.create(record)
    const isDue = async (): Promise<boolean> =>
      (await connections.list({ dueBefore: instant(), limit: 10 })).length === 1
    assert.equal(await isDue(), false)
    await connections.update('con_1', 1, { ...revised(record), dueAt: instant() })
    assert.equal(await isDue(), true)
    await connections.saveTrust('con_1', null, aTrust(isoInstant(1)), instant(minute))
    assert.equal(await isDue(), false)
    await connections.saveTrust('con_1', isoInstant(1), aTrust(isoInstant(2)), instant(-minute))
    assert.equal(await isDue(), true)
    await connections.saveTrust('con_1', isoInstant(2), aTrust(isoInstant(3)), null)
    assert.equal(await isDue(), false)
  },

  'list of what is due pages on where the work moved dueAt in between': async ({ connections }) => {
    for (const id of ['a', 'b', 'c', 'd']) {
      await connections.create(aConnectionRecord({ id }, { dueAt: instant() }))
    }
    const dueBefore = instant()
    assert.deepEqual(await listedIds(connections, { dueBefore, limit: 2 }), ['a', 'b'])
    for (const id of ['a', 'b']) await connections.saveTrust(id, null, aTrust(), instant(minute))
    const next = await listedIds(connections, { dueBefore, after: 'b', limit: 2 })
    assert.deepEqual(next, ['c', 'd'])
  },
}

async function listedIds(
  connections: ConnectionStore,
  filter: Parameters<ConnectionStore['list']>[0],
): Promise<readonly string[]> {
  const records = await connections.list(filter)
  return records.map(({ connection }) => connection.id)
}
