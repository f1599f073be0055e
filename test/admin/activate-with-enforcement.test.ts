import { describe, expect, it } from 'vitest'
import type { SsoConfig } from '../../src/index.ts'
import { directory, facts } from '../support/accounts.ts'
import {
  answer,
  asSystem,
  begin,
  codeOf,
  createHarness,
  fakeConnection,
  type Harness,
  storageWith,
} from '../support/harness.ts'

describe('activate with enforcement', () => {
  const enforcing = (config: Partial<SsoConfig> = {}) => {
    const { accounts } = directory({
      list: async () => [facts('owner', { isExempt: true, hasPassword: true })],
    })
    return createHarness({ accounts, ...config })
  }
  const enforcement = { mode: 'enforced_all' } as const
  const policyOf = async ({ sso }: Harness) => (await sso.policies.get('org_1', asSystem)).mode

  async function proven(harness: Harness): Promise<string> {
    const { id } = await harness.activeConnection()
    const flow = await begin(harness, id)
    await harness.sso.handler(answer(id, flow))
    await harness.settled()
    return id
  }

  it('switches both in one step', async () => {
    const harness = enforcing()
    const id = await proven(harness)
    await harness.sso.connections.disable(id, asSystem)
    const outcome = await harness.sso.connections.activate(id, { ...asSystem, enforcement })
    expect(outcome).toEqual({ state: 'active' })
    expect(await policyOf(harness)).toBe('enforced_all')
    expect((await harness.sso.connections.get(id, asSystem)).status).toBe('active')
  })

  it('T3 needs the permission for either', async () => {
    const harness = enforcing({ authorize: (action) => action === 'connection.activate' })
    const id = await proven(harness)
    const options = { actor: 'ann', enforcement }
    expect(await codeOf(harness.sso.connections.activate(id, options))).toBe('not_authorized')
    expect(await policyOf(harness)).toBe('mixed')
    expect(await codeOf(harness.sso.connections.activate(id, { actor: 'ann' }))).toBe('accepted')
  })

  it('activates nothing where the policy would lock people out', async () => {
    const harness = enforcing()
    const { id } = await harness.sso.connections.create(fakeConnection, asSystem)
    const attempt = harness.sso.connections.activate(id, { ...asSystem, enforcement })
    expect(await codeOf(attempt)).toBe('policy_preflight_failed')
    expect((await harness.sso.connections.get(id, asSystem)).status).toBe('draft')
  })

  it('says which half is done where the second one fails, and can be repeated', async () => {
    let isTaken = true
    const storage = storageWith('organizations', ({ update }) => ({
      update: async (...args) => (isTaken ? 'conflict' : update(...args)),
    }))
    const harness = enforcing({ storage })
    const id = await proven(harness)
    await harness.sso.connections.disable(id, asSystem)
    const options = { ...asSystem, enforcement }
    await expect(harness.sso.connections.activate(id, options)).rejects.toMatchObject({
      ...{ code: 'activation_enforcement_failed', connectionId: id },
      cause: { code: 'policy_conflict' },
    })
    expect((await harness.sso.connections.get(id, asSystem)).status).toBe('active')
    expect(await policyOf(harness)).toBe('mixed')
    isTaken = false
    expect(await codeOf(harness.sso.connections.activate(id, options))).toBe('accepted')
    expect(await policyOf(harness)).toBe('enforced_all')
  })

  it('KO-32 asks before it gives up passwords for good, whatever the gates are', async () => {
    const harness = enforcing()
    const id = await proven(harness)
    await harness.sso.connections.disable(id, asSystem)
    const options = { ...asSystem, enforcement: { ...enforcement, irreversible: true } }
    const question = await harness.sso.connections.activate(id, options)
    if (!('token' in question)) throw new Error('nothing was asked')
    expect((await harness.sso.connections.get(id, asSystem)).status).toBe('disabled')
    // The token is of this policy, and no permission for another.
    const milder = {
      ...asSystem,
      enforcement: { ...enforcement, mode: 'enforced_new', irreversible: true },
    } as const
    const stolen = { ...milder, confirmation: question.token }
    expect(await codeOf(harness.sso.connections.activate(id, stolen))).toBe(
      'activation_confirmation_invalid',
    )
    const confirmed = { ...options, confirmation: question.token }
    expect(await harness.sso.connections.activate(id, confirmed)).toEqual({ state: 'active' })
    expect(await harness.sso.policies.get('org_1', asSystem)).toMatchObject({
      ...{ mode: 'enforced_all', isIrreversible: true },
    })
  })

  describe('that the host wants of every activation', () => {
    const least = { mode: 'enforced_all', irreversible: true } as const
    const leastOf = (config: Partial<SsoConfig> = {}) =>
      enforcing({ activation: { requires: [], enforcement: least }, ...config })
    /** What proves a connection is a sign-in, before the host wants anything. */
    async function provenIn(config: Partial<SsoConfig> = {}) {
      const before = enforcing()
      const id = await proven(before)
      await before.sso.connections.disable(id, asSystem)
      const { storage } = before
      return { id, before, harness: leastOf({ storage, ...config }) }
    }

    it.each([
      [undefined],
      [{ mode: 'mixed' }],
      [{ mode: 'enforced_new' }],
      [{ mode: 'enforced_all', irreversible: false }],
    ] as const)('KO-1 KO-3 KO-32 is not evaded by asking for %o', async (asked) => {
      const { id, harness } = await provenIn()
      const options = { ...asSystem, ...(asked ? { enforcement: asked } : {}) }
      const question = await harness.sso.connections.activate(id, options)
      if (!('token' in question)) throw new Error('nothing was asked')
      expect((await harness.sso.connections.get(id, asSystem)).status).toBe('disabled')
      const confirmed = { ...options, confirmation: question.token }
      expect(await harness.sso.connections.activate(id, confirmed)).toEqual({ state: 'active' })
      expect(await harness.sso.policies.get('org_1', asSystem)).toMatchObject({
        ...{ mode: 'enforced_all', isIrreversible: true },
      })
    })

    it('asks nothing more once the organisation is as strict', async () => {
      const { id, harness } = await provenIn()
      const question = await harness.sso.connections.activate(id, asSystem)
      if (!('token' in question)) throw new Error('nothing was asked')
      const confirmed = { ...asSystem, confirmation: question.token }
      await harness.sso.connections.activate(id, confirmed)
      const { version } = await harness.sso.policies.get('org_1', asSystem)
      expect(await harness.sso.connections.activate(id, asSystem)).toEqual({ state: 'active' })
      expect((await harness.sso.policies.get('org_1', asSystem)).version).toBe(version)
    })

    it('KO-1 gives nothing back where the organisation is as strict', async () => {
      const activation = { requires: [], enforcement }
      const { id, harness } = await provenIn({ activation })
      await harness.sso.connections.activate(id, asSystem)
      const looser = { ...asSystem, enforcement: { mode: 'mixed' } } as const
      expect(await codeOf(harness.sso.connections.activate(id, looser))).toBe('accepted')
      expect(await policyOf(harness)).toBe('enforced_all')
    })

    it('KO-3 makes what is stricter already final, and never looser', async () => {
      const { id, before, harness } = await provenIn({
        activation: { requires: [], enforcement: { mode: 'enforced_new', irreversible: true } },
      })
      await before.sso.connections.activate(id, { ...asSystem, enforcement })
      await before.sso.connections.disable(id, asSystem)
      const question = await harness.sso.connections.activate(id, asSystem)
      if (!('token' in question)) throw new Error('nothing was asked')
      await harness.sso.connections.activate(id, { ...asSystem, confirmation: question.token })
      expect(await harness.sso.policies.get('org_1', asSystem)).toMatchObject({
        ...{ mode: 'enforced_all', isIrreversible: true },
      })
    })

    /** The first so many changes of an organisation meet somebody who was faster. */
    async function contested(conflicts: number) {
      let left = Number.POSITIVE_INFINITY
      const storage = storageWith('organizations', ({ update }) => ({
        update: async (...args) => (left-- > 0 ? 'conflict' : update(...args)),
      }))
      const before = enforcing({ storage })
      const id = await proven(before)
      await before.sso.connections.disable(id, asSystem)
      const harness = leastOf({ storage })
      const question = await harness.sso.connections.activate(id, asSystem)
      if (!('token' in question)) throw new Error('nothing was asked')
      left = conflicts
      const confirmed = { ...asSystem, confirmation: question.token }
      return { id, harness, attempt: harness.sso.connections.activate(id, confirmed) }
    }

    it('KO-1 is not evaded by changing the organisation at the same time', async () => {
      const { harness, attempt } = await contested(3)
      expect(await attempt).toEqual({ state: 'active' })
      expect(await policyOf(harness)).toBe('enforced_all')
    })

    it('KO-1 leaves nothing active where the policy cannot be changed', async () => {
      const { id, harness, attempt } = await contested(Number.POSITIVE_INFINITY)
      await expect(attempt).rejects.toMatchObject({ code: 'policy_conflict' })
      expect((await harness.sso.connections.get(id, asSystem)).status).toBe('disabled')
      expect(await policyOf(harness)).toBe('mixed')
      expect(harness.events.at(-1)).not.toMatchObject({ type: 'connection.activated' })
    })

    it('T3 needs the permission to change the policy', async () => {
      const authorize = (action: string) => action === 'connection.activate'
      const { id, harness } = await provenIn({ authorize })
      const attempt = harness.sso.connections.activate(id, { actor: 'ann' })
      expect(await codeOf(attempt)).toBe('not_authorized')
      expect((await harness.sso.connections.get(id, asSystem)).status).toBe('disabled')
    })

    it('KO-2 activates nothing where nobody could sign in after a failure of the provider', async () => {
      const { accounts } = directory({ list: async () => [] })
      const { id, harness } = await provenIn({ accounts })
      const attempt = harness.sso.connections.activate(id, asSystem)
      expect(await codeOf(attempt)).toBe('policy_preflight_failed')
      expect((await harness.sso.connections.get(id, asSystem)).status).toBe('disabled')
    })
  })
})
