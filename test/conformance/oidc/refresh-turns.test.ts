import { describe, expect, it } from 'vitest'
import { type SsoStorage, systemActor } from '../../../src/index.ts'
import { fixedClock } from '../../../src/testing/clock.ts'
import {
  expectActive,
  offline,
  pause,
  refreshScene,
  type RefreshScene,
  serversOf,
  slow,
} from './refresh-scene.ts'

const withSessions = (
  scene: RefreshScene,
  change: Partial<SsoStorage['sessions']>,
): RefreshScene => ({
  ...scene,
  storage: { ...scene.storage, sessions: { ...scene.storage.sessions, ...change } },
})

const ended = { state: 'ended', code: 'session_ended' }
const expired = { state: 'needs_login', code: 'session_expired' }

describe('callers who wait for one another', () => {
  it('wait in memory where they are in one process', async () => {
    const scene = await refreshScene()
    const { sessions } = scene.storage
    let leases = 0
    const counted = withSessions(scene, {
      lease: (...args) => {
        leases++
        return sessions.lease(...args)
      },
    })
    const [server] = serversOf(counted, 1, scene.idp.fetch)
    const { session } = scene.login
    const results = await Promise.all(Array.from({ length: 20 }, () => server?.refresh(session)))
    expect(new Set(results.map((result) => result?.state))).toEqual(new Set(['active']))
    expect([leases, scene.asked()]).toEqual([1, 1])
    // Whoever comes later does not get the result of then.
    await server?.refresh(session)
    expect([leases, scene.asked()]).toEqual([2, 2])
  })

  it('L3 get no result from before a sign-out that was done before they called', async () => {
    const scene = await refreshScene()
    const { sessions } = scene.storage
    const { session } = scene.login
    const late: unknown[] = []
    const [server] = serversOf(
      withSessions(scene, {
        // The first call has its result, and nobody knows it yet.
        unlease: async (...args) => {
          await sessions.end(session.id, scene.clock(), 'signed out')
          late.push(server?.refresh(session))
          await pause(20)
          await sessions.unlease(...args)
        },
      }),
      1,
      scene.idp.fetch,
    )
    expect(await server?.refresh(session)).toMatchObject({ state: 'active' })
    expect(await Promise.all(late)).toEqual([ended])
  })

  it('T1 get no result of a session that only shares the id', async () => {
    const scene = await refreshScene()
    const { session } = scene.login
    const results = await Promise.all([
      scene.sso.refresh(session),
      scene.sso.refresh({ ...session, subject: 'mallory' }),
      scene.sso.refresh({ ...session, issuer: 'https://other.example.com' }),
      scene.sso.refresh({ ...session, connectionId: 'con_other' }),
    ])
    expect(results).toMatchObject([{ state: 'active' }, ended, ended, ended])
  })

  it('are all told where the session reached its end meanwhile', async () => {
    const scene = await refreshScene({ input: { session: { maxAgeSeconds: 3600 } } })
    scene.clock.advance(3599)
    const servers = serversOf(
      scene,
      3,
      slow(scene, async () => {
        await pause(50)
        scene.clock.advance(2)
      }),
    )
    const results = await Promise.all(servers.map(({ refresh }) => refresh(scene.login.session)))
    expect(results).toEqual([expired, expired, expired])
    expect(scene.asked()).toBe(1)
    expect(scene.events.map(({ type }) => type)).not.toContain('session.refreshed')
  })

  it('take a renewal for theirs that was done before they could look, and none from before', async () => {
    const scene = await refreshScene()
    const { sessions } = scene.storage
    const { session } = scene.login
    let isLate = true
    const delayed = withSessions(scene, {
      get: async (...args) => {
        if (isLate) {
          isLate = false
          scene.clock.advance(1)
          await expectActive(scene, 1)
        }
        return sessions.get(...args)
      },
    })
    const [late] = serversOf(delayed, 1, scene.idp.fetch)
    expect(await late?.refresh(session)).toMatchObject({ state: 'active' })
    expect([isLate, scene.asked()]).toEqual([false, 1])
    scene.clock.advance(1)
    await late?.refresh(session)
    expect(scene.asked()).toBe(2)
  })

  it('CL-4 T1 go on with what another server got, where the provider refuses the token before', async () => {
    const scene = await refreshScene()
    // Its lease ended while it asked, and another server was quicker.
    const [quick] = serversOf(
      withSessions(scene, { lease: async () => true, unlease: async () => {} }),
      1,
      scene.idp.fetch,
    )
    let isAsked = false
    const [late] = serversOf(scene, 1, async (input, init) => {
      if (!String(init?.body).includes('grant_type=refresh_token')) {
        return scene.idp.fetch(input, init)
      }
      isAsked = true
      expect(await quick?.refresh(scene.login.session)).toMatchObject({ state: 'active' })
      return Response.json({ error: 'invalid_grant' }, { status: 400 })
    })
    expect(await late?.refresh(scene.login.session)).toMatchObject({ state: 'active' })
    expect(isAsked).toBe(true)
    expect(scene.ended).toEqual([])
    await expectActive(scene, 2)
  })
})

