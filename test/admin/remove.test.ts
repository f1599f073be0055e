import { describe, expect, it } from 'vitest'
import type { EndedSession } from '../../src/index.ts'
import { directory } from '../support/accounts.ts'
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

async function signIn(harness: Harness, id: string, person: string): Promise<void> {
  const flow = await begin(harness, id)
  const { status } = await harness.sso.handler(answer(id, flow, person))
  expect(status).toBe(303)
}

const openSessions = async ({ storage }: Harness, connectionId: string) =>
  (await storage.sessions.find({ connectionId, limit: 100 })).map(({ subject }) => subject).sort()

const both = ['disable', 'remove'] as const

describe.each(both)('connections.%s', (call) => {
  const reason = call === 'disable' ? 'connection_disabled' : 'connection_removed'

  it('ends the sessions of this connection, tells the host, and spares all others', async () => {
    const told: EndedSession[] = []
    const harness = createHarness({ onSessionsEnd: (sessions) => void told.push(...sessions) })
    const [mine, other] = [
      await harness.activeConnection(),
      await harness.activeConnection('org_2'),
    ]
    await signIn(harness, mine.id, 'ann')
    await signIn(harness, mine.id, 'bob')
    await signIn(harness, other.id, 'ann')
    await harness.sso.connections[call](mine.id, asSystem)
    expect(await openSessions(harness, mine.id)).toEqual([])
    expect(await openSessions(harness, other.id)).toEqual(['ann'])
    const ids = harness.logins.slice(0, 2).map(({ session }) => session.id)
    expect(told.map(({ id }) => id).sort()).toEqual(ids.sort())
    const expected = { connectionId: mine.id, organizationId: 'org_1', reason }
    for (const session of told) expect(session).toMatchObject(expected)
  })

  it('reaches every session where there are more than one page of them', async () => {
    const told: string[] = []
    const harness = createHarness({
      onSessionsEnd: (sessions) => void told.push(...sessions.map(({ id }) => id)),
    })
    const { id } = await harness.activeConnection()
    await signIn(harness, id, 'ann')
    const [first] = await harness.storage.sessions.find({ connectionId: id, limit: 1 })
    if (!first) throw new Error('no session')
    for (let index = 0; index < 250; index++) {
      await harness.storage.sessions.put({ ...first, id: `ses_${index}` })
    }
    await harness.sso.connections[call](id, asSystem)
    expect(new Set(told).size).toBe(251)
    expect(await openSessions(harness, id)).toEqual([])
  })

  it('T2 ends sign-ins that are under way', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const flow = await begin(harness, id)
    await harness.sso.connections[call](id, asSystem)
    const refused = call === 'disable' ? 'connection_not_active' : 'connection_not_found'
    expect(await codeOf(harness.sso.handleCallback(answer(id, flow)))).toBe(refused)
    expect(harness.logins).toEqual([])
  })

  it('lets nobody in while the host fails to end its sessions, and is finished by another try', async () => {
    let isDown = true
    const told: EndedSession[] = []
    const harness = createHarness({
      onSessionsEnd: (sessions) => {
        if (isDown) throw new Error('down')
        told.push(...sessions)
      },
    })
    const { id } = await harness.activeConnection()
    await signIn(harness, id, 'ann')
    expect(await codeOf(harness.sso.connections[call](id, asSystem))).toBe('host_callback_failed')
    expect(await codeOf(harness.sso.startLogin({ connectionId: id }))).toBe('connection_not_active')
    isDown = false
    await harness.sso.connections[call](id, asSystem)
    expect(told).toMatchObject([{ connectionId: id, reason }])
    expect(await openSessions(harness, id)).toEqual([])
  })

  it('ends all of them where marking one fails in the middle', async () => {
    let failures = 1
    const storage = storageWith('sessions', ({ end }) => ({
      end: async (...args) => {
        if (failures-- > 0) throw new Error('down')
        return end(...args)
      },
    }))
    const told: string[] = []
    const harness = createHarness({
      storage,
      onSessionsEnd: (sessions) => void told.push(...sessions.map(({ id }) => id)),
    })
    const { id } = await harness.activeConnection()
    for (const person of ['ann', 'bob', 'cyd']) await signIn(harness, id, person)
    expect(await codeOf(harness.sso.connections[call](id, asSystem))).toBe('storage_unavailable')
    await harness.sso.connections[call](id, asSystem)
    expect(new Set(told).size).toBe(3)
    expect(await openSessions(harness, id)).toEqual([])
  })

  it('says so where somebody was faster', async () => {
    const harness = createHarness()
    const { id, version } = await harness.activeConnection()
    const stale = { ...asSystem, expectedVersion: version - 1 }
    expect(await codeOf(harness.sso.connections[call](id, stale))).toBe('connection_conflict')
    expect((await harness.sso.connections.get(id, asSystem)).status).toBe('active')
    const current = { ...asSystem, expectedVersion: version }
    expect(await codeOf(harness.sso.connections[call](id, current))).toBe('accepted')
  })

  it('needs no entitlement: who lost the plan must still be able to switch it off', async () => {
    let isAllowed = true
    const harness = createHarness({ isSsoAllowed: () => isAllowed })
    const { id } = await harness.activeConnection()
    isAllowed = false
    expect(await codeOf(harness.sso.connections[call](id, asSystem))).toBe('accepted')
  })
})

