import { describe, expect, it } from 'vitest'
import { isSsoError } from '../../src/index.ts'
import { memoryStorage } from '../../src/storage/memory/index.ts'
import { fakeProvider } from '../support/fake-provider.ts'
import {
  asSystem,
  createHarness,
  fakeConnection as ready,
  secretA,
  secretB,
} from '../support/harness.ts'

describe('secrets of a connection', () => {
  const withSecret = { ...ready, secrets: { apiKey: 'hunter2-very-secret' } }

  it('T4 never come back, neither from the API nor in clear from the storage', async () => {
    const { sso, storage } = createHarness()
    const connection = await sso.connections.create(withSecret, asSystem)
    expect(connection.draft?.secrets).toEqual({ apiKey: { setAt: '2026-01-01T12:00:00.000Z' } })
    const stored = await storage.connections.load({ id: connection.id })
    expect(JSON.stringify([connection, stored])).not.toContain('hunter2')
  })

  it('T4 are erased when they would be sent somewhere else, in the draft that did it', async () => {
    const { sso, storage, events } = createHarness()
    const { id } = await sso.connections.create(withSecret, asSystem)
    const edited = await sso.connections.update(
      id,
      { settings: { idp: 'https://evil.example' } },
      asSystem,
    )
    expect(edited.draft?.secrets).toEqual({})
    const [loaded] = await storage.connections.load({ id })
    expect(loaded?.record.sealed.draft).toEqual({})
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'connection.secrets_erased', fields: ['apiKey'] }),
    )
  })

  it('T4 a draft that was re-pointed never sees the live secret, the live revision keeps it', async () => {
    const { sso, storage, activeConnection } = createHarness()
    const { id } = await activeConnection('org_1', { secrets: { apiKey: 'hunter2-very-secret' } })
    await sso.connections.update(id, { settings: { idp: 'https://evil.example' } }, asSystem)
    const back = await sso.connections.update(
      id,
      { settings: { idp: 'https://fake.example' } },
      asSystem,
    )
    expect(back.draft?.secrets).toEqual({})
    const [loaded] = await storage.connections.load({ id })
    expect(loaded?.record.sealed.live).toHaveProperty('apiKey')
  })

  it('T4 survive an edit that changes nothing of their destination', async () => {
    const { sso } = createHarness()
    const { id } = await sso.connections.create(withSecret, asSystem)
    const edited = await sso.connections.update(id, { claims: { email: 'mail' } }, asSystem)
    expect(edited.draft?.secrets).toHaveProperty('apiKey')
  })

  it('T4 a new secret given together with the new destination is kept', async () => {
    const { sso } = createHarness()
    const { id } = await sso.connections.create(withSecret, asSystem)
    const change = { settings: { idp: 'https://b.example' }, secrets: { apiKey: 'other' } }
    expect((await sso.connections.update(id, change, asSystem)).draft?.secrets).toHaveProperty(
      'apiKey',
    )
  })

  it('T4 open for the provider of their own connection only', async () => {
    const storage = memoryStorage()
    const seen: (string | undefined)[] = []
    const provider = fakeProvider({
      loadTrust: async ({ secret }) => {
        seen.push(await secret('apiKey'))
        return { document: {}, issues: [] }
      },
    })
    const { sso } = createHarness({ storage, providers: [provider] })
    const { id } = await sso.connections.create(withSecret, asSystem)
    await sso.connections.activate(id, asSystem)
    expect(seen).toEqual(['hunter2-very-secret'])

    const other = await sso.connections.create({ ...ready, organizationId: 'org_2' }, asSystem)
    const [mine] = await storage.connections.load({ id })
    const [theirs] = await storage.connections.load({ id: other.id })
    const moved = { ...theirs!.record, sealed: { draft: mine!.record.sealed.live! } }
    await storage.connections.update(other.id, 1, moved)
    await expect(sso.connections.activate(other.id, asSystem)).rejects.toSatisfy(
      (error) =>
        isSsoError(error, 'connection_not_ready') &&
        error.issues?.[0]?.code === 'connection_secret_unreadable',
    )
  })

  it('open after a rotation of the sealing secrets', async () => {
    const storage = memoryStorage()
    const seen: (string | undefined)[] = []
    const providers = [
      fakeProvider({
        loadTrust: async ({ secret }) => {
          seen.push(await secret('apiKey'))
          return { document: {}, issues: [] }
        },
      }),
    ]
    const before = createHarness({ storage, providers })
    const { id } = await before.sso.connections.create(withSecret, asSystem)
    const after = createHarness({ storage, providers, secrets: [secretB, secretA] })
    await after.sso.connections.activate(id, asSystem)
    expect(seen).toEqual(['hunter2-very-secret'])
  })
})
