import { printable } from '../../errors.ts'
import type { ColumnKey, TableKey } from './schema.ts'

/** Databases whose SQL is known; MariaDB is `mysql`. */
export type SqlDialect = 'postgres' | 'mysql' | 'sqlite'

/** How tables and columns are called in the host's database. */
export interface SchemaNames {
  /** Before the name of every table that is not named itself. Default `sso_`. */
  readonly prefix?: string
  readonly tables?: { readonly [Key in TableKey]?: string }
  readonly columns?: { readonly [Key in TableKey]?: { readonly [Name in ColumnKey<Key>]?: string } }
}

/** In the order in which they are told. */
export const sqlDialects: readonly SqlDialect[] = ['postgres', 'mysql', 'sqlite']

/**
 * Types keep other names out. Without them, `postgresql` (as Prisma and drizzle-kit say) would first fail
 * in a statement, where it looks like a database that is out of order.
 *
 * @throws {TypeError} where the host gave another name
 */
export function requireDialect(dialect: SqlDialect): void {
  if (sqlDialects.includes(dialect)) return
  throw new TypeError(
    `\`dialect\` is postgres, mysql or sqlite, and not ${printable(String(dialect))}.`,
  )
}

const defaultPrefix = 'sso_'

/**
 * The shortest limit of the three databases is Postgres', 63 bytes; other characters than these would
 * have to be quoted in every console.
 */
const allowedName = /^[A-Za-z_][A-Za-z0-9_]{0,62}$/

/**
 * The name of a table in the host's database.
 *
 * @throws {TypeError} where the host gave a name of other characters than letters, digits and `_`
 */
export function tableName(key: string, names: SchemaNames = {}): string {
  const given = own(names.tables, key)
  return allowed(given ?? `${names.prefix ?? defaultPrefix}${snakeCase(key)}`)
}

/**
 * The name of a column in the host's database.
 *
 * @throws {TypeError} where the host gave a name of other characters than letters, digits and `_`
 */
export function columnName(table: string, key: string, names: SchemaNames = {}): string {
  const columns = own<Readonly<Record<string, string>>>(names.columns, table)
  return allowed(own(columns, key) ?? snakeCase(key))
}

/** Quoted as this database does, so that reserved words are fine. */
export function quoted(name: string, dialect: SqlDialect): string {
  return dialect === 'mysql' ? `\`${name}\`` : `"${name}"`
}

function allowed(name: string): string {
  if (allowedName.test(name)) return name
  throw new TypeError(
    `${JSON.stringify(name)} cannot name a table or column: use letters, digits and \`_\`.`,
  )
}

function own<Value = string>(object: object | undefined, key: string): Value | undefined {
  return object !== undefined && Object.hasOwn(object, key)
    ? (object as Readonly<Record<string, Value>>)[key]
    : undefined
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
