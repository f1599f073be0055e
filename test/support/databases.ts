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

/** Runs the migrations as they are printed. */
export async function migrate({ db, dialect }: TestDatabase, names?: SchemaNames): Promise<void> {
  for (const { statements } of migrations({ dialect, ...(names && { names }) })) {
    for (const statement of statements) await db.executeQuery(CompiledQuery.raw(statement))
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
