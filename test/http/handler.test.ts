import { describe, expect, it } from 'vitest'
import { SsoError } from '../../src/index.ts'
import { fakeProvider } from '../support/fake-provider.ts'
import { answer, baseUrl, begin, createHarness, type Harness } from '../support/harness.ts'

const at = (harness: Harness, path: string, init: RequestInit = {}) =>
  harness.sso.handler(new Request(`${baseUrl}${path}`, init))
const form = { 'content-type': 'application/x-www-form-urlencoded' }

describe('handler', () => {
  it.each([
    ['/elsewhere', 404],
    ['/sso', 404],
    ['/sso/', 404],
    ['/sso/con_x', 404],
    ['/sso/con_x/login/', 404],
    ['/sso/con_x/metadata', 404],
    ['/sso/con%2fx/login', 404],
    ['/sso/../etc/login', 404],
    [`/sso/${'x'.repeat(129)}/login`, 404],
    ['/sso/con_x/callback', 404],
  ])('answers %s with %i', async (path, status) => {
    const harness = createHarness()
    expect((await at(harness, path)).status).toBe(status)
  })

  it.each(['PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH'])(
    'refuses %s and says what is allowed',
    async (method) => {
      const harness = createHarness()
      const response = await at(harness, '/sso/con_x/login', { method })
      expect(response.status).toBe(405)
      expect(response.headers.get('allow')).toBe('GET, POST')
    },
  )

  it.each([
    ['JSON', { 'content-type': 'application/json' }, '{"ticket":"ann"}', 415],
    ['multipart', { 'content-type': 'multipart/form-data; boundary=x' }, '--x--', 415],
    ['plain text', { 'content-type': 'text/plain' }, 'ticket=ann', 415],
    ['a form that is not UTF-8', form, new Uint8Array([0x61, 0x3d, 0xff]), 400],
    ['a form that is too large', form, `a=${'b'.repeat(1_048_576)}`, 413],
    ['too many fields', form, Array.from({ length: 101 }, (_, i) => `f${i}=1`).join('&'), 400],
    ['a repeated field', form, 'ticket=ann&ref=x&ticket=bob', 400],
  ])('refuses %s', async (_what, headers, body, status) => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const response = await at(harness, `/sso/${id}/callback`, { method: 'POST', headers, body })
    expect(response.status).toBe(status)
    expect(harness.logins).toEqual([])
  })

  it('tells a callback without an answer from a plain visit of it', async () => {
    const harness = createHarness()
    expect((await at(harness, '/sso/con_x/callback')).status).toBe(404)
    expect((await at(harness, '/sso/con_x/callback?ticket=ann')).status).toBe(400)
    expect((await at(harness, '/sso/con_x/callback?something=else')).status).toBe(400)
  })

  it('reads a form of exactly 1 MiB, and stops reading a stream beyond it', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const fits = `a=${'b'.repeat(1_048_574)}`
    const path = `/sso/${id}/callback`
    expect((await at(harness, path, { method: 'POST', headers: form, body: fits })).status).toBe(
      400,
    )
    let sent = 0
    const endless = new ReadableStream({
      pull(controller) {
        sent += 65_536
        controller.enqueue(new Uint8Array(65_536).fill(97))
      },
    })
    const init = { method: 'POST', headers: form, body: endless, duplex: 'half' } as RequestInit
    expect((await at(harness, path, init)).status).toBe(413)
    expect(sent).toBeLessThan(2_000_000)
  })

  it('never throws, and hides what went wrong inside', async () => {
    const provider = fakeProvider({
      startLogin: () => Promise.reject(new Error('password=hunter2')),
    })
    const harness = createHarness({ providers: [provider] })
    const { id } = await harness.activeConnection()
    const response = await at(harness, `/sso/${id}/login`)
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('hunter2')
    expect(JSON.stringify(harness.events)).not.toContain('hunter2')
  })

  it('sends strict headers with every answer', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const responses = [
      await at(harness, '/nothing'),
      await at(harness, `/sso/${id}/login`),
      await harness.sso.handler(answer(id, await begin(harness, id))),
    ]
    for (const { headers } of responses) {
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none';/)
      expect(headers.get('content-security-policy')).not.toContain('unsafe')
    }
  })
})

