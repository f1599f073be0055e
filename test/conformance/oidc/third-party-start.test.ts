import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createMockOidcProvider } from '../../../src/testing/oidc/index.ts'
import { fixedClock } from '../../../src/testing/clock.ts'
import { baseUrl, cookiesOf, formHeaders } from '../../support/harness.ts'
import { verifyDomain } from '../../support/verified-domain.ts'
import { createHost, createScene, type Scene } from './scene.ts'

const ISSUER = 'https://idp.example.com'
const docs = 'https://docs.example.com'

let scene: Scene
beforeAll(async () => {
  scene = await createScene({
    input: { loginPath: 'acme' },
    config: { allowedReturnOrigins: [docs] },
  })
  // A login proves the connection, so that its issuer alone names it.
  await finish(await send('acme', { iss: ISSUER }))
  await scene.settled()
})
beforeEach(() => {
  scene.logins.length = 0
  scene.errors.length = 0
  scene.idp.resetRequests()
})

type Place = 'acme' | 'connection' | 'initiate'
const pathOf = (place: Place) =>
  ({ acme: 'login/acme', connection: `${scene.connectionId}/login`, initiate: 'initiate' })[place]

/** The request of a third party, as it sends the browser (OpenID Connect Core section 4). */
function send(
  place: Place,
  fields: Record<string, string> | string,
  method: 'GET' | 'POST' = 'GET',
): Promise<Response> {
  const search = new URLSearchParams(fields)
  const url = `${baseUrl}/sso/${pathOf(place)}`
  return scene.sso.handler(
    method === 'GET'
      ? new Request(`${url}?${search}`)
      : new Request(url, { method: 'POST', headers: formHeaders, body: search }),
  )
}

/** Goes on to the provider and back, and returns where the browser ends. */
async function finish(start: Response): Promise<string | null> {
  const answer = await scene.idp.authorize(start.headers.get('location') ?? '')
  const response = await scene.sso.handler(answer.toRequest(cookiesOf(start).join('; ')))
  return response.headers.get('location')
}

const places: readonly Place[] = ['acme', 'connection', 'initiate']
const everyWay = places.flatMap((place) => [
  [place, 'GET' as const] as const,
  [place, 'POST' as const] as const,
])

