import { createClient } from 'redis'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { isSsoError } from '../../src/errors.ts'
import {
  checkRedis,
  redisStorage,
  type RedisStorage,
  type RedisStorageOptions,
} from '../../src/storage/redis/index.ts'
import { aSession, day, instant, minute, second } from '../../src/testing/storage/records.ts'
import { type ConnectedRedis, redisClients } from '../support/redis-clients.ts'
import { startRedis, type TestRedis } from '../support/redis.ts'

let server: TestRedis
let connected: ConnectedRedis
let storage: RedisStorage

beforeAll(async () => {
  server = await startRedis()
  connected = await redisClients['node-redis'](server.port)
})

afterAll(async () => {
  connected.close()
  await server.close()
})

beforeEach(async () => {
  await server.command('FLUSHALL')
  storage = redisStorage(connected.client)
})

/** An integer reply. */
const number = async (...command: readonly string[]): Promise<number> =>
  Number((await server.command(...command)).slice(1))

const allKeys = async (): Promise<readonly string[]> =>
  (await server.command('KEYS', '*')).split('\r\n').filter((line) => /^[^*$:]/.test(line))

describe('checkRedis and the first call', () => {
  const policies = ['lru', 'lfu', 'random'].flatMap((kind) => [
    `allkeys-${kind}`,
    `volatile-${kind}`,
  ])

  const refusal = async (work: Promise<unknown>): Promise<string> => {
    const error: unknown = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    if (error === undefined) return ''
    if (!isSsoError(error, 'config_invalid')) throw error
    expect(error.issues?.[0]).toMatchObject({ path: 'storage', code: 'config_storage_evicts' })
    return `${error.message} ${error.hint}`
  }
  const check = (options?: RedisStorageOptions): Promise<string> =>
    refusal(checkRedis(connected.client, options))
  const reserve = (): Promise<string> =>
    refusal(storage.ephemeral.reserve(['key'], instant(minute), instant()))

  it.each([...policies, 'volatile-ttl'])('S18 refuse a server with %s', async (policy) => {
    await server.command('CONFIG', 'SET', 'maxmemory-policy', policy)
    try {
      for (const options of [{}, { assumeNoEviction: true }]) {
        expect(await check(options)).toContain(policy)
      }
      expect(await reserve()).toMatch(/noeviction/)
      expect(await refusal(storage.sessions.put(aSession()))).toContain(policy)
      expect(await allKeys(), 'nothing was stored').toEqual([])
    } finally {
      await server.command('CONFIG', 'SET', 'maxmemory-policy', 'noeviction')
    }
    expect(await check()).toBe('')
    expect(await reserve(), 'the host need not start again').toBe('')
  })

  it('ask once, not before every call', async () => {
    await reserve()
    await server.command('CONFIG', 'RESETSTAT')
    await reserve()
    await storage.sessions.put(aSession())
    expect(await server.command('INFO', 'commandstats')).not.toMatch(/cmdstat_info:calls=[^1]/)
  })

  it('need no CONFIG', async () => {
    await server.command('ACL', 'SETUSER', 'default', '-config')
    try {
      expect(await check()).toBe('')
    } finally {
      await server.command('ACL', 'SETUSER', 'default', '+config')
    }
  })

  it('S18 refuse a server that does not tell, unless the host vouches for it', async () => {
    await server.command('ACL', 'SETUSER', 'default', '-info')
    try {
      expect(await check()).toMatch(/does not tell.*assumeNoEviction/)
      expect(await reserve()).toMatch(/does not tell/)
      expect(await check({ assumeNoEviction: false })).toMatch(/does not tell/)
      expect(await check({ assumeNoEviction: true })).toBe('')
      const trusting = redisStorage(connected.client, { assumeNoEviction: true })
      expect(await trusting.ephemeral.reserve(['key'], instant(minute), instant())).toBe(true)
    } finally {
      await server.command('ACL', 'SETUSER', 'default', '+info')
    }
  })
})

