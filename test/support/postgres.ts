import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { TestServer } from './databases.ts'
import { freePort } from './free-port.ts'
import { postgresPrograms } from './hosts/postgres-programs.ts'
import { startProcess, unprivileged, untilAnswers } from './hosts/server-process.ts'

/** Milliseconds until the server answers; a busy machine takes seconds. */
const START_MS = 60_000

/** Fewer than the callers of the suite, so that some of them wait for a connection. */
const CONNECTIONS = 20

/** A real PostgreSQL of its own on loopback, below a temporary folder. */
export async function startPostgres(): Promise<TestServer> {
  const programs = postgresPrograms()
  const folder = mkdtempSync(join(tmpdir(), 'ssokit-postgres-data-'))
  const data = join(folder, 'data')
  mkdirSync(data, { mode: 0o700 })
  const account = unprivileged('nobody')
  // The account that the server runs as has to come through.
  chmodSync(folder, 0o755)
  if (account) chownSync(data, account.uid, account.gid)
  const user = 'postgres'
  const initialisation = [
    ...[`--pgdata=${data}`, `--username=${user}`, '--auth=trust', '--no-sync', '--encoding=UTF8'],
    // Megabytes: small, so that a limit of files can be small.
    '--wal-segsize=1',
    // A language's order, as many hosts have it: nothing may depend on the server's.
    ...['--locale=C', '--locale-provider=icu', '--icu-locale=en'],
  ]
  execFileSync(join(programs, 'initdb'), initialisation, { ...account, cwd: folder, stdio: 'pipe' })

  const port = await freePort()
  const settings = { host: '127.0.0.1', port, user, database: 'postgres' }
  const options = [
    ...['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1'],
    // What was committed survives the end of the process without it, and so do these tests.
    ...['-c', 'fsync=off', '-c', 'unix_socket_directories=', '-c', 'max_connections=200'],
  ]
  const start = async () => {
    const started = startProcess(join(programs, 'postgres'), options, account)
    await untilAnswers('PostgreSQL', started, () => run(settings, 'SELECT 1'), START_MS)
    return started
  }
  let server = await start()
  const pool = new pg.Pool({ ...settings, max: CONNECTIONS })
  // Connections that end with the server have nobody else to tell.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  return {
    dialect: 'postgres',
    db,
    settings,
    administer: (statement) => run(settings, statement),
    kill: () => server.kill(),
    restart: async () => {
      await server.kill()
      // The number in it may be another process by now.
      rmSync(join(data, 'postmaster.pid'), { force: true })
      server = await start()
    },
    pause: () => server.pause(),
    resume: () => server.resume(),
    limitFiles: (bytes) => server.limitFiles(bytes),
    close: async () => {
      await server.kill()
      await db.destroy()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function run(settings: pg.ClientConfig, statement: string): Promise<void> {
  const client = new pg.Client(settings)
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query(statement)
  } finally {
    await client.end()
  }
}
