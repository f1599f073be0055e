import { afterAll, beforeAll, describe, it } from 'vitest'
import { kyselyStorage } from '../../src/storage/kysely/index.ts'
import { describeStorage } from '../../src/testing/storage/index.ts'
import { empty, migrate, type TestDatabase } from '../support/databases.ts'
import { describeHostTransactions } from '../support/host-transactions.ts'
import { startMariadb } from '../support/mariadb.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await startMariadb()
  await migrate(database)
})

afterAll(async () => {
  await database.close()
})

describe('kyselyStorage on MariaDB', () => {
  describeStorage(
    async () => {
      await empty(database)
      return kyselyStorage(database.db, { dialect: 'mysql' })
    },
    { describe, it },
  )
})

describeHostTransactions(async () => {
  await empty(database)
  return { ...database, close: async () => {} }
})
