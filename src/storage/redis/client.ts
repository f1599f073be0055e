import { SsoError } from '../../errors.ts'

/** What of node-redis is used; its clients, clusters, pools and sentinels have it. */
export interface NodeRedisClient {
  eval(script: string, options: ScriptArguments): Promise<unknown>
  evalSha(sha1: string, options: ScriptArguments): Promise<unknown>
}

interface ScriptArguments {
  readonly keys: string[]
  readonly arguments: string[]
}

/** What of ioredis is used; its clients and clusters have it. */
export interface IoRedisClient {
  eval(script: string, numberOfKeys: number, ...keysAndArguments: string[]): Promise<unknown>
  evalsha(sha1: string, numberOfKeys: number, ...keysAndArguments: string[]): Promise<unknown>
}

/** The host's own client, already connected or connecting. */
export type RedisClient = NodeRedisClient | IoRedisClient

/** Runs a script by its text or by its SHA-1, on the server that has the slot of its keys. */
export type SendScript = (
  by: 'text' | 'sha1',
  script: string,
  keys: readonly string[],
  values: readonly string[],
) => Promise<unknown>

/**
 * Tells the clients apart by their methods.
 *
 * @throws {SsoError} `config_invalid` where it is neither
 */
export function sendScriptOf(client: RedisClient): SendScript {
  if (hasMethods(client, 'eval', 'evalSha')) {
    const { eval: byText, evalSha } = client as NodeRedisClient
    return (by, script, keys, values) => {
      const given = { keys: [...keys], arguments: [...values] }
      return by === 'text'
        ? byText.call(client, script, given)
        : evalSha.call(client, script, given)
    }
  }
  if (hasMethods(client, 'eval', 'evalsha')) {
    const { eval: byText, evalsha } = client as IoRedisClient
    return (by, script, keys, values) =>
      (by === 'text' ? byText : evalsha).call(client, script, keys.length, ...keys, ...values)
  }
  const message = 'This is no client of node-redis or ioredis.'
  const hint = 'Pass what createClient() of redis, or new Redis() of ioredis, returns.'
  const issue = { path: 'storage', code: 'config_value_invalid', message, hint }
  throw new SsoError('config_invalid', { message, hint, issues: [issue] })
}

function hasMethods(client: unknown, ...names: readonly string[]): boolean {
  if (typeof client !== 'object' || client === null) return false
  return names.every((name) => typeof Reflect.get(client, name) === 'function')
}
