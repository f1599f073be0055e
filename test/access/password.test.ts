import { describe, expect, it } from 'vitest'
import { decidePassword, type PasswordFacts } from '../../src/access/password.ts'

const enforcedAt = '2026-06-01T00:00:00.000Z'
const member = { isExempt: false, memberSince: '2026-05-31T23:59:59.999Z' }
const newcomer = { isExempt: false, memberSince: '2026-06-01T00:00:00.000Z' }
const owner = { ...newcomer, isExempt: true }
const mixed = { mode: 'mixed' } as const
const forNew = { mode: 'enforced_new', enforcedAt } as const
const forAll = { mode: 'enforced_all', enforcedAt } as const

describe('decidePassword', () => {
  it.each<[string, PasswordFacts['policy'], PasswordFacts['account'], boolean, string]>([
    ['without policy', null, newcomer, true, 'mixed'],
    ['NG-15 in mixed mode', mixed, newcomer, true, 'mixed'],
    [
      'NG-16 of a member from before, new ones enforced',
      forNew,
      member,
      true,
      'member_before_enforcement',
    ],
    ['NG-16 of a new member, new ones enforced', forNew, newcomer, false, 'sso_enforced'],
    ['of a member since nobody knows when', forNew, { isExempt: false }, false, 'sso_enforced'],
    [
      'of a member since a time that is none',
      forNew,
      { isExempt: false, memberSince: 'x' },
      false,
      'sso_enforced',
    ],
    [
      'where nobody knows since when it is enforced',
      { mode: 'enforced_new' },
      member,
      false,
      'sso_enforced',
    ],
    ['KO-1 of a member from before, all enforced', forAll, member, false, 'sso_enforced'],
    ['KO-2 of an exempt owner, all enforced', forAll, owner, true, 'exempt'],
    ['KO-2 of an exempt owner, new ones enforced', forNew, owner, true, 'exempt'],
  ])('decides %s', (_what, policy, account, allowed, reason) => {
    const decision = decidePassword({ policy, account, activeConnectionIds: ['con_1'] })
    expect(decision).toMatchObject({ allowed, reason })
    expect(decision.connectionId).toBe(allowed ? undefined : 'con_1')
  })

  it('KO-3 gives no password back because every connection is switched off', () => {
    const facts = { policy: forAll, account: newcomer, activeConnectionIds: [] }
    expect(decidePassword(facts)).toEqual({ allowed: false, reason: 'sso_suspended' })
  })

  it('names no connection where there are several', () => {
    const facts = { policy: forAll, account: newcomer, activeConnectionIds: ['con_1', 'con_2'] }
    expect(decidePassword(facts)).toEqual({ allowed: false, reason: 'sso_enforced' })
  })
})
