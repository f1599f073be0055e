import { CompiledQuery, type Kysely } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type KyselyClient, kyselyStorage } from '../../src/storage/kysely/index.ts'
import type { SqlDialect } from '../../src/storage/schema/names.ts'
import { migrations } from '../../src/storage/schema/ddl.ts'
import { describeStorage } from '../../src/testing/storage/index.ts'
import { empty, migrate, type TestDatabase } from '../support/databases.ts'
import { startMariadb } from '../support/mariadb.ts'
import { type RecordedStatement, recording } from '../support/plans.ts'
import { startPostgres } from '../support/postgres.ts'
import { openSqlite } from '../support/sqlite.ts'

/** Whatever asks a server what time it is, in any of the three languages. */
const asksForTime =
  /\bnow\s*\(|\bcurrent_?(date|time|timestamp)\b|\blocal_?time|\b(statement|transaction|clock)_timestamp\b|\bsysdate\b|\bunix_timestamp\b|\butc_|\bcur(date|time)\b|\b(date|time|datetime|julianday|unixepoch|strftime|timeofday)\s*\(|\bon update\b|\binterval\b|\btimestamp\b/i

/** Other settings and another clock for every connection that the server still opens. */
const shifts: Readonly<Record<SqlDialect, readonly string[]>> = {
  // There is nothing to set; a statement that asks for the time is what the first test looks for.
  sqlite: [],
  postgres: ["ALTER SYSTEM SET timezone = 'Pacific/Kiritimati'", 'SELECT pg_reload_conf()'],
  // Of a connection, MariaDB's own clock can be set: here to 2001.
  mysql: [
    "SET GLOBAL time_zone = '-12:00'",
    "SET GLOBAL init_connect = 'SET timestamp = 1000000000'",
  ],
}

interface Shifted extends TestDatabase {
  readonly administer?: (statement: string) => Promise<void>
}

const yearOf: Readonly<Record<SqlDialect, string>> = {
  sqlite: `SELECT 0 AS year`,
  postgres: `SELECT CAST(current_setting('timezone') AS text) AS year`,
  mysql: 'SELECT YEAR(NOW()) AS year',
}

describe.each<[string, () => Promise<Shifted>]>([
  ['SQLite', async () => openSqlite()],
  ['PostgreSQL', startPostgres],
  ['MariaDB', startMariadb],
])('%s whose clock is wrong', (_name, open) => {
  let database: Shifted
  let db: Kysely<unknown>
  const recorded: RecordedStatement[] = []

  beforeAll(async () => {
    database = await open()
    const { dialect, administer } = database
    for (const statement of shifts[dialect]) await administer?.(statement)
    db = database.db
    await migrate(database)
  })

  afterAll(async () => {
    await database.close()
  })

  it('really is wrong', async () => {
    const { rows } = await db.executeQuery(CompiledQuery.raw(yearOf[database.dialect]))
    const expected = { sqlite: 0, postgres: 'Pacific/Kiritimati', mysql: 2001 }
    expect(rows).toEqual([{ year: expected[database.dialect] }])
  })

  describeStorage(
    async () => {
      await empty(database)
      const client = recording(db as unknown as KyselyClient, recorded)
      return kyselyStorage(client, { dialect: database.dialect })
    },
    { describe, it },
  )

  it('no statement and no table asks for the time', () => {
    const texts = new Set(recorded.map(({ sql }) => sql))
    // Every call of every port, in several forms.
    expect(texts.size).toBeGreaterThan(30)
    const tables = migrations({ dialect: database.dialect }).flatMap(({ statements }) => statements)
    expect([...texts, ...tables].filter((sql) => asksForTime.test(sql))).toEqual([])
  })

  it.each([
    'SELECT now()',
    'DELETE FROM t WHERE expires_at <= CURRENT_TIMESTAMP',
    "SELECT strftime('%s', 'now')",
    'at TIMESTAMP DEFAULT 0',
    'SELECT UNIX_TIMESTAMP()',
  ])('and "%s" would be noticed', (sql) => {
    expect(sql).toMatch(asksForTime)
  })
})
