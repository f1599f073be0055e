import { CompiledQuery } from 'kysely'
import type { KyselyClient } from '../../src/storage/kysely/index.ts'
import { tableName } from '../../src/storage/schema/names.ts'
import { tables } from '../../src/storage/schema/schema.ts'
import type { TestDatabase } from './databases.ts'
import { explainSqlite } from './sqlite.ts'

export interface RecordedStatement {
  readonly sql: string
  readonly parameters: readonly unknown[]
}

const tableNames = Object.keys(tables).map((key) => tableName(key))

/** The same database, which keeps what it is asked. */
export function recording(db: KyselyClient, into: RecordedStatement[]): KyselyClient {
  return {
    isTransaction: db.isTransaction,
    withoutPlugins: () => recording(db.withoutPlugins(), into),
    executeQuery: (query) => {
      into.push({ sql: query.sql, parameters: query.parameters })
      return db.executeQuery(query)
    },
    transaction: () => {
      const builder = db.transaction()
      const wrap = (inner: Pick<typeof builder, 'execute'>): Pick<typeof builder, 'execute'> => ({
        execute: (work) => inner.execute((transaction) => work(recording(transaction, into))),
      })
      return {
        ...wrap(builder),
        setIsolationLevel: (level) => wrap(builder.setIsolationLevel(level)),
      }
    },
  }
}

/** Brings the planner's statistics up to date. */
export async function analyze({ db, dialect }: TestDatabase): Promise<void> {
  for (const name of tableNames) {
    const statement = dialect === 'mysql' ? `ANALYZE TABLE ${name}` : `ANALYZE ${name}`
    await db.executeQuery(CompiledQuery.raw(statement))
  }
}

/** The tables that the database would read from one end to the other, by its own plan. */
export async function fullScans(
  { db, dialect, file = '' }: TestDatabase,
  { sql, parameters }: RecordedStatement,
): Promise<readonly string[]> {
  const query = (text: string, values: readonly unknown[] = []): CompiledQuery<Row> =>
    CompiledQuery.raw(text, [...values]) as CompiledQuery<Row>
  if (dialect === 'sqlite') return scansOfSqlite(explainSqlite(file, sql, parameters), sql)
  if (dialect === 'mysql') {
    const { rows } = await db.executeQuery(query(`EXPLAIN ${sql}`, parameters))
    return scansOfMysql(rows, sql)
  }
  return db.transaction().execute(async (transaction) => {
    // A table of a few pages is read as a whole whatever indexes it has.
    await transaction.executeQuery(query('SET LOCAL enable_seqscan = off'))
    const explained = query(`EXPLAIN (FORMAT JSON) ${sql}`, parameters)
    return scansOfPostgres((await transaction.executeQuery(explained)).rows)
  })
}

type Row = Readonly<Record<string, unknown>>
type Rows = readonly Row[]

/** What an alias stands for; a table that is derived from others is nobody's. */
function tableOf(name: string, sql: string): string | undefined {
  if (tableNames.includes(name)) return name
  const named = new RegExp(`["\`](\\w+)["\`] ${name}\\b`).exec(sql)?.[1]
  return named !== undefined && tableNames.includes(named) ? named : undefined
}

function scansOfSqlite(rows: Rows, sql: string): readonly string[] {
  return rows.flatMap(({ detail }) => {
    const scan = /^SCAN (\w+)/.exec(String(detail))
    return scan?.[1] === undefined ? [] : (tableOf(scan[1], sql) ?? [])
  })
}

function scansOfMysql(rows: Rows, sql: string): readonly string[] {
  return rows
    .filter(({ type }) => type === 'ALL' || type === 'index')
    .flatMap(({ table }) => tableOf(String(table), sql) ?? [])
}

interface PostgresNode {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Cond'?: string
  readonly Plans?: readonly PostgresNode[]
}

function scansOfPostgres(rows: Rows): readonly string[] {
  const scans = (node: PostgresNode): readonly string[] => {
    const type = node['Node Type']
    const isScan = type === 'Seq Scan' || (type.startsWith('Index') && !('Index Cond' in node))
    const own = isScan ? [node['Relation Name'] ?? type] : []
    return [...own, ...(node.Plans ?? []).flatMap(scans)]
  }
  return rows.flatMap((row) =>
    (row['QUERY PLAN'] as readonly { readonly Plan: PostgresNode }[]).flatMap(({ Plan }) =>
      scans(Plan),
    ),
  )
}
