import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { guardStorage } from '../../src/core/guarded-storage.ts'
import type { SsoEvent } from '../../src/index.ts'
import { combineStorage } from '../../src/storage/combine.ts'
import { memoryStorage } from '../../src/storage/memory/index.ts'
import type { SsoStorage } from '../../src/storage/ports.ts'
import { redisStorage } from '../../src/storage/redis/index.ts'
import { aSession, day, instant, minute } from '../../src/testing/storage/records.ts'
import { codeOf } from '../support/harness.ts'
import { type DatabaseProxy, startProxy } from '../support/hosts/proxy.ts'
import {
  answerFor,
  signInAll,
  signInOnce,
  submit,
  untilSignedIn,
  violations,
  type WatchedHost,
  watchedHost,
} from '../support/hosts/visitors.ts'
import { type ConnectedRedis, oddRedisClients, redisClients } from '../support/redis-clients.ts'
import { startRedis, type TestRedis } from '../support/redis.ts'

/** Milliseconds; a host's own deadline is ten seconds, and its tests would take that long. */
const DEADLINE = 1500

const PEOPLE = 40

const beside = (connected: ConnectedRedis): SsoStorage =>
  combineStorage({ ...memoryStorage(), ...redisStorage(connected.client) })

const failures = (events: readonly SsoEvent[]): readonly SsoEvent[] =>
  events.filter(({ type }) => type === 'login.failed')

