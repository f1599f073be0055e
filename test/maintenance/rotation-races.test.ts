import { describe, expect, it } from 'vitest'
import { createSealer } from '../../src/crypto/seal.ts'
import type { SsoStorage } from '../../src/index.ts'
import { memoryStorage } from '../../src/storage/memory/index.ts'
import { asSystem, codeOf, fakeConnection, secretA, secretB } from '../support/harness.ts'
import { plainSecret, rotationScene, sealsOf, signIn, tokensOf } from '../support/rotation.ts'

const withSecret = { ...fakeConnection, secrets: { apiKey: plainSecret } }

/** A storage in which somebody else is faster: `meanwhile` runs before the given call, once. */
function overtaken<Port extends 'connections' | 'sessions'>(
  storage: SsoStorage,
  port: Port,
  method: keyof SsoStorage[Port],
  meanwhile: () => Promise<unknown>,
  times: number = 1,
): SsoStorage {
  let left = times
  const original = storage[port][method] as (...args: unknown[]) => Promise<unknown>
  const replaced = async (...args: unknown[]) => {
    if (left > 0) {
      left -= 1
      await meanwhile()
    }
    return original(...args)
  }
  return { ...storage, [port]: { ...storage[port], [method]: replaced } }
}

describe('a rotation and an edit of the same connection', () => {
  it('keep the edit where it is stored first', async () => {
    const storage = memoryStorage()
    const { before } = rotationScene(storage)
    const { id } = await before.sso.connections.create(withSecret, asSystem)
    const edit = () => before.sso.connections.update(id, { claims: { email: 'mail' } }, asSystem)
    const { rotating, after } = rotationScene(overtaken(storage, 'connections', 'update', edit))
    expect((await rotating.sso.rotateSecrets()).resealed.secrets).toBe(1)
    const { draft, version } = await after.sso.connections.get(id, asSystem)
    expect({ email: draft?.claims.email, version }).toEqual({ email: 'mail', version: 3 })
    expect(await sealsOf(storage)).toEqual({ a: 0, b: 1 })
  })

  it('refuse the edit that was prepared with the old seal', async () => {
    const storage = memoryStorage()
    const { before, rotating } = rotationScene(storage)
    const { id } = await before.sso.connections.create(withSecret, asSystem)
    const rotate = () => rotating.sso.rotateSecrets()
    const late = rotationScene(overtaken(storage, 'connections', 'update', rotate)).before
    const edit = late.sso.connections.update(id, { claims: { email: 'mail' } }, asSystem)
    expect(await codeOf(edit)).toBe('connection_conflict')
    expect(await sealsOf(storage)).toEqual({ a: 0, b: 1 })
  })

  it('keep what a check found in the meantime', async () => {
    const storage = memoryStorage()
    const { before } = rotationScene(storage)
    const { id, live } = await before.activeConnection('org_1', {
      secrets: { apiKey: plainSecret },
    })
    const fingerprint = live?.fingerprint ?? ''
    const lastLogin = { fingerprint, at: '2026-01-01T12:00:05.000Z' }
    const learn = () => storage.connections.saveEvidence(id, { lastLogin })
    const { rotating, after } = rotationScene(overtaken(storage, 'connections', 'update', learn))
    await rotating.sso.rotateSecrets()
    expect((await after.sso.connections.get(id, asSystem)).lastLogin).toEqual(lastLogin)
  })

  it('pass over a connection that was removed in the meantime', async () => {
    const storage = memoryStorage()
    const { before } = rotationScene(storage)
    const { id } = await before.sso.connections.create(withSecret, asSystem)
    const remove = () => storage.connections.remove(id, 1)
    const { rotating } = rotationScene(overtaken(storage, 'connections', 'update', remove))
    expect(await rotating.sso.rotateSecrets()).toMatchObject({
      resealed: { secrets: 0 },
      isComplete: true,
    })
  })

  it('end in an error where the connection never rests', async () => {
    const storage = memoryStorage()
    const { before } = rotationScene(storage)
    const { id } = await before.sso.connections.create(withSecret, asSystem)
    const edit = () => before.sso.connections.update(id, { description: 'Again' }, asSystem)
    const restless = overtaken(storage, 'connections', 'update', edit, Number.POSITIVE_INFINITY)
    const { rotating } = rotationScene(restless)
    expect(await codeOf(rotating.sso.rotateSecrets())).toBe('connection_conflict')
  })

  it('T1 take no other connection for it in a storage that ignores case', async () => {
    const storage = memoryStorage()
    const { before } = rotationScene(storage)
    const { id } = await before.sso.connections.create(withSecret, asSystem)
    const { id: other } = await before.sso.connections.create(withSecret, asSystem)
    const confused: SsoStorage = {
      ...storage,
      connections: {
        ...storage.connections,
        list: async () =>
          (await storage.connections.list({ limit: 10 })).filter(
            ({ connection }) => connection.id === id,
          ),
        load: () => storage.connections.load({ id: other }),
      },
    }
    const edit = () => before.sso.connections.update(id, { description: 'New' }, asSystem)
    const { rotating } = rotationScene(overtaken(confused, 'connections', 'update', edit))
    await rotating.sso.rotateSecrets()
    expect((await before.sso.connections.get(other, asSystem)).version).toBe(1)
  })
})