describe('how long the server keeps entries', () => {
  const kept = (key: string): Promise<number> => number('PTTL', `{ssokit:ephemeral}:${key}`)
  /** Milliseconds that a busy machine may need between a call and the question. */
  const slack = 20 * second

  // The host's clock may be decades away from the server's.
  it.each(['1990-01-01', '2026-06-01', '2100-01-01'])(
    'S18 a reservation that is made in %s outlives its end by 10 minutes',
    async (today) => {
      const now = new Date(today)
      await storage.ephemeral.reserve(['a', 'b'], new Date(now.getTime() + minute), now)
      for (const key of ['r:a', 'r:b']) {
        expect(await kept(key)).toBeLessThanOrEqual(11 * minute)
        expect(await kept(key)).toBeGreaterThan(11 * minute - slack)
      }
      expect(await kept('expiry')).toBeGreaterThan(11 * minute - slack)
    },
  )

  it('S18 two clocks that are 5 minutes off each way agree that an answer is used', async () => {
    const fast = new Date(Date.now() + 5 * minute)
    const slow = new Date(Date.now() - 5 * minute)
    const end = new Date(fast.getTime() + minute)
    await storage.ephemeral.reserve(['answer'], end, fast)
    // To the slow clock it holds for 11 more minutes.
    expect(await kept('r:answer')).toBeGreaterThan(end.getTime() - slow.getTime() - slack)
    const beforeEnd = new Date(end.getTime() - 1)
    expect(await storage.ephemeral.reserve(['answer'], end, slow)).toBe(false)
    expect(await storage.ephemeral.reserve(['answer'], end, beforeEnd)).toBe(false)
    expect(await storage.ephemeral.reserve(['answer'], instant(day), end)).toBe(true)
  })

  it('a value outlives its end by 10 minutes, also one that has ended', async () => {
    await storage.ephemeral.put('key', 'value', new Date(Date.now() + minute))
    expect(await kept('v:key')).toBeLessThanOrEqual(11 * minute)
    expect(await kept('v:key')).toBeGreaterThan(11 * minute - slack)
    await storage.ephemeral.put('ended', 'value', new Date(0))
    expect(await kept('v:ended')).toBeGreaterThan(10 * minute - slack)
  })

  it('the index lasts as long as its longest entry', async () => {
    const now = new Date()
    await storage.ephemeral.reserve(['long'], new Date(now.getTime() + day), now)
    await storage.ephemeral.reserve(['short'], new Date(now.getTime() + minute), now)
    expect(await kept('expiry')).toBeGreaterThan(day)
  })

  it('a session stays until it is deleted', async () => {
    await storage.sessions.put(aSession())
    expect(await number('PTTL', '{ssokit:sessions}:s:ses_1')).toBe(-1)
  })
})

describe('what is left behind', () => {
  const entries = (): Promise<number> => number('ZCARD', '{ssokit:ephemeral}:expiry')

  it('nothing of a value that was taken', async () => {
    await storage.ephemeral.put('key', 'value', instant(minute))
    await storage.ephemeral.take('key', instant())
    expect(await allKeys()).toEqual([])
  })

  it('nothing of a session that was changed, ended and deleted', async () => {
    const { sessions } = storage
    const ids = { idpSessionIds: ['a', 'b'] }
    for (const id of ['1', '2', '3']) await sessions.put(aSession({ id, ...ids }))
    await sessions.lease('1', instant(), instant(minute))
    await sessions.update('1', 1, aSession({ id: '1', version: 2, subject: 'other' }))
    await sessions.end('2', instant(), 'logout')
    expect(await number('ZCARD', '{ssokit:sessions}:index')).toBe(4 + 5)
    const ended = { endedAt: instant().toISOString(), endReason: 'logout' }
    await sessions.update('3', 1, aSession({ id: '3', version: 2, ...ended }))
    expect(await number('ZCARD', '{ssokit:sessions}:index')).toBe(4)
    expect(await sessions.deleteExpired(instant(day), 100)).toBe(3)
    expect(await allKeys()).toEqual([])
  })

  it('no entry for what the server has deleted by itself', async () => {
    const now = Date.now()
    const rounds = 60
    for (let round = 0; round < rounds; round += 1) {
      await storage.ephemeral.reserve([`${round}`], new Date(now + minute), new Date(now))
    }
    const later = new Date(now + 12 * minute)
    await storage.ephemeral.reserve(['next'], new Date(now + 13 * minute), later)
    expect(await entries(), 'ten go with each write').toBe(rounds + 1 - 10)
    // `put` goes by the clock of this process.
    const old = Array.from({ length: 30 }, (_, index) => [`${now - day}`, `v:old ${index}`]).flat()
    await server.command('ZADD', '{ssokit:ephemeral}:expiry', ...old)
    await storage.ephemeral.put('key', 'value', new Date(now + minute))
    expect(await entries()).toBe(rounds + 1 - 10 + 30 + 1 - 10)
  })

  it('more than a hundred at once are deleted up to the limit', async () => {
    const keys = Array.from({ length: 250 }, (_, index) => `${index}`)
    await storage.ephemeral.reserve(keys, instant(1), instant())
    for (const id of keys) await storage.sessions.put(aSession({ id, retainUntil: instant(1) }))
    const found = await storage.sessions.find({ connectionId: 'con_1', limit: 240 })
    expect(found.map(({ id }) => id)).toEqual(keys.toSorted().slice(0, 240))
    for (const port of [storage.ephemeral, storage.sessions]) {
      expect(await port.deleteExpired(instant(1), 0)).toBe(0)
      expect(await port.deleteExpired(instant(1), 240)).toBe(240)
      expect(await port.deleteExpired(instant(1), 240)).toBe(10)
    }
    expect(await storage.sessions.find({ connectionId: 'con_1', limit: 0 })).toEqual([])
    expect(await allKeys()).toEqual([])
  })
})

