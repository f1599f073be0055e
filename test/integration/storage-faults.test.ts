import type { Kysely } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { guardStorage } from '../../src/core/guarded-storage.ts'
import { kyselyStorage } from '../../src/storage/kysely/index.ts'
import type { SsoStorage } from '../../src/storage/ports.ts'
import { aConnectionRecord, aSession, revised } from '../../src/testing/storage/records.ts'
import { empty, migrate, type TestServer } from '../support/databases.ts'
import { codeOf } from '../support/harness.ts'
import { mariadb, postgres } from '../support/hosts/faults.ts'
import { CONNECTIONS } from '../support/hosts/open-database.ts'
import { type DatabaseProxy, startProxy } from '../support/hosts/proxy.ts'
import { numbers } from '../support/hosts/shared-store.ts'
import {
  answerFor,
  signInAll,
  signInOnce,
  submit,
  untilSignedIn,
  violations,
  type WatchedHost,
  watchedHost,
  withDeadline,
} from '../support/hosts/visitors.ts'

/** Milliseconds; a host's own deadline is ten seconds, and its tests would take that long. */
const DEADLINE = 1500

const PEOPLE = 40

const later = new Date(Date.now() + 3_600_000)

describe.each([
  ['PostgreSQL', postgres],
  ['MariaDB', mariadb],
])('%s that fails', (_name, kind) => {
  let server: TestServer
  let proxy: DatabaseProxy
  let db: Kysely<unknown>
  let storage: SsoStorage
  let host: WatchedHost

  beforeAll(async () => {
    server = await kind.start()
    await migrate(server)
    proxy = await startProxy(server.settings)
    db = kind.open(proxy.settings)
    storage = kyselyStorage(db, { dialect: server.dialect })
  })

  beforeEach(async () => {
    await empty(server)
    host = await watchedHost(storage)
  })

  afterAll(async () => {
    await proxy?.close()
    await server?.close()
    await db?.destroy()
  })

  /** The same application with a deadline that a test can wait for. */
  const impatientHost = (): Promise<WatchedHost> => watchedHost(withDeadline(storage, DEADLINE))

  it('S18 is killed and started again in the middle of sign-ins: nobody twice, nobody half', async () => {
    let outage: Promise<void> | undefined
    const restart = async (): Promise<void> => {
      await server.kill()
      await new Promise((resume) => setTimeout(resume, 300))
      await server.restart()
    }
    const visits = await signInAll(host, PEOPLE, (signedIn) => {
      if (signedIn >= PEOPLE / 4) outage ??= restart()
    })
    await outage
    expect(visits).toHaveLength(PEOPLE)
    expect(await violations(host, visits)).toEqual([])
    // Else nothing had failed.
    expect(host.errors.length).toBeGreaterThan(0)
  })

  it.each([
    ['ended by the server', () => kind.disconnect(server)],
    ['reset on the way', async () => proxy.cut()],
  ])('S18 connections are %s again and again: nobody twice, nobody half', async (_how, end) => {
    let last = 0
    const cuts: Promise<void>[] = []
    const visits = await signInAll(host, PEOPLE, (signedIn) => {
      if (signedIn < last + 6) return
      last = signedIn
      cuts.push(end())
    })
    await Promise.all(cuts)
    expect(await violations(host, visits)).toEqual([])
    expect(cuts.length).toBeGreaterThan(2)
  })

  it('S18 stores a reservation and its answer is lost: the sign-in fails, and so does its repetition', async () => {
    const request = await answerFor(host, 'ann')
    host.oidc.idp.resetRequests()
    const trap = proxy.swallowAnswerTo(kind.texts.reserve)
    expect(await submit(host, request)).toBe(503)
    expect(trap.swallowed()).toBe(true)
    expect(trap.sent()).toBe(1)
    expect(host.errors.map(({ code }) => code)).toEqual(['storage_unavailable'])
    expect(host.errors[0]).toMatchObject({ retryable: true, status: 503 })
    expect(host.errors[0]?.detail).toEqual({ call: 'ephemeral.reserve' })
    const failed = host.events.filter(({ type }) => type === 'login.failed')
    expect(failed).toMatchObject([
      { code: 'storage_unavailable', correlationId: expect.any(String) },
    ])
    expect(await submit(host, request)).toBe(400)
    expect(host.errors.at(-1)?.code).toBe('login_replayed')
    expect(host.oidc.idp.requests).toEqual([])
    expect(host.logins).toEqual([])
    expect(host.accounts.members('org_oidc')).toEqual([])
    expect(await signInOnce(host, 'ann')).toBe(303)
  })

  it('stores a session and its answer is lost: nobody is signed in, and the next time it is the same account', async () => {
    const trap = proxy.swallowAnswerTo(kind.texts.session)
    expect(await signInOnce(host, 'ann')).toBe(503)
    expect(trap.sent()).toBe(1)
    expect(host.logins).toEqual([])
    expect(host.errors[0]?.detail).toEqual({ call: 'sessions.put' })
    const [account] = host.accounts.members('org_oidc')
    expect(await signInOnce(host, 'ann')).toBe(303)
    expect(host.accounts.members('org_oidc').map(({ id }) => id)).toEqual([account?.id])
    expect(host.logins.map((login) => login.account?.id)).toEqual([account?.id])
  })

  it('is never asked a second time for a write whose answer is lost', async () => {
    const { connections, ephemeral, sessions } = guardStorage(storage, DEADLINE)
    await ephemeral.put('key', 'value', later)
    const taken = proxy.swallowAnswerTo(kind.texts.take)
    expect(await codeOf(ephemeral.take('key', new Date()))).toBe('storage_unavailable')
    expect(taken.sent()).toBe(1)
    expect(await ephemeral.take('key', new Date())).toBeNull()

    await sessions.put(aSession({ idpSessionIds: [] }))
    const ended = proxy.swallowAnswerTo(kind.texts.end)
    expect(await codeOf(sessions.end('ses_1', new Date(), 'logout'))).toBe('storage_unavailable')
    expect(ended.sent()).toBe(1)
    expect(await sessions.end('ses_1', new Date(), 'logout')).toBe(false)

    const record = aConnectionRecord()
    await connections.create(record)
    const committed = proxy.swallowAnswerTo(kind.texts.commit)
    const update = connections.update('con_1', 1, revised(record))
    expect(await codeOf(update)).toBe('storage_unavailable')
    expect(committed.sent()).toBe(1)
    expect(await connections.update('con_1', 1, revised(record))).toBe('conflict')
  })

  it('does not answer in time: the request ends, and the next ones are served', async () => {
    const impatient = await impatientHost()
    const request = await answerFor(impatient, 'ann')
    server.pause()
    try {
      expect(await submit(impatient, request)).toBe(503)
      // A start is a read, and ends as well.
      expect(await signInOnce(impatient, 'ben')).toBe(503)
    } finally {
      server.resume()
    }
    expect(impatient.errors.map(({ code, retryable }) => [code, retryable])).toEqual([
      ['storage_unavailable', true],
      ['storage_unavailable', true],
    ])
    expect(impatient.logins).toEqual([])
    await untilSignedIn(impatient, 'ann')
  })

  it('S18 holds a lock for longer than the deadline: the sign-in fails, and its answer counts once at most', async () => {
    const impatient = await impatientHost()
    const request = await answerFor(impatient, 'ann')
    await kind.withLock(server, async () => {
      expect(await submit(impatient, request)).toBe(503)
      expect(impatient.errors[0]?.detail).toEqual({ call: 'ephemeral.reserve' })
      expect(impatient.logins).toEqual([])
      expect(impatient.accounts.members('org_oidc')).toEqual([])
    })
    // What waited is carried out now, and nobody is told any more; unless it never left this process.
    let served = 503
    for (let attempt = 0; attempt < 50 && served === 503; attempt += 1) {
      served = await submit(impatient, request)
    }
    expect([303, 400]).toContain(served)
    expect(impatient.logins).toHaveLength(served === 303 ? 1 : 0)
    expect(await submit(impatient, request)).toBe(400)
    expect(impatient.errors.at(-1)?.code).toBe('login_replayed')
    await untilSignedIn(impatient, 'ann')
  })

  it('becomes read-only: starts go on, nobody gets in, and afterwards everybody does', async () => {
    const request = await answerFor(host, 'ann')
    await kind.setReadOnly(server, true)
    try {
      // All connections of the host have to hear of it.
      const write = (key: number) => storage.ephemeral.put(String(key), 'value', later)
      const written = () => Promise.all(numbers(CONNECTIONS).map((key) => codeOf(write(key))))
      await expect.poll(written, { timeout: 20_000 }).not.toContain('accepted')
      expect(await submit(host, request)).toBe(503)
      expect(host.errors.at(-1)).toMatchObject({ code: 'storage_unavailable', retryable: true })
      // A start writes nothing.
      expect(await answerFor(host, 'ben')).toBeDefined()
      expect(host.accounts.members('org_oidc')).toEqual([])
      expect(host.logins).toEqual([])
    } finally {
      await kind.setReadOnly(server, false)
    }
    await untilSignedIn(host, 'ann')
  })
})
