import type { ClockReading } from '../connection/clock-check.ts'
import type { GuardedFetch } from '../types/network.ts'

/** A fetch that remembers what time the last server said it was. */
export function watchClock({ fetch, now }: { fetch: GuardedFetch; now(): Date }): {
  readonly fetch: GuardedFetch
  latest(): ClockReading | undefined
} {
  let reading: ClockReading | undefined
  return {
    async fetch(url, init) {
      const requestedAt = now()
      const response = await fetch(url, init)
      const { headers } = response
      const said = { date: headers.get('date'), age: headers.get('age') }
      if (said.date !== null) reading = { requestedAt, answeredAt: now(), ...said }
      return response
    },
    latest: () => reading,
  }
}