describe('the error page', () => {
  it('shows a fixed sentence and the reference of the audit event, and no script', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const flow = await begin(harness, id)
    await harness.sso.handler(answer(id, flow))
    const response = await harness.sso.handler(answer(id, flow))
    const page = await response.text()
    const failed = harness.events.find(({ type }) => type === 'login.failed')
    expect(page).toContain('This sign-in has expired or was already used. Please start again.')
    expect(page).toContain(`<code>${failed?.correlationId}</code>`)
    expect(page).not.toMatch(/<script|login_replayed|javascript:/)
    expect(page).toContain('<html lang="en">')
  })

  it('gives every failure a reference, in page, event and error alike', async () => {
    const references: unknown[] = []
    const onError = (error: SsoError) => void references.push(error.correlationId)
    const harness = createHarness({ onError })
    const page = await (await at(harness, '/sso/con_x/callback?ticket=x&ref=y')).text()
    const failed = harness.events.find(({ type }) => type === 'request.failed')
    expect(failed?.correlationId).toMatch(/^[\w-]{12}$/)
    expect(references).toEqual([failed?.correlationId])
    expect(page).toContain(`<code>${failed?.correlationId}</code>`)
  })

  it('speaks German where the browser asks for it', async () => {
    const harness = createHarness()
    const headers = { 'accept-language': 'fr;q=0.9, de-AT, en;q=0.5' }
    const page = await (await at(harness, '/nothing', { headers })).text()
    expect(page).toContain('<html lang="de">')
    expect(page).toContain('Diese Anmeldeadresse gibt es nicht.')
  })

  it('is JSON for scripts', async () => {
    const harness = createHarness()
    const response = await at(harness, '/nothing', { headers: { accept: 'application/json' } })
    expect(await response.json()).toEqual({
      message: 'This sign-in address does not exist.',
      correlationId: expect.stringMatching(/^[\w-]{12}$/),
    })
  })

  it('is the host’s own where onError gives one, cookies cleared all the same', async () => {
    const seen: unknown[] = []
    const harness = createHarness({
      onError: (error, request, context) => {
        seen.push(error.code, request.method, context)
        return new Response('our page', { status: 418 })
      },
    })
    const { id } = await harness.activeConnection()
    const flow = await begin(harness, id)
    await harness.sso.handler(answer(id, flow))
    const response = await harness.sso.handler(answer(id, flow), { req: 1 })
    expect([response.status, await response.text()]).toEqual([418, 'our page'])
    expect(seen).toEqual(['login_replayed', 'GET', { req: 1 }])
    expect(response.headers.getSetCookie()).toHaveLength(1)
  })

  it('is ours where onError itself fails', async () => {
    const harness = createHarness({ onError: () => Promise.reject(new Error('x')) })
    expect((await at(harness, '/nothing')).status).toBe(404)
  })

  it('can be had for errors of custom routes', async () => {
    const harness = createHarness()
    const request = new Request(`${baseUrl}/own/callback?ticket=x&ref=y`)
    const error: unknown = await harness.sso.handleCallback(request).catch((thrown) => thrown)
    const response = harness.sso.errorResponse(error, request)
    expect(response.status).toBe(400)
    expect(harness.sso.errorResponse(new Error('x'), request).status).toBe(500)
    expect(harness.sso.errorResponse('not even an error', request).status).toBe(500)
    expect(harness.sso.errorResponse(new SsoError('not_authorized'), request).status).toBe(403)
  })
})

describe('onLogin', () => {
  it('gets the framework’s context and may answer itself; our cookies are appended', async () => {
    const contexts: unknown[] = []
    const harness = createHarness({
      onLogin: (_login, _request, context) => {
        contexts.push(context)
        return Response.redirect(`${baseUrl}/welcome`, 302)
      },
    })
    const { id } = await harness.activeConnection()
    const response = await harness.sso.handler(answer(id, await begin(harness, id)), { req: 1 })
    expect(contexts).toEqual([{ req: 1 }])
    expect([response.status, response.headers.get('location')]).toEqual([302, `${baseUrl}/welcome`])
    expect(response.headers.getSetCookie()).toHaveLength(1)
  })

  it('may add cookies', async () => {
    const harness = createHarness({ onLogin: () => ({ setCookie: ['sid=1; Path=/', 'b=2'] }) })
    const { id } = await harness.activeConnection()
    const response = await harness.sso.handler(answer(id, await begin(harness, id)))
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-ssokit-flow-/),
      'sid=1; Path=/',
      'b=2',
    ])
  })

  it('is not called by handleCallback', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const result = await harness.sso.handleCallback(answer(id, await begin(harness, id)))
    expect(result.kind).toBe('login')
    expect(harness.logins).toEqual([])
    expect(result.toResponse().headers.getSetCookie()).toEqual(result.setCookie)
  })
})

