import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { baseUrl } from '../../support/harness.ts'
import {
  createLogoutScene,
  endedOf,
  expectAnswer,
  goThrough,
  type LogoutScene,
  postToken,
  refusal,
  signInAs,
} from './logout-scene.ts'
import type { Login } from '../../../src/index.ts'
import type { OidcDefect } from '../../../src/testing/oidc/index.ts'

/*
 * The OpenID Foundation's plans for logout, module by module under their own names:
 * `oidcc-client-rp-initiated-logout-rp-basic`, `oidcc-client-back-channel-logout-rp-basic` and
 * `oidcc-client-front-channel-logout-rp-basic`.
 *
 * Not here, and why:
 * - oidcc-client-test-session-management: a frame of the provider that is asked every few seconds
 *   needs third-party cookies, which browsers keep back.
 */

let scene: LogoutScene
let login: Login
beforeEach(async () => {
  scene = await createLogoutScene()
  login = await signInAs(scene, 'sid-1')
})
afterEach(() => scene.idp.tamper())

const startLogout = () =>
  scene.sso.startLogout(login.session, {
    request: new Request(`${baseUrl}/`),
    returnTo: '/signed-out',
  })

const locationOf = (response: Response) => response.headers.get('location')

describe('oidcc-client-rp-initiated-logout-rp-basic', () => {
  it('oidcc-client-test-rp-init-logout', async () => {
    const start = await startLogout()
    expect(await endedOf(scene, [login])).toEqual([true])
    expect(locationOf(await goThrough(scene, start))).toBe('/signed-out')
  })

  it.each<[string, (url: URL) => void]>([
    [
      'oidcc-client-test-rp-init-logout-other-state',
      (url) => url.searchParams.set('state', 'another-state'),
    ],
    ['oidcc-client-test-rp-init-logout-no-state', (url) => url.searchParams.delete('state')],
  ])('%s', async (_name, change) => {
    const start = await startLogout()
    const answer = await scene.idp.endSession(start)
    const url = new URL(answer.url)
    change(url)
    const cookie = start.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
    const request = new Request(url, { headers: { cookie } })
    expect(await scene.sso.handleLogout(request)).toMatchObject({ confirmed: false, returnTo: '/' })
  })
})

describe('oidcc-client-back-channel-logout-rp-basic', () => {
  const prefix = 'oidcc-client-test-rp-backchannel-rpinitlogout'

  it(prefix, async () => {
    const start = await startLogout()
    await expectAnswer(await postToken(scene, { sub: 'ann', sid: 'sid-1' }), 200)
    expect(locationOf(await goThrough(scene, start))).toBe('/signed-out')
  })

  it('oidcc-client-test-rp-backchannel-opinitlogout', async () => {
    await expectAnswer(await postToken(scene, { sub: 'ann', sid: 'sid-1' }), 200)
    expect(await endedOf(scene, [login])).toEqual([true])
  })

  it.each<[string, OidcDefect]>([
    [`${prefix}-alg-none`, 'alg_none'],
    [`${prefix}-no-event`, 'logout_missing_events'],
    [`${prefix}-with-nonce`, 'logout_with_nonce'],
    [`${prefix}-wrong-alg`, 'hs256_with_client_secret'],
    [`${prefix}-wrong-aud`, 'logout_wrong_audience'],
    [`${prefix}-wrong-event`, 'logout_other_event'],
    [`${prefix}-wrong-iss`, 'logout_wrong_issuer'],
  ])('%s', async (_name, defect) => {
    scene.idp.tamper(defect)
    await expectAnswer(await postToken(scene, { sub: 'ann', sid: 'sid-1' }), 400, refusal)
    expect(await endedOf(scene, [login])).toEqual([false])
  })
})

describe('oidcc-client-front-channel-logout-rp-basic', () => {
  const frame = () =>
    scene.sso.handler(
      new Request(`${scene.at('/frontchannel-logout')}?iss=${scene.idp.issuer}&sid=sid-1`),
    )

  it('oidcc-client-test-rp-frontchannel-rpinitlogout', async () => {
    const start = await startLogout()
    expect((await frame()).status).toBe(200)
    expect(locationOf(await goThrough(scene, start))).toBe('/signed-out')
  })

  it('oidcc-client-test-rp-frontchannel-opinitlogout', async () => {
    expect((await frame()).status).toBe(200)
    expect(await endedOf(scene, [login])).toEqual([true])
  })
})
