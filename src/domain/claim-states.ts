import type { DomainClaim } from '../storage/ports.ts'
import type { JsonObject } from '../types/json.ts'
import type { DomainFinding } from './check.ts'
import type { NearMiss } from './near-miss.ts'
import {
  after,
  ATTEMPT_LIFE,
  DAY,
  isExpired,
  isLost,
  isSilentTooLong,
  pendingPause,
  UNSTARTED_LIFE,
  verifiedPause,
} from './schedule.ts'

/** What a check came to: of DNS, and of who owns the domain. */
export interface CheckOutcome {
  readonly state: DomainFinding['state'] | 'conflict' | 'unanswered'
  readonly seen: readonly string[]
  readonly nearestMiss?: NearMiss
}

export type ClaimEvent =
  | 'domain.verified'
  | 'domain.recovered'
  | 'domain.conflict'
  | 'domain.failed'
  | 'domain.failing'
  | 'domain.lost'

/** A claim after a step, and what the host is told about it. */
export interface ClaimStep {
  readonly claim: DomainClaim
  readonly event?: ClaimEvent
}

export interface StepTime {
  readonly now: Date
  /** Random, 0 ≤ fraction < 1: the jitter of the schedule. */
  readonly fraction: number
}

/** A claim as it is saved: nobody looks for its record before it is started. */
export function newClaim(
  facts: Pick<DomainClaim, 'id' | 'organizationId' | 'domain' | 'challenge' | 'coversSubdomains'>,
  now: Date,
): DomainClaim {
  const createdAt = now.toISOString()
  const expiresAt = after(now, UNSTARTED_LIFE)
  return { ...facts, state: 'unstarted', version: 1, attempts: 0, createdAt, expiresAt }
}

/**
 * The claim with an attempt under way, or itself where one is. What has ended starts anew, with a new
 * challenge: one of an earlier attempt proves nothing any more (rule D3).
 */
export function started(claim: DomainClaim, challenge: string, now: Date): DomainClaim {
  const isOver = claim.state === 'expired' || claim.state === 'lost' || isExpired(claim, now)
  if (claim.state !== 'unstarted' && !isOver) return claim
  const {
    lastSeen: _seen,
    failingSince: _since,
    lastCheckedAt: _at,
    transferTo: _to,
    ...rest
  } = claim
  return {
    ...rest,
    challenge: isOver ? challenge : claim.challenge,
    state: 'pending',
    version: claim.version + 1,
    attempts: 0,
    startedAt: now.toISOString(),
    nextCheckAt: now.toISOString(),
    expiresAt: after(now, ATTEMPT_LIFE),
  }
}

/** The end of an attempt that found no proof. */
export function expired({ nextCheckAt: _next, ...claim }: DomainClaim, now: Date): DomainClaim {
  return { ...claim, ...watched(claim, now), state: 'expired', version: claim.version + 1 }
}

/** Nothing is asked of DNS for such a claim. */
export function isIdle({ state }: DomainClaim): boolean {
  return state === 'lost' || state === 'expired'
}

/**
 * An idle claim of a former owner is looked at once a day: whether somebody else has the domain by now,
 * and links remain that have to be removed (rule D5).
 */
export function watched(
  { verifiedAt }: Pick<DomainClaim, 'verifiedAt'>,
  now: Date,
): { readonly nextCheckAt?: string } {
  return verifiedAt === undefined ? {} : { nextCheckAt: after(now, DAY) }
}

/** What a check makes of a claim. Pure; the caller stores it, unless the claim moved meanwhile. */
export function checked(claim: DomainClaim, outcome: CheckOutcome, time: StepTime): ClaimStep {
  const noted: DomainClaim = {
    ...claim,
    version: claim.version + 1,
    lastCheckedAt: time.now.toISOString(),
    lastSeen: asJson(outcome),
  }
  if (outcome.state === 'verified') return proven(noted, time)
  if (claim.state === 'verified') return doubted(noted, outcome, time)
  // Told once, not with every check.
  const isNews = outcome.state !== lastOutcome(claim)?.state
  const event = isNews ? waitingEvents[outcome.state] : undefined
  return { claim: waiting(noted, outcome, time), ...(event ? { event } : {}) }
}

