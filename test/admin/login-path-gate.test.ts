import { describe, expect, it } from 'vitest'
import { asSystem, codeOf, createHarness, fakeConnection } from '../support/harness.ts'

const gated = () => createHarness({ activation: { requires: ['login_path'] } }).sso.connections

describe('the gate login_path', () => {
  it('KO-15 KO-29 lets nothing go live without one', async () => {
    const connections = gated()
    const { id } = await connections.create(fakeConnection, asSystem)
    await expect(connections.activate(id, asSystem)).rejects.toMatchObject({
      code: 'connection_not_ready',
      issues: [{ path: 'loginPath', code: 'activation_login_path_missing' }],
    })
    await connections.update(id, { loginPath: 'acme' }, asSystem)
    expect(await connections.activate(id, asSystem)).toEqual({ state: 'active' })
  })

  it('KO-33 keeps it from being taken away from what is live, though not from being changed', async () => {
    const connections = gated()
    const { id } = await connections.create({ ...fakeConnection, loginPath: 'acme' }, asSystem)
    await connections.update(id, { loginPath: null }, asSystem)
    await connections.update(id, { loginPath: 'acme' }, asSystem)
    await connections.activate(id, asSystem)
    const attempt = connections.update(id, { loginPath: null }, asSystem)
    expect(await codeOf(attempt)).toBe('connection_invalid')
    expect((await connections.get(id, asSystem)).loginPath).toBe('acme')
    await connections.update(id, { loginPath: 'acme2' }, asSystem)
    await connections.disable(id, asSystem)
    expect((await connections.update(id, { loginPath: null }, asSystem)).loginPath).toBeUndefined()
  })

  it('is none for products that do not ask for it', async () => {
    const { connections } = createHarness().sso
    const { id } = await connections.create({ ...fakeConnection, loginPath: 'acme' }, asSystem)
    await connections.activate(id, asSystem)
    expect((await connections.update(id, { loginPath: null }, asSystem)).loginPath).toBeUndefined()
  })
})
