// @ts-check
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { Kysely, SqliteDialect } from 'kysely'
import Database from 'libsql'
import { checkSchema } from 'ssokit/storage/kysely'
import { migrations } from 'ssokit/storage/schema'

/** @typedef {{ collection: string, id: string, record: Buffer }} Row */
/** @typedef {{ example_record: Row }} Tables the app's own; ssokit needs no types of its tables */

/** How long a process waits while another one writes, in milliseconds. */
const BUSY_TIMEOUT = 5000

/**
 * One SQLite file for everything: what the app keeps and what ssokit keeps. It survives restarts, and
 * several processes on one machine may share it.
 *
 * @param {string} folder
 */
export async function openDatabase(folder) {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const database = new Database(join(folder, 'sso.sqlite'), { timeout: BUSY_TIMEOUT })
  // Readers do not wait for the writer. The file remembers it.
  database.pragma('journal_mode = WAL')
  migrate(database)
  /** @type {Kysely<Tables>} */
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
    database.exec(`CREATE TABLE IF NOT EXISTS example_record (
      collection TEXT NOT NULL, id TEXT NOT NULL, record BLOB NOT NULL, PRIMARY KEY (collection, id)
    )`)
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

/**
 * Rows of the app by id, read once and kept in memory; what changes is stored.
 *
 * @template Value
 * @typedef {{
 *   get(id: string): Value | undefined
 *   all(): Value[]
 *   entries(): [string, Value][]
 *   set(id: string, value: Value): Promise<void>
 *   delete(id: string): Promise<void>
 * }} Collection
 */

/**
 * @template Value
 * @param {Kysely<Tables> | undefined} [db] without it nothing is stored
 * @param {string} [collection]
 * @returns {Promise<Collection<Value>>}
 */
export async function openCollection(db, collection = '') {
  const read = db?.selectFrom('example_record').selectAll().where('collection', '=', collection)
  const rows = (await read?.execute()) ?? []
  /** @type {Map<string, Value>} */
  const values = new Map(rows.map(({ id, record }) => [id, deserialize(Buffer.from(record))]))
  return {
    get: (id) => values.get(id),
    all: () => [...values.values()],
    entries: () => [...values],
    async set(id, value) {
      values.set(id, value)
      const record = serialize(value)
      await db
        ?.insertInto('example_record')
        .values({ collection, id, record })
        .onConflict((conflict) => conflict.columns(['collection', 'id']).doUpdateSet({ record }))
        .execute()
    },
    async delete(id) {
      values.delete(id)
      await db
        ?.deleteFrom('example_record')
        .where('collection', '=', collection)
        .where('id', '=', id)
        .execute()
    },
  }
}
