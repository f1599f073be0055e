import assert from 'node:assert/strict'
import type { JournalEntry, SsoStorage } from '../../storage/ports.ts'
import type { Checks } from './checks.ts'
import { aJournalEntry, day, instant } from './records.ts'

const longAgo = instant(-365 * day)

/** `journal.trim`: what is kept is as much of the contract as what is deleted. */
export const journalTrimChecks: Checks = {
  'trim deletes what is older than the instant, of one kind and every organisation': async (
    storage,
  ) => {
    await storage.journal.append([
      aJournalEntry(-2, { kind: 'audit' }),
      aJournalEntry(-1, { organizationId: 'org_2', connectionId: 'con_2' }),
      aJournalEntry(0),
      aJournalEntry(1, { kind: 'audit' }),
    ])
    const rule = { olderThan: instant(), limit: 100 }
    const audit = [1, -2].map((offset) => aJournalEntry(offset, { kind: 'audit' }))
    assert.equal(await storage.journal.trim({ kind: 'login', ...rule }), 1)
    assert.deepEqual(await kept(storage), [audit[0], aJournalEntry(0), audit[1]])
    assert.deepEqual(await kept(storage, 'org_2'), [])
    assert.equal(await storage.journal.trim({ kind: 'login', ...rule }), 0)
    assert.equal(await storage.journal.trim({ kind: 'audit', ...rule }), 1)
    assert.deepEqual(await kept(storage), [audit[0], aJournalEntry(0)])
  },

  'trim keeps what is exactly as old as the instant': async (storage) => {
    const entries = [instant(1500), instant(1499)].map((at) =>
      aJournalEntry(at.getTime() - instant().getTime()),
    )
    await storage.journal.append(entries)
    assert.equal(
      await storage.journal.trim({ kind: 'login', olderThan: instant(1500), limit: 100 }),
      1,
    )
    assert.deepEqual(await kept(storage), entries.slice(0, 1))
  },

  'trim without keepPerConnection deletes by age only': async (storage) => {
    const entries = Array.from({ length: 30 }, (_, index) => aJournalEntry(-index))
    await storage.journal.append(entries)
    assert.equal(await storage.journal.trim({ kind: 'login', olderThan: longAgo, limit: 100 }), 0)
    assert.deepEqual(await kept(storage), entries)
  },

  'trim keeps the newest logins of each connection': async (storage) => {
    const logins = (connectionId: string, count: number): readonly JournalEntry[] =>
      Array.from({ length: count }, (_, index) =>
        aJournalEntry(-index, { id: `${aJournalEntry(-index).id}_${connectionId}`, connectionId }),
      )
    const [many, few, other] = [logins('con_1', 5), logins('CON_1', 2), logins('con_2', 4)]
    await storage.journal.append([...many, ...few, ...other].toReversed())
    const rule = { kind: 'login', olderThan: longAgo, keepPerConnection: 3, limit: 100 } as const
    assert.equal(await storage.journal.trim(rule), 3)
    const list = (connectionId: string): ReturnType<typeof storage.journal.list> =>
      storage.journal.list({ organizationId: 'org_1', connectionId, limit: 100 })
    assert.deepEqual(await list('con_1'), many.slice(0, 3))
    assert.deepEqual(await list('CON_1'), few)
    assert.deepEqual(await list('con_2'), other.slice(0, 3))
    assert.equal(await storage.journal.trim(rule), 0)
  },

  'trim by connection deletes no audit entry and none without connection': async (storage) => {
    const { connectionId: _, ...login } = aJournalEntry(-10)
    const entries: readonly JournalEntry[] = [
      aJournalEntry(0),
      ...[-1, -2, -3].map((offset) => aJournalEntry(offset, { kind: 'audit' })),
      ...[-4, -5, -6].map((offset) => ({ ...login, ...idAndTime(offset) })),
    ]
    await storage.journal.append([...entries, aJournalEntry(-7)])
    const rule = { kind: 'login', olderThan: longAgo, keepPerConnection: 1, limit: 100 } as const
    assert.equal(await storage.journal.trim(rule), 1)
    assert.deepEqual(await kept(storage), entries)
  },

  'trim that keeps none per connection deletes all logins': async (storage) => {
    const audit = aJournalEntry(2, { kind: 'audit' })
    await storage.journal.append([aJournalEntry(1), audit, aJournalEntry(3)])
    const rule = { kind: 'login', olderThan: longAgo, keepPerConnection: 0, limit: 100 } as const
    assert.equal(await storage.journal.trim(rule), 2)
    assert.deepEqual(await kept(storage), [audit])
  },

  'trim counts an entry once that is both too old and too many': async (storage) => {
    await storage.journal.append([-3, -2, -1, 0, 1, 2].map((offset) => aJournalEntry(offset)))
    const rule = { kind: 'login', olderThan: instant(), keepPerConnection: 2, limit: 100 } as const
    assert.equal(await storage.journal.trim(rule), 4)
    assert.deepEqual(await kept(storage), [aJournalEntry(2), aJournalEntry(1)])
  },

  'trim deletes at most the limit and gets there in several calls': async (storage) => {
    const { connectionId: _, ...login } = aJournalEntry(0)
    const old = [-5, -4, -3, -2, -1].map((offset) => ({ ...login, ...idAndTime(offset) }))
    const logins = [1, 2, 3, 4, 5].map((offset) => aJournalEntry(offset))
    await storage.journal.append([...old, ...logins])
    const rule = { kind: 'login', olderThan: instant(), keepPerConnection: 2, limit: 3 } as const
    const counts: number[] = []
    for (let call = 0; call < 4; call += 1) {
      counts.push(await storage.journal.trim(rule))
      const newest = (await kept(storage)).slice(0, 2)
      assert.deepEqual(newest, [aJournalEntry(5), aJournalEntry(4)])
    }
    assert.deepEqual(counts, [3, 3, 2, 0])
    assert.equal((await kept(storage)).length, 2)
  },
}

function idAndTime(offset: number): Pick<JournalEntry, 'id' | 'at'> {
  const { id, at } = aJournalEntry(offset)
  return { id, at }
}

function kept(
  { journal }: SsoStorage,
  organizationId: string = 'org_1',
): ReturnType<SsoStorage['journal']['list']> {
  return journal.list({ organizationId, limit: 100 })
}
