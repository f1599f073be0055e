import { describe, expect, it } from 'vitest'
import type { RotationProgress } from '../../src/index.ts'
import { memoryStorage } from '../../src/storage/memory/index.ts'
import { asSystem, codeOf, fakeConnection, secretA, secretB } from '../support/harness.ts'
import { plainSecret, rotationScene, sealsOf, signIn, tokensOf } from '../support/rotation.ts'

const withSecret = { ...fakeConnection, secrets: { apiKey: plainSecret } }

/** A connection with a live secret, a draft with another one, and two sessions. */
async function rotationWithEverything() {
  const storage = memoryStorage()
  const scene = rotationScene(storage)
  const { before } = scene
  const { id } = await before.activeConnection('org_1', { secrets: { apiKey: plainSecret } })
  const sessionIds = [await signIn(before, id, 'ann'), await signIn(before, id, 'ben')]
  await before.sso.connections.update(id, { secrets: { apiKey: 'of the draft' } }, asSystem)
  return { ...scene, storage, id, sessionIds }
}

describe('rotateSecrets', () => {
  it('seals live and draft secrets and the tokens of sessions with the first secret', async () => {
    const { storage, rotating, id, sessionIds } = await rotationWithEverything()
    expect(await sealsOf(storage, sessionIds)).toEqual({ a: 4, b: 0 })
    expect(await rotating.sso.rotateSecrets()).toEqual({
      connections: 1,
      sessions: 2,
      resealed: { secrets: 2, sessions: 2 },
      unreadable: { count: 0, first: [] },
      isComplete: true,
      // What flows, join prompts and confirmations live: ten minutes.
      othersRemovableAt: '2026-01-01T12:10:00.000Z',
    })
    expect(await sealsOf(storage, sessionIds)).toEqual({ a: 0, b: 4 })
    expect(await tokensOf(storage, sessionIds[0] ?? '', secretB)).toEqual({
      ticket: 'ticket of ann',
    })
    expect((await storage.sessions.get(sessionIds[0] ?? ''))?.version).toBe(2)
    const [loaded] = await storage.connections.load({ id })
    expect(loaded?.record.sealed.live?.apiKey?.sealed).not.toBe(
      loaded?.record.sealed.draft?.apiKey?.sealed,
    )
  })

  it('leaves nothing that the old secret is needed for', async () => {
    const { rotating, after, opened, id } = await rotationWithEverything()
    await rotating.sso.rotateSecrets()
    opened.length = 0
    await after.sso.connections.activate(id, asSystem)
    expect(opened).toEqual(['of the draft'])
  })

  it('stores nothing where everything is sealed with the first secret', async () => {
    const { storage, before, rotating, id, sessionIds } = await rotationWithEverything()
    const read = async () => [
      await storage.connections.load({ id }),
      await Promise.all(sessionIds.map((each) => storage.sessions.get(each))),
    ]
    const untouched = await read()
    const none = { secrets: 0, sessions: 0 }
    expect(await before.sso.rotateSecrets()).toMatchObject({ resealed: none, isComplete: true })
    expect(await read()).toEqual(untouched)
    await rotating.sso.rotateSecrets()
    const rotated = await read()
    expect(await rotating.sso.rotateSecrets()).toMatchObject({ resealed: none, isComplete: true })
    expect(await read()).toEqual(rotated)
  })

  it('leaves the tokens of a session that has ended', async () => {
    const { storage, rotating, sessionIds } = await rotationWithEverything()
    const [first = ''] = sessionIds
    await storage.sessions.end(first, new Date('2026-01-01T12:00:00Z'), 'logout')
    expect((await rotating.sso.rotateSecrets()).resealed.sessions).toBe(1)
    expect(await sealsOf(storage, sessionIds)).toEqual({ a: 1, b: 3 })
  })

  it('walks through all connections and sessions, page by page, and tells how far it is', async () => {
    const storage = memoryStorage()
    const { before, rotating } = rotationScene(storage)
    for (let n = 0; n < 205; n++) await before.sso.connections.create(withSecret, asSystem)
    const { id } = await before.activeConnection()
    const sessionIds: string[] = []
    for (let n = 0; n < 103; n++) sessionIds.push(await signIn(before, id, `person-${n}`))
    const told: RotationProgress[] = []
    const onProgress = (progress: RotationProgress) => void told.push(progress)
    const report = await rotating.sso.rotateSecrets({ onProgress })
    expect(report).toMatchObject({ connections: 206, sessions: 103, isComplete: true })
    expect(report.resealed).toEqual({ secrets: 205, sessions: 103 })
    expect(await sealsOf(storage, sessionIds)).toEqual({ a: 0, b: 308 })
    // Three pages of connections and, somewhere between them, one full page of sessions.
    expect(told).toHaveLength(4)
    expect(told.at(-1)).toEqual({
      connections: 206,
      sessions: 103,
      resealed: { secrets: 205, sessions: 103 },
    })
  })

  it('T4 opens no value that was moved from another connection, and names it', async () => {
    const storage = memoryStorage()
    const { before, rotating } = rotationScene(storage)
    const mine = await before.sso.connections.create(withSecret, asSystem)
    const theirs = await before.sso.connections.create(
      { ...withSecret, organizationId: 'org_2' },
      asSystem,
    )
    const [my] = await storage.connections.load({ id: mine.id })
    const [their] = await storage.connections.load({ id: theirs.id })
    if (!my || !their) throw new Error('They are not there.')
    const moved = { ...their.record, sealed: my.record.sealed }
    await storage.connections.update(theirs.id, 1, moved)
    const { unreadable, isComplete, othersRemovableAt } = await rotating.sso.rotateSecrets()
    expect(unreadable).toEqual({
      count: 1,
      first: [{ organizationId: 'org_2', connectionId: theirs.id, field: 'apiKey' }],
    })
    expect({ isComplete, othersRemovableAt }).toEqual({ isComplete: false })
    const [left] = await storage.connections.load({ id: theirs.id })
    expect(left?.record).toEqual(moved)
  })

  it('goes on behind what none of the secrets opens', async () => {
    const { storage, after, withSecrets, id, sessionIds } = await rotationWithEverything()
    await withSecrets(secretB).sso.connections.create(withSecret, asSystem)
    const report = await after.sso.rotateSecrets()
    expect(report).toMatchObject({ connections: 2, sessions: 2, isComplete: false })
    expect(report.unreadable.count).toBe(4)
    expect(report.unreadable.first).toContainEqual({
      ...{ organizationId: 'org_1', connectionId: id, field: 'apiKey' },
    })
    expect(report.unreadable.first).toContainEqual({
      ...{ organizationId: 'org_1', connectionId: id, sessionId: sessionIds[0] },
    })
    expect(await sealsOf(storage, sessionIds)).toEqual({ a: 4, b: 1 })
  })

  it('says nothing secret in its report', async () => {
    const { rotating } = await rotationWithEverything()
    const told: unknown[] = []
    const report = await rotating.sso.rotateSecrets({ onProgress: (each) => void told.push(each) })
    const text = JSON.stringify([report, told])
    for (const secret of [plainSecret, 'ticket of', secretA, secretB]) {
      expect(text).not.toContain(secret)
    }
  })
})

