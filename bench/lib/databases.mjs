/** Databases for benchmarks: SQLite in a temporary file, and a PostgreSQL of its own on loopback. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { CompiledQuery, Kysely, PostgresDialect, SqliteDialect } from 'kysely'
import Database from 'libsql'
import pg from 'pg'
import { kyselyStorage } from 'ssokit/storage/kysely'
import { migrations } from 'ssokit/storage/schema'
import { cache, root } from '../../tools/lib/commands.mjs'

/** @typedef {{ sql: string, parameters: readonly unknown[], milliseconds: number }} Statement */
/** @typedef {Record<string, unknown>} Row by names of columns */
/**
 * @typedef {{
 *   name: string
 *   dialect: 'sqlite' | 'postgres'
 *   db: Kysely<any>
 *   storage: import('ssokit').SsoStorage
 *   recorded(): Statement[]
 *   run(sql: string, parameters?: readonly unknown[]): Promise<readonly any[]>
 *   insert(table: string, rows: readonly Row[]): Promise<void>
 *   close(): Promise<void>
 * }} BenchDatabase `recorded`: the statements since it was asked the last time, those that begin and
 *   end transactions included: each is a round trip; `insert`: many rows at once
 */

const BUSY_TIMEOUT = 5000
const CONNECTIONS = 10

/**
 * As the Express example opens it.
 *
 * @param {{ synchronous?: 'FULL' | 'NORMAL' }} [options]
 * @returns {Promise<BenchDatabase>}
 */
export async function openSqlite({ synchronous = 'FULL' } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'ssokit-bench-'))
  const database = new Database(join(folder, 'sso.sqlite'), { timeout: BUSY_TIMEOUT })
  database.pragma('journal_mode = WAL')
  database.pragma(`synchronous = ${synchronous}`)
  const name = synchronous === 'FULL' ? 'SQLite' : `SQLite, synchronous = ${synchronous}`
  const opened = withStatements(name, 'sqlite', new SqliteDialect({ database }))
  await migrate(opened)
  return {
    ...opened,
    async insert(table, rows) {
      const columns = Object.keys(rows[0] ?? {})
      const names = columns.map((column) => `"${column}"`).join(', ')
      const statement = database.prepare(
        `INSERT INTO "${table}" (${names}) VALUES (${columns.map(() => '?').join(', ')})`,
      )
      database.transaction(() => {
        for (const row of rows) statement.run(...columns.map((column) => row[column]))
      })()
    },
    async close() {
      await opened.db.destroy()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** As the tests start it: what was committed is not waited for until it is on the disk. */
export async function startPostgresServer() {
  const { startPostgres } = await loadTypeScript('test/support/postgres.ts')
  const server = await startPostgres()
  let databases = 0
  return {
    /** An empty database. @returns {Promise<BenchDatabase>} */
    async open() {
      databases += 1
      const database = `bench_${databases}`
      await server.administer(`CREATE DATABASE ${database}`)
      const pool = new pg.Pool({ ...server.settings, database, max: CONNECTIONS })
      pool.on('error', () => {})
      const opened = withStatements('PostgreSQL', 'postgres', new PostgresDialect({ pool }))
      await migrate(opened)
      return {
        ...opened,
        async insert(table, rows) {
          const text = `INSERT INTO "${table}" SELECT * FROM jsonb_populate_recordset(NULL::"${table}", $1)`
          await pool.query(text, [JSON.stringify(rows)])
        },
        close: () => opened.db.destroy(),
      }
    },
    close: () => server.close(),
  }
}

/** On a server of its own. @returns {Promise<BenchDatabase>} */
export async function openPostgres() {
  const server = await startPostgresServer()
  const database = await server.open()
  return {
    ...database,
    async close() {
      await database.close()
      await server.close()
    },
  }
}

/**
 * @param {string} name
 * @param {'sqlite' | 'postgres'} dialect
 * @param {import('kysely').Dialect} kyselyDialect
 */
function withStatements(name, dialect, kyselyDialect) {
  /** @type {Statement[]} */
  let statements = []
  /** @type {Kysely<any>} */
  const db = new Kysely({
    dialect: kyselyDialect,
    log: ({ query: { sql, parameters }, queryDurationMillis: milliseconds }) =>
      void statements.push({ sql, parameters, milliseconds }),
  })
  return {
    ...{ name, dialect, db, storage: kyselyStorage(db, { dialect }) },
    recorded() {
      const taken = statements
      statements = []
      return taken
    },
    run: async (/** @type {string} */ sql, /** @type {readonly unknown[]} */ parameters = []) =>
      (await db.executeQuery(CompiledQuery.raw(sql, [...parameters]))).rows,
  }
}

/** @param {Pick<BenchDatabase, 'dialect' | 'run'>} database */
async function migrate({ dialect, run }) {
  for (const { statements } of migrations({ dialect })) {
    for (const statement of statements) await run(statement)
  }
}

/**
 * Node 20 runs no TypeScript.
 *
 * @param {string} path below the root
 */
async function loadTypeScript(path) {
  const outfile = join(cache, 'bench', path.replaceAll('/', '-').replace(/\.ts$/, '.mjs'))
  mkdirSync(join(cache, 'bench'), { recursive: true })
  await build({
    entryPoints: [join(root, path)],
    outfile,
    ...{ bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'error' },
  })
  return import(pathToFileURL(outfile).href)
}
