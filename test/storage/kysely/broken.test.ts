import { CompiledQuery, Kysely, SqliteDialect } from 'kysely'
import Database from 'libsql'
import { describe } from 'vitest'
import { type KyselyClient, kyselyStorage } from '../../../src/storage/kysely/index.ts'
import { migrations } from '../../../src/storage/schema/ddl.ts'
import { describeMistakes, type Mistake, mistakes, spoil } from '../../support/mistakes.ts'

type Query = Parameters<KyselyClient['executeQuery']>[0]

async function openBroken(mistake: Mistake) {
  const database = new Database(':memory:')
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database }) })
  for (const { statements } of migrations({ dialect: 'sqlite' })) {
    for (const one of statements) {
      await db.executeQuery(CompiledQuery.raw(mistake.schema?.(one) ?? one))
    }
  }
  const wrap = (client: KyselyClient): KyselyClient => ({
    isTransaction: client.isTransaction,
    withoutPlugins: () => wrap(client.withoutPlugins()),
    transaction: () => {
      const builder = client.transaction()
      const execute: typeof builder.execute = (work) =>
        builder.execute((transaction) => work(wrap(transaction)))
      return { execute, setIsolationLevel: () => ({ execute }) }
    },
    executeQuery: async (query: Query) => {
      const { read, run } = spoil(mistake, query.sql)
      if (read === undefined) return client.executeQuery({ ...query, sql: run })
      const answer = await client.executeQuery({ ...query, sql: read })
      await client.executeQuery({ ...query, sql: run })
      return answer
    },
  })
  return { storage: kyselyStorage(wrap(db), { dialect: 'sqlite' }), close: () => db.destroy() }
}

describe('describeStorage on a database', () => {
  describeMistakes(mistakes, openBroken)
})
