import { describe, expect, it } from 'vitest'
import { buildIdentity } from '../../src/identity/identity.ts'
import type { ClaimMapping, JsonValue } from '../../src/index.ts'

const mapping: ClaimMapping = {
  email: 'email',
  name: 'name',
  givenName: 'given_name',
  familyName: 'family_name',
  groups: 'groups',
  require: [],
}

const received = (claims: Record<string, JsonValue>, source = 'id_token') => ({
  issuer: 'https://idp.example.com',
  subject: 'u1',
  claims: new Map(Object.entries(claims).map(([name, value]) => [name, { value, source }])),
})

const verified = [{ domain: 'example.com', coversSubdomains: false }]
const build = (
  claims: Record<string, JsonValue>,
  change: Partial<ClaimMapping> = {},
  verifiedDomains = verified,
) => buildIdentity(received(claims), { ...mapping, ...change }, { verifiedDomains })

describe('buildIdentity', () => {
  it('maps claims and says where each came from', () => {
    const identity = build({
      email: 'Ann@Example.com',
      name: 'Ann Lee',
      given_name: 'Ann',
      family_name: 'Lee',
      groups: ['a', 'b'],
      dept: 'R&D',
    })
    expect(identity).toMatchObject({
      issuer: 'https://idp.example.com',
      subject: 'u1',
      email: 'ann@example.com',
      name: 'Ann Lee',
      givenName: 'Ann',
      familyName: 'Lee',
      groups: ['a', 'b'],
      attributes: { dept: 'R&D', email: 'Ann@Example.com' },
    })
    expect(identity.origin.email).toEqual({ source: 'id_token', claim: 'email' })
    expect(identity.origin['attributes.dept']).toEqual({ source: 'id_token', claim: 'dept' })
  })

  it.each([
    ['absent', {}, undefined],
    ['null', { groups: null }, undefined],
    ['empty', { groups: [] }, []],
    ['a list', { groups: ['a'] }, ['a']],
    ['one text', { groups: 'a' }, ['a']],
  ])('keeps absent, empty and listed groups apart: %s', (_what, claims, expected) => {
    expect(build(claims as Record<string, JsonValue>).groups).toEqual(expected)
  })

  it.each([[{ groups: [1] }], [{ groups: { a: 1 } }], [{ groups: [['a']] }], [{ groups: 7 }]])(
    'refuses groups that are no list of texts: %j',
    (claims) => {
      expect(() => build(claims as Record<string, JsonValue>)).toThrow(
        expect.objectContaining({ code: 'identity_claim_invalid' }),
      )
    },
  )

  it('takes the e-mail from the mapped claim only, without a silent fallback', () => {
    const identity = build({ email: 'ann@example.com' }, { email: 'login_email' })
    expect(identity.email).toBeUndefined()
    expect(build({ login_email: 'bo@example.com' }, { email: 'login_email' }).email).toBe(
      'bo@example.com',
    )
  })

  it('refuses an e-mail claim that is no e-mail, instead of dropping it', () => {
    expect(() => build({ email: 'ann' })).toThrow(
      expect.objectContaining({ code: 'identity_email_invalid' }),
    )
  })

  it.each([[{ name: 7 }], [{ name: ['a', 'b'] }], [{ name: { a: 1 } }]])(
    'refuses a single-valued field that holds anything else: %j',
    (claims) => {
      expect(() => build(claims as Record<string, JsonValue>)).toThrow(
        expect.objectContaining({ code: 'identity_claim_invalid' }),
      )
    },
  )

  it('takes a list of one as that one (SAML attributes are lists)', () => {
    expect(build({ email: ['ann@example.com'] }).email).toBe('ann@example.com')
  })

  it.each([[{}], [{ login_email: '' }], [{ login_email: null }]])(
    'insists on required claims: %j',
    (claims) => {
      expect(() =>
        build(claims as Record<string, JsonValue>, { require: ['login_email'] }),
      ).toThrow(expect.objectContaining({ code: 'identity_claim_missing' }))
    },
  )

  it('takes the subject from another claim where that is mapped, and refuses its absence', () => {
    expect(build({ oid: 'o1' }, { subject: 'oid' }).subject).toBe('o1')
    expect(() => build({}, { subject: 'oid' })).toThrow(
      expect.objectContaining({ code: 'identity_claim_missing' }),
    )
  })

  it.each([
    [
      'verified domain and claim true',
      { email: 'a@example.com', email_verified: true },
      verified,
      true,
    ],
    ['claim false', { email: 'a@example.com', email_verified: false }, verified, false],
    ['claim absent', { email: 'a@example.com' }, verified, false],
    ['claim as text', { email: 'a@example.com', email_verified: 'true' }, verified, false],
    ['claim as number', { email: 'a@example.com', email_verified: 1 }, verified, false],
    ['another domain', { email: 'a@other.example', email_verified: true }, verified, false],
    ['a subdomain', { email: 'a@sub.example.com', email_verified: true }, verified, false],
    ['no verified domain', { email: 'a@example.com', email_verified: true }, [], false],
    ['no e-mail', { email_verified: true }, verified, false],
  ])('E3 decides emailVerified: %s', (_what, claims, domains, expected) => {
    expect(build(claims as Record<string, JsonValue>, {}, domains).emailVerified).toBe(expected)
  })

  it('X6 keeps attacker-chosen names plain data', () => {
    const claims = JSON.parse('{"__proto__":{"polluted":true},"constructor":"x","toString":"y"}')
    const identity = build(claims as Record<string, JsonValue>)
    expect(Object.getPrototypeOf(identity.attributes)).toBeNull()
    expect(Object.keys(identity.attributes).sort()).toEqual([
      '__proto__',
      'constructor',
      'toString',
    ])
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  it('adds custom names', () => {
    const identity = build({ dept: 'R&D' }, { custom: { department: 'dept' } })
    expect(identity.attributes.department).toBe('R&D')
    expect(identity.origin['attributes.department']).toEqual({ source: 'id_token', claim: 'dept' })
  })
})
