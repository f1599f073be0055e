/** @module ssokit/storage/schema: tables and migrations of the SQL storages. */
import { type Migration, type MigrationOptions, migrations as printed } from './ddl.ts'
import { requireDialect } from './names.ts'

export type { Migration, MigrationOptions } from './ddl.ts'
export type { SchemaNames, SqlDialect } from './names.ts'
export type { ColumnKey, TableKey } from './schema.ts'

/**
 * What `npx ssokit schema` prints, for hosts that migrate their database in code. Nothing is run.
 *
 * @param options `since` is the newest `version` in the table `sso_schema`; 0, the default, means an
 *   empty database
 * @returns the migrations that are missing, oldest first; each ends by entering its version
 * @throws {TypeError} where the dialect is unknown, or a given name is none that a table or column can have
 * @example
 * ```ts
 * import { migrations } from 'ssokit/storage/schema'
 *
 * declare const database: { exec(sql: string): void }
 * for (const { statements } of migrations({ dialect: 'sqlite', since: 0 })) {
 *   for (const statement of statements) database.exec(statement)
 * }
 * ```
 */
export function migrations(options: MigrationOptions): readonly Migration[] {
  requireDialect(options.dialect)
  return printed(options)
}
