import { afterAll, beforeAll, describe, it } from 'vitest'
import { combineStorage } from '../../src/storage/combine.ts'
import { kyselyStorage } from '../../src/storage/kysely/index.ts'
import { memoryStorage } from '../../src/storage/memory/index.ts'
import { redisStorage } from '../../src/storage/redis/index.ts'
import { describeStorage, storageCases } from '../../src/testing/storage/index.ts'
import { migrate } from '../support/databases.ts'
import {
  type ConnectedRedis,
  type ConnectRedis,
  oddRedisClients,
  redisClients,
  redisClusters,
} from '../support/redis-clients.ts'
import { startRedis, type TestRedis } from '../support/redis.ts'
import { openSqlite } from '../support/sqlite.ts'

/** The contract of the two ports that Redis has. */
function describePorts(
  what: string,
  start: () => Promise<TestRedis>,
  clients: Readonly<Record<string, ConnectRedis>>,
): void {
  describe(what, () => {
    let server: TestRedis

    beforeAll(async () => {
      server = await start()
    })

    afterAll(() => server.close())

    describe.each(Object.entries(clients))('through %s', (_name, connect) => {
      let connected: ConnectedRedis

      beforeAll(async () => {
        connected = await connect(server.port)
      })

      afterAll(() => connected.close())

      const cases = storageCases(async () => {
        await server.command('FLUSHALL')
        return combineStorage({ ...memoryStorage(), ...redisStorage(connected.client) })
      }).filter(({ name }) => /^(ephemeral|sessions): /.test(name))
      it.each(cases.map(({ name, run }) => [name, run] as const))('%s', (_sentence, run) => run())
    })
  })
}

describePorts('redisStorage', () => startRedis(), { ...redisClients, ...oddRedisClients })

describePorts(
  'redisStorage in a cluster',
  async () => {
    const server = await startRedis(
      '--cluster-enabled',
      'yes',
      '--cluster-announce-ip',
      '127.0.0.1',
    )
    await server.command('CLUSTER', 'ADDSLOTSRANGE', '0', '16383')
    while (!(await server.command('CLUSTER', 'INFO')).includes('cluster_state:ok')) {
      await new Promise((resume) => setTimeout(resume, 20))
    }
    return server
  },
  redisClusters,
)

describe('Redis beside SQLite', () => {
  let server: TestRedis
  let connected: ConnectedRedis

  beforeAll(async () => {
    server = await startRedis()
    connected = await redisClients['node-redis'](server.port)
  })

  afterAll(async () => {
    connected.close()
    await server.close()
  })

  describeStorage(
    async () => {
      await server.command('FLUSHALL')
      const database = openSqlite()
      await migrate(database)
      const rest = kyselyStorage(database.db, { dialect: 'sqlite' })
      return {
        storage: combineStorage({ ...rest, ...redisStorage(connected.client) }),
        close: () => database.close(),
      }
    },
    { describe, it },
  )
})
