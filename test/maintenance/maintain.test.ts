import { describe, expect, it } from 'vitest'
import { isSsoError } from '../../src/index.ts'
import { fakeProvider } from '../support/fake-provider.ts'
import { asSystem, createHarness } from '../support/harness.ts'
import { anyError } from '../support/error-texts.ts'

const HOUR_SECONDS = 3600

/** A harness whose provider counts the reads of trust and fails for the connections named. */
function createScene() {
  const reads: string[] = []
  const failing = new Set<string>()
  const blocked = new Set<string>()
  const harness = createHarness({
    providers: [
      fakeProvider({
        loadTrust: async ({ connectionId }) => {
          reads.push(connectionId)
          if (failing.has(connectionId)) throw anyError('network_timeout')
          const issue = { path: 'settings', code: 'x', message: 'Not any more.', hint: 'Ask.' }
          const issues = blocked.has(connectionId) ? [issue] : []
          return { document: { read: reads.length }, issues }
        },
      }),
    ],
  })
  return { ...harness, reads, failing, blocked }
}

describe('maintain', () => {
  it('has nothing to do while everything is fresh', async () => {
    const scene = createScene()
    await scene.activeConnection()
    scene.reads.length = 0
    expect(await scene.sso.maintain()).toEqual({
      trust: { refreshed: 0, failed: 0 },
      domains: { checked: 0, verified: 0, lost: 0, expired: 0 },
      deleted: { ephemeral: 0, sessions: 0, journal: 0 },
      hasMore: false,
    })
    expect(scene.reads).toEqual([])
  })

  it('N4 renews the trust of connections that nobody used, once an hour', async () => {
    const scene = createScene()
    const { id } = await scene.activeConnection()
    scene.clock.advance(HOUR_SECONDS)
    expect((await scene.sso.maintain()).trust).toEqual({ refreshed: 1, failed: 0 })
    const [loaded] = await scene.storage.connections.load({ id })
    expect(loaded?.record.connection.trust).toMatchObject({
      checkedAt: scene.clock().toISOString(),
      document: { read: 2 },
    })
    expect((await scene.sso.maintain()).trust).toEqual({ refreshed: 0, failed: 0 })
    expect(scene.events).toContainEqual(expect.objectContaining({ type: 'trust.refreshed' }))
  })

  it('N4 keeps the last good copy where a provider fails, and tries again in a quarter of an hour', async () => {
    const scene = createScene()
    const { id, trust } = await scene.activeConnection()
    scene.failing.add(id)
    scene.clock.advance(HOUR_SECONDS)
    expect((await scene.sso.maintain()).trust).toEqual({ refreshed: 0, failed: 1 })
    const [loaded] = await scene.storage.connections.load({ id })
    expect(loaded?.record.connection.trust).toEqual(trust)
    expect(scene.events).toContainEqual(
      expect.objectContaining({ type: 'trust.refresh_failed', code: 'network_timeout' }),
    )
    scene.clock.advance(899)
    expect((await scene.sso.maintain()).trust).toEqual({ refreshed: 0, failed: 0 })
    scene.failing.clear()
    scene.clock.advance(1)
    expect((await scene.sso.maintain()).trust).toEqual({ refreshed: 1, failed: 0 })
  })

  it('does not take over a document with which the connection could not be activated', async () => {
    const scene = createScene()
    const { id, trust } = await scene.activeConnection()
    scene.blocked.add(id)
    scene.clock.advance(HOUR_SECONDS)
    expect((await scene.sso.maintain()).trust).toEqual({ refreshed: 0, failed: 1 })
    const [loaded] = await scene.storage.connections.load({ id })
    expect(loaded?.record.connection.trust).toEqual(trust)
  })

  it('lets no broken provider keep the others from their turn', async () => {
    const scene = createScene()
    const all = await Promise.all(Array.from({ length: 5 }, () => scene.activeConnection()))
    const ids = all.map(({ id }) => id).sort()
    for (const id of ids.slice(0, 2)) scene.failing.add(id)
    scene.clock.advance(HOUR_SECONDS)
    scene.reads.length = 0
    const reports = []
    for (let call = 0; call < 3; call++) reports.push(await scene.sso.maintain({ limit: 2 }))
    expect(reports.map(({ trust }) => trust)).toEqual([
      { refreshed: 0, failed: 2 },
      { refreshed: 2, failed: 0 },
      { refreshed: 1, failed: 0 },
    ])
    expect(reports.map(({ hasMore }) => hasMore)).toEqual([true, true, false])
    expect(scene.reads.toSorted()).toEqual(ids)
  })

  it('lets no record that the storage does not take keep the rest from its turn', async () => {
    const scene = createScene()
    const ids: string[] = []
    for (let index = 0; index < 10; index++) ids.push((await scene.activeConnection()).id)
    const refused = ids.slice(0, 4).sort()
    const { saveTrust } = scene.storage.connections
    scene.storage.connections.saveTrust = async (id, ...rest) => {
      if (refused.includes(id)) throw new Error('too long for its column')
      return saveTrust(id, ...rest)
    }
    await scene.storage.ephemeral.put('key', 'x', scene.clock())
    scene.clock.advance(HOUR_SECONDS)
    const error = await scene.sso.maintain().catch((thrown: unknown) => thrown)
    expect(isSsoError(error, 'storage_unavailable')).toBe(true)
    const due = await scene.storage.connections.list({ dueBefore: scene.clock(), limit: 100 })
    expect(due.map(({ connection }) => connection.id).sort()).toEqual(refused)
    expect(await scene.storage.ephemeral.deleteExpired(scene.clock(), 100)).toBe(0)
  })

  it('leaves disabled connections alone', async () => {
    const scene = createScene()
    const { id } = await scene.activeConnection()
    await scene.sso.connections.disable(id, asSystem)
    scene.clock.advance(HOUR_SECONDS)
    scene.reads.length = 0
    await scene.sso.maintain()
    expect(scene.reads).toEqual([])
  })

  it('deletes what has expired', async () => {
    const scene = createScene()
    const { ephemeral } = scene.storage
    const now = scene.clock()
    const later = new Date(now.getTime() + 60_000)
    await ephemeral.put('a', 'x', later)
    await ephemeral.reserve(['b'], later, now)
    await ephemeral.put('c', 'x', new Date(now.getTime() + 7_200_000))
    scene.clock.advance(61)
    expect((await scene.sso.maintain()).deleted).toEqual({ ephemeral: 2, sessions: 0, journal: 0 })
    expect(await ephemeral.get('c', scene.clock())).toBe('x')
  })

  it('stops early when it is told to, and says that there is more', async () => {
    const scene = createScene()
    await scene.activeConnection()
    scene.clock.advance(HOUR_SECONDS)
    scene.reads.length = 0
    const report = await scene.sso.maintain({ signal: AbortSignal.abort() })
    expect(report).toMatchObject({ trust: { refreshed: 0, failed: 0 }, hasMore: true })
    expect(scene.reads).toEqual([])
  })

  it('refuses a limit that is none, and reports a storage that fails', async () => {
    const scene = createScene()
    for (const limit of [0, -1, 1.5, Number.NaN]) {
      await expect(scene.sso.maintain({ limit })).rejects.toThrow(TypeError)
    }
    scene.storage.connections.list = async () => {
      throw new Error('down')
    }
    const error = await scene.sso.maintain().catch((thrown: unknown) => thrown)
    expect(isSsoError(error, 'storage_unavailable')).toBe(true)
  })
})
