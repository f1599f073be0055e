import { describe, expect, it } from 'vitest'
import {
  type AccountFacts,
  type Connection,
  isSsoError,
  type PolicyOutcome,
  type SsoConfig,
} from '../../src/index.ts'
import { directory, facts } from '../support/accounts.ts'
import { fakeProvider } from '../support/fake-provider.ts'
import { asSystem, createHarness, type Harness } from '../support/harness.ts'

const admin = { actor: 'ann' }
const owner = facts('acc_owner', { isExempt: true, hasPassword: true })

/** Organisation org_1 with a connection that somebody has signed in with. */
async function scene(config: Partial<SsoConfig> = {}, exempt: AccountFacts[] = [owner]) {
  const { accounts } = directory({ list: async () => exempt })
  const harness = createHarness({
    accounts,
    authorize: (_action, actor) => actor === 'ann',
    ...config,
  })
  const connection = await harness.activeConnection('org_1')
  await prove(harness, connection)
  return { ...harness, connection }
}

async function prove({ storage, clock }: Harness, { id, live }: Connection) {
  const fingerprint = live?.fingerprint ?? ''
  await storage.connections.saveEvidence(id, {
    lastLogin: { fingerprint, at: clock().toISOString() },
  })
}

const codeOf = async (call: Promise<unknown>) => {
  try {
    await call
    return 'nothing was thrown'
  } catch (error) {
    return isSsoError(error) ? error.code : error
  }
}

const confirmationOf = (outcome: PolicyOutcome) => {
  if (outcome.state !== 'confirmation_required') throw new Error('It was not asked for.')
  return outcome
}

