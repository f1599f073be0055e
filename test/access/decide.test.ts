import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AccessFacts, decideAccess, type DirectoryFacts } from '../../src/access/index.ts'
import { defaultAccess } from '../../src/connection/content.ts'
import type { AccessSettings, AccountFacts } from '../../src/index.ts'
import { facts as account } from '../support/accounts.ts'

const facts = (change: Partial<AccessFacts> = {}): AccessFacts => ({
  organizationId: 'org_1',
  access: defaultAccess,
  identity: { email: 'ann@example.com', emailVerified: false },
  verifiedDomains: [],
  accounts: directory(),
  ...change,
})

const directory = (change: Partial<DirectoryFacts> = {}): DirectoryFacts => ({
  ...{ scope: 'organization', byKey: null, byEmail: null, isInvited: false },
  ...change,
})

const access = (change: Partial<AccessSettings>): Partial<AccessFacts> => ({
  access: { ...defaultAccess, ...change },
})
const invite = access({ provisioning: 'invite' })
const prompt = access({ provisioning: 'join_prompt' })
const verifiedOnly = access({ emailDomains: 'verified' })
const covered = [{ domain: 'example.com', coversSubdomains: false }]
const known = (change: Partial<AccountFacts> = {}) => ({
  accounts: directory({ byKey: account('acc_1', change) }),
})
const byEmail = (change: Partial<AccountFacts> = {}, more: Partial<DirectoryFacts> = {}) => ({
  accounts: directory({ byEmail: account('acc_2', change), ...more }),
})

/** The decision in a word: its kind, the refusal's code, or what a join needs. */
function inAWord(change: Partial<AccessFacts>): string {
  const decision = decideAccess(facts(change))
  expect(decision.reasons).not.toHaveLength(0)
  if (decision.kind === 'refuse') return decision.code
  if (decision.kind === 'join') return `join ${decision.needs}`
  return decision.kind === 'sign_in' && decision.link ? 'link' : decision.kind
}

describe('decideAccess', () => {
  it.each<[string, Partial<AccessFacts>, string]>([
    ['without an account directory', { accounts: undefined }, 'sign_in'],
    ['to an active account', known(), 'sign_in'],
    ['to a deactivated account', known({ isActive: false }), 'access_account_inactive'],
    [
      'to an account that the IdP deactivated, without role rules',
      known({ isActive: false, deactivatedBy: 'idp' }),
      'access_account_inactive',
    ],
    [
      'E2 to a deactivated account whose e-mail is another active one',
      { accounts: directory({ byKey: account('a', { isActive: false }), byEmail: account('b') }) },
      'access_account_inactive',
    ],
    ['NG-10 of a newcomer, jit', {}, 'provision'],
    ['NG-12 of an uninvited newcomer', invite, 'access_not_invited'],
    [
      'NG-12 of an invited newcomer',
      { ...invite, accounts: directory({ isInvited: true }) },
      'provision',
    ],
    [
      'NG-12 of an invited newcomer without e-mail',
      { ...invite, identity: { emailVerified: false }, accounts: directory({ isInvited: true }) },
      'access_not_invited',
    ],
    ['NG-11 of a newcomer, join prompt', prompt, 'join confirmation'],
    ['NG-11 of a member, join prompt', { ...prompt, ...known() }, 'sign_in'],
    ['PU-23 outside the verified domains', verifiedOnly, 'access_email_domain_refused'],
    [
      'PU-23 outside the verified domains, known account',
      { ...verifiedOnly, ...known() },
      'access_email_domain_refused',
    ],
    [
      'PU-23 without e-mail where domains count',
      { ...verifiedOnly, identity: { emailVerified: false }, verifiedDomains: covered },
      'access_email_domain_refused',
    ],
    [
      'PU-23 inside the verified domains',
      { ...verifiedOnly, verifiedDomains: covered },
      'provision',
    ],
  ])('decides a sign-in %s', (_what, change, expected) => {
    expect(inAWord(change)).toBe(expected)
  })
})

