import { describe, expect, it } from 'vitest'
import {
  detailWith,
  providerDetail,
  renewalOf,
  retainUntil,
  sessionEnd,
} from '../../src/session/renewal.ts'

const since = '2026-01-01T12:00:00.000Z'
const at = (iso: string) => new Date(iso)

describe('the end of a session', () => {
  it.each([
    [undefined, undefined, undefined],
    [undefined, 3600, '2026-01-01T13:00:00.000Z'],
    ['2026-01-01T12:30:00.000Z', 3600, '2026-01-01T12:30:00.000Z'],
    ['2026-01-01T14:00:00.000Z', 3600, '2026-01-01T13:00:00.000Z'],
    ['2026-01-01T14:00:00.000Z', undefined, '2026-01-01T14:00:00.000Z'],
    ['2026-01-01T14:00:00.000Z', 0, '2026-01-01T12:00:00.000Z'],
  ])('with the provider’s %j and %j seconds is %j', (providerEnd, maxAge, expected) => {
    const renewal = { since, ...(providerEnd === undefined ? {} : { providerEnd }) }
    expect(sessionEnd(renewal, maxAge)?.toISOString()).toBe(expected)
  })

  it('is kept for a day, and 90 days where it is not known', () => {
    const now = at(since)
    expect(retainUntil(at('2026-01-02T00:00:00.000Z'), now)).toEqual(at('2026-01-03T00:00:00.000Z'))
    expect(retainUntil(undefined, now)).toEqual(at('2026-04-02T12:00:00.000Z'))
  })
})

describe('what is known of renewals', () => {
  it('lies beside the protocol’s facts, and neither sees the other', () => {
    const renewal = { trust: 't', since, count: 2 }
    const detail = detailWith({ nameId: 'ann', renewal: 'forged' }, renewal)
    expect(renewalOf({ detail })).toEqual(renewal)
    expect(providerDetail({ detail })).toEqual({ nameId: 'ann' })
    expect(detail).toEqual({ nameId: 'ann', renewal })
  })

  it('is nothing where nothing was written', () => {
    expect(renewalOf({})).toBeUndefined()
    expect(renewalOf({ detail: { nameId: 'ann' } })).toBeUndefined()
    expect(renewalOf({ detail: { renewal: 'x' } })).toBeUndefined()
    expect(providerDetail({})).toEqual({})
  })
})
