import type { SessionRecord, SessionStore, StoreCall } from '../ports.ts'
import { listOf, numberOf, optionalTextOf, textOf } from './reply.ts'
import type { RunScript } from './run.ts'
import { entryPrefix, entryRange, isFound } from './session-index.ts'
import {
  deleteSessions,
  dueSessions,
  endSession,
  indexedEntries,
  leaseSession,
  putSession,
  readSessions,
  unleaseSession,
  updateSession,
} from './session-scripts.ts'

type StoredSession = Omit<SessionRecord, 'version' | 'endedAt' | 'endReason' | 'retainUntil'>

/** So many sessions are read or deleted in one step, during which the server serves nobody else. */
const SESSIONS_AT_ONCE = 100

/** The braces keep everything in one slot of a cluster: a session changes together with its index. */
export const sessionsBase = (prefix: string): string => `{${prefix}:sessions}:`

/** Sessions, by which ids they are found, and when they may go. */
export function createRedisSessions(run: RunScript, prefix: string): SessionStore {
  const base = sessionsBase(prefix)
  const [index, ends] = [`${base}index`, `${base}ends`]
  const keyOf = (id: string): string => `${base}s:${id}`

  const read = async (
    ids: readonly string[],
    call: StoreCall | undefined,
  ): Promise<readonly SessionRecord[]> => {
    const stored = listOf(await run(readSessions, ids.map(keyOf), [], call))
    return stored.flatMap((fields) => sessionOf(listOf(fields)) ?? [])
  }

  return {
    put: async (session, call) => {
      const keys = [keyOf(session.id), index, ends]
      if (numberOf(await run(putSession, keys, valuesOf(session), call)) === 1) return
      throw new Error('A session with this id is stored already.')
    },

    get: async (id, call) => (await read([id], call))[0] ?? null,

    update: async (id, expectedVersion, session, call) => {
      if (session.id !== id) throw mustNotChange('id')
      const values = [...valuesOf(session), expectedVersion]
      const answer = textOf(await run(updateSession, [keyOf(id), index, ends], values, call))
      if (answer === 'updated' || answer === 'conflict') return answer
      throw mustNotChange(answer)
    },

    find: async (filter, call) => {
      const { limit } = filter
      const entries = entryPrefix(filter)
      const found: SessionRecord[] = []
      let { after } = filter
      while (found.length < limit) {
        const asked = Math.min(limit - found.length, SESSIONS_AT_ONCE)
        const range = entryRange(entries, after)
        const listed = listOf(await run(indexedEntries, [index], [...range, asked], call))
        const ids = listed.map((entry) => textOf(entry).slice(entries.length + 1))
        if (ids.length === 0) break
        const sessions = await read(ids, call)
        found.push(...sessions.filter((session) => isFound(session, filter)))
        if (ids.length < asked) break
        after = ids.at(-1)
      }
      return found
    },

    end: async (id, at, reason, call) => {
      const values = [id, at.toISOString(), reason]
      return numberOf(await run(endSession, [keyOf(id), index], values, call)) === 1
    },

    lease: async (id, now, until, call) => {
      const values = [now.getTime(), until.getTime()]
      return numberOf(await run(leaseSession, [keyOf(id)], values, call)) === 1
    },

    unlease: async (id, until, call) => {
      await run(unleaseSession, [keyOf(id)], [until.getTime()], call)
    },

    deleteExpired: async (now, limit, call) => {
      let deleted = 0
      while (deleted < limit) {
        const asked = Math.min(limit - deleted, SESSIONS_AT_ONCE)
        const due = listOf(await run(dueSessions, [ends], [now.getTime(), asked], call))
        const ids = due.map(textOf)
        if (ids.length === 0) break
        const keys = [index, ends, ...ids.map(keyOf)]
        deleted += numberOf(await run(deleteSessions, keys, [now.getTime(), ...ids], call))
        if (ids.length < asked) break
      }
      return deleted
    },
  }
}

/** In the order in which the scripts read them. */
function valuesOf(session: SessionRecord): readonly (string | number)[] {
  const { version, endedAt = '', endReason = '', retainUntil, ...stored } = session
  const record = JSON.stringify(stored satisfies StoredSession)
  return [session.id, record, version, retainUntil.getTime(), endedAt, endReason]
}

/** The fields in the order of `readSessions`. */
function sessionOf(fields: readonly unknown[]): SessionRecord | undefined {
  const record = optionalTextOf(fields[0])
  if (record === undefined) return undefined
  const endedAt = optionalTextOf(fields[3])
  const endReason = optionalTextOf(fields[4])
  return {
    ...(JSON.parse(record) as StoredSession),
    version: numberOf(fields[1]),
    ...(endedAt !== undefined && { endedAt }),
    ...(endReason !== undefined && { endReason }),
    retainUntil: new Date(numberOf(fields[2])),
  }
}

function mustNotChange(field: string): TypeError {
  return new TypeError(`An update must not change \`${field}\`.`)
}
