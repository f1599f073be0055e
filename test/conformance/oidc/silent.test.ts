import { describe, expect, it } from 'vitest'
import { type HookAnswer, type Login, systemActor } from '../../../src/index.ts'
import { baseUrl, cookiesOf, formHeaders } from '../../support/harness.ts'
import { createScene, expectSignedIn, type Scene, type SceneOptions } from './scene.ts'

const spa = 'https://spa.example.com'

const silentScene = (options: SceneOptions = {}) =>
  createScene({ ...options, config: { allowedReturnOrigins: [spa], ...options.config } })

interface Renewal {
  readonly person?: string
  readonly origin?: string
  readonly session?: Login['session']
  /** The browser keeps cookies back from frames. */
  readonly isBlocked?: boolean
}

/** What a hidden frame does, from the page's question to the message that the page would get. */
async function renew(scene: Scene, options: Renewal = {}) {
  const { person, origin = baseUrl, session, isBlocked } = options
  const start = await scene.sso.startLogin(
    { connectionId: scene.connectionId },
    { silent: { origin }, ...(session ? { session } : {}) },
  )
  const answer = await scene.idp.authorize(start.url, person)
  const cookie = isBlocked ? undefined : cookiesOf(start).join('; ')
  const response = await scene.sso.handler(answer.toRequest(cookie))
  return { start, answer, response, ...(await messageOf(response)) }
}

/** Runs what the page's script would do. */
async function messageOf(response: Response) {
  const policy = response.headers.get('content-security-policy') ?? ''
  const markup = await response.clone().text()
  const [, nonce, script = ''] = /<script nonce="([\w-]+)">(.*)<\/script>/.exec(markup) ?? []
  expect(policy).toContain(`script-src 'nonce-${nonce}'`)
  const messages: [unknown, string][] = []
  const parent = { postMessage: (data: unknown, to: string) => void messages.push([data, to]) }
  new Function('parent', script)(parent)
  const framedBy = /frame-ancestors ([^;]*)/.exec(policy)?.[1]
  return { messages, framedBy, policy }
}

const told = (state: 'active' | 'needs_login', origin: string = baseUrl) => [
  [{ type: 'ssokit:silent', state }, origin],
]

describe('CL-6 a silent renewal', () => {
  it('CL-6 signs in without showing anything, and tells the page around it', async () => {
    const scene = await silentScene()
    const { start, answer, response, messages } = await renew(scene)
    const sent = new URL(start.url).searchParams
    expect(sent.get('prompt')).toBe('none')
    expect(sent.get('redirect_uri')).toBe(`${baseUrl}/sso/${scene.connectionId}/silent-callback`)
    expect(new URL(answer.url).pathname).toBe(`/sso/${scene.connectionId}/silent-callback`)
    expect(response.status).toBe(200)
    expect(messages).toEqual(told('active'))
    expect(scene.logins).toHaveLength(1)
    const token = scene.idp.requests.find(({ url }) => url.endsWith('/token'))
    expect(new URLSearchParams(token?.body).get('redirect_uri')).toBe(sent.get('redirect_uri'))
  })

  it('CL-6 may be framed by that origin alone, runs one script, and says nothing else', async () => {
    const scene = await silentScene()
    const { response, start, messages, framedBy, policy } = await renew(scene, { origin: spa })
    expect(framedBy).toBe(spa)
    expect(messages).toEqual(told('active', spa))
    expect(policy).toMatch(/^default-src 'none'; script-src 'nonce-[\w-]{22}'; base-uri 'none'/)
    expect(policy).not.toContain('unsafe')
    expect(response.headers.get('x-frame-options')).toBeNull()
    expect(response.headers.get('cache-control')).toBe('no-store')
    const text = await response.text()
    expect(text).not.toContain('ann')
    const away = start.toResponse()
    expect(away.status).toBe(303)
    expect(away.headers.get('content-security-policy')).toContain(`frame-ancestors ${spa}`)
    expect(away.headers.get('x-frame-options')).toBeNull()
  })

  it.each([
    'https://evil.example',
    'https://spa.example.com.evil.example',
    'https://spa.example.com/',
    'http://spa.example.com',
    '*',
    'null',
    '',
    undefined as never,
  ])('CL-6 is refused to pages of %j', async (origin) => {
    const scene = await silentScene()
    const start = scene.sso.startLogin({ connectionId: scene.connectionId }, { silent: { origin } })
    await expect(start).rejects.toMatchObject({ code: 'login_silent_origin_refused' })
  })

  it.each([
    'login_required',
    'interaction_required',
    'consent_required',
    'account_selection_required',
    'access_denied',
    'server_error',
    'wrong_nonce',
    'invalid_grant',
  ] as const)('CL-6 that ends with %s needs a sign-in, and nobody sees a page', async (defect) => {
    const scene = await silentScene()
    scene.idp.tamper(defect)
    const { response, messages, framedBy } = await renew(scene)
    expect(response.status).toBe(200)
    expect(messages).toEqual(told('needs_login'))
    expect(framedBy).toBe(baseUrl)
    expect(scene.logins).toEqual([])
    // The flow’s cookie is cleared.
    expect(response.headers.getSetCookie().join()).toContain('Expires=Thu, 01 Jan 1970')
  })

  it('CL-6 without the cookie, which browsers keep back from frames, needs a sign-in', async () => {
    const scene = await silentScene()
    const { messages, framedBy } = await renew(scene, { isBlocked: true, origin: spa })
    // Nothing tells whose frame it was, so all who may frame it are told, and nobody else.
    expect(messages).toEqual([...told('needs_login'), ...told('needs_login', spa)])
    expect(framedBy).toBe(`${baseUrl} ${spa}`)
    expect(scene.logins).toEqual([])
    expect(scene.idp.requests.filter(({ url }) => url.endsWith('/token'))).toEqual([])
  })

  it('CL-6 falls back to a refresh where there is a refresh token', async () => {
    const scene = await silentScene({ settings: { scopes: ['openid', 'offline_access'] } })
    const { session } = await expectSignedIn(scene)
    const { messages } = await renew(scene, { isBlocked: true, session })
    expect(messages[0]).toEqual(told('needs_login')[0])
    expect(await scene.sso.refresh(session)).toMatchObject({ state: 'active' })
  })

  it('CL-6 asks for no consent on the way, whatever a refresh token takes', async () => {
    const scene = await silentScene({ settings: { scopes: ['openid', 'offline_access'] } })
    const target = { connectionId: scene.connectionId }
    const visible = await scene.sso.startLogin(target)
    expect(new URL(visible.url).searchParams.get('prompt')).toBe('consent')
    const silent = await scene.sso.startLogin(target, { silent: { origin: spa }, forceAuthn: true })
    expect(new URL(silent.url).searchParams.get('prompt')).toBe('none')
  })
})