describe('policies', () => {
  it('NG-15 is mixed before anybody chose', async () => {
    const { sso } = await scene()
    expect(await sso.policies.get('org_1', admin)).toMatchObject({ mode: 'mixed', version: 0 })
  })

  it('NG-16 enforces for new members, with an event', async () => {
    const { sso, events, clock } = await scene()
    const outcome = await sso.policies.set('org_1', { mode: 'enforced_new' }, admin)
    const policy = {
      ...{ organizationId: 'org_1', version: 1, mode: 'enforced_new', isIrreversible: false },
      ...{ enforcedAt: clock().toISOString(), updatedAt: clock().toISOString() },
    }
    expect(outcome).toEqual({ state: 'active', policy })
    expect(await sso.policies.get('org_1', admin)).toEqual(policy)
    expect(events).toContainEqual({
      ...{ type: 'policy.changed', organizationId: 'org_1', at: clock().toISOString() },
      ...{ mode: 'enforced_new', isIrreversible: false, actor: 'ann' },
    })
  })

  it('NG-17 refuses to enforce what nobody has signed in with', async () => {
    const { sso, connection } = await scene()
    await sso.connections.update(
      connection.id,
      { settings: { idp: 'https://b.example' } },
      asSystem,
    )
    await sso.connections.activate(connection.id, asSystem)
    const call = sso.policies.set('org_1', { mode: 'enforced_new' }, admin)
    await expect(call).rejects.toMatchObject({
      code: 'policy_preflight_failed',
      issues: [{ code: 'policy_connection_untested', severity: 'error' }],
    })
    expect(await sso.policies.get('org_1', admin)).toMatchObject({ mode: 'mixed' })
  })

  it('refuses where a disabled connection is the only one', async () => {
    const { sso, connection } = await scene()
    await sso.connections.disable(connection.id, asSystem)
    const report = await sso.policies.preflight('org_1', { mode: 'enforced_new' }, admin)
    expect(report).toMatchObject({ ok: false, issues: [{ code: 'policy_connection_missing' }] })
  })

  it('refuses where the last check of what is live failed', async () => {
    const { sso, storage, connection, clock } = await scene()
    const checks = [{ name: 'keys', status: 'fail', hint: 'Publish keys.' }]
    const check = { status: 'fail', at: clock().toISOString(), report: { checks } } as const
    const fingerprint = connection.live?.fingerprint ?? ''
    await storage.connections.saveEvidence(connection.id, { check: { ...check, fingerprint } })
    const report = await sso.policies.preflight('org_1', { mode: 'enforced_new' }, admin)
    expect(report.ok).toBe(false)
    expect(report.issues).toMatchObject([
      { code: 'policy_connection_failing', hint: 'Publish keys.' },
    ])
  })

  it('refuses where the last certificate has expired since', async () => {
    const end = new Date('2026-01-02T00:00:00.000Z')
    const providers = [fakeProvider({ certificatesEndAt: () => end })]
    const { sso, clock } = await scene({ providers })
    const ask = () => sso.policies.preflight('org_1', { mode: 'enforced_new' }, admin)
    clock.set('2026-01-01T23:59:59.999Z')
    expect(await ask()).toEqual({ ok: true, issues: [] })
    clock.set(end)
    expect(await ask()).toMatchObject({
      ok: false,
      issues: [
        {
          code: 'policy_connection_failing',
          message: expect.stringContaining('signing_certificates'),
        },
      ],
    })
  })

  it('KO-2 examines what will be stored, and not what merely reads like it', async () => {
    const { sso, connection } = await scene({}, [])
    const change = { mode: ['enforced_all'] } as never
    expect(await codeOf(sso.policies.set('org_1', change, admin))).toBe('policy_invalid')
    await sso.connections.disable(connection.id, asSystem)
    const activation = { ...asSystem, enforcement: change }
    const activated = await codeOf(sso.connections.activate(connection.id, activation))
    expect(activated).toBe('policy_invalid')
    expect(await sso.policies.get('org_1', asSystem)).toMatchObject({ mode: 'mixed' })
  })

  it('KO-2 refuses to enforce for all where no exempt account could sign in', async () => {
    const { sso } = await scene({}, [{ ...owner, hasPassword: false }])
    expect(await codeOf(sso.policies.set('org_1', { mode: 'enforced_all' }, admin))).toBe(
      'policy_preflight_failed',
    )
    expect(await codeOf(sso.policies.set('org_1', { mode: 'enforced_new' }, admin))).toBe(
      'nothing was thrown',
    )
  })

  it('does not examine a way back', async () => {
    const { sso, connection } = await scene()
    await sso.policies.set('org_1', { mode: 'enforced_all' }, admin)
    await sso.connections.disable(connection.id, asSystem)
    const back = await sso.policies.set('org_1', { mode: 'mixed' }, admin)
    expect(back).toMatchObject({ state: 'active', policy: { mode: 'mixed', version: 2 } })
  })

  it('a directory that fails ends in its own error, and changes nothing', async () => {
    const { accounts } = directory({ list: () => Promise.reject(new Error('down')) })
    const { sso } = await scene({ accounts })
    expect(await codeOf(sso.policies.set('org_1', { mode: 'enforced_all' }, admin))).toBe(
      'accounts_failed',
    )
    expect(await sso.policies.get('org_1', admin)).toMatchObject({ mode: 'mixed' })
  })

  it('CL-1 asks the host for default accounts and shows them', async () => {
    const legacyAccounts = async (organizationId: string) => [
      { id: `admin@${organizationId}`, reason: 'It is the account of the installer.' },
    ]
    const { sso } = await scene({ legacyAccounts })
    const report = await sso.policies.preflight('org_1', { mode: 'enforced_all' }, admin)
    expect(report).toMatchObject({
      ok: true,
      issues: [{ code: 'policy_legacy_account', path: 'accounts.admin@org_1' }],
    })
  })

  it('T3 asks the host for each call, and nobody may where it does not answer', async () => {
    const asked: unknown[] = []
    const { sso } = await scene({
      authorize: (...question) => {
        asked.push(question)
        return false
      },
    })
    const mallory = { actor: 'mallory' }
    const change = { mode: 'mixed' } as const
    for (const call of [
      () => sso.policies.get('org_1', mallory),
      () => sso.policies.set('org_1', change, mallory),
      () => sso.policies.preflight('org_1', change, mallory),
    ]) {
      expect(await codeOf(call())).toBe('not_authorized')
    }
    expect(asked).toEqual([
      ['policy.read', 'mallory', 'org_1'],
      ['policy.update', 'mallory', 'org_1'],
      ['policy.read', 'mallory', 'org_1'],
    ])
  })

  it('PU-1 enforces nothing for an organisation without the plan, yet lets it go back', async () => {
    let isAllowed = true
    const { sso } = await scene({ isSsoAllowed: () => isAllowed })
    await sso.policies.set('org_1', { mode: 'enforced_new' }, admin)
    isAllowed = false
    expect(await codeOf(sso.policies.set('org_1', { mode: 'enforced_all' }, admin))).toBe(
      'organization_not_entitled',
    )
    expect(await codeOf(sso.policies.set('org_1', { mode: 'mixed' }, admin))).toBe(
      'nothing was thrown',
    )
  })

  it('lets one of two admins win', async () => {
    const { sso } = await scene()
    const versioned = { ...admin, expectedVersion: 0 }
    await sso.policies.set('org_1', { mode: 'enforced_new' }, versioned)
    expect(await codeOf(sso.policies.set('org_1', { mode: 'enforced_all' }, versioned))).toBe(
      'policy_conflict',
    )
  })

  it('answers a storage that has moved on with a conflict', async () => {
    const { sso, storage } = await scene()
    const { update } = storage.organizations
    storage.organizations.update = async (id, version, policy) => update(id, version + 1, policy)
    expect(await codeOf(sso.policies.set('org_1', { mode: 'enforced_new' }, admin))).toBe(
      'policy_conflict',
    )
  })
})

