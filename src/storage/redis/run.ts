import type { StoreCall } from '../ports.ts'
import type { SendScript } from './client.ts'
import { explained, replyWordOf } from './failure.ts'

/** Runs Lua for one call of a port: one step on the server, with nothing in between. */
export type RunScript = (
  script: string,
  keys: readonly string[],
  values: readonly (string | number)[],
  call: StoreCall | undefined,
) => Promise<unknown>

/** @param beforehand what has to hold before anything is stored or believed */
export function createRun(send: SendScript, beforehand: () => Promise<void>): RunScript {
  const sums = new Map<string, Promise<string>>()
  const sumOf = (script: string): Promise<string> => {
    const sum = sums.get(script) ?? sha1(script)
    sums.set(script, sum)
    return sum
  }
  return async (script, keys, values, call) => {
    const given = values.map(String)
    // Whoever has given up by now gets nothing done.
    const attempt = (by: 'text' | 'sha1', name: string): Promise<unknown> => {
      call?.signal?.throwIfAborted()
      return send(by, name, keys, given)
    }
    call?.signal?.throwIfAborted()
    try {
      await beforehand()
      const sum = await sumOf(script)
      try {
        return await attempt('sha1', sum)
      } catch (error) {
        // The only failure that is repeated: it is certain that nothing has happened.
        if (replyWordOf(error) !== 'NOSCRIPT') throw error
        return await attempt('text', script)
      }
    } catch (error) {
      throw explained(error)
    }
  }
}

/** Redis knows a script by this sum, which protects nothing. */
async function sha1(text: string): Promise<string> {
  const sum = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(text))
  return Array.from(new Uint8Array(sum), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
