import type { Check } from '../types/check.ts'
import { failed, passed, unclear, warned } from './checks.ts'

/** When a server said what time it was, by its `Date` header, and by our own clock around it. */
export interface ClockReading {
  readonly requestedAt: Date
  readonly answeredAt: Date
  readonly date: string | null
  /** Seconds for which a cache kept the answer (RFC 9111 section 5.1). */
  readonly age: string | null
}

/** Below this, clocks are as good as equal: `Date` has whole seconds and requests take a while. */
const NOTEWORTHY_SECONDS = 30

const MILLISECONDS = 1000

/**
 * By how many seconds the server's clock differs from ours; negative where it is slow. Anything between
 * request and answer is no difference. `undefined` where it says nothing.
 */
export function clockSkewSeconds(reading: ClockReading): number | undefined {
  const { requestedAt, answeredAt, date, age } = reading
  const cached = age === null ? 0 : Number(age)
  const stated = new Date(date ?? '').getTime() + cached * MILLISECONDS
  if (Number.isNaN(stated)) return undefined
  // `Date` is cut to whole seconds, so it may lie that much before the request.
  const earliest = Math.floor(requestedAt.getTime() / MILLISECONDS) * MILLISECONDS
  const latest = answeredAt.getTime()
  if (stated < earliest) return Math.floor((stated - earliest) / MILLISECONDS)
  return stated > latest ? Math.ceil((stated - latest) / MILLISECONDS) : 0
}

/** Tokens and messages are dated by the identity provider and refused by our own clock. */
export function clockCheck(reading: ClockReading | undefined, toleranceSeconds: number): Check {
  const name = 'clock'
  const skew = reading && clockSkewSeconds(reading)
  if (skew === undefined) {
    return unclear(name, 'The identity provider did not say what time it is there.')
  }
  const difference = Math.abs(skew)
  const facts = {
    expected: `at most ${toleranceSeconds} seconds`,
    received: `${difference} seconds ${skew < 0 ? 'behind' : 'ahead'}`,
  }
  const message = `The identity provider’s clock is ${facts.received} of this server’s.`
  const hint =
    'Synchronise this server’s clock (NTP) first, and then the identity provider’s if it is on your own premises.'
  if (difference > toleranceSeconds) return failed(name, message, hint, facts)
  if (difference > NOTEWORTHY_SECONDS) return warned(name, message, hint, facts)
  return passed(name, 'The identity provider’s clock agrees with this server’s.')
}
