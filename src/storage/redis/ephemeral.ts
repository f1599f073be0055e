import type { EphemeralStore } from '../ports.ts'
import {
  deleteEntries,
  dueEntries,
  getValue,
  putValue,
  reserveKeys,
  takeValue,
} from './ephemeral-scripts.ts'
import { listOf, numberOf, optionalTextOf, textOf } from './reply.ts'
import type { RunScript } from './run.ts'

/**
 * Milliseconds that the server keeps an entry beyond its end. What counts is the end, by the clock of
 * whoever asks; a clock may be off by the most that a connection tolerates, 300 seconds, each way.
 */
const KEPT_AFTER_END = 10 * 60_000

/** So many entries are deleted in one step, during which the server serves nobody else. */
const DELETED_AT_ONCE = 100

/** The braces keep everything in one slot of a cluster: `reserve` is one step over all its keys. */
export const ephemeralBase = (prefix: string): string => `{${prefix}:ephemeral}:`

/** Values and reservations, each in a key of its own, and an index of when they end. */
export function createRedisEphemeral(run: RunScript, prefix: string): EphemeralStore {
  const base = ephemeralBase(prefix)
  const index = `${base}expiry`
  const keyOf = (entry: string): string => base + entry
  const valueEntry = (key: string): string => `v:${key}`
  const reservationEntry = (key: string): string => `r:${key}`

  /** Durations, not instants: the server's clock may be anything. */
  const timesOf = (expiresAt: Date, now: number): readonly number[] => [
    expiresAt.getTime(),
    Math.max(expiresAt.getTime() - now, 0) + KEPT_AFTER_END,
    now - KEPT_AFTER_END,
  ]

  /** What `put` and `reserve` wrote: the end, a colon, the value. */
  const valueOf = (reply: unknown, now: Date): string | null => {
    const stored = optionalTextOf(reply)
    if (stored === undefined) return null
    const colon = stored.indexOf(':')
    return numberOf(stored.slice(0, colon)) > now.getTime() ? stored.slice(colon + 1) : null
  }

  return {
    put: async (key, value, expiresAt, call) => {
      const entry = valueEntry(key)
      // The port gives no `now`; a wrong clock makes the value end early or stay longer unused.
      const times = timesOf(expiresAt, Date.now())
      const text = `${expiresAt.getTime()}:${value}`
      await run(putValue, [index, keyOf(entry)], [...times, entry, text], call)
    },

    get: async (key, now, call) =>
      valueOf(await run(getValue, [keyOf(valueEntry(key))], [], call), now),

    take: async (key, now, call) => {
      const entry = valueEntry(key)
      return valueOf(await run(takeValue, [index, keyOf(entry)], [entry], call), now)
    },

    reserve: async (keys, expiresAt, now, call) => {
      const entries = keys.map(reservationEntry)
      const values = [...timesOf(expiresAt, now.getTime()), now.getTime(), ...entries]
      const isFirst = await run(reserveKeys, [index, ...entries.map(keyOf)], values, call)
      return numberOf(isFirst) === 1
    },

    deleteExpired: async (now, limit, call) => {
      let deleted = 0
      while (deleted < limit) {
        const asked = Math.min(limit - deleted, DELETED_AT_ONCE)
        const due = listOf(await run(dueEntries, [index], [now.getTime(), asked], call))
        const entries = due.map(textOf)
        if (entries.length === 0) break
        const keys = [index, ...entries.map(keyOf)]
        deleted += numberOf(await run(deleteEntries, keys, [now.getTime(), ...entries], call))
        if (entries.length < asked) break
      }
      return deleted
    },
  }
}