describe.each(Object.entries(redisClients))('Redis that fails, through %s', (_name, connect) => {
  let server: TestRedis
  let proxy: DatabaseProxy
  let connected: ConnectedRedis
  let storage: SsoStorage
  let host: WatchedHost

  beforeAll(async () => {
    // Whatever is answered is on the disk.
    server = await startRedis('--appendonly', 'yes', '--appendfsync', 'always')
    const { port } = server
    proxy = await startProxy({ host: '127.0.0.1', port, user: '', database: '' })
    connected = await connect(proxy.settings.port)
  })

  beforeEach(async () => {
    await server.command('FLUSHALL')
    storage = beside(connected)
    host = await watchedHost(storage)
  })

  afterAll(async () => {
    connected?.close()
    await proxy?.close()
    await server?.close()
  })

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
    expect(await violations(host, visits)).toEqual([])
    // Else nothing had failed.
    expect(host.errors.length).toBeGreaterThan(0)
  })

  it('S18 connections are reset again and again: nobody twice, nobody half', async () => {
    let last = 0
    let cuts = 0
    const visits = await signInAll(host, PEOPLE, (signedIn) => {
      if (signedIn < last + 6) return
      last = signedIn
      cuts += 1
      proxy.cut()
    })
    expect(await violations(host, visits)).toEqual([])
    expect(cuts).toBeGreaterThan(2)
  })

  it('S18 stores a reservation and its answer is lost: the sign-in fails, and so does its repetition', async () => {
    await untilSignedIn(host, 'ben')
    const request = await answerFor(host, 'ann')
    const before = host.logins.length
    const trap = proxy.swallowAnswerTo('{ssokit:ephemeral}:r:')
    expect(await submit(host, request)).toBe(503)
    expect(trap.swallowed()).toBe(true)
    expect(host.errors.at(-1)).toMatchObject({
      ...{ code: 'storage_unavailable', retryable: true, status: 503 },
      detail: { call: 'ephemeral.reserve' },
    })
    expect(failures(host.events).at(-1)).toMatchObject({ code: 'storage_unavailable' })
    await expect.poll(() => submit(host, request)).toBe(400)
    expect(trap.sent(), 'once by each submission').toBe(2)
    expect(host.errors.at(-1)?.code).toBe('login_replayed')
    expect(host.logins).toHaveLength(before)
    await untilSignedIn(host, 'ann')
  })

  it('is never asked a second time for a write whose answer is lost', async () => {
    const { ephemeral, sessions } = guardStorage(storage, DEADLINE)
    // A script that the server has to ask for first would be sent twice for that.
    await ephemeral.reserve(['known'], instant(day), instant())
    await ephemeral.take('known', instant())
    await sessions.put(aSession({ id: 'known' }))
    await sessions.end('known', instant(), 'known')
    const lose = async (text: string, write: () => Promise<unknown>): Promise<void> => {
      const trap = proxy.swallowAnswerTo(text)
      expect(await codeOf(write())).toBe('storage_unavailable')
      await expect.poll(() => codeOf(ephemeral.get('other', instant()))).toBe('accepted')
      expect(trap.sent()).toBe(1)
    }
    await ephemeral.put('taken', 'value', instant(minute))
    await lose('v:taken', () => ephemeral.take('taken', instant()))
    expect(await ephemeral.take('taken', instant())).toBeNull()
    await lose('s:ses_1', () => sessions.put(aSession()))
    expect(await sessions.get('ses_1')).toEqual(aSession())
    await lose('leaving', () => sessions.end('ses_1', instant(), 'leaving'))
    expect(await sessions.end('ses_1', instant(), 'again')).toBe(false)
    await lose('{ssokit:ephemeral}:r:', () => ephemeral.reserve(['a'], instant(day), instant()))
    expect(await ephemeral.reserve(['a'], instant(day), instant())).toBe(false)
  })

  it('does not answer in time: the request ends, and the next ones are served', async () => {
    const impatient = await watchedHost(guardStorage(storage, DEADLINE))
    await untilSignedIn(impatient, 'ben')
    const request = await answerFor(impatient, 'ann')
    server.pause()
    try {
      expect(await submit(impatient, request)).toBe(503)
      expect(await codeOf(guardStorage(storage, 200).sessions.get('ses_1'))).toBe(
        'storage_unavailable',
      )
    } finally {
      server.resume()
    }
    expect(impatient.errors).toMatchObject([
      { code: 'storage_unavailable', retryable: true, detail: { call: 'ephemeral.reserve' } },
    ])
    // What waited is carried out now, and nobody is told any more.
    await expect.poll(() => submit(impatient, request)).toBe(400)
    expect(impatient.errors.at(-1)?.code).toBe('login_replayed')
    expect(impatient.logins).toHaveLength(1)
    await untilSignedIn(impatient, 'ann')
  })

  it('is full: nobody gets in, logout works, and afterwards everybody gets in', async () => {
    await untilSignedIn(host, 'ben')
    const [login] = host.logins
    const { ephemeral, sessions } = storage
    await ephemeral.put('held', 'value', instant(minute))
    await sessions.put(aSession({ id: 'old', retainUntil: instant(1) }))
    const request = await answerFor(host, 'ann')
    await server.command('CONFIG', 'SET', 'maxmemory', '1')
    try {
      expect(await submit(host, request)).toBe(503)
      expect(host.errors).toMatchObject([
        {
          ...{ code: 'storage_unavailable', retryable: true, detail: { reply: 'OOM' } },
          ...{ message: expect.stringMatching(/full/), hint: expect.stringMatching(/maxmemory/) },
        },
      ])
      expect(failures(host.events)).toMatchObject([{ code: 'storage_unavailable' }])
      for (const write of [
        () => ephemeral.put('key', 'value', instant(minute)),
        () => sessions.put(aSession()),
        () => sessions.update('old', 1, aSession({ id: 'old', version: 2 })),
        () => sessions.lease('old', instant(), instant(minute)),
      ]) {
        expect(await codeOf(write())).toBe('storage_unavailable')
      }
      expect(await sessions.get('old'), 'nothing half').toMatchObject({ version: 1 })
      // Whatever takes something away is possible.
      expect(await ephemeral.take('held', instant())).toBe('value')
      const id = login?.session.id ?? ''
      expect(await sessions.end(id, new Date(), 'logout')).toBe(true)
      expect(await sessions.get(id)).toMatchObject({ endReason: 'logout' })
      expect(await sessions.deleteExpired(instant(1), 1)).toBe(1)
    } finally {
      await server.command('CONFIG', 'SET', 'maxmemory', '0')
    }
    expect(host.logins).toHaveLength(1)
    // Nothing was reserved, so the same answer counts.
    expect(await submit(host, request)).toBe(303)
  })

  it('becomes a read-only replica: nobody gets in, and afterwards everybody does', async () => {
    await untilSignedIn(host, 'ben')
    const { id = '' } = host.logins[0]?.session ?? {}
    const request = await answerFor(host, 'ann')
    await server.command('REPLICAOF', '127.0.0.1', '1')
    try {
      expect(await submit(host, request)).toBe(503)
      expect(host.errors).toMatchObject([
        {
          ...{ code: 'storage_unavailable', detail: { reply: 'READONLY' } },
          hint: expect.stringMatching(/primary/),
        },
      ])
      expect(await codeOf(storage.sessions.end(id, new Date(), 'logout'))).toBe(
        'storage_unavailable',
      )
      expect((await storage.sessions.get(id))?.endedAt).toBeUndefined()
      expect(host.logins).toHaveLength(1)
    } finally {
      await server.command('REPLICAOF', 'NO', 'ONE')
    }
    expect(await submit(host, request)).toBe(303)
  })

  it('is gone when the host starts, and is asked again once it is there', async () => {
    await server.kill()
    const late = await watchedHost(beside(connected))
    try {
      expect(await signInOnce(late, 'ann')).toBe(503)
    } finally {
      await server.restart()
    }
    await untilSignedIn(late, 'ann')
  })
})

