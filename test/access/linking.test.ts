import { describe, expect, it } from 'vitest'
import { type AccessFacts, decideAccess } from '../../src/access/index.ts'
import type { AccountFacts } from '../../src/index.ts'
import {
  access,
  accessFacts,
  byEmail,
  directoryFacts,
  inAWord,
  known,
} from '../support/access-facts.ts'
import { facts as account } from '../support/accounts.ts'

const members = access({ linking: 'organization_member' })
const domains = access({ linking: 'verified_domain' })
const prompt = access({ provisioning: 'join_prompt' })
const invite = access({ provisioning: 'invite' })
const vouched = { identity: { email: 'ann@example.com', emailVerified: true } }
const stranger = { organizationIds: ['org_2'] }
const global = { scope: 'global' } as const
const invited = { isInvited: true }

describe('an account of no list of organisations', () => {
  it.each([['org_12'], ['org_1'], [undefined], [null]])('T1 is no member of org_1: %o', (given) => {
    const organizationIds = given as never
    expect(inAWord(known({ organizationIds }))).toBe('access_not_member')
    expect(inAWord({ ...members, ...byEmail({ organizationIds }) })).toBe('join account_session')
    expect(inAWord({ ...invite, ...byEmail({ organizationIds }) })).toBe('access_not_invited')
    const join = { account: account('acc_9', { organizationIds }) }
    expect(inAWord({ accounts: directoryFacts(), join })).toBe('access_not_member')
  })
})

describe('an account that merely has the same e-mail', () => {
  const session = 'join account_session'

  it.each<[string, Partial<AccessFacts>, string]>([
    ['by default', byEmail(), session],
    ['by default, invited', { ...invite, ...byEmail({}, invited) }, session],
    ['by default, join prompt', { ...prompt, ...byEmail() }, session],
    ['by default, join prompt that was agreed to', { ...prompt, ...byEmail(), join: {} }, session],
    ['by default, both sides vouched for', { ...vouched, ...byEmail({}, global) }, session],
    ['by default, deactivated', byEmail({ isActive: false }), 'access_account_inactive'],
    ['members: an own account', { ...members, ...byEmail() }, 'link'],
    ['members: one of another organisation', { ...members, ...byEmail(stranger) }, session],
    [
      'members: deactivated',
      { ...members, ...byEmail({ isActive: false }) },
      'access_account_inactive',
    ],
    ['domains: an own account, e-mail not verified', { ...domains, ...byEmail() }, session],
    ['domains: an own account, e-mail verified', { ...domains, ...vouched, ...byEmail() }, 'link'],
    ['domains: of another organisation', { ...domains, ...vouched, ...byEmail(stranger) }, session],
    ['global members: nobody vouches', { ...members, ...byEmail({}, global) }, session],
    ['global members: vouched', { ...members, ...vouched, ...byEmail({}, global) }, 'link'],
    [
      'global members: a stranger',
      { ...members, ...vouched, ...byEmail(stranger, global) },
      session,
    ],
    [
      'global domains: a stranger, vouched',
      { ...domains, ...vouched, ...byEmail(stranger, global) },
      'link',
    ],
    [
      'global domains: a stranger, not vouched',
      { ...domains, ...byEmail(stranger, global) },
      session,
    ],
    [
      'global domains: the host never verified its e-mail',
      { ...domains, ...vouched, ...byEmail({ isEmailVerified: false }, global) },
      session,
    ],
    [
      'global domains: a key of another connection leads to it',
      { ...domains, ...vouched, ...byEmail({ linkedConnectionIds: ['con_2'] }, global) },
      session,
    ],
    [
      'members: a key of another connection of the organisation leads to it',
      { ...members, ...byEmail({ linkedConnectionIds: ['con_2'] }) },
      'link',
    ],
    [
      'members: another subject of this connection has it, so the address was given away',
      { ...members, ...byEmail({ linkedConnectionIds: ['con_2', 'con_1'] }) },
      session,
    ],
    [
      'global domains: the host says something else than true about its e-mail',
      { ...domains, ...vouched, ...byEmail({ isEmailVerified: 'false' as never }, global) },
      session,
    ],
    ...[undefined, null, 'con_2', {}].map((linked): [string, Partial<AccessFacts>, string] => [
      `members: the host does not say which keys lead to it (${JSON.stringify(linked)})`,
      { ...members, ...byEmail({ linkedConnectionIds: linked as never }) },
      session,
    ]),
    [
      'a way of linking that there is not',
      { ...access({ linking: 'always' as never }), ...vouched, ...byEmail() },
      session,
    ],
  ])('E4 is reached by proof or not at all: %s', (_what, change, expected) => {
    expect(inAWord(change)).toBe(expected)
  })

  it('E4 revokes earlier credentials where the account is global', () => {
    for (const [scope, revokeCredentials] of [
      ['global', true],
      ['organization', false],
    ] as const) {
      const change = { ...members, ...vouched, ...byEmail({}, { scope }) }
      expect(decideAccess(accessFacts(change))).toMatchObject({
        link: { accountId: 'acc_2', revokeCredentials },
      })
    }
  })

  it.each<[string, Partial<AccessFacts>, string]>([
    ['uninvited', byEmail(stranger, global), 'access_not_invited'],
    ['uninvited, linkable', { ...vouched, ...byEmail(stranger, global) }, 'access_not_invited'],
    ['invited', { ...vouched, ...byEmail(stranger, { ...global, ...invited }) }, 'link'],
    ['a member, uninvited', { ...vouched, ...byEmail({}, global) }, 'link'],
  ])('NG-12 NG-18 of another organisation needs an invitation: %s', (_what, change, expected) => {
    const settings = access({ provisioning: 'invite', linking: 'verified_domain' })
    expect(inAWord({ ...settings, ...change })).toBe(expected)
  })

  it('NG-11 NG-18 joins another organisation only after the person was asked', () => {
    const settings = access({ provisioning: 'join_prompt', linking: 'verified_domain' })
    const change = { ...settings, ...vouched, ...byEmail(stranger, global) }
    expect(inAWord(change)).toBe('join confirmation')
    expect(inAWord({ ...change, join: {} })).toBe('link')
    expect(inAWord({ ...settings, ...vouched, ...byEmail({}, global) })).toBe('link')
  })
})

