import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kysely, SqliteDialect } from 'kysely'
import Database from 'libsql'
import type { TestDatabase } from './databases.ts'

/** Milliseconds until a process that waits for the file gives up. */
const BUSY_TIMEOUT = 5000

/** A new, empty SQLite file; the folder goes with `close`. */
export function openSqlite(): TestDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'ssokit-sqlite-'))
  const file = join(folder, 'test.db')
  const database = new Database(file, { timeout: BUSY_TIMEOUT })
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = OFF')
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database }) })
  return {
    dialect: 'sqlite',
    db,
    file,
    close: async () => {
      await db.destroy()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** What SQLite would do, asked on a connection of its own: libsql never ends such a question. */
export function explainSqlite(
  file: string,
  sql: string,
  parameters: readonly unknown[],
): readonly Readonly<Record<string, unknown>>[] {
  const database = new Database(file)
  try {
    const rows = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all([...parameters])
    return rows as readonly Readonly<Record<string, unknown>>[]
  } finally {
    database.close()
  }
}
