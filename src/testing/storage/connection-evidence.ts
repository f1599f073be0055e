import assert from 'node:assert/strict'
import type { ConnectionRecord, SsoStorage } from '../../storage/ports.ts'
import { assertOneWinner, deface, inParallel, only } from './checks.ts'
import type { Checks } from './checks.ts'
import { aConnectionRecord, aTrust, instant, isoInstant, revised } from './records.ts'

const fingerprint = 'fingerprint_live'

/** `connections.saveTrust` and `saveEvidence`: what changes without moving a version. */
export const connectionEvidenceChecks: Checks = {
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

  'saveEvidence stores each field and moves no version': async (storage) => {
    const { connections } = storage
    const record = aConnectionRecord({ version: 7, trust: aTrust() }, { dueAt: instant() })
    await connections.create(record)
    const check = { fingerprint, status: 'warn', at: isoInstant(1), report: { n: [1] } } as const
    const test = { fingerprint, status: 'running', at: isoInstant(2) } as const
    const lastLogin = { fingerprint, at: isoInstant(3) }
    const expected = { ...record, connection: { ...record.connection, check } }
    await connections.saveEvidence('con_1', { check })
    assert.deepEqual(await stored(storage), expected)
    await connections.saveEvidence('con_1', { test, lastLogin })
    const connection = { ...expected.connection, test, lastLogin }
    assert.deepEqual(await stored(storage), { ...record, connection })
    await connections.saveEvidence('con_1', {})
    assert.deepEqual(await stored(storage), { ...record, connection })
  },

  'saveEvidence never replaces newer evidence by older, field by field': async (storage) => {
    const { connections } = storage
    const at = isoInstant(5)
    const check = { fingerprint, status: 'pass', at } as const
    const test = { fingerprint, status: 'passed', at } as const
    const lastLogin = { fingerprint, at }
    await connections.create(aConnectionRecord({ check, test, lastLogin }))
    for (const offset of [4, 5]) {
      const older = { fingerprint: 'older', status: 'failed', at: isoInstant(offset) } as const
      await connections.saveEvidence('con_1', {
        check: { ...older, status: 'fail' },
        test: older,
        lastLogin: { fingerprint: 'older', at: older.at },
      })
      assert.deepEqual(await stored(storage), aConnectionRecord({ check, test, lastLogin }))
    }
    const newer = { fingerprint: 'newer', at: isoInstant(6) }
    await connections.saveEvidence('con_1', {
      check: { ...check, at: isoInstant(4) },
      lastLogin: newer,
    })
    const expected = aConnectionRecord({ check, test, lastLogin: newer })
    assert.deepEqual(await stored(storage), expected)
  },

  'saveEvidence of 50 parallel callers keeps the newest of each field': async (storage) => {
    await storage.connections.create(aConnectionRecord())
    await inParallel((index) => {
      const at = isoInstant((index * 7) % 50)
      if (index % 3 === 0) {
        return storage.connections.saveEvidence('con_1', { lastLogin: { fingerprint, at } })
      }
      return storage.connections.saveEvidence('con_1', {
        check: { fingerprint, status: 'pass', at },
        test: { fingerprint, status: 'passed', at },
      })
    })
    const { connection } = await stored(storage)
    // The offsets are a permutation of 0…49: index 7 gives 49, index 21 gives 47, 14 gives 48.
    assert.equal(connection.check?.at, isoInstant(49))
    assert.equal(connection.test?.at, isoInstant(49))
    assert.equal(connection.lastLogin?.at, isoInstant(47))
  },

  'saveEvidence and saveTrust lose no update that runs at the same time': async (storage) => {
    const { connections } = storage
    for (let round = 0; round < 4; round += 1) {
      const id = `con_${round}`
      const record = aConnectionRecord({ id })
      const at = isoInstant()
      await connections.create(record)
      const update = (): Promise<string> =>
        connections.update(id, 1, revised(record, { description: 'updated' }))
      const saves = [
        () => connections.saveEvidence(id, { lastLogin: { fingerprint, at } }),
        () => connections.saveTrust(id, null, aTrust(), null),
        () => connections.saveEvidence(id, { check: { fingerprint, status: 'pass', at } }),
      ]
      // The update begins once before, between and after the others.
      const before = saves.slice(0, round).map((save) => save())
      const updating = update()
      const after = saves.slice(round).map((save) => save())
      const [updated] = await Promise.all([updating, ...before, ...after])
      assert.equal(updated, 'updated')
      const { connection } = only(await connections.load({ id })).record
      assert.equal(connection.description, 'updated')
      assert.equal(connection.version, 2)
    }
  },

  'saveEvidence and saveTrust at the same time lose nothing of each other': async (storage) => {
    const at = isoInstant()
    await storage.connections.create(aConnectionRecord())
    await Promise.all([
      storage.connections.saveEvidence('con_1', { lastLogin: { fingerprint, at } }),
      storage.connections.saveTrust('con_1', null, aTrust(), null),
      storage.connections.saveEvidence('con_1', { check: { fingerprint, status: 'pass', at } }),
    ])
    const { connection } = await stored(storage)
    assert.deepEqual(connection.lastLogin, { fingerprint, at })
    assert.deepEqual(connection.check, { fingerprint, status: 'pass', at })
    assert.deepEqual(connection.trust, aTrust())
  },

  'saveEvidence of an absent connection does nothing': async ({ connections }) => {
    const lastLogin = { fingerprint, at: isoInstant() }
    await connections.saveEvidence('con_1', { lastLogin })
    assert.deepEqual(await connections.load({ id: 'con_1' }), [])
    assert.equal(await connections.create(aConnectionRecord()), 'created')
  },

  'saveTrust and saveEvidence store copies of what they are given': async (storage) => {
    const trust = aTrust()
    const lastLogin = { fingerprint, at: isoInstant() }
    await storage.connections.create(aConnectionRecord())
    await storage.connections.saveTrust('con_1', null, trust, null)
    await storage.connections.saveEvidence('con_1', { lastLogin })
    deface(trust)
    deface(lastLogin)
    const { connection } = await stored(storage)
    assert.deepEqual(connection.trust, aTrust())
    assert.deepEqual(connection.lastLogin, { fingerprint, at: isoInstant() })
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
