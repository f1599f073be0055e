import { describe, expect, it } from 'vitest'
import type { AccountFacts, OrganizationPolicy, SsoConfig } from '../../src/index.ts'
import { facts } from '../support/accounts.ts'
import { asSystem, codeOf, createHarness, storageWith } from '../support/harness.ts'
import { verifyDomain } from '../support/verified-domain.ts'

const enforced: OrganizationPolicy = {
  ...{ organizationId: 'org_1', version: 1, mode: 'enforced_all', isIrreversible: false },
  ...{ enforcedAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' },
}

/** A host whose storage gives this answer about the policy of any organisation. */
const withPolicy = (answer: unknown, config: Partial<SsoConfig> = {}) =>
  createHarness({
    storage: storageWith('organizations', () => ({ get: async () => answer as never })),
    ...config,
  })

const asked = (organizationId: unknown, account: object = {}) => ({
  organizationId: organizationId as string,
  account: { ...facts('acc_1'), ...account } as AccountFacts,
})

describe('KO-1 facts that got lost give no password back', () => {
  it.each([undefined, null, '', 7, ['org_1'], {}])(
    'KO-1 an organisation that is %j is refused, not taken for one that never enforced',
    async (organizationId) => {
      const { sso } = withPolicy(null)
      expect(await codeOf(sso.mayUsePassword(asked(organizationId)))).toBe('connection_invalid')
      const options = sso.loginOptions({ organizationId: organizationId as string })
      expect(await codeOf(options)).toBe('connection_invalid')
      expect(await sso.mayUsePassword(asked('org_1'))).toMatchObject({ allowed: true })
    },
  )

  it('CO-2 a product with one organisation knows no other, and needs no id for its own', async () => {
    const { sso } = withPolicy(enforced, { organization: { id: 'org_1' } })
    expect(await codeOf(sso.mayUsePassword(asked('org_2')))).toBe('connection_invalid')
    expect(await sso.mayUsePassword(asked(undefined))).toMatchObject({ allowed: false })
    expect(await sso.loginOptions({ organizationId: 'org_1' })).toMatchObject({ password: false })
  })

  it.each(['true', 'false', 1, {}, undefined])(
    'KO-2 isExempt: %j exempts nobody',
    async (isExempt) => {
      const { sso } = withPolicy(enforced)
      const decision = await sso.mayUsePassword(asked('org_1', { isExempt }))
      expect(decision).toMatchObject({ allowed: false })
      const exempt = await sso.mayUsePassword(asked('org_1', { isExempt: true }))
      expect(exempt).toMatchObject({ allowed: true, reason: 'exempt' })
    },
  )

  it.each(['ENFORCED_ALL', 'none', '', undefined, null, 2])(
    'KO-1 a stored mode %j is no permission',
    async (mode) => {
      const { sso } = withPolicy({ ...enforced, mode })
      expect(await sso.mayUsePassword(asked('org_1'))).toMatchObject({ allowed: false })
      const options = await sso.loginOptions({ organizationId: 'org_1' })
      expect(options).toMatchObject({ password: false })
    },
  )

  it('NG-16 a member since a day that is yet to come is a new one', async () => {
    const { sso } = withPolicy({ ...enforced, mode: 'enforced_new' })
    const member = { memberSince: '2999-01-01T00:00:00Z' }
    expect(await sso.mayUsePassword(asked('org_1', member))).toMatchObject({ allowed: false })
  })

  it('T1 the policy of an organisation whose id differs by case counts for nobody else', async () => {
    const { sso } = withPolicy({ ...enforced, mode: 'mixed' }, { authorize: () => true })
    const other = 'ORG_1'
    for (const call of [
      sso.mayUsePassword(asked(other)),
      sso.loginOptions({ organizationId: other }),
      sso.policies.get(other, { actor: 'ann' }),
      sso.policies.set(other, { mode: 'mixed' }, { actor: 'ann' }),
    ]) {
      expect(await codeOf(call)).toBe('storage_unavailable')
    }
  })

  it('D4 a domain that is merely claimed leads to nobody', async () => {
    const { sso } = withPolicy(enforced, { dns: { resolveTxt: async () => [] } })
    await sso.domains.claim('org_1', 'acme.example', asSystem)
    const options = await sso.loginOptions({ email: 'ann@acme.example' })
    expect(options).toEqual({ password: true, connections: [] })
  })

  it('T1 a domain that a storage takes for another one leads to nobody', async () => {
    const storage = storageWith('domains', ({ list }) => ({
      list: (filter, call) => list('domain' in filter ? { domain: 'acme.example' } : filter, call),
    }))
    const harness = createHarness({ storage })
    await harness.storage.organizations.update('org_1', 0, enforced)
    await verifyDomain(harness, 'acme.example', 'org_1')
    const offered = async (email: string) => (await harness.sso.loginOptions({ email })).password
    expect(await offered('ann@acme.example')).toBe(false)
    expect(await offered('ann@other.example')).toBe(true)
  })

  it('an entitlement that cannot be asked for is no answer', async () => {
    const { sso } = withPolicy(null, {
      isSsoAllowed: () => {
        throw new Error('down')
      },
    })
    const options = codeOf(sso.loginOptions({ organizationId: 'org_1' }))
    expect(await options).toBe('host_callback_failed')
  })

  it('a trusted domain is the same in whatever case it was configured', async () => {
    const organization = { id: 'org_1', trustedDomains: ['Example.COM'] }
    const { sso } = withPolicy(enforced, { organization })
    const options = await sso.loginOptions({ email: 'ann@example.com' })
    expect(options).toMatchObject({ password: false })
    const stranger = await sso.loginOptions({ email: 'ann@other.example' })
    expect(stranger).toMatchObject({ password: true })
  })
})