describe('the fingerprints of connections', () => {
  it('and with them what was tested survive a rotation', async () => {
    const { before, rotating, after, id } = await rotationWithEverything()
    const { live, lastLogin, draft, version } = await before.sso.connections.get(id, asSystem)
    expect(lastLogin?.fingerprint).toBe(live?.fingerprint)
    await rotating.sso.rotateSecrets()
    const rotated = await after.sso.connections.get(id, asSystem)
    expect(rotated).toMatchObject({ live, lastLogin, draft, version: version + 1 })
  })

  it('survive an edit that changes nothing, though another secret keys them now', async () => {
    const { rotating, after, id } = await rotationWithEverything()
    await rotating.sso.rotateSecrets()
    const { draft } = await after.sso.connections.get(id, asSystem)
    const same = await after.sso.connections.update(id, { description: 'Renamed' }, asSystem)
    expect(same.draft?.fingerprint).toBe(draft?.fingerprint)
    const edited = await after.sso.connections.update(id, { claims: { email: 'mail' } }, asSystem)
    expect(edited.draft?.fingerprint).not.toBe(draft?.fingerprint)
  })

  it('lead back to what is live where an edit does', async () => {
    const storage = memoryStorage()
    const { before, rotating, after } = rotationScene(storage)
    const { id, live } = await before.activeConnection('org_1', {
      secrets: { apiKey: plainSecret },
    })
    await rotating.sso.rotateSecrets()
    const { connections } = after.sso
    await connections.update(id, { access: { emailDomains: 'verified' } }, asSystem)
    const back = await connections.update(id, { access: { emailDomains: 'any' } }, asSystem)
    expect(back.draft?.fingerprint).toBe(live?.fingerprint)
    // Another secret in the same place is something else.
    const other = await connections.update(id, { secrets: { apiKey: 'another' } }, asSystem)
    expect(other.draft?.fingerprint).not.toBe(live?.fingerprint)
  })
})

describe('a rotation beside others', () => {
  it('ends when it is told to, and the next call does the rest', async () => {
    const storage = memoryStorage()
    const { before, rotating } = rotationScene(storage)
    for (let n = 0; n < 150; n++) await before.sso.connections.create(withSecret, asSystem)
    const controller = new AbortController()
    const report = await rotating.sso.rotateSecrets({
      onProgress: () => controller.abort(),
      signal: controller.signal,
    })
    expect(report).toMatchObject({ connections: 100, isComplete: false })
    expect(report.othersRemovableAt).toBeUndefined()
    expect(await sealsOf(storage)).toEqual({ a: 50, b: 100 })
    expect(await rotating.sso.rotateSecrets()).toMatchObject({
      connections: 150,
      resealed: { secrets: 50 },
      isComplete: true,
    })
  })

  it('ends between two pages of sessions as well', async () => {
    const storage = memoryStorage()
    const { before, rotating } = rotationScene(storage)
    const { id } = await before.activeConnection()
    const sessionIds: string[] = []
    for (let n = 0; n < 103; n++) sessionIds.push(await signIn(before, id, `person-${n}`))
    const controller = new AbortController()
    const { signal } = controller
    await rotating.sso.rotateSecrets({ onProgress: () => controller.abort(), signal })
    expect(await sealsOf(storage, sessionIds)).toEqual({ a: 3, b: 100 })
  })

  it('fails where the storage fails', async () => {
    const storage = memoryStorage()
    await rotationScene(storage).before.sso.connections.create(withSecret, asSystem)
    const sessions = {
      ...storage.sessions,
      find: () => Promise.reject(new Error('The database is gone.')),
    }
    const { rotating } = rotationScene({ ...storage, sessions })
    expect(await codeOf(rotating.sso.rotateSecrets())).toBe('storage_unavailable')
  })
})
