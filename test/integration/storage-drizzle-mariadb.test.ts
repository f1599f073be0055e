import { afterAll, beforeAll, describe, it } from 'vitest'
import { drizzleStorage } from '../../src/storage/drizzle/index.ts'
import { describeStorage } from '../../src/testing/storage/index.ts'
import { empty, migrate, type TestServer } from '../support/databases.ts'
import { openMysql2 } from '../support/drizzle.ts'
import { describeTransactions } from '../support/host-transactions.ts'
import { startMariadb } from '../support/mariadb.ts'

const dialect = 'mysql'
let server: TestServer
let mysql2: ReturnType<typeof openMysql2>

beforeAll(async () => {
  server = await startMariadb()
  await migrate(server)
  mysql2 = openMysql2(server.settings)
})

afterAll(async () => {
  await mysql2.close()
  await server.close()
})

describe('drizzleStorage on MariaDB', () => {
  describeStorage(
    async () => {
      await empty(server)
      return drizzleStorage(mysql2.db, { dialect })
    },
    { describe, it },
  )
})

describeTransactions('drizzleStorage on MariaDB', async () => {
  await empty(server)
  const { db } = mysql2
  return {
    storage: drizzleStorage(db, { dialect }),
    transaction: (work) => db.transaction((tx) => work(drizzleStorage(tx, { dialect }))),
    close: async () => {},
  }
})
