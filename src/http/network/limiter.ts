/** Requests that may wait for their turn, per connection. */
const maxWaiting = 100

interface Lane {
  active: number
  /** In order of arrival; each entry starts one waiting request. */
  readonly waiting: Set<() => void>
}

export interface Limiter {
  /**
   * Waits for a turn in the lane of this key.
   *
   * @returns the function that ends the turn; call it exactly once
   * @throws what `busy` makes, at once, if 100 are waiting already; the signal's reason if it fires
   */
  acquire(key: string, signal: AbortSignal, busy: () => Error): Promise<() => void>
  /** Lanes in use; 0 when nothing is under way. */
  readonly size: number
}

/** Bounds how much is under way at once per key, so that one tenant can not slow down the others. */
export function createLimiter(concurrency: number): Limiter {
  const lanes = new Map<string, Lane>()

  const release = (key: string, lane: Lane): void => {
    const [next] = lane.waiting
    if (next) {
      // The turn is handed over, so the number of active ones stays.
      lane.waiting.delete(next)
      next()
      return
    }
    lane.active -= 1
    if (lane.active === 0) lanes.delete(key)
  }

  const wait = (lane: Lane, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const start = (): void => {
        signal.removeEventListener('abort', leave)
        resolve()
      }
      const leave = (): void => {
        lane.waiting.delete(start)
        reject(signal.reason)
      }
      lane.waiting.add(start)
      signal.addEventListener('abort', leave, { once: true })
    })

  return {
    async acquire(key, signal, busy) {
      signal.throwIfAborted()
      const lane = lanes.get(key) ?? { active: 0, waiting: new Set() }
      lanes.set(key, lane)
      if (lane.active < concurrency) lane.active += 1
      else if (lane.waiting.size >= maxWaiting) throw busy()
      else await wait(lane, signal)
      return () => release(key, lane)
    },
    get size() {
      return lanes.size
    },
  }
}