describe('CL-6 whose session is renewed', () => {
  const people = ['ann', 'ben'].map((sub) => ({ sub, email: `${sub}@example.com` }))

  it('F6 a new session takes the place of the one before, and its age goes on', async () => {
    const scene = await silentScene({
      provider: { people },
      input: { session: { maxAgeSeconds: 3600 } },
    })
    const { session } = await expectSignedIn(scene)
    scene.clock.advance(600)
    const { messages } = await renew(scene, { session })
    expect(messages).toEqual(told('active'))
    const renewed = scene.logins.at(-1)
    expect(renewed?.replaces).toBe(session.id)
    expect(renewed?.session.id).not.toBe(session.id)
    expect(renewed?.session.expiresAt).toBe(session.expiresAt)
    expect(await scene.storage.sessions.get(session.id)).toMatchObject({ endReason: 'replaced' })
  })

  it('has its age by the provider’s word where no session is named', async () => {
    const scene = await silentScene({ input: { session: { maxAgeSeconds: 90_000 } } })
    scene.idp.tamper('old_auth_time')
    const { start, messages } = await renew(scene)
    expect(new URL(start.url).searchParams.get('max_age')).toBe('90000')
    expect(messages).toEqual(told('active'))
    // The person signed in a day ago, and nobody has seen them since.
    const age = Date.parse(scene.logins[0]?.session.expiresAt ?? '') - scene.clock().getTime()
    expect(age).toBe(3_600_000)
    expect(scene.logins[0]).not.toHaveProperty('replaces')
    scene.idp.tamper('missing_auth_time')
    expect((await renew(scene)).messages).toEqual(told('needs_login'))
    const short = await silentScene({ input: { session: { maxAgeSeconds: 3600 } } })
    short.idp.tamper('old_auth_time')
    expect((await renew(short)).messages).toEqual(told('needs_login'))
    const target = { connectionId: short.connectionId }
    const { url } = await short.sso.startLogin(target, { silent: { origin: spa }, maxAge: 60 })
    expect(new URL(url).searchParams.get('max_age')).toBe('60')
  })

  it('F1 another person’s answer leaves it as it is', async () => {
    const scene = await silentScene({ provider: { people } })
    const { session } = await expectSignedIn(scene)
    const { messages } = await renew(scene, { session, person: 'ben' })
    expect(messages).toEqual(told('needs_login'))
    expect(scene.logins).toHaveLength(1)
    const stored = await scene.storage.sessions.get(session.id)
    expect(stored?.endedAt).toBeUndefined()
  })
})

