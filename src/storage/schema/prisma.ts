import { identifierBytes, indexNameOf, keyParts, wordBytes } from './ddl.ts'
import { columnName, type SchemaNames, type SqlDialect, tableName } from './names.ts'
import type { Column, ColumnType, Table, Tables } from './schema.ts'
import { schemaVersion, tables as ssoTables } from './schema.ts'

const types: Readonly<Record<SqlDialect, Readonly<Record<ColumnType, readonly [string, string]>>>> =
  {
    postgres: {
      identifier: ['String', ''],
      word: ['String', ''],
      text: ['String', ''],
      instant: ['BigInt', ''],
      integer: ['Int', ''],
    },
    mysql: {
      identifier: ['Bytes', ` @db.VarBinary(${identifierBytes})`],
      word: ['Bytes', ` @db.VarBinary(${wordBytes})`],
      text: ['String', ' @db.LongText'],
      instant: ['BigInt', ''],
      integer: ['Int', ''],
    },
    sqlite: {
      identifier: ['String', ''],
      word: ['String', ''],
      text: ['String', ''],
      instant: ['BigInt', ''],
      integer: ['Int', ''],
    },
  }

/**
 * The tables of the newest migration as models for a Prisma schema. They make the tables known to
 * Prisma; what creates them is our own migrations, because Prisma cannot write collations.
 *
 * @param options.database what the provider of the datasource is
 * @param tables what to print; by default the tables of ssokit
 */
export function printPrismaSchema(
  { database, names = {} }: { readonly database: SqlDialect; readonly names?: SchemaNames },
  tables: Tables = ssoTables,
): string {
  return [
    `// ssokit, models of migration ${schemaVersion} (prisma, ${database}), made by \`npx ssokit schema\`.`,
    '// They keep `prisma migrate` from dropping the tables. What creates the tables is',
    `// \`npx ssokit schema --dialect ${database}\`, because Prisma cannot write collations.`,
    '',
    ...Object.entries(tables).map(([key, table]) => printModel(key, table)),
  ].join('\n')

  function printModel(key: string, table: Table): string {
    const fields = Object.entries(table.columns).map(([name, column]) =>
      printField(key, table, name, column),
    )
    const keys = [
      ...(table.primaryKey.length > 1 ? [`  @@id([${table.primaryKey.join(', ')}])`] : []),
      ...table.indexes.map(({ columns, unique = false }) => {
        const parts = keyParts(table, columns, database, unique).map(({ column, length }) =>
          length === undefined ? column : `${column}(length: ${length})`,
        )
        const name = indexNameOf(key, columns, names)
        return `  @@${unique ? 'unique' : 'index'}([${parts.join(', ')}], map: "${name}")`
      }),
      `  @@map("${tableName(key, names)}")`,
    ]
    return [`model ${modelName(key)} {`, ...fields, '', ...keys, '}', ''].join('\n')
  }

  function printField(key: string, table: Table, name: string, column: Column): string {
    const [type, native] = types[database][column.type]
    const stored = columnName(key, name, names)
    const isKey = table.primaryKey.length === 1 && table.primaryKey[0] === name
    return [
      `  ${name} ${type}${column.nullable === true ? '?' : ''}`,
      isKey ? ' @id' : '',
      column.default === undefined ? '' : ` @default(${column.default})`,
      stored === name ? '' : ` @map("${stored}")`,
      native,
    ].join('')
  }
}

/** `connectionIssuer` is the model `SsoConnectionIssuer`. */
function modelName(key: string): string {
  return `Sso${key.charAt(0).toUpperCase()}${key.slice(1)}`
}
