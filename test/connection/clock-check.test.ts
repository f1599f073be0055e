import { describe, expect, it } from 'vitest'
import {
  type ClockReading,
  clockCheck,
  clockSkewSeconds,
} from '../../src/connection/clock-check.ts'

/** Asked at 12:00:00.900 and answered two seconds later, unless said otherwise. */
const reading = (date: string | null, age: string | null = null): ClockReading => ({
  requestedAt: new Date('2026-01-01T12:00:00.900Z'),
  answeredAt: new Date('2026-01-01T12:00:02.900Z'),
  ...{ date, age },
})
const at = (time: string) => `Thu, 01 Jan 2026 ${time} GMT`

describe('the difference between two clocks', () => {
  it.each([
    ['is none at the moment of the request, cut to whole seconds', at('12:00:00'), null, 0],
    ['is none while the answer was under way', at('12:00:02'), null, 0],
    ['begins after the answer', at('12:00:03'), null, 1],
    ['begins a second before the request', at('11:59:59'), null, -1],
    ['counts an hour', at('13:00:03'), null, 3601],
    ['counts how long a cache kept the answer', at('11:50:00'), '600', 0],
    ['counts a cache that adds too much', at('12:00:00'), '63', 61],
    ['is unknown without a date', null, null, undefined],
    ['is unknown of a date that is none', 'yesterday', null, undefined],
    ['is unknown of an age that is none', at('12:00:00'), 'old', undefined],
  ])('%s', (_what, date, age, expected) => {
    expect(clockSkewSeconds(reading(date, age))).toBe(expected)
  })
})

describe('the check of the clock', () => {
  it.each([
    ['12:00:02', 60, 'pass'],
    ['12:00:32', 60, 'pass'],
    ['12:00:34', 60, 'warn'],
    ['11:59:29', 60, 'warn'],
    ['12:01:02', 60, 'warn'],
    ['12:01:03', 60, 'fail'],
    ['11:58:00', 60, 'fail'],
    // A connection that tolerates less fails sooner, one that tolerates more later.
    ['12:00:13', 10, 'fail'],
    ['12:04:00', 300, 'warn'],
  ])('of a server at %s with a tolerance of %i seconds is %s', (time, tolerance, status) => {
    expect(clockCheck(reading(at(time)), tolerance).status).toBe(status)
  })

  it('says in which direction and by how much', () => {
    const late = clockCheck(reading(at('12:05:02')), 60)
    expect(late).toMatchObject({ expected: 'at most 60 seconds', received: '300 seconds ahead' })
    expect(late.hint).toContain('NTP')
    expect(clockCheck(reading(at('11:55:00')), 60).received).toBe('300 seconds behind')
  })

  it('is unknown where nobody was asked', () => {
    expect(clockCheck(undefined, 60).status).toBe('unknown')
  })
})