describe('a sign-in that a third party starts', () => {
  it.each(everyWay)('PU-24 F5 begins at %s by %s, and is marked', async (place, method) => {
    const fields = { iss: ISSUER, login_hint: 'ann@acme.example', target_link_uri: '/inbox' }
    const start = await send(place, fields, method)
    expect(start.status).toBe(303)
    const sent = new URL(start.headers.get('location') ?? '')
    expect(sent.origin + sent.pathname).toBe(`${ISSUER}/authorize`)
    expect(sent.searchParams.get('login_hint')).toBe('ann@acme.example')
    expect(await finish(start)).toBe('/inbox')
    expect(scene.logins).toMatchObject([{ authentication: { initiatedBy: 'third_party' } }])
  })

  it.each(everyWay)('F5 is refused at %s by %s for an issuer of nobody', async (place, method) => {
    const start = await send(place, { iss: 'https://evil.example' }, method)
    expect(start.headers.get('location')).toBeNull()
    expect(scene.errors[0]?.code).toBe(
      place === 'initiate' ? 'login_target_unknown' : 'login_issuer_refused',
    )
    // Nothing is ever looked up at an issuer that somebody names.
    expect(scene.idp.requests).toEqual([])
  })

  it.each([
    ['a slash at the end', `${ISSUER}/`],
    ['upper case', 'https://IDP.example.com'],
    ['http', 'http://idp.example.com'],
    ['a port', 'https://idp.example.com:443'],
    ['a prefix', 'https://idp.example'],
    ['a longer name', 'https://idp.example.com.evil.example'],
    ['credentials', 'https://idp.example.com@evil.example'],
    ['white space', ` ${ISSUER}`],
    ['a zero byte', `${ISSUER}\u0000`],
    ['nothing', ''],
    ['a name of Object', '__proto__'],
    ['another name of Object', 'constructor'],
    ['JSON', '{"$ne":""}'],
    ['half a megabyte', `https://${'a'.repeat(500_000)}.example`],
  ])('F5 takes an issuer exactly or not at all: %s', async (_what, iss) => {
    for (const place of places) {
      const start = await send(place, { iss }, 'POST')
      expect(start.status).toBeGreaterThanOrEqual(400)
      expect(start.headers.get('location')).toBeNull()
      expect(cookiesOf(start)).toEqual([])
    }
  })

  it.each(['iss', 'login_hint', 'target_link_uri'])('F1 is refused for two of %s', async (name) => {
    for (const [place, method] of everyWay) {
      const twice = new URLSearchParams({ iss: ISSUER, login_hint: 'a', target_link_uri: '/' })
      twice.append(name, ISSUER)
      const start = await send(place, `${twice}`, method)
      expect(start.status).toBe(400)
      expect(scene.errors.at(-1)?.code).toBe('request_parameter_repeated')
    }
  })

  it('PU-27 F5 makes state, nonce and PKCE of our own, whatever it is sent', async () => {
    const chosen = { state: 'chosen', nonce: 'chosen', code_challenge: 'chosen', code: 'chosen' }
    const evil = {
      ...chosen,
      client_id: 'evil',
      redirect_uri: 'https://evil.example',
      scope: 'admin',
      prompt: 'none',
      response_mode: 'query',
      request_uri: 'https://evil.example/r',
    }
    const seen = new Set<string>()
    for (let round = 0; round < 3; round++) {
      const start = await send('acme', { iss: ISSUER, ...evil })
      const sent = new URL(start.headers.get('location') ?? '').searchParams
      for (const name of ['state', 'nonce', 'code_challenge']) {
        expect(sent.get(name)).toMatch(/^[\w-]{43}$/)
        seen.add(sent.get(name) ?? '')
      }
      expect(sent.get('client_id')).toBe('client-1')
      expect(sent.get('redirect_uri')).toBe(`${baseUrl}/sso/${scene.connectionId}/callback`)
      expect(sent.has('prompt') || sent.has('request_uri')).toBe(false)
      expect(await finish(start)).toBe('/')
    }
    expect(seen.size).toBe(9)
  })

  it('PU-27 F5 leads to stored endpoints only, and only with the flow of this browser', async () => {
    const start = await send('initiate', { iss: ISSUER, target_link_uri: '/inbox' })
    const answer = await scene.idp.authorize(start.headers.get('location') ?? '')
    const stranger = await scene.sso.handler(answer.toRequest())
    expect(scene.errors[0]?.code).toBe('login_flow_missing')
    expect(stranger.headers.get('location')).toBeNull()
    expect(scene.logins).toEqual([])
  })

  it.each([
    ['/inbox?a=1#b', '/inbox?a=1#b'],
    [`${baseUrl}/inbox`, '/inbox'],
    [`${docs}/page`, `${docs}/page`],
    ['https://evil.example/', '/'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
    ['\\\\evil.example', '/'],
    ['/.//evil.example', '/'],
    ['https:evil.example', '/'],
    ['https://app.example.com@evil.example/', '/'],
    ['https://user:password@app.example.com/', '/'],
    ['https://app.example.com.evil.example/', '/'],
    ['http://app.example.com/', '/'],
    ['javascript:alert(1)', '/'],
    ['data:text/html,x', '/'],
    ['/a\nb', '/'],
    ['\t//evil.example', '/'],
    [`${docs}.evil.example/`, '/'],
    [`/${'a'.repeat(3000)}`, '/'],
    ['', '/'],
  ])('F4 PU-27 leads from target_link_uri %.40s to %s', async (target_link_uri, expected) => {
    for (const place of places) {
      expect(await finish(await send(place, { iss: ISSUER, target_link_uri }))).toBe(expected)
    }
  })

  it('F5 lets nobody who does not name an issuer say where it leads', async () => {
    expect(await finish(await send('acme', { target_link_uri: '/inbox' }))).toBe('/')
    expect(scene.logins[0]?.authentication.initiatedBy).toBe('sp')
    expect((await send('initiate', { target_link_uri: '/inbox' })).status).toBe(404)
    expect((await send('initiate', { login_hint: 'ann@acme.example' }, 'POST')).status).toBe(404)
  })

  it('F5 takes no returnTo of our own links from a third party', async () => {
    expect(await finish(await send('acme', { iss: ISSUER, returnTo: '/inbox' }))).toBe('/')
  })

  it.each([
    ['an address', 'ann@acme.example', 'ann@acme.example'],
    ['an opaque id', '00u1a2b3', '00u1a2b3'],
    ['markup', '"><script>alert(1)</script>', '"><script>alert(1)</script>'],
    ['parameters', 'a&prompt=none&state=x', 'a&prompt=none&state=x'],
    ['320 characters', 'h'.repeat(320), 'h'.repeat(320)],
    ['321 characters', 'h'.repeat(321), null],
    ['a line break', 'a\r\nLocation: https://evil.example', null],
    ['a zero byte', 'a\u0000b', null],
  ])('F5 passes a hint on as one encoded value or not at all: %s', async (_what, hint, passed) => {
    for (const method of ['GET', 'POST'] as const) {
      const start = await send('acme', { iss: ISSUER, login_hint: hint }, method)
      const sent = new URL(start.headers.get('location') ?? '').searchParams
      expect(sent.get('login_hint')).toBe(passed)
      expect(sent.getAll('state')).toHaveLength(1)
      expect(sent.has('prompt')).toBe(false)
    }
  })
})

describe('Pusher: a tile, one sign-in page and one callback for all customers', () => {
  const paths = {
    callback: '/accounts/auth/okta/callback',
    login: '/accounts/sign_in',
    logoutReturn: '/accounts/sign_in',
  }

  async function createPusher() {
    const clock = fixedClock()
    const org = 'https://mydomain.okta.com'
    // The tile names the org, the tokens a custom authorization server of it.
    const idps = [org, 'https://other.okta.com'].map((own) =>
      createMockOidcProvider({
        ...{ clock, algorithm: 'ES256', sendsIssuer: true },
        issuer: `${own}/oauth2/default`,
        redirectUris: [`${baseUrl}${paths.callback}`],
      }),
    )
    const [idp, other] = idps
    if (!idp || !other) throw new Error('no providers')
    const fetchFrom: typeof fetch = (input, init) => {
      const url = input instanceof Request ? input.url : String(input)
      return (url.startsWith(`${other.issuer}/`) ? other : idp).fetch(input, init)
    }
    const host = createHost(fetchFrom, clock, { paths })
    const first = await host.connect(idp, { settings: { initiateIssuers: [org] } }, 'org_1')
    const second = await host.connect(other, {}, 'org_2')
    return { host, idp, other, org, first, second }
  }

  it('F5 does not take the root of a host that others have issuers on as well', async () => {
    const clock = fixedClock()
    const host = 'https://sso.shared.example'
    const mock = (issuer: string) =>
      createMockOidcProvider({ clock, algorithm: 'ES256', issuer, sendsIssuer: true })
    const [mallory, victim] = [mock(`${host}/realms/mallory`), mock(host)]
    const fetchFrom: typeof fetch = (input, init) => {
      const url = input instanceof Request ? input.url : String(input)
      return (url.startsWith(`${mallory.issuer}/`) ? mallory : victim).fetch(input, init)
    }
    const { sso, storage, connect } = createHost(fetchFrom, clock)
    const first = await connect(mallory, { settings: { initiateIssuers: [host] } }, 'org_1')
    const at = clock().toISOString()
    const fingerprint = first.live?.fingerprint ?? ''
    await storage.connections.saveEvidence(first.id, { lastLogin: { fingerprint, at } })
    await expect(sso.startLogin({ issuer: host })).rejects.toMatchObject({
      code: 'login_target_unknown',
    })
    // Whoever has the domain by its DNS has the host.
    await verifyDomain({ storage }, 'shared.example')
    expect((await sso.startLogin({ issuer: host })).connectionId).toBe(first.id)
  })

  it('PU-6 PU-24 finds the customer by iss at the tile and by the flow at the fixed callback', async () => {
    const { host, idp, other, org, first, second } = await createPusher()
    for (const [provider, connection] of [
      [idp, first],
      [other, second],
    ] as const) {
      const start = await host.sso.startLogin({ connectionId: connection.id })
      const redirectUri = new URL(start.url).searchParams.get('redirect_uri')
      expect(redirectUri).toBe('https://app.example.com/accounts/auth/okta/callback')
      const answer = await provider.authorize(start.url)
      await host.sso.intercept(answer.toRequest(cookiesOf(start).join('; ')))
      await host.settled()
    }
    expect(host.logins.map(({ organizationId }) => organizationId)).toEqual(['org_1', 'org_2'])

    const tile = new Request(`${baseUrl}/accounts/sign_in?iss=${encodeURIComponent(org)}`)
    const start = await host.sso.intercept(tile)
    if (!start) throw new Error('the tile was not recognised')
    const location = start.headers.get('location') ?? ''
    expect(location).toMatch(/^https:\/\/mydomain\.okta\.com\/oauth2\/default\/authorize\?/)
    const answer = await idp.authorize(location)
    const back = await host.sso.intercept(answer.toRequest(cookiesOf(start).join('; ')))
    expect(back?.status).toBe(303)
    expect(host.logins[2]).toMatchObject({
      organizationId: 'org_1',
      authentication: { initiatedBy: 'third_party' },
    })
  })

  it('PU-6 O2 does not take the answer of one customer’s provider for another’s', async () => {
    const { host, other, first } = await createPusher()
    const start = await host.sso.startLogin({ connectionId: first.id })
    const answer = await other.authorize(start.url.replace('/oauth2/default/', '/oauth2/other/'))
    await host.sso.intercept(answer.toRequest(cookiesOf(start).join('; ')))
    expect(host.errors[0]?.code).toBe('oidc_response_issuer_mismatch')
    expect(host.logins).toEqual([])
  })

  it('PU-7 PU-8 leaves the ordinary sign-in page and the return from signing out to the host', async () => {
    const { host } = await createPusher()
    const visit = (query: string, init: RequestInit = {}) =>
      host.sso.intercept(new Request(`${baseUrl}/accounts/sign_in${query}`, init))
    expect(await visit('')).toBeUndefined()
    expect(await visit('?state=abc')).toBeUndefined()
    expect(await visit('?error=bad_password')).toBeUndefined()
    // The callback is elsewhere, so not even an answer is one here.
    expect(await visit('?code=c&state=s')).toBeUndefined()
    const body = new URLSearchParams({ email: 'ann@example.com', password: 'x' })
    expect(await visit('', { method: 'POST', body })).toBeUndefined()
    expect(host.events.filter(({ type }) => type === 'login.started')).toEqual([])
  })

  it('PU-25 tells people of an organisation that we do not know where to start', async () => {
    const { host } = await createPusher()
    const page = await host.sso.intercept(
      new Request(`${baseUrl}/accounts/sign_in?iss=https://unknown.okta.example`),
    )
    expect(page?.status).toBe(404)
    expect(await page?.text()).toContain('from your organisation’s dashboard')
  })
})

describe('the initiate login URI that a connection’s setup shows', () => {
  it.each([
    ['KO-36 the organisation’s login path', {}, 'acme', '/sso/login/acme'],
    ['KO-36 rather than a path for all', { initiate: '/tile' }, 'acme', '/sso/login/acme'],
    ['PU-8 the path that the host set aside', { initiate: '/sign_in' }, undefined, '/sign_in'],
    ['PU-8 the host’s login page', { login: '/sign_in' }, undefined, '/sign_in'],
  ])('%s', async (_what, paths, loginPath, expected) => {
    const clock = fixedClock()
    const idp = createMockOidcProvider({ clock, algorithm: 'ES256', sendsIssuer: true })
    const host = createHost(idp.fetch, clock, { paths })
    const { id } = await host.connect(idp, loginPath === undefined ? {} : { input: { loginPath } })
    const first = await host.sso.startLogin({ connectionId: id })
    const back = (await idp.authorize(first.url)).toRequest(cookiesOf(first).join('; '))
    await host.sso.handler(back)
    await host.settled()
    const { fields } = await host.sso.connections.setup(id)
    const uri = fields.find((field) => field.id === 'initiate_login_uri')?.value ?? ''
    expect(uri).toBe(`${baseUrl}${expected}`)
    // And it is where a tile gets in.
    const request = new Request(`${uri}?iss=${encodeURIComponent(ISSUER)}`)
    const start = (await host.sso.intercept(request)) ?? (await host.sso.handler(request))
    expect(start.headers.get('location')).toContain(`${ISSUER}/authorize`)
  })

  it('KO-36 is the connection’s own login path where there is nothing else', async () => {
    const { sso, connectionId } = await createScene()
    const { fields } = await sso.connections.setup(connectionId)
    expect(fields.find((field) => field.id === 'initiate_login_uri')?.value).toBe(
      `${baseUrl}/sso/${connectionId}/login`,
    )
  })
})

describe('Coder: one callback of the host’s own', () => {
  it('CO-3 is built from baseUrl, whatever host the request names', async () => {
    const clock = fixedClock()
    const idp = createMockOidcProvider({
      ...{ clock, algorithm: 'ES256', sendsIssuer: true },
      redirectUris: ['https://coder.my-company.example/oidc/callback'],
    })
    const host = createHost(idp.fetch, clock, {
      baseUrl: 'https://coder.my-company.example',
      paths: { callback: '/oidc/callback' },
    })
    const { id } = await host.connect(idp)
    const { fields } = await host.sso.connections.setup(id)
    expect(fields.find((field) => field.id === 'redirect_uri')?.value).toBe(
      'https://coder.my-company.example/oidc/callback',
    )
    const start = await host.sso.handler(
      new Request(`http://evil.example:8080/sso/${id}/login`, {
        headers: { host: 'evil.example', 'x-forwarded-host': 'evil.example' },
      }),
    )
    const location = start.headers.get('location') ?? ''
    expect(new URL(location).searchParams.get('redirect_uri')).toBe(
      'https://coder.my-company.example/oidc/callback',
    )
    const answer = await idp.authorize(location)
    const { search } = new URL(answer.url)
    const back = await host.sso.handler(
      new Request(`http://evil.example:8080/oidc/callback${search}`, {
        headers: { cookie: cookiesOf(start).join('; '), host: 'evil.example' },
      }),
    )
    expect([back.status, back.headers.get('location')]).toEqual([303, '/'])
    expect(host.logins).toHaveLength(1)
  })
})
