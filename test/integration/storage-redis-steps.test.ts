import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  type NodeRedisClient,
  redisStorage,
  type RedisStorage,
} from '../../src/storage/redis/index.ts'
import { aSession, day, instant, minute } from '../../src/testing/storage/records.ts'
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

describe('what happens between the two steps', () => {
  /** A storage that does something else right after it has asked an index. */
  function interrupted(happens: () => Promise<unknown>): RedisStorage {
    const real = connected.client as NodeRedisClient
    const after = async (reply: unknown, keys: readonly string[]): Promise<unknown> => {
      if (keys.length === 1 && /:(index|ends|expiry)$/.test(keys[0] ?? '')) await happens()
      return reply
    }
    const client: NodeRedisClient = {
      eval: async (text, options) => after(await real.eval(text, options), options.keys),
      evalSha: async (sum, options) => after(await real.evalSha(sum, options), options.keys),
    }
    return redisStorage(client)
  }

  const changes = [
    { connectionId: 'con_2' },
    { issuer: 'https://other.example' },
    { subject: 'other' },
    { idpSessionIds: ['other'] },
  ]
  const meanwhile: Readonly<Record<string, () => Promise<unknown>>> = {
    ends: () => storage.sessions.end('ses_1', instant(), 'logout'),
    'is deleted': () => storage.sessions.deleteExpired(instant(day), 1),
    ...Object.fromEntries(
      changes.map((change) => [
        `gets another ${Object.keys(change)[0]}`,
        () => storage.sessions.update('ses_1', 1, aSession({ version: 2, ...change })),
      ]),
    ),
  }

  it.each(Object.entries(meanwhile))(
    'a session that %s is not found any more',
    async (_what, happens) => {
      await storage.sessions.put(aSession())
      const { connectionId, issuer, subject } = aSession()
      const filter = { connectionId, issuer, subject, idpSessionId: 'sid_1', limit: 10 }
      expect(await storage.sessions.find(filter)).toHaveLength(1)
      expect(await interrupted(happens).sessions.find(filter)).toEqual([])
    },
  )

  it('what is prolonged is not deleted', async () => {
    await storage.sessions.put(aSession({ retainUntil: instant(1) }))
    const prolong = async (): Promise<void> => {
      await storage.sessions.update('ses_1', 1, aSession({ version: 2 }))
      await storage.ephemeral.put('key', 'value', instant(minute))
    }
    const { ephemeral, sessions } = interrupted(prolong)
    expect(await sessions.deleteExpired(instant(1), 1)).toBe(0)
    await storage.ephemeral.put('key', 'value', instant(1))
    expect(await ephemeral.deleteExpired(instant(1), 1)).toBe(0)
    expect(await storage.sessions.get('ses_1')).not.toBeNull()
    expect(await storage.ephemeral.get('key', instant(1))).toBe('value')
  })

  it('an update replaces the end of a session too', async () => {
    const ended = { endedAt: instant().toISOString(), endReason: 'logout' }
    await storage.sessions.put(aSession(ended))
    await storage.sessions.update('ses_1', 1, aSession({ version: 2 }))
    expect(await storage.sessions.get('ses_1')).toEqual(aSession({ version: 2 }))
  })
})
