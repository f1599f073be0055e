import { describe, expect, it } from 'vitest'
import { type SsoStorage, systemActor } from '../../../src/index.ts'
import { expectActive, pause, refreshScene, serversOf, slow } from './refresh-scene.ts'

describe('CL-4 many refreshes of one session at once', () => {
  it('are one request to the provider, and all get its new result', async () => {
    const scene = await refreshScene()
    scene.idp.changePerson('ann', { groups: ['guests'] })
    const servers = serversOf(
      scene,
      4,
      slow(scene, () => pause(50)),
    )
    const results = await Promise.all(
      Array.from({ length: 100 }, (_, index) => servers[index % 4]?.refresh(scene.login.session)),
    )
    expect(scene.asked()).toBe(1)
    for (const result of results) {
      expect(result).toMatchObject({
        state: 'active',
        session: { id: scene.login.session.id },
        access: { kind: 'sign_in', roles: ['reader'] },
      })
    }
    // And the token that is stored is the one to go on with.
    await expectActive(scene, 2)
  })

  it('end the session once where the provider refuses, and nobody is told that it goes on', async () => {
    const scene = await refreshScene()
    scene.idp.revokeGrants('ann')
    const servers = serversOf(
      scene,
      4,
      slow(scene, () => pause(50)),
    )
    const results = await Promise.all(
      Array.from({ length: 40 }, (_, index) => servers[index % 4]?.refresh(scene.login.session)),
    )
    expect(scene.asked()).toBe(1)
    expect(new Set(results.map((result) => result?.state))).toEqual(new Set(['ended']))
    expect(scene.ended.map(({ id }) => id)).toEqual([scene.login.session.id])
  })

  it('do not wait for ever for a server that died while it asked', async () => {
    const scene = await refreshScene({ provider: { refreshGraceSeconds: 60 } })
    const { id } = scene.login.session
    // It has the lease, it has asked, and it is gone.
    const until = new Date(scene.clock().getTime() + 25_000)
    expect(await scene.storage.sessions.lease(id, scene.clock(), until)).toBe(true)
    const [server] = serversOf(scene, 1, scene.idp.fetch)
    const [impatient] = serversOf(scene, 1, scene.idp.fetch, { timeoutMilliseconds: 1000 })
    await expect(impatient?.refresh(scene.login.session)).rejects.toMatchObject({
      ...{ code: 'session_refresh_busy', retryable: true, status: 503 },
    })
    expect(scene.asked()).toBe(0)
    scene.clock.advance(26)
    expect(await server?.refresh(scene.login.session)).toMatchObject({ state: 'active' })
    expect(scene.asked()).toBe(1)
  })
})

describe('a session that ends while it is refreshed', () => {
  it('L3 a sign-out during the refresh wins: nothing brings the session back', async () => {
    const scene = await refreshScene()
    const { id } = scene.login.session
    scene.idp.changePerson('ann', { groups: ['guests'] })
    const [server] = serversOf(
      scene,
      1,
      slow(scene, () => scene.storage.sessions.end(id, scene.clock(), 'signed out')),
    )
    expect(await server?.refresh(scene.login.session)).toEqual({
      ...{ state: 'ended', code: 'session_ended' },
    })
    const stored = await scene.storage.sessions.get(id)
    expect(stored).toMatchObject({ endReason: 'signed out' })
    // What it says about the person is nobody's any more.
    expect(scene.accounts.members('org_1')).toMatchObject([{ roles: ['admin'] }])
    expect(await scene.refresh()).toEqual({ state: 'ended', code: 'session_ended' })
    expect(scene.asked()).toBe(1)
  })

  it('L3 so does one between the decision and its writing', async () => {
    let isEnding = false
    const scene = await refreshScene()
    const { id } = scene.login.session
    const { storage, clock } = scene
    const sessions = {
      ...storage.sessions,
      // The write after the decision: the second of this refresh that comes after the mark.
      update: async (...args: Parameters<SsoStorage['sessions']['update']>) => {
        const renewal = args[2].detail?.renewal as { count?: number } | undefined
        if (renewal?.count === 1 && !isEnding) {
          isEnding = true
          await storage.sessions.end(id, clock(), 'signed out')
        }
        return storage.sessions.update(...args)
      },
    }
    const [server] = serversOf({ ...scene, storage: { ...storage, sessions } }, 1, scene.idp.fetch)
    expect(await server?.refresh(scene.login.session)).toMatchObject({ state: 'ended' })
    expect(isEnding).toBe(true)
    expect(await storage.sessions.get(id)).toMatchObject({ endReason: 'signed out' })
  })

  it('T2 switching the connection off ends it, and the provider is not asked any more', async () => {
    const scene = await refreshScene()
    await scene.sso.connections.disable(scene.connectionId, { actor: systemActor })
    expect(await scene.refresh()).toEqual({ state: 'ended', code: 'session_ended' })
    expect(scene.asked()).toBe(0)
  })

  it('T2 a connection that was switched off behind our back ends it too', async () => {
    const scene = await refreshScene()
    const [loaded] = await scene.storage.connections.load({ id: scene.connectionId })
    const connections = {
      ...scene.storage.connections,
      load: async () =>
        loaded
          ? [
              {
                ...loaded,
                record: {
                  ...loaded.record,
                  connection: { ...loaded.record.connection, status: 'disabled' as const },
                },
              },
            ]
          : [],
    }
    const storage = { ...scene.storage, connections }
    const [server] = serversOf({ ...scene, storage }, 1, scene.idp.fetch)
    expect(await server?.refresh(scene.login.session)).toEqual({
      ...{ state: 'ended', code: 'connection_not_active' },
    })
    expect(scene.asked()).toBe(0)
    expect(scene.ended.map(({ id }) => id)).toEqual([scene.login.session.id])
  })

  it('T2 T4 a connection that points elsewhere by now gets no token of the provider before', async () => {
    const scene = await refreshScene()
    const { sso, connectionId, idp } = scene
    await sso.connections.update(
      connectionId,
      { settings: { clientId: 'client-2' }, secrets: { clientSecret: 'secret-2' } },
      { actor: systemActor },
    )
    await sso.connections.activate(connectionId, { actor: systemActor })
    idp.resetRequests()
    expect(await scene.refresh()).toEqual({ state: 'needs_login', code: 'connection_changed' })
    expect(scene.asked()).toBe(0)
    expect(scene.ended).toEqual([])
  })

  it('an organisation without the entitlement has to ask for it before anything is renewed', async () => {
    let isAllowed = true
    const scene = await refreshScene({ config: { isSsoAllowed: () => isAllowed } })
    isAllowed = false
    expect(await scene.refresh()).toEqual({
      ...{ state: 'needs_login', code: 'organization_not_entitled' },
    })
    expect(scene.asked()).toBe(0)
  })
})