describe('a start that is a POST', () => {
  const fields = { SAMLRequest: '<&"\'>', RelayState: 'x' }
  const start = {
    method: 'POST',
    url: 'https://fake.example/?a=1&b="',
    answer: 'post',
    flow: {},
  } as const
  const providers = [fakeProvider({ startLogin: async () => ({ ...start, fields }) })]

  it('is a form that submits itself, and a button for browsers without scripts', async () => {
    const harness = createHarness({ providers })
    const { id } = await harness.activeConnection()
    const response = await at(harness, `/sso/${id}/login`)
    const page = await response.text()
    expect(page).toContain('<form method="post" action="https://fake.example/?a=1&amp;b=&quot;">')
    expect(page).toContain(
      '<input type="hidden" name="SAMLRequest" value="&lt;&amp;&quot;&#39;&gt;">',
    )
    expect(page).toContain('<button>Continue</button>')
    const nonce = /<script nonce="([\w-]{22})">document\.forms\[0\]\.submit\(\)<\/script>/.exec(
      page,
    )?.[1]
    expect(response.headers.get('content-security-policy')).toContain(`script-src 'nonce-${nonce}'`)
  })

  it('tells custom routes what to send', async () => {
    const harness = createHarness({ providers })
    const { id } = await harness.activeConnection()
    const result = await harness.sso.startLogin({ connectionId: id })
    expect(result).toMatchObject({ method: 'POST', url: start.url, fields, connectionId: id })
  })
})

describe('intercept', () => {
  const paths = { callback: '/login', login: '/login', logoutReturn: '/login' }
  const create = () => createHarness({ paths, allowedReturnOrigins: [] })
  const visit = (harness: Harness, query: string, init: RequestInit = {}) =>
    harness.sso.intercept(new Request(`${baseUrl}/login${query}`, init))

  it.each([
    ['a plain visit', '', {}],
    ['a visit with parameters of the host', '?next=/x&next=/y', {}],
    ['a sign-out that returned', '?state=x', {}],
    ['the host’s own form', '', { method: 'POST', headers: form, body: 'email=a&password=b' }],
    [
      'a form of the host with repeated fields',
      '',
      { method: 'POST', headers: form, body: 'a=1&a=2' },
    ],
    [
      'a JSON request',
      '',
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' },
    ],
    ['HEAD', '?iss=https://fake.example', { method: 'HEAD' }],
    ['PUT', '', { method: 'PUT', body: 'x' }],
  ])('KO-5 leaves %s to the host', async (_what, query, init) => {
    const harness = create()
    await harness.activeConnection()
    expect(await visit(harness, query, init)).toBeUndefined()
  })

  it('leaves other pages to the host', async () => {
    const harness = create()
    const request = new Request(`${baseUrl}/other?ticket=x&ref=y`)
    expect(await harness.sso.intercept(request)).toBeUndefined()
  })

  it('KO-5 answers an answer and a third-party start on one page', async () => {
    const harness = create()
    const { id } = await harness.activeConnection()
    const flow = await begin(harness, id).catch(() => undefined)
    expect(flow?.ref).toBe('')
    const start = await harness.sso.startLogin({ connectionId: id })
    const ref = new URL(start.url).searchParams.get('ref')
    const cookie = start.setCookie[0]?.split(';')[0] ?? ''
    const finished = await visit(harness, `?ticket=ann&ref=${ref}`, { headers: { cookie } })
    expect(finished?.status).toBe(303)
    expect(harness.logins).toHaveLength(1)
    await harness.settled()
    const initiated = await visit(harness, '?iss=https://fake.example')
    expect(initiated?.headers.get('location')).toMatch(/^https:\/\/fake\.example\//)
  })

  it('answers an error where an answer is not good, and leaves the body readable otherwise', async () => {
    const harness = create()
    await harness.activeConnection()
    expect((await visit(harness, '?ticket=ann&ref=unknown'))?.status).toBe(400)
    expect((await visit(harness, '?ticket=ann&ticket=bob&ref=x'))?.status).toBe(400)
    const own = new Request(`${baseUrl}/login`, { method: 'POST', headers: form, body: 'a=1' })
    expect(await harness.sso.intercept(own)).toBeUndefined()
    expect(await own.text()).toBe('a=1')
  })

  it('answers 404 from handler on a plain visit of the shared page', async () => {
    const harness = create()
    expect((await at(harness, '/login')).status).toBe(404)
  })
})
