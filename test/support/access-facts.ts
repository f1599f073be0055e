import { expect } from 'vitest'
import { type AccessFacts, decideAccess, type DirectoryFacts } from '../../src/access/index.ts'
import { defaultAccess } from '../../src/connection/content.ts'
import type { AccessSettings, AccountFacts } from '../../src/index.ts'
import { facts as account } from './accounts.ts'

/** A newcomer, by default settings, in an organisation that has verified nothing. */
export const accessFacts = (change: Partial<AccessFacts> = {}): AccessFacts => ({
  organizationId: 'org_1',
  connectionId: 'con_1',
  access: defaultAccess,
  identity: { email: 'ann@example.com', emailVerified: false },
  verifiedDomains: [],
  accounts: directoryFacts(),
  ...change,
})

export const directoryFacts = (change: Partial<DirectoryFacts> = {}): DirectoryFacts => ({
  ...{ scope: 'organization', byKey: null, byEmail: null, isInvited: false },
  ...change,
})

export const access = (change: Partial<AccessSettings>): Partial<AccessFacts> => ({
  access: { ...defaultAccess, ...change },
})

/** The person's key leads to an account. */
export const known = (change: Partial<AccountFacts> = {}, more: Partial<DirectoryFacts> = {}) => ({
  accounts: directoryFacts({ byKey: account('acc_1', change), ...more }),
})

/** An account merely has the person's e-mail. */
export const byEmail = (
  change: Partial<AccountFacts> = {},
  more: Partial<DirectoryFacts> = {},
) => ({ accounts: directoryFacts({ byEmail: account('acc_2', change), ...more }) })

/** The decision in a word: its kind, the refusal's code, or what a join needs. */
export function inAWord(change: Partial<AccessFacts>): string {
  const decision = decideAccess(accessFacts(change))
  const last = decision.reasons.at(-1)
  if (decision.kind === 'refuse') {
    expect(last).toMatchObject({ outcome: 'fail', code: decision.code })
    return decision.code
  }
  if (decision.kind === 'join') {
    expect(last).toMatchObject({ outcome: 'ask', code: `join_${decision.needs}` })
    return `join ${decision.needs}`
  }
  expect(decision.reasons.map(({ outcome }) => outcome)).not.toContain('fail')
  expect(last?.outcome).toBe('pass')
  return decision.kind === 'sign_in' && decision.link ? 'link' : decision.kind
}

/** Two roles, and the groups that lead to them. */
export const roleRules = (change: object = {}) =>
  access({
    roles: {
      groupsByRole: { admin: ['Admins'], viewer: ['Viewers'] },
      ...{ sync: 'replace', unmapped: 'deactivate' },
      ...change,
    },
  })

export const inGroups = (...groups: string[]) => ({
  identity: { email: 'ann@example.com', emailVerified: false, groups },
})
