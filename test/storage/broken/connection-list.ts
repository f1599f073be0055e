import { broken, everything } from './broken.ts'
import type { BrokenStore } from './broken.ts'
import type { ConnectionRecord } from '../../../src/storage/ports.ts'

/** Gives the records in another order, which pages follow. */
function listIn(
  mistake: string,
  caughtBy: readonly string[],
  isBefore: (left: ConnectionRecord, right: ConnectionRecord) => boolean,
): BrokenStore {
  return broken(mistake, caughtBy, ({ connections }) => ({
    connections: {
      list: async ({ after, limit, ...rest }) => {
        const all = [...(await connections.list({ ...rest, ...everything }))]
        const records = all.sort((left, right) => (isBefore(left, right) ? -1 : 1))
        const start = records.findIndex(({ connection }) => connection.id === after) + 1
        return records.slice(start, start + limit)
      },
    },
  }))
}

export const connectionListMistakes: readonly BrokenStore[] = [
  broken(
    'list pages by offset',
    ['connections: list pages on where earlier connections were removed or added'],
    ({ connections }) => {
      const positions = new Map<string, number>()
      return {
        connections: {
          list: async (filter) => {
            const { after, limit, ...rest } = filter
            const start = after === undefined ? 0 : (positions.get(after) ?? 0)
            const page = (await connections.list({ ...rest, ...everything })).slice(
              start,
              start + limit,
            )
            for (const [index, { connection }] of page.entries()) {
              positions.set(connection.id, start + index + 1)
            }
            return page
          },
        },
      }
    },
  ),
  broken(
    'list looks for its cursor among what is still due',
    ['connections: list of what is due pages on where the work moved dueAt in between'],
    ({ connections }) => ({
      connections: {
        list: async ({ after, limit, ...rest }) => {
          const records = await connections.list({ ...rest, ...everything })
          const last = records.findIndex(({ connection }) => connection.id === after)
          if (after !== undefined && last === -1) return []
          return records.slice(last + 1, last + 1 + limit)
        },
      },
    }),
  ),
  broken(
    'list ends where its cursor was removed',
    ['connections: list pages on where the connection that ended a page was removed'],
    ({ connections }) => ({
      connections: {
        list: async (filter) => {
          const { after } = filter
          const isGone = after !== undefined && (await connections.load({ id: after })).length === 0
          return isGone ? [] : connections.list(filter)
        },
      },
    }),
  ),
  listIn(
    'list orders by creation instant',
    ['connections: list orders by the bytes of the id, whatever was created first'],
    (left, right) => left.connection.createdAt < right.connection.createdAt,
  ),
  listIn(
    'list orders ids by UTF-16',
    ['connections: list orders by the bytes of the id, whatever was created first'],
    (left, right) => left.connection.id < right.connection.id,
  ),
  listIn(
    'list orders ids by language',
    ['connections: list orders by the bytes of the id, whatever was created first'],
    (left, right) => left.connection.id.localeCompare(right.connection.id, 'en') < 0,
  ),
  broken(
    'what is due excludes the instant itself',
    ['connections: list of what is due takes dueAt at or before the instant'],
    ({ connections }) => ({
      connections: {
        list: ({ dueBefore, ...rest }) =>
          connections.list(
            dueBefore === undefined
              ? rest
              : { ...rest, dueBefore: new Date(dueBefore.getTime() - 1) },
          ),
      },
    }),
  ),
]
