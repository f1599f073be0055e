import { CamelCasePlugin, CompiledQuery, ParseJSONResultsPlugin } from 'kysely'
import type { Kysely, Transaction } from 'kysely'
import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from 'vitest'
import { isSsoError } from '../../../src/errors.ts'
import { checkSchema, kyselyStorage } from '../../../src/storage/kysely/index.ts'
import type { KyselyClient, SchemaNames } from '../../../src/storage/kysely/index.ts'
import type { SsoStorage } from '../../../src/storage/ports.ts'
import { describeStorage } from '../../../src/testing/storage/index.ts'
import { instant } from '../../../src/testing/storage/records.ts'
import { migrate, type TestDatabase } from '../../support/databases.ts'
import { describeHostTransactions } from '../../support/host-transactions.ts'
import { openSqlite } from '../../support/sqlite.ts'

const dialect = 'sqlite'
const names: SchemaNames = {
  prefix: 'Auth_',
  tables: { connection: 'order', sessionIndex: 'select' },
  columns: { connection: { organizationId: 'group', check: 'tested' }, domain: { record: 'from' } },
}

describe('kyselyStorage with the names of the host and plugins that change results', () => {
  describeStorage(
    async () => {
      const database = openSqlite()
      await migrate(database, names)
      const db = database.db
        .withPlugin(new CamelCasePlugin())
        .withPlugin(new ParseJSONResultsPlugin())
      return {
        storage: kyselyStorage(db, { dialect, names }),
        close: () => database.close(),
      }
    },
    { describe, it },
  )
})

describeHostTransactions(async () => {
  const database = openSqlite()
  await migrate(database)
  return database
})

describe('kyselyStorage', () => {
  let database: TestDatabase

  beforeEach(async () => {
    database = openSqlite()
    await migrate(database)
  })

  afterEach(() => database.close())

  it('takes databases and transactions of Kysely without a cast', () => {
    interface Schema {
      readonly person: { readonly id: string }
    }
    expectTypeOf<Kysely<Schema>>().toExtend<KyselyClient>()
    expectTypeOf<Transaction<Schema>>().toExtend<KyselyClient>()
  })

  it('refuses names that could change a statement', async () => {
    const open = (table: string) => (): SsoStorage =>
      kyselyStorage(database.db, { dialect, names: { tables: { journal: table } } })
    expect(open('journal')).not.toThrow()
    expect(open('journal" --')).toThrow(TypeError)
    const options = { dialect, names: { tables: { journal: 'journal" --' } } } as const
    await expect(checkSchema(database.db, options)).rejects.toThrow('cannot name a table')
  })

  it.each(['postgresql', 'sqlite3', '', undefined])('refuses the dialect %j', async (given) => {
    const options = { dialect: given as never }
    const sentence = /^`dialect` is postgres, mysql or sqlite, and not /
    expect(() => kyselyStorage(database.db, options)).toThrow(sentence)
    await expect(checkSchema(database.db, options)).rejects.toThrow(sentence)
  })

  it('throws what the database throws, and repeats nothing of it', async () => {
    await database.db.executeQuery(CompiledQuery.raw('DROP TABLE sso_ephemeral'))
    const { ephemeral } = kyselyStorage(database.db, { dialect })
    await expect(ephemeral.take('key', instant())).rejects.toThrow(/no such table/)
  })
})

describe('checkSchema', () => {
  let database: TestDatabase
  const run = (statement: string): Promise<unknown> =>
    database.db.executeQuery(CompiledQuery.raw(statement))

  beforeEach(() => {
    database = openSqlite()
  })

  afterEach(() => database.close())

  async function problem(): Promise<string> {
    try {
      await checkSchema(database.db, { dialect })
    } catch (error) {
      if (!isSsoError(error, 'config_invalid')) throw error
      expect(error.hint).toContain('npx ssokit schema --dialect sqlite')
      return error.message
    }
    return ''
  }

  it('says nothing where all is there, under the names of the host too', async () => {
    await migrate(database)
    expect(await problem()).toBe('')
    await migrate(database, names)
    await checkSchema(database.db, { dialect, names })
  })

  it('tells in one sentence what is missing', async () => {
    expect(await problem()).toBe('The table `sso_schema` is missing.')
    await migrate(database)
    await run('ALTER TABLE sso_domain DROP COLUMN leased_until')
    expect(await problem()).toBe('The column `leased_until` of the table `sso_domain` is missing.')
  })

  it('tells which migration is missing', async () => {
    await migrate(database)
    await run('DELETE FROM sso_schema')
    expect(await problem()).toBe(
      'The database is at migration 0, and this version of ssokit needs 1.',
    )
  })

  it('names the row that is all that drizzle-kit leaves out, and only where it may be all', async () => {
    const hint = async (): Promise<string> => {
      const error: unknown = await checkSchema(database.db, { dialect }).catch((thrown) => thrown)
      if (!isSsoError(error, 'config_invalid')) throw error
      return error.hint
    }
    expect(await hint()).not.toContain('drizzle-kit')
    await migrate(database)
    await run('DELETE FROM sso_schema')
    expect(await hint()).toContain('drizzle-kit')
  })

  it('names the prefix of the host in what to run', async () => {
    await expect(checkSchema(database.db, { dialect, names })).rejects.toMatchObject({
      hint: expect.stringContaining('npx ssokit schema --dialect sqlite --prefix Auth_`') as string,
    })
  })

  it('tells a database of another dialect what to compare', async () => {
    await migrate(database)
    await expect(checkSchema(database.db, { dialect: 'postgres' })).rejects.toMatchObject({
      code: 'storage_unavailable',
      hint: expect.stringContaining('`dialect`') as string,
    })
  })

  it.each([
    ['sso_connection', 'login_path'],
    ['sso_domain', 'verified_domain'],
  ])('finds a unique index that %s lacks, or that takes A for a', async (table, column) => {
    await migrate(database)
    const index = `${table}_${column}`
    await run(`DROP INDEX ${index}`)
    const missing = `A unique index over \`${column}\` of the table \`${table}\` is missing.`
    expect(await problem()).toBe(missing)
    await run(`CREATE INDEX ${index} ON ${table} (${column})`)
    expect(await problem(), 'it has to be unique').toBe(missing)
    await run(`DROP INDEX ${index}`)
    await run(`CREATE UNIQUE INDEX ${index} ON ${table} (${column}) WHERE 1 = 0`)
    expect(await problem(), 'it has to be over all rows').toBe(missing)
    await run(`DROP INDEX ${index}`)
    await run(`CREATE UNIQUE INDEX ${index} ON ${table} (${column} COLLATE NOCASE)`)
    expect(await problem()).toMatch(/does not compare byte by byte/)
  })

  it('is storage_unavailable where the database does not answer', async () => {
    const executeQuery = (): Promise<never> => Promise.reject(new Error('gone'))
    const { db } = database
    const gone: KyselyClient = {
      isTransaction: false,
      executeQuery,
      withoutPlugins: () => gone,
      transaction: () => db.transaction(),
    }
    await expect(checkSchema(gone, { dialect })).rejects.toMatchObject({
      code: 'storage_unavailable',
    })
  })
})