describe('T1 a session is refreshed as what it is', () => {
  it('and not by its id alone, nor unknown, nor by what no storage can be asked for', async () => {
    const scene = await refreshScene()
    const { session } = scene.login
    const ended = { state: 'ended', code: 'session_ended' }
    for (const change of [
      { connectionId: 'con_other' },
      { issuer: 'https://other.example.com' },
      { subject: 'mallory' },
      { id: 'ses_unknown' },
      { id: session.id.toUpperCase() },
      { id: '\u0000' },
      { id: 7 as never },
    ]) {
      expect(await scene.sso.refresh({ ...session, ...change })).toEqual(ended)
    }
    expect(scene.asked()).toBe(0)
    expect(scene.ended).toEqual([])
    await expectActive(scene, 1)
  })

  it('tokens that were copied to another session cannot be opened there', async () => {
    const scene = await refreshScene()
    const { storage, login } = scene
    const own = await storage.sessions.get(login.session.id)
    if (!own) throw new Error('no session')
    await storage.sessions.put({ ...own, id: 'ses_thief', subject: 'mallory' })
    const thief = { ...login.session, id: 'ses_thief', subject: 'mallory' }
    await expect(scene.sso.refresh(thief)).rejects.toMatchObject({
      code: 'sealed_value_unreadable',
    })
    expect(scene.asked()).toBe(0)
  })

  it('one that was written before sessions could be refreshed needs a sign-in', async () => {
    const scene = await refreshScene()
    const own = await scene.storage.sessions.get(scene.login.session.id)
    if (!own) throw new Error('no session')
    const { detail: _none, ...before } = own
    await scene.storage.sessions.put({ ...before, id: 'ses_before' })
    expect(await scene.sso.refresh({ ...scene.login.session, id: 'ses_before' })).toEqual({
      ...{ state: 'needs_login', code: 'connection_changed' },
    })
  })
})

describe('how long a session lasts', () => {
  it('no refresh makes it last longer than the connection allows', async () => {
    const scene = await refreshScene({ input: { session: { maxAgeSeconds: 3600 } } })
    const { expiresAt } = scene.login.session
    for (let minutes = 0; minutes < 50; minutes += 10) {
      scene.clock.advance(600)
      const { session } = await expectActive(scene, minutes / 10 + 1)
      expect(session?.expiresAt).toBe(expiresAt)
    }
    scene.clock.advance(600)
    expect(await scene.refresh()).toEqual({ state: 'needs_login', code: 'session_expired' })
    expect(scene.asked()).toBe(5)
  })

  it('one that was shortened by an admin counts at the next refresh', async () => {
    const scene = await refreshScene({ input: { session: { maxAgeSeconds: 3600 } } })
    const { sso, connectionId } = scene
    const change = { session: { maxAgeSeconds: 1200 } }
    await sso.connections.update(connectionId, change, { actor: systemActor })
    await sso.connections.activate(connectionId, { actor: systemActor })
    scene.idp.resetRequests()
    scene.clock.advance(600)
    const { session } = await expectActive(scene, 1)
    const signedInAt = new Date(scene.login.authentication.at).getTime()
    expect(session?.expiresAt).toBe(new Date(signedInAt + 1_200_000).toISOString())
    scene.clock.advance(601)
    expect(await scene.refresh()).toEqual({ state: 'needs_login', code: 'session_expired' })
  })
})
