import { describe, expect, it } from 'vitest'
import { buildIdentity } from '../../src/identity/identity.ts'
import type { EmailTrust, JsonValue } from '../../src/index.ts'

const verified = [{ domain: 'example.com', coversSubdomains: false }]

interface Case {
  readonly claims?: Record<string, JsonValue>
  readonly emailTrust?: EmailTrust
  readonly claim?: string
  readonly domains?: typeof verified
}

const emailVerified = ({ claims = {}, emailTrust, claim = 'email', domains = verified }: Case) =>
  buildIdentity(
    {
      ...{ issuer: 'https://idp.example.com', subject: 'u1' },
      ...(emailTrust ? { emailTrust } : {}),
      claims: new Map(
        Object.entries({ [claim]: 'a@example.com', ...claims }).map(([name, value]) => [
          name,
          { value, source: 'id_token' },
        ]),
      ),
    },
    { email: claim, require: [] },
    { verifiedDomains: domains },
  ).emailVerified

const sole = { emailTrust: 'domain' } as const

describe('an e-mail under a verified domain', () => {
  it.each<[string, Case, boolean]>([
    ['claim true', { claims: { email_verified: true } }, true],
    ['claim absent', {}, false],
    ['claim as text', { claims: { email_verified: 'true' } }, false],
    ['claim false', { claims: { email_verified: false } }, false],
    ['sole issuer, claim absent', sole, true],
    ['sole issuer, claim true', { ...sole, claims: { email_verified: true } }, true],
    ['sole issuer, claim null', { ...sole, claims: { email_verified: null } }, true],
    ['sole issuer, claim false', { ...sole, claims: { email_verified: false } }, false],
    ['sole issuer, claim as text false', { ...sole, claims: { email_verified: 'false' } }, false],
    ['sole issuer, attribute false', { ...sole, claims: { email_verified: ['false'] } }, false],
    ['sole issuer, attribute true', { ...sole, claims: { email_verified: ['true'] } }, true],
    ['sole issuer, both', { ...sole, claims: { email_verified: ['true', 'false'] } }, false],
    ['sole issuer, claim 0', { ...sole, claims: { email_verified: 0 } }, false],
    ['sole issuer, claim 1', { ...sole, claims: { email_verified: 1 } }, false],
    ['sole issuer, claim empty', { ...sole, claims: { email_verified: '' } }, false],
    ['sole issuer, object', { ...sole, claims: { email_verified: {} } }, false],
    [
      'login_email, claim true, which is of another one',
      { claim: 'login_email', claims: { email_verified: true } },
      false,
    ],
    ['login_email, sole issuer', { ...sole, claim: 'login_email' }, true],
    [
      'login_email, sole issuer, claim false',
      { ...sole, claim: 'login_email', claims: { email_verified: false } },
      false,
    ],
    ['another word for trust', { emailTrust: 'everything' as never }, false],
  ])('E3 is verified by its issuer’s word or not at all: %s', (_what, change, expected) => {
    expect(emailVerified(change)).toBe(expected)
  })

  it.each<[string, Case]>([
    ['claim true', { claims: { email_verified: true } }],
    ['sole issuer', sole],
  ])('E3 is not verified where the domain is not: %s', (_what, change) => {
    expect(emailVerified({ ...change, domains: [] })).toBe(false)
    const other = [{ domain: 'example.org', coversSubdomains: true }]
    expect(emailVerified({ ...change, domains: other })).toBe(false)
  })

  it('KO-8 comes from the mapped claim alone, without a silent fallback to another', () => {
    const claims = new Map([['email', { value: 'a@example.com', source: 'id_token' }]])
    const received = { issuer: 'i', subject: 's', claims, emailTrust: 'domain' as const }
    const mapping = { email: 'login_email', require: [] }
    const identity = buildIdentity(received, mapping, { verifiedDomains: verified })
    expect(identity.email).toBeUndefined()
    expect(identity.emailVerified).toBe(false)
    expect(() =>
      buildIdentity(received, { ...mapping, require: ['login_email'] }, { verifiedDomains: [] }),
    ).toThrow(expect.objectContaining({ code: 'identity_claim_missing' }))
  })
})
