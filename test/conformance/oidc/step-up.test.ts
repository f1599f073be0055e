import { beforeEach, describe, expect, it } from 'vitest'
import type { Login, SsoSession, StartLoginOptions } from '../../../src/index.ts'
import { cookiesOf } from '../../support/harness.ts'
import { createScene, expectRefused, expectSignedIn, type Scene, signIn } from './scene.ts'

const strong = 'urn:example:mfa'
const people = [
  { sub: 'ann', email: 'ann@example.com', email_verified: true },
  { sub: 'ben', email: 'ben@example.com', email_verified: true },
]

let scene: Scene
let first: Login
beforeEach(async () => {
  scene = await createScene({ provider: { people } })
  first = await expectSignedIn(scene)
  scene.clock.advance(600)
})

const stored = (session: SsoSession | undefined) => scene.storage.sessions.get(session?.id ?? '')
const signInAt = async (wide: Scene) => {
  const start = await wide.sso.startLogin({ connectionId: wide.connectionId })
  const answer = await wide.idp.authorize(start.url)
  const done = await wide.sso.handleCallback(answer.toRequest(cookiesOf(start).join('; ')))
  return done.kind === 'login' ? done.login : undefined
}
const inUse = async (session: SsoSession) => (await stored(session))?.endedAt === undefined

