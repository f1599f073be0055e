import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createMockOidcProvider } from '../../../src/testing/oidc/index.ts'
import { fixedClock } from '../../../src/testing/clock.ts'
import { baseUrl, codeOf, cookiesOf, formHeaders } from '../../support/harness.ts'
import { createHost, createScene, type Scene } from './scene.ts'
import { unsignedToken } from './third-party.ts'

const ISSUER = 'https://idp.example.com'
const marker = '__Host-ssokit-restarted=1'

const forged = (claims: object = {}) =>
  unsignedToken({ iss: ISSUER, sub: 'mallory', aud: 'client-1', nonce: 'x', ...claims })

const post = (path: string, fields: Record<string, string>, cookie?: string) =>
  new Request(`${baseUrl}${path}`, {
    method: 'POST',
    headers: { ...formHeaders, ...(cookie === undefined ? {} : { cookie }) },
    body: new URLSearchParams(fields),
  })

/** A way to the provider with a state, nonce and challenge of our own, and nobody signed in. */
function expectFreshStart(scene: Pick<Scene, 'logins' | 'sessions'>, response: Response): URL {
  expect(response.status).toBe(303)
  const sent = new URL(response.headers.get('location') ?? '')
  expect(sent.origin + sent.pathname).toBe(`${ISSUER}/authorize`)
  for (const name of ['state', 'nonce', 'code_challenge']) {
    expect(sent.searchParams.get(name)).toMatch(/^[\w-]{43}$/)
  }
  expect(scene.logins).toEqual([])
  return sent
}

describe('KO-36 an ID token that nobody asked for, on a path that names the connection', () => {
  let scene: Scene
  beforeAll(async () => {
    scene = await createScene({ input: { loginPath: 'acme' } })
  })
  beforeEach(() => {
    scene.logins.length = 0
    scene.errors.length = 0
    scene.sessions.length = 0
    scene.idp.resetRequests()
  })
  const paths = () => [
    '/sso/login/acme',
    `/sso/${scene.connectionId}/login`,
    `/sso/${scene.connectionId}/callback`,
  ]

  it('KO-36 is replaced by a sign-in from our side', async () => {
    for (const path of paths()) {
      const response = await scene.sso.handler(post(path, { id_token: forged() }))
      const sent = expectFreshStart(scene, response)
      expect(sent.href).not.toContain('mallory')
      const answer = await scene.idp.authorize(sent)
      await scene.sso.handler(answer.toRequest(cookiesOf(response).join('; ')))
      expect(scene.logins).toMatchObject([
        { identity: { subject: 'ann' }, authentication: { initiatedBy: 'third_party' } },
      ])
      scene.logins.length = 0
      scene.sessions.length = 0
    }
  })

  it.each([
    ['of the connection’s own provider, signed', async () => scene.idp.signIdToken({ sub: 'x' })],
    ['of another issuer', async () => forged({ iss: 'https://evil.example' })],
    ['without issuer', async () => forged({ iss: undefined })],
    ['encrypted', async () => 'a.b.c.d.e'],
    ['of one character', async () => 'x'],
    ['that is empty', async () => ''],
    ['of half a megabyte', async () => forged({ pad: 'x'.repeat(500_000) })],
  ])('KO-36 is never read: a token %s', async (_what, token) => {
    for (const path of paths()) {
      const fields = { id_token: await token(), code: 'c', access_token: 'a' }
      expectFreshStart(scene, await scene.sso.handler(post(path, fields)))
    }
    expect(scene.idp.requests).toEqual([])
    expect(scene.sessions).toEqual([])
  })

  it('F1 F6 touches no cookie of the host and no open sign-in', async () => {
    const open = await scene.sso.startLogin({ connectionId: scene.connectionId })
    const cookie = `${cookiesOf(open).join('; ')}; __Host-session=of-the-victim`
    const path = `/sso/${scene.connectionId}/callback`
    const response = await scene.sso.handler(post(path, { id_token: forged() }, cookie))
    expectFreshStart(scene, response)
    const names = response.headers.getSetCookie().map((line) => line.split('=')[0])
    expect(names).toEqual([
      expect.stringMatching(/^__Host-ssokit-flow-/),
      '__Host-ssokit-restarted',
    ])
    expect(names).not.toContain(open.cookies[0]?.name)
    // The sign-in that was open all along can still be finished.
    const answer = await scene.idp.authorize(open.url)
    await scene.sso.handler(answer.toRequest(cookie))
    expect(scene.logins).toHaveLength(1)
    expect(scene.logins[0]?.authentication.initiatedBy).toBe('sp')
  })

  it('KO-36 together with our own state stays what it is: an invalid answer', async () => {
    const start = await scene.sso.startLogin({ connectionId: scene.connectionId })
    const state = new URL(start.url).searchParams.get('state') ?? ''
    const path = `/sso/${scene.connectionId}/callback`
    const request = post(path, { id_token: forged(), state }, cookiesOf(start).join('; '))
    const response = await scene.sso.handler(request)
    expect([response.status, scene.errors[0]?.code]).toEqual([400, 'oidc_response_invalid'])
    expect(scene.logins).toEqual([])
  })

  it('F1 begins nothing for a connection that there is not, or that is switched off', async () => {
    const { sso, connectionId } = await createScene()
    const at = (id: string) =>
      codeOf(sso.handleCallback(post(`/sso/${id}/callback`, { id_token: forged() })))
    expect(await at('con_nobody')).toBe('login_unsolicited')
    await sso.connections.disable(connectionId, {
      actor: (await import('../../../src/index.ts')).systemActor,
    })
    expect(await at(connectionId)).toBe('connection_not_active')
  })

  it('KO-36 is nothing at all where neither answers nor third parties are expected', async () => {
    const response = await scene.sso.handler(post('/sso/login', { id_token: forged() }))
    expect([response.status, scene.errors[0]?.code]).toEqual([404, 'request_not_found'])
  })

  it('KO-36 gives custom routes a result that sends the browser on', async () => {
    const request = post(`/own/callback`, { id_token: forged() })
    const { connectionId } = scene
    const result = await scene.sso.handleCallback(request, { connectionId })
    expect(result.kind).toBe('continue')
    const response = result.toResponse()
    expectFreshStart(scene, response)
    expect(response.headers.getSetCookie()).toEqual([...result.setCookie])
    expect(result.cookies.map(({ name }) => name)).toEqual(
      result.setCookie.map((line) => line.split('=')[0]),
    )
  })
})

