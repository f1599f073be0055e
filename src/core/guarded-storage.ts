import { isSsoError, SsoError } from '../errors.ts'
import type { SsoStorage } from '../storage/ports.ts'

/** A store that has not answered by then has failed: nobody is signed in, nothing hangs. */
const STORAGE_TIMEOUT_MILLISECONDS = 10_000

/**
 * Wraps the host's storage so that whatever a call throws, and a call that never returns, becomes
 * `storage_unavailable`. Every call also receives a signal that fires at the deadline.
 */
export function guardStorage(
  storage: SsoStorage,
  timeoutMilliseconds: number = STORAGE_TIMEOUT_MILLISECONDS,
): SsoStorage {
  const guard = <Name extends keyof SsoStorage>(name: Name): SsoStorage[Name] =>
    guardPort(name, storage[name], timeoutMilliseconds)
  return {
    connections: guard('connections'),
    organizations: guard('organizations'),
    domains: guard('domains'),
    ephemeral: guard('ephemeral'),
    sessions: guard('sessions'),
    journal: guard('journal'),
  }
}

type Method = (...args: unknown[]) => Promise<unknown>

/** Adapters may be classes, so methods are looked up when called, not listed. */
function guardPort<Port extends object>(
  port: string,
  target: Port,
  timeoutMilliseconds: number,
): Port {
  // Not `target` itself: a proxy must return a frozen port's methods as they are.
  return new Proxy(Object.create(null) as Port, {
    get(_target, name) {
      const method: unknown = Reflect.get(target, name)
      if (typeof method !== 'function') return method
      return (...args: unknown[]) =>
        withDeadline(`${port}.${String(name)}`, timeoutMilliseconds, (signal) =>
          (method as Method).call(target, ...args, { signal }),
        )
    },
  })
}

async function withDeadline<Result>(
  call: string,
  timeoutMilliseconds: number,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      controller.abort()
      reject(
        new SsoError('storage_unavailable', {
          message: `The storage did not answer ${call} within ${timeoutMilliseconds} ms.`,
          detail: { call },
        }),
      )
    }, timeoutMilliseconds)
  })
  try {
    return await Promise.race([work(controller.signal), deadline])
  } catch (cause) {
    if (isSsoError(cause)) throw cause
    throw new SsoError('storage_unavailable', {
      message: `The storage failed in ${call}.`,
      detail: { call },
      cause,
    })
  } finally {
    clearTimeout(timer)
  }
}
