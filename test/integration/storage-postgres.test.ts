import { afterAll, beforeAll, describe, it } from 'vitest'
import { kyselyStorage } from '../../src/storage/kysely/index.ts'
import { describeStorage } from '../../src/testing/storage/index.ts'
import { empty, migrate, type TestDatabase } from '../support/databases.ts'
import { describeHostTransactions } from '../support/host-transactions.ts'
import { startPostgres } from '../support/postgres.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await startPostgres()
  await migrate(database)
})

afterAll(async () => {
  await database.close()
})

describe('kyselyStorage on PostgreSQL', () => {
  describeStorage(
    async () => {
      await empty(database)
      return kyselyStorage(database.db, { dialect: 'postgres' })
    },
    { describe, it },
  )
})

describeHostTransactions(async () => {
  await empty(database)
  return { ...database, close: async () => {} }
})
