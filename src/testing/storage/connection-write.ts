import assert from 'node:assert/strict'
import { loadedIds } from './loading.ts'
import { assertOneWinner, deface, inParallel, only } from './checks.ts'
import type { Checks } from './checks.ts'
import { aConnectionRecord, aRevision, aTrust, instant, isoInstant, revised } from './records.ts'

/** `connections.create`, `update` and `remove`. */
export const connectionWriteChecks: Checks = {
  'create refuses a taken id and leaves the first record': async ({ connections }) => {
    await connections.create(aConnectionRecord())
    const second = aConnectionRecord({ organizationId: 'org_2', description: 'second' })
    assert.equal(await connections.create(second), 'id_taken')
    const { record } = only(await connections.load({ id: 'con_1' }))
    assert.deepEqual(record, aConnectionRecord())
  },

  'create gives an id to one of 50 parallel callers': async ({ connections }) => {
    const results = await inParallel((index) =>
      connections.create(aConnectionRecord({ description: `${index}` })),
    )
    const winner = assertOneWinner(results, 'created', 'id_taken')
    const { record } = only(await connections.load({ id: 'con_1' }))
    assert.equal(record.connection.description, `${winner}`)
  },

  'create refuses a login path that any organisation has, drafts included': async (storage) => {
    const { connections } = storage
    await connections.create(aConnectionRecord({ loginPath: 'acme', status: 'draft' }))
    const other = aConnectionRecord({ id: 'con_2', organizationId: 'org_2', loginPath: 'acme' })
    assert.equal(await connections.create(other), 'login_path_taken')
    assert.deepEqual(await connections.load({ id: 'con_2' }), [], 'nothing of it is stored')
    assert.deepEqual(await loadedIds(storage, { loginPath: 'acme' }), ['con_1'])
  },

  'create gives a login path to one of 50 parallel callers': async (storage) => {
    const results = await inParallel((index) =>
      storage.connections.create(
        aConnectionRecord({ id: `con_${index}`, organizationId: `org_${index}`, loginPath: 'x' }),
      ),
    )
    const winner = assertOneWinner(results, 'created', 'login_path_taken')
    assert.deepEqual(await loadedIds(storage, { loginPath: 'x' }), [`con_${winner}`])
    assert.equal((await storage.connections.list({ limit: 100 })).length, 1)
  },

  'create takes any number of connections without login path': async ({ connections }) => {
    const results = await inParallel((index) =>
      connections.create(aConnectionRecord({ id: `con_${index}` })),
    )
    assert.ok(results.every((result) => result === 'created'))
  },

  'update replaces the whole record, with newer evidence and trust': async ({ connections }) => {
    const evidence = { fingerprint: 'fingerprint_live', at: isoInstant() }
    const full = aConnectionRecord(
      {
        loginPath: 'acme',
        draft: aRevision('fingerprint_draft'),
        check: { ...evidence, status: 'pass' },
        test: { ...evidence, status: 'passed', report: { steps: [] } },
        lastLogin: evidence,
        trust: aTrust(),
      },
      { dueAt: instant() },
    )
    const newer = { ...aTrust(isoInstant(1)), document: {} }
    const other = { description: 'bare', live: aRevision('fingerprint_other'), trust: newer }
    const bare = revised(aConnectionRecord(other, { issuers: [], sealed: {} }))
    await connections.create(full)
    assert.equal(await connections.update('con_1', 1, bare), 'updated')
    assert.deepEqual(only(await connections.load({ id: 'con_1' })).record, bare)
    const renewed = { ...full.connection, version: 2, trust: aTrust(isoInstant(2)) }
    const again = revised({ ...full, connection: renewed })
    assert.equal(await connections.update('con_1', 2, again), 'updated')
    assert.deepEqual(only(await connections.load({ id: 'con_1' })).record, again)
  },

  'update keeps trust and evidence that are newer than what it was given': async ({
    connections,
  }) => {
    const evidence = (at: string) => ({
      check: { fingerprint: 'fingerprint_live', status: 'pass', at } as const,
      test: { fingerprint: 'fingerprint_live', status: 'passed', at } as const,
      lastLogin: { fingerprint: 'fingerprint_live', at },
    })
    const learned = { trust: aTrust(isoInstant(5)), ...evidence(isoInstant(5)) }
    await connections.create(aConnectionRecord(learned))
    // Prepared before any of it was learned, or from an older copy.
    for (const [version, old] of [{}, { trust: aTrust(), ...evidence(isoInstant()) }].entries()) {
      const edit = aConnectionRecord({ ...old, description: 'edited', version: version + 2 })
      assert.equal(await connections.update('con_1', version + 1, edit), 'updated')
      const { connection } = only(await connections.load({ id: 'con_1' })).record
      assert.deepEqual(connection, { ...edit.connection, ...learned })
    }
    const next = { trust: aTrust(isoInstant(6)), ...evidence(isoInstant(6)), version: 4 }
    assert.equal(await connections.update('con_1', 3, aConnectionRecord(next)), 'updated')
    const { connection } = only(await connections.load({ id: 'con_1' })).record
    assert.deepEqual(connection, aConnectionRecord(next).connection)
  },

  'update with another version is a conflict and leaves the record': async ({ connections }) => {
    const record = aConnectionRecord({ version: 5, loginPath: 'acme' })
    await connections.create(record)
    const changed = revised(record, { description: 'changed', loginPath: 'new' })
    for (const version of [0, 4, 6, -5]) {
      assert.equal(await connections.update('con_1', version, changed), 'conflict')
    }
    assert.deepEqual(only(await connections.load({ id: 'con_1' })).record, record)
    assert.equal(await connections.update('con_2', 5, changed), 'absent')
    assert.deepEqual(await connections.load({ id: 'con_2' }), [], 'an update creates nothing')
  },

  'update lets one of 50 parallel callers with the same version win': async ({ connections }) => {
    const record = aConnectionRecord()
    await connections.create(record)
    const results = await inParallel((index) =>
      connections.update('con_1', 1, revised(record, { description: `${index}` })),
    )
    const winner = assertOneWinner(results, 'updated', 'conflict')
    const stored = only(await connections.load({ id: 'con_1' })).record
    assert.deepEqual(stored, revised(record, { description: `${winner}` }))
  },

  'update refuses a login path that another connection has': async (storage) => {
    const { connections } = storage
    const record = aConnectionRecord({ id: 'con_2', organizationId: 'org_2', loginPath: 'two' })
    await connections.create(aConnectionRecord({ loginPath: 'one', status: 'draft' }))
    await connections.create(record)
    const taken = revised(record, { loginPath: 'one', description: 'changed' })
    assert.equal(await connections.update('con_2', 1, taken), 'login_path_taken')
    assert.deepEqual(only(await connections.load({ id: 'con_2' })).record, record)
    assert.deepEqual(await loadedIds(storage, { loginPath: 'one' }), ['con_1'])
    const kept = revised(record, { description: 'keeps its own path' })
    assert.equal(await connections.update('con_2', 1, kept), 'updated')
  },

  'update gives a login path to one of 50 parallel callers': async (storage) => {
    const { connections } = storage
    const records = Array.from({ length: 50 }, (_, index) =>
      aConnectionRecord({ id: `con_${index}` }),
    )
    for (const record of records) await connections.create(record)
    const results = await inParallel(async (index) => {
      const loginPath = 'x'
      const [record = aConnectionRecord()] = records.slice(index)
      return connections.update(`con_${index}`, 1, revised(record, { loginPath }))
    })
    const winner = assertOneWinner(results, 'updated', 'login_path_taken')
    assert.deepEqual(await loadedIds(storage, { loginPath: 'x' }), [`con_${winner}`])
  },

  'update and remove free the login path': async ({ connections }) => {
    const record = aConnectionRecord({ loginPath: 'acme' })
    const create = (id: string): Promise<string> =>
      connections.create(aConnectionRecord({ id, loginPath: 'acme' }))
    await connections.create(record)
    await connections.update('con_1', 1, revised(record, { loginPath: 'other' }))
    assert.equal(await create('con_2'), 'created')
    await connections.remove('con_2', 1)
    assert.equal(await create('con_3'), 'created')
  },

  'remove takes the expected version only': async ({ connections }) => {
    await connections.create(aConnectionRecord({ version: 3 }))
    assert.equal(await connections.remove('con_1', 2), 'conflict')
    assert.equal((await connections.load({ id: 'con_1' })).length, 1)
    assert.equal(await connections.remove('con_1', 3), 'removed')
    assert.deepEqual(await connections.load({ id: 'con_1' }), [])
    assert.equal(await connections.remove('con_1', 3), 'absent')
  },

  'remove and update at once: one of 50 parallel callers wins': async ({ connections }) => {
    const record = aConnectionRecord()
    await connections.create(record)
    const results = await inParallel<string>((index) =>
      index % 2 === 0
        ? connections.remove('con_1', 1)
        : connections.update('con_1', 1, revised(record, { description: `${index}` })),
    )
    const wins = results.filter((result) => result === 'removed' || result === 'updated')
    assert.equal(wins.length, 1, `${wins.length} callers won`)
    const loaded = await connections.load({ id: 'con_1' })
    assert.equal(loaded.length, wins[0] === 'removed' ? 0 : 1)
  },

  'create and update store copies of what they are given': async ({ connections }) => {
    const created = aConnectionRecord({}, { dueAt: instant() })
    await connections.create(created)
    deface(created)
    const expected = aConnectionRecord({}, { dueAt: instant() })
    assert.deepEqual(only(await connections.load({ id: 'con_1' })).record, expected)
    const updated = revised(expected)
    await connections.update('con_1', 1, updated)
    deface(updated)
    const again = revised(aConnectionRecord({}, { dueAt: instant() }))
    assert.deepEqual(only(await connections.load({ id: 'con_1' })).record, again)
  },
}
