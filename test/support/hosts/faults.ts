import { CompiledQuery, type Kysely } from 'kysely'
import type { ServerSettings, TestServer } from '../databases.ts'
import { startMariadb } from '../mariadb.ts'
import { startPostgres } from '../postgres.ts'
import { openMysql, openPostgres } from './open-database.ts'

/** How one kind of server is made to fail. */
export interface FaultyServer {
  start(): Promise<TestServer>
  open(settings: ServerSettings): Kysely<unknown>
  /** Ends all connections of hosts. */
  disconnect(server: TestServer): Promise<void>
  setReadOnly(server: TestServer, isReadOnly: boolean): Promise<void>
  /** Until nothing more can be stored. */
  fill(server: TestServer): Promise<void>
  makeRoom(server: TestServer): Promise<void>
  /** Locks the table of reservations against everybody while `work` runs. */
  withLock(server: TestServer, work: () => Promise<void>): Promise<void>
  /** How a statement that writes begins, as it goes over the wire. */
  readonly texts: {
    readonly reserve: string
    readonly take: string
    readonly end: string
    readonly session: string
    readonly commit: string
  }
}

const statement = (text: string): CompiledQuery => CompiledQuery.raw(text)

function holding(begin: readonly string[], end: string): FaultyServer['withLock'] {
  return ({ db }, work) =>
    db.connection().execute(async (connection) => {
      for (const text of begin) await connection.executeQuery(statement(text))
      try {
        await work()
      } finally {
        await connection.executeQuery(statement(end))
      }
    })
}

/** More than there is room for. */
const MOST_ROUNDS = 5000

/** Repeats a statement that stores rows until the database refuses. `ROUND` in it is another number each time. */
async function untilFull({ administer }: TestServer, filling: string): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    try {
      await administer(filling.replaceAll('ROUND', String(round)))
    } catch (error) {
      // Else it was refused for another reason.
      if (round === 0 && !/full|extend|size/i.test(String(error))) throw error
      return
    }
  }
  throw new Error('There was always room for more.')
}

/** Bytes; more than any file of an empty database and one segment of its log. */
const SMALL_FILE = 1_300_000

export const postgres: FaultyServer = {
  start: startPostgres,
  open: openPostgres,
  disconnect: async ({ administer }) => {
    const ending = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE pid <> pg_backend_pid() AND client_port > 0`
    // Another one may end this one.
    await administer(ending).catch(() => {})
  },
  setReadOnly: async ({ administer }, isReadOnly) => {
    await administer(
      `ALTER SYSTEM SET default_transaction_read_only = ${isReadOnly ? 'on' : 'off'}`,
    )
    await administer('SELECT pg_reload_conf()')
  },
  fill: async (server) => {
    server.limitFiles?.(SMALL_FILE)
    // What is open already does not know of the limit.
    await postgres.disconnect(server)
    const rows = `SELECT 'ROUND ' || n, 99999999999999 FROM generate_series(1, 500) n`
    await untilFull(server, `INSERT INTO sso_reservation ${rows}`)
  },
  makeRoom: async (server) => {
    server.limitFiles?.(undefined)
    await postgres.disconnect(server)
  },
  withLock: holding(['BEGIN', 'LOCK TABLE sso_reservation IN ACCESS EXCLUSIVE MODE'], 'ROLLBACK'),
  texts: {
    reserve: 'INSERT INTO "sso_reservation"',
    take: 'DELETE FROM "sso_ephemeral"',
    end: 'UPDATE "sso_session"',
    session: 'INSERT INTO "sso_session"',
    // The end of the message: `read committed` is another.
    commit: 'commit\u0000',
  },
}

/** All tables together get no more than so many megabytes. */
const tablesWithin = (megabytes: number): readonly string[] => [
  '--innodb-file-per-table=0',
  `--innodb-data-file-path=ibdata1:12M:autoextend:max:${megabytes}M`,
  '--innodb-autoextend-increment=1',
]

export const mariadb: FaultyServer = {
  start: () => startMariadb(tablesWithin(28)),
  open: openMysql,
  disconnect: async ({ db, administer }) => {
    // The connection that asks may be one that was ended a moment ago: then it is the next round's turn.
    const { rows } = await db
      .executeQuery(statement('SHOW PROCESSLIST'))
      .catch(() => ({ rows: [] as readonly unknown[] }))
    const ids = rows.map((row) => (row as { readonly Id: number }).Id)
    // Some have ended meanwhile.
    for (const id of ids) await administer(`KILL ${id}`).catch(() => {})
  },
  setReadOnly: ({ administer }, isReadOnly) =>
    administer(`SET GLOBAL read_only = ${isReadOnly ? 'ON' : 'OFF'}`),
  fill: async (server) => {
    await server.administer('CREATE TABLE ssokit.ballast (bytes LONGTEXT)')
    // Large pieces leave single pages, and small ones none of those.
    for (const size of [500_000, 7000, 500]) {
      await untilFull(server, `INSERT INTO ssokit.ballast VALUES (REPEAT('x', ${size}))`)
    }
  },
  // Where nothing can be written, nothing can be deleted.
  makeRoom: ({ restart }) => restart(tablesWithin(200)),
  withLock: holding(['LOCK TABLES sso_reservation WRITE'], 'UNLOCK TABLES'),
  texts: {
    reserve: 'INSERT INTO `sso_reservation`',
    take: 'DELETE FROM `sso_ephemeral`',
    end: 'UPDATE `sso_session`',
    session: 'INSERT INTO `sso_session`',
    // After the number of the command, since a level of isolation is called so as well.
    commit: '\u0003commit',
  },
}
