/** Failures of one connection that are written at once … */
const BURST = 10
/** … and after that one in this time: what keeps failing is known by then. */
const REFILL_MILLISECONDS = 60_000
/** For so long the same flow failing again is nothing new. */
const REPEAT_MILLISECONDS = 600_000
const MAX_REMEMBERED = 10_000

/** Keeps a flood of failures from becoming a flood of writes. */
export interface FailureLimit {
  /** Whether this failure is written. `isVerified`: nobody but the provider can have caused it. */
  allows(
    failure: {
      readonly connectionId: string
      readonly flowId: string
      readonly isVerified: boolean
    },
    now: Date,
  ): boolean
}

/**
 * Anybody can start a sign-in and answer it with garbage, as often as they like. So a flow counts once,
 * and what was not verified is counted per connection.
 */
export function createFailureLimit(): FailureLimit {
  const flows = new Map<string, number>()
  const buckets = new Map<string, { tokens: number; at: number }>()
  return {
    allows({ connectionId, flowId, isVerified }, now) {
      const at = now.getTime()
      const flow = JSON.stringify([connectionId, flowId])
      const last = flows.get(flow)
      if (last !== undefined && Math.abs(at - last) < REPEAT_MILLISECONDS) return false
      if (!isVerified) {
        const bucket = buckets.get(connectionId) ?? { tokens: BURST, at }
        const earned = Math.abs(at - bucket.at) / REFILL_MILLISECONDS
        const tokens = Math.min(bucket.tokens + earned, BURST)
        if (tokens < 1) return false
        remember(buckets, connectionId, { tokens: tokens - 1, at })
      }
      remember(flows, flow, at)
      return true
    },
  }
}

function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key)
  map.set(key, value)
  const [oldest] = map.keys()
  if (map.size > MAX_REMEMBERED && oldest !== undefined) map.delete(oldest)
}
