/** Below this many entries nothing is swept but on request. */
const smallestSwept = 256

export interface Sweep {
  /** Deletes up to `limit` expired entries; returns how many. */
  now(now: Date, limit: number): number
  /** Deletes what is expired once the map has doubled, so that the cost per call stays constant. */
  whenGrown(now: Date): void
}

/**
 * Deletes the expired entries of a map, so that a development server which never calls
 * `deleteExpired` does not grow for ever.
 *
 * @param expiryOf the instant from which on an entry is expired, in milliseconds
 */
export function createSweep<Value>(
  entries: Map<string, Value>,
  expiryOf: (value: Value) => number,
): Sweep {
  let threshold = smallestSwept

  const sweep = (now: Date, limit: number): number => {
    let deleted = 0
    for (const [key, value] of entries) {
      if (deleted >= limit) break
      if (expiryOf(value) > now.getTime()) continue
      entries.delete(key)
      deleted += 1
    }
    return deleted
  }

  return {
    now: sweep,
    whenGrown: (now) => {
      if (entries.size < threshold) return
      sweep(now, Number.POSITIVE_INFINITY)
      threshold = Math.max(smallestSwept, entries.size * 2)
    },
  }
}