describe('an account that merely has the same e-mail', () => {
  const link = access({ linking: 'organization_member' })
  const linkByDomain = access({ linking: 'verified_domain' })
  const vouched = { identity: { email: 'ann@example.com', emailVerified: true } }
  const stranger = { organizationIds: ['org_2'] }
  const global = { scope: 'global' } as const

  it.each<[string, Partial<AccessFacts>, string]>([
    ['by default', byEmail(), 'join account_session'],
    [
      'by default, invited',
      { ...invite, ...byEmail({}, { isInvited: true }) },
      'join account_session',
    ],
    ['by default, join prompt', { ...prompt, ...byEmail() }, 'join account_session'],
    [
      'by default, both sides vouched for',
      { ...vouched, ...byEmail({}, global) },
      'join account_session',
    ],
    ['where linking is on, own account', { ...link, ...byEmail() }, 'link'],
    [
      'where linking is on, account of another organisation',
      { ...link, ...byEmail(stranger) },
      'join account_session',
    ],
    [
      'where linking is on, deactivated account',
      { ...link, ...byEmail({ isActive: false }) },
      'access_account_inactive',
    ],
    ['by default, deactivated account', byEmail({ isActive: false }), 'access_account_inactive'],
    [
      'global, member, nobody vouches for the e-mail',
      { ...link, ...byEmail({}, global) },
      'join account_session',
    ],
    ['global, member, vouched', { ...link, ...vouched, ...byEmail({}, global) }, 'link'],
    [
      'global, stranger, vouched, members only',
      { ...link, ...vouched, ...byEmail(stranger, global) },
      'join account_session',
    ],
    [
      'global, stranger, vouched, by domain',
      { ...linkByDomain, ...vouched, ...byEmail(stranger, global) },
      'link',
    ],
    [
      'global, stranger, not vouched, by domain',
      { ...linkByDomain, ...byEmail(stranger, global) },
      'join account_session',
    ],
    [
      'global, the host never verified its e-mail',
      { ...linkByDomain, ...vouched, ...byEmail({ isEmailVerified: false }, global) },
      'join account_session',
    ],
    [
      'global, linked to another connection',
      { ...linkByDomain, ...vouched, ...byEmail({ isLinked: true }, global) },
      'join account_session',
    ],
  ])('E4 is reached by proof or not at all: %s', (_what, change, expected) => {
    expect(inAWord(change)).toBe(expected)
  })

  it('E4 revokes earlier credentials where the account is global', () => {
    for (const [scope, revokeCredentials] of [
      ['global', true],
      ['organization', false],
    ] as const) {
      const decision = decideAccess(facts({ ...link, ...vouched, ...byEmail({}, { scope }) }))
      expect(decision).toMatchObject({ link: { accountId: 'acc_2', revokeCredentials } })
    }
  })
})

describe('roles', () => {
  const roles = (change: object = {}) =>
    access({
      roles: {
        groupsByRole: { admin: ['Admins'], viewer: ['Viewers'] },
        ...{ sync: 'replace', unmapped: 'deactivate' },
        ...change,
      },
    })
  const inGroups = (...groups: string[]) => ({
    identity: { email: 'ann@example.com', emailVerified: false, groups },
  })
  const decide = (change: Partial<AccessFacts>) => decideAccess(facts({ ...roles(), ...change }))

  it('KO-21 are given to a newcomer', () => {
    expect(decide(inGroups('Admins'))).toMatchObject({ kind: 'provision', roles: ['admin'] })
  })

  it('KO-22 KO-25 follow the groups at every sign-in', () => {
    const moved = { ...inGroups('Viewers'), ...known({ roles: ['admin'] }) }
    expect(decide(moved)).toMatchObject({ kind: 'sign_in', roles: ['viewer'] })
  })

  it('are added to what the account has where the connection says so', () => {
    const moved = { ...inGroups('Viewers'), ...known({ roles: ['admin'] }) }
    expect(decide({ ...moved, ...roles({ sync: 'additive' }) })).toMatchObject({
      roles: ['admin', 'viewer'],
    })
  })

  it('KO-24 deactivate the account of somebody who is in no mapped group any more', () => {
    const removed = { ...inGroups('Sales'), ...known({ roles: ['admin'] }) }
    expect(decide(removed)).toMatchObject({
      ...{ kind: 'refuse', code: 'access_no_mapped_group', isDeactivated: true },
    })
    expect(decide({ ...removed, ...roles({ unmapped: 'refuse' }) })).not.toHaveProperty(
      'isDeactivated',
    )
    expect(decide({ ...removed, ...roles({ sync: 'additive' }) })).toMatchObject({
      kind: 'sign_in',
    })
  })

  it('T3 touch nobody’s account where only the e-mail matches', () => {
    const decision = decide({ ...inGroups('Sales'), ...byEmail() })
    expect(decision).toMatchObject({ kind: 'refuse', code: 'access_no_mapped_group' })
    expect(decision).not.toHaveProperty('isDeactivated')
  })

  it('T3 refuse without deactivating where the groups were not sent', () => {
    const decision = decide(known())
    expect(decision).toMatchObject({ kind: 'refuse', code: 'access_groups_absent' })
    expect(decision).not.toHaveProperty('isDeactivated')
  })

  it('never lock out or demote the last owner', () => {
    const owner = known({ isOwner: true, isLastOwner: true, roles: ['owner'] })
    expect(decide({ ...inGroups('Sales'), ...owner })).not.toHaveProperty('isDeactivated')
    expect(decide({ ...inGroups('Viewers'), ...owner })).not.toHaveProperty('roles')
  })

  it('bring back whom a missing group deactivated, and nobody else', () => {
    const by = (deactivatedBy: 'idp' | 'host') => known({ isActive: false, deactivatedBy })
    expect(decide({ ...inGroups('Admins'), ...by('idp') })).toMatchObject({
      ...{ kind: 'sign_in', isReactivated: true, roles: ['admin'] },
    })
    expect(decide({ ...inGroups('Admins'), ...by('host') })).toMatchObject({
      ...{ kind: 'refuse', code: 'access_account_inactive' },
    })
  })

  it('are told to hosts without accounts as well', () => {
    expect(decide({ ...inGroups('Admins'), accounts: undefined })).toMatchObject({
      ...{ kind: 'sign_in', roles: ['admin'] },
    })
  })

  it('say which group was probably meant', () => {
    const { reasons } = decide(inGroups('admins'))
    expect(reasons.at(-1)?.message).toContain('“admins” is not “Admins”')
  })
})

