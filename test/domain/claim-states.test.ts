import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  checked,
  type CheckOutcome,
  expired,
  newClaim,
  started,
} from '../../src/domain/claim-states.ts'
import { pendingPause, verifiedPause } from '../../src/domain/schedule.ts'
import type { DomainClaim } from '../../src/index.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const start = Date.UTC(2036, 0, 1)
const at = (offset: number) => new Date(start + offset)
const iso = (offset: number) => at(offset).toISOString()
const facts = { id: 'dom_1', organizationId: 'org_1', domain: 'acme.example' }
const saved = newClaim({ ...facts, challenge: 'first', coversSubdomains: false }, at(0))
const pending = started(saved, 'unused', at(0))

const outcome = (state: CheckOutcome['state']): CheckOutcome => ({ state, seen: [] })
const step = (claim: DomainClaim, state: CheckOutcome['state'], offset: number, fraction = 0) =>
  checked(claim, outcome(state), { now: at(offset), fraction })
const verified = step(pending, 'verified', 0).claim

type Check = readonly [state: CheckOutcome['state'], offset: number]

/** The claim after these checks, and the events they caused. */
function run(claim: DomainClaim, ...checks: readonly Check[]) {
  let current = claim
  const events: string[] = []
  for (const [state, offset] of checks) {
    const { claim: next, event } = step(current, state, offset)
    expect(next.version).toBe(current.version + 1)
    if (event) events.push(event)
    current = next
  }
  return { claim: current, events }
}

describe('the schedule', () => {
  it('PU-21 doubles the pause from one minute to a day', () => {
    const minutes = Array.from({ length: 13 }, (_, index) => pendingPause(index + 1, 0) / minute)
    expect(minutes).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1440, 1440])
    expect(pendingPause(100_000, 0)).toBe(day)
    expect(pendingPause(0, 0)).toBe(minute)
  })

  it('PU-21 spreads claims that were made together', () => {
    expect(pendingPause(12, 0.5)).toBe(0.875 * day)
    expect(verifiedPause(0.5)).toBe(0.875 * day)
  })

  it('PU-21 shortens each pause by up to a quarter at random, and never lengthens one', () => {
    const attempts = fc.nat(1000)
    const fraction = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })
    fc.assert(
      fc.property(attempts, fraction, (count, part) => {
        const pause = pendingPause(count, part)
        expect(pause).toBeLessThanOrEqual(pendingPause(count, 0))
        expect(pause).toBeGreaterThanOrEqual(0.75 * pendingPause(count, 0))
        expect(verifiedPause(part)).toBeLessThanOrEqual(day)
        expect(verifiedPause(part)).toBeGreaterThanOrEqual(0.75 * day)
      }),
    )
  })
})

describe('a claim that waits', () => {
  it('PU-19 is saved without anybody looking for its record', () => {
    expect(saved).toMatchObject({ state: 'unstarted', version: 1, attempts: 0 })
    expect(saved.nextCheckAt).toBeUndefined()
    expect(saved.expiresAt).toBe(iso(90 * day))
  })

  it('PU-19 is started with the challenge that was shown, for two weeks', () => {
    expect(pending).toMatchObject({ state: 'pending', challenge: 'first', version: 2 })
    expect(pending).toMatchObject({ startedAt: iso(0), nextCheckAt: iso(0) })
    expect(pending.expiresAt).toBe(iso(14 * day))
    expect(started(pending, 'second', at(day))).toBe(pending)
    expect(started(verified, 'second', at(100 * day))).toBe(verified)
  })

  it('D3 gets a new challenge with every attempt', () => {
    const ended = expired(pending, at(14 * day))
    expect(ended).toMatchObject({ state: 'expired', challenge: 'first' })
    expect(ended.nextCheckAt).toBeUndefined()
    const again = started(ended, 'second', at(20 * day))
    expect(again).toMatchObject({ state: 'pending', challenge: 'second', attempts: 0 })
    expect(again.expiresAt).toBe(iso(34 * day))
    // Also where nobody marked it as expired, and where it was saved but never started.
    expect(started(pending, 'second', at(14 * day)).challenge).toBe('second')
    expect(started(pending, 'second', at(14 * day - 1))).toBe(pending)
    expect(started(saved, 'second', at(90 * day)).challenge).toBe('second')
    expect(started(saved, 'second', at(90 * day - 1)).challenge).toBe('first')
  })

  it('D5 starts a new attempt without what an earlier one left behind', () => {
    const left = { transferTo: 'org_2', failingSince: iso(1), lastSeen: {}, lastCheckedAt: iso(1) }
    const lost: DomainClaim = { ...verified, ...left, state: 'lost' }
    const again = started(lost, 'second', at(day))
    for (const name of Object.keys(left)) expect(again).not.toHaveProperty(name)
    expect(again.verifiedAt).toBe(verified.verifiedAt)
  })

  it('PU-21 is checked again later and later, and not beyond its end', () => {
    const { claim, events } = run(pending, ['pending', 0], ['unanswered', minute])
    expect(claim).toMatchObject({ state: 'pending', attempts: 2, nextCheckAt: iso(3 * minute) })
    expect(events).toEqual([])
    const late = step({ ...pending, attempts: 20 }, 'pending', 13.5 * day).claim
    expect(late.nextCheckAt).toBe(pending.expiresAt)
  })

  it('PU-21 is looked for no later because somebody presses the button again and again', () => {
    const first = run(pending, ['pending', 0]).claim
    expect(first.nextCheckAt).toBe(iso(minute))
    const presses = Array.from({ length: 50 }, (_, index): Check => ['pending', index + 1])
    const { claim } = run(first, ...presses, ['unanswered', 900], ['failed', minute - 1])
    expect(claim).toMatchObject({ state: 'failed', attempts: 1, nextCheckAt: iso(minute) })
    expect(claim.lastCheckedAt).toBe(iso(minute - 1))
    expect(run(claim, ['pending', minute]).claim).toMatchObject({
      ...{ attempts: 2, nextCheckAt: iso(3 * minute) },
    })
  })

  it('tells of a conflict and of a wildcard once', () => {
    const conflict = run(pending, ['conflict', 0], ['conflict', 1], ['pending', 2], ['conflict', 3])
    expect(conflict.events).toEqual(['domain.conflict', 'domain.conflict'])
    expect(conflict.claim.state).toBe('pending')
    const failed = run(pending, ['failed', 0], ['failed', 1])
    expect(failed).toMatchObject({ events: ['domain.failed'], claim: { state: 'failed' } })
    expect(run(failed.claim, ['pending', 2]).claim.state).toBe('pending')
  })

  it('PU-22 becomes verified, says so once, and is looked at every day', () => {
    const { claim, events } = run(pending, ['verified', 5], ['verified', 6])
    expect(claim).toMatchObject({ state: 'verified', attempts: 0, verifiedAt: iso(6) })
    expect(claim.nextCheckAt).toBe(iso(day + 6))
    expect(claim.expiresAt).toBeUndefined()
    expect(events).toEqual(['domain.verified'])
    expect(run(step(pending, 'failed', 0).claim, ['verified', 1]).claim.state).toBe('verified')
  })
})

