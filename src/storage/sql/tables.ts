import { columnName, quoted, type SchemaNames, type SqlDialect } from '../schema/names.ts'
import { tableName } from '../schema/names.ts'
import { type ColumnKey, tables as schema, type TableKey } from '../schema/schema.ts'
import { raw, type Sql } from './fragment.ts'

/** The quoted names of a table and its columns, ready for statements. */
export type SqlTable<Key extends TableKey> = { readonly name: Sql } & {
  readonly column: { readonly [Name in ColumnKey<Key>]: Sql }
}

export type SqlTables = { readonly [Key in TableKey]: SqlTable<Key> }

/**
 * Looks up every name once.
 *
 * @throws {TypeError} where the host gave a name that cannot be one
 */
export function sqlTables(dialect: SqlDialect, names: SchemaNames | undefined): SqlTables {
  return Object.fromEntries(
    Object.entries(schema).map(([key, { columns }]) => {
      const name = raw(quoted(tableName(key, names), dialect))
      const column = Object.fromEntries(
        Object.keys(columns).map((each) => [
          each,
          raw(quoted(columnName(key, each, names), dialect)),
        ]),
      )
      return [key, { name, column }]
    }),
  ) as unknown as SqlTables
}

/** What every port writes its statements with. */
export interface SqlContext {
  readonly dialect: SqlDialect
  readonly tables: SqlTables
}
