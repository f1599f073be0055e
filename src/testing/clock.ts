/** A clock that stands still until it is told otherwise. */
export interface FixedClock {
  (): Date
  /** Moves the clock; negative values move it back. */
  advance(seconds: number): void
  set(instant: Date | string): void
}

/**
 * Makes a clock for `createSso({ clock })` and for tests of time limits.
 *
 * @param start default 2026-01-01T12:00:00Z
 * @returns a function that gives the same instant until it is moved
 * @example
 * ```ts
 * import { fixedClock } from 'ssokit/testing'
 *
 * const clock = fixedClock()
 * clock.advance(600) // seconds
 * console.log(clock().toISOString()) // 2026-01-01T12:10:00.000Z
 * ```
 */
export function fixedClock(start: Date | string = '2026-01-01T12:00:00Z'): FixedClock {
  let now = new Date(start).getTime()
  return Object.assign(() => new Date(now), {
    advance(seconds: number) {
      now += seconds * 1000
    },
    set(instant: Date | string) {
      now = new Date(instant).getTime()
    },
  })
}