describe('connections.remove', () => {
  it('removes the keys of its accounts, and only its own', async () => {
    const unlinked: unknown[] = []
    const { accounts } = directory({ unlink: async (filter) => void unlinked.push(filter) })
    const harness = createHarness({ accounts })
    const { id } = await harness.activeConnection()
    await harness.sso.connections.remove(id, asSystem)
    expect(unlinked).toEqual([{ connectionId: id }])
    expect(harness.events.map(({ type }) => type)).toContain('connection.removed')
    const gone = ['get', 'remove', 'disable', 'activate', 'test', 'check'] as const
    for (const call of gone) {
      expect(await codeOf(harness.sso.connections[call](id, asSystem))).toBe('connection_not_found')
    }
    expect(await harness.sso.connections.list('org_1', asSystem)).toEqual([])
  })

  it('is finished by another try where the directory fails', async () => {
    let isDown = true
    const { accounts } = directory({
      unlink: () => (isDown ? Promise.reject(new Error('down')) : Promise.resolve()),
    })
    const harness = createHarness({ accounts })
    const { id } = await harness.activeConnection()
    expect(await codeOf(harness.sso.connections.remove(id, asSystem))).toBe('accounts_failed')
    expect((await harness.sso.connections.get(id, asSystem)).status).toBe('disabled')
    isDown = false
    expect(await codeOf(harness.sso.connections.remove(id, asSystem))).toBe('accepted')
  })

  it('says so where somebody switched it on again meanwhile, and leaves it', async () => {
    let meanwhile = async () => {}
    const { accounts } = directory({ unlink: () => meanwhile() })
    const harness = createHarness({ accounts })
    const { id } = await harness.activeConnection()
    meanwhile = async () => void (await harness.sso.connections.activate(id, asSystem))
    expect(await codeOf(harness.sso.connections.remove(id, asSystem))).toBe('connection_conflict')
    expect((await harness.sso.connections.get(id, asSystem)).status).toBe('active')
    expect(harness.events.map(({ type }) => type)).not.toContain('connection.removed')
  })

  it('frees the login path', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection('org_1', { loginPath: 'acme' })
    const again = () =>
      harness.sso.connections.create(
        { ...fakeConnection, organizationId: 'org_2', loginPath: 'acme' },
        asSystem,
      )
    expect(await codeOf(again())).toBe('connection_login_path_taken')
    await harness.sso.connections.remove(id, asSystem)
    expect(await codeOf(again())).toBe('accepted')
  })

  it('removes a draft without a word about a connection that never was on', async () => {
    const harness = createHarness()
    const { id } = await harness.sso.connections.create(fakeConnection, asSystem)
    await harness.sso.connections.remove(id, asSystem)
    expect(harness.events.map(({ type }) => type)).toEqual([
      'connection.created',
      'connection.removed',
    ])
  })

  it('of two at once fails for neither, or says that somebody was faster', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const removals = [1, 2, 3].map(() => codeOf(harness.sso.connections.remove(id, asSystem)))
    for (const outcome of await Promise.all(removals)) {
      expect(['accepted', 'connection_conflict', 'connection_not_found']).toContain(outcome)
    }
    expect(await codeOf(harness.sso.connections.get(id, asSystem))).toBe('connection_not_found')
  })
})
