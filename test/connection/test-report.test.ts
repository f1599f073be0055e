import { describe, expect, it } from 'vitest'
import { type TestFacts, testReport } from '../../src/connection/test-report.ts'
import type { AccessSettings, ClaimMapping, Identity } from '../../src/index.ts'
import { receivedClaim } from '../support/harness.ts'

const access: AccessSettings = {
  provisioning: 'jit',
  linking: 'never',
  emailDomains: 'any',
  groupsAbsent: 'error',
}
const roles: AccessSettings = {
  ...access,
  roles: { groupsByRole: { admin: ['staff'] }, sync: 'replace', unmapped: 'refuse' },
}
const defaultClaims: ClaimMapping = { email: 'email', require: [] }
const identity: Identity = {
  issuer: 'https://idp.example',
  subject: 'ann',
  email: 'ann@example.com',
  emailVerified: true,
  name: 'Ann',
  groups: ['staff'],
  attributes: {},
  origin: {},
}
const at = new Date('2026-01-01T12:00:00Z')

function answer(claims: Record<string, unknown>): NonNullable<TestFacts['answer']> {
  return {
    claims: new Map(Object.entries(claims).map(([name, value]) => [name, receivedClaim(value)])),
    authentication: { at, acr: 'urn:x', amr: ['pwd', 7 as never] },
  }
}

const all = {
  sub: 'ann',
  email: 'ann@example.com',
  login_email: 'ann@example.com',
  groups: ['staff'],
}

/** Everything came and everything is well. */
const facts: TestFacts = {
  ...{ at, fingerprint: 'fp', profile: 'generic', defaultClaims, access: roles },
  claims: { email: 'login_email', groups: 'groups', require: [] },
  answer: answer(all),
  identity,
  decision: { kind: 'provision', roles: ['admin'], reasons: [{ code: 'r', message: 'Why.' }] },
}

const without = (...names: string[]) =>
  answer(Object.fromEntries(Object.entries(all).filter(([name]) => !names.includes(name))))

