import { SsoError } from '../../errors.ts'
import { columnName, quoted, requireDialect, type SchemaNames, tableName } from '../schema/names.ts'
import { schemaVersion, type Table, tables } from '../schema/schema.ts'
import type { SqlClient } from './client.ts'
import { failureOf } from './failure.ts'
import { joined, raw, type Sql, sql } from './fragment.ts'
import { type SqlTables, sqlTables } from './tables.ts'
import { numberOf, textOf } from './text.ts'

/**
 * Compares the host's database with the tables that this version needs: the migrations that ran, every
 * table and column, and every unique index with columns that are compared byte by byte. Without those
 * indexes two organisations could own one login path.
 *
 * @throws {SsoError} `config_invalid`, saying in one sentence what is missing
 * @throws {SsoError} `storage_unavailable` where the database does not answer
 * @throws {TypeError} where the dialect, or a name that the host gave, is none
 */
export async function checkSqlSchema(
  client: SqlClient,
  names: SchemaNames | undefined,
): Promise<void> {
  const { dialect } = client
  requireDialect(dialect)
  const { schema } = sqlTables(dialect, names)
  let incomplete: string | undefined
  let missing: string | undefined
  try {
    incomplete = await findIncomplete(client, names)
    missing = incomplete ?? (await findMissingVersion(client, schema))
  } catch (cause) {
    const message = `The tables could not be checked: no database of the dialect \`${dialect}\` answered.`
    const hint =
      'Check that the database can be reached, and that `dialect` says what it is; `unsafeCauseOf(error)` ' +
      'holds what the driver said.'
    throw new SsoError('storage_unavailable', { message, hint, cause })
  }
  if (missing === undefined) return
  const prefix = names?.prefix === undefined ? '' : ` --prefix ${names.prefix}`
  const command = `npx ssokit schema --dialect ${dialect}${prefix}`
  const row =
    incomplete === undefined
      ? ' Where drizzle-kit made the tables, enter the row that the first lines of their schema file name.'
      : ''
  const hint = `Run the migrations that \`${command}\` prints; with \`--since N\` only those after migration N.${row}`
  const issue = { path: 'storage', code: 'config_storage_schema', message: missing, hint }
  throw new SsoError('config_invalid', { message: missing, hint, issues: [issue] })
}

async function findIncomplete(
  client: SqlClient,
  names: SchemaNames | undefined,
): Promise<string | undefined> {
  for (const [key, table] of Object.entries<Table>(tables)) {
    const missing =
      (await findMissingColumn(client, key, table, names)) ??
      (await findMissingIndex(client, key, table, names))
    if (missing !== undefined) return missing
  }
  return undefined
}

async function findMissingVersion(
  client: SqlClient,
  { name, column }: SqlTables['schema'],
): Promise<string | undefined> {
  const newestOf = sql`SELECT COALESCE(MAX(${column.version}), 0) AS newest FROM ${name}`
  const ran = await client.run(newestOf)
  const newest = ran.rows[0] === undefined ? 0 : numberOf(ran.rows[0], 'newest')
  return newest >= schemaVersion
    ? undefined
    : `The database is at migration ${newest}, and this version of ssokit needs ${schemaVersion}.`
}

async function findMissingColumn(
  client: SqlClient,
  key: string,
  table: Table,
  names: SchemaNames | undefined,
): Promise<string | undefined> {
  const columns = Object.keys(table.columns).map((column) => columnName(key, column, names))
  const reads = (selected: readonly string[]): Promise<boolean> =>
    isReadable(client, tableName(key, names), selected)
  if (await reads(columns)) return undefined
  if (!(await reads([]))) return `The table \`${tableName(key, names)}\` is missing.`
  for (const column of columns) {
    if (!(await reads([column]))) {
      return `The column \`${column}\` of the table \`${tableName(key, names)}\` is missing.`
    }
  }
  return undefined
}

