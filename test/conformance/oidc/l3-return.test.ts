import { describe, expect, it } from 'vitest'
import { cookiesOf, forgeFlow } from '../../support/harness.ts'
import { createLogoutScene, goThrough, signInAs } from './logout-scene.ts'
import { signIn } from './scene.ts'

describe('L3 F1 the way back from the provider', () => {
  it.each<[string, string]>([
    ['an unknown state', '?state=abc'],
    ['an empty state', '?state='],
    ['no state', ''],
  ])('L3 with %s leads home, confirmed by nobody', async (_what, query) => {
    const scene = await createLogoutScene()
    const { session } = await signInAs(scene, 'sid-1')
    const start = await scene.sso.startLogout(session, { returnTo: '/bye' })
    const request = () =>
      new Request(`${scene.at('/logout/return')}${query}`, {
        headers: { cookie: cookiesOf(start).join('; ') },
      })
    const response = await scene.sso.handler(request())
    expect([response.status, response.headers.get('location')]).toEqual([303, '/'])
    expect(await scene.sso.handleLogout(request())).toMatchObject({
      ...{ kind: 'returned', confirmed: false, returnTo: '/' },
    })
  })

  it('L3 belongs to the browser that signed out', async () => {
    const scene = await createLogoutScene()
    const { session } = await signInAs(scene, 'sid-1')
    const start = await scene.sso.startLogout(session, { returnTo: '/bye' })
    const answer = await scene.idp.endSession(start)
    expect(await scene.sso.handleLogout(answer.toRequest())).toMatchObject({ confirmed: false })
    const cookie = cookiesOf(start).join('; ')
    expect(await scene.sso.handleLogout(answer.toRequest(cookie))).toMatchObject({
      ...{ kind: 'returned', confirmed: true, returnTo: '/bye' },
      connectionId: scene.connectionId,
    })
  })

  it('F1 an old one counts no more', async () => {
    const scene = await createLogoutScene()
    const { session } = await signInAs(scene, 'sid-1')
    const start = await scene.sso.startLogout(session, { returnTo: '/bye' })
    scene.clock.advance(601)
    expect((await goThrough(scene, start)).headers.get('location')).toBe('/')
  })

  it.each<[string, object]>([
    ['another purpose', { purpose: 'login' }],
    ['another address', { baseUrl: 'https://other.example.com' }],
    ['another connection', { connectionId: 'con_other' }],
  ])('F1 T1 a flow of %s counts for nothing', async (_what, change) => {
    const scene = await createLogoutScene()
    const { session } = await signInAs(scene, 'sid-1')
    const start = await scene.sso.startLogout(session, { returnTo: '/bye' })
    const answer = await scene.idp.endSession(start)
    const honest = cookiesOf(start)[0] ?? ''
    const forged = await forgeFlow(honest, change)
    const result = await scene.sso.handleLogout(answer.toRequest(forged))
    expect(result).toMatchObject({ confirmed: false, returnTo: '/' })
    // The sign-in that it may belong to is left alone.
    expect(result.setCookie).toEqual([])
  })

  it('F1 the flow of a sign-out signs nobody in', async () => {
    const scene = await createLogoutScene()
    const { session } = await signInAs(scene, 'sid-1')
    const start = await scene.sso.startLogout(session)
    const state = new URL(start.url).searchParams.get('state') ?? ''
    const logins = scene.logins.length
    const { error } = await signIn(scene, {
      change: (answer) => {
        const url = new URL(answer.url)
        url.searchParams.set('state', state)
        return new Request(url, { headers: { cookie: cookiesOf(start).join('; ') } })
      },
    })
    expect([error?.code, scene.logins.length]).toEqual(['login_flow_mismatch', logins])
  })

  it.each([
    '//evil.example/',
    'https://evil.example/',
    '/\\evil.example',
    'javascript:alert(1)',
    'https://app.example.com@evil.example/',
  ])('L3 F4 %j is nowhere to go afterwards', async (returnTo) => {
    const scene = await createLogoutScene()
    const { session } = await signInAs(scene, 'sid-1')
    const start = await scene.sso.startLogout(session, { returnTo })
    expect((await goThrough(scene, start)).headers.get('location')).toBe('/')
    expect((await scene.sso.startLogout(session, { returnTo, scope: 'local' })).url).toBe('/')
  })

  it('L3 F4 an origin that the host allows is', async () => {
    const allowedReturnOrigins = ['https://docs.example.com']
    const scene = await createLogoutScene({ config: { allowedReturnOrigins } })
    const { session } = await signInAs(scene, 'sid-1')
    const returnTo = 'https://docs.example.com/bye'
    const start = await scene.sso.startLogout(session, { returnTo })
    expect((await goThrough(scene, start)).headers.get('location')).toBe(returnTo)
  })
})
