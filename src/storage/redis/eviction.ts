import { isSsoError, SsoError } from '../../errors.ts'
import type { SendScript } from './client.ts'
import { explained } from './failure.ts'
import { textOf } from './reply.ts'

/**
 * `CONFIG` is closed on most managed servers and to all scripts. `INFO` says the same, and in a script
 * it comes from the very server that has the keys.
 */
const memoryInfo = `
local info = redis.pcall('INFO', 'memory')
return type(info) == 'string' and info or ''
`

/** The only policy that forgets nothing: `volatile-*` drops whatever has an end. */
const forgetsNothing = 'noeviction'

/**
 * Asks the server whether it drops what is stored where it needs room.
 *
 * @throws {SsoError} `config_invalid` where it does, or where it does not tell and nobody vouches for it
 * @throws {SsoError} `storage_unavailable` where it does not answer
 */
export async function checkEviction(
  send: SendScript,
  key: string,
  assumeNoEviction: boolean,
): Promise<void> {
  const policy = await readPolicy(send, key)
  if (policy === forgetsNothing || (policy === undefined && assumeNoEviction)) return
  if (policy === undefined) {
    throw refusal(
      'Redis does not tell its `maxmemory-policy`.',
      'Allow the command INFO, or make sure that it is `noeviction` and pass `assumeNoEviction: true`.',
    )
  }
  throw refusal(
    `Redis has the maxmemory-policy \`${policy}\` and may forget which answers were used already.`,
    'Set `maxmemory-policy noeviction`, or give sign-in a Redis server of its own.',
  )
}

async function readPolicy(send: SendScript, key: string): Promise<string | undefined> {
  try {
    const info = textOf(await send('text', memoryInfo, [key], []))
    return /^maxmemory_policy:([\w-]{1,64})\r?$/m.exec(info)?.[1]
  } catch (error) {
    const cause = explained(error)
    if (isSsoError(cause)) throw cause
    const message = 'Redis did not answer when its eviction policy was checked.'
    throw new SsoError('storage_unavailable', { message, cause })
  }
}

function refusal(message: string, hint: string): SsoError {
  const issue = { path: 'storage', code: 'config_storage_evicts', message, hint }
  return new SsoError('config_invalid', { message, hint, issues: [issue] })
}