async function isReadable(
  client: SqlClient,
  table: string,
  columns: readonly string[],
): Promise<boolean> {
  const name = raw(quoted(table, client.dialect))
  // Qualified, since SQLite takes a quoted name that is no column for a text.
  const selected = columns.map((column) => raw(`t.${quoted(column, client.dialect)}`))
  try {
    await client.run(sql`SELECT ${joined([raw('1'), ...selected])} FROM ${name} t WHERE 1 = 0`)
    return true
  } catch (error) {
    if (failureOf(error) === 'missing') return false
    throw error
  }
}

async function findMissingIndex(
  client: SqlClient,
  key: string,
  table: Table,
  names: SchemaNames | undefined,
): Promise<string | undefined> {
  const name = tableName(key, names)
  const { rows } = await client.run(uniqueColumns(client, name))
  const byIndex = new Map<string, { column: string; isBytewise: boolean }[]>()
  for (const row of rows) {
    const columns = byIndex.get(textOf(row, 'id')) ?? []
    columns.push({ column: textOf(row, 'name'), isBytewise: numberOf(row, 'bytewise') === 1 })
    byIndex.set(textOf(row, 'id'), columns)
  }
  // SQLite lists no index of a number that is the primary key.
  const hasNumberKey = table.primaryKey.every((column) => table.columns[column]?.type === 'integer')
  const wanted = [
    ...(hasNumberKey ? [] : [table.primaryKey]),
    ...table.indexes.filter(({ unique }) => unique === true).map(({ columns }) => columns),
  ]
  for (const keys of wanted) {
    const columns = keys.map((column) => columnName(key, column, names))
    const found = [...byIndex.values()].filter(
      (index) =>
        index.length === columns.length && index.every(({ column }) => columns.includes(column)),
    )
    const where = `\`${columns.join('`, `')}\` of the table \`${name}\``
    if (found.length === 0) return `A unique index over ${where} is missing.`
    if (!found.some((index) => index.every(({ isBytewise }) => isBytewise))) {
      return `The unique index over ${where} does not compare byte by byte.`
    }
  }
  return undefined
}

/** The columns of all unique indexes over whole columns and all rows of a table. */
function uniqueColumns({ dialect }: SqlClient, table: string): Sql {
  if (dialect === 'postgres') {
    return sql`SELECT CAST(x.indexrelid AS text) AS id, CAST(t.attname AS text) AS name,
        CASE WHEN i.attcollation = 0 OR c.collname IN ('C', 'POSIX') THEN 1 ELSE 0 END AS bytewise
      FROM pg_index x
      JOIN pg_attribute i ON i.attrelid = x.indexrelid
      JOIN pg_attribute t ON t.attrelid = x.indrelid AND t.attnum = x.indkey[i.attnum - 1]
      LEFT JOIN pg_collation c ON c.oid = i.attcollation
      WHERE x.indrelid = to_regclass(${quoted(table, dialect)})
        AND x.indisunique AND x.indisvalid AND x.indpred IS NULL`
  }
  if (dialect === 'mysql') {
    return sql`SELECT s.index_name AS id, s.column_name AS name,
        CASE WHEN c.character_set_name IS NULL THEN 1 ELSE 0 END AS bytewise
      FROM information_schema.statistics s
      JOIN information_schema.columns c ON c.table_schema = s.table_schema
        AND c.table_name = s.table_name AND c.column_name = s.column_name
      WHERE s.table_schema = DATABASE() AND s.table_name = ${table} AND s.non_unique = 0
        AND s.sub_part IS NULL`
  }
  return sql`SELECT l.name AS id, i.name AS name,
      CASE WHEN i.coll = 'BINARY' THEN 1 ELSE 0 END AS bytewise
    FROM pragma_index_list(${table}) l JOIN pragma_index_xinfo(l.name) i
    WHERE l."unique" = 1 AND l.partial = 0 AND i.key = 1`
}
