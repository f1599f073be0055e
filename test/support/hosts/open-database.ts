import { Kysely, MysqlDialect, PostgresDialect, SqliteDialect } from 'kysely'
import Database from 'libsql'
import mysql from 'mysql2'
import pg from 'pg'
import type { SsoStorage } from '../../../src/index.ts'
import { combineStorage } from '../../../src/storage/combine.ts'
import { kyselyStorage } from '../../../src/storage/kysely/index.ts'
import { redisStorage } from '../../../src/storage/redis/index.ts'
import type { ServerSettings } from '../databases.ts'
import { redisClients } from '../redis-clients.ts'
import type { HostDatabase } from './protocol.ts'

/** Of each host; several hosts share what one server has. */
export const CONNECTIONS = 10

/** Milliseconds until a process that waits for the file gives up. */
const BUSY_TIMEOUT = 5000

/** Opens a database as a host would: the test's own connection is another one. */
function openDatabase({ dialect, file = '', settings }: HostDatabase): Kysely<unknown> {
  if (dialect === 'sqlite') {
    const database = new Database(file, { timeout: BUSY_TIMEOUT })
    return new Kysely<unknown>({ dialect: new SqliteDialect({ database }) })
  }
  if (settings === undefined) throw new Error('The server is missing.')
  return dialect === 'postgres' ? openPostgres(settings) : openMysql(settings)
}

export function openPostgres(settings: ServerSettings, max: number = CONNECTIONS): Kysely<unknown> {
  const pool = new pg.Pool({ ...settings, max })
  // Node.js ends a process where nobody listens: of idle connections the pool tells, of others they do.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
}

export function openMysql(settings: ServerSettings, max: number = CONNECTIONS): Kysely<unknown> {
  const pool = mysql.createPool({ ...settings, connectionLimit: max })
  return new Kysely<unknown>({ dialect: new MysqlDialect({ pool }) })
}

/** The storage of a host, and what ends its connections. */
export async function openStorage(
  place: HostDatabase,
): Promise<{ readonly storage: SsoStorage; close(): Promise<void> }> {
  const db = openDatabase(place)
  const database = kyselyStorage(db, { dialect: place.dialect })
  if (place.redisPort === undefined) return { storage: database, close: () => db.destroy() }
  const redis = await redisClients['node-redis'](place.redisPort)
  return {
    storage: combineStorage({ ...database, ...redisStorage(redis.client) }),
    close: async () => {
      redis.close()
      await db.destroy()
    },
  }
}