describe('what a refresh is compared with', () => {
  it('O4 is the sign-in, and nothing is believed without', async () => {
    const scene = await refreshScene({ provider: { refreshGraceSeconds: 600 } })
    const { sessions } = scene.storage
    const { id } = scene.login.session
    const stored = await sessions.get(id)
    if (!stored) throw new Error('no session')
    const { original: _lost, ...detail } = stored.detail ?? {}
    const version = stored.version + 1
    expect(await sessions.update(id, stored.version, { ...stored, detail, version })).toBe(
      'updated',
    )
    await expect(scene.refresh()).rejects.toMatchObject({ code: 'oidc_refreshed_token_mismatch' })
    expect((await sessions.get(id))?.sealedTokens).toBe(stored.sealedTokens)
  })

  it('O4 is not older than the refresh before', async () => {
    const clock = fixedClock()
    const scene = await refreshScene({ provider: { clock, refreshGraceSeconds: 600 } })
    clock.advance(50)
    await expectActive(scene, 1)
    clock.advance(-20)
    await expect(scene.refresh()).rejects.toMatchObject({ code: 'oidc_refreshed_token_mismatch' })
    clock.advance(20)
    await expectActive(scene, 3)
  })
})

describe('T1 a connection that is another organisation’s by now', () => {
  it('T1 renews no session of the organisation before', async () => {
    const scene = await refreshScene()
    const [loaded] = await scene.storage.connections.load({ id: scene.connectionId })
    if (!loaded) throw new Error('no connection')
    const { record } = loaded
    const connection = { ...record.connection, organizationId: 'org_2' }
    const load = async () => [{ ...loaded, record: { ...record, connection } }]
    const connections = { ...scene.storage.connections, load }
    const [server] = serversOf(
      { ...scene, storage: { ...scene.storage, connections } },
      1,
      scene.idp.fetch,
    )
    expect(await server?.refresh(scene.login.session)).toEqual({
      ...{ state: 'needs_login', code: 'connection_changed' },
    })
    expect(scene.asked()).toBe(0)
  })
})

describe('an end that an admin has moved closer', () => {
  it.each([
    ['', offline.scopes],
    [', even where there is nothing to renew with', ['openid', 'email']],
  ])('is known to everybody after the next refresh%s', async (_what, scopes) => {
    const scene = await refreshScene({
      settings: { scopes },
      input: { session: { maxAgeSeconds: 3600 } },
    })
    const { sso, connectionId, login, clock } = scene
    const change = { session: { maxAgeSeconds: 1200 } }
    await sso.connections.update(connectionId, change, { actor: systemActor })
    await sso.connections.activate(connectionId, { actor: systemActor })
    const end = new Date(Date.parse(login.authentication.at) + 1_200_000).toISOString()
    expect(await scene.refresh()).toMatchObject({ state: 'active', session: { expiresAt: end } })
    expect(await scene.storage.sessions.get(login.session.id)).toMatchObject({ expiresAt: end })
    expect(await sso.isSessionEnded(login.session.id)).toBe(false)
    clock.advance(1201)
    expect(await sso.isSessionEnded(login.session.id)).toBe(true)
    expect(await scene.refresh()).toEqual(expired)
  })

  it('L3 is no end that brings a session back which was signed out meanwhile', async () => {
    const scene = await refreshScene({
      settings: { scopes: ['openid', 'email'] },
      input: { session: { maxAgeSeconds: 3600 } },
    })
    const { sso, connectionId, storage, clock } = scene
    const change = { session: { maxAgeSeconds: 1200 } }
    await sso.connections.update(connectionId, change, { actor: systemActor })
    await sso.connections.activate(connectionId, { actor: systemActor })
    const { id } = scene.login.session
    const late = withSessions(scene, {
      update: async (...args) => {
        await storage.sessions.end(id, clock(), 'signed out')
        return storage.sessions.update(...args)
      },
    })
    const [server] = serversOf(late, 1, scene.idp.fetch)
    expect(await server?.refresh(scene.login.session)).toEqual(ended)
    expect(await storage.sessions.get(id)).toMatchObject({ endReason: 'signed out' })
  })
})
