import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createMockOidcProvider, type MockAnswer } from '../../../src/testing/oidc/index.ts'
import { fixedClock } from '../../../src/testing/clock.ts'
import { baseUrl, cookiesOf, formHeaders } from '../../support/harness.ts'
import { createHost, type Scene } from './scene.ts'
import { unsignedToken } from './third-party.ts'

/**
 * Kong Konnect: sign-in redirect URI, initiate login URI, sign-out redirect URI and the sign-in page
 * itself are one address. The host's page shows a password form and reads `error` and `code` of its
 * own.
 */
const PAGE = '/login'
const paths = {
  login: PAGE,
  initiate: PAGE,
  callback: PAGE,
  emailLogin: PAGE,
  logoutReturn: PAGE,
}

let scene: Scene
let starts: number
beforeAll(async () => {
  const clock = fixedClock()
  const idp = createMockOidcProvider({ clock, algorithm: 'ES256', sendsIssuer: true })
  const host = createHost(idp.fetch, clock, { paths })
  const { id: connectionId } = await host.connect(idp)
  scene = { ...host, idp, connectionId }
  // A login proves the connection, so that its issuer counts.
  const { answer, cookie } = await begin()
  await scene.sso.intercept(answer.toRequest(cookie))
  await scene.settled()
})
beforeEach(() => {
  scene.logins.length = 0
  scene.errors.length = 0
  scene.events.length = 0
})

async function begin(): Promise<{ answer: MockAnswer; cookie: string; state: string }> {
  const start = await scene.sso.startLogin({ connectionId: scene.connectionId })
  const answer = await scene.idp.authorize(start.url)
  const state = new URL(start.url).searchParams.get('state') ?? ''
  return { answer, cookie: cookiesOf(start).join('; '), state }
}

const form = (fields: Record<string, string> | string): RequestInit => ({
  method: 'POST',
  headers: formHeaders,
  body: new URLSearchParams(fields),
})

interface Visit {
  readonly query?: string
  readonly init?: RequestInit
  readonly cookie?: string
}

/** What became of a request: the host's own page, a way to the provider, a login, or an error. */
async function outcomeOf({ query = '', init = {}, cookie = '' }: Visit): Promise<string> {
  starts = scene.events.length
  const headers = new Headers(init.headers)
  if (cookie !== '') headers.set('cookie', cookie)
  const request = new Request(`${baseUrl}${PAGE}${query}`, { ...init, headers })
  const response = await scene.sso.intercept(request)
  const isStart = scene.events.slice(starts).some(({ type }) => type === 'login.started')
  if (response === undefined) {
    // Whatever is the host's, it must be able to read.
    expect(request.bodyUsed).toBe(false)
    expect(isStart).toBe(false)
    return 'the host'
  }
  const location = response.headers.get('location') ?? ''
  if (location.startsWith(`${scene.idp.issuer}/`)) {
    expect(isStart).toBe(true)
    return 'to the provider'
  }
  expect(isStart).toBe(false)
  if (scene.logins.length > 0) return 'signed in'
  if (response.status === 200) return 'posted again'
  return scene.errors[0]?.code ?? `${response.status}`
}

const iss = `iss=${encodeURIComponent('https://idp.example.com')}`

