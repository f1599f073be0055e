import { describe, expect, it } from 'vitest'
import { type GateFacts, gateIssues } from '../../src/admin/gates.ts'
import type { ActivationGate, ConnectionRevision } from '../../src/index.ts'

const revision: ConnectionRevision = {
  fingerprint: 'fp',
  settings: {},
  secrets: {},
  claims: { email: 'email', groups: 'groups', require: [] },
  access: {
    provisioning: 'jit',
    linking: 'never',
    emailDomains: 'any',
    groupsAbsent: 'error',
    roles: { groupsByRole: { admin: ['staff'] }, sync: 'replace', unmapped: 'refuse' },
  },
  session: { hasSingleLogout: false, requireLoginAfterLogout: false },
}
const at = '2026-01-01T12:00:00.000Z'
const evidence = { fingerprint: 'fp', at }

const everything: readonly ActivationGate[] = [
  ...(['check', 'test', 'domain', 'login_path', 'role_mapping', 'confirmation'] as const),
]

/** Passes every gate. */
const ready: GateFacts = {
  requires: everything,
  revision,
  check: { ...evidence, status: 'pass' },
  test: { ...evidence, status: 'passed' },
  lastLogin: undefined,
  hasVerifiedDomain: true,
  loginPath: 'acme',
}

const codes = (change: Partial<GateFacts>) =>
  gateIssues({ ...ready, ...change }).map(({ code }) => code)

const withAccess = (change: object): ConnectionRevision => ({
  ...revision,
  access: { ...revision.access, ...change },
})

describe('the gates of an activation', () => {
  it('are open where every one of them holds', () => {
    expect(codes({})).toEqual([])
  })

  it.each<[string, Partial<GateFacts>, string[]]>([
    ['no check', { check: undefined }, ['activation_check_missing']],
    [
      'a check of another revision',
      { check: { fingerprint: 'fp2', at, status: 'pass' } },
      ['activation_check_missing'],
    ],
    [
      'a failed check without report',
      { check: { ...evidence, status: 'fail' } },
      ['activation_check_failed'],
    ],
    [
      'a check of no known outcome',
      { check: { ...evidence, status: 'fine' as never } },
      ['activation_check_failed'],
    ],
    ['no test', { test: undefined }, ['activation_test_missing']],
    [
      'a test of another revision',
      { test: { fingerprint: 'fp2', at, status: 'passed' } },
      ['activation_test_missing'],
    ],
    ['a test that runs', { test: { ...evidence, status: 'running' } }, ['activation_test_missing']],
    ['a failed test', { test: { ...evidence, status: 'failed' } }, ['activation_test_failed']],
    [
      'a login of another revision',
      { test: undefined, lastLogin: { fingerprint: 'fp2', at } },
      ['activation_test_missing'],
    ],
    ['no domain', { hasVerifiedDomain: false }, ['activation_domain_missing']],
    ['no login path', { loginPath: undefined }, ['activation_login_path_missing']],
    [
      'no mapping at all',
      { revision: { ...revision, access: { ...revision.access, roles: undefined as never } } },
      ['activation_role_mapping_missing'],
    ],
    [
      'a mapping without groups',
      {
        revision: withAccess({
          roles: { groupsByRole: { admin: [] }, sync: 'replace', unmapped: 'refuse' },
        }),
      },
      ['activation_role_mapping_missing'],
    ],
  ])('are shut by %s', (_what, change, expected) => {
    expect(codes(change)).toEqual(expected)
  })

  it.each<[string, Partial<GateFacts>]>([
    ['a check with warnings', { check: { ...evidence, status: 'warn' } }],
    ['a check that found nothing out', { check: { ...evidence, status: 'unknown' } }],
    ['a login of this revision in place of a test', { test: undefined, lastLogin: evidence }],
    [
      'a login of this revision, whatever a later test came to',
      { test: { ...evidence, status: 'failed' }, lastLogin: evidence },
    ],
  ])('are opened by %s', (_what, change) => {
    expect(codes(change)).toEqual([])
  })

  it('are named all at once, in one order', () => {
    const nothing = { check: undefined, test: undefined, hasVerifiedDomain: false }
    expect(codes({ ...nothing, revision: withAccess({ roles: undefined }) })).toEqual([
      'activation_check_missing',
      'activation_test_missing',
      'activation_domain_missing',
      'activation_role_mapping_missing',
    ])
  })

  it('are those that the host asks for, each once', () => {
    const nothing = { check: undefined, test: undefined, hasVerifiedDomain: false }
    expect(codes({ ...nothing, requires: [] })).toEqual([])
    expect(codes({ ...nothing, requires: ['domain', 'domain'] })).toEqual([
      'activation_domain_missing',
    ])
  })

  it('repeat what the check found, with its hint', () => {
    const checks = [
      { name: 'keys', status: 'pass', message: 'Fine.' },
      { name: 'issuer', status: 'fail', message: 'Another.', hint: 'Take that.', code: 'x' },
      { name: 'client', status: 'fail', message: 'Refused.' },
    ]
    const issues = gateIssues({
      ...ready,
      check: { ...evidence, status: 'fail', report: { checks } },
    })
    expect(issues).toEqual([
      { path: 'check.issuer', code: 'x', message: 'Another.', hint: 'Take that.' },
      expect.objectContaining({ path: 'check.client', message: 'Refused.' }),
    ])
  })
})

describe('absent groups that mean none', () => {
  const lenient = withAccess({ groupsAbsent: 'empty' })
  const test = (report: object | undefined, change: object = {}) =>
    ({ ...evidence, status: 'passed', ...(report ? { report } : {}), ...change }) as never

  it.each([
    ['no test', undefined],
    ['a test that saw no groups', test({ claims: [] })],
    ['a test without report', test(undefined)],
    ['a failed test that saw some', test({ groups: ['a'] }, { status: 'failed' })],
    ['a test of another revision', test({ groups: ['a'] }, { fingerprint: 'fp2' })],
    ['groups that are no list', test({ groups: 'a' })],
  ])('T3 need a test that saw the claim: not %s', (_what, seen) => {
    // Not even where no gate is asked for, nor after a login, which records no claims.
    const facts = { requires: [], revision: lenient, test: seen, lastLogin: evidence }
    expect(codes(facts)).toEqual(['activation_groups_unseen'])
  })

  it.each([
    ['some', ['a']],
    ['an empty list', []],
  ])('T3 are allowed once a test saw %s', (_what, groups) => {
    expect(codes({ revision: lenient, test: test({ groups }) })).toEqual([])
  })
})
