import { CompiledQuery, type Kysely } from 'kysely'
import { migrations } from '../../src/storage/schema/ddl.ts'
import type { SchemaNames, SqlDialect } from '../../src/storage/schema/names.ts'
import { tableName } from '../../src/storage/schema/names.ts'
import { tables } from '../../src/storage/schema/schema.ts'

/** A database of a real server, or a file. */
export interface TestDatabase {
  readonly dialect: SqlDialect
  readonly db: Kysely<unknown>
  /** Of SQLite only. */
  readonly file?: string
  close(): Promise<void>
}

/** How a process of its own reaches the same server. */
export interface ServerSettings {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly database: string
}

/** A database of a real server, which can fail as servers do. */
export interface TestServer extends TestDatabase {
  readonly settings: ServerSettings
  /** A statement of the server's administrator, on a connection of its own. */
  administer(statement: string): Promise<void>
  /** At once, as a machine that goes down does; the port stays its own. */
  kill(): Promise<void>
  /** Starts it again on what it had stored; of MariaDB with other options where they are given. */
  restart(options?: readonly string[]): Promise<void>
  /** Connections stay open, and nobody answers. */
  pause(): void
  resume(): void
  /** How large files may become, as if the disk were full then; `undefined` lifts it. PostgreSQL only. */
  limitFiles?(bytes: number | undefined): void
}

/** Runs the migrations as they are printed, or with what a test changes in them. */
export async function migrate(
  { db, dialect }: TestDatabase,
  names?: SchemaNames,
  change: (statement: string) => string = (statement) => statement,
): Promise<void> {
  for (const { statements } of migrations({ dialect, ...(names && { names }) })) {
    for (const statement of statements) {
      await db.executeQuery(CompiledQuery.raw(change(statement)))
    }
  }
}

/** Empties every table but the one of the schema's version: quicker than new tables for every case. */
export async function empty({ db, dialect }: TestDatabase, names?: SchemaNames): Promise<void> {
  const quote = dialect === 'mysql' ? '`' : '"'
  for (const key of Object.keys(tables).filter((each) => each !== 'schema')) {
    const name = `${quote}${tableName(key, names)}${quote}`
    await db.executeQuery(CompiledQuery.raw(`DELETE FROM ${name}`))
  }
}
