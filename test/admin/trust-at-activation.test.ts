import { describe, expect, it } from 'vitest'
import type { SsoConfig, SsoStorage } from '../../src/index.ts'
import { directory, facts } from '../support/accounts.ts'
import { fakeProvider } from '../support/fake-provider.ts'
import { asSystem, codeOf, createHarness, type Harness, storageWith } from '../support/harness.ts'

/** What the provider publishes follows from the settings, as addresses and keys do. */
const providers = [
  fakeProvider({
    loadTrust: async ({ settings }) => ({ document: { of: settings.endpoint ?? '' }, issues: [] }),
  }),
]
const settings = { idp: 'https://fake.example', endpoint: 'before' }
const moved = { settings: { endpoint: 'after' } }

const owner = facts('owner', { isExempt: true, hasPassword: true })

/** Somebody has signed in with the draft, as far as the storage knows. */
async function prove({ sso, storage }: Harness, id: string): Promise<void> {
  const { draft } = await sso.connections.get(id, asSystem)
  const lastLogin = { fingerprint: draft?.fingerprint ?? '', at: '2026-01-01T12:00:00.000Z' }
  await storage.connections.saveEvidence(id, { lastLogin })
}

const trustIn = async ({ connections }: SsoStorage, id: string) => {
  const [loaded] = await connections.load({ id })
  return loaded?.record.connection.trust
}

describe('what a connection trusts', () => {
  it('T2 follows its activation, also where another process has a clock that is ahead', async () => {
    const { sso, storage, activeConnection } = createHarness({ providers })
    const { id, trust } = await activeConnection('org_1', { settings })
    const ahead = { checkedAt: '2026-01-01T12:04:00.000Z', document: { of: 'before' } }
    await storage.connections.saveTrust(id, trust?.checkedAt ?? null, ahead, null)
    await sso.connections.update(id, moved, asSystem)
    await sso.connections.activate(id, asSystem)
    expect(await trustIn(storage, id)).toMatchObject({ document: { of: 'after' } })
  })

  it('T2 follows its activation, also where the old one is renewed in the meantime', async () => {
    let renew: (() => Promise<unknown>) | undefined
    const { accounts } = directory({
      list: async () => {
        await renew?.()
        return [owner]
      },
    })
    const harness = createHarness({ providers, accounts })
    const { sso, storage, clock } = harness
    const { id, trust } = await harness.activeConnection('org_1', { settings })
    await sso.connections.update(id, moved, asSystem)
    await prove(harness, id)
    renew = async () => {
      clock.advance(2)
      const renewed = { checkedAt: clock().toISOString(), document: { of: 'before' } }
      await storage.connections.saveTrust(id, trust?.checkedAt ?? null, renewed, null)
      clock.advance(2)
    }
    await sso.connections.activate(id, { ...asSystem, enforcement: { mode: 'enforced_all' } })
    expect(await trustIn(storage, id)).toMatchObject({ document: { of: 'after' } })
  })
})

describe('an activation that is put back', () => {
  /** Active with what was before; the policy that the host wants of every activation meets others. */
  async function scene(meanwhile: (before: Harness, id: string) => Promise<unknown>) {
    let connectionId: string | undefined
    const storage: SsoStorage = storageWith('organizations', ({ update }) => ({
      update: async (...args) => {
        if (connectionId === undefined) return update(...args)
        await meanwhile(before, connectionId)
        return 'conflict'
      },
    }))
    const { accounts } = directory({ list: async () => [owner] })
    const config: Partial<SsoConfig> = { providers, accounts, storage }
    const before = createHarness(config)
    const { id } = await before.activeConnection('org_1', { settings })
    await before.sso.connections.update(id, moved, asSystem)
    await prove(before, id)
    const enforcement = { mode: 'enforced_all' } as const
    const harness = createHarness({ ...config, activation: { requires: [], enforcement } })
    const { live } = await before.sso.connections.get(id, asSystem)
    connectionId = id
    harness.clock.advance(60)
    return { id, storage, live, connections: harness.sso.connections }
  }
  const once = (call: (before: Harness, id: string) => Promise<unknown>) => {
    let calls = 0
    return async (before: Harness, id: string) => (calls++ > 0 ? undefined : call(before, id))
  }

  it('T2 T4 trusts again what it trusted before, and nothing of the draft', async () => {
    const { connections, id, live } = await scene(async () => {})
    expect(await codeOf(connections.activate(id, asSystem))).toBe('policy_conflict')
    const after = await connections.get(id, asSystem)
    expect(after).toMatchObject({ status: 'active', live, draft: moved })
    expect(after.trust).toMatchObject({ document: { of: 'before' } })
  })

  it('KO-1 is put back also where somebody edits it meanwhile, and keeps the edit', async () => {
    const edit = { description: 'edited', loginPath: 'acme', settings: { endpoint: 'third' } }
    const secrets = { apiKey: 'third' }
    const { connections, id, live, storage } = await scene(
      once(({ sso }, active) => sso.connections.update(active, { ...edit, secrets }, asSystem)),
    )
    expect(await codeOf(connections.activate(id, asSystem))).toBe('policy_conflict')
    const [after] = await storage.connections.load({ id })
    const { settings: edited, ...header } = edit
    expect(after?.record.connection).toMatchObject({ status: 'active', live, ...header })
    expect(after?.record.connection.draft).toMatchObject({ settings: edited })
    expect(Object.keys(after?.record.sealed.draft ?? {})).toEqual(['apiKey'])
    expect(after?.record.sealed.live).toEqual({})
    expect(after?.record.connection.trust).toMatchObject({ document: { of: 'before' } })
  })

  it('stays as somebody else has switched it meanwhile', async () => {
    const { connections, id, live } = await scene(
      once(({ sso }, active) => sso.connections.disable(active, asSystem)),
    )
    expect(await codeOf(connections.activate(id, asSystem))).toBe('policy_conflict')
    const after = await connections.get(id, asSystem)
    expect(after.status).toBe('disabled')
    expect(after.live?.fingerprint).not.toBe(live?.fingerprint)
  })
})
