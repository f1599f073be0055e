const MINUTE = 60_000
const HOUR = 60 * MINUTE
export const DAY: number = 24 * HOUR

/** A new record is usually there within minutes, so the first pauses are short. */
const FIRST_PAUSE = MINUTE
/** At most once a day: by then somebody forgot about it, and presses the button when they come back. */
const LONGEST_PAUSE = DAY
/** A verified domain is looked at once a day (rule D5). */
const VERIFIED_PAUSE = DAY
/** By how much a pause is shortened at random, so that claims made together do not stay together. */
const JITTER = 0.25

/** How long a started attempt is pursued; its challenge is good for nothing afterwards (rule D3). */
export const ATTEMPT_LIFE: number = 14 * DAY
/** How long a claim waits for its start: changes of DNS go through tickets in large organisations. */
export const UNSTARTED_LIFE: number = 90 * DAY

/** A verified domain is lost after that many checks in a row that found no proof … */
const MIN_FAILED_CHECKS = 3
/** … over at least that long: a mistake on a Friday is noticed on Monday. */
const GRACE = 3 * DAY
/** Without any answer of DNS the last proof counts for that long and no longer. */
const MAX_PROOF_AGE = 14 * DAY

/**
 * Milliseconds until the next check of a pending claim: one minute, doubled with every check, up to a
 * day; each shortened by up to a quarter.
 *
 * @param attempts checks so far, this one included
 * @param fraction random, 0 ≤ fraction < 1
 */
export function pendingPause(attempts: number, fraction: number): number {
  // Beyond 2^11 minutes the day counts anyway; larger powers would leave the numbers.
  const pause = FIRST_PAUSE * 2 ** Math.min(Math.max(attempts - 1, 0), 11)
  return shortened(Math.min(pause, LONGEST_PAUSE), fraction)
}

/** Milliseconds until a verified domain is looked at again. */
export function verifiedPause(fraction: number): number {
  return shortened(VERIFIED_PAUSE, fraction)
}

function shortened(pause: number, fraction: number): number {
  return Math.round(pause * (1 - JITTER * fraction))
}

/**
 * Whether a verified domain is lost by now (rule D5). One check is never enough, however long the last
 * proof is ago: where background work stood still for weeks, its first check may meet a bad moment.
 *
 * @param isAnswered whether DNS said just now that there is no proof
 */
export function isLost(
  claim: {
    readonly attempts: number
    readonly failingSince?: string
    readonly verifiedAt?: string
  },
  isAnswered: boolean,
  now: Date,
): boolean {
  if (ageOf(claim.failingSince, now) < GRACE) return false
  const isRefuted = isAnswered && claim.attempts >= MIN_FAILED_CHECKS
  return isRefuted || ageOf(claim.verifiedAt, now) >= MAX_PROOF_AGE
}

/** Whether DNS has been silent about a verified domain for so long that somebody should be told. */
export function isSilentTooLong(verifiedAt: string | undefined, now: Date): boolean {
  return ageOf(verifiedAt, now) >= GRACE
}

function ageOf(instant: string | undefined, now: Date): number {
  return instant === undefined ? 0 : now.getTime() - Date.parse(instant)
}

export function isExpired({ expiresAt }: { readonly expiresAt?: string }, now: Date): boolean {
  return expiresAt !== undefined && Date.parse(expiresAt) <= now.getTime()
}

export function after(now: Date, milliseconds: number): string {
  return new Date(now.getTime() + milliseconds).toISOString()
}
