import { describe, expect, it } from 'vitest'
import { runCommand } from '../../src/cli/commands.ts'
import { migrations, printMigrations } from '../../src/storage/schema/ddl.ts'
import { columnName, type SqlDialect, tableName } from '../../src/storage/schema/names.ts'
import type { Tables } from '../../src/storage/schema/schema.ts'
import { tables } from '../../src/storage/schema/schema.ts'

const dialects: readonly SqlDialect[] = ['postgres', 'mysql', 'sqlite']

describe('the schema', () => {
  it('has only keys and indexes over columns that there are', () => {
    for (const table of Object.values<Tables[string]>(tables)) {
      for (const columns of [table.primaryKey, ...table.indexes.map((index) => index.columns)]) {
        for (const column of columns) expect(Object.keys(table.columns)).toContain(column)
      }
    }
  })

  it('makes login path, verified domain and claim of a domain unique', () => {
    const uniqueOf = (key: 'connection' | 'domain'): readonly (readonly string[])[] =>
      tables[key].indexes.filter(({ unique }) => unique === true).map(({ columns }) => columns)
    expect(uniqueOf('connection')).toEqual([['loginPath']])
    expect(uniqueOf('domain')).toEqual([['organizationId', 'domain'], ['verifiedDomain']])
  })

  it('keeps every name short enough for Postgres, indexes included', () => {
    const names = dialects.flatMap((dialect) =>
      migrations({ dialect }).flatMap(({ statements }) =>
        statements.flatMap((statement) => statement.match(/(?<=["`])\w+(?=["`])/g) ?? []),
      ),
    )
    expect(names.length).toBeGreaterThan(100)
    for (const name of names) expect(name.length).toBeLessThanOrEqual(63)
    const indexes = migrations({ dialect: 'postgres' })[0]?.statements.flatMap(
      (statement) => /INDEX "(\w+)"/.exec(statement)?.[1] ?? [],
    )
    expect(new Set(indexes).size).toBe(indexes?.length)
  })
})

describe('migrations', () => {
  it.each(dialects)('of %s compare identifiers byte by byte', (dialect) => {
    const text = printMigrations({ dialect })
    const columns = text.match(/^ {2}["`](?:id|login_path|verified_domain|key)["`].*$/gm) ?? []
    expect(columns.length).toBeGreaterThan(5)
    for (const column of columns) expect(column).toMatch(/COLLATE "C"|varbinary|COLLATE BINARY/)
  })

  it.each(dialects)('of %s end with the row of their version', (dialect) => {
    expect(migrations({ dialect }).at(-1)?.statements.at(-1)).toMatch(
      /^INSERT INTO ["`]sso_schema["`] \(["`]version["`]\) VALUES \(1\)$/,
    )
  })

  it('give what comes after `since` only, and only add', () => {
    const before: Tables = {
      thing: { columns: { id: { type: 'identifier' } }, primaryKey: ['id'], indexes: [] },
    }
    const after: Tables = {
      thing: {
        columns: {
          id: { type: 'identifier' },
          dueAt: { type: 'instant', nullable: true, since: 2 },
          isNew: { type: 'integer', default: 0, since: 2 },
        },
        primaryKey: ['id'],
        indexes: [{ columns: ['dueAt'], since: 2 }],
      },
      other: { since: 2, columns: { id: { type: 'word' } }, primaryKey: ['id'], indexes: [] },
    }
    const options = { dialect: 'postgres' as const }
    const [first, second, ...others] = migrations(options, after, 2)
    expect(others).toEqual([])
    expect(first).toEqual(migrations(options, before, 1)[0])
    expect(migrations({ ...options, since: 1 }, after, 2)).toEqual([second])
    expect(migrations({ ...options, since: 2 }, after, 2)).toEqual([])
    expect(second?.statements).toEqual([
      'ALTER TABLE "sso_thing" ADD COLUMN "due_at" bigint',
      'ALTER TABLE "sso_thing" ADD COLUMN "is_new" integer DEFAULT 0 NOT NULL',
      'CREATE INDEX "sso_thing_due_at" ON "sso_thing" ("due_at")',
      'CREATE TABLE "sso_other" (\n  "id" text COLLATE "C" NOT NULL,\n  PRIMARY KEY ("id")\n)',
      'INSERT INTO "sso_schema" ("version") VALUES (2)',
    ])
  })

  it('take the names of the host', () => {
    const names = {
      prefix: 'auth_',
      tables: { policy: 'rules' },
      columns: { policy: { record: 'body' } },
    }
    const text = printMigrations({ dialect: 'mysql', names })
    expect(text).toContain('CREATE TABLE `rules` (')
    expect(text).toContain('`body` longtext')
    expect(text).toContain('CREATE TABLE `auth_connection` (')
    expect(text).not.toContain('sso_')
  })
})

describe('names', () => {
  it.each(['', '1a', 'a b', 'a"b', 'a`b', "a'b", 'a;b', 'ä', 'a'.repeat(64)])(
    'refuses %j, which could change a statement',
    (name) => {
      expect(() => tableName('policy', { tables: { policy: name } })).toThrow(TypeError)
      const columns = { policy: { record: name } }
      expect(() => columnName('policy', 'record', { columns })).toThrow(TypeError)
      expect(() => tableName('x', { prefix: `${name}"` })).toThrow(TypeError)
    },
  )

  it('are those of the schema where the host has none', () => {
    expect(tableName('connectionIssuer')).toBe('sso_connection_issuer')
    expect(columnName('connection', 'lastLoginAt')).toBe('last_login_at')
    expect(tableName('constructor', { tables: {} })).toBe('sso_constructor')
  })
})

describe('ssokit schema', () => {
  const run = (...args: string[]): ReturnType<typeof runCommand> => runCommand(['schema', ...args])

  it.each(dialects)('prints the migrations of %s', (dialect) => {
    const { exitCode, stdout } = run('--dialect', dialect)
    expect(exitCode).toBe(0)
    expect(stdout).toBe(printMigrations({ dialect }))
    expect(stdout).toContain(`-- ssokit, migration 1 (${dialect})\nCREATE TABLE`)
  })

  it('prints them as JSON', () => {
    const { stdout } = run('--dialect=sqlite', '--json')
    expect(JSON.parse(stdout)).toEqual({ migrations: migrations({ dialect: 'sqlite' }) })
  })

  it('says that nothing is left to do', () => {
    const { exitCode, stdout } = run('--dialect', 'sqlite', '--since', '1')
    expect(exitCode).toBe(0)
    expect(stdout).toBe('-- Nothing comes after migration 1.\n')
  })

  it('takes a prefix', () => {
    expect(run('--dialect', 'sqlite', '--prefix', 'auth_').stdout).toContain('"auth_journal"')
  })

  it.each(dialects)('prints a schema of drizzle and of Prisma for %s', (database) => {
    const [drizzle, prisma] = ['drizzle', 'prisma'].map((tool) => {
      const { exitCode, stdout } = run('--dialect', tool, '--database', database, '--prefix', 'a_')
      expect(exitCode).toBe(0)
      const { stdout: json } = run('--dialect', tool, '--database', database, '--json')
      expect(JSON.parse(json)).toEqual({ schema: stdout.replaceAll('a_', 'sso_') })
      return stdout
    })
    for (const key of Object.keys(tables)) {
      const name = tableName(key, { prefix: 'a_' })
      expect(drizzle).toContain(`'${name}',`)
      expect(prisma).toContain(`@@map("${name}")`)
    }
  })

  it.each([
    [[], '--dialect is one of postgres, mysql, sqlite, drizzle, prisma.'],
    [['--dialect', 'oracle'], '--dialect is one of'],
    [
      ['--dialect', 'drizzle'],
      '--dialect drizzle needs --database: one of postgres, mysql, sqlite.',
    ],
    [['--dialect', 'prisma', '--database', 'oracle'], '--dialect prisma needs --database'],
    [['--dialect', 'prisma', '--database', 'mysql', '--since', '0'], '--since does not go with'],
    [['--dialect', 'sqlite', '--database', 'sqlite'], '--database goes with'],
    [['--dialect', 'sqlite', '--since', '2'], '--since is a number from 0 to 1.'],
    [['--dialect', 'sqlite', '--since', '-1'], '--since'],
    [['--dialect', 'sqlite', '--since', '1e0'], '--since'],
    [['--dialect', 'sqlite', '--prefix', 'a"; drop'], 'letters, digits'],
    [['--dialect', 'sqlite', '--nothing'], 'nothing'],
    [['more'], 'more'],
  ])('refuses %j', (args, problem) => {
    const { exitCode, stdout, stderr } = run(...args)
    expect(exitCode).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain(problem)
  })
})
