import { afterAll, beforeAll, describe, it } from 'vitest'
import { type DrizzleClient, drizzleStorage } from '../../src/storage/drizzle/index.ts'
import { describeStorage } from '../../src/testing/storage/index.ts'
import { empty, migrate, type TestServer } from '../support/databases.ts'
import { openNodePostgres, openPostgresJs } from '../support/drizzle.ts'
import { describeTransactions } from '../support/host-transactions.ts'
import { startPostgres } from '../support/postgres.ts'

const dialect = 'postgres'
let server: TestServer
let nodePostgres: ReturnType<typeof openNodePostgres>
let postgresJs: ReturnType<typeof openPostgresJs>

beforeAll(async () => {
  server = await startPostgres()
  await migrate(server)
  nodePostgres = openNodePostgres(server.settings)
  postgresJs = openPostgresJs(server.settings)
})

afterAll(async () => {
  await nodePostgres.close()
  await postgresJs.close()
  await server.close()
})

describe.each([
  ['node-postgres', (): DrizzleClient => nodePostgres.db],
  ['postgres.js', (): DrizzleClient => postgresJs.db],
])('drizzleStorage on PostgreSQL through %s', (_driver, db) => {
  describeStorage(
    async () => {
      await empty(server)
      return drizzleStorage(db(), { dialect })
    },
    { describe, it },
  )
})

describeTransactions('drizzleStorage through node-postgres', async () => {
  await empty(server)
  const { db } = nodePostgres
  return {
    storage: drizzleStorage(db, { dialect }),
    transaction: (work) => db.transaction((tx) => work(drizzleStorage(tx, { dialect }))),
    close: async () => {},
  }
})

describeTransactions('drizzleStorage through postgres.js', async () => {
  await empty(server)
  const { db } = postgresJs
  return {
    storage: drizzleStorage(db, { dialect }),
    transaction: (work) => db.transaction((tx) => work(drizzleStorage(tx, { dialect }))),
    close: async () => {},
  }
})
