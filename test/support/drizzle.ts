import { createClient } from '@libsql/client'
import { drizzle as libsqlDrizzle } from 'drizzle-orm/libsql'
import { drizzle as mysqlDrizzle } from 'drizzle-orm/mysql2'
import { drizzle as pgDrizzle } from 'drizzle-orm/node-postgres'
import { drizzle as postgresJsDrizzle } from 'drizzle-orm/postgres-js'
import mysql from 'mysql2/promise'
import pg from 'pg'
import postgres from 'postgres'
import type { DrizzleClient } from '../../src/storage/drizzle/index.ts'
import type { ServerSettings } from './databases.ts'

/** Fewer than the callers of the suite, so that some of them wait for a connection. */
const CONNECTIONS = 20

/** A drizzle database and the way to close its connections. */
export interface OpenDrizzle<Db extends DrizzleClient> {
  readonly db: Db
  close(): Promise<void>
}

type NodePostgres = ReturnType<typeof pgDrizzle<Record<string, never>, pg.Pool>>
type PostgresJs = ReturnType<typeof postgresJsDrizzle>
type Mysql2 = ReturnType<typeof mysqlDrizzle<Record<string, never>, mysql.Pool>>
type Libsql = ReturnType<typeof libsqlDrizzle>

export function openNodePostgres(settings: ServerSettings): OpenDrizzle<NodePostgres> {
  const pool = new pg.Pool({ ...settings, max: CONNECTIONS })
  // A connection that is cut has nobody else to tell: not while it is idle, and drizzle does not
  // listen while it is in a transaction.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return { db: pgDrizzle({ client: pool }), close: () => pool.end() }
}

export function openPostgresJs(settings: ServerSettings): OpenDrizzle<PostgresJs> {
  const client = postgres({ ...settings, max: CONNECTIONS, onnotice: () => {} })
  return { db: postgresJsDrizzle({ client }), close: () => client.end({ timeout: 1 }) }
}

export function openMysql2(settings: ServerSettings): OpenDrizzle<Mysql2> {
  const pool = mysql.createPool({ ...settings, connectionLimit: CONNECTIONS })
  return { db: mysqlDrizzle({ client: pool }), close: () => pool.end() }
}

/** @param file as `openSqlite` of ./sqlite.ts made it */
export function openLibsql(file: string): OpenDrizzle<Libsql> {
  const client = createClient({ url: `file:${file}` })
  return { db: libsqlDrizzle({ client }), close: async () => client.close() }
}
