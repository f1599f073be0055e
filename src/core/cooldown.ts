const MAX_REMEMBERED = 10_000

/** Allows one attempt per name and cooldown, counted on attempts whatever became of them. */
export interface Cooldown {
  isReady(name: readonly string[], now: Date): boolean
}

/**
 * Keeps a flood of requests from becoming a flood of ours: anybody can send tokens with unknown key
 * ids, and without this each would cost the identity provider a request (rule N4).
 */
export function createCooldown(milliseconds: number): Cooldown {
  const attempts = new Map<string, number>()
  return {
    isReady(name, now) {
      const key = JSON.stringify(name)
      const last = attempts.get(key)
      if (last !== undefined && Math.abs(now.getTime() - last) < milliseconds) return false
      attempts.delete(key)
      attempts.set(key, now.getTime())
      const [oldest] = attempts.keys()
      if (attempts.size > MAX_REMEMBERED && oldest !== undefined) attempts.delete(oldest)
      return true
    },
  }
}