describe('an account whose own session the person has', () => {
  const session = (change: Partial<AccountFacts> = {}) => ({
    join: { account: account('acc_3', change) },
  })

  it.each<[string, Partial<AccessFacts>, string]>([
    ['of a member', session(), 'link'],
    [
      'of a member with the same e-mail',
      { ...byEmail(), join: { account: account('acc_2') } },
      'link',
    ],
    ['NG-18 of a stranger, global', { ...byEmail(stranger, global), ...session(stranger) }, 'link'],
    ['T3 of a stranger, one organisation each', session(stranger), 'access_not_member'],
    ['deactivated', session({ isActive: false }), 'access_account_inactive'],
    [
      'NG-12 of a stranger who was not invited',
      { ...invite, ...byEmail(stranger, global), ...session(stranger) },
      'access_not_invited',
    ],
    [
      'NG-12 of a stranger who was invited',
      { ...invite, ...byEmail(stranger, { ...global, ...invited }), ...session(stranger) },
      'link',
    ],
    [
      'PU-23 outside the verified domains',
      { ...access({ emailDomains: 'verified' }), ...session() },
      'access_email_domain_refused',
    ],
  ])('E4 is linked on that proof: %s', (_what, change, expected) => {
    expect(inAWord(change)).toBe(expected)
  })

  it('E4 keeps its password, and the trace says where the e-mail is another one', () => {
    const decision = decideAccess(accessFacts({ ...byEmail(), ...session() }))
    expect(decision).toMatchObject({ link: { accountId: 'acc_3', revokeCredentials: false } })
    expect(decision.reasons.at(-1)?.message).toContain('Its e-mail is another one.')
    const same = { ...byEmail(), join: { account: account('acc_2') } }
    expect(decideAccess(accessFacts(same)).reasons.at(-1)?.message).not.toContain('another')
  })

  it('E2 never wins over the account of the key', () => {
    const accounts = { ...accessFacts().accounts!, byKey: account('acc_1') }
    const decision = decideAccess(accessFacts({ accounts, ...session() }))
    expect(decision).toMatchObject({ kind: 'sign_in' })
    expect(decision).not.toHaveProperty('link')
  })
})
