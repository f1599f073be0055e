// @ts-check
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Kysely, SqliteDialect } from 'kysely'
import Database from 'libsql'
import { checkSchema } from 'ssokit/storage/kysely'
import { migrations } from 'ssokit/storage/schema'

/** How long a process waits while another one writes, in milliseconds. */
const BUSY_TIMEOUT = 5000

/** One SQLite file, which survives restarts. Any database of Kysely does as well, Drizzle and Prisma too. */
export async function openDatabase() {
  const folder = join(process.cwd(), '.data')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const database = new Database(join(folder, 'sso.sqlite'), { timeout: BUSY_TIMEOUT })
  database.pragma('journal_mode = WAL')
  migrate(database)
  /** @type {Kysely<{}>} ssokit needs no types of its tables */
  const db = new Kysely({ dialect: new SqliteDialect({ database }) })
  await checkSchema(db, { dialect: 'sqlite' })
  return db
}

/**
 * Your product has migrations already: put what `npx ssokit schema` prints among them instead.
 *
 * @param {Database.Database} database
 */
function migrate(database) {
  const run = database.transaction(() => {
    const isThere = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'sso_schema'").all()
    const read = isThere.length > 0 ? 'SELECT version FROM sso_schema' : 'SELECT 0 AS version'
    const ran = /** @type {{ version: number }[]} */ (database.prepare(read).all())
    const since = Math.max(...ran.map(({ version }) => version))
    for (const { statements } of migrations({ dialect: 'sqlite', since })) {
      for (const statement of statements) database.exec(statement)
    }
  })
  // All or nothing; of two processes that start at once, the second one waits and finds it done.
  run.immediate()
}
