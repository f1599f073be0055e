import { columnName, quoted, type SchemaNames, type SqlDialect, tableName } from './names.ts'
import { type Column, type ColumnType, type Index, schemaVersion, type Table } from './schema.ts'
import { tables as ssoTables, type Tables } from './schema.ts'

/** The statements that bring a database to one version of the schema. */
export interface Migration {
  readonly version: number
  /** Without closing semicolons. */
  readonly statements: readonly string[]
}

/** Options of `migrations`. */
export interface MigrationOptions {
  readonly dialect: SqlDialect
  readonly names?: SchemaNames
  /** Number of the last migration that ran; 0, the default, means an empty database. */
  readonly since?: number
}

/** Three bytes for each of the 512 code units that an identifier may have. */
export const identifierBytes = 1536
export const wordBytes = 64
/** The longest key of an InnoDB index, in bytes. */
const mysqlKeyBytes = 3072

/**
 * Identifiers are bytes everywhere. MySQL's text collations take `a` for `A`, or at least for `a `, and
 * no collation that does neither is known to both MySQL and MariaDB.
 */
export const columnTypes: Readonly<Record<SqlDialect, Readonly<Record<ColumnType, string>>>> = {
  postgres: {
    identifier: 'text COLLATE "C"',
    word: 'text COLLATE "C"',
    text: 'text',
    instant: 'bigint',
    integer: 'integer',
  },
  mysql: {
    identifier: `varbinary(${identifierBytes})`,
    word: `varbinary(${wordBytes})`,
    text: 'longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin',
    instant: 'bigint',
    integer: 'int',
  },
  sqlite: {
    identifier: 'TEXT COLLATE BINARY',
    word: 'TEXT COLLATE BINARY',
    text: 'TEXT',
    instant: 'INTEGER',
    integer: 'INTEGER',
  },
}

/** What one byte count per type is for, see `indexed`. */
const mysqlBytes: Readonly<Record<ColumnType, number>> = {
  identifier: identifierBytes,
  word: wordBytes,
  text: identifierBytes,
  instant: 8,
  integer: 4,
}

/**
 * The migrations that come after `since`, oldest first. They only add, so that the version before
 * goes on working while they run.
 *
 * @param tables what to print; by default the tables of ssokit
 * @param newest number of the newest migration
 */
export function migrations(
  { dialect, names = {}, since = 0 }: MigrationOptions,
  tables: Tables = ssoTables,
  newest: number = schemaVersion,
): readonly Migration[] {
  const versions = Array.from({ length: Math.max(0, newest - since) }, (_, n) => since + n + 1)
  return versions.map((version) => ({
    version,
    statements: [
      ...Object.entries(tables).flatMap(([key, table]) => changes(key, table, version)),
      `INSERT INTO ${name('schema')} (${quoted(columnName('schema', 'version', names), dialect)}) VALUES (${version})`,
    ],
  }))

  function name(key: string): string {
    return quoted(tableName(key, names), dialect)
  }

  function changes(key: string, table: Table, version: number): readonly string[] {
    const created = table.since ?? 1
    const columnsOf = (wanted: number): readonly [string, Column][] =>
      Object.entries(table.columns).filter(([, column]) => (column.since ?? created) === wanted)
    const indexes = table.indexes
      .filter((index) => (index.since ?? created) === version)
      .map((index) => createIndex(key, table, index))
    if (created === version) {
      const primaryKey = `PRIMARY KEY (${indexed(key, table, table.primaryKey, true)})`
      const lines = [...columnsOf(version).map((column) => define(key, column)), primaryKey]
      const suffix = dialect === 'mysql' ? ' ENGINE=InnoDB ROW_FORMAT=DYNAMIC' : ''
      return [`CREATE TABLE ${name(key)} (\n  ${lines.join(',\n  ')}\n)${suffix}`, ...indexes]
    }
    const added = columnsOf(version).map(
      (column) => `ALTER TABLE ${name(key)} ADD COLUMN ${define(key, column)}`,
    )
    return [...added, ...indexes]
  }

  function define(table: string, [key, column]: readonly [string, Column]): string {
    const type = columnTypes[dialect][column.type]
    const standard = column.default === undefined ? '' : ` DEFAULT ${column.default}`
    const nullable = column.nullable === true ? '' : ' NOT NULL'
    return `${quoted(columnName(table, key, names), dialect)} ${type}${standard}${nullable}`
  }

  function createIndex(key: string, table: Table, { columns, unique = false }: Index): string {
    const kind = unique ? 'UNIQUE INDEX' : 'INDEX'
    const indexName = quoted(indexNameOf(key, columns, names), dialect)
    return `CREATE ${kind} ${indexName} ON ${name(key)} (${indexed(key, table, columns, unique)})`
  }

  function indexed(
    key: string,
    table: Table,
    columns: readonly string[],
    isWhole: boolean,
  ): string {
    return keyParts(table, columns, dialect, isWhole)
      .map(({ column, length }) => {
        const quotedName = quoted(columnName(key, column, names), dialect)
        return length === undefined ? quotedName : `${quotedName}(${length})`
      })
      .join(', ')
  }
}

/** A column of a key, or how many bytes of its beginning. */
export interface KeyPart {
  readonly column: string
  readonly length?: number
}

/** MySQL refuses long keys; what only speeds up may index the beginnings of its columns. */
export function keyParts(
  table: Table,
  columns: readonly string[],
  dialect: SqlDialect,
  isWhole: boolean,
): readonly KeyPart[] {
  const bytesOf = (column: string): number =>
    mysqlBytes[table.columns[column]?.type ?? 'identifier']
  const total = columns.reduce((sum, column) => sum + bytesOf(column), 0)
  const isCut = dialect === 'mysql' && !isWhole && total > mysqlKeyBytes
  const share = Math.floor(mysqlKeyBytes / columns.length)
  return columns.map((column) =>
    isCut && bytesOf(column) > share ? { column, length: share } : { column },
  )
}

/** Names of indexes are made of table and columns and cut where Postgres would cut them. */
export function indexNameOf(
  key: string,
  columns: readonly string[],
  names: SchemaNames = {},
): string {
  const parts = [tableName(key, names), ...columns.map((column) => columnName(key, column, names))]
  return parts.join('_').slice(0, maximumNameLength)
}

const maximumNameLength = 63

/** As a file that a database console takes. */
export function printMigrations(options: MigrationOptions): string {
  return migrations(options)
    .map(({ version, statements }) =>
      [
        `-- ssokit, migration ${version} (${options.dialect})`,
        ...statements.map((one) => `${one};`),
      ].join('\n'),
    )
    .map((migration) => `${migration}\n`)
    .join('\n')
}
