import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decideAccess, explainAccess, type ExplainedConnection } from '../../src/access/index.ts'
import { buildIdentity } from '../../src/identity/identity.ts'
import { accessFacts, directoryFacts, roleRules } from '../support/access-facts.ts'
import { facts as account } from '../support/accounts.ts'

const { access } = accessFacts(roleRules())
const connection: ExplainedConnection = {
  ...{ connectionId: 'con_1', organizationId: 'org_1', access },
  claims: { email: 'email', groups: 'groups', require: [] },
}
const ann = { iss: 'https://idp.example', sub: 'ann', email: 'ann@example.com' }
const explain = (claims: object, accounts = directoryFacts(), change: object = {}) =>
  explainAccess({ ...connection, ...change }, { claims: { ...ann, ...claims }, accounts })
const words = ({ steps }: ReturnType<typeof explainAccess>) =>
  steps.map(({ step, outcome, code }) => `${step} ${outcome} ${code}`)

describe('explainAccess', () => {
  it('names every step of a first sign-in, and the roles it would lead to', () => {
    const explanation = explain({ groups: ['Admins'] })
    expect(explanation).toMatchObject({ outcome: 'provision', roles: ['admin'] })
    expect(words(explanation)).toEqual([
      'identity pass identity_built',
      'email_domain pass email_domain_any',
      'groups pass roles_mapped',
      'account pass account_unknown',
      'provisioning pass provisioning_jit',
    ])
  })

  it('names the issuer where the claims do', () => {
    const first = (claims: object) => explain({ groups: ['Admins'], ...claims }).steps[0]?.message
    expect(first({})).toBe('The claims make an identity with the subject of https://idp.example.')
    expect(first({ iss: null })).toBe('The claims make an identity.')
  })

  it('stops where the decision stops, and says what was not asked any more', () => {
    const explanation = explain({ groups: ['admins'] }, directoryFacts({ byKey: account('a') }))
    expect(explanation).toMatchObject({ outcome: 'refuse', decision: { isDeactivated: true } })
    expect(words(explanation)).toEqual([
      'identity pass identity_built',
      'email_domain pass email_domain_any',
      'groups fail access_no_mapped_group',
      'account not_reached not_reached',
      'provisioning not_reached not_reached',
    ])
    expect(explanation.steps[2]?.message).toContain('“admins” is not “Admins”')
  })

  it('explains an account by its key and one that merely has the e-mail', () => {
    const groups = { groups: ['Viewers'] }
    expect(explain(groups, directoryFacts({ byKey: account('a') })).outcome).toBe('sign_in')
    const same = explain(groups, directoryFacts({ byEmail: account('a') }))
    expect(same.outcome).toBe('join')
    expect(words(same).slice(-2)).toEqual([
      'account ask join_account_session',
      'provisioning not_reached not_reached',
    ])
  })

  it('says what is wrong with claims that make no identity', () => {
    const strict = { claims: { ...connection.claims, require: ['login_email'] } }
    const explanation = explain({}, directoryFacts(), strict)
    expect(explanation).toMatchObject({ outcome: 'unusable' })
    expect(explanation).not.toHaveProperty('decision')
    expect(words(explanation)).toEqual([
      'identity fail identity_claim_missing',
      'email_domain not_reached not_reached',
      'groups not_reached not_reached',
      'account not_reached not_reached',
      'provisioning not_reached not_reached',
    ])
    expect(explain({ sub: 7 } as never).outcome).toBe('unusable')
  })

  it('takes a mistake of the caller for no finding about the person', () => {
    const mapping = { claims: undefined as unknown as ExplainedConnection['claims'] }
    expect(() => explain({ groups: ['Admins'] }, directoryFacts(), mapping)).toThrow(TypeError)
  })

  it('E3 knows verified domains and the issuer’s word, as a sign-in does', () => {
    const linking = { ...access, linking: 'verified_domain' } as const
    const same = directoryFacts({ byEmail: account('a') })
    const verifiedDomains = [{ domain: 'example.com', coversSubdomains: false }]
    const groups = { groups: ['Admins'] }
    const outcome = (change: object) =>
      explain(groups, same, { access: linking, ...change }).outcome
    expect(outcome({})).toBe('join')
    expect(outcome({ verifiedDomains })).toBe('join')
    expect(outcome({ verifiedDomains, emailTrust: 'domain' })).toBe('sign_in')
  })

  it('knows the catalogue', () => {
    const change = { roleIds: ['viewer'] }
    expect(explain({ groups: ['Admins'] }, directoryFacts(), change).outcome).toBe('refuse')
  })

  it('decides exactly what a sign-in decides', () => {
    const people = fc.record({
      groups: fc.option(fc.subarray(['Admins', 'Viewers', 'Sales']), { nil: undefined }),
      byKey: fc.option(fc.boolean().map((isActive) => account('k', { isActive }))),
      byEmail: fc.option(fc.constant(account('e'))),
      isInvited: fc.boolean(),
      provisioning: fc.constantFrom('jit' as const, 'invite' as const, 'join_prompt' as const),
    })
    fc.assert(
      fc.property(people, ({ groups, provisioning, ...found }) => {
        const rules = { ...access, provisioning }
        const accounts = directoryFacts(found)
        const claims = { ...ann, ...(groups ? { groups } : {}) }
        const received = new Map(
          Object.entries(claims).map(([name, value]) => [name, { value, source: 'x' }]),
        )
        const identity = buildIdentity(
          { issuer: ann.iss, subject: ann.sub, claims: received },
          connection.claims,
          { verifiedDomains: [] },
        )
        const decision = decideAccess(accessFacts({ access: rules, identity, accounts }))
        const explained = explainAccess({ ...connection, access: rules }, { claims, accounts })
        expect(explained.decision).toEqual(decision)
        expect(
          explainAccess({ ...connection, access: rules }, { identity, accounts }).decision,
        ).toEqual(decision)
      }),
    )
  })
})
