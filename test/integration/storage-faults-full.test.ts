import { CompiledQuery, type Kysely } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kyselyStorage } from '../../src/storage/kysely/index.ts'
import { migrate, type TestDatabase } from '../support/databases.ts'
import { type FaultyServer, mariadb, postgres } from '../support/hosts/faults.ts'
import {
  answerFor,
  signInOnce,
  submit,
  untilSignedIn,
  type WatchedHost,
  watchedHost,
} from '../support/hosts/visitors.ts'
import { openSqlite } from '../support/sqlite.ts'

/** A database that can be full, with a host's own connections to it. */
interface Fillable {
  readonly host: WatchedHost
  fill(): Promise<void>
  makeRoom(): Promise<void>
  close(): Promise<void>
}

async function openServer(kind: FaultyServer): Promise<Fillable> {
  const server = await kind.start()
  const db = kind.open(server.settings)
  await migrate(server)
  return {
    host: await watchedHost(kyselyStorage(db, { dialect: server.dialect })),
    fill: () => kind.fill(server),
    makeRoom: () => kind.makeRoom(server),
    close: async () => {
      await server.close()
      await db.destroy()
    },
  }
}

const pragma = async (db: Kysely<unknown>, text: string): Promise<number> => {
  const { rows } = await db.executeQuery(CompiledQuery.raw(`PRAGMA ${text}`))
  return Number(Object.values((rows[0] ?? {}) as object)[0])
}

async function openFile(): Promise<Fillable> {
  const database: TestDatabase = openSqlite()
  const { db } = database
  await migrate(database)
  return {
    host: await watchedHost(kyselyStorage(db, { dialect: 'sqlite' })),
    fill: async () => {
      await pragma(db, `max_page_count = ${await pragma(db, 'page_count')}`)
      const row = `INSERT INTO sso_reservation SELECT hex(randomblob(200)), 99999999999999`
      for (;;) {
        try {
          await db.executeQuery(CompiledQuery.raw(row))
        } catch {
          return
        }
      }
    },
    makeRoom: async () => void (await pragma(db, 'max_page_count = 100000')),
    close: database.close,
  }
}

/** Of attempts while nothing can be stored; some still find room in what is there. */
const ATTEMPTS = 400

describe.each([
  ['SQLite', openFile],
  ['PostgreSQL', () => openServer(postgres)],
  ['MariaDB', () => openServer(mariadb)],
])('%s that is full', (_name, open) => {
  let database: Fillable

  beforeAll(async () => {
    database = await open()
  })

  afterAll(async () => {
    await database?.close()
  })

  it('refuses sign-ins as what they are, and signs in again where there is room', async () => {
    const { host } = database
    expect(await signInOnce(host, 'before')).toBe(303)
    await database.fill()
    let last = 0
    for (let attempt = 0; attempt < ATTEMPTS && last !== 503; attempt += 1) {
      last = await signInOnce(host, `person-${attempt}`)
    }
    expect(last).toBe(503)
    expect(host.errors).toMatchObject([{ code: 'storage_unavailable', retryable: true }])
    const failed = host.events.filter(({ type }) => type === 'login.failed')
    expect(failed).toMatchObject([{ code: 'storage_unavailable' }])
    const { connectionId } = host.oidc
    const sessions = await host.storage.sessions.find({ connectionId, limit: 1000 })
    expect(sessions).toHaveLength(host.logins.length)

    // A start reads only, so whoever is at the provider meanwhile comes back to a database that works.
    const request = await answerFor(host, 'meanwhile')
    await database.makeRoom()
    expect([303, 503]).toContain(await submit(host, request))
    await untilSignedIn(host, 'meanwhile')
    expect(
      host.accounts.members('org_oidc').filter(({ email = '' }) => email.startsWith('meanwhile')),
    ).toHaveLength(1)
  })
})