describe('a rotation and a refresh of the same session', () => {
  async function withSession() {
    const storage = memoryStorage()
    const scene = rotationScene(storage)
    const { id: connectionId } = await scene.before.activeConnection()
    return { ...scene, storage, id: await signIn(scene.before, connectionId) }
  }

  /** What a refresh stores at its end: new tokens, sealed with the first of its secrets. */
  async function refreshed(storage: SsoStorage, id: string, secret: string): Promise<void> {
    const session = await storage.sessions.get(id)
    if (!session) throw new Error('It is not there.')
    const context = [session.organizationId, session.connectionId, id]
    const tokens = { ticket: 'renewed' }
    const sealedTokens = await createSealer([secret]).seal('session_tokens', context, tokens)
    const next = { ...session, sealedTokens, version: session.version + 1 }
    expect(await storage.sessions.update(id, session.version, next)).toBe('updated')
  }

  it.each(['get', 'update'] as const)(
    'keep the tokens that were renewed before `%s`',
    async (method) => {
      const { storage, id } = await withSession()
      const renew = () => refreshed(storage, id, secretA)
      const { rotating } = rotationScene(overtaken(storage, 'sessions', method, renew))
      const report = await rotating.sso.rotateSecrets()
      expect(report).toMatchObject({ resealed: { sessions: 1 }, isComplete: true })
      expect(await tokensOf(storage, id, secretB)).toEqual({ ticket: 'renewed' })
    },
  )

  it('seal the tokens of a session while somebody waits for its provider', async () => {
    const { storage, rotating, id } = await withSession()
    const now = rotating.clock()
    const until = new Date(now.getTime() + 60_000)
    expect(await storage.sessions.lease(id, now, until)).toBe(true)
    expect((await rotating.sso.rotateSecrets()).resealed.sessions).toBe(1)
    // The lease is still that of the refresh.
    expect(await storage.sessions.lease(id, now, until)).toBe(false)
  })

  it.each(['get', 'update'] as const)(
    'leave a session alone that ends before `%s`',
    async (method) => {
      const { storage, id } = await withSession()
      const end = () => storage.sessions.end(id, new Date('2026-01-01T12:00:00Z'), 'logout')
      const { rotating } = rotationScene(overtaken(storage, 'sessions', method, end))
      const report = await rotating.sso.rotateSecrets()
      expect(report).toMatchObject({ sessions: 1, resealed: { sessions: 0 }, isComplete: true })
      expect(await sealsOf(storage, [id])).toEqual({ a: 1, b: 0 })
      expect((await storage.sessions.get(id))?.endReason).toBe('logout')
    },
  )

  it('end in an error where the session never rests', async () => {
    const { storage, id } = await withSession()
    const renew = () => refreshed(storage, id, secretA)
    const restless = overtaken(storage, 'sessions', 'update', renew, Number.POSITIVE_INFINITY)
    const { rotating } = rotationScene(restless)
    expect(await codeOf(rotating.sso.rotateSecrets())).toBe('session_refresh_busy')
  })

  it('T1 touch no session of another connection', async () => {
    const { storage, before, id } = await withSession()
    const other = await before.activeConnection('org_2')
    const theirs = await signIn(before, other.id, 'theo')
    const confused: SsoStorage = {
      ...storage,
      connections: {
        ...storage.connections,
        list: async () =>
          (await storage.connections.list({ limit: 10 })).filter(
            ({ connection }) => connection.organizationId === 'org_1',
          ),
      },
      sessions: {
        ...storage.sessions,
        find: async () =>
          (await Promise.all([id, theirs].map((each) => storage.sessions.get(each)))).flatMap(
            (session) => session ?? [],
          ),
      },
    }
    await rotationScene(confused).rotating.sso.rotateSecrets()
    expect(await sealsOf(storage, [theirs])).toEqual({ a: 1, b: 0 })
    expect(await sealsOf(storage, [id])).toEqual({ a: 0, b: 1 })
  })
})