describe('for every input', () => {
  const anAccount = fc.record({
    ...{ isActive: fc.boolean(), isLastOwner: fc.boolean(), isEmailVerified: fc.boolean() },
    ...{ isLinked: fc.boolean(), roles: fc.subarray(['admin', 'viewer', 'own']) },
    deactivatedBy: fc.constantFrom('host' as const, 'idp' as const),
    organizationIds: fc.subarray(['org_1', 'org_2']),
  })
  const maybe = fc.option(anAccount).map((change) => change && account('acc', change))
  const anyFacts = fc.record({
    organizationId: fc.constant('org_1'),
    access: fc.record({
      provisioning: fc.constantFrom('jit' as const, 'invite' as const, 'join_prompt' as const),
      linking: fc.constantFrom(
        'never' as const,
        'verified_domain' as const,
        'organization_member' as const,
      ),
      emailDomains: fc.constantFrom('verified' as const, 'any' as const),
      groupsAbsent: fc.constantFrom('error' as const, 'empty' as const),
      roles: fc.record({
        groupsByRole: fc.constant({ admin: ['a'], viewer: ['v'] }),
        sync: fc.constantFrom('replace' as const, 'additive' as const),
        unmapped: fc.constantFrom('deactivate' as const, 'refuse' as const),
      }),
    }),
    identity: fc.record({
      email: fc.constant('ann@example.com'),
      emailVerified: fc.boolean(),
      groups: fc.subarray(['a', 'v', 'x']),
    }),
    verifiedDomains: fc.subarray(covered),
    accounts: fc.record({
      scope: fc.constantFrom('organization' as const, 'global' as const),
      ...{ byKey: maybe, byEmail: maybe, isInvited: fc.boolean() },
    }),
  })

  it('KO-24 removing the last mapped group never signs in, and deactivates where that is asked for', () => {
    fc.assert(
      fc.property(anyFacts, (every) => {
        const change: AccessFacts = { ...every, identity: { ...every.identity, groups: ['x'] } }
        fc.pre(every.access.roles.sync === 'replace' && every.access.emailDomains === 'any')
        const decision = decideAccess(change)
        expect(decision.kind).toBe('refuse')
        const { byKey } = every.accounts
        const isAsked = every.access.roles.unmapped === 'deactivate'
        const isDeactivated = isAsked && byKey?.isActive === true && !byKey.isLastOwner
        expect('isDeactivated' in decision).toBe(isDeactivated)
      }),
    )
  })

  it('T3 grants only roles that a received group maps to, or that the account had', () => {
    fc.assert(
      fc.property(anyFacts, (every) => {
        const decision = decideAccess(every)
        const granted = 'roles' in decision ? (decision.roles ?? []) : []
        const { groups } = every.identity
        const { byKey, byEmail } = every.accounts
        const had = every.access.roles.sync === 'additive' ? (byKey ?? byEmail)?.roles : []
        for (const role of granted) {
          const isMapped = groups.includes(role === 'admin' ? 'a' : role === 'viewer' ? 'v' : '-')
          expect(isMapped || had?.includes(role)).toBe(true)
        }
      }),
    )
  })

  it('E4 links nothing across organisations on an e-mail that nobody vouches for', () => {
    fc.assert(
      fc.property(anyFacts, (every) => {
        const decision = decideAccess(every)
        if (decision.kind !== 'sign_in' || !decision.link) return
        const { byEmail, scope } = every.accounts
        expect(every.access.linking).not.toBe('never')
        expect(byEmail?.isActive).toBe(true)
        if (scope === 'organization') expect(byEmail?.organizationIds).toContain('org_1')
        else expect([every.identity.emailVerified, byEmail?.isEmailVerified]).toEqual([true, true])
      }),
    )
  })
})
