import { describe, expect, it } from 'vitest'
import { isSsoError, type SsoConfig } from '../../src/index.ts'
import { facts } from '../support/accounts.ts'
import { asSystem, createHarness, type Harness } from '../support/harness.ts'
import { verifyDomain } from '../support/verified-domain.ts'

/** org_1 has one connection and example.com; nobody has other.example. */
async function scene(config: Partial<SsoConfig> = {}) {
  const harness = createHarness(config)
  const input = { loginPath: 'acme', description: 'Okta of Acme' }
  const connection = await harness.activeConnection('org_1', input)
  await verifyDomain(harness, 'example.com', 'org_1')
  return { ...harness, connection }
}

async function enforce({ storage, clock }: Harness, mode: 'enforced_new' | 'enforced_all') {
  const at = clock().toISOString()
  await storage.organizations.update('org_1', 0, {
    ...{ organizationId: 'org_1', version: 1, mode, isIrreversible: false },
    ...{ enforcedAt: at, updatedAt: at },
  })
}

describe('loginOptions', () => {
  it('offers the connection of whoever owns the domain', async () => {
    const { sso, connection } = await scene()
    const offered = {
      password: true,
      connections: [
        {
          id: connection.id,
          label: 'Okta of Acme',
          url: 'https://app.example.com/sso/login/acme',
        },
      ],
    }
    expect(await sso.loginOptions({ email: 'Ann@Example.com' })).toEqual(offered)
    expect(await sso.loginOptions({ organizationId: 'org_1' })).toEqual(offered)
  })

  it('offers a password, and nothing else, for a domain of nobody', async () => {
    const { sso } = await scene()
    const nothing = { password: true, connections: [] }
    expect(await sso.loginOptions({ email: 'ann@other.example' })).toEqual(nothing)
    expect(await sso.loginOptions({ email: 'ann@sub.example.com' })).toEqual(nothing)
    expect(await sso.loginOptions({ organizationId: 'org_9' })).toEqual(nothing)
  })

  it('D2 offers the connection under a subdomain only by explicit choice', async () => {
    const host = await scene()
    await verifyDomain(host, 'wide.example', 'org_1', true)
    const { connections } = await host.sso.loginOptions({ email: 'ann@a.b.wide.example' })
    expect(connections).toHaveLength(1)
  })

  it('never asks whether there is an account', async () => {
    const asked: string[] = []
    const accounts = new Proxy({} as NonNullable<SsoConfig['accounts']>, {
      get: (_target, name) => (name === 'scope' ? 'organization' : () => asked.push(String(name))),
      has: () => true,
    })
    const { sso } = await scene({ accounts })
    await sso.loginOptions({ email: 'ann@example.com' })
    await sso.loginOptions({ email: 'ann@example.com', purpose: 'sign_up' })
    expect(asked).toEqual([])
  })

  it('KO-1 offers no password where single sign-on is enforced for all', async () => {
    const host = await scene()
    await enforce(host, 'enforced_all')
    expect((await host.sso.loginOptions({ email: 'ann@example.com' })).password).toBe(false)
  })

  it('NG-16 offers no password to new people where it is enforced for those', async () => {
    const host = await scene()
    await enforce(host, 'enforced_new')
    const ask = async (purpose?: 'sign_in' | 'sign_up') =>
      (await host.sso.loginOptions({ email: 'ann@example.com', ...(purpose ? { purpose } : {}) }))
        .password
    expect([await ask(), await ask('sign_in'), await ask('sign_up')]).toEqual([true, true, false])
  })

  it('KO-3 frees no passwords where the connection is switched off', async () => {
    const host = await scene()
    await enforce(host, 'enforced_all')
    await host.sso.connections.disable(host.connection.id, asSystem)
    const nothing = { password: false, connections: [] }
    expect(await host.sso.loginOptions({ email: 'ann@example.com' })).toEqual(nothing)
    expect(await host.sso.loginOptions({ organizationId: 'org_1' })).toEqual(nothing)
  })

  it('PU-1 offers no connection that would refuse, and frees no passwords either', async () => {
    let isAllowed = true
    const host = await scene({ isSsoAllowed: () => isAllowed })
    await enforce(host, 'enforced_all')
    isAllowed = false
    const nothing = { password: false, connections: [] }
    expect(await host.sso.loginOptions({ email: 'ann@example.com' })).toEqual(nothing)
  })

  it('NG-7 offers all connections of an organisation, oldest first', async () => {
    const host = await scene()
    host.clock.advance(60)
    const second = await host.activeConnection('org_1')
    const { connections } = await host.sso.loginOptions({ organizationId: 'org_1' })
    expect(connections.map(({ id }) => id)).toEqual([host.connection.id, second.id])
    expect(connections[1]).toMatchObject({
      label: 'Single sign-on',
      url: `https://app.example.com/sso/${second.id}/login`,
    })
  })

  it('CO-2 knows the trusted domains of the one organisation', async () => {
    const organization = { id: 'org_1', trustedDomains: ['acme.example'] }
    const { sso } = await scene({ organization })
    expect((await sso.loginOptions({ email: 'ann@acme.example' })).connections).toHaveLength(1)
  })

  it('refuses what is no e-mail address', async () => {
    const { sso } = await scene()
    await expect(sso.loginOptions({ email: 'ann' })).rejects.toSatisfy((error) =>
      isSsoError(error, 'email_invalid'),
    )
  })
})

describe('mayUsePassword', () => {
  const member = facts('acc_1', { memberSince: '2025-01-01T00:00:00.000Z' })
  const newcomer = facts('acc_2', { memberSince: '2026-01-01T12:00:00.000Z' })
  const owner = facts('acc_3', { isExempt: true })

  it('NG-15 allows it in mixed mode', async () => {
    const { sso } = await scene()
    const decision = await sso.mayUsePassword({ organizationId: 'org_1', account: newcomer })
    expect(decision).toEqual({ allowed: true, reason: 'mixed' })
  })

  it('NG-16 tells members from before from new ones', async () => {
    const host = await scene()
    await enforce(host, 'enforced_new')
    const ask = (account: typeof member) =>
      host.sso.mayUsePassword({ organizationId: 'org_1', account })
    expect(await ask(member)).toEqual({ allowed: true, reason: 'member_before_enforcement' })
    const connectionId = host.connection.id
    expect(await ask(newcomer)).toEqual({ allowed: false, reason: 'sso_enforced', connectionId })
  })

  it('KO-2 lets an exempt owner in', async () => {
    const host = await scene()
    await enforce(host, 'enforced_all')
    const decision = await host.sso.mayUsePassword({ organizationId: 'org_1', account: owner })
    expect(decision).toEqual({ allowed: true, reason: 'exempt' })
  })

  it('KO-3 keeps people out while the connection is switched off', async () => {
    const host = await scene()
    await enforce(host, 'enforced_all')
    await host.sso.connections.disable(host.connection.id, asSystem)
    const decision = await host.sso.mayUsePassword({ organizationId: 'org_1', account: member })
    expect(decision).toEqual({ allowed: false, reason: 'sso_suspended' })
  })

  it('lets nobody in where the storage fails', async () => {
    const host = await scene()
    host.storage.organizations.get = () => Promise.reject(new Error('down'))
    const call = host.sso.mayUsePassword({ organizationId: 'org_1', account: owner })
    await expect(call).rejects.toSatisfy((error) => isSsoError(error, 'storage_unavailable'))
  })
})
