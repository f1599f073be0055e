import { broken } from './broken.ts'
import type { BrokenStore } from './broken.ts'

export const sessionFindMistakes: readonly BrokenStore[] = [
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
    'find ends where its cursor is not there',
    ['sessions: find pages on while the sessions of a page are ended'],
    ({ sessions }) => ({
      sessions: {
        find: async (filter) => {
          const { after } = filter
          const isGone = after !== undefined && (await sessions.get(after)) === null
          return isGone ? [] : sessions.find(filter)
        },
      },
    }),
  ),
  broken(
    'find orders ids by UTF-16',
    ['sessions: find orders by id and pages without gaps and repeats'],
    ({ sessions }) => ({
      sessions: {
        find: async (filter) => {
          const found = [...(await sessions.find(filter))]
          return found.sort((left, right) => (left.id < right.id ? -1 : 1))
        },
      },
    }),
  ),
]
