import { broken, everything } from './broken.ts'
import type { BrokenStore } from './broken.ts'

export const connectionLoadMistakes: readonly BrokenStore[] = [
  broken(
    'load gives disabled connections by issuer',
    ['connections: load by issuer or verified domain finds active connections only'],
    (sound) => ({
      connections: {
        load: async (query) => {
          if (!('issuer' in query)) return sound.connections.load(query)
          const records = await sound.connections.list(everything)
          const found = records.filter(({ issuers }) => issuers.includes(query.issuer))
          const loaded = found.map(({ connection }) =>
            sound.connections.load({ id: connection.id }),
          )
          return (await Promise.all(loaded)).flat()
        },
      },
    }),
  ),
  broken(
    'load limits the joined rows to 20',
    ['connections: load brings the policy and all verified domains of the organisation'],
    ({ connections }) => ({
      connections: {
        load: async (query) => {
          const loaded = await connections.load(query)
          return loaded.map((each) => ({
            ...each,
            verifiedDomains: each.verifiedDomains.slice(0, 20),
          }))
        },
      },
    }),
  ),
  broken(
    'load brings the domains of every organisation',
    ['connections: load never brings domains or the policy of another organisation'],
    ({ connections }) => ({
      connections: {
        load: async (query) => {
          const loaded = await connections.load(query)
          const verifiedDomains = loaded.flatMap((each) => each.verifiedDomains)
          return loaded.map((each) => ({ ...each, verifiedDomains }))
        },
      },
    }),
  ),
  broken(
    'load by issuer orders by id alone',
    [
      'connections: load by issuer gives connections with a passed test or a login first, then by id',
      'connections: load by issuer follows evidence as it is saved',
    ],
    ({ connections }) => ({
      connections: {
        load: async (query) => {
          const loaded = [...(await connections.load(query))]
          return loaded.sort((left, right) =>
            left.record.connection.id < right.record.connection.id ? -1 : 1,
          )
        },
      },
    }),
  ),
  broken(
    'load orders ids by language',
    ['connections: load orders ids by their bytes, not by a language'],
    ({ connections }) => ({
      connections: {
        load: async (query) => {
          const loaded = [...(await connections.load(query))]
          return loaded.sort((left, right) =>
            left.record.connection.id.localeCompare(right.record.connection.id, 'en'),
          )
        },
      },
    }),
  ),
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
]