describe('clients as they are by default', () => {
  let server: TestRedis
  let proxy: DatabaseProxy

  beforeAll(async () => {
    server = await startRedis()
    const { port } = server
    proxy = await startProxy({ host: '127.0.0.1', port, user: '', database: '' })
  })

  afterAll(async () => {
    await proxy?.close()
    await server?.close()
  })

  it('S18 ioredis sends a lost reservation again: the answer counts as used, nobody gets in', async () => {
    const connected = await oddRedisClients['ioredis as it is by default'](proxy.settings.port)
    try {
      const host = await watchedHost(beside(connected))
      await untilSignedIn(host, 'ben')
      const request = await answerFor(host, 'ann')
      const trap = proxy.swallowAnswerTo('{ssokit:ephemeral}:r:')
      expect(await submit(host, request)).toBe(400)
      expect(trap.sent()).toBe(2)
      expect(host.errors).toMatchObject([{ code: 'login_replayed' }])
      expect(host.logins).toHaveLength(1)
    } finally {
      connected.close()
    }
  })

  it.each(['node-redis as it is by default', 'ioredis as it is by default'] as const)(
    'S18 %s waits for a server that is gone: nobody gets in by what is late',
    async (name) => {
      const connected = await oddRedisClients[name](server.port)
      try {
        const host = await watchedHost(guardStorage(beside(connected), DEADLINE))
        await untilSignedIn(host, 'ben')
        const request = await answerFor(host, 'ann')
        await server.kill()
        expect(await submit(host, request)).toBe(503)
        await server.restart()
        await expect.poll(() => submit(host, request), { timeout: 20_000 }).toBe(400)
        expect(host.errors.map(({ code }) => code)).toContain('login_replayed')
        expect(host.logins).toHaveLength(1)
        await untilSignedIn(host, 'ann')
      } finally {
        connected.close()
      }
    },
  )

  it('a server that saves nothing forgets with a crash which answers were used', async () => {
    const connected = await redisClients['node-redis'](server.port)
    try {
      const { ephemeral, sessions } = beside(connected)
      expect(await ephemeral.reserve(['answer'], instant(minute), instant())).toBe(true)
      await sessions.put(aSession())
      await server.kill()
      await server.restart()
      await expect.poll(() => codeOf(sessions.get('ses_1'))).toBe('accepted')
      expect(await sessions.get('ses_1')).toBeNull()
      expect(await ephemeral.reserve(['answer'], instant(minute), instant())).toBe(true)
    } finally {
      connected.close()
    }
  })
})
