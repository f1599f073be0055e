import { describe, expect, it } from 'vitest'
import type { Connection } from '../../src/index.ts'
import { ann, atPrompt, createAccessScene } from '../support/access-scene.ts'
import { fakeProvider } from '../support/fake-provider.ts'
import { answer, asSystem, begin, codeOf, createHarness, storageWith } from '../support/harness.ts'

type Harness = ReturnType<typeof createHarness>

/** A provider that takes its time: `meanwhile` happens while our server waits for it. */
function slowHost(config: Parameters<typeof createHarness>[0] = {}) {
  const provider = fakeProvider()
  let meanwhile: () => Promise<unknown> = async () => {}
  const harness = createHarness({
    providers: [
      fakeProvider({
        finishLogin: async (context) => {
          const found = await provider.finishLogin(context)
          await meanwhile()
          return found
        },
      }),
    ],
    ...config,
  })
  return { ...harness, whileWaiting: (work: () => Promise<unknown>) => void (meanwhile = work) }
}

const openSessions = async ({ storage }: Pick<Harness, 'storage'>, connectionId: string) =>
  (await storage.sessions.find({ connectionId, limit: 10 })).length

async function rePoint({ sso }: Harness, { id }: Connection): Promise<void> {
  await sso.connections.update(id, { settings: { idp: 'https://other.example' } }, asSystem)
  await sso.connections.activate(id, asSystem)
}

/** To the fake protocol any other setting is a key: it says where answers come from by `idp` alone. */
async function withdrawKey({ sso }: Pick<Harness, 'sso'>, { id }: { id: string }): Promise<void> {
  await sso.connections.update(id, { settings: { keys: [] } as never }, asSystem)
  await sso.connections.activate(id, asSystem)
}

describe('T2 a connection that is switched off while an answer is being verified', () => {
  it.each<[string, (host: Harness, connection: Connection) => Promise<unknown>, string]>([
    [
      'disabled',
      ({ sso }, { id }) => sso.connections.disable(id, asSystem),
      'connection_not_active',
    ],
    ['removed', ({ sso }, { id }) => sso.connections.remove(id, asSystem), 'connection_not_found'],
    ['pointed elsewhere', rePoint, 'connection_changed'],
    ['deprived of a key', withdrawKey, 'connection_changed'],
  ])('T2 signs nobody in where it is %s, and leaves no session', async (_what, change, code) => {
    const host = slowHost()
    const connection = await host.activeConnection()
    const flow = await begin(host, connection.id)
    host.whileWaiting(() => change(host, connection))
    expect(await codeOf(host.sso.handleCallback(answer(connection.id, flow)))).toBe(code)
    expect(await openSessions(host, connection.id)).toBe(0)
    await host.settled()
    expect(host.events.map(({ type }) => type)).not.toContain('login.succeeded')
  })

  it('T2 runs no hook of the host for such a sign-in', async () => {
    const host = slowHost()
    const { id } = await host.activeConnection()
    const flow = await begin(host, id)
    host.whileWaiting(() => host.sso.connections.disable(id, asSystem))
    expect((await host.sso.handler(answer(id, flow))).status).toBeGreaterThanOrEqual(400)
    expect(host.logins).toEqual([])
  })

  it('goes on where only a new draft or another description was saved', async () => {
    const host = slowHost()
    const { id } = await host.activeConnection()
    const flow = await begin(host, id)
    const change = { description: 'Fake', settings: { idp: 'https://draft.example' } }
    host.whileWaiting(() => host.sso.connections.update(id, change, asSystem))
    expect(await codeOf(host.sso.handleCallback(answer(id, flow)))).toBe('accepted')
    expect(await openSessions(host, id)).toBe(1)
  })

  it('fails closed where the connection cannot be read again', async () => {
    let reads = 0
    const storage = storageWith('connections', ({ load }) => ({
      load: async (...args) => {
        if (++reads === 3) throw new Error('down')
        return load(...args)
      },
    }))
    const harness = createHarness({ storage })
    const { id } = await harness.activeConnection()
    reads = 0
    const flow = await begin(harness, id)
    const outcome = codeOf(harness.sso.handleCallback(answer(id, flow)))
    expect(await outcome).toBe('storage_unavailable')
    expect([await openSessions(harness, id), harness.logins]).toEqual([0, []])
  })

  it('T2 signs nobody in whose join is completed meanwhile', async () => {
    let disable = async () => {}
    const scene = await createAccessScene({
      access: { provisioning: 'join_prompt' },
      directory: {
        isInvited: async () => {
          await disable()
          return false
        },
      },
    })
    const { join, at } = await atPrompt(scene)
    disable = async () => void (await scene.sso.connections.disable(scene.id, asSystem))
    const completed = codeOf(scene.sso.completeJoin(at(), { join: join.token }))
    expect(await completed).toBe('connection_not_active')
    expect(await scene.sessions()).toEqual([])
  })
})

