import { describe, expect, it } from 'vitest'
import type { SsoErrorCode } from '../../../src/index.ts'
import type { OidcDefect } from '../../../src/testing/oidc/index.ts'
import {
  connectTwin,
  createLogoutScene,
  endedOf,
  expectAnswer,
  postToken,
  refusal,
  signInAs,
} from './logout-scene.ts'
import { expectSignedIn } from './scene.ts'

describe('L1 back-channel logout', () => {
  it('L1 ends the sessions of the token’s sid, tells the host of them, and answers 200', async () => {
    const scene = await createLogoutScene()
    const one = await signInAs(scene, 'sid-1')
    const two = await signInAs(scene, 'sid-2')
    await expectAnswer(await postToken(scene, { sub: 'ann', sid: 'sid-1' }), 200)
    expect(await endedOf(scene, [one, two])).toEqual([true, false])
    expect(scene.told).toEqual([
      {
        id: one.session.id,
        connectionId: scene.connectionId,
        organizationId: 'org_1',
        reason: 'idp_logout',
      },
    ])
    expect(scene.events.at(-1)).toMatchObject({
      type: 'logout.received',
      outcome: 'ended',
      sessions: 1,
      connectionId: scene.connectionId,
    })
  })

  it('L1 ends several sessions of the host that belong to one session of the provider', async () => {
    const scene = await createLogoutScene()
    const logins = [await signInAs(scene, 'sid-1'), await signInAs(scene, 'sid-1')]
    await expectAnswer(await postToken(scene, { sid: 'sid-1' }), 200)
    expect(await endedOf(scene, logins)).toEqual([true, true])
    expect(scene.told.map(({ id }) => id).sort()).toEqual(
      logins.map(({ session }) => session.id).sort(),
    )
  })

  it('L1 ends all sessions of a person that the token names without a session', async () => {
    const scene = await createLogoutScene()
    const logins = [
      await signInAs(scene, 'sid-1'),
      await signInAs(scene, 'sid-2'),
      await signInAs(scene, 'sid-3', 'bob'),
    ]
    await expectAnswer(await postToken(scene, { sub: 'ann' }), 200)
    expect(await endedOf(scene, logins)).toEqual([true, true, false])
  })

  it('T1 ends no session of another person in a session of the same name', async () => {
    const scene = await createLogoutScene()
    const bob = await signInAs(scene, 'sid-1', 'bob')
    await expectAnswer(await postToken(scene, { sub: 'ann', sid: 'sid-1' }), 200)
    expect(await endedOf(scene, [bob])).toEqual([false])
    expect(scene.told).toEqual([])
  })

  it('L1 ends a session whose id at the provider was never told with any of its person', async () => {
    const scene = await createLogoutScene()
    const person = { sub: 'ann', email: 'ann@example.com', email_verified: true }
    const unnamed = await expectSignedIn(scene, { person })
    const other = await signInAs(scene, 'sid-2')
    await expectAnswer(await postToken(scene, { sub: 'ann', sid: 'sid-1' }), 200)
    expect(await endedOf(scene, [unnamed, other])).toEqual([true, false])
  })

  it('T1 ends no session of another connection, be issuer, client, person and sid the same', async () => {
    const scene = await createLogoutScene()
    const connectionId = await connectTwin(scene)
    const here = await signInAs(scene, 'sid-1')
    const there = await signInAs({ ...scene, connectionId }, 'sid-1')
    await expectAnswer(await postToken(scene, { sub: 'ann', sid: 'sid-1' }), 200)
    expect(await endedOf(scene, [here, there])).toEqual([true, false])
    expect(scene.told.map((ended) => ended.connectionId)).toEqual([scene.connectionId])
  })

  it('L1 asks no storage for a person whose name none could hold', async () => {
    const scene = await createLogoutScene()
    scene.storage.sessions.find = () => Promise.reject(new Error('asked'))
    await expectAnswer(await postToken(scene, { sub: '\ud800' }), 200)
  })

  it('L1 answers 200 where no session is left, so that the provider does not try again', async () => {
    const scene = await createLogoutScene()
    await expectAnswer(await postToken(scene, { sub: 'nobody', sid: 'unknown' }), 200)
    expect(scene.told).toEqual([])
  })

  it.each<[OidcDefect, SsoErrorCode]>([
    ['alg_none', 'oidc_logout_token_malformed'],
    ['logout_missing_events', 'oidc_logout_token_kind_refused'],
    ['logout_with_nonce', 'oidc_logout_token_kind_refused'],
    ['hs256_with_client_secret', 'oidc_logout_token_algorithm_refused'],
    ['logout_wrong_audience', 'oidc_logout_token_audience_mismatch'],
    ['logout_other_event', 'oidc_logout_token_kind_refused'],
    ['logout_wrong_issuer', 'oidc_logout_token_issuer_mismatch'],
    ['signature_by_other_key', 'oidc_logout_token_signature_invalid'],
    ['logout_events_as_list', 'oidc_logout_token_claims_invalid'],
    ['logout_missing_iat', 'oidc_logout_token_claims_invalid'],
    ['logout_missing_exp', 'oidc_logout_token_claims_invalid'],
    ['logout_missing_jti', 'oidc_logout_token_claims_invalid'],
    ['logout_about_nobody', 'oidc_logout_token_claims_invalid'],
    ['logout_old', 'oidc_logout_token_expired'],
    ['logout_expired', 'oidc_logout_token_expired'],
    ['logout_in_future', 'oidc_logout_token_not_yet_valid'],
  ])('L1 %s → 400 (%s)', async (defect, code) => {
    const scene = await createLogoutScene()
    const login = await signInAs(scene, 'sid-1')
    scene.idp.tamper(defect)
    await expectAnswer(await postToken(scene, { sub: 'ann', sid: 'sid-1' }), 400, refusal)
    expect(await endedOf(scene, [login])).toEqual([false])
    expect(scene.told).toEqual([])
    expect(scene.events.at(-1)).toMatchObject({ type: 'logout.failed', code })
    // The honest one works: nothing of the refused one stays behind.
    scene.idp.tamper()
    await expectAnswer(await postToken(scene, { sub: 'ann', sid: 'sid-1' }), 200)
    expect(await endedOf(scene, [login])).toEqual([true])
  })

  it('O7 takes no ID token for a logout token', async () => {
    const scene = await createLogoutScene()
    const login = await signInAs(scene, 'sid-1')
    const now = Math.floor(scene.clock().getTime() / 1000)
    const idToken = await scene.idp.signIdToken({
      ...{ iss: scene.idp.issuer, aud: scene.idp.clientId, sub: 'ann', sid: 'sid-1' },
      ...{ iat: now, exp: now + 60, jti: 'x' },
    })
    const request = new Request(scene.at('/backchannel-logout'), {
      method: 'POST',
      body: new URLSearchParams({ logout_token: idToken }),
    })
    await expectAnswer(await scene.sso.handler(request), 400, refusal)
    expect(await endedOf(scene, [login])).toEqual([false])
  })

  it.each<[string, RequestInit]>([
    ['no token', { method: 'POST', body: new URLSearchParams() }],
    [
      'something that is none',
      { method: 'POST', body: new URLSearchParams({ logout_token: 'x' }) },
    ],
  ])('L1 refuses a form with %s', async (_what, init) => {
    const scene = await createLogoutScene()
    const response = await scene.sso.handler(new Request(scene.at('/backchannel-logout'), init))
    await expectAnswer(response, 400, refusal)
  })

  it('L1 takes a POST only', async () => {
    const scene = await createLogoutScene()
    const token = await scene.idp.signLogoutToken({ sub: 'ann' })
    const url = `${scene.at('/backchannel-logout')}?logout_token=${token}`
    const response = await scene.sso.handler(new Request(url))
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST'])
    const own = scene.sso.handleLogout(new Request(url))
    await expect(own).rejects.toMatchObject({ code: 'request_method_not_allowed' })
  })

  it('L1 a token without exp counts where the connection allows it, and then for five minutes', async () => {
    const settings = { deviations: ['logout_token_without_exp'] }
    const scene = await createLogoutScene({ settings })
    const login = await signInAs(scene, 'sid-1')
    scene.idp.tamper('logout_missing_exp')
    const late = await scene.idp.backchannelLogout(scene.at('/backchannel-logout'), {
      sid: 'sid-1',
    })
    await expectAnswer(await postToken(scene, { sid: 'sid-1' }), 200)
    expect(await endedOf(scene, [login])).toEqual([true])
    scene.clock.advance(361)
    await expectAnswer(await scene.sso.handler(late), 400, refusal)
    expect(scene.events.at(-1)).toMatchObject({ code: 'oidc_logout_token_expired' })
  })

  it('N4 reads the keys anew for a token by a key that is new', async () => {
    const scene = await createLogoutScene()
    const login = await signInAs(scene, 'sid-1')
    scene.idp.rotateKeys()
    await expectAnswer(await postToken(scene, { sid: 'sid-1' }), 200)
    expect(await endedOf(scene, [login])).toEqual([true])
  })
})
