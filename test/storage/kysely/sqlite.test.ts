import { describe, it } from 'vitest'
import { kyselyStorage } from '../../../src/storage/kysely/index.ts'
import { describeStorage } from '../../../src/testing/storage/index.ts'
import { migrate } from '../../support/databases.ts'
import { openSqlite } from '../../support/sqlite.ts'

describeStorage(
  async () => {
    const database = openSqlite()
    await migrate(database)
    return {
      storage: kyselyStorage(database.db, { dialect: 'sqlite' }),
      close: () => database.close(),
    }
  },
  { describe, it },
)
