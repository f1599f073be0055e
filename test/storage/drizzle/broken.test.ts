import { describe } from 'vitest'
import { drizzleStorage, type DrizzleSqliteClient } from '../../../src/storage/drizzle/index.ts'
import { migrate } from '../../support/databases.ts'
import { openLibsql } from '../../support/drizzle.ts'
import {
  adapterMistakes,
  describeMistakes,
  type Mistake,
  mistakes,
  spoil,
} from '../../support/mistakes.ts'
import { openSqlite } from '../../support/sqlite.ts'

interface Query {
  getSQL(): { toQuery(): { sql: string; params: unknown[] } }
}

async function openBroken(mistake: Mistake) {
  const database = openSqlite()
  await migrate(database, {}, mistake.schema)
  const libsql = openLibsql(database.file ?? '')

  const wrap = (client: DrizzleSqliteClient): DrizzleSqliteClient => {
    const send = async (how: 'run' | 'all', query: Query) => {
      const { sql, params } = query.getSQL().toQuery()
      const { read, run } = spoil(mistake, sql)
      const as = (text: string): never =>
        ({ getSQL: () => ({ toQuery: () => ({ sql: text, params }) }) }) as never
      if (read === undefined) return client[how](as(run))
      const rows = await client.all(as(read))
      await client.run(as(run))
      return rows
    }
    const transaction: DrizzleSqliteClient['transaction'] = (work, config) =>
      mistake.hasNoTransactions === true
        ? work(wrap(client))
        : client.transaction((tx) => work(wrap(tx)), config)
    const run = async (query: Query) => {
      const answer = (await send('run', query)) as object
      return mistake.miscounts === true ? { ...answer, rowsAffected: 1 } : answer
    }
    const all = async (query: Query) => (await send('all', query)) as readonly unknown[]
    return { run, all, transaction, ...('rollback' in client ? { rollback: true } : {}) }
  }

  return {
    storage: drizzleStorage(wrap(libsql.db), { dialect: 'sqlite' }),
    close: async () => {
      await libsql.close()
      await database.close()
    },
  }
}

describe('describeStorage on drizzle', () => {
  describeMistakes({ ...mistakes, ...adapterMistakes }, openBroken)
})
