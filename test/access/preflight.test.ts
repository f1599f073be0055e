import { describe, expect, it } from 'vitest'
import { preflight, type PreflightFacts } from '../../src/access/preflight.ts'

const connection = { id: 'con_1', isProven: true, needsVerifiedDomain: false, failing: [] }
const owner = { isActive: true, hasPassword: true, isExempt: true }
const safe: PreflightFacts = {
  mode: 'enforced_all',
  connections: [connection],
  hasVerifiedDomain: true,
  usesDomains: true,
  exempt: [owner],
  legacy: [],
}
const failing = [{ name: 'client_credentials', hint: 'Enter the client secret again.' }]

const found = (change: Partial<PreflightFacts>) => {
  const { ok, issues } = preflight({ ...safe, ...change })
  return { ok, codes: issues.map(({ code, severity }) => `${severity} ${code}`) }
}

describe('preflight', () => {
  it('lets an organisation enforce that locks nobody out', () => {
    expect(preflight(safe)).toEqual({ ok: true, issues: [] })
  })

  it('has nothing against the mixed mode, whatever is missing', () => {
    const bare = { connections: [], hasVerifiedDomain: false, exempt: [] }
    expect(found({ mode: 'mixed', ...bare })).toEqual({ ok: true, codes: [] })
  })

  it.each<[string, Partial<PreflightFacts>, string]>([
    ['no active connection', { connections: [] }, 'policy_connection_missing'],
    [
      'NG-17 a connection that nobody has signed in with',
      { connections: [{ ...connection, isProven: false }] },
      'policy_connection_untested',
    ],
    [
      'a connection whose check fails',
      { connections: [{ ...connection, failing }] },
      'policy_connection_failing',
    ],
    ['no verified domain', { hasVerifiedDomain: false }, 'policy_domain_unverified'],
    [
      'no verified domain where people need one',
      {
        hasVerifiedDomain: false,
        usesDomains: false,
        connections: [{ ...connection, needsVerifiedDomain: true }],
      },
      'policy_domain_unverified',
    ],
    ['KO-2 no exempt account', { exempt: [] }, 'policy_exempt_missing'],
    [
      'KO-2 an exempt account that is deactivated',
      { exempt: [{ ...owner, isActive: false }] },
      'policy_exempt_missing',
    ],
    [
      'KO-2 an exempt account without password',
      { exempt: [{ ...owner, hasPassword: false }] },
      'policy_exempt_missing',
    ],
    [
      'KO-2 an account that the host lists and that is not exempt',
      { exempt: [{ ...owner, isExempt: false }] },
      'policy_exempt_missing',
    ],
  ])('refuses %s', (_name, change, code) => {
    expect(found(change)).toEqual({ ok: false, codes: [`error ${code}`] })
  })

  it('lists every problem at once, and what to do about each', () => {
    const { issues } = preflight({
      ...safe,
      ...{ connections: [], hasVerifiedDomain: false, exempt: [] },
    })
    expect(issues.map(({ path }) => path)).toEqual(['connections', 'domains', 'accounts'])
    for (const { hint } of issues) expect(hint).not.toBe('')
  })

  it('only warns of a failing connection beside one that works', () => {
    const second = { ...connection, id: 'con_2', failing }
    expect(found({ connections: [connection, second] })).toEqual({
      ok: true,
      codes: ['warning policy_connection_failing'],
    })
  })

  it('does not count an untested connection as the one that works', () => {
    const untested = { ...connection, id: 'con_2', isProven: false }
    const { ok } = found({ connections: [{ ...connection, failing }, untested] })
    expect(ok).toBe(false)
  })

  it('asks for no exempt account where members keep their passwords', () => {
    expect(found({ mode: 'enforced_new', exempt: [] }).ok).toBe(true)
  })

  it('does not ask for a domain where one connection takes everybody', () => {
    const strict = { ...connection, id: 'con_2', needsVerifiedDomain: true }
    const change = { hasVerifiedDomain: false, usesDomains: false }
    expect(found({ ...change, connections: [connection, strict] }).ok).toBe(true)
  })

  it('warns where the host cannot list exempt accounts', () => {
    expect(found({ exempt: undefined })).toEqual({
      ok: true,
      codes: ['warning policy_exempt_unknown'],
    })
  })

  it('CL-1 warns of the default administrator, and escapes what the host says of it', () => {
    const { ok, issues } = preflight({
      ...safe,
      legacy: [{ id: 'admin\u202e', reason: 'created by the installer' }],
    })
    expect(ok).toBe(true)
    expect(issues).toHaveLength(1)
    expect(issues[0]).toMatchObject({
      severity: 'warning',
      path: 'accounts.admin\\u{202e}',
      code: 'policy_legacy_account',
    })
    expect(issues[0]?.message).toContain('created by the installer')
  })
})
