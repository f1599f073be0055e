import { describe, expect, it } from 'vitest'
import type { ConnectionDefaults, SsoConfig } from '../../src/index.ts'
import { asSystem, codeOf, createHarness, fakeConnection } from '../support/harness.ts'

const begun: ConnectionDefaults = {
  claims: { email: 'login_email', groups: 'groups', require: ['login_email', 'groups'] },
  access: { linking: 'organization_member' },
  session: { maxAgeSeconds: 3600 },
}

const withDefaults = (connectionDefaults: NonNullable<SsoConfig['connectionDefaults']>) =>
  createHarness({ connectionDefaults }).sso.connections

describe('connectionDefaults', () => {
  it('KO-8 are what a new connection begins with, beside what ssokit begins it with', async () => {
    const connections = withDefaults(() => begun)
    const { draft } = await connections.create(fakeConnection, asSystem)
    expect(draft?.claims).toMatchObject({ email: 'login_email', groups: 'groups' })
    expect(draft?.claims.require).toEqual(['login_email', 'groups'])
    expect(draft?.access).toMatchObject({ linking: 'organization_member', provisioning: 'jit' })
    expect(draft?.session).toMatchObject({ maxAgeSeconds: 3600, hasSingleLogout: false })
  })

  it('give way to what the call says, field by field', async () => {
    const connections = withDefaults(() => begun)
    const input = { ...fakeConnection, claims: { email: 'mail', require: null } }
    const { draft } = await connections.create(input, asSystem)
    expect(draft?.claims).toMatchObject({ email: 'mail', groups: 'groups', require: [] })
  })

  it('count once: an edit is not undone by them, and null leads to ssokit’s own', async () => {
    const connections = withDefaults(() => begun)
    const { id } = await connections.create(fakeConnection, asSystem)
    await connections.update(id, { claims: { email: null } }, asSystem)
    const { draft } = await connections.update(id, { description: 'Acme' }, asSystem)
    expect(draft?.claims).toMatchObject({ email: 'email', groups: 'groups' })
  })

  it('may depend on who gets a connection, and by which protocol', async () => {
    const asked: object[] = []
    const connections = withDefaults(async (about) => {
      asked.push(about)
      return about.profile === 'okta' ? begun : undefined
    })
    const okta = await connections.create({ ...fakeConnection, profile: 'okta' }, asSystem)
    const other = await connections.create(fakeConnection, asSystem)
    expect(okta.draft?.claims.email).toBe('login_email')
    expect(other.draft?.claims.email).toBe('email')
    const about = { organizationId: 'org_1', protocol: 'fake' }
    expect(asked).toEqual([
      { ...about, profile: 'okta' },
      { ...about, profile: 'generic' },
    ])
  })

  it('are nothing where the host has nothing to say, in JavaScript too', async () => {
    const connections = withDefaults(() => null as never)
    const { draft } = await connections.create(fakeConnection, asSystem)
    expect(draft?.access).toMatchObject({ provisioning: 'jit' })
  })

  it('are not asked for a profile that there is not', async () => {
    let asked = 0
    const connections = withDefaults(() => void (asked += 1) as undefined)
    const attempt = connections.create({ ...fakeConnection, profile: 'No such' }, asSystem)
    expect(await codeOf(attempt)).toBe('connection_invalid')
    expect(asked).toBe(0)
  })

  it.each<[string, object]>([
    ['no object', 5 as never],
    ['a list', []],
    ['a part that is no object', { access: 5 }],
    ['a value that is not allowed', { access: { linking: 'always' } }],
    ['a field that there is not', { claims: { mail: 'mail' } }],
    ['settings that the protocol refuses', { settings: { idp: 'nonsense' } }],
    ['a secret, which is no default', { secrets: { apiKey: 'x' } }],
    ['a login path, which one connection alone can have', { loginPath: 'acme' }],
  ])('create nothing with %s', async (_what, defaults) => {
    const connections = withDefaults(() => defaults)
    const attempt = connections.create({ ...fakeConnection, settings: {} }, asSystem)
    expect(await codeOf(attempt)).toBe('connection_invalid')
    expect(await connections.list('org_1', asSystem)).toEqual([])
  })

  it('are told what is no default, and what it could be', async () => {
    const connections = withDefaults(() => ({ loginPath: 'acme', access: 5 }) as never)
    await expect(connections.create(fakeConnection, asSystem)).rejects.toMatchObject({
      issues: [
        { path: 'access', message: 'access of connectionDefaults is no object.' },
        { path: 'loginPath', hint: 'Use one of settings, claims, access, session.' },
      ],
    })
  })

  it('create nothing where the hook throws', async () => {
    const connections = withDefaults(() => {
      throw new Error('database')
    })
    expect(await codeOf(connections.create(fakeConnection, asSystem))).toBe('host_callback_failed')
    expect(await connections.list('org_1', asSystem)).toEqual([])
  })
})