describe('a provider that answers our request with what nobody asked for, again', () => {
  it('F1 is stopped at the second time, and may try again after that', async () => {
    const scene = await createScene()
    const path = `/sso/${scene.connectionId}/callback`
    // The browser keeps every cookie and sends those that may come with a POST from another site.
    const jar = new Map<string, string>()
    const bounce = async () => {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
      const response = await scene.sso.handler(post(path, { id_token: forged() }, cookie))
      for (const line of response.headers.getSetCookie()) {
        if (!line.includes('SameSite=None')) continue
        const [pair = ''] = line.split(';')
        const [name = '', value = ''] = pair.split('=')
        if (value === '') jar.delete(name)
        else jar.set(name, value)
      }
      return response.status
    }
    expect([await bounce(), await bounce()]).toEqual([303, 400])
    expect(scene.errors.map(({ code }) => code)).toEqual(['login_unsolicited'])
    expect([await bounce(), await bounce()]).toEqual([303, 400])
  })

  it('F6 marks the browser with a cookie that says nothing and lives for a minute', async () => {
    const scene = await createScene()
    const path = `/sso/${scene.connectionId}/callback`
    const response = await scene.sso.handler(post(path, { id_token: forged() }))
    const line = response.headers.getSetCookie().find((cookie) => cookie.startsWith(marker))
    const expires = new Date(scene.clock().getTime() + 60_000).toUTCString()
    expect(line).toBe(`${marker}; Path=/; Expires=${expires}; SameSite=None; HttpOnly; Secure`)
    // The sign-in itself is answered by a redirect and keeps its stricter cookie.
    const flow = response.headers.getSetCookie().find((cookie) => cookie.includes('-flow-'))
    expect(flow).toContain('SameSite=Lax')
  })

  it('F6 gives the mark no prefix where no browser would take it: on loopback without TLS', async () => {
    const clock = fixedClock()
    const local = 'http://localhost:3000'
    const idp = createMockOidcProvider({
      ...{ clock, algorithm: 'ES256' },
      redirectUris: [`${local}/sso/callback`],
    })
    const host = createHost(idp.fetch, clock, { baseUrl: local })
    const { id } = await host.connect(idp)
    const sent = post(`/sso/${id}/callback`, { id_token: forged() })
    const response = await host.sso.handler(
      new Request(`${local}/sso/${id}/callback`, {
        ...{ method: 'POST', headers: formHeaders },
        body: await sent.text(),
      }),
    )
    const names = response.headers.getSetCookie().map((line) => line.split('=')[0])
    expect(names).toContain('ssokit-restarted')
  })

  it('offers to start again where it is stopped, with the marker taken away', async () => {
    const scene = await createScene()
    const path = `/sso/${scene.connectionId}/callback`
    const response = await scene.sso.handler(post(path, { id_token: forged() }, marker))
    const page = await response.text()
    expect(page).toContain(`<a href="${baseUrl}/sso/${scene.connectionId}/login">Start again</a>`)
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-ssokit-restarted=; Path=\/; Expires=Thu, 01 Jan 1970/),
    ])
  })

  it('is stopped on custom routes as well', async () => {
    const { sso, connectionId } = await createScene()
    const request = post('/own', { id_token: forged() }, marker)
    expect(await codeOf(sso.handleCallback(request, { connectionId }))).toBe('login_unsolicited')
  })
})

