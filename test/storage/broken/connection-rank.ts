import type { Connection } from '../../../src/types/connection.ts'
import { broken } from './broken.ts'
import type { BrokenStore } from './broken.ts'

const rankCase =
  'connections: load by issuer gives connections with a passed test or a login first, then by id'
const updateCase = 'connections: load by issuer counts evidence of what is live after an update'

/** Orders what `load` gives by issuer: first what counts as proven, then by id. */
function rankedBy(
  mistake: string,
  caughtBy: readonly string[],
  openIsProven: () => (connection: Connection) => boolean,
): BrokenStore {
  return broken(mistake, caughtBy, ({ connections }) => {
    const isProven = openIsProven()
    return {
      connections: {
        load: async (query) => {
          const loaded = await connections.load(query)
          if (!('issuer' in query)) return loaded
          const ranked = loaded.map((each) => {
            const { connection } = each.record
            return { each, key: `${isProven(connection) ? 0 : 1}${connection.id}` }
          })
          const sorted = ranked.sort((left, right) => (left.key < right.key ? -1 : 1))
          return sorted.map(({ each }) => each)
        },
      },
    }
  })
}

function isProvenBy(fingerprint: string | undefined, connection: Connection): boolean {
  const { test, lastLogin } = connection
  if (fingerprint === undefined) return false
  if (test?.fingerprint === fingerprint && test.status === 'passed') return true
  return lastLogin?.fingerprint === fingerprint
}

export const connectionRankMistakes: readonly BrokenStore[] = [
  rankedBy(
    'load by issuer orders by id alone',
    [rankCase, updateCase, 'connections: load by issuer follows evidence as it is saved'],
    () => () => false,
  ),
  rankedBy(
    'load by issuer counts evidence of any revision',
    [rankCase, updateCase],
    () =>
      ({ test, lastLogin }) =>
        test?.status === 'passed' || lastLogin !== undefined,
  ),
  rankedBy('load by issuer counts evidence of the draft', [rankCase], () => (connection) => {
    const { live, draft } = connection
    return isProvenBy(live?.fingerprint, connection) || isProvenBy(draft?.fingerprint, connection)
  }),
  rankedBy('load by issuer counts a test that failed', [rankCase], () => (connection) => {
    const { live, test } = connection
    return test?.fingerprint === live?.fingerprint || isProvenBy(live?.fingerprint, connection)
  }),
  rankedBy('load by issuer keeps a rank once it is given', [updateCase], () => {
    const proven = new Set<string>()
    return (connection) => {
      if (isProvenBy(connection.live?.fingerprint, connection)) proven.add(connection.id)
      return proven.has(connection.id)
    }
  }),
  broken(
    'load by issuer cuts before it orders',
    ['connections: load by issuer gives at most 20 and cuts the unproven last ones'],
    ({ connections }) => ({
      connections: {
        load: async (query) => {
          const loaded = await connections.load(query)
          if (loaded.length < 20) return loaded
          const ids = (await connections.list({ limit: 20 })).map((each) => each.connection.id)
          return loaded.filter(({ record }) => ids.includes(record.connection.id))
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
]
