import { describe, expect, it } from 'vitest'
import { systemActor } from '../../../src/index.ts'
import {
  connectTwin,
  createLogoutScene,
  endedOf,
  type LogoutScene,
  personIn,
  signInAs,
} from './logout-scene.ts'
import { expectSignedIn } from './scene.ts'

const issuer = 'https://idp.example.com'

/** The frame that the provider's page loads; a browser keeps cookies back from it. */
const frame = ({ sso, at }: LogoutScene, query: Record<string, string>) =>
  sso.handler(new Request(`${at('/frontchannel-logout')}?${new URLSearchParams(query)}`))

describe('L2 front-channel logout', () => {
  it('L2 ends the session of this issuer and sid, in a page that only the issuer may frame', async () => {
    const scene = await createLogoutScene()
    const one = await signInAs(scene, 'sid-1')
    const two = await signInAs(scene, 'sid-2')
    const response = await frame(scene, { iss: issuer, sid: 'sid-1' })
    expect(await endedOf(scene, [one, two])).toEqual([true, false])
    expect(scene.told.map(({ id }) => id)).toEqual([one.session.id])
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect(response.headers.get('x-frame-options')).toBeNull()
    expect(response.headers.get('content-security-policy')).toBe(
      `default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors ${issuer}`,
    )
    expect(response.headers.getSetCookie()).toEqual([])
  })

  it.each<[string, Record<string, string>]>([
    ['nobody', {}],
    ['an issuer alone', { iss: issuer }],
    ['an issuer and an empty sid', { iss: issuer, sid: '' }],
    ['a sid alone', { sid: 'sid-1' }],
    ['another issuer', { iss: 'https://other-idp.example.com', sid: 'sid-1' }],
    ['the issuer with a slash', { iss: `${issuer}/`, sid: 'sid-1' }],
    ['an empty issuer', { iss: '', sid: 'sid-1' }],
  ])('L2 refuses a frame that names %s', async (_what, query) => {
    const scene = await createLogoutScene()
    const login = await signInAs(scene, 'sid-1')
    expect((await frame(scene, query)).status).toBe(400)
    expect(await endedOf(scene, [login])).toEqual([false])
    expect(scene.errors.map(({ code }) => code)).toEqual(['oidc_frontchannel_logout_refused'])
  })

  it('L2 ends nothing for a sid that nobody has, and says the same', async () => {
    const scene = await createLogoutScene()
    const login = await signInAs(scene, 'sid-1')
    const known = await frame(scene, { iss: issuer, sid: 'sid-x' })
    expect([known.status, await endedOf(scene, [login]), scene.told]).toEqual([200, [false], []])
  })

  it.each<[string, string]>([
    ['a control character', 'a\u0000b'],
    ['5000 characters', 'x'.repeat(5000)],
  ])('L2 asks no storage for a sid that none could hold: %s', async (_what, sid) => {
    const scene = await createLogoutScene()
    const { find } = scene.storage.sessions
    let asked = 0
    scene.storage.sessions.find = (...args) => {
      asked += 1
      return find(...args)
    }
    expect((await frame(scene, { iss: issuer, sid })).status).toBe(200)
    expect(asked).toBe(0)
  })

  it('T1 ends no session of another connection with the same issuer and sid', async () => {
    const scene = await createLogoutScene()
    const connectionId = await connectTwin(scene)
    const login = await signInAs({ ...scene, connectionId }, 'sid-1')
    await frame(scene, { iss: issuer, sid: 'sid-1' })
    expect(await endedOf(scene, [login])).toEqual([false])
  })

  it('L2 refuses repeated parameters, of which two readers could take different ones', async () => {
    const scene = await createLogoutScene()
    const login = await signInAs(scene, 'sid-1')
    const url = `${scene.at('/frontchannel-logout')}?iss=${issuer}&sid=sid-1&sid=sid-2`
    expect((await scene.sso.handler(new Request(url))).status).toBe(400)
    expect(await endedOf(scene, [login])).toEqual([false])
  })

  it('L2 takes a sid without issuer where the connection allows it, as Entra sends it', async () => {
    const settings = { deviations: ['frontchannel_logout_without_iss'] }
    const scene = await createLogoutScene({ settings })
    const login = await signInAs(scene, 'sid-1')
    expect((await frame(scene, { iss: 'https://other.example', sid: 'sid-1' })).status).toBe(400)
    expect(await endedOf(scene, [login])).toEqual([false])
    expect((await frame(scene, { sid: 'sid-1' })).status).toBe(200)
    expect(await endedOf(scene, [login])).toEqual([true])
  })

  it('O5 L2 cannot tell whose sid it is where a connection has several issuers', async () => {
    const one = '11111111-2222-4333-8444-555555555555'
    const two = '99999999-8888-4777-8666-555555555555'
    const template = 'https://login.microsoftonline.com/{tenantid}/v2.0'
    const scene = await createLogoutScene({
      provider: { issuer: template },
      settings: {
        allowedTenants: [one, two],
        deviations: ['frontchannel_logout_without_iss'],
      },
    })
    const person = { ...personIn('sid-1'), tid: one }
    const login = await expectSignedIn(scene, { person })
    expect((await frame(scene, { sid: 'sid-1' })).status).toBe(400)
    const issuerOf = (tenant: string) => template.replace('{tenantid}', tenant)
    await frame(scene, { iss: issuerOf(two), sid: 'sid-1' })
    expect(await endedOf(scene, [login])).toEqual([false])
    await frame(scene, { iss: issuerOf(one), sid: 'sid-1' })
    expect(await endedOf(scene, [login])).toEqual([true])
  })

  it('L2 tells the frame where the host failed, and leaves the session for the next attempt', async () => {
    const scene = await createLogoutScene({
      config: { onSessionsEnd: () => Promise.reject(new Error('the host is down')) },
    })
    const login = await signInAs(scene, 'sid-1')
    expect((await frame(scene, { iss: issuer, sid: 'sid-1' })).status).toBe(500)
    expect(await endedOf(scene, [login])).toEqual([false])
  })

  it('L2 answers at the address of a connection that exists, and of this protocol', async () => {
    const scene = await createLogoutScene()
    const at = (id: string) => `https://app.example.com/sso/${id}/frontchannel-logout?iss=x&sid=y`
    expect((await scene.sso.handler(new Request(at('con_unknown')))).status).toBe(404)
    expect(
      (await scene.sso.handler(new Request(at('con_unknown'), { method: 'POST' }))).status,
    ).toBe(405)
  })

  it('L2 still ends what is left of a connection that was switched off halfway', async () => {
    let isBroken = true
    const scene = await createLogoutScene({
      config: {
        onSessionsEnd: () => {
          if (isBroken) throw new Error('the host is down')
        },
      },
    })
    const login = await signInAs(scene, 'sid-1')
    const switchedOff = scene.sso.connections.disable(scene.connectionId, { actor: systemActor })
    await expect(switchedOff).rejects.toMatchObject({ code: 'host_callback_failed' })
    isBroken = false
    expect((await frame(scene, { iss: issuer, sid: 'sid-1' })).status).toBe(200)
    expect(await endedOf(scene, [login])).toEqual([true])
  })
})
