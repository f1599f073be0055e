import { describe, expect, it } from 'vitest'
import type { Connection, SsoConfig } from '../../src/index.ts'
import { directory, facts } from '../support/accounts.ts'
import { asSystem, codeOf, createHarness, type Harness, storageWith } from '../support/harness.ts'
import { verifyDomain } from '../support/verified-domain.ts'

const exempt = { isExempt: true, hasPassword: true }
const enforcement = { mode: 'enforced_all' } as const

/** Organisation org_1 with a connection that somebody has signed in with. */
async function scene(config: Partial<SsoConfig> = {}, owner: object = exempt) {
  const { accounts } = directory({ list: async () => [facts('acc_owner', owner)] })
  const harness = createHarness({ accounts, ...config })
  const connection = await harness.activeConnection('org_1')
  await prove(harness, connection)
  return { ...harness, connection }
}

async function prove({ storage, clock }: Harness, { id, live }: Connection) {
  const fingerprint = live?.fingerprint ?? ''
  const lastLogin = { fingerprint, at: clock().toISOString() }
  await storage.connections.saveEvidence(id, { lastLogin })
}

const codesOf = async ({ sso }: Harness, organizationId = 'org_1') => {
  const { issues } = await sso.policies.preflight(organizationId, enforcement, asSystem)
  return issues.map(({ code }) => code)
}

describe('the preflight of an enforcement', () => {
  it('asks nobody anything about giving passwords back', async () => {
    const asked: string[] = []
    const host = await scene({
      legacyAccounts: async (organizationId) => {
        asked.push(organizationId)
        return []
      },
    })
    await host.sso.policies.preflight('org_1', { mode: 'mixed' }, asSystem)
    expect(asked).toEqual([])
    await host.sso.policies.preflight('org_1', enforcement, asSystem)
    expect(asked).toEqual(['org_1'])
  })

  it('KO-31 counts what is about to go live, and not what it replaces', async () => {
    const host = await scene()
    const { id } = host.connection
    const settings = { idp: 'https://untested.example' }
    await host.sso.connections.update(id, { settings }, asSystem)
    const step = host.sso.connections.activate(id, { ...asSystem, enforcement })
    expect(await codeOf(step)).toBe('policy_preflight_failed')
    const { live } = await host.sso.connections.get(id, asSystem)
    expect(live?.fingerprint).toBe(host.connection.live?.fingerprint)
  })

  it('KO-3 is repeated before what was enforced becomes final', async () => {
    const owner: { hasPassword: boolean } = { ...exempt }
    const { accounts } = directory({ list: async () => [facts('acc_owner', owner)] })
    const host = await scene({ accounts })
    await host.sso.policies.set('org_1', enforcement, asSystem)
    owner.hasPassword = false
    const final = { mode: 'enforced_all', irreversible: true } as const
    const step = () => host.sso.policies.set('org_1', final, asSystem)
    expect(await codeOf(step())).toBe('policy_preflight_failed')
    owner.hasPassword = true
    expect(await step()).toMatchObject({ state: 'confirmation_required' })
  })

  it.each([
    ['is exempt by a text', { isExempt: 'true' }],
    ['is active by a number', { isActive: 1 }],
    ['has a password by a text', { hasPassword: 'no' }],
    ['is deactivated', { isActive: false }],
  ])('KO-2 counts on no owner who %s', async (_what, change) => {
    expect(await codesOf(await scene())).toEqual([])
    const host = await scene({}, { ...exempt, ...change })
    expect(await codesOf(host)).toEqual(['policy_exempt_missing'])
  })

  it('T1 counts no domain of another organisation, whatever the storage answers', async () => {
    const storage = storageWith('domains', ({ list }) => ({
      list: (filter, call) =>
        list('organizationId' in filter ? { organizationId: 'org_1' } : filter, call),
    }))
    const dns = { resolveTxt: async () => [] }
    const host = await scene({ storage, dns })
    await host.sso.domains.claim('org_1', 'pending.example', asSystem)
    expect(await codesOf(host)).toEqual(['policy_domain_unverified'])
    await verifyDomain(host, 'acme.example', 'org_1')
    expect(await codesOf(host)).toEqual([])
    await prove(host, await host.activeConnection('org_2'))
    expect(await codesOf(host, 'org_2')).toEqual(['policy_domain_unverified'])
  })

  it('refuses where people must be of a verified domain and there is none', async () => {
    const host = await scene()
    const strict = { access: { emailDomains: 'verified' } } as const
    await host.sso.connections.update(host.connection.id, strict, asSystem)
    await host.sso.connections.activate(host.connection.id, asSystem)
    await prove(host, await host.sso.connections.get(host.connection.id, asSystem))
    expect(await codesOf(host)).toEqual(['policy_domain_unverified'])
    await verifyDomain(host, 'acme.example', 'org_1')
    expect(await codesOf(host)).toEqual([])
  })

  it('CO-2 takes the domains that the one organisation is trusted with for verified', async () => {
    const dns = { resolveTxt: async () => [] }
    const organization = { id: 'org_1', trustedDomains: ['acme.example'] }
    expect(await codesOf(await scene({ dns, organization }))).toEqual([])
    const alone = await scene({ dns, organization: { id: 'org_1' } })
    expect(await codesOf(alone)).toEqual(['policy_domain_unverified'])
  })

  it('speaks of what a check found failing, and of nothing else', async () => {
    const host = await scene()
    const { id, live } = host.connection
    const one = { message: 'm', hint: 'h' }
    const checks = [
      ...[{ ...one, name: 'clock', status: 'warn' }],
      ...[{ ...one, name: 'keys', status: 'fail' }],
      ...[{ ...one, name: 'scopes', status: 'pass' }],
    ]
    const check = {
      fingerprint: live?.fingerprint ?? '',
      status: 'fail',
      report: { checks },
    } as const
    await host.storage.connections.saveEvidence(id, {
      check: { ...check, at: host.clock().toISOString() },
    })
    const { issues } = await host.sso.policies.preflight('org_1', enforcement, asSystem)
    expect(issues.map(({ message }) => message)).toEqual(['The connection fails its check keys.'])

    const other = await scene()
    const settings = { idp: 'https://draft.example' }
    const edited = await other.sso.connections.update(other.connection.id, { settings }, asSystem)
    await other.storage.connections.saveEvidence(other.connection.id, {
      check: { ...check, fingerprint: edited.draft?.fingerprint ?? '', at: '2026-01-01T12:00:00Z' },
    })
    expect(await codesOf(other)).toEqual([])
  })

  it('refuses where the directory fails', async () => {
    const failing = directory({ list: async () => Promise.reject(new Error('down')) })
    const host = await scene({ accounts: failing.accounts })
    const step = () => host.sso.policies.set('org_1', enforcement, asSystem)
    expect(await codeOf(step())).toBe('accounts_failed')
    expect(await host.storage.organizations.get('org_1')).toBeNull()
  })
})
