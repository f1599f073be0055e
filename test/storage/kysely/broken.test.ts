import { CompiledQuery, Kysely, SqliteDialect } from 'kysely'
import Database from 'libsql'
import { describe, expect, it } from 'vitest'
import { type KyselyClient, kyselyStorage } from '../../../src/storage/kysely/index.ts'
import { migrations } from '../../../src/storage/schema/ddl.ts'
import { storageCases } from '../../../src/testing/storage/index.ts'

type Query = Parameters<KyselyClient['executeQuery']>[0]

interface Mistake {
  /** What the tables are missing. */
  readonly schema?: (statement: string) => string
  /** What the statements are missing. */
  readonly statement?: (sql: string) => string
  /** Reads first and deletes what it read afterwards. */
  readonly readsThenDeletes?: boolean
  /** Cases of the suite that have to fail. */
  readonly caughtBy: readonly string[]
}

const mistakes: Readonly<Record<string, Mistake>> = {
  'a login path without unique index': {
    schema: (statement) =>
      statement.replace('UNIQUE INDEX "sso_connection_login_path"', 'INDEX "sso_path"'),
    caughtBy: ['connections: create gives a login path to one of 50 parallel callers'],
  },
  'a verified domain without unique index': {
    schema: (statement) =>
      statement.replace('UNIQUE INDEX "sso_domain_verified_domain"', 'INDEX "sso_verified"'),
    caughtBy: ['domains: verify makes one of 50 organisations the owner'],
  },
  'identifiers that ignore the case': {
    schema: (statement) => statement.replaceAll('COLLATE BINARY', 'COLLATE NOCASE'),
    caughtBy: [
      'ephemeral: reserved keys are told apart byte by byte',
      'journal: list never gives entries of another organisation, byte by byte',
    ],
  },
  'values that never expire': {
    statement: (sql) => sql.replaceAll('"expires_at" > ?', '("expires_at" > ? OR 1 = 1)'),
    caughtBy: ['ephemeral: a value is there one millisecond before expiresAt and absent at it'],
  },
  'updates of any version': {
    statement: (sql) => sql.replaceAll('"version" = ?\n', '("version" = ? OR 1 = 1)\n'),
    caughtBy: ['connections: update lets one of 50 parallel callers with the same version win'],
  },
  'take that reads and then deletes': {
    readsThenDeletes: true,
    caughtBy: ['ephemeral: take gives the value to one of 50 parallel callers'],
  },
  'a lease that forgets who has it': {
    statement: (sql) => sql.replaceAll('"leased_until" <= ?', '("leased_until" <= ? OR 1 = 1)'),
    caughtBy: ['domains: lease gives a claim to one of 50 parallel callers'],
  },
}

async function openBroken({ schema, statement, readsThenDeletes }: Mistake) {
  const database = new Database(':memory:')
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database }) })
  for (const { statements } of migrations({ dialect: 'sqlite' })) {
    for (const one of statements) {
      await db.executeQuery(CompiledQuery.raw(schema?.(one) ?? one))
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
      const sql = statement?.(query.sql) ?? query.sql
      const returned = / RETURNING (.*)$/s.exec(sql)
      if (readsThenDeletes !== true || returned === null || !sql.startsWith('DELETE')) {
        return client.executeQuery({ ...query, sql })
      }
      const from = sql.slice('DELETE'.length, returned.index)
      const read = await client.executeQuery({ ...query, sql: `SELECT ${returned[1]}${from}` })
      await client.executeQuery({ ...query, sql: `DELETE${from}` })
      return read
    },
  })
  return { storage: kyselyStorage(wrap(db), { dialect: 'sqlite' }), close: () => db.destroy() }
}

describe('describeStorage on a database', () => {
  it.each(Object.entries(mistakes))('catches %s', async (_mistake, mistake) => {
    const broken = new Map(storageCases(() => openBroken(mistake)).map((one) => [one.name, one]))
    const whole = new Map(
      storageCases(() => openBroken({ caughtBy: [] })).map((one) => [one.name, one]),
    )
    for (const name of mistake.caughtBy) {
      await whole.get(name)?.run()
      await expect(broken.get(name)?.run(), name).rejects.toMatchObject({ code: 'ERR_ASSERTION' })
    }
  })
})
