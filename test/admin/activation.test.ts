import { describe, expect, it } from 'vitest'
import { fakeProvider } from '../support/fake-provider.ts'
import { asSystem, codeOf, createHarness, fakeConnection, storageWith } from '../support/harness.ts'

describe('connections.activate', () => {
  it('refuses what its provider would not accept any more, and what the trust forbids', async () => {
    let isStrict = false
    let issues: object[] = []
    const bad = { path: 'settings.idp', code: 'x', message: 'm', hint: 'h' }
    const provider = fakeProvider({
      validateSettings: (settings) => ({ settings, invalid: isStrict ? [bad] : [], missing: [] }),
      loadTrust: async () => ({ document: {}, issues: issues as never }),
    })
    const { sso } = createHarness({ providers: [provider] })
    const { id } = await sso.connections.create(fakeConnection, asSystem)
    isStrict = true
    expect(await codeOf(sso.connections.activate(id, asSystem))).toBe('connection_not_ready')
    isStrict = false
    issues = [bad]
    expect(await codeOf(sso.connections.activate(id, asSystem))).toBe('connection_not_ready')
    issues = []
    expect(await codeOf(sso.connections.activate(id, asSystem))).toBe('accepted')
  })

  it('reads afresh what the provider publishes, and tells which secrets are stored', async () => {
    const seen: unknown[] = []
    const provider = fakeProvider({
      validateSettings: (settings, { storedSecrets }) => {
        seen.push([...storedSecrets])
        return { settings, invalid: [], missing: [] }
      },
      loadTrust: async ({ trust }) => {
        seen.push(trust.document)
        return { document: { read: 1 }, issues: [] }
      },
    })
    const { sso } = createHarness({ providers: [provider] })
    const { id } = await sso.connections.create(
      { ...fakeConnection, secrets: { apiKey: 'k' } },
      asSystem,
    )
    await sso.connections.activate(id, asSystem)
    seen.length = 0
    await sso.connections.activate(id, asSystem)
    expect(seen).toEqual([['apiKey'], undefined])
  })

  it('T4 takes the secrets of the draft, also where it has none', async () => {
    const secrets: unknown[] = []
    const provider = fakeProvider({
      loadTrust: async ({ secret }) => {
        secrets.push(await secret('apiKey'))
        return { document: {}, issues: [] }
      },
    })
    const { sso, storage } = createHarness({ providers: [provider] })
    const { id } = await sso.connections.create(
      { ...fakeConnection, secrets: { apiKey: 'k' } },
      asSystem,
    )
    await sso.connections.activate(id, asSystem)
    await sso.connections.update(id, { secrets: { apiKey: null } }, asSystem)
    await sso.connections.activate(id, asSystem)
    expect(secrets).toEqual(['k', undefined])
    expect((await storage.connections.load({ id }))[0]?.record.sealed).toEqual({ live: {} })
  })

  it('T4 gives a draft without secrets none, also where the storage drops empty objects', async () => {
    const storage = storageWith('connections', ({ update }) => ({
      update: async (id, version, record) => {
        const sealed = Object.fromEntries(
          Object.entries(record.sealed).filter(([, kept]) => Object.keys(kept ?? {}).length > 0),
        )
        return update(id, version, { ...record, sealed })
      },
    }))
    const secrets: unknown[] = []
    const provider = fakeProvider({
      loadTrust: async ({ secret }) => {
        secrets.push(await secret('apiKey'))
        return { document: {}, issues: [] }
      },
    })
    const { sso } = createHarness({ storage, providers: [provider] })
    const { id } = await sso.connections.create(
      { ...fakeConnection, secrets: { apiKey: 'k' } },
      asSystem,
    )
    await sso.connections.activate(id, asSystem)
    await sso.connections.update(id, { settings: { idp: 'https://evil.example' } }, asSystem)
    await sso.connections.activate(id, asSystem)
    expect(secrets).toEqual(['k', undefined])
  })
})
