import assert from 'node:assert/strict'
import type { ConnectionRecord, SsoStorage } from '../../storage/ports.ts'
import { assertOneWinner, inParallel, only } from './checks.ts'
import type { Checks } from './checks.ts'
import { aConnectionRecord, aTrust, instant, isoInstant } from './records.ts'

/** `connections.saveTrust`. */
export const connectionTrustChecks: Checks = {
  'saveTrust stores trust and dueAt and moves no version': async (storage) => {
    const { connections } = storage
    const record = aConnectionRecord({ version: 7 }, { dueAt: instant() })
    await connections.create(record)
    const first = { ...aTrust(), expiresAt: isoInstant(5) }
    assert.equal(await connections.saveTrust('con_1', null, first, instant(1)), 'saved')
    assert.deepEqual(await stored(storage), withTrust(record, first, instant(1)))
    const second = aTrust(isoInstant(1))
    assert.equal(await connections.saveTrust('con_1', first.checkedAt, second, null), 'saved')
    assert.deepEqual(await stored(storage), withTrust(record, second, null))
  },

  'saveTrust with another instant is a conflict and leaves the record': async (storage) => {
    const { connections } = storage
    const record = aConnectionRecord({}, { dueAt: instant() })
    await connections.create(record)
    const given = aTrust(isoInstant(9))
    const save = (expected: string | null, id: string = 'con_1'): Promise<string> =>
      connections.saveTrust(id, expected, given, instant(9))
    assert.equal(await save(isoInstant()), 'conflict')
    assert.deepEqual(await stored(storage), record)
    await connections.saveTrust('con_1', null, aTrust(), null)
    for (const expected of [null, isoInstant(1), isoInstant(-1)]) {
      assert.equal(await save(expected), 'conflict')
    }
    assert.deepEqual(await stored(storage), withTrust(record, aTrust(), null))
    assert.equal(await save(null, 'con_2'), 'conflict')
    assert.deepEqual(await connections.load({ id: 'con_2' }), [], 'it creates nothing')
  },

  'saveTrust lets one of 50 parallel callers win, first and later': async (storage) => {
    const { connections } = storage
    await connections.create(aConnectionRecord())
    for (const expected of [null, isoInstant()]) {
      const checkedAt = expected === null ? isoInstant() : isoInstant(1)
      const results = await inParallel((index) =>
        connections.saveTrust(
          'con_1',
          expected,
          { checkedAt, document: { index } },
          instant(index),
        ),
      )
      const index = assertOneWinner(results, 'saved', 'conflict')
      const record = await stored(storage)
      assert.deepEqual(record.connection.trust, { checkedAt, document: { index } })
      assert.deepEqual(record.dueAt, instant(index))
    }
  },
}

async function stored({ connections }: SsoStorage): Promise<ConnectionRecord> {
  return only(await connections.load({ id: 'con_1' })).record
}

function withTrust(
  record: ConnectionRecord,
  trust: ReturnType<typeof aTrust>,
  dueAt: Date | null,
): ConnectionRecord {
  return { ...record, connection: { ...record.connection, trust }, dueAt }
}
