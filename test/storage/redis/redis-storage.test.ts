import type { Cluster, Redis } from 'ioredis'
import type { createClient, createClientPool, createCluster, createSentinel } from 'redis'
import { describe, expect, expectTypeOf, it, vi } from 'vitest'
import { isSsoError } from '../../../src/errors.ts'
import {
  checkRedis,
  type NodeRedisClient,
  type RedisClient,
  redisStorage,
} from '../../../src/storage/redis/index.ts'
import { instant, minute } from '../../../src/testing/storage/records.ts'

const memoryInfo = 'maxmemory:0\r\nmaxmemory_policy:noeviction\r\nallocator:x\r\n'

/** Answers as a server does that knows no script, or one that fails. */
function fakeClient(answer: (script: string) => unknown = () => 1) {
  const evalSha = vi.fn<NodeRedisClient['evalSha']>(async () => {
    throw new Error('NOSCRIPT No matching script. Please use EVAL.')
  })
  const byText = vi.fn<NodeRedisClient['eval']>(async (script) =>
    script.includes('INFO') ? memoryInfo : answer(script),
  )
  return { eval: byText, evalSha }
}

const reserve = (client: RedisClient, signal?: AbortSignal): Promise<boolean> =>
  redisStorage(client).ephemeral.reserve(
    ['key'],
    instant(minute),
    instant(),
    signal === undefined ? undefined : { signal },
  )

describe('redisStorage', () => {
  it('takes clients of node-redis and ioredis without a cast', () => {
    expectTypeOf<ReturnType<typeof createClient>>().toExtend<RedisClient>()
    expectTypeOf<ReturnType<typeof createClientPool>>().toExtend<RedisClient>()
    expectTypeOf<ReturnType<typeof createCluster>>().toExtend<RedisClient>()
    expectTypeOf<ReturnType<typeof createSentinel>>().toExtend<RedisClient>()
    expectTypeOf<Redis>().toExtend<RedisClient>()
    expectTypeOf<Cluster>().toExtend<RedisClient>()
  })

  it.each([undefined, null, 'redis://localhost', {}, { eval: () => {} }, () => {}])(
    'refuses %s as a client',
    (client) => {
      let error: unknown
      try {
        redisStorage(client as never)
      } catch (thrown) {
        error = thrown
      }
      expect(isSsoError(error, 'config_invalid')).toBe(true)
    },
  )

  it.each(['', 'a{b}', '{}', 'a b', 'ä', 'a\n', 'k'.repeat(65)])(
    'refuses the prefix %j, also when it is checked',
    async (prefix) => {
      expect(() => redisStorage(fakeClient(), { prefix })).toThrow(/prefix/)
      await expect(checkRedis(fakeClient(), { prefix })).rejects.toThrow(/prefix/)
    },
  )

  it('S18 sends nothing again but a script that the server did not know', async () => {
    const known = fakeClient()
    expect(await reserve(known)).toBe(true)
    expect(known.evalSha).toHaveBeenCalledTimes(1)
    expect(known.eval, 'two checks and the script').toHaveBeenCalledTimes(3)
    for (const message of ['Socket closed unexpectedly', 'ERR NOSCRIPT', 'BUSY', 'LOADING']) {
      const broken = fakeClient()
      broken.evalSha.mockRejectedValue(new Error(message))
      await expect(reserve(broken)).rejects.toThrow()
      expect(broken.evalSha, message).toHaveBeenCalledTimes(1)
      expect(broken.eval, message).toHaveBeenCalledTimes(2)
    }
  })

  it('sends nothing for a caller that has given up, also between two attempts', async () => {
    const controller = new AbortController()
    const client = fakeClient()
    client.evalSha.mockImplementation(async () => {
      controller.abort()
      throw new Error('NOSCRIPT')
    })
    await expect(reserve(client, controller.signal)).rejects.toMatchObject({ name: 'AbortError' })
    expect(client.eval, 'the two checks only').toHaveBeenCalledTimes(2)
    const during = new AbortController()
    const checking = fakeClient()
    checking.eval.mockImplementation(async () => {
      during.abort()
      return memoryInfo
    })
    await expect(reserve(checking, during.signal)).rejects.toMatchObject({ name: 'AbortError' })
    expect(checking.evalSha).not.toHaveBeenCalled()
    const unasked = fakeClient()
    await expect(reserve(unasked, AbortSignal.abort())).rejects.toThrow()
    expect(unasked.eval).not.toHaveBeenCalled()
  })

  it('does not wait for an answer to somebody else that a client has lost', async () => {
    const client = fakeClient()
    client.eval.mockReturnValueOnce(new Promise(() => {}))
    const { ephemeral } = redisStorage(client)
    void ephemeral.reserve(['lost'], instant(minute), instant())
    expect(await ephemeral.reserve(['key'], instant(minute), instant())).toBe(true)
  })

  it('S18 takes no answer for a yes that is none', async () => {
    for (const answer of [null, undefined, '', 'OK', true, [1], {}, NaN]) {
      await expect(reserve(fakeClient(() => answer))).rejects.toThrow(TypeError)
    }
    for (const [answer, isFirst] of [
      [1, true],
      ['1', true],
      [0, false],
      ['0', false],
      [2, false],
      [Buffer.from('1'), true],
    ] as const) {
      expect(await reserve(fakeClient(() => answer))).toBe(isFirst)
    }
  })
})

describe('checkRedis', () => {
  it.each([
    '',
    'maxmemory_policy:\r\n',
    'maxmemory_policy:noeviction-not\r\n',
    'xmaxmemory_policy:noeviction\r\n',
    'maxmemory_policy:noeviction allkeys-lru\r\n',
    'maxmemory_policy:NOEVICTION\r\n',
  ])('S18 does not take %j for noeviction', async (info) => {
    const client = fakeClient()
    client.eval.mockResolvedValue(info)
    await expect(checkRedis(client)).rejects.toMatchObject({ code: 'config_invalid' })
  })

  it('takes a server of which one port may lose nothing and the other may for unfit', async () => {
    const client = fakeClient()
    client.eval.mockImplementation(async (_script, { keys: [key] }) =>
      key?.includes('sessions') === true ? 'maxmemory_policy:allkeys-lru' : memoryInfo,
    )
    await expect(checkRedis(client)).rejects.toMatchObject({ code: 'config_invalid' })
  })

  it('is storage_unavailable where the server does not answer, whatever the host vouches for', async () => {
    const client = fakeClient()
    for (const message of ['connect ECONNREFUSED', 'LOADING Redis is loading', 'NOAUTH']) {
      client.eval.mockRejectedValue(new Error(message))
      for (const assumeNoEviction of [true, false]) {
        await expect(checkRedis(client, { assumeNoEviction })).rejects.toMatchObject({
          code: 'storage_unavailable',
        })
      }
    }
  })
})
