import { readCookies } from '../http/cookies.ts'
import type { BrowserCookie } from '../types/login.ts'

/** Connections whose ticks one browser keeps; the one that was worked on last goes first. */
const MAX_CONNECTIONS = 8
/** More steps than any guide has; the cookie stays below 400 bytes. */
const MAX_STEPS = 96
/** Days after the last tick. */
const LIFETIME_DAYS = 90
const DAY_MILLISECONDS = 86_400_000

const COOKIE = 'ssokit-ticks'

/** `con_…` and a number to the base 36, whose bits are the steps; `*` for all that there is to do. */
const entryForm = /^(con_[\w-]{1,64})\.(\*?)([\da-z]{1,20})$/

interface Entry {
  readonly id: string
  readonly isComplete: boolean
  readonly bits: bigint
}

/**
 * Which steps of a guide somebody ticked off in this browser, by their place in its outline. It is a
 * note to oneself: nothing depends on it.
 */
export function ticksOf(request: Request, connectionId: string): ReadonlySet<number> {
  const { bits = 0n } = entries(request).find(({ id }) => id === connectionId) ?? {}
  const ticked = new Set<number>()
  for (let index = 0; index < MAX_STEPS; index++) {
    if ((bits >> BigInt(index)) & 1n) ticked.add(index)
  }
  return ticked
}

export function areTicksComplete(request: Request, connectionId: string): boolean {
  return entries(request).some(({ id, isComplete }) => id === connectionId && isComplete)
}

/** @param isComplete whether nothing is left to tick */
export function ticksCookie(
  request: Request,
  about: {
    readonly connectionId: string
    readonly path: string
    readonly now: Date
    readonly isSecure: boolean
  },
  ticked: Iterable<number>,
  isComplete: boolean,
): BrowserCookie {
  let bits = 0n
  for (const index of ticked) {
    if (Number.isInteger(index) && index >= 0 && index < MAX_STEPS) bits |= 1n << BigInt(index)
  }
  const { connectionId, path, now, isSecure } = about
  const others = entries(request).filter(({ id }) => id !== connectionId)
  const kept = [{ id: connectionId, isComplete, bits }, ...others].slice(0, MAX_CONNECTIONS)
  return {
    name: COOKIE,
    value: kept
      .map((one) => `${one.id}.${one.isComplete ? '*' : ''}${one.bits.toString(36)}`)
      .join('~'),
    options: {
      ...{ path, httpOnly: true, sameSite: 'lax' },
      secure: isSecure,
      expires: new Date(now.getTime() + LIFETIME_DAYS * DAY_MILLISECONDS),
    },
  }
}

function entries(request: Request): readonly Entry[] {
  const value = readCookies(request).find(([name]) => name === COOKIE)?.[1] ?? ''
  return value
    .split('~', MAX_CONNECTIONS)
    .map((text) => entryForm.exec(text))
    .filter((match) => match !== null)
    .map(([, id = '', star, digits = '']) => ({
      id,
      isComplete: star === '*',
      bits: numberOf(digits),
    }))
}

const numberOf = (digits: string): bigint =>
  [...digits].reduce((sum, digit) => sum * 36n + BigInt(Number.parseInt(digit, 36)), 0n)
