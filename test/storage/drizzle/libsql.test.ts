import { describe, it } from 'vitest'
import { drizzleStorage } from '../../../src/storage/drizzle/index.ts'
import { describeStorage } from '../../../src/testing/storage/index.ts'
import { migrate } from '../../support/databases.ts'
import { openLibsql } from '../../support/drizzle.ts'
import { describeTransactions } from '../../support/host-transactions.ts'
import { openSqlite } from '../../support/sqlite.ts'

const dialect = 'sqlite'

async function open() {
  const database = openSqlite()
  await migrate(database)
  const { db, close } = openLibsql(database.file ?? '')
  return {
    db,
    storage: drizzleStorage(db, { dialect }),
    close: async () => {
      await close()
      await database.close()
    },
  }
}

describe('drizzleStorage on SQLite', () => {
  describeStorage(open, { describe, it })
})

describeTransactions('drizzleStorage on SQLite', async () => {
  const { db, storage, close } = await open()
  return {
    storage,
    transaction: (work) => db.transaction((tx) => work(drizzleStorage(tx, { dialect }))),
    close,
  }
})