describe('the report of a test', () => {
  it('KO-30 says the exact words where everything came', () => {
    expect(testReport(facts)).toEqual({
      status: 'passed',
      message: 'Configuration tested successfully',
      at: '2026-01-01T12:00:00.000Z',
      fingerprint: 'fp',
      issues: [],
      warnings: [],
      missing: [],
      claims: [
        { name: 'sub', value: 'ann', source: 'id_token' },
        { name: 'email', value: 'ann@example.com', source: 'id_token' },
        { name: 'login_email', value: 'ann@example.com', source: 'id_token' },
        { name: 'groups', value: '["staff"]', source: 'id_token' },
      ],
      groups: ['staff'],
      omitted: { claims: 0, groups: 0 },
      person: {
        issuer: 'https://idp.example',
        subject: 'ann',
        email: 'ann@example.com',
        emailVerified: true,
        name: 'Ann',
      },
      access: { kind: 'provision', roles: ['admin'], reasons: [{ code: 'r', message: 'Why.' }] },
      authentication: { at: '2026-01-01T12:00:00.000Z', acr: 'urn:x', amr: ['pwd', '7'] },
    })
  })

  it.each<[string, Partial<TestFacts>, string[]]>([
    ['login_email, which the admin mapped', { answer: without('login_email') }, ['login_email']],
    ['groups, on which roles depend', { answer: without('groups') }, ['groups']],
    ['both', { answer: without('login_email', 'groups') }, ['login_email', 'groups']],
    ['a required claim', { claims: { ...facts.claims, require: ['department'] } }, ['department']],
    [
      'the claim of the subject',
      { claims: { ...facts.claims, subject: 'employee' } },
      ['employee'],
    ],
    [
      'the e-mail, by which invitations are found',
      {
        claims: { email: 'email', require: [] },
        access: { ...access, provisioning: 'invite' },
        answer: without('email'),
      },
      ['email'],
    ],
    [
      'a mapping of groups at all',
      { claims: { email: 'email', require: [] }, answer: without('groups') },
      ['groups'],
    ],
    ['an e-mail that is empty', { answer: answer({ ...all, login_email: '' }) }, ['login_email']],
    ['groups that are null', { answer: answer({ ...all, groups: null }) }, ['groups']],
  ])('KO-11 fails without %s', (_what, change, missing) => {
    const report = testReport({ ...facts, ...change })
    expect(report).toMatchObject({ status: 'failed', missing })
    expect(report.issues.map(({ code }) => code)).toEqual(
      missing.map(() => 'identity_claim_missing'),
    )
    for (const [index, name] of missing.entries()) {
      expect(report.issues[index]?.message).toContain(name)
      expect(report.issues[index]?.hint).toContain(name)
    }
    expect(report.message).toBe(report.issues[0]?.message)
  })

  it.each<[string, Partial<TestFacts>, string]>([
    [
      'without an e-mail that nobody mapped or needs',
      {
        claims: { email: 'email', require: [] },
        access,
        answer: without('email'),
        identity: { ...identity, email: undefined as never },
      },
      'email_absent',
    ],
    [
      'without groups where nothing depends on them',
      { access, answer: without('groups') },
      'groups_absent',
    ],
    [
      'without groups where that means none',
      { access: { ...roles, groupsAbsent: 'empty' }, answer: without('groups') },
      'groups_absent',
    ],
    [
      'as a person who would be refused',
      {
        decision: {
          kind: 'refuse',
          hint: 'Map it.',
          reasons: [{ code: 'access_no_mapped_group', message: 'None is mapped.' }],
        },
      },
      'access_no_mapped_group',
    ],
  ])('KO-11 passes %s, and warns', (_what, change, code) => {
    const report = testReport({ ...facts, ...change })
    expect(report.status).toBe('passed')
    expect(report.warnings.map((warning) => warning.code)).toEqual([code])
  })

  it('KO-11 passes with an empty list of groups: the claim came', () => {
    const seen = { answer: answer({ ...all, groups: [] }), identity: { ...identity, groups: [] } }
    expect(testReport({ ...facts, ...seen })).toMatchObject({ status: 'passed', groups: [] })
  })

  it('KO-12 tells the groups that were seen, and which Okta never sends', () => {
    const report = testReport({ ...facts, profile: 'okta' })
    expect(report.groups).toEqual(['staff'])
    expect(report.warnings).toEqual([
      expect.objectContaining({
        code: 'groups_third_party',
        message: expect.stringContaining('Google groups'),
        hint: expect.stringContaining('groups of Okta'),
      }),
    ])
  })

  it('fails for a refusal that nobody would be spared', () => {
    const reasons = [{ code: 'access_role_unknown', message: 'No such role.' }]
    const report = testReport({ ...facts, decision: { kind: 'refuse', reasons, hint: 'Map it.' } })
    expect(report).toMatchObject({
      status: 'failed',
      issues: [{ code: 'access_role_unknown', message: 'No such role.', hint: 'Map it.' }],
    })
  })

  it('tells what failed, and what had come by then', () => {
    const failure = { code: 'oidc_id_token_expired', message: 'Too late.', hint: 'Clock.' } as const
    const { identity: _none, decision: _never, answer: _neither, ...early } = facts
    expect(testReport({ ...early, failure })).toEqual({
      status: 'failed',
      message: 'Too late.',
      at: '2026-01-01T12:00:00.000Z',
      fingerprint: 'fp',
      issues: [failure],
      warnings: [],
      missing: [],
      claims: [],
      omitted: { claims: 0, groups: 0 },
    })
    const { decision: _no, ...later } = facts
    expect(testReport({ ...later, failure })).toMatchObject({
      issues: [failure],
      groups: ['staff'],
    })
  })

  it('names a missing claim once, whoever noticed it first', () => {
    const failure = { code: 'identity_claim_missing', message: 'Lacks.', hint: 'Add.' } as const
    const { identity: _none, ...early } = { ...facts, answer: without('groups'), failure }
    expect(testReport(early).issues).toHaveLength(1)
    // Where it cannot be told which one it is, the failure itself is.
    expect(testReport({ ...early, answer: answer(all) }).issues).toEqual([failure])
  })
})

describe('values of a report', () => {
  const hostile = `\u202Ea\nb${'x'.repeat(5000)}`

  it('T4 are cut, and cannot forge a line', () => {
    const report = testReport({
      ...facts,
      answer: answer({ ...all, [hostile]: hostile, nested: { deep: [hostile] } }),
      identity: { ...identity, name: hostile, subject: hostile, groups: [hostile] },
    })
    const text = JSON.stringify(report)
    expect(text).not.toMatch(/\u202E|x{201}|a\\nb/)
    expect(text).toContain('u{202e}')
  })

  it('T4 are few: no report grows beyond what a storage should hold', () => {
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`claim_${index}`, hostile]))
    const groups = Array.from({ length: 20_000 }, (_, index) => `group ${index} ${'y'.repeat(150)}`)
    const report = testReport({
      ...facts,
      answer: answer({ ...many(5000), groups }),
      identity: { ...identity, groups },
      decision: { kind: 'provision', reasons: groups.map((code) => ({ code, message: code })) },
    })
    expect(JSON.stringify(report).length).toBeLessThan(64_000)
    expect(report.omitted.claims + report.claims.length).toBe(5001)
    expect(report.omitted.groups + (report.groups?.length ?? 0)).toBe(20_000)
    expect(report.claims.length).toBeGreaterThan(10)
    expect(report.groups?.length).toBeGreaterThan(20)
  })

  it('T4 are plain JSON that survives a database', () => {
    const report = testReport(facts)
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
  })
})