describe('a verified domain without its record', () => {
  it('D5 is lost after three failed checks over three days, and not before', () => {
    const early = run(verified, ['pending', 0], ['pending', 1], ['pending', 3 * day - 1])
    expect(early).toMatchObject({ events: ['domain.failing'], claim: { state: 'verified' } })
    const few = run(verified, ['pending', 0], ['pending', 5 * day])
    expect(few.claim.state).toBe('verified')
    const { claim, events } = run(early.claim, ['pending', 3 * day])
    expect(events).toEqual(['domain.lost'])
    expect(claim.state).toBe('lost')
    expect(run(few.claim, ['failed', 6 * day]).claim.state, 'a wildcard is no proof').toBe('lost')
  })

  it('D5 is as before once the record is back', () => {
    const back: readonly Check[] = [
      ['pending', 0],
      ['pending', day],
      ['verified', 2 * day],
    ]
    const { claim, events } = run(verified, ...back)
    expect(events).toEqual(['domain.failing', 'domain.recovered'])
    expect(claim).toMatchObject({ state: 'verified', attempts: 0 })
    expect(claim.failingSince).toBeUndefined()
    const again = run(claim, ['pending', 3 * day], ['pending', 4 * day], ['pending', 5 * day])
    expect(again.claim.state, 'counted from the beginning').toBe('verified')
  })

  it('D5 is not lost by name servers that do not answer for a week', () => {
    const silence = [1, 2, 3, 4, 5, 6, 7].map((days): Check => ['unanswered', days * day])
    const { claim, events } = run(verified, ...silence)
    expect(claim).toMatchObject({ state: 'verified', attempts: 0 })
    expect(events, 'on the third day').toEqual(['domain.failing'])
    expect(run(claim, ['verified', 8 * day]).events).toEqual(['domain.recovered'])
  })

  it('D5 is not lost by silence that follows failed checks', () => {
    const failed = run(verified, ['pending', day], ['pending', day + 1], ['pending', day + 2]).claim
    const silent = run(failed, ['unanswered', 4 * day + 1], ['unanswered', 10 * day])
    expect([silent.claim.state, silent.events]).toEqual(['verified', []])
    expect(run(silent.claim, ['pending', 11 * day]).claim.state).toBe('lost')
  })

  it('D5 counts the grace from the first failed check, and not from the silence before', () => {
    const silent = run(verified, ['unanswered', 3 * day], ['unanswered', 6 * day])
    expect(silent.claim.failingSince).toBe(iso(3 * day))
    const checks: readonly Check[] = [7, 8, 9.9].map((days) => ['pending', days * day])
    const failing = run(silent.claim, ...checks)
    expect([failing.claim.state, failing.events]).toEqual(['verified', []])
    expect(failing.claim.failingSince).toBe(iso(7 * day))
    expect(run(failing.claim, ['pending', 10 * day]).claim.state).toBe('lost')
  })

  it('D5 is lost where its last proof is two weeks old, whatever the reason', () => {
    const { claim } = run(verified, ['unanswered', 3 * day], ['unanswered', 14 * day - 1])
    expect(claim.state).toBe('verified')
    const end = run(claim, ['unanswered', 14 * day])
    expect([end.claim.state, end.events]).toEqual(['lost', ['domain.lost']])
  })

  it.each(['unanswered', 'pending', 'failed'] as const)(
    'D5 is not lost by the first checks after weeks without background work (%s)',
    (state) => {
      const { claim, events } = run(verified, [state, 30 * day], [state, 33 * day - 1])
      expect([claim.state, events]).toEqual(['verified', ['domain.failing']])
      expect(run(claim, ['verified', 33 * day]).events).toEqual(['domain.recovered'])
      expect(run(claim, [state, 33 * day]).claim.state).toBe('lost')
    },
  )

  it('D5 is given up with its agreement, and watched for who has it next', () => {
    const agreed = { ...verified, transferTo: 'org_2' }
    const { claim } = run(agreed, ['unanswered', 3 * day], ['unanswered', 14 * day])
    expect(claim.transferTo).toBeUndefined()
    expect(claim.nextCheckAt).toBe(iso(15 * day))
    expect(claim.verifiedAt).toBe(verified.verifiedAt)
  })
})
