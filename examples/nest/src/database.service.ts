import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Injectable, type OnApplicationShutdown } from '@nestjs/common'
import { Kysely, SqliteDialect } from 'kysely'
import Database from 'libsql'
import { migrations } from 'ssokit/storage/schema'

/** The app's own; ssokit needs no types of its tables. */
export interface Tables {
  session: { id: string; person: string; sso_id: string | null; expires_at: number }
}

/** How long a process waits while another one writes, in milliseconds. */
const BUSY_TIMEOUT = 5000

export const dataFolder = join(import.meta.dirname, '../.data')

/** One SQLite file, which survives restarts. Any database of Kysely does as well, Drizzle and Prisma too. */
@Injectable()
export class DatabaseService implements OnApplicationShutdown {
  readonly db: Kysely<Tables>

  constructor() {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
    const database = new Database(join(dataFolder, 'sso.sqlite'), { timeout: BUSY_TIMEOUT })
    database.pragma('journal_mode = WAL')
    migrate(database)
    this.db = new Kysely({ dialect: new SqliteDialect({ database }) })
  }

  async onApplicationShutdown() {
    await this.db.destroy()
  }
}

/** Your product has migrations already: put what `npx ssokit schema` prints among them instead. */
function migrate(database: Database.Database): void {
  const run = database.transaction(() => {
    database.exec(`CREATE TABLE IF NOT EXISTS session (
      id TEXT PRIMARY KEY, person TEXT NOT NULL, sso_id TEXT, expires_at INTEGER NOT NULL
    )`)
    const isThere = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'sso_schema'").all()
    const read = isThere.length > 0 ? 'SELECT version FROM sso_schema' : 'SELECT 0 AS version'
    const ran = database.prepare(read).all() as { version: number }[]
    const since = Math.max(...ran.map(({ version }) => version))
    for (const { statements } of migrations({ dialect: 'sqlite', since })) {
      for (const statement of statements) database.exec(statement)
    }
  })
  // All or nothing; of two processes that start at once, the second one waits and finds it done.
  run.immediate()
}
