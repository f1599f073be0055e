import type { ExtractTablesWithRelations } from 'drizzle-orm'
import type { LibSQLDatabase } from 'drizzle-orm/libsql'
import type { MySql2Database } from 'drizzle-orm/mysql2'
import type { NodePgDatabase, NodePgTransaction } from 'drizzle-orm/node-postgres'
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import type { BaseSQLiteDatabase } from 'drizzle-orm/sqlite-core'
import { sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from 'vitest'
import { isSsoError } from '../../../src/errors.ts'
import { drizzleClient } from '../../../src/storage/drizzle/client.ts'
import { checkSchema, drizzleStorage } from '../../../src/storage/drizzle/index.ts'
import type { DrizzleClient, SchemaNames } from '../../../src/storage/drizzle/index.ts'
import { resultOf } from '../../../src/storage/drizzle/result.ts'
import { failureOf } from '../../../src/storage/sql/failure.ts'
import { raw, sql } from '../../../src/storage/sql/fragment.ts'
import { describeStorage } from '../../../src/testing/storage/index.ts'
import { instant, minute } from '../../../src/testing/storage/records.ts'
import { migrate, type TestDatabase } from '../../support/databases.ts'
import { openLibsql } from '../../support/drizzle.ts'
import { openSqlite } from '../../support/sqlite.ts'

const dialect = 'sqlite'
const names: SchemaNames = {
  prefix: 'Auth_',
  tables: { connection: 'order', sessionIndex: 'RETURNING' },
  columns: {
    connection: { organizationId: 'group', check: 'tested' },
    domain: { record: 'RETURNING' },
    session: { record: 'select' },
  },
}

describe('drizzleStorage with the names of the host', () => {
  describeStorage(
    async () => {
      const database = openSqlite()
      await migrate(database, names)
      const { db, close } = openLibsql(database.file ?? '')
      return {
        storage: drizzleStorage(db, { dialect, names }),
        close: async () => {
          await close()
          await database.close()
        },
      }
    },
    { describe, it },
  )
})

describe('drizzleStorage', () => {
  let database: TestDatabase
  let libsql: ReturnType<typeof openLibsql>

  beforeEach(async () => {
    database = openSqlite()
    await migrate(database)
    libsql = openLibsql(database.file ?? '')
  })

  afterEach(async () => {
    await libsql.close()
    await database.close()
  })

  it('takes databases and transactions of every asynchronous driver without a cast', () => {
    interface Schema extends Record<string, unknown> {
      readonly person: ReturnType<typeof person>
    }
    const person = () => sqliteTable('person', { id: text('id') })
    expectTypeOf<NodePgDatabase<Schema>>().toExtend<DrizzleClient>()
    expectTypeOf<
      NodePgTransaction<Schema, ExtractTablesWithRelations<Schema>>
    >().toExtend<DrizzleClient>()
    expectTypeOf<PostgresJsDatabase<Schema>>().toExtend<DrizzleClient>()
    expectTypeOf<MySql2Database<Schema>>().toExtend<DrizzleClient>()
    expectTypeOf<
      Parameters<Parameters<MySql2Database<Schema>['transaction']>[0]>[0]
    >().toExtend<DrizzleClient>()
    expectTypeOf<LibSQLDatabase<Schema>>().toExtend<DrizzleClient>()
    expectTypeOf<
      Parameters<Parameters<LibSQLDatabase<Schema>['transaction']>[0]>[0]
    >().toExtend<DrizzleClient>()
    expectTypeOf<BaseSQLiteDatabase<'sync', object, Schema>>().not.toExtend<DrizzleClient>()
  })

  it('refuses a driver that answers at once, whose transactions cannot wait', () => {
    const sync = {
      ...libsql.db,
      resultKind: 'sync',
      run: () => {},
      all: () => [],
      transaction() {},
    }
    const open = (): unknown => drizzleStorage(sync as unknown as DrizzleClient, { dialect })
    expect(open).toThrow(/drizzle-orm\/libsql/)
  })

  it('refuses a database of another dialect', () => {
    expect(() => drizzleStorage(libsql.db, { dialect: 'postgres' })).toThrow(/'postgres'/)
    const server = { execute: async () => {}, transaction: async () => {} }
    const open = (): unknown => drizzleStorage(server as unknown as DrizzleClient, { dialect })
    expect(open).toThrow(/'sqlite'/)
  })

  it('refuses names that could change a statement', () => {
    const open = (table: string) => (): unknown =>
      drizzleStorage(libsql.db, { dialect, names: { tables: { journal: table } } })
    expect(open('journal')).not.toThrow()
    expect(open('journal" --')).toThrow(TypeError)
  })

  it('throws what the driver throws, without the values that drizzle prints', async () => {
    await libsql.db.run('DROP TABLE sso_ephemeral')
    const { ephemeral } = drizzleStorage(libsql.db, { dialect })
    const error = await ephemeral.put('key', 'secret-value', instant(minute)).catch((one) => one)
    expect(error).toMatchObject({ name: 'LibsqlError' })
    expect(String(error.message)).toMatch(/no such table/)
    expect(String(error.stack)).not.toContain('secret-value')
  })

  it('knows a refusal of a unique index and a lock of another process', async () => {
    const client = drizzleClient(libsql.db, dialect)
    const insert = sql`INSERT INTO sso_reservation ("key", expires_at) VALUES (${'a'}, 0)`
    expect(await client.run(insert)).toEqual({ rows: [], affected: 1 })
    const again = await client.run(insert).catch(failureOf)
    expect(again).toBe('duplicate')
    const other = openLibsql(database.file ?? '')
    const locked = await client.transaction(async (inner) => {
      await inner.run(raw('UPDATE sso_reservation SET expires_at = 1'))
      return drizzleClient(other.db, dialect).run(insert).catch(failureOf)
    })
    await other.close()
    expect(locked).toBe('contention')
  })

  it('tells at start-up what is missing', async () => {
    await checkSchema(libsql.db, { dialect })
    await libsql.db.run('DROP INDEX sso_connection_login_path')
    const error = await checkSchema(libsql.db, { dialect }).catch((one: unknown) => one)
    expect(isSsoError(error, 'config_invalid')).toBe(true)
    expect((error as Error).message).toContain('`login_path` of the table `sso_connection`')
  })
})

describe('the answer of a driver', () => {
  const row = { one: 1 }
  const header = { affectedRows: 2, insertId: 0 }

  it.each([
    ['node-postgres', 'postgres', { rows: [row], rowCount: 1, fields: [] }, [row], 1],
    ['postgres.js', 'postgres', Object.assign([row], { count: 1, command: 'SELECT' }), [row], 1],
    ['postgres.js, no rows', 'postgres', Object.assign([], { count: 3 }), [], 3],
    ['PGlite', 'postgres', { rows: [], affectedRows: 2, fields: [] }, [], 2],
    ['mysql2, rows', 'mysql', [[row], []], [row], 0],
    ['mysql2, a header', 'mysql', [header, undefined], [], 2],
    ['libsql', 'sqlite', { rows: [], rowsAffected: 4, lastInsertRowid: 1n }, [], 4],
  ] as const)('is read: %s', (_driver, from, answer, rows, affected) => {
    const result = resultOf(answer, from)
    expect([...result.rows]).toEqual(rows)
    expect(result.affected).toBe(affected)
  })

  it.each([
    ['postgres', { rows: [] }],
    ['postgres', undefined],
    ['mysql', [undefined, []]],
    ['mysql', [{ insertId: 1 }, undefined]],
    ['sqlite', { rows: [] }],
  ] as const)('of %s is refused where it counts nothing: %j', (from, answer) => {
    expect(() => resultOf(answer, from)).toThrow(TypeError)
  })
})
