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
})