describe('a step-up', () => {
  it('F6 gives a new session, ends the one before, and tells how the person authenticated', async () => {
    const person = { ...people[0], sub: 'ann', acr: strong, amr: ['pwd', 'otp'] }
    const login = await expectSignedIn(scene, {
      ...{ session: first.session, forceAuthn: true, acrValues: strong, person },
    })
    expect(login.session.id).not.toBe(first.session.id)
    expect(login.replaces).toBe(first.session.id)
    expect(login.authentication).toMatchObject({ acr: strong, amr: ['pwd', 'otp'] })
    const seconds = Date.parse(login.authentication.at) - Date.parse(first.authentication.at)
    expect(seconds).toBe(600_000)
    expect(await stored(first.session)).toMatchObject({ endReason: 'replaced' })
    expect((await stored(login.session))?.detail?.renewal).toMatchObject({
      replaces: first.session.id,
    })
    expect(await scene.sso.refresh(first.session)).toMatchObject({ state: 'ended' })
    expect(await scene.sso.refresh(login.session)).toMatchObject({ state: 'active' })
  })

  it('asks the provider for what it was asked for', async () => {
    const start = await scene.sso.startLogin(
      { connectionId: scene.connectionId },
      {
        session: first.session,
        forceAuthn: true,
        acrValues: `${strong} urn:example:key`,
        maxAge: 60,
      },
    )
    const { searchParams } = new URL(start.url)
    expect(Object.fromEntries(searchParams)).toMatchObject({
      ...{ prompt: 'login', max_age: '0', acr_values: `${strong} urn:example:key` },
    })
  })

  it('F1 another person’s answer is refused, and nothing is done for them', async () => {
    const events = scene.events.length
    const error = await expectRefused(scene, 'login_person_mismatch', {
      ...{ session: first.session, person: 'ben' },
    })
    expect(error.publicMessage).not.toContain('ben')
    expect(await inUse(first.session)).toBe(true)
    const told = scene.events.slice(events).map(({ type }) => type)
    expect(told).not.toContain('login.succeeded')
    expect(told.some((type) => type.startsWith('access.'))).toBe(false)
    // The person themselves still can.
    await expectSignedIn(scene, { session: first.session })
  })

  it('E2 the same subject of another connection is another person', async () => {
    const other = await createScene({ provider: { people } })
    const theirs = await expectSignedIn(other)
    const start = scene.sso.startLogin(
      { connectionId: scene.connectionId },
      { session: theirs.session },
    )
    await expect(start).rejects.toMatchObject({ code: 'login_session_ended' })
  })

  it.each<[string, Partial<SsoSession>]>([
    ['nobody knows', { id: 'ses_nobody' }],
    ['is not the person’s', { subject: 'ben' }],
    ['is of another issuer', { issuer: 'https://other.example.com' }],
    ['has an id that no storage can be asked for', { id: '\u0000' }],
  ])('F1 is not begun for a session that %s', async (_what, change) => {
    const start = scene.sso.startLogin(
      { connectionId: scene.connectionId },
      { session: { ...first.session, ...change } },
    )
    await expect(start).rejects.toMatchObject({ code: 'login_session_ended' })
  })

  it('F1 of a session that was signed out while the person was away ends there', async () => {
    await expectRefused(scene, 'login_session_ended', {
      session: first.session,
      meanwhile: async () => {
        await scene.storage.sessions.end(first.session.id, scene.clock(), 'signed out')
      },
    })
    expect(await stored(first.session)).toMatchObject({ endReason: 'signed out' })
  })

  it('O4 of somebody who did not authenticate anew is refused, and the session goes on', async () => {
    scene.idp.tamper('old_auth_time')
    await expectRefused(scene, 'oidc_id_token_authentication_too_old', {
      ...{ session: first.session, maxAge: 300 },
    })
    expect(await inUse(first.session)).toBe(true)
  })

  it.each([undefined, '0', `${strong}2`, `${strong} `])(
    'too weak an authentication is refused, and the session goes on: acr %j',
    async (acr) => {
      const person = { ...people[0], sub: 'ann', ...(acr === undefined ? {} : { acr }) }
      const options: StartLoginOptions = { session: first.session, acrValues: `x ${strong}` }
      await expectRefused(scene, 'login_authentication_too_weak', { ...options, person })
      expect(await inUse(first.session)).toBe(true)
      await expectSignedIn(scene, { ...options, person: { ...person, acr: strong } })
    },
  )

  it('too weak an authentication is refused at any sign-in that asked for more', async () => {
    await expectRefused(scene, 'login_authentication_too_weak', { acrValues: strong })
    await expectSignedIn(scene)
  })

  it.each(['', ' a', 'a  b', 'a\nb', 'ä', 'a'.repeat(1001), 'a b c d e f', 7 as never])(
    'names authentication contexts as the protocol writes them: not %j',
    async (acrValues) => {
      const start = scene.sso.startLogin({ connectionId: scene.connectionId }, { acrValues })
      await expect(start).rejects.toBeInstanceOf(TypeError)
    },
  )

  it('F2 fits its cookie with the longest names', async () => {
    const acrValues = Array.from({ length: 5 }, () => 'a'.repeat(199)).join(' ')
    const host = `https://${'a-long-name.'.repeat(5)}example.com`
    const wide = await createScene({ config: { baseUrl: host } })
    const { session } = (await signInAt(wide)) ?? first
    const start = await wide.sso.startLogin(
      { connectionId: wide.connectionId },
      {
        session,
        acrValues,
        maxAge: 86_400,
        silent: { origin: host },
        returnTo: `/${'r'.repeat(600)}`,
      },
    )
    const [{ name, value } = { name: '', value: '' }] = start.cookies
    expect(name.length + value.length).toBeLessThanOrEqual(1024)
  })

  it('leaves the session as it is where the host cannot create the new one', async () => {
    const broken = await createScene({
      config: {
        onLogin: (login) => {
          if (login.replaces !== undefined) throw new Error('down')
        },
      },
    })
    const start = await broken.sso.startLogin({ connectionId: broken.connectionId })
    const answer = await broken.idp.authorize(start.url)
    const result = await broken.sso.handleCallback(answer.toRequest(cookiesOf(start).join('; ')))
    if (result.kind !== 'login') throw new Error(result.kind)
    const { session } = result.login
    const { error } = await signIn(broken, { session })
    expect(error?.code).toBe('host_callback_failed')
    await broken.settled()
    expect(await broken.storage.sessions.get(session.id)).not.toHaveProperty('endedAt')
    const [, second] = broken.sessions
    expect(await broken.storage.sessions.get(second ?? '')).toMatchObject({
      endReason: 'hook_failed',
    })
  })

  it('ends the one before in a host’s own callback route as well', async () => {
    const start = await scene.sso.startLogin(
      { connectionId: scene.connectionId },
      { session: first.session },
    )
    const answer = await scene.idp.authorize(start.url)
    const request = answer.toRequest(cookiesOf(start).join('; '))
    const result = await scene.sso.handleCallback(request)
    expect(result).toMatchObject({ kind: 'login', login: { replaces: first.session.id } })
    expect(await inUse(first.session)).toBe(false)
  })

  it('F1 is for a session that is not past its end, at the start and at the answer', async () => {
    const aged = await createScene({ input: { session: { maxAgeSeconds: 3600 } } })
    const { session } = await expectSignedIn(aged)
    aged.clock.advance(3300)
    await expectRefused(aged, 'login_session_ended', {
      session,
      meanwhile: async () => aged.clock.advance(301),
    })
    const start = aged.sso.startLogin({ connectionId: aged.connectionId }, { session })
    await expect(start).rejects.toMatchObject({ code: 'login_session_ended' })
  })

  it('counts the maximum age anew only where the person authenticated anew', async () => {
    const aged = await createScene({ input: { session: { maxAgeSeconds: 3600 } } })
    const { session } = await expectSignedIn(aged)
    aged.clock.advance(600)
    const anew = await expectSignedIn(aged, { session })
    const age = Date.parse(anew.session.expiresAt ?? '') - aged.clock().getTime()
    expect(age).toBe(3_600_000)
    aged.clock.advance(600)
    // The provider’s own session answered: `auth_time` is a day old.
    aged.idp.tamper('old_auth_time')
    const same = await expectSignedIn(aged, { session: anew.session })
    expect(same.session.expiresAt).toBe(anew.session.expiresAt)
  })
})