describe('an irreversible policy', () => {
  const forGood = { mode: 'enforced_all', irreversible: true } as const

  it('KO-3 is set in two steps', async () => {
    const { sso } = await scene()
    const asked = confirmationOf(await sso.policies.set('org_1', forGood, admin))
    expect(asked.warnings).toEqual([
      'This change is irreversible. Once you switch to single sign-on, you cannot revert to using native authentication.',
    ])
    expect(await sso.policies.get('org_1', admin)).toMatchObject({ mode: 'mixed' })
    const done = await sso.policies.set('org_1', forGood, { ...admin, confirmation: asked.token })
    expect(done).toMatchObject({ state: 'active', policy: { isIrreversible: true } })
  })

  it('KO-3 cannot be undone by an admin, only by the operator', async () => {
    const { sso } = await scene()
    const { token } = confirmationOf(await sso.policies.set('org_1', forGood, admin))
    await sso.policies.set('org_1', forGood, { ...admin, confirmation: token })
    for (const change of [
      { mode: 'mixed' },
      { mode: 'enforced_new' },
      { mode: 'enforced_all', irreversible: false },
    ] as const) {
      expect(await codeOf(sso.policies.set('org_1', change, admin))).toBe('policy_irreversible')
    }
    const reset = await sso.policies.set('org_1', { mode: 'mixed' }, asSystem)
    expect(reset).toMatchObject({ state: 'active', policy: { mode: 'mixed' } })
  })

  it('takes no confirmation of another change, organisation, version or time', async () => {
    const { sso, clock, activeConnection, ...rest } = await scene()
    await prove({ sso, clock, activeConnection, ...rest }, await activeConnection('org_2'))
    const tokenFor = async (organizationId: string, mode: 'enforced_new' | 'enforced_all') =>
      confirmationOf(await sso.policies.set(organizationId, { mode, irreversible: true }, admin))
        .token
    const set = (confirmation: string) =>
      codeOf(sso.policies.set('org_1', forGood, { ...admin, confirmation }))
    const invalid = 'activation_confirmation_invalid'

    expect(await set('')).toBe(invalid)
    expect(await set('x.y.z')).toBe(invalid)
    expect(await set(7 as never)).toBe(invalid)
    expect(await set(await tokenFor('org_1', 'enforced_new'))).toBe(invalid)
    expect(await set(await tokenFor('org_2', 'enforced_all'))).toBe(invalid)

    const late = await tokenFor('org_1', 'enforced_all')
    clock.advance(600)
    expect(await set(late)).toBe(invalid)

    const old = await tokenFor('org_1', 'enforced_all')
    await sso.policies.set('org_1', { mode: 'enforced_new' }, admin)
    expect(await set(old)).toBe(invalid)

    const fresh = await tokenFor('org_1', 'enforced_all')
    clock.advance(599)
    expect(await set(fresh)).toBe('nothing was thrown')
  })

  it('is examined before it is confirmed, and again when it is', async () => {
    const { sso, connection } = await scene()
    const { token } = confirmationOf(await sso.policies.set('org_1', forGood, admin))
    await sso.connections.disable(connection.id, asSystem)
    const call = sso.policies.set('org_1', forGood, { ...admin, confirmation: token })
    expect(await codeOf(call)).toBe('policy_preflight_failed')
  })
})
