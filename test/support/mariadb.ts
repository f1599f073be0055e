import { execFileSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Kysely, MysqlDialect } from 'kysely'
import mysql from 'mysql2'
import type { TestServer } from './databases.ts'
import { freePort } from './free-port.ts'
import { startProcess, unprivileged, untilAnswers } from './hosts/server-process.ts'

const program = '/usr/sbin/mariadbd'
const setup = resolve(import.meta.dirname, '../../tools/setup.mjs')

/** Milliseconds until the server answers; a busy machine takes seconds. */
const START_MS = 60_000

/** Fewer than the callers of the suite, so that some of them wait for a connection. */
const CONNECTIONS = 20

/** Not root: that account may write whatever the server is told. */
const user = 'ssokit'
const database = 'ssokit'

/**
 * Debian's MariaDB on loopback, with a folder of its own.
 *
 * @param extra further options of the server
 */
export async function startMariadb(extra: readonly string[] = []): Promise<TestServer> {
  if (!existsSync(program)) execFileSync(process.execPath, [setup], { stdio: 'pipe' })
  const folder = mkdtempSync(join(tmpdir(), 'ssokit-mariadb-'))
  const data = join(folder, 'data')
  const account = unprivileged('mysql')
  if (account) chownSync(folder, account.uid, account.gid)
  const install = ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal']
  const owner = account ? ['--user=mysql'] : []
  execFileSync('mariadb-install-db', [...install, ...owner, ...extra, '--skip-test-db'], {
    stdio: 'pipe',
  })
  const port = await freePort()
  const options = (added: readonly string[]): readonly string[] => [
    ...['--no-defaults', `--datadir=${data}`, `--port=${port}`, '--bind-address=127.0.0.1'],
    ...[`--socket=${join(folder, 'socket')}`, `--pid-file=${join(folder, 'pid')}`],
    // 2 hands every commit to the system, so that it survives the end of the process; 0 would not.
    ...['--innodb-flush-log-at-trx-commit=2', '--skip-log-bin', '--max-connections=200'],
    // A case-insensitive order, as many hosts have it: nothing may depend on the server's.
    ...['--character-set-server=utf8mb4', '--collation-server=utf8mb4_unicode_ci', ...added],
  ]
  const start = async (added: readonly string[]) => {
    const started = startProcess(program, options(added), account)
    await untilAnswers('MariaDB', started, () => administer(port, preparation), START_MS)
    return started
  }
  let server = await start(extra)
  const settings = { host: '127.0.0.1', port, user, database }
  const pool = mysql.createPool({ ...settings, connectionLimit: CONNECTIONS })
  const db = new Kysely<unknown>({ dialect: new MysqlDialect({ pool }) })
  return {
    dialect: 'mysql',
    db,
    settings,
    administer: (statement) => administer(port, [statement]),
    kill: () => server.kill(),
    restart: async (added = extra) => {
      await server.kill()
      server = await start(added)
    },
    pause: () => server.pause(),
    resume: () => server.resume(),
    close: async () => {
      await server.kill()
      await db.destroy()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const preparation = [
  `CREATE DATABASE IF NOT EXISTS ${database}`,
  `CREATE USER IF NOT EXISTS ${user}@localhost`,
  `GRANT ALL ON ${database}.* TO ${user}@localhost`,
]

async function administer(port: number, statements: readonly string[]): Promise<void> {
  const connection = mysql.createConnection({ host: '127.0.0.1', port, user: 'root' })
  connection.on('error', () => {})
  try {
    for (const statement of statements) await connection.promise().query(statement)
  } finally {
    connection.destroy()
  }
}
