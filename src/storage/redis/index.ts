/** @module ssokit/storage/redis: what is short-lived, and sessions, in Redis. */
import { SsoError } from '../../errors.ts'
import type { SsoStorage } from '../ports.ts'
import { type RedisClient, sendScriptOf } from './client.ts'
import { createRedisEphemeral, ephemeralBase } from './ephemeral.ts'
import { checkEviction } from './eviction.ts'
import { createRun } from './run.ts'
import { createRedisSessions, sessionsBase } from './sessions.ts'

export type { IoRedisClient, NodeRedisClient, RedisClient } from './client.ts'

/** Options of `redisStorage` and `checkRedis`. */
export interface RedisStorageOptions {
  /** What all keys begin with, `ssokit` by default; hosts that share a server need different ones. */
  readonly prefix?: string
  /**
   * Vouches for `maxmemory-policy noeviction` on a server that does not tell it; false by default. A
   * server that does tell is believed instead.
   */
  readonly assumeNoEviction?: boolean
}

/** The two ports that Redis is fit for; `combineStorage` puts them beside a database. */
export type RedisStorage = Pick<SsoStorage, 'ephemeral' | 'sessions'>

/**
 * Keeps sign-ins in progress, used answers and sessions in Redis, through the host's own client.
 * Before the first call it asks the server whether it may drop what is stored.
 *
 * @param client of `redis` (node-redis) or `ioredis`, connected or connecting
 * @param options the prefix of all keys, and what is known of the server
 * @returns the ports `ephemeral` and `sessions`
 * @throws {SsoError} `config_invalid` where it is no such client or the prefix is not fit for a key; from the first call on, where the server may drop what is stored
 * @security after a failover a server with asynchronous replicas may have forgotten the last moments,
 *   and with them that an answer was used: see docs/storage.md
 * @example
 * ```ts
 * import { createClient } from 'redis'
 * import type { SsoStorage } from 'ssokit'
 * import { combineStorage } from 'ssokit/storage/combine'
 * import { checkRedis, redisStorage } from 'ssokit/storage/redis'
 *
 * declare const database: SsoStorage
 *
 * const client = createClient({ url: 'redis://127.0.0.1:6379', disableOfflineQueue: true })
 * client.on('error', () => {})
 * await client.connect()
 * await checkRedis(client)
 * const storage = combineStorage({ ...database, ...redisStorage(client) })
 * ```
 */
export function redisStorage(client: RedisClient, options: RedisStorageOptions = {}): RedisStorage {
  const prefix = prefixOf(options)
  const send = sendScriptOf(client)
  let isChecked = false
  // Whoever comes before it is known asks again: the server may be there by then, or set right. Nobody
  // waits for an answer to somebody else, which a client may have lost.
  const run = createRun(send, async () => {
    if (isChecked) return
    await checkRedis(client, options)
    isChecked = true
  })
  return {
    ephemeral: createRedisEphemeral(run, prefix),
    sessions: createRedisSessions(run, prefix),
  }
}

/**
 * Asks the server whether it may drop what is stored to make room. Call it at start-up, so that a
 * wrong server is found before the first sign-in; the storage asks by itself before its first call.
 *
 * @param client of `redis` (node-redis) or `ioredis`
 * @param options the same as for the storage
 * @throws {SsoError} `config_invalid` where the `maxmemory-policy` is not `noeviction`, or is not told
 * @throws {SsoError} `storage_unavailable` where the server does not answer
 * @example
 * ```ts
 * import { createClient } from 'redis'
 * import { checkRedis } from 'ssokit/storage/redis'
 *
 * const client = createClient()
 * await client.connect()
 * await checkRedis(client)
 * ```
 */
export async function checkRedis(
  client: RedisClient,
  options: RedisStorageOptions = {},
): Promise<void> {
  const prefix = prefixOf(options)
  const send = sendScriptOf(client)
  // In a cluster the two ports may be on two servers.
  for (const key of [ephemeralBase(prefix), sessionsBase(prefix)]) {
    await checkEviction(send, key, options.assumeNoEviction === true)
  }
}

/** Braces would choose another slot of a cluster for some of the keys. */
function prefixOf({ prefix = 'ssokit' }: RedisStorageOptions): string {
  if (/^[\w:.-]{1,64}$/.test(prefix)) return prefix
  const message =
    'The prefix of the Redis keys is not 1 to 64 letters, digits, `_`, `:`, `.` or `-`.'
  const hint = 'Write it like `myapp:sso`.'
  const issue = { path: 'storage', code: 'config_value_invalid', message, hint }
  throw new SsoError('config_invalid', { message, hint, issues: [issue] })
}