describe('CL-6 onLogin of a silent answer', () => {
  const cookie = '__Host-session=new; Path=/; Secure; HttpOnly'
  it.each<[string, () => HookAnswer]>([
    ['cookies', () => ({ setCookie: [cookie] })],
    [
      'a response',
      () =>
        new Response('hello', { status: 302, headers: { 'set-cookie': cookie, location: '/x' } }),
    ],
  ])('is kept as far as its cookies go: %s', async (_what, onLogin) => {
    const scene = await silentScene({ config: { onLogin } })
    const { response, messages } = await renew(scene)
    expect(response.status).toBe(200)
    expect(response.headers.get('location')).toBeNull()
    expect(messages).toEqual(told('active'))
    expect(response.headers.getSetCookie()).toContain(cookie)
    expect(response.headers.getSetCookie()).toHaveLength(2)
  })

  it('that fails signs nobody in', async () => {
    const scene = await silentScene({
      config: {
        onLogin: () => {
          throw new Error('down')
        },
      },
    })
    const { messages } = await renew(scene)
    expect(messages).toEqual(told('needs_login'))
    await scene.settled()
    const [session] = scene.sessions
    expect(await scene.storage.sessions.get(session ?? '')).toMatchObject({
      endReason: 'hook_failed',
    })
  })

  it('a route of the host’s own gets the login, or none, and the page', async () => {
    const scene = await silentScene()
    const { connectionId, sso, idp } = scene
    for (const defect of [[], ['login_required']] as const) {
      idp.tamper(...defect)
      const start = await sso.startLogin({ connectionId }, { silent: { origin: spa } })
      const answer = await idp.authorize(start.url)
      const result = await sso.handleCallback(answer.toRequest(cookiesOf(start).join('; ')))
      expect(result.kind).toBe('silent')
      const { messages } = await messageOf(result.toResponse())
      const isActive = defect.length === 0
      expect('login' in result).toBe(isActive)
      expect(messages).toEqual(told(isActive ? 'active' : 'needs_login', spa))
    }
  })
})

describe('F1 an answer serves its purpose', () => {
  const swap = (url: string, from: string, to: string) =>
    url.replace(`/${from}?`, `/${to}?`).replace(new RegExp(`/${from}$`), `/${to}`)

  it('F1 a silent one does not sign in at the callback, nor a visible one in the frame', async () => {
    const scene = await silentScene()
    const { connectionId, sso, idp } = scene
    const silent = await sso.startLogin({ connectionId }, { silent: { origin: spa } })
    const answer = await idp.authorize(silent.url)
    const moved = swap(answer.url, 'silent-callback', 'callback')
    const headers = { cookie: cookiesOf(silent).join('; ') }
    expect((await sso.handler(new Request(moved, { headers }))).status).toBe(400)
    expect(scene.errors.at(-1)?.code).toBe('login_flow_mismatch')
    const visible = await sso.startLogin({ connectionId })
    const other = await idp.authorize(visible.url)
    const framed = swap(other.url, 'callback', 'silent-callback')
    const ofVisible = { cookie: cookiesOf(visible).join('; ') }
    const response = await sso.handler(new Request(framed, { headers: ofVisible }))
    expect((await messageOf(response)).messages.map(([data]) => data)).toEqual([
      ...[{ type: 'ssokit:silent', state: 'needs_login' }],
      { type: 'ssokit:silent', state: 'needs_login' },
    ])
    expect(scene.logins).toEqual([])
  })

  it('KO-36 an ID token that nobody asked for begins nothing in a frame', async () => {
    const scene = await silentScene()
    const path = `${baseUrl}/sso/${scene.connectionId}/silent-callback`
    const idToken = await scene.idp.signIdToken({ sub: 'mallory' })
    const post = () =>
      new Request(path, {
        method: 'POST',
        headers: formHeaders,
        body: new URLSearchParams({ id_token: idToken }),
      })
    const response = await scene.sso.handler(post())
    expect((await messageOf(response)).messages[0]).toEqual(told('needs_login')[0])
    expect(await scene.sso.handleCallback(post())).toMatchObject({ kind: 'silent' })
    expect(scene.logins).toEqual([])
    expect(response.headers.getSetCookie()).toEqual([])
  })

  it('a connection that is switched off meanwhile needs a sign-in', async () => {
    const scene = await silentScene()
    const { connectionId, sso, idp } = scene
    const start = await sso.startLogin({ connectionId }, { silent: { origin: spa } })
    const answer = await idp.authorize(start.url)
    await sso.connections.disable(connectionId, { actor: systemActor })
    const response = await sso.handler(answer.toRequest(cookiesOf(start).join('; ')))
    expect((await messageOf(response)).messages).toEqual(told('needs_login', spa))
    expect(scene.logins).toEqual([])
  })
})
