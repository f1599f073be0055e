import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { combineStorage } from '../../src/storage/combine.ts'
import { memoryStorage } from '../../src/storage/memory/index.ts'
import { type NodeRedisClient, redisStorage } from '../../src/storage/redis/index.ts'
import type { SsoStorage } from '../../src/storage/ports.ts'
import { storageCases } from '../../src/testing/storage/index.ts'
import { type ConnectedRedis, redisClients } from '../support/redis-clients.ts'
import { startRedis, type TestRedis } from '../support/redis.ts'

interface Mistake {
  /** Lua that is replaced; it has to be there. */
  readonly lua?: string
  readonly by?: string
  /** Reads by one command and deletes by another. */
  readonly takesInTwoSteps?: boolean
  /** Cases of the suite that have to fail. */
  readonly caughtBy: readonly string[]
}

const mistakes: Readonly<Record<string, Mistake>> = {
  'take by GET and then DEL': {
    takesInTwoSteps: true,
    caughtBy: ['ephemeral: take gives the value to one of 50 parallel callers'],
  },
  'take that deletes nothing': {
    lua: `redis.call('DEL', KEYS[2])`,
    by: '',
    caughtBy: ['ephemeral: take gives the value once'],
  },
  'reservations that hold for ever, as SETNX without an end': {
    lua: 'if heldUntil and tonumber(heldUntil) > now then',
    by: 'if heldUntil then',
    caughtBy: ['ephemeral: reserve holds until one millisecond before expiresAt'],
  },
  'reservations that hold nobody off': {
    lua: 'if heldUntil and tonumber(heldUntil) > now then',
    by: 'if false then',
    caughtBy: ['ephemeral: reserve is true for the first caller only'],
  },
  'keys that are reserved one by one': {
    lua: 'then return 0 end\nend\nfor at = 2, #KEYS do write',
    by: 'then return 0 end\nwrite(KEYS[at], ARGV[at + 3], expiresAt)\nend\nfor at = 2, #KEYS do write',
    caughtBy: ['ephemeral: reserve takes all keys or none'],
  },
  'values that never expire': {
    lua: `return redis.call('GET', KEYS[1])`,
    by: `local value = redis.call('GET', KEYS[1])
      return value and string.gsub(value, '^%d+', '9999999999999')`,
    caughtBy: ['ephemeral: a value is there one millisecond before expiresAt and absent at it'],
  },
  'put that overwrites a session': {
    lua: `if redis.call('EXISTS', session) == 1 then return 0 end`,
    by: '',
    caughtBy: ['sessions: put throws where the id exists and leaves the first session'],
  },
  'updates of any version': {
    lua: 'if stored[2] ~= ARGV[7] then',
    by: 'if not stored[2] then',
    caughtBy: ['sessions: update lets one of 50 parallel callers with the same version win'],
  },
  'updates that move a session to another organisation': {
    lua: 'if old[field] ~= new[field] then',
    by: 'if false then',
    caughtBy: ['sessions: update never changes id, organizationId and createdAt'],
  },
  'an index that an update leaves as it was': {
    lua: `change('ZADD', index, after)`,
    by: '',
    caughtBy: ['sessions: find follows an update'],
  },
  'find that forgets the last page': {
    lua: `'LIMIT', 0, ARGV[3]`,
    by: `'LIMIT', 1, ARGV[3]`,
    caughtBy: ['sessions: find orders by id and pages without gaps and repeats'],
  },
  'sessions that end twice': {
    lua: 'if not stored[1] or stored[2] then return 0 end\nchange',
    by: 'if not stored[1] then return 0 end\nchange',
    caughtBy: ['sessions: end is true for one of 50 parallel callers'],
  },
  'end that moves no version': {
    lua: `redis.call('HINCRBY', KEYS[1], 'version', 1)`,
    by: '',
    caughtBy: ['sessions: end cannot be undone by an update that began before'],
  },
  'leases that everybody gets': {
    lua: 'if stored[3] and tonumber(stored[3]) > tonumber(ARGV[1]) then return 0 end',
    by: '',
    caughtBy: ['sessions: lease is true for one of 50 parallel callers'],
  },
  'unlease of whatever lease there is': {
    lua: `if redis.call('HGET', KEYS[1], 'leasedUntil') == ARGV[1] then`,
    by: 'if true then',
    caughtBy: ['sessions: unlease gives back no lease that ends at another instant'],
  },
  'deletion of what was prolonged': {
    lua: `redis.call('ZADD', ends, retainUntil, id)`,
    by: `redis.call('ZADD', ends, 'NX', retainUntil, id)`,
    caughtBy: ['sessions: deleteExpired follows a changed retainUntil'],
  },
}

describe('describeStorage on Redis', () => {
  let server: TestRedis
  let connected: ConnectedRedis

  beforeAll(async () => {
    server = await startRedis()
    connected = await redisClients['node-redis'](server.port)
  })

  afterAll(async () => {
    connected.close()
    await server.close()
  })

  /** A client that changes scripts on their way. */
  function breaking({ lua, by = '', takesInTwoSteps }: Mistake): NodeRedisClient {
    const client = connected.client as NodeRedisClient
    return {
      evalSha: async () => {
        throw new Error('NOSCRIPT No matching script.')
      },
      eval: async (script, options) => {
        if (takesInTwoSteps === true && script.includes(`'DEL', KEYS[2]`)) {
          const value = await client.eval(`return redis.call('GET', KEYS[2])`, options)
          await client.eval(`return redis.call('DEL', KEYS[2])`, options)
          return value
        }
        return client.eval(lua === undefined ? script : script.replaceAll(lua, by), options)
      },
    }
  }

  it.each(Object.entries(mistakes))('catches %s', async (_mistake, mistake) => {
    const open = (client: NodeRedisClient) => async (): Promise<SsoStorage> => {
      await server.command('FLUSHALL')
      return combineStorage({ ...memoryStorage(), ...redisStorage(client) })
    }
    const casesOf = (client: NodeRedisClient) =>
      new Map(storageCases(open(client)).map(({ name, run }) => [name, run]))
    const [whole, broken] = [casesOf(breaking({ caughtBy: [] })), casesOf(breaking(mistake))]
    for (const name of mistake.caughtBy) {
      await whole.get(name)?.()
      await expect(broken.get(name)?.(), name).rejects.toMatchObject({ code: 'ERR_ASSERTION' })
    }
  })
})
