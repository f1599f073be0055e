import { CompiledQuery } from 'kysely'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkSchema } from '../../src/storage/kysely/index.ts'
import { migrations } from '../../src/storage/schema/ddl.ts'
import { type SqlDialect, tableName } from '../../src/storage/schema/names.ts'
import { type Tables, tables } from '../../src/storage/schema/schema.ts'
import { catalogOf } from '../support/catalog.ts'
import { migrate, type TestDatabase } from '../support/databases.ts'
import { drizzleSchemaFile, drizzleStatements } from '../support/drizzle-kit.ts'
import { startMariadb } from '../support/mariadb.ts'
import { startPostgres } from '../support/postgres.ts'
import { openSqlite } from '../support/sqlite.ts'

const dialects: readonly SqlDialect[] = ['postgres', 'mysql', 'sqlite']
const databases = new Map<SqlDialect, TestDatabase>()

beforeAll(async () => {
  const servers = await Promise.all([startPostgres(), startMariadb()])
  for (const database of [...servers, openSqlite()]) databases.set(database.dialect, database)
})

afterAll(async () => {
  for (const { close } of databases.values()) await close()
})

describe.each(dialects)('the printed drizzle schema for %s', (dialect) => {
  it('makes the tables that the migrations make, and checkSchema is content', async () => {
    const database = databases.get(dialect) ?? expect.fail()
    const { db } = database
    const run = (statement: string) => db.executeQuery(CompiledQuery.raw(statement))
    await migrate(database)
    const ours = await catalogOf(db, dialect)
    for (const key of Object.keys(tables)) await run(`DROP TABLE ${tableName(key)}`)
    expect(await catalogOf(db, dialect)).toEqual([])

    for (const statement of await drizzleStatements(dialect)) await run(statement)
    expect(ours.length).toBeGreaterThan(90)
    expect(await catalogOf(db, dialect)).toEqual(ours)

    await expect(checkSchema(db, { dialect })).rejects.toThrow(/at migration 0/)
    // The statement that stands at the top of the printed file.
    const row = migrations({ dialect }).at(-1)?.statements.at(-1) ?? expect.fail()
    expect(ts.sys.readFile(drizzleSchemaFile(dialect))).toContain(`// ${row};\n`)
    await run(row)
    await checkSchema(db, { dialect })
  })
})

describe('the printed drizzle schemas', () => {
  it('compile strictly, with nothing imported in vain', () => {
    const program = ts.createProgram(
      dialects.map((dialect) => drizzleSchemaFile(dialect)),
      {
        target: ts.ScriptTarget.ES2023,
        module: ts.ModuleKind.NodeNext,
        strict: true,
        noUnusedLocals: true,
        noEmit: true,
        skipLibCheck: true,
        types: [],
      },
    )
    const problems = ts.getPreEmitDiagnostics(program).map(({ messageText }) => messageText)
    expect(problems).toEqual([])
  })

  it('cut the columns of a long MySQL index as the migrations do', async () => {
    const identifier = { type: 'identifier' } as const
    const long: Tables = {
      thing: {
        columns: { id: identifier, one: identifier, two: identifier },
        primaryKey: ['id'],
        indexes: [{ columns: ['one', 'two', 'id'] }],
      },
    }
    const ours = migrations({ dialect: 'mysql' }, long, 1)[0]?.statements.join('\n')
    expect(ours).toContain('(`one`(1024), `two`(1024), `id`(1024))')
    const theirs = (await drizzleStatements('mysql', long)).join('\n')
    expect(theirs).toContain('(`one`(1024),`two`(1024),`id`(1024))')
  })
})