describe('a server that others use too', () => {
  it('has all keys below the prefix, and storages with other prefixes see none of them', async () => {
    const other = redisStorage(connected.client, { prefix: 'other:app' })
    await storage.ephemeral.put('key', 'value', instant(minute))
    await storage.ephemeral.reserve(['key'], instant(minute), instant())
    await storage.sessions.put(aSession())
    expect((await allKeys()).every((key) => key.startsWith('{ssokit:'))).toBe(true)
    expect(await other.ephemeral.get('key', instant())).toBeNull()
    expect(await other.ephemeral.reserve(['key'], instant(minute), instant())).toBe(true)
    expect(await other.sessions.get('ses_1')).toBeNull()
    expect((await allKeys()).filter((key) => key.startsWith('{other:app:'))).toHaveLength(2)
  })

  it('forgets its scripts, which are then sent again', async () => {
    await storage.ephemeral.reserve(['key'], instant(minute), instant())
    await server.command('SCRIPT', 'FLUSH')
    expect(await storage.ephemeral.reserve(['key'], instant(minute), instant())).toBe(false)
    await server.command('CONFIG', 'RESETSTAT')
    await storage.ephemeral.reserve(['other'], instant(minute), instant())
    const stats = await server.command('INFO', 'commandstats')
    expect(stats).toMatch(/cmdstat_evalsha:calls=1,/)
    expect(stats, 'only the sum goes over the wire').not.toMatch(/cmdstat_eval:/)
  })

  it('may allow no more than docs/storage.md lists', async () => {
    const commands = [
      ...['eval', 'evalsha', 'info', 'get', 'set', 'del', 'exists', 'pttl', 'pexpire'],
      ...['hset', 'hget', 'hmget', 'hdel', 'hincrby'],
      ...['zadd', 'zrem', 'zscore', 'zrangebyscore', 'zrangebylex'],
    ].map((name) => `+${name}`)
    const connection = ['+hello', '+auth', '+client']
    const rights = ['on', '>secret', '~{ssokit:*', '-@all', ...connection, ...commands]
    await server.command('ACL', 'SETUSER', 'sso', ...rights)
    const client = createClient({
      url: `redis://sso:secret@127.0.0.1:${server.port}`,
      disableOfflineQueue: true,
      socket: { reconnectStrategy: false },
    })
    client.on('error', () => {})
    await client.connect()
    try {
      const { ephemeral, sessions } = redisStorage(client)
      await ephemeral.put('key', 'value', instant(minute))
      expect(await ephemeral.get('key', instant())).toBe('value')
      expect(await ephemeral.take('key', instant())).toBe('value')
      expect(await ephemeral.reserve(['key'], instant(minute), instant())).toBe(true)
      expect(await ephemeral.deleteExpired(instant(minute), 10)).toBe(1)
      await sessions.put(aSession())
      expect(await sessions.update('ses_1', 1, aSession({ version: 2 }))).toBe('updated')
      expect(await sessions.lease('ses_1', instant(), instant(minute))).toBe(true)
      await sessions.unlease('ses_1', instant(minute))
      expect(await sessions.find({ connectionId: 'con_1', limit: 1 })).toHaveLength(1)
      expect(await sessions.end('ses_1', instant(), 'logout')).toBe(true)
      expect(await sessions.deleteExpired(instant(day), 10)).toBe(1)
      const refused = { code: 'storage_unavailable', hint: expect.stringContaining('Allow eval') }
      await server.command('ACL', 'SETUSER', 'sso', '-hset')
      await expect(sessions.put(aSession())).rejects.toMatchObject(refused)
      await server.command('ACL', 'SETUSER', 'sso', 'resetkeys')
      await expect(ephemeral.get('key', instant())).rejects.toMatchObject(refused)
      await server.command('ACL', 'SETUSER', 'sso', '-evalsha')
      await expect(ephemeral.get('key', instant())).rejects.toMatchObject(refused)
      await expect(checkRedis(client)).rejects.toMatchObject(refused)
    } finally {
      client.destroy()
      await server.command('ACL', 'DELUSER', 'sso')
    }
  })
})
