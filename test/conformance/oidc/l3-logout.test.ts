import { describe, expect, it } from 'vitest'
import { systemActor } from '../../../src/index.ts'
import { fixedClock } from '../../../src/testing/clock.ts'
import { createMockOidcProvider, type MockOidcProvider } from '../../../src/testing/oidc/index.ts'
import { baseUrl } from '../../support/harness.ts'
import { createLogoutScene, endedOf, goThrough, signInAs } from './logout-scene.ts'
import { expectSignedIn } from './scene.ts'

const browser = new Request(`${baseUrl}/settings`)

describe('KO-27 RP-initiated logout', () => {
  it('KO-27 CL-7 asks the provider with hint, client, return address and state, and comes back', async () => {
    const scene = await createLogoutScene()
    const login = await signInAs(scene, 'sid-1')
    const start = await scene.sso.startLogout(login.session, { request: browser, returnTo: '/bye' })
    const url = new URL(start.url)
    const sent = Object.fromEntries(url.searchParams)
    expect([start.scope, start.method, url.origin + url.pathname]).toEqual([
      'provider',
      'GET',
      'https://idp.example.com/end_session',
    ])
    const { fields } = await scene.sso.connections.setup(scene.connectionId)
    expect(sent).toEqual({
      id_token_hint: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      client_id: scene.idp.clientId,
      post_logout_redirect_uri: fields.find(({ id }) => id === 'sign_out_uri')?.value,
      state: expect.stringMatching(/^[\w-]{43}$/),
    })
    expect(await endedOf(scene, [login])).toEqual([true])
    const response = await goThrough(scene, start)
    expect([response.status, response.headers.get('location')]).toEqual([303, '/bye'])
    // The flow is closed.
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-ssokit-flow-[\w-]+=;/),
    ])
    expect(scene.events.slice(-2)).toMatchObject([
      { type: 'logout.started', scope: 'provider', connectionId: scene.connectionId },
      { type: 'logout.completed', confirmed: true, connectionId: scene.connectionId },
    ])
    // It was the person's own doing, so there is nobody to tell.
    expect(scene.told).toEqual([])
  })

  it('KO-27 the box is off: only the application’s session ends, and the result says so', async () => {
    const scene = await createLogoutScene({ input: { session: { hasSingleLogout: false } } })
    const login = await signInAs(scene, 'sid-1')
    const start = await scene.sso.startLogout(login.session, { returnTo: '/bye' })
    expect(start).toMatchObject({ scope: 'local', reason: 'switched_off', url: '/bye' })
    expect(start.toResponse().headers.get('location')).toBe('/bye')
    expect(await endedOf(scene, [login])).toEqual([true])
  })

  it('KO-27 a provider without an endpoint: the same', async () => {
    const scene = await createLogoutScene({ provider: { hasEndSession: false } })
    const login = await signInAs(scene, 'sid-1')
    expect(await scene.sso.startLogout(login.session)).toMatchObject({
      ...{ scope: 'local', reason: 'not_offered', url: '/', setCookie: [] },
    })
    expect(await endedOf(scene, [login])).toEqual([true])
  })

  it('KO-27 an endpoint that was entered by hand counts', async () => {
    const endSession = 'https://idp.example.com/own/logout?tenant=1&client_id=other'
    const scene = await createLogoutScene({
      provider: { hasEndSession: false },
      settings: { endpoints: { endSession } },
    })
    const { session } = await signInAs(scene, 'sid-1')
    const { url } = await scene.sso.startLogout(session)
    // F3: its query stays, and replaces nothing of ours.
    expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({
      tenant: '1',
      client_id: scene.idp.clientId,
    })
  })

  it('KO-27 somebody who wants to sign out here only is asked nowhere else', async () => {
    const scene = await createLogoutScene()
    const { session } = await signInAs(scene, 'sid-1')
    const start = await scene.sso.startLogout(session, { scope: 'local' })
    expect(start).toMatchObject({ scope: 'local', reason: 'requested' })
    expect(await scene.sso.isSessionEnded(session.id)).toBe(true)
  })

  it('KO-27 an ID token that is too long for an address goes by a form', async () => {
    const scene = await createLogoutScene()
    const groups = Array.from({ length: 200 }, (_, index) => `group-${index}-of-many`)
    const person = { sub: 'ann', email: 'ann@example.com', email_verified: true, groups }
    const { session } = await expectSignedIn(scene, { person })
    const start = await scene.sso.startLogout(session)
    expect([start.scope, start.method, start.url]).toEqual([
      'provider',
      'POST',
      'https://idp.example.com/end_session',
    ])
    expect(Object.keys(start.fields ?? {}).sort()).toEqual([
      ...['client_id', 'id_token_hint', 'post_logout_redirect_uri', 'state'],
    ])
    const page = await start.toResponse().text()
    expect(page).toContain('<form method="post" action="https://idp.example.com/end_session">')
    expect((await goThrough(scene, start)).headers.get('location')).toBe('/')
  })

  it('KO-27 a session that was never stored, or is gone, is signed out by its client alone', async () => {
    const scene = await createLogoutScene()
    const { session } = await signInAs(scene, 'sid-1')
    const start = await scene.sso.startLogout({ ...session, id: 'ses_gone' })
    expect(start.scope).toBe('provider')
    expect(new URL(start.url).searchParams.has('id_token_hint')).toBe(false)
  })

  it('KO-27 a sign-out whose answer was lost is repeated', async () => {
    const scene = await createLogoutScene()
    const { session } = await signInAs(scene, 'sid-1')
    await scene.sso.startLogout(session)
    const again = await scene.sso.startLogout(session)
    expect(again.scope).toBe('provider')
    expect(new URL(again.url).searchParams.has('id_token_hint')).toBe(true)
  })

  it('KO-27 what the provider ended itself is not asked of it again', async () => {
    const scene = await createLogoutScene()
    const { session } = await signInAs(scene, 'sid-1')
    await scene.sso.handler(
      await scene.idp.backchannelLogout(scene.at('/backchannel-logout'), { sid: 'sid-1' }),
    )
    const start = await scene.sso.startLogout(session)
    expect(start).toMatchObject({ scope: 'local', reason: 'ended_by_provider' })
  })
})

