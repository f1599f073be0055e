import { broken, everything, force, tick } from './broken.ts'
import type { BrokenStore } from './broken.ts'

export const sessionMistakes: readonly BrokenStore[] = [
  broken(
    'sessions.update looks at no version',
    [
      'sessions: update with another version is a conflict and leaves the session',
      'sessions: update lets one of 50 parallel callers with the same version win',
      'sessions: end cannot be undone by an update that began before',
    ],
    ({ sessions }) => ({
      sessions: {
        update: (id, _version, session) =>
          force(async () => {
            const stored = await sessions.get(id)
            return stored === null ? 'updated' : sessions.update(id, stored.version, session)
          }),
      },
    }),
  ),
  broken(
    'find looks across connections',
    [
      'sessions: find never gives sessions of another connection',
      'sessions: find orders by id and pages without gaps and repeats',
    ],
    ({ sessions }) => {
      const connectionIds = new Set<string>()
      return {
        sessions: {
          put: (session) => {
            connectionIds.add(session.connectionId)
            return sessions.put(session)
          },
          find: async (filter) => {
            const found = [...connectionIds].map((connectionId) =>
              sessions.find({ ...filter, connectionId }),
            )
            return (await Promise.all(found)).flat()
          },
        },
      }
    },
  ),
  broken(
    'find knows one idpSessionId per session',
    ['sessions: find by several idpSessionIds finds each of them, and no part of one'],
    ({ sessions }) => ({
      sessions: {
        find: async (filter) => {
          const { idpSessionId, ...rest } = filter
          const found = await sessions.find(rest)
          if (idpSessionId === undefined) return found
          return found.filter((session) => session.idpSessionIds[0] === idpSessionId)
        },
      },
    }),
  ),
  broken(
    'find searches the idpSessionIds as one text',
    ['sessions: find by several idpSessionIds finds each of them, and no part of one'],
    ({ sessions }) => ({
      sessions: {
        find: async (filter) => {
          const { idpSessionId, ...rest } = filter
          const found = await sessions.find(rest)
          if (idpSessionId === undefined) return found
          return found.filter((session) =>
            `,${session.idpSessionIds.join(',')},`.includes(`,${idpSessionId},`),
          )
        },
      },
    }),
  ),
  broken(
    'end is true twice',
    [
      'sessions: end is true for the first caller only',
      'sessions: end is true for one of 50 parallel callers',
    ],
    ({ sessions }) => ({
      sessions: {
        end: async (id, at, reason) => {
          await sessions.end(id, at, reason)
          return true
        },
      },
    }),
  ),
  broken(
    'end reads the session and writes it back',
    [
      'sessions: end is true for one of 50 parallel callers',
      'sessions: end and update at once lose nothing of each other',
    ],
    ({ sessions }) => ({
      sessions: {
        end: async (id, at, endReason) => {
          const session = await sessions.get(id)
          if (session === null || session.endedAt !== undefined) return false
          await tick()
          const { version } = session
          await sessions.put({
            ...session,
            endedAt: at.toISOString(),
            endReason,
            version: version + 1,
          })
          return true
        },
      },
    }),
  ),
  broken(
    'end moves no version',
    [
      'sessions: end sets endedAt and endReason and moves the version',
      'sessions: end cannot be undone by an update that began before',
    ],
    ({ sessions }) => ({
      sessions: {
        end: async (id, at, reason) => {
          const before = await sessions.get(id)
          const isEnded = await sessions.end(id, at, reason)
          const after = await sessions.get(id)
          if (before && after) await sessions.put({ ...after, version: before.version })
          return isEnded
        },
      },
    }),
  ),
  broken(
    'a refresh lease is given twice',
    [
      'sessions: lease is true for one of 50 parallel callers',
      'sessions: lease holds until one millisecond before `until`',
      'sessions: lease changes nothing of the session, and an update nothing of the lease',
    ],
    ({ sessions }) => ({
      sessions: { lease: (id, now) => sessions.lease(id, now, now) },
    }),
  ),
  broken(
    'a refresh lease is given of ended sessions',
    ['sessions: lease is refused where the session is absent or has ended'],
    ({ sessions }) => ({ sessions: { lease: async () => true, unlease: sessions.unlease } }),
  ),
  broken(
    'find gives sessions that have ended',
    [
      'sessions: find leaves out sessions that have ended',
      'sessions: find pages on while the sessions of a page are ended',
    ],
    ({ sessions }) => {
      const ids = new Set<string>()
      return {
        sessions: {
          put: (session) => {
            ids.add(session.id)
            return sessions.put(session)
          },
          find: async ({ limit }) => {
            const all = await Promise.all([...ids].map((id) => sessions.get(id)))
            return all.filter((session) => session !== null).slice(0, limit)
          },
        },
      }
    },
  ),
  broken(
    'sessions.deleteExpired knows no limit',
    ['sessions: deleteExpired deletes at most the limit'],
    ({ sessions }) => ({
      sessions: { deleteExpired: (now) => sessions.deleteExpired(now, everything.limit) },
    }),
  ),
  broken(
    'update keeps the first retainUntil',
    ['sessions: deleteExpired follows a changed retainUntil'],
    ({ sessions }) => ({
      sessions: {
        update: async (id, version, session) => {
          const stored = (await sessions.get(id)) ?? session
          return sessions.update(id, version, { ...session, retainUntil: stored.retainUntil })
        },
      },
    }),
  ),
]
