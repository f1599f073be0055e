import { describe, expect, it } from 'vitest'
import type { Sso } from '../../src/index.ts'
import { directory, facts } from '../support/accounts.ts'
import { beginTest } from '../support/connection-tests.ts'
import { fakeProvider } from '../support/fake-provider.ts'
import { answer, asSystem, codeOf, createHarness, fakeConnection } from '../support/harness.ts'

/** A tested draft, on a provider that lets other calls go first at every step. */
async function scene() {
  const pause = () => new Promise((resolve) => setTimeout(resolve))
  const harness = createHarness({
    activation: { requires: ['test'] },
    providers: [
      fakeProvider({
        loadTrust: async () => {
          await pause()
          return { document: {}, issues: [] }
        },
      }),
    ],
  })
  const { id } = await harness.sso.connections.create(fakeConnection, asSystem)
  await harness.sso.handleCallback(answer(id, await beginTest(harness, id)))
  const { draft } = await harness.sso.connections.get(id, asSystem)
  return { ...harness, id, tested: draft?.fingerprint, pause }
}

type Call = (connections: Sso['connections'], id: string) => Promise<unknown>

const untested = { settings: { idp: 'https://untested.example' } }
const calls: Readonly<Record<'activate' | 'update' | 'disable' | 'remove', Call>> = {
  activate: (connections, id) => connections.activate(id, asSystem),
  update: (connections, id) => connections.update(id, untested, asSystem),
  disable: (connections, id) => connections.disable(id, asSystem),
  remove: (connections, id) => connections.remove(id, asSystem),
}
type Name = keyof typeof calls

const orders: readonly (readonly Name[])[] = [
  ['activate', 'update'],
  ['update', 'activate'],
  ['activate', 'disable'],
  ['disable', 'activate'],
  ['activate', 'remove'],
  ['remove', 'activate'],
  ['activate', 'update', 'disable', 'activate'],
  ['activate', 'disable', 'update', 'activate', 'remove'],
]

describe('administrative calls at once', () => {
  it.each(orders.map((names) => [names.join(', '), names] as const))(
    'T2 make nothing live that nobody tested: %s',
    async (_what, names) => {
      const { sso, storage, id, tested } = await scene()
      const outcomes = await Promise.all(
        names.map((name) => codeOf(calls[name](sso.connections, id))),
      )
      const known = ['accepted', 'connection_conflict', 'connection_not_found']
      const expected = [...known, 'connection_not_ready']
      for (const outcome of outcomes) expect(expected).toContain(outcome)
      expect(outcomes).toContain('accepted')
      const [stored] = await storage.connections.load({ id })
      if (stored?.record.connection.status === 'active') {
        expect(stored.record.connection.live?.fingerprint).toBe(tested)
      }
    },
  )

  it('T2 activate one time, however many ask for it', async () => {
    const { sso, id, events } = await scene()
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => codeOf(sso.connections.activate(id, asSystem))),
    )
    expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(1)
    expect(new Set(outcomes)).toEqual(new Set(['accepted', 'connection_conflict']))
    expect(events.filter(({ type }) => type === 'connection.activated')).toHaveLength(1)
  })

  it('say that the connection is gone where somebody removed it in the middle', async () => {
    const { sso, id } = await scene()
    const [activated] = await Promise.all([
      codeOf(sso.connections.activate(id, asSystem)),
      sso.connections.remove(id, asSystem),
    ])
    expect(activated).toBe('connection_not_found')
  })

  it('KO-3 confirm one time, and never again', async () => {
    const owner = facts('acc_owner', { isExempt: true, hasPassword: true })
    const { accounts } = directory({ list: async () => [owner] })
    const { sso, activeConnection, storage } = createHarness({ accounts, authorize: () => true })
    const { id, live } = await activeConnection()
    const lastLogin = { fingerprint: live?.fingerprint ?? '', at: '2026-01-01T12:00:00.000Z' }
    await storage.connections.saveEvidence(id, { lastLogin })
    const change = { mode: 'enforced_all', irreversible: true } as const
    const admin = { actor: 'ann' }
    const question = await sso.policies.set('org_1', change, admin)
    const confirmation = 'token' in question ? question.token : ''
    const confirm = () => codeOf(sso.policies.set('org_1', change, { ...admin, confirmation }))
    const outcomes = await Promise.all(Array.from({ length: 5 }, confirm))
    expect(outcomes.toSorted()).toEqual(['accepted', ...Array(4).fill('policy_conflict')])
    await sso.policies.set('org_1', { mode: 'mixed', irreversible: false }, asSystem)
    // The operator has undone it; the yes of then is not a yes of now.
    expect(await confirm()).toBe('activation_confirmation_invalid')
    expect(await sso.policies.get('org_1', admin)).toMatchObject({ mode: 'mixed' })
  })

  it('KO-3 leave what is irreversible as it is, whoever imitates the operator', async () => {
    const { sso, storage } = createHarness({ authorize: () => true })
    await storage.organizations.update('org_1', 0, {
      ...{ organizationId: 'org_1', version: 1, mode: 'enforced_all', isIrreversible: true },
      ...{ enforcedAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' },
    })
    const before = await sso.policies.get('org_1', asSystem)
    const { id } = await sso.connections.create(fakeConnection, asSystem)
    const impostors = [
      ...['systemActor', 'Symbol(ssokit.systemActor)', Symbol('ssokit.systemActor'), null],
      ...[undefined, { systemActor: true }, { toString: () => 'ssokit.systemActor' }],
      ...JSON.parse('[{"description":"ssokit.systemActor"}, {"__proto__": {"actor": 1}}]'),
    ]
    const looser = [
      { mode: 'mixed' },
      { mode: 'mixed', irreversible: false },
      { mode: 'enforced_new' },
      { mode: 'enforced_new', irreversible: true },
      { mode: 'enforced_all', irreversible: false },
    ] as const
    for (const actor of impostors) {
      for (const change of looser) {
        expect(await codeOf(sso.policies.set('org_1', change, { actor }))).toBe(
          'policy_irreversible',
        )
        const step = sso.connections.activate(id, { actor, enforcement: change })
        expect(await codeOf(step)).toBe('policy_irreversible')
      }
    }
    await sso.connections.disable(id, asSystem)
    await sso.connections.remove(id, asSystem)
    expect(await sso.policies.get('org_1', asSystem)).toEqual(before)
    const account = facts('acc_1', { hasPassword: true })
    const decision = await sso.mayUsePassword({ organizationId: 'org_1', account })
    expect(decision).toEqual({ allowed: false, reason: 'sso_suspended' })
    expect(await sso.loginOptions({ organizationId: 'org_1' })).toMatchObject({ password: false })
  })
})