describe('T2 an answer that waits for the person', () => {
  it('T2 is void once a key that verified it may have been withdrawn', async () => {
    const scene = await createAccessScene({ access: { provisioning: 'join_prompt' } })
    const first = await atPrompt(scene)
    await withdrawKey(scene, scene)
    const completed = codeOf(scene.sso.completeJoin(first.at(), { join: first.join.token }))
    expect(await completed).toBe('connection_changed')
    expect(await codeOf(scene.sso.pendingJoin(first.at()))).toBe('connection_changed')
    expect([scene.calls, await scene.sessions()]).toEqual([[], []])
    const again = await atPrompt(scene)
    expect(await codeOf(scene.sso.completeJoin(again.at(), { join: again.join.token }))).toBe(
      'accepted',
    )
  })

  it('goes on where the rules changed by which it is decided afresh', async () => {
    const access = { provisioning: 'join_prompt' } as const
    const scene = await createAccessScene({ access })
    const { join, at } = await atPrompt(scene)
    await scene.sso.connections.update(scene.id, { access: { linking: 'never' } }, asSystem)
    await scene.sso.connections.update(scene.id, { session: { maxAgeSeconds: 600 } }, asSystem)
    await scene.sso.connections.activate(scene.id, asSystem)
    const result = await scene.sso.completeJoin(at(), { join: join.token })
    expect(result).toMatchObject({ login: { session: { expiresAt: '2026-01-01T12:10:00.000Z' } } })
  })
})

describe('a connection that is off', () => {
  it('T2 stays off where an activation was under way when somebody switched it off once more', async () => {
    let meanwhile = async () => {}
    const loadTrust = async () => {
      await meanwhile()
      return { document: {}, issues: [] }
    }
    const harness = createHarness({ providers: [fakeProvider({ loadTrust })] })
    const { id } = await harness.activeConnection()
    await harness.sso.connections.disable(id, asSystem)
    meanwhile = async () => void (await harness.sso.connections.disable(id, asSystem))
    const activation = codeOf(harness.sso.connections.activate(id, asSystem))
    expect(await activation).toBe('connection_conflict')
    expect((await harness.sso.connections.get(id, asSystem)).status).toBe('disabled')
    meanwhile = async () => {}
    await harness.sso.connections.activate(id, asSystem)
    expect((await harness.sso.connections.get(id, asSystem)).status).toBe('active')
  })
})

describe('a session that the identity provider ends soon', () => {
  it('S15 lets nobody answer the join prompt after its end', async () => {
    let end: Date | undefined
    const provider = fakeProvider()
    const scene = await createAccessScene({
      access: { provisioning: 'join_prompt' },
      config: {
        providers: [
          fakeProvider({
            finishLogin: async (context) => {
              const found = await provider.finishLogin(context)
              const claims = new Map([['email', { value: 'ann@acme.example', source: 'ticket' }]])
              const session = { ...found.session, ...(end ? { expiresAt: end } : {}) }
              return { ...found, claims, session }
            },
          }),
        ],
      },
    })
    end = new Date('2026-01-01T12:02:00Z')
    const { join, at } = await atPrompt(scene, ann)
    expect(join.expiresAt).toBe('2026-01-01T12:02:00.000Z')
    scene.clock.advance(119)
    expect(await scene.sso.pendingJoin(at())).not.toBeNull()
    scene.clock.advance(1)
    expect(await codeOf(scene.sso.completeJoin(at(), { join: join.token }))).toBe('join_not_found')
    end = new Date('2026-01-01T14:00:00Z')
    const later = await atPrompt(scene, ann)
    expect(later.join.expiresAt).toBe('2026-01-01T12:12:00.000Z')
  })
})
