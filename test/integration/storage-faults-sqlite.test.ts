import { CompiledQuery, Kysely, SqliteDialect } from 'kysely'
import Database from 'libsql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { guardStorage } from '../../src/core/guarded-storage.ts'
import { type KyselyClient, kyselyStorage } from '../../src/storage/kysely/index.ts'
import type { SsoStorage } from '../../src/storage/ports.ts'
import { aConnectionRecord, aSession, revised } from '../../src/testing/storage/records.ts'
import { migrate, type TestDatabase } from '../support/databases.ts'
import { codeOf } from '../support/harness.ts'
import { losingAnswers } from '../support/hosts/losing-answers.ts'
import {
  answerFor,
  signInOnce,
  submit,
  type WatchedHost,
  watchedHost,
  withDeadline,
} from '../support/hosts/visitors.ts'
import { openSqlite } from '../support/sqlite.ts'

/** Milliseconds; a host's own deadline is ten seconds, and its tests would take that long. */
const DEADLINE = 1000

/** Milliseconds for which the driver waits for the file, and this process with it. */
const BUSY_TIMEOUT = 100

const later = new Date(Date.now() + 3_600_000)

describe('SQLite that fails', () => {
  let database: TestDatabase
  let db: Kysely<unknown>
  let storage: SsoStorage
  let host: WatchedHost

  beforeEach(async () => {
    database = openSqlite()
    await migrate(database)
    const file = new Database(database.file ?? '', { timeout: BUSY_TIMEOUT })
    db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: file }) })
    storage = kyselyStorage(db, { dialect: 'sqlite' })
    host = await watchedHost(withDeadline(storage, DEADLINE))
  })

  afterEach(async () => {
    await db.destroy()
    await database.close()
  })

  it('another process writes for longer than the deadline: the sign-in fails, and its answer stays good', async () => {
    const request = await answerFor(host, 'ann')
    const other = new Database(database.file ?? '')
    other.exec('BEGIN IMMEDIATE')
    try {
      expect(await submit(host, request)).toBe(503)
    } finally {
      other.exec('ROLLBACK')
      other.close()
    }
    expect(host.errors).toMatchObject([{ code: 'storage_unavailable', retryable: true }])
    expect(host.errors[0]?.detail).toEqual({ call: 'ephemeral.reserve' })
    expect(host.events.filter(({ type }) => type === 'login.failed')).toHaveLength(1)
    expect(host.logins).toEqual([])
    // Nobody goes on trying for a call that has been given up.
    await new Promise((resume) => setTimeout(resume, 3 * BUSY_TIMEOUT))
    expect(await submit(host, request)).toBe(303)
  })

  it('may only be read: starts go on, nobody gets in, and afterwards everybody does', async () => {
    const request = await answerFor(host, 'ann')
    await db.executeQuery(CompiledQuery.raw('PRAGMA query_only = ON'))
    expect(await submit(host, request)).toBe(503)
    expect(host.errors).toMatchObject([{ code: 'storage_unavailable', retryable: true }])
    expect(await answerFor(host, 'ben')).toBeDefined()
    expect(host.accounts.members('org_oidc')).toEqual([])
    await db.executeQuery(CompiledQuery.raw('PRAGMA query_only = OFF'))
    expect(await submit(host, request)).toBe(303)
  })

  it('S18 is never asked a second time for a write whose answer is lost', async () => {
    const losing = losingAnswers(db as unknown as KyselyClient)
    const lossy = guardStorage(kyselyStorage(losing.db, { dialect: 'sqlite' }), DEADLINE)
    const { connections, ephemeral, sessions } = lossy
    const lost = async (text: string, call: () => Promise<unknown>): Promise<void> => {
      losing.loseAnswerTo(text)
      expect(await codeOf(call())).toBe('storage_unavailable')
      expect(losing.sent()).toBe(1)
    }
    await ephemeral.put('key', 'value', later)
    await lost('DELETE FROM "sso_ephemeral"', () => ephemeral.take('key', new Date()))
    expect(await ephemeral.take('key', new Date())).toBeNull()

    const reserve = () => ephemeral.reserve(['a', 'b'], later, new Date())
    await lost('INSERT INTO "sso_reservation"', reserve)
    expect(await reserve()).toBe(false)

    await sessions.put(aSession())
    const end = () => sessions.end('ses_1', new Date(), 'logout')
    await lost('UPDATE "sso_session"', end)
    expect(await end()).toBe(false)

    const record = aConnectionRecord()
    await connections.create(record)
    // Inside of a transaction, which is then undone as a whole.
    const update = () => connections.update('con_1', 1, revised(record))
    await lost('UPDATE "sso_connection"', update)
    expect(await update()).toBe('updated')
  })

  it('a session that cannot be stored leaves the account, which the next sign-in finds', async () => {
    const losing = losingAnswers(db as unknown as KyselyClient)
    const unlucky = await watchedHost(kyselyStorage(losing.db, { dialect: 'sqlite' }))
    losing.loseAnswerTo('INSERT INTO "sso_session"')
    expect(await signInOnce(unlucky, 'ann')).toBe(503)
    expect(unlucky.logins).toEqual([])
    const [account] = unlucky.accounts.members('org_oidc')
    expect(await signInOnce(unlucky, 'ann')).toBe(303)
    expect(unlucky.accounts.members('org_oidc').map(({ id }) => id)).toEqual([account?.id])
  })
})
