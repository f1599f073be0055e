/** @module ssokit/storage/drizzle: storage by the host’s own Drizzle. */
import type { SsoStorage } from '../ports.ts'
import type { SchemaNames, SqlDialect } from '../schema/names.ts'
import { checkSqlSchema } from '../sql/check-schema.ts'
import { createSqlStorage } from '../sql/storage.ts'
import { type DrizzleClient, drizzleClient } from './client.ts'

export type { DrizzleClient, DrizzleServerClient, DrizzleSqliteClient } from './client.ts'
export type { SchemaNames, SqlDialect } from '../schema/names.ts'
export type { ColumnKey, TableKey } from '../schema/schema.ts'

/** Options of `drizzleStorage` and `checkSchema`. */
export interface DrizzleStorageOptions {
  /** What the database is; MariaDB is `mysql`. */
  readonly dialect: SqlDialect
  /** Where tables or columns are not called as `npx ssokit schema` prints them. */
  readonly names?: SchemaNames
}

/**
 * Keeps everything in the host's database, through the host's own drizzle. Nothing of drizzle is
 * imported, and its schema need not know the tables.
 *
 * @param db what `drizzle()` gave, or a transaction where calls shall be part of it
 * @param options what the database is, and where tables are called otherwise
 * @returns the six ports in one object, for `createSso({ storage })`
 * @throws {TypeError} where the database is not of that dialect, its driver cannot hold a transaction
 *   open, or a given name is none that a table or column can have
 * @example
 * ```ts
 * import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
 * import { drizzleStorage } from 'ssokit/storage/drizzle'
 *
 * declare const db: NodePgDatabase
 * const storage = drizzleStorage(db, { dialect: 'postgres' })
 * ```
 */
export function drizzleStorage(db: DrizzleClient, options: DrizzleStorageOptions): SsoStorage {
  return createSqlStorage(drizzleClient(db, options.dialect), options.names)
}

/**
 * Tells at start-up whether the database has what this version needs: tables, columns, and unique
 * indexes that compare byte by byte.
 *
 * @param db as for `drizzleStorage`
 * @param options the same as for the storage
 * @throws {SsoError} `config_invalid`, saying in one sentence what is missing
 * @throws {SsoError} `storage_unavailable` where the database does not answer
 * @example
 * ```ts
 * import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
 * import { checkSchema } from 'ssokit/storage/drizzle'
 *
 * declare const db: NodePgDatabase
 * await checkSchema(db, { dialect: 'postgres' })
 * ```
 */
export async function checkSchema(
  db: DrizzleClient,
  options: DrizzleStorageOptions,
): Promise<void> {
  await checkSqlSchema(drizzleClient(db, options.dialect), options.names)
}
