import assert from 'node:assert/strict'
import type { ConnectionRecord, SsoStorage } from '../../storage/ports.ts'
import { deface, inParallel, only } from './checks.ts'
import type { Checks } from './checks.ts'
import { aConnectionRecord, aRevision, aTrust, instant, isoInstant, revised } from './records.ts'

const fingerprint = 'fingerprint_live'
const fingerprintOfDraft = 'fingerprint_draft'

/** `connections.saveEvidence`, also at the same time as what else changes the record. */
export const connectionEvidenceChecks: Checks = {
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

  'saveEvidence keeps evidence that is as new or newer, field by field': async (storage) => {
    const at = isoInstant(5)
    const check = { fingerprint, status: 'pass', at } as const
    const test = { fingerprint, status: 'passed', at } as const
    const lastLogin = { fingerprint, at }
    const draft = aRevision(fingerprintOfDraft)
    await storage.connections.create(aConnectionRecord({ draft, check, test, lastLogin }))
    for (const offset of [4, 5]) {
      const older = { fingerprint: fingerprintOfDraft, at: isoInstant(offset) }
      await storage.connections.saveEvidence('con_1', {
        check: { ...older, status: 'fail' },
        test: { ...older, status: 'failed' },
        lastLogin: older,
      })
      assert.deepEqual(await stored(storage), aConnectionRecord({ draft, check, test, lastLogin }))
    }
    const newer = { fingerprint: fingerprintOfDraft, at: isoInstant(6) }
    const older = { ...check, at: isoInstant(4) }
    await storage.connections.saveEvidence('con_1', { check: older, lastLogin: newer })
    const expected = aConnectionRecord({ draft, check, test, lastLogin: newer })
    assert.deepEqual(await stored(storage), expected)
  },

  'saveEvidence takes what the live or the draft revision proved, nothing else': async (
    storage,
  ) => {
    const record = aConnectionRecord({ draft: aRevision(fingerprintOfDraft) })
    await storage.connections.create(record)
    const at = isoInstant()
    for (const other of ['fingerprint_old', 'FINGERPRINT_LIVE', '']) {
      const evidence = { fingerprint: other, at: isoInstant(9) }
      await storage.connections.saveEvidence('con_1', {
        check: { ...evidence, status: 'pass' },
        test: { ...evidence, status: 'passed' },
        lastLogin: evidence,
      })
    }
    assert.deepEqual(await stored(storage), record)
    const test = { fingerprint: fingerprintOfDraft, status: 'passed', at } as const
    const check = { fingerprint: 'fingerprint_old', status: 'pass', at: isoInstant(9) } as const
    const lastLogin = { fingerprint, at }
    await storage.connections.saveEvidence('con_1', { check, test, lastLogin })
    const connection = { ...record.connection, test, lastLogin }
    assert.deepEqual(await stored(storage), { ...record, connection }, 'each field by itself')
  },

  'saveEvidence follows the revisions of an update': async (storage) => {
    const { live, ...none } = aConnectionRecord().connection
    const record = { ...aConnectionRecord(), connection: none }
    const lastLogin = { fingerprint, at: isoInstant() }
    const save = async (): Promise<boolean> => {
      await storage.connections.saveEvidence('con_1', { lastLogin })
      return (await stored(storage)).connection.lastLogin !== undefined
    }
    await storage.connections.create(record)
    assert.equal(await save(), false, 'there is no revision')
    const drafted = revised(record, { draft: live ?? aRevision() })
    await storage.connections.update('con_1', 1, drafted)
    assert.equal(await save(), true, 'it is the draft')
    const activated = { ...none, live: aRevision('fingerprint_new'), version: 3 }
    await storage.connections.update('con_1', 2, { ...record, connection: activated })
    assert.equal(await save(), false, 'it is no revision any more')
  },

  'saveEvidence of a revision that an update replaces at once leaves nothing': async (storage) => {
    for (const round of [0, 1]) {
      const id = `con_${round}`
      const record = aConnectionRecord({ id })
      const replaced = revised(record, { live: aRevision('fingerprint_new') })
      await storage.connections.create(record)
      const update = (): Promise<string> => storage.connections.update(id, 1, replaced)
      const early = round === 0 ? update() : undefined
      const lastLogin = { fingerprint, at: isoInstant() }
      const saving = storage.connections.saveEvidence(id, { lastLogin })
      const [updated] = await Promise.all([early ?? update(), saving])
      assert.equal(updated, 'updated')
      assert.deepEqual(await stored(storage, id), replaced)
    }
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

async function stored(
  { connections }: SsoStorage,
  id: string = 'con_1',
): Promise<ConnectionRecord> {
  return only(await connections.load({ id })).record
}