const waitingEvents: Readonly<
  Record<Exclude<CheckOutcome['state'], 'verified'>, ClaimEvent | undefined>
> = {
  pending: undefined,
  unanswered: undefined,
  failed: 'domain.failed',
  conflict: 'domain.conflict',
}

function proven(claim: DomainClaim, { now, fraction }: StepTime): ClaimStep {
  const { failingSince, expiresAt: _, ...rest } = claim
  const event = claim.state === 'verified' ? 'domain.recovered' : 'domain.verified'
  const isNews = claim.state !== 'verified' || failingSince !== undefined
  const next: DomainClaim = {
    ...rest,
    state: 'verified',
    attempts: 0,
    verifiedAt: now.toISOString(),
    nextCheckAt: after(now, verifiedPause(fraction)),
  }
  return { claim: next, ...(isNews ? { event } : {}) }
}

/**
 * A verified domain without proof. That DNS does not answer is no proof of anything: it counts for
 * nothing until the last proof is too old (rule D5).
 */
function doubted(claim: DomainClaim, outcome: CheckOutcome, time: StepTime): ClaimStep {
  const { now, fraction } = time
  const isAnswered = outcome.state !== 'unanswered'
  const isFailing = isAnswered || isSilentTooLong(claim.verifiedAt, now)
  // Days of silence before the first answer are no part of the grace.
  const isFirstAnswer = isAnswered && claim.attempts === 0
  const known = isFirstAnswer ? undefined : claim.failingSince
  const since = known ?? (isFailing ? now.toISOString() : undefined)
  const failing: DomainClaim = {
    ...claim,
    attempts: claim.attempts + (isAnswered ? 1 : 0),
    nextCheckAt: after(now, verifiedPause(fraction)),
    ...(since === undefined ? {} : { failingSince: since }),
  }
  if (isLost(failing, isAnswered, now)) return { claim: lost(failing, now), event: 'domain.lost' }
  const isNews = claim.failingSince === undefined && since !== undefined
  return { claim: failing, ...(isNews ? { event: 'domain.failing' } : {}) }
}

/** No longer routed to. */
function lost({ transferTo: _to, ...claim }: DomainClaim, now: Date): DomainClaim {
  return { ...claim, ...watched(claim, now), state: 'lost' }
}

/** A verified domain whose organisation gives it up. */
export function givenUp(claim: DomainClaim, now: Date): DomainClaim {
  return { ...lost(claim, now), version: claim.version + 1 }
}

function waiting(before: DomainClaim, outcome: CheckOutcome, time: StepTime): DomainClaim {
  const state = outcome.state === 'failed' ? 'failed' : 'pending'
  const claim: DomainClaim = { ...before, state }
  const { nextCheckAt } = claim
  // Whoever presses the button again and again must not put off what the background does.
  const isEarly = nextCheckAt !== undefined && time.now.getTime() < Date.parse(nextCheckAt)
  if (isEarly) return claim
  const attempts = claim.attempts + 1
  const pause = after(time.now, pendingPause(attempts, time.fraction))
  const { expiresAt = pause } = claim
  return { ...claim, attempts, nextCheckAt: pause < expiresAt ? pause : expiresAt }
}

/** What was seen, as the storage keeps it. */
function asJson({ state, seen, nearestMiss }: CheckOutcome): JsonObject {
  return { state, seen, ...(nearestMiss ? { nearestMiss: { ...nearestMiss } } : {}) }
}

/** The outcome of the last check, if there was one. Adapters give back the JSON that they were given. */
export function lastOutcome({ lastSeen }: DomainClaim): CheckOutcome | undefined {
  return lastSeen as unknown as CheckOutcome | undefined
}