describe('F5 on a path that all connections share', () => {
  async function createShared() {
    const clock = fixedClock()
    const idp = createMockOidcProvider({ clock, algorithm: 'ES256', sendsIssuer: true })
    const host = createHost(idp.fetch, clock, { paths: { callback: '/callback' } })
    const { id } = await host.connect(idp)
    const send = async (fields: Record<string, string>) => {
      const response = await host.sso.intercept(post('/callback', fields))
      if (!response) throw new Error('left to the host')
      return response
    }
    const prove = async () => {
      const start = await host.sso.startLogin({ connectionId: id })
      const answer = await idp.authorize(start.url)
      await host.sso.handler(answer.toRequest(cookiesOf(start).join('; ')))
      await host.settled()
      host.logins.length = 0
    }
    return { host, idp, id, send, prove }
  }

  it('F5 the issuer that the token claims names the connection, once that proved it', async () => {
    const { host, send, prove } = await createShared()
    await send({ id_token: forged() })
    expect(host.errors[0]?.code).toBe('login_unsolicited')
    await prove()
    expectFreshStart(host, await send({ id_token: forged() }))
    const result = await host.sso.handleCallback(post('/callback', { id_token: forged() }))
    expect(result.kind).toBe('continue')
  })

  it.each([
    ['an issuer of nobody', forged({ iss: 'https://evil.example' })],
    ['no issuer', forged({ iss: undefined })],
    ['an empty issuer', forged({ iss: '' })],
    ['a list of issuers', forged({ iss: [ISSUER] })],
    ['an object', forged({ iss: { toString: ISSUER } })],
    ['a number', forged({ iss: 1 })],
    ['an issuer of 100 kB', forged({ iss: `${ISSUER}/${'a'.repeat(100_000)}` })],
    ['the issuer as a prototype’s', forged({ iss: undefined, ['__proto__']: { iss: ISSUER } })],
    ['text that is no token', 'no token'],
    ['dots', '..'],
    ['two parts', forged().split('.').slice(0, 2).join('.')],
    ['four parts', `${forged()}.x`],
    ['five parts', 'a.b.c.d.e'],
    ['no JSON', `${forged().split('.')[0]}.bm8.c2ln`],
    [
      'JSON that is a text',
      `${forged().split('.')[0]}.${Buffer.from(`"${ISSUER}"`).toString('base64url')}.c2ln`,
    ],
    [
      'JSON that is null',
      `${forged().split('.')[0]}.${Buffer.from('null').toString('base64url')}.c2ln`,
    ],
    [
      'deep JSON',
      `${forged().split('.')[0]}.${Buffer.from('['.repeat(50_000)).toString('base64url')}.c2ln`,
    ],
    [
      'two issuers',
      `${forged().split('.')[0]}.${Buffer.from(`{"iss":"https://evil.example","iss":"${ISSUER}"}`).toString('base64url')}.c2ln`,
    ],
    [
      'bytes that are not UTF-8',
      `${forged().split('.')[0]}.${Buffer.from([0xff, 0xfe]).toString('base64url')}.c2ln`,
    ],
    ['a megabyte', forged({ pad: 'x'.repeat(700_000) })],
  ])('F5 refuses %s', async (_what, id_token) => {
    const { host, send, prove } = await createShared()
    await prove()
    const response = await send({ id_token })
    expect([response.status, host.errors[0]?.code]).toEqual([400, 'login_unsolicited'])
    expect(response.headers.getSetCookie()).toEqual([])
    expect(host.logins).toEqual([])
    // The honest one beside it.
    expectFreshStart(host, await send({ id_token: forged() }))
  })
})
