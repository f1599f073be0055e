import type { JournalEntry, JournalStore } from '../ports.ts'
import { compareText, step } from './step.ts'

/** Keeps journal entries by their id, which sorts by time. */
export function createMemoryJournal(): JournalStore {
  const journal = new Map<string, JournalEntry>()

  const newestFirst = (): readonly JournalEntry[] =>
    [...journal.values()].sort((left, right) => compareText(right.id, left.id))

  return {
    append: (entries, call) =>
      step(call, () => {
        for (const entry of entries) {
          // Append only: what is written is never written over.
          if (!journal.has(entry.id)) journal.set(entry.id, structuredClone(entry))
        }
      }),

    list: (filter, call) =>
      step(call, () => {
        const { organizationId, connectionId, kind, correlationId, before, limit } = filter
        return newestFirst()
          .filter(
            (entry) =>
              entry.organizationId === organizationId &&
              (connectionId === undefined || entry.connectionId === connectionId) &&
              (kind === undefined || entry.kind === kind) &&
              (correlationId === undefined || entry.correlationId === correlationId) &&
              (before === undefined || compareText(entry.id, before) < 0),
          )
          .slice(0, limit)
      }),

    trim: (rule, call) =>
      step(call, () => {
        const { kind, olderThan, keepPerConnection = Number.POSITIVE_INFINITY, limit } = rule
        const surplus = surplusLogins(newestFirst(), keepPerConnection)
        const trimmed = [...journal.values()]
          .filter((entry) => entry.kind === kind)
          .filter(({ id, at }) => Date.parse(at) < olderThan.getTime() || surplus.has(id))
          .slice(0, limit)
        for (const { id } of trimmed) journal.delete(id)
        return trimmed.length
      }),
  }
}

/** The ids of those login entries that come after the newest `keep` of their connection. */
function surplusLogins(newestFirst: readonly JournalEntry[], keep: number): ReadonlySet<string> {
  const seen = new Map<string, number>()
  const surplus = new Set<string>()
  for (const { id, kind, connectionId } of newestFirst) {
    if (kind !== 'login' || connectionId === undefined) continue
    const count = (seen.get(connectionId) ?? 0) + 1
    seen.set(connectionId, count)
    if (count > keep) surplus.add(id)
  }
  return surplus
}
