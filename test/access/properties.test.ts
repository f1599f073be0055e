import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AccessFacts, decideAccess } from '../../src/access/index.ts'
import { facts as account } from '../support/accounts.ts'

const anAccount = fc.record({
  ...{ isActive: fc.boolean(), isLastOwner: fc.boolean(), isEmailVerified: fc.boolean() },
  roles: fc.subarray(['admin', 'viewer', 'own']),
  linkedConnectionIds: fc.subarray(['con_1', 'con_2']),
  deactivatedBy: fc.constantFrom('host' as const, 'idp' as const),
  organizationIds: fc.subarray(['org_1', 'org_2']),
})
const maybe = (id: string) => fc.option(anAccount).map((change) => change && account(id, change))
const byKey = maybe('by key')
const byEmail = maybe('by e-mail')
const session = maybe('session')

const anyFacts = fc.record({
  organizationId: fc.constant('org_1'),
  connectionId: fc.constant('con_1'),
  access: fc.record({
    provisioning: fc.constantFrom('jit' as const, 'invite' as const, 'join_prompt' as const),
    linking: fc.constantFrom(...(['never', 'verified_domain', 'organization_member'] as const)),
    emailDomains: fc.constantFrom('verified' as const, 'any' as const),
    groupsAbsent: fc.constantFrom('error' as const, 'empty' as const),
    roles: fc.record({
      groupsByRole: fc.constant({ admin: ['a'], viewer: ['v'], gone: ['g'] }),
      sync: fc.constantFrom('replace' as const, 'additive' as const),
      unmapped: fc.constantFrom('deactivate' as const, 'refuse' as const),
    }),
  }),
  identity: fc.record({
    email: fc.constant('ann@example.com'),
    emailVerified: fc.boolean(),
    groups: fc.subarray(['a', 'v', 'g', 'x']),
  }),
  verifiedDomains: fc.subarray([{ domain: 'example.com', coversSubdomains: false }]),
  roleIds: fc.constant(['admin', 'viewer']),
  accounts: fc.record({
    scope: fc.constantFrom('organization' as const, 'global' as const),
    ...{ byKey, byEmail, isInvited: fc.boolean() },
  }),
  join: fc.option(
    session.map((one) => (one ? { account: one } : {})),
    { nil: undefined },
  ),
})

type Every = Parameters<Parameters<typeof anyFacts.map>[0]>[0]

const factsOf = ({ join, ...rest }: Every): AccessFacts => (join ? { ...rest, join } : rest)

describe('for every input', () => {
  it('a decision refuses or provisions, never both, and says why', () => {
    fc.assert(
      fc.property(anyFacts, (every) => {
        const decision = decideAccess(factsOf(every))
        const outcomes = decision.reasons.map(({ outcome }) => outcome)
        const last = { refuse: 'fail', join: 'ask', sign_in: 'pass', provision: 'pass' }
        expect(outcomes.at(-1)).toBe(last[decision.kind])
        expect(outcomes.slice(0, -1).every((outcome) => outcome === 'pass')).toBe(true)
        const isIn = decision.kind === 'sign_in' || decision.kind === 'provision'
        for (const member of ['roles', 'link', 'isReactivated', 'rolesManagedBy']) {
          if (!isIn) expect(decision).not.toHaveProperty(member)
        }
        if (decision.kind !== 'refuse') expect(decision).not.toHaveProperty('isDeactivated')
      }),
    )
  })

  it('KO-24 removing the last mapped group never signs in, and deactivates all but the last owner', () => {
    fc.assert(
      fc.property(anyFacts, (every) => {
        fc.pre(every.access.emailDomains === 'any')
        const decision = decideAccess({
          ...factsOf(every),
          identity: { ...every.identity, groups: ['x'] },
        })
        expect(decision.kind).toBe('refuse')
        const { byKey: found } = every.accounts
        const isAsked = every.access.roles.unmapped === 'deactivate'
        const isDeactivated = isAsked && found?.isActive === true && !found.isLastOwner
        expect('isDeactivated' in decision).toBe(isDeactivated)
      }),
    )
  })

  it('T3 grants only roles of the catalogue that a received group leads to', () => {
    fc.assert(
      fc.property(anyFacts, (every) => {
        const decision = decideAccess(factsOf(every))
        const granted = 'roles' in decision ? (decision.roles ?? []) : []
        const { groups } = every.identity
        const { byKey: found, byEmail: same } = every.accounts
        const reached = found ?? every.join?.account ?? same
        const had = every.access.roles.sync === 'additive' ? (reached?.roles ?? []) : []
        for (const role of granted) {
          const isMapped = groups.includes(role === 'admin' ? 'a' : role === 'viewer' ? 'v' : '-')
          expect(isMapped || had.includes(role)).toBe(true)
        }
      }),
    )
  })

  it('T3 signs in to active members only, or makes them one by a link', () => {
    fc.assert(
      fc.property(anyFacts, (every) => {
        const decision = decideAccess(factsOf(every))
        if (decision.kind !== 'sign_in' || decision.link) return
        const { byKey: found } = every.accounts
        expect(found).not.toBeNull()
        if (decision.isReactivated) expect(found?.deactivatedBy).toBe('idp')
        else
          expect([found?.isActive, found?.organizationIds.includes('org_1')]).toEqual([true, true])
      }),
    )
  })

  it('E4 links nothing on an e-mail alone', () => {
    fc.assert(
      fc.property(anyFacts, (every) => {
        const decision = decideAccess(factsOf(every))
        if (decision.kind !== 'sign_in' || !decision.link) return
        const { accountId } = decision.link
        const { byEmail: same, scope, isInvited } = every.accounts
        const isProven = every.join?.account?.id === accountId
        const linked = isProven ? every.join?.account : same
        expect(linked?.id).toBe(accountId)
        expect(linked?.isActive).toBe(true)
        const isMember = linked?.organizationIds.includes('org_1') === true
        if (scope === 'organization') expect(isMember).toBe(true)
        if (every.access.provisioning === 'invite') expect(isMember || isInvited).toBe(true)
        if (isProven) return
        expect(every.access.linking).not.toBe('never')
        expect(linked?.linkedConnectionIds).not.toContain('con_1')
        if (scope === 'organization') return
        expect([every.identity.emailVerified, linked?.isEmailVerified]).toEqual([true, true])
        expect(linked?.linkedConnectionIds).toEqual([])
        expect(decision.link.revokeCredentials).toBe(true)
      }),
    )
  })

  it('PU-23 lets nobody in from outside the verified domains where they count', () => {
    fc.assert(
      fc.property(anyFacts, (every) => {
        fc.pre(every.access.emailDomains === 'verified' && every.verifiedDomains.length === 0)
        expect(decideAccess(factsOf(every))).toMatchObject({
          ...{ kind: 'refuse', code: 'access_email_domain_refused' },
        })
      }),
    )
  })
})
