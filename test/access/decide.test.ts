import { describe, expect, it } from 'vitest'
import { type AccessFacts, decideAccess } from '../../src/access/index.ts'
import { defaultAccess } from '../../src/connection/content.ts'

const facts = (change: Partial<AccessFacts> = {}): AccessFacts => ({
  access: defaultAccess,
  identity: { email: 'ann@example.com' },
  verifiedDomains: [],
  accounts: { byKey: null, byEmail: null, isInvited: false },
  ...change,
})

const invite = { ...defaultAccess, provisioning: 'invite' } as const
const join = { ...defaultAccess, provisioning: 'join_prompt' } as const
const verifiedOnly = { ...defaultAccess, emailDomains: 'verified' } as const
const active = { isActive: true }
const inactive = { isActive: false }
const covered = [{ domain: 'example.com', coversSubdomains: false }]
const accounts = (
  byKey: typeof active | null,
  byEmail: typeof active | null = null,
  isInvited = false,
) => ({
  accounts: { byKey, byEmail, isInvited },
})

describe('decideAccess', () => {
  it.each<[string, Partial<AccessFacts>, string]>([
    ['without an account directory', { accounts: undefined }, 'sign_in'],
    ['to an active account', accounts(active), 'sign_in'],
    ['to a deactivated account', accounts(inactive), 'access_account_inactive'],
    [
      'E2 to a deactivated account whose e-mail is another active one',
      accounts(inactive, active),
      'access_account_inactive',
    ],
    ['E4 where only the e-mail matches', accounts(null, active), 'access_account_exists'],
    [
      'E4 where only the e-mail matches, invited',
      { access: invite, ...accounts(null, active, true) },
      'access_account_exists',
    ],
    ['of a newcomer, jit', accounts(null), 'provision'],
    ['of an uninvited newcomer', { access: invite }, 'access_not_invited'],
    ['of an invited newcomer', { access: invite, ...accounts(null, null, true) }, 'provision'],
    [
      'of an invited newcomer without e-mail',
      { access: invite, identity: {}, ...accounts(null, null, true) },
      'access_not_invited',
    ],
    ['of a newcomer, join prompt', { access: join }, 'access_not_invited'],
    ['outside the verified domains', { access: verifiedOnly }, 'access_email_domain_refused'],
    [
      'outside the verified domains, known account',
      { access: verifiedOnly, ...accounts(active) },
      'access_email_domain_refused',
    ],
    [
      'without e-mail where domains count',
      { access: verifiedOnly, identity: {}, verifiedDomains: covered },
      'access_email_domain_refused',
    ],
    [
      'PU-23 inside the verified domains',
      { access: verifiedOnly, verifiedDomains: covered },
      'provision',
    ],
  ])('decides a sign-in %s', (_what, change, expected) => {
    const decision = decideAccess(facts(change))
    expect(decision.kind === 'refuse' ? decision.code : decision.kind).toBe(expected)
    expect(decision.reasons).not.toHaveLength(0)
  })
})
