/** @module ssokit/storage/kysely: storage by the host’s own Kysely. */
import type { SsoStorage } from '../ports.ts'
import type { SchemaNames, SqlDialect } from '../schema/names.ts'
import { checkSqlSchema } from '../sql/check-schema.ts'
import { createSqlStorage } from '../sql/storage.ts'
import { type KyselyClient, kyselyClient } from './client.ts'

export type { KyselyClient } from './client.ts'
export type { SchemaNames, SqlDialect } from '../schema/names.ts'
export type { ColumnKey, TableKey } from '../schema/schema.ts'

/** Options of `kyselyStorage` and `checkSchema`. */
export interface KyselyStorageOptions {
  /** What the database is; MariaDB is `mysql`. */
  readonly dialect: SqlDialect
  /** Where tables or columns are not called as `npx ssokit schema` prints them. */
  readonly names?: SchemaNames
}

/**
 * Keeps everything in the host's database, through the host's own Kysely. Nothing of Kysely is
 * imported.
 *
 * @param db a `Kysely`, or a `Transaction` where calls shall be part of it
 * @param options what the database is, and where tables are called otherwise
 * @returns the six ports in one object, for `createSso({ storage })`
 * @throws {TypeError} where the dialect is unknown, or a given name is none that a table or column can have
 * @example
 * ```ts
 * import type { Kysely } from 'kysely'
 * import { kyselyStorage } from 'ssokit/storage/kysely'
 *
 * declare const db: Kysely<unknown>
 * const storage = kyselyStorage(db, { dialect: 'postgres' })
 * ```
 */
export function kyselyStorage(db: KyselyClient, options: KyselyStorageOptions): SsoStorage {
  return createSqlStorage(kyselyClient(db, options.dialect), options.names)
}

/**
 * Tells at start-up whether the database has what this version needs: tables, columns, and unique
 * indexes that compare byte by byte.
 *
 * @param db as for `kyselyStorage`
 * @param options the same as for the storage
 * @throws {SsoError} `config_invalid`, saying in one sentence what is missing
 * @throws {SsoError} `storage_unavailable` where the database does not answer
 * @example
 * ```ts
 * import type { Kysely } from 'kysely'
 * import { checkSchema } from 'ssokit/storage/kysely'
 *
 * declare const db: Kysely<unknown>
 * await checkSchema(db, { dialect: 'postgres' })
 * ```
 */
export async function checkSchema(db: KyselyClient, options: KyselyStorageOptions): Promise<void> {
  await checkSqlSchema(kyselyClient(db, options.dialect), options.names)
}
