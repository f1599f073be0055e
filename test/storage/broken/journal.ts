import type { JournalEntry } from '../../../src/storage/ports.ts'
import { broken, endOfTime, everything, whenever } from './broken.ts'
import type { BrokenStore } from './broken.ts'

const appendCase = 'journal: append ignores entries whose id exists, so that it can be repeated'
const audited = 'journal: trim by connection deletes no audit entry and none without connection'

/** Keeps the newest entries per connection, by a wrong idea of which entries those are. */
function trimsBy(
  mistake: string,
  groupOf: (entry: JournalEntry) => string | undefined,
): BrokenStore {
  return broken(mistake, [audited], ({ journal }) => {
    const deleted = new Set<string>()
    const list: typeof journal.list = async (filter) =>
      (await journal.list(filter)).filter(({ id }) => !deleted.has(id))
    return {
      journal: {
        list,
        trim: async ({ keepPerConnection = everything.limit }) => {
          const counts = new Map<string, number>()
          for (const entry of await list({ organizationId: 'org_1', ...everything })) {
            const group = groupOf(entry)
            if (group === undefined) continue
            counts.set(group, (counts.get(group) ?? 0) + 1)
            if ((counts.get(group) ?? 0) > keepPerConnection) deleted.add(entry.id)
          }
          return deleted.size
        },
      },
    }
  })
}

export const journalMistakes: readonly BrokenStore[] = [
  broken(
    'the journal ignores its cursor',
    ['journal: list pages without gaps and repeats, also while entries are added'],
    ({ journal }) => ({
      journal: { list: ({ before: _before, ...filter }) => journal.list(filter) },
    }),
  ),
  broken(
    'the journal comes oldest first',
    ['journal: list gives entries as they were appended, newest first'],
    ({ journal }) => ({
      journal: { list: async (filter) => (await journal.list(filter)).toReversed() },
    }),
  ),
  broken(
    'trim deletes everything',
    [
      'journal: trim deletes what is older than the instant, of one kind and every organisation',
      'journal: trim without keepPerConnection deletes by age only',
      'journal: trim keeps the newest logins of each connection',
      'journal: trim by connection deletes no audit entry and none without connection',
      'journal: trim deletes at most the limit and gets there in several calls',
    ],
    ({ journal }) => ({
      journal: {
        trim: ({ kind }) => journal.trim({ kind, olderThan: endOfTime, ...everything }),
      },
    }),
  ),
  broken(
    'trim deletes entries of the other kind as well',
    ['journal: trim deletes what is older than the instant, of one kind and every organisation'],
    ({ journal }) => ({
      journal: {
        trim: async (rule) =>
          (await journal.trim({ ...rule, kind: 'login' })) +
          (await journal.trim({ ...rule, kind: 'audit' })),
      },
    }),
  ),
  broken(
    'trim takes 0 to keep for no rule',
    ['journal: trim that keeps none per connection deletes all logins'],
    ({ journal }) => ({
      journal: {
        trim: ({ keepPerConnection, ...rule }) =>
          journal.trim(keepPerConnection ? { ...rule, keepPerConnection } : rule),
      },
    }),
  ),
  trimsBy('trim counts audit entries like logins', ({ connectionId }) => connectionId),
  trimsBy('trim takes entries without connection for one', ({ kind, connectionId }) =>
    kind === 'login' ? (connectionId ?? '') : undefined,
  ),
  broken(
    'trim deletes what is exactly as old as the instant',
    [
      'journal: trim keeps what is exactly as old as the instant',
      'journal: trim deletes what is older than the instant, of one kind and every organisation',
    ],
    ({ journal }) => ({
      journal: {
        trim: ({ olderThan, ...rule }) =>
          journal.trim({ ...rule, olderThan: new Date(olderThan.getTime() + 1) }),
      },
    }),
  ),
  broken(
    'trim gives each of its rules the whole limit',
    ['journal: trim deletes at most the limit and gets there in several calls'],
    ({ journal }) => ({
      journal: {
        trim: async ({ keepPerConnection, ...rule }) => {
          const old = await journal.trim(rule)
          if (keepPerConnection === undefined) return old
          return old + (await journal.trim({ ...rule, olderThan: whenever, keepPerConnection }))
        },
      },
    }),
  ),
  broken(
    'trim counts what both of its rules name twice',
    ['journal: trim counts an entry once that is both too old and too many'],
    ({ journal }) => ({
      journal: {
        trim: async (rule) => {
          const entries = await journal.list({ organizationId: 'org_1', ...everything })
          const surplus = entries.slice(rule.keepPerConnection ?? everything.limit)
          const both = surplus.filter(({ at }) => Date.parse(at) < rule.olderThan.getTime())
          return (await journal.trim(rule)) + both.length
        },
      },
    }),
  ),
  broken(
    'append throws where an id exists',
    [appendCase, 'journal: append of the same entries by 50 parallel callers stores them once'],
    ({ journal }) => {
      const ids = new Set<string>()
      return {
        journal: {
          append: async (entries) => {
            if (entries.some(({ id }) => ids.has(id))) throw new Error('unique violation')
            for (const { id } of entries) ids.add(id)
            await journal.append(entries)
          },
        },
      }
    },
  ),
  broken('append writes over what exists', [appendCase], ({ journal }) => {
    const written = new Map<string, JournalEntry>()
    return {
      journal: {
        append: async (entries) => {
          for (const entry of entries) written.set(entry.id, structuredClone(entry))
          await journal.append(entries)
        },
        list: async (filter) =>
          (await journal.list(filter)).map((entry) => written.get(entry.id) ?? entry),
      },
    }
  }),
  broken('append skips the whole call where an id exists', [appendCase], ({ journal }) => ({
    journal: {
      append: async (entries) => {
        const stored = await journal.list({ organizationId: 'org_1', ...everything })
        const ids = new Set(stored.map(({ id }) => id))
        if (!entries.some(({ id }) => ids.has(id))) await journal.append(entries)
      },
    },
  })),
]
