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
    'load finds active connections only',
    ['connections: load by id or loginPath finds drafts and disabled connections too'],
    ({ connections }) => ({
      connections: {
        load: async (query) => {
          const loaded = await connections.load(query)
          return loaded.filter(({ record }) => record.connection.status === 'active')
        },
      },
    }),
  ),
  broken(
    'load by verified domains covers subdomains',
    ['connections: load by verified domains finds every organisation that has one of them'],
    ({ connections }) => ({
      connections: {
        load: (query) => {
          if (!('verifiedDomains' in query)) return connections.load(query)
          const parents = query.verifiedDomains.map((name) => name.replace(/^[^.]+\./, ''))
          return connections.load({ verifiedDomains: [...query.verifiedDomains, ...parents] })
        },
      },
    }),
  ),
  broken(
    'load by verified domains orders by id alone',
    [
      'connections: load by verified domains finds every organisation that has one of them',
      'connections: load by verified domains cuts those of the last domains',
    ],
    ({ connections }) => ({
      connections: {
        load: async (query) => {
          const loaded = await connections.load(query)
          if (!('verifiedDomains' in query)) return loaded
          const idOf = ({ record }: (typeof loaded)[number]): string => record.connection.id
          return loaded.toSorted((left, right) => (idOf(left) < idOf(right) ? -1 : 1))
        },
      },
    }),
  ),
  broken(
    'load by no domain gives everything',
    ['connections: load by verified domains finds every organisation that has one of them'],
    ({ connections }) => ({
      connections: {
        load: async (query) => {
          if (!('verifiedDomains' in query) || query.verifiedDomains.length > 0) {
            return connections.load(query)
          }
          const records = await connections.list(everything)
          return (
            await Promise.all(records.map(({ connection: { id } }) => connections.load({ id })))
          ).flat()
        },
      },
    }),
  ),
  broken(
    'load knows no limit',
    [
      'connections: load by issuer gives at most 20 and cuts the unproven last ones',
      'connections: load by verified domains gives at most 20 by id, each once',
    ],
    ({ connections }) => ({
      connections: {
        load: async (query) => {
          const loaded = await connections.load(query)
          if (loaded.length < 20) return loaded
          const ids = loaded.map(({ record }) => record.connection.id)
          const records = await connections.list(everything)
          const others = records.filter(({ connection }) => !ids.includes(connection.id))
          const rest = others.map(({ connection }) => connections.load({ id: connection.id }))
          return [...loaded, ...(await Promise.all(rest)).flat()]
        },
      },
    }),
  ),
]
