import assert from 'node:assert/strict'
import type { ConnectionStore } from '../../storage/ports.ts'
import { deface, readPages } from './checks.ts'
import type { Checks } from './checks.ts'
import { aConnectionRecord, aTrust, instant, isoInstant, minute, revised } from './records.ts'

/** `connections.list`: order, filters, pages. */
export const connectionListChecks: Checks = {
  'list orders by the bytes of the id, whatever was created first': async ({ connections }) => {
    // UTF-16 puts the astral character before the ligature, languages put `a` before `B`.
    const ids = ['A', 'B', '_', 'a', 'b', 'ﬀ', '😀']
    for (const [index, id] of ids.toReversed().entries()) {
      await connections.create(aConnectionRecord({ id, createdAt: isoInstant(index) }))
    }
    assert.deepEqual(await listedIds(connections, { limit: 10 }), ids)
    assert.deepEqual(await listedIds(connections, { limit: 2 }), ['A', 'B'])
    assert.deepEqual(await listedIds(connections, { after: 'ﬀ', limit: 10 }), ['😀'])
  },

  'list gives the records as they were stored, as copies': async ({ connections }) => {
    await connections.create(aConnectionRecord({}, { dueAt: instant(1) }))
    deface(await connections.list({ limit: 10 }))
    const stored = aConnectionRecord({}, { dueAt: instant(1) })
    assert.deepEqual(await connections.list({ limit: 10 }), [stored])
  },

  'list pages without gaps and repeats': async ({ connections }) => {
    const ids = Array.from({ length: 23 }, (_, index) => `con_${index + 10}`)
    for (const id of ids.toReversed()) await connections.create(aConnectionRecord({ id }))
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
      await connections.create(aConnectionRecord({ id: `con_${offset}` }))
    }
    assert.deepEqual(await listedIds(connections, { limit: 3 }), ['con_0', 'con_1', 'con_2'])
    await connections.remove('con_0', 1)
    const after = 'con_2'
    assert.deepEqual(await listedIds(connections, { after, limit: 2 }), ['con_3', 'con_4'])
    for (const id of ['con_00', 'con_11']) await connections.create(aConnectionRecord({ id }))
    assert.deepEqual(await listedIds(connections, { after, limit: 2 }), ['con_3', 'con_4'])
  },

  'list pages on where the connection that ended a page was removed': async ({ connections }) => {
    const organizationId = 'org_2'
    for (const id of ['a', 'b', 'c', 'd']) {
      await connections.create(aConnectionRecord({ id, organizationId }, { dueAt: instant() }))
    }
    await connections.remove('b', 1)
    const dueBefore = instant()
    for (const filter of [{}, { organizationId }, { dueBefore }, { organizationId, dueBefore }]) {
      const next = await listedIds(connections, { ...filter, after: 'b', limit: 10 })
      assert.deepEqual(next, ['c', 'd'], JSON.stringify(filter))
      const all = await listedIds(connections, { ...filter, after: ' never there', limit: 10 })
      assert.deepEqual(all, ['a', 'c', 'd'])
    }
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