describe('KO-5 PU-8 one path for callback, login page and sign-out', () => {
  it.each<[string, string, string]>([
    // The host's own page
    ['a plain visit', '', 'the host'],
    ['parameters of the host', '?next=/reports&next=/other', 'the host'],
    ['an error of the host', '?error=wrong_password', 'the host'],
    ['an error of the host with a text', '?error=expired&error_description=x', 'the host'],
    ['a code of the host, such as an invitation', '?code=12345', 'the host'],
    ['a code and an empty state', '?code=12345&state=', 'the host'],
    ['an e-mail address in the address', '?email=ann@example.com', 'the host'],
    ['a login hint alone', '?login_hint=ann@example.com', 'the host'],
    ['target_link_uri without iss', '?target_link_uri=/inbox', 'the host'],
    // Coming back from a sign-out (PU-7): never followed by a sign-in
    ['PU-7 a sign-out that returned', '?state=abc', 'the host'],
    ['PU-7 a sign-out that returned without state', '?', 'the host'],
    ['PU-7 a sign-out with further parameters', `?state=abc&${iss}`, 'the host'],
    // Third parties
    ['iss', `?${iss}`, 'to the provider'],
    [
      'iss, login_hint, target_link_uri',
      `?${iss}&login_hint=a&target_link_uri=/x`,
      'to the provider',
    ],
    ['an unknown iss', '?iss=https://evil.example', 'login_target_unknown'],
    ['an empty iss', '?iss=', 'login_target_unknown'],
    ['iss twice', `?${iss}&${iss}`, 'request_parameter_repeated'],
    // Answers
    ['a code with a state of nobody', '?code=c&state=s', 'login_flow_missing'],
    ['an error with a state of nobody', '?error=access_denied&state=s', 'login_flow_missing'],
    ['two states', '?code=c&state=s&state=t', 'request_parameter_repeated'],
    ['an ID token in the address', '?id_token=x', 'the host'],
    ['an ID token in the address, with a state', '?id_token=x&state=s', 'the host'],
    // With RFC 9207 these name their issuer; a sign-in would hide the error and go round in circles.
    ['an error that names its issuer and no request', `?error=access_denied&${iss}`, 'the host'],
    ['a code that names its issuer and no request', `?code=c&${iss}`, 'the host'],
  ])('KO-5 GET %s: %s → %s', async (_what, query, expected) => {
    expect(await outcomeOf({ query })).toBe(expected)
  })

  it.each<[string, Record<string, string>, string]>([
    ['e-mail and password', { email: 'ann@example.com', password: 'x' }, 'the host'],
    ['password alone', { password: 'x' }, 'the host'],
    ['an empty form', {}, 'the host'],
    ['other fields', { csrf: 'x', search: 'y' }, 'the host'],
    ['an error field', { error: 'x' }, 'the host'],
    ['a code field', { code: '123456' }, 'the host'],
    ['a state field', { state: 'Bavaria' }, 'the host'],
    ['an e-mail of nobody’s domain', { email: 'ann@example.com' }, 'login_target_unknown'],
    ['an e-mail beside a state', { email: 'a@b.example', state: 'Iowa' }, 'login_target_unknown'],
    ['iss', { iss: 'https://idp.example.com' }, 'to the provider'],
    ['an unknown iss', { iss: 'https://evil.example' }, 'login_target_unknown'],
    // Its cookie may have stayed at home, so that it is posted again once, from our own site (F7).
    ['a code with a state of nobody', { code: 'c', state: 's' }, 'posted again'],
    ['the same again', { code: 'c', state: 's', ssokit_hop: '1' }, 'login_flow_missing'],
    ['an ID token that says nothing', { id_token: 'x' }, 'login_unsolicited'],
    ['an ID token with a state of nobody', { id_token: 'x', state: 's' }, 'posted again'],
  ])('KO-5 POST %s → %s', async (_what, fields, expected) => {
    expect(await outcomeOf({ init: form(fields) })).toBe(expected)
  })

  it('KO-36 POST an ID token of a known issuer → to the provider', async () => {
    const id_token = unsignedToken({ iss: scene.idp.issuer, sub: 'mallory' })
    expect(await outcomeOf({ init: form({ id_token }) })).toBe('to the provider')
    expect(scene.logins).toEqual([])
  })

  it.each<[string, RequestInit]>([
    ['HEAD', { method: 'HEAD' }],
    ['PUT', { method: 'PUT', body: 'x' }],
    ['DELETE', { method: 'DELETE' }],
    ['OPTIONS', { method: 'OPTIONS' }],
    ['JSON', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }],
    ['plain text', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'iss=x' }],
    [
      'a file upload',
      {
        method: 'POST',
        headers: { 'content-type': 'multipart/form-data; boundary=x' },
        body: '--x--',
      },
    ],
    [
      'a form that is not UTF-8',
      { method: 'POST', headers: formHeaders, body: new Uint8Array([0x61, 0x3d, 0xff]) },
    ],
    [
      'a form of 101 fields',
      {
        method: 'POST',
        headers: formHeaders,
        body: Array.from({ length: 101 }, (_, i) => `f${i}=`).join('&'),
      },
    ],
    [
      'a form with fields of its own twice',
      { method: 'POST', headers: formHeaders, body: 'tag=a&tag=b' },
    ],
    [
      'a form of more than 1 MiB',
      { method: 'POST', headers: formHeaders, body: `a=${'b'.repeat(1_048_576)}` },
    ],
  ])('KO-5 leaves %s to the host', async (_what, init) => {
    const query = init.method === 'POST' ? '' : `?${iss}`
    expect(await outcomeOf({ query, init })).toBe('the host')
  })

  it('KO-5 leaves a form to the host whose body somebody has read before', async () => {
    const request = new Request(`${baseUrl}${PAGE}`, form({ iss: scene.idp.issuer }))
    await request.text()
    expect(await scene.sso.intercept(request)).toBeUndefined()
  })

  it('KO-5 leaves the host’s form readable', async () => {
    const request = new Request(`${baseUrl}${PAGE}`, form({ email: 'a', password: 'b' }))
    expect(await scene.sso.intercept(request)).toBeUndefined()
    expect(await request.text()).toBe('email=a&password=b')
  })

  it('KO-5 signs in with code and state', async () => {
    const { answer, cookie } = await begin()
    expect(new URL(answer.url).pathname).toBe(PAGE)
    expect(await outcomeOf({ query: new URL(answer.url).search, cookie })).toBe('signed in')
  })

  it('KO-5 shows the error that the provider answers our request with', async () => {
    const { cookie, state } = await begin()
    const query = `?error=access_denied&state=${state}&${iss}`
    expect(await outcomeOf({ query, cookie })).toBe('oidc_access_denied')
  })

  it('KO-36 refuses an ID token together with our own state', async () => {
    const { cookie, state } = await begin()
    const id_token = unsignedToken({ iss: scene.idp.issuer, sub: 'mallory' })
    const init = form({ id_token, state, iss: scene.idp.issuer })
    expect(await outcomeOf({ init, cookie })).toBe('oidc_response_invalid')
    expect(scene.logins).toEqual([])
  })

  it('KO-5 is not disturbed by open sign-ins or by cookies of ours', async () => {
    const { cookie } = await begin()
    expect(await outcomeOf({ cookie })).toBe('the host')
    expect(await outcomeOf({ query: '?state=abc', cookie })).toBe('the host')
    expect(await outcomeOf({ query: '?error=x', cookie })).toBe('the host')
  })

  it('KO-5 never throws, whatever a provider does with the request', async () => {
    const { sso } = createHost(undefined, fixedClock(), {
      paths,
      providers: [
        {
          protocol: 'broken',
          answerParameters: [],
          routes: [{ key: 'callback', methods: ['GET', 'POST'], serves: 'answers' }],
          secretFields: [],
          defaultClaims: () => ({ email: 'email', require: [] }),
          validateSettings: () => ({ settings: {}, invalid: [], missing: [] }),
          secretBinding: () => null,
          trustBinding: () => null,
          issuers: () => [],
          setupFields: () => [],
          loadTrust: async () => ({ document: {}, issues: [] }),
          recognise: () => {
            throw new Error('broken')
          },
          startLogin: () => Promise.reject(new Error('broken')),
          finishLogin: () => Promise.reject(new Error('broken')),
        },
      ],
    })
    const request = new Request(`${baseUrl}${PAGE}?code=c&state=s`)
    expect(await sso.intercept(request)).toBeUndefined()
    expect((await sso.handler(request)).status).toBe(500)
  })
})