/** The usual provider, in whose network there is another one. */
function providerBeside(other: MockOidcProvider): MockOidcProvider {
  const idp = createMockOidcProvider({
    clock: fixedClock(),
    algorithm: 'ES256',
    hasEndSession: true,
  })
  const isOther = (url: string) => url.startsWith(other.issuer)
  return {
    ...idp,
    fetch: (input, init) =>
      (isOther(String(input instanceof Request ? input.url : input)) ? other : idp).fetch(
        input,
        init,
      ),
  }
}

describe('a connection that is not what it was', () => {
  const actor = { actor: systemActor }

  it.each<[string, 'disable' | 'remove']>([
    ['disabled', 'disable'],
    ['removed', 'remove'],
  ])('T2 signs out here where it was %s', async (_what, call) => {
    const scene = await createLogoutScene()
    const { session } = await signInAs(scene, 'sid-1')
    await scene.sso.connections[call](scene.connectionId, actor)
    const start = await scene.sso.startLogout(session, { returnTo: '/bye' })
    expect(start).toMatchObject({ scope: 'local', reason: 'connection_gone', url: '/bye' })
    expect(await scene.sso.isSessionEnded(session.id)).toBe(true)
  })

  it('T2 shows no ID token of one issuer to another', async () => {
    const other = createMockOidcProvider({
      ...{ issuer: 'https://other-idp.example.com', algorithm: 'ES256', hasEndSession: true },
    })
    const scene = await createLogoutScene({ idp: providerBeside(other) })
    const { session } = await signInAs(scene, 'sid-1')
    const { settings, secrets } = other
    await scene.sso.connections.update(
      scene.connectionId,
      { settings: { ...settings }, secrets },
      actor,
    )
    await scene.sso.connections.activate(scene.connectionId, actor)
    const start = await scene.sso.startLogout(session)
    expect(start).toMatchObject({ scope: 'local', reason: 'connection_changed' })
  })

  it('L3 signs out here where the provider’s documents cannot be read', async () => {
    const scene = await createLogoutScene()
    const { session } = await signInAs(scene, 'sid-1')
    scene.clock.advance(8 * 86_400)
    scene.idp.tamper('discovery_500')
    const start = await scene.sso.startLogout(session)
    expect(start).toMatchObject({ scope: 'local', reason: 'provider_failed' })
    expect(scene.events.map(({ type }) => type)).toContain('logout.failed')
  })

  it('L3 leaves the session alone where the storage fails, and says so', async () => {
    const scene = await createLogoutScene()
    const { session } = await signInAs(scene, 'sid-1')
    const { end } = scene.storage.sessions
    scene.storage.sessions.end = () => Promise.reject(new Error('down'))
    const failed = scene.sso.startLogout(session)
    await expect(failed).rejects.toMatchObject({ code: 'storage_unavailable' })
    scene.storage.sessions.end = end
    expect(await scene.sso.isSessionEnded(session.id)).toBe(false)
  })
})
