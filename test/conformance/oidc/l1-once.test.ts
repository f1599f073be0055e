import { describe, expect, it } from 'vitest'
import { baseUrl, storageWith } from '../../support/harness.ts'
import {
  connectTwin,
  createLogoutScene,
  endedOf,
  expectAnswer,
  personIn,
  postToken,
  refusal,
  signInAs,
} from './logout-scene.ts'
import { signIn } from './scene.ts'

describe('L1 a logout token counts once', () => {
  it('L1 refuses it when it comes again, and ends no session that is newer', async () => {
    const scene = await createLogoutScene()
    await signInAs(scene, 'sid-1')
    const first = await scene.idp.backchannelLogout(scene.at('/backchannel-logout'), { sub: 'ann' })
    const again = first.clone()
    await expectAnswer(await scene.sso.handler(first), 200)
    const newer = await signInAs(scene, 'sid-2')
    await expectAnswer(await scene.sso.handler(again), 400, refusal)
    expect(await endedOf(scene, [newer])).toEqual([false])
    expect(scene.events.at(-1)).toMatchObject({ type: 'logout.failed', code: 'logout_replayed' })
  })

  it('L1 remembers it for as long as it would pass', async () => {
    const scene = await createLogoutScene()
    const request = await scene.idp.backchannelLogout(scene.at('/backchannel-logout'), {
      sub: 'ann',
    })
    const again = request.clone()
    await scene.sso.handler(request)
    // 120 seconds of life and 60 of tolerance, less one.
    scene.clock.advance(179)
    await scene.sso.handler(again)
    expect(scene.events.at(-1)).toMatchObject({ code: 'logout_replayed' })
  })

  it('L1 of 20 at once one is accepted', async () => {
    const scene = await createLogoutScene()
    await signInAs(scene, 'sid-1')
    const request = await scene.idp.backchannelLogout(scene.at('/backchannel-logout'), {
      sub: 'ann',
    })
    const responses = await Promise.all(
      Array.from({ length: 20 }, () => scene.sso.handler(request.clone())),
    )
    expect(responses.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(scene.told).toHaveLength(1)
  })

  it('T1 counts it once at each connection: no provider uses up another connection’s', async () => {
    const scene = await createLogoutScene()
    const twin = await connectTwin(scene)
    const token = await scene.idp.signLogoutToken({ sub: 'ann' })
    const post = (id: string) =>
      scene.sso.handler(
        new Request(`${baseUrl}/sso/${id}/backchannel-logout`, {
          method: 'POST',
          body: new URLSearchParams({ logout_token: token }),
        }),
      )
    await expectAnswer(await post(scene.connectionId), 200)
    await expectAnswer(await post(twin), 200)
    await expectAnswer(await post(twin), 400, refusal)
  })

  it('L1 tells the provider that the host failed, ends nothing, and lets it try the same again', async () => {
    let isBroken = true
    const told: string[] = []
    const scene = await createLogoutScene({
      config: {
        onSessionsEnd(sessions) {
          if (isBroken) throw new Error('the host is down')
          told.push(...sessions.map(({ id }) => id))
        },
      },
    })
    const login = await signInAs(scene, 'sid-1')
    const request = await scene.idp.backchannelLogout(scene.at('/backchannel-logout'), {
      sub: 'ann',
    })
    const [second, third] = [request.clone(), request.clone()]
    await expectAnswer(await scene.sso.handler(request), 400, { error: 'server_error' })
    expect(await endedOf(scene, [login])).toEqual([false])
    expect(scene.events.slice(-2)).toMatchObject([
      { type: 'logout.failed', code: 'host_callback_failed' },
      { type: 'logout.received', outcome: 'failed', sessions: 0 },
    ])
    isBroken = false
    await expectAnswer(await scene.sso.handler(second), 200)
    expect([await endedOf(scene, [login]), told]).toEqual([[true], [login.session.id]])
    await expectAnswer(await scene.sso.handler(third), 400, refusal)
  })

  it('L1 ends nothing where the storage cannot say whether it was seen', async () => {
    const storage = storageWith('ephemeral', (original) => ({
      reserve: async (keys, ...rest) => {
        if (keys[0]?.startsWith('logout:')) throw new Error('the storage is down')
        return original.reserve(keys, ...rest)
      },
    }))
    const scene = await createLogoutScene({ config: { storage } })
    const { login } = await signIn(scene, { person: personIn('sid-1') })
    if (!login) throw new Error('no login')
    expect((await postToken(scene, { sid: 'sid-1' })).status).toBe(400)
    expect(await endedOf(scene, [login])).toEqual([false])
    expect(scene.events.at(-1)).toMatchObject({ code: 'storage_unavailable' })
  })
})
