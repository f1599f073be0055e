import { describe, expect, it } from 'vitest'
import { type AccessFacts, decideAccess } from '../../src/access/index.ts'
import { access, accessFacts, directoryFacts, inAWord, known } from '../support/access-facts.ts'
import { facts as account } from '../support/accounts.ts'

const invite = access({ provisioning: 'invite' })
const prompt = access({ provisioning: 'join_prompt' })
const verifiedOnly = access({ emailDomains: 'verified' })
const covered = [{ domain: 'example.com', coversSubdomains: false }]
const nobody = { identity: { emailVerified: false } }
const invited = { accounts: directoryFacts({ isInvited: true }) }

describe('decideAccess', () => {
  it.each<[string, Partial<AccessFacts>, string]>([
    ['without an account directory', { accounts: undefined }, 'sign_in'],
    ['to an active account', known(), 'sign_in'],
    ['to a deactivated account', known({ isActive: false }), 'access_account_inactive'],
    ['T3 to an account that left', known({ organizationIds: [] }), 'access_not_member'],
    ['T3 to an account elsewhere', known({ organizationIds: ['org_2'] }), 'access_not_member'],
    [
      'to an account that the IdP deactivated, without role rules',
      known({ isActive: false, deactivatedBy: 'idp' }),
      'access_account_inactive',
    ],
    [
      'E2 to a deactivated account whose e-mail is another active one',
      known({ isActive: false }, { byEmail: account('b') }),
      'access_account_inactive',
    ],
    ['NG-10 of a newcomer, jit', {}, 'provision'],
    ['NG-10 of a newcomer without e-mail, jit', nobody, 'provision'],
    ['NG-10 NG-12 of an uninvited newcomer', invite, 'access_not_invited'],
    ['NG-12 of an invited newcomer', { ...invite, ...invited }, 'provision'],
    [
      'NG-12 of an invited person without e-mail',
      { ...invite, ...nobody, ...invited },
      'access_not_invited',
    ],
    ['NG-12 of a member, uninvited', { ...invite, ...known() }, 'sign_in'],
    ['NG-11 of a newcomer, join prompt', prompt, 'join confirmation'],
    ['NG-11 of a newcomer who agreed', { ...prompt, join: {} }, 'provision'],
    ['NG-11 of a member, join prompt', { ...prompt, ...known() }, 'sign_in'],
    ['PU-23 outside the verified domains', verifiedOnly, 'access_email_domain_refused'],
    [
      'PU-23 outside, known account',
      { ...verifiedOnly, ...known() },
      'access_email_domain_refused',
    ],
    [
      'PU-23 without e-mail where domains count',
      { ...verifiedOnly, ...nobody, verifiedDomains: covered },
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

  it('names every step in order', () => {
    const steps = (change: Partial<AccessFacts>) =>
      decideAccess(accessFacts(change)).reasons.map(({ step, code }) => `${step} ${code}`)
    expect(steps({})).toEqual([
      'email_domain email_domain_any',
      'groups roles_unused',
      'account account_unknown',
      'provisioning provisioning_jit',
    ])
    expect(steps({ ...verifiedOnly, verifiedDomains: covered, ...known() })).toEqual([
      'email_domain email_domain_verified',
      'groups roles_unused',
      'account account_found',
    ])
    expect(steps(verifiedOnly)).toEqual(['email_domain access_email_domain_refused'])
    expect(steps({ accounts: undefined }).at(-1)).toBe('account host_decides')
  })
})
