import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Kysely, MysqlDialect } from 'kysely'
import mysql from 'mysql2'
import type { TestDatabase } from './databases.ts'
import { freePort } from './free-port.ts'

const program = '/usr/sbin/mariadbd'
const setup = resolve(import.meta.dirname, '../../tools/setup.mjs')

/** Milliseconds until the server answers; a busy machine takes seconds. */
const START_MS = 30_000

/** Fewer than the callers of the suite, so that some of them wait for a connection. */
const CONNECTIONS = 20

/** Debian's MariaDB on loopback, with a folder of its own. */
export async function startMariadb(): Promise<TestDatabase> {
  if (!existsSync(program)) execFileSync(process.execPath, [setup], { stdio: 'pipe' })
  const folder = mkdtempSync(join(tmpdir(), 'ssokit-mariadb-'))
  const data = join(folder, 'data')
  // MariaDB refuses to run as root, and then owns its folder.
  const user = process.getuid?.() === 0 ? ['--user=mysql'] : []
  if (user.length > 0) execFileSync('chown', ['mysql:', folder])
  const install = ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal']
  execFileSync('mariadb-install-db', [...install, ...user, '--skip-test-db'], { stdio: 'pipe' })
  const port = await freePort()
  const child = spawn(
    program,
    [
      ...['--no-defaults', `--datadir=${data}`, `--port=${port}`, '--bind-address=127.0.0.1'],
      ...[`--socket=${join(folder, 'socket')}`, `--pid-file=${join(folder, 'pid')}`],
      ...['--innodb-flush-log-at-trx-commit=0', '--skip-log-bin', ...user],
      // A case-insensitive order, as many hosts have it: nothing may depend on the server's.
      ...['--character-set-server=utf8mb4', '--collation-server=utf8mb4_unicode_ci'],
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let log = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-10_000)
  })
  const ended = new Promise((done) => child.once('exit', done))
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  const account = { host: '127.0.0.1', port, user: 'root' }
  try {
    await answers(account)
  } catch (error) {
    await stop()
    throw new Error(`MariaDB does not answer:\n${log}`, { cause: error })
  }
  const pool = mysql.createPool({ ...account, database: 'ssokit', connectionLimit: CONNECTIONS })
  const db = new Kysely<unknown>({ dialect: new MysqlDialect({ pool }) })
  return {
    dialect: 'mysql',
    db,
    close: async () => {
      await db.destroy()
      await stop()
    },
  }
}

async function answers(account: mysql.ConnectionOptions): Promise<void> {
  const until = Date.now() + START_MS
  for (;;) {
    const connection = mysql.createConnection(account).promise()
    try {
      await connection.query('CREATE DATABASE IF NOT EXISTS ssokit')
      return
    } catch (error) {
      if (Date.now() > until) throw error
      await new Promise((resume) => setTimeout(resume, 50))
    } finally {
      connection.destroy()
    }
  }
}
