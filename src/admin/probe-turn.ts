import type { Core } from '../core/core.ts'
import { adminError } from './error.ts'

/** Rule T6. */
const PROBE_SECONDS = 60

/**
 * Takes the one turn that a connection has in a minute, in whichever process: a probe must not become
 * a way of guessing secrets, nor lock the client out at its identity provider (rule T6).
 *
 * @throws {SsoError} `check_throttled`, `storage_unavailable`
 */
export async function takeProbeTurn(
  { config, storage }: Core,
  connectionId: string,
): Promise<void> {
  const { ephemeral } = storage
  const key = `check:${connectionId}`
  const now = config.clock()
  const until = new Date(now.getTime() + PROBE_SECONDS * 1000)
  if ((await ephemeral.reserve([key], until, now)) === true) {
    await ephemeral.put(key, until.toISOString(), until)
    return
  }
  const known = new Date((await ephemeral.get(key, now)) ?? until)
  const left = Math.ceil((known.getTime() - now.getTime()) / 1000)
  const seconds = Math.min(Math.max(left, 1), PROBE_SECONDS)
  throw adminError('check_throttled', {
    message: `This connection was checked less than a minute ago; the next check is possible in ${seconds} seconds.`,
    detail: { retryAfterSeconds: seconds },
    connectionId,
  })
}
