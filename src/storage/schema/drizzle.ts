import {
  columnTypes,
  identifierBytes,
  indexNameOf,
  keyParts,
  migrations,
  wordBytes,
} from './ddl.ts'
import { columnName, type SchemaNames, type SqlDialect, tableName } from './names.ts'
import type { Column, ColumnType, Index, Table, Tables } from './schema.ts'
import { schemaVersion, tables as ssoTables } from './schema.ts'

/** How drizzle calls a column of this type; `name` is a literal. */
type Builder = (name: string) => string

interface Flavour {
  readonly module: string
  readonly table: string
  /** What the columns are made with. */
  readonly builders: readonly string[]
  readonly columns: Readonly<Record<ColumnType, Builder>>
  /** Types that drizzle has no builder for, as source. */
  readonly custom: readonly string[]
}

const custom = (name: string, type: string): string =>
  `const ${name} = customType<{ data: string }>({ dataType: () => '${type}' })`

const flavours: Readonly<Record<SqlDialect, Flavour>> = {
  postgres: {
    module: 'pg-core',
    table: 'pgTable',
    builders: ['bigint', 'customType', 'integer', 'text'],
    columns: {
      identifier: (name) => `bytewise(${name})`,
      word: (name) => `bytewise(${name})`,
      text: (name) => `text(${name})`,
      instant: (name) => `bigint(${name}, { mode: 'number' })`,
      integer: (name) => `integer(${name})`,
    },
    custom: [custom('bytewise', columnTypes.postgres.identifier)],
  },
  mysql: {
    module: 'mysql-core',
    table: 'mysqlTable',
    builders: ['bigint', 'customType', 'int', 'varbinary'],
    columns: {
      identifier: (name) => `varbinary(${name}, { length: ${identifierBytes} })`,
      word: (name) => `varbinary(${name}, { length: ${wordBytes} })`,
      text: (name) => `record(${name})`,
      instant: (name) => `bigint(${name}, { mode: 'number' })`,
      integer: (name) => `int(${name})`,
    },
    custom: [custom('record', columnTypes.mysql.text)],
  },
  sqlite: {
    module: 'sqlite-core',
    table: 'sqliteTable',
    builders: ['integer', 'text'],
    columns: {
      // SQLite compares byte by byte where nothing else is said.
      identifier: (name) => `text(${name})`,
      word: (name) => `text(${name})`,
      text: (name) => `text(${name})`,
      instant: (name) => `integer(${name})`,
      integer: (name) => `integer(${name})`,
    },
    custom: [],
  },
}

/**
 * The tables of the newest migration as a TypeScript module for drizzle, from which drizzle-kit makes
 * what our own migrations make.
 *
 * @param options.database which of drizzle's three kinds of tables
 * @param tables what to print; by default the tables of ssokit
 */
export function printDrizzleSchema(
  { database, names = {} }: { readonly database: SqlDialect; readonly names?: SchemaNames },
  tables: Tables = ssoTables,
): string {
  const flavour = flavours[database]
  const versionRow = migrations({ dialect: database, names }).at(-1)?.statements.at(-1) ?? ''
  const all = Object.values(tables)
  const indexes = all.flatMap((table) => table.indexes)
  const imports = [
    ...[flavour.table, ...flavour.builders],
    ...(all.some(({ primaryKey }) => primaryKey.length > 1) ? ['primaryKey'] : []),
    ...(indexes.some(({ unique }) => unique !== true) ? ['index'] : []),
    ...(indexes.some(({ unique }) => unique === true) ? ['uniqueIndex'] : []),
  ].sort()
  const body = Object.entries(tables).map(([key, table]) => printTable(key, table))
  return [
    `// ssokit, tables of migration ${schemaVersion} (drizzle, ${database}), made by \`npx ssokit schema\`.`,
    '// drizzle-kit makes the tables, and not the row that tells their version. Put it into a migration',
    '// of its own (`drizzle-kit generate --custom`):',
    `// ${versionRow};`,
    ...(body.some((text) => text.includes('sql`')) ? ["import { sql } from 'drizzle-orm'"] : []),
    `import { ${imports.join(', ')} } from 'drizzle-orm/${flavour.module}'`,
    '',
    ...flavour.custom.map((one) => `${one}\n`),
    ...body,
  ].join('\n')

  function printTable(key: string, table: Table): string {
    const lines = Object.entries(table.columns).map(
      ([name, column]) => `    ${name}: ${printColumn(key, table, name, column)},`,
    )
    const more = [
      ...(table.primaryKey.length > 1
        ? [`    primaryKey({ columns: [${columnList(table.primaryKey)}] }),`]
        : []),
      ...table.indexes.map((index) => `    ${printIndex(key, table, index)},`),
    ]
    const extras = more.length > 0 ? ['  (table) => [', ...more, '  ],'] : []
    const start = `export const ${constantName(key)} = ${flavour.table}(`
    const name = `  '${tableName(key, names)}',`
    return [start, name, '  {', ...lines, '  },', ...extras, ')', ''].join('\n')
  }

  function printColumn(key: string, table: Table, name: string, column: Column): string {
    const type = flavour.columns[column.type](`'${columnName(key, name, names)}'`)
    const isKey = table.primaryKey.length === 1 && table.primaryKey[0] === name
    const standard = column.default === undefined ? '' : `.default(${column.default})`
    const nullable = column.nullable === true || isKey ? '' : '.notNull()'
    return `${type}${standard}${nullable}${isKey ? '.primaryKey()' : ''}`
  }

  function printIndex(key: string, table: Table, { columns, unique = false }: Index): string {
    const parts = keyParts(table, columns, database, unique).map(({ column, length }) =>
      length === undefined ? `table.${column}` : `sql\`\${table.${column}}(${length})\``,
    )
    const builder = unique ? 'uniqueIndex' : 'index'
    return `${builder}('${indexNameOf(key, columns, names)}').on(${parts.join(', ')})`
  }
}

function columnList(columns: readonly string[]): string {
  return columns.map((column) => `table.${column}`).join(', ')
}

/** `connectionIssuer` is exported as `ssoConnectionIssuer`. */
function constantName(key: string): string {
  return `sso${key.charAt(0).toUpperCase()}${key.slice(1)}`
}
