import { Agent, type RequestListener } from 'node:http'
import { connect as connectHttp2, createServer } from 'node:http2'
import { type AddressInfo, connect as connectSocket } from 'node:net'
import express from 'express'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  type NodeContext,
  sendResponse,
  toNodeHandler,
  toRequest,
} from '../../src/adapters/node.ts'
import { createSso, type Sso, type SsoConfig } from '../../src/index.ts'
import { oidc } from '../../src/oidc/index.ts'
import { memoryStorage } from '../../src/storage/memory/index.ts'
import { fakeProvider } from '../support/fake-provider.ts'
import { baseUrl, cookiesOf, createHarness, type Harness, secretA } from '../support/harness.ts'
import { rawRequest } from '../support/raw-request.ts'
import { startServer, type TestServer } from '../support/server.ts'

type Mount = ReturnType<typeof toNodeHandler>

const formType = 'application/x-www-form-urlencoded'
const MEBIBYTE = 1_048_576
const servers: TestServer[] = []

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

const inPieces = (text: string): string[] => text.match(/.{1,9}/gs) ?? []

async function serve(listener: RequestListener): Promise<number> {
  const server = await startServer('localhost', listener)
  servers.push(server)
  return server.port
}

/** A flow that was begun; `post` answers it. */
async function begin(harness: Harness, port: number) {
  const { id } = await harness.activeConnection()
  const start = await harness.sso.startLogin({ connectionId: id }, { returnTo: '/reports' })
  const ref = new URL(start.url).searchParams.get('ref') ?? ''
  const cookie = cookiesOf(start).join('; ')
  const path = `/sso/${id}/callback`
  return {
    path,
    cookie,
    fields: `ticket=ann&ref=${ref}`,
    post: (body: string | readonly string[], headers: Record<string, string> = {}) =>
      rawRequest(port, {
        ...{ method: 'POST', path, body },
        headers: { 'content-type': formType, cookie, ...headers },
      }),
  }
}

const mounts: Readonly<Record<string, (mount: Mount) => RequestListener>> = {
  'bare http': (mount) => (req, res) => mount(req, res),
  Express: (mount) => express().use(mount),
  'Express, below its path': (mount) => express().use('/sso', mount),
  'Express, in a router': (mount) => express().use('/sso', express.Router().use(mount)),
  'Express after urlencoded()': (mount) =>
    express().use(express.urlencoded({ extended: false, limit: '3mb' }), mount),
  'Express after extended urlencoded()': (mount) =>
    express().use(express.urlencoded({ extended: true, limit: '3mb' }), mount),
  'Express after json()': (mount) => express().use(express.json(), mount),
  'Express after text()': (mount) =>
    express().use(express.text({ type: () => true, limit: '3mb' }), mount),
  'Express after raw()': (mount) =>
    express().use(express.raw({ type: () => true, limit: '3mb' }), mount),
  'Express after parsers that leave {} behind': (mount) =>
    express().use((req, _res, next) => {
      req.body = {}
      next()
    }, mount),
}

describe.each(Object.entries(mounts))('toNodeHandler in %s', (_name, mounted) => {
  let harness: Harness
  let port: number
  beforeEach(async () => {
    harness = createHarness()
    port = await serve(mounted(toNodeHandler(harness.sso)))
  })

  it('signs in by a POST', async () => {
    const { post, fields } = await begin(harness, port)
    const { status, headers } = await post(fields)
    expect(status).toBe(303)
    expect(headers.location).toBe('/reports')
    expect(harness.logins[0]?.identity.subject).toBe('ann')
  })

  it('signs in by a POST that comes in pieces', async () => {
    const { post, fields } = await begin(harness, port)
    expect((await post(inPieces(fields))).status).toBe(303)
    expect(harness.logins).toHaveLength(1)
  })

  it('signs in by a GET', async () => {
    const { path, cookie, fields } = await begin(harness, port)
    const { status } = await rawRequest(port, { path: `${path}?${fields}`, headers: { cookie } })
    expect(status).toBe(303)
  })

  it('F1 refuses a repeated field', async () => {
    const { post, fields } = await begin(harness, port)
    expect((await post(`${fields}&ticket=bob`)).status).toBe(400)
    expect((await post(`${fields}&ticket=ann`)).status).toBe(400)
    expect(harness.logins).toEqual([])
    expect(harness.events).toContainEqual(
      expect.objectContaining({ code: 'request_parameter_repeated' }),
    )
  })

  it('does not take a bracketed field for the plain one', async () => {
    const { post, fields } = await begin(harness, port)
    for (const brackets of ['[]', '[0]', '[x]']) {
      const { status } = await post(fields.replace('ticket=', `ticket${brackets}=`))
      expect(status).toBe(400)
    }
    expect(harness.logins).toEqual([])
  })

  it('takes a form of 1 MiB and refuses one byte more', async () => {
    const { post, fields } = await begin(harness, port)
    const fill = (size: number) => `${fields}&pad=`.padEnd(size, 'x')
    expect((await post(fill(MEBIBYTE + 1))).status).toBe(413)
    expect((await post(fill(MEBIBYTE))).status).toBe(303)
  })

  it('refuses a form of 2.5 MiB of unannounced length', async () => {
    const { post, fields } = await begin(harness, port)
    const piece = 'x'.repeat(64 * 1024)
    const { status } = await post([`${fields}&pad=`, ...Array.from({ length: 40 }, () => piece)])
    expect(status).toBe(413)
    expect(harness.logins).toEqual([])
  })

  it.each(['HEAD', 'OPTIONS', 'PUT', 'DELETE'])('refuses %s', async (method) => {
    const { id } = await harness.activeConnection()
    const { status, headers, body } = await rawRequest(port, { method, path: `/sso/${id}/login` })
    expect(status).toBe(405)
    expect(headers.allow).toBe('GET, POST')
    expect(body === '').toBe(method === 'HEAD')
  })

  it('refuses JSON', async () => {
    const { post } = await begin(harness, port)
    const json = JSON.stringify({ ticket: 'ann', ref: 'x' })
    expect((await post(json, { 'content-type': 'application/json' })).status).toBe(415)
  })

  it('takes nothing from Host and forwarding headers', async () => {
    const { id } = await harness.activeConnection()
    const evil = {
      host: 'evil.example',
      forwarded: 'host=evil.example;proto=http',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'http',
      'x-forwarded-prefix': '/evil',
      'x-original-url': '/evil',
      'x-rewrite-url': '/evil',
    }
    const start = await rawRequest(port, { path: `/sso/${id}/login`, headers: evil })
    expect(start.status).toBe(303)
    expect(start.setCookie[0]).toMatch(/^__Host-ssokit-flow-.*; Secure$/)
    const failed = await rawRequest(port, {
      path: '/sso/con_unknown/login',
      headers: { ...evil, accept: 'text/html' },
    })
    expect(failed.body).toContain(`href="${baseUrl}/"`)
    expect(failed.body).not.toContain('evil')
  })

  it('serves one connection request by request', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const { path, cookie, fields } = await begin(harness, port)
    const headers = { 'content-type': formType, cookie }
    const statuses = []
    for (const body of ['', fields, `${fields}&x=1`]) {
      statuses.push((await rawRequest(port, { method: 'POST', path, headers, body, agent })).status)
    }
    expect(statuses).toEqual([404, 303, 400])
    agent.destroy()
  })
})

describe('toNodeHandler', () => {
  it('keeps cookies apart, and what the host has set before', async () => {
    const harness = createHarness({
      onLogin: () => ({ setCookie: ['one=1; Path=/', 'two=2; Path=/; Expires=Thu, 01 Jan 2099'] }),
    })
    const app = express().use((_req, res, next) => {
      res.cookie('early', '0').set('x-host', 'yes')
      next()
    }, toNodeHandler(harness.sso))
    const { post, fields } = await begin(harness, await serve(app))
    const { setCookie, headers } = await post(fields)

    expect(setCookie).toHaveLength(4)
    expect(setCookie.map((cookie) => cookie.split('=')[0]?.slice(0, 12))).toEqual([
      ...['early', '__Host-ssoki', 'one', 'two'],
    ])
    expect(headers['x-host']).toBe('yes')
    expect(headers['cache-control']).toBe('no-store')
  })

  it('gives hooks the request and the response', async () => {
    const seen: NodeContext[] = []
    const sso = createSso<NodeContext>({
      ...{ baseUrl, secrets: [secretA], storage: memoryStorage(), providers: [fakeProvider()] },
      onError: (_error, _request, context) => void seen.push(context),
    })
    const port = await serve((req, res) => {
      Object.assign(req, { marker: 'mine' })
      toNodeHandler(sso)(req, res)
    })
    await rawRequest(port, { path: '/sso/con_x/login' })
    expect(seen).toHaveLength(1)
    expect(seen[0]).toMatchObject({ req: { marker: 'mine' }, res: { statusCode: 404 } })
  })

  it.each<[string, Partial<SsoConfig>]>([
    ['onLogin', { onLogin: () => Promise.reject(new Error('host bug, password=hunter2')) }],
    [
      'onLogin and onError',
      {
        onLogin: () => {
          throw new Error('host bug, password=hunter2')
        },
        onError: () => {
          throw new Error('another one')
        },
      },
    ],
  ])('answers where %s throws', async (_what, config) => {
    const harness = createHarness(config)
    const { post, fields } = await begin(
      harness,
      await serve(express().use(toNodeHandler(harness.sso))),
    )
    const { status, body } = await post(fields)
    expect(status).toBe(500)
    expect(body).not.toContain('hunter2')
  })

  it('survives a client that goes away in the middle of the body', async () => {
    const harness = createHarness()
    const port = await serve(express().use(toNodeHandler(harness.sso)))
    const { path, fields } = await begin(harness, port)
    const socket = connectSocket(port, 'localhost')
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: ${formType}\r\nContent-Length: 900\r\n\r\n${fields}`,
    )
    setTimeout(() => socket.destroy(), 50)
    await vi.waitFor(() => {
      expect(harness.events).toContainEqual(expect.objectContaining({ code: 'request_malformed' }))
    })
    expect((await rawRequest(port, { path: '/sso/con_x/login' })).status).toBe(404)
  })

  it.each<[string, RequestListener]>([
    ['read to its end', (req) => void req.resume()],
    ['listened to', (req) => void req.on('data', () => {})],
  ])('answers where the body was %s by somebody who left nothing', async (_what, consume) => {
    const harness = createHarness()
    const app = express().use((req, res, next) => {
      consume(req, res)
      req.once('end', () => next())
    }, toNodeHandler(harness.sso))
    const { post, fields } = await begin(harness, await serve(app))
    expect((await post(fields)).status).toBe(404)
    expect(harness.logins).toEqual([])
  })

  it('answers where somebody lets the body run dry at the same time', async () => {
    const harness = createHarness()
    const app = express().use((req, _res, next) => {
      req.resume()
      next()
    }, toNodeHandler(harness.sso))
    const { post, fields } = await begin(harness, await serve(app))
    // Whole, empty or in part, as it happens; but answered, and a part signs nobody in.
    const possible = [303, 404, 400]
    expect(possible).toContain((await post(fields)).status)
    expect(possible).toContain((await post(inPieces(fields))).status)
  })

  it('answers 404 on its own, and goes on to the next handler where there is one', async () => {
    const { sso } = createHarness()
    const alone = await serve((req, res) => toNodeHandler(sso)(req, res))
    expect((await rawRequest(alone, { path: '/' })).status).toBe(404)
    const app = express().use(toNodeHandler(sso), (_req, res) => void res.send('host'))
    const port = await serve(app)
    for (const path of ['/', '/ssofar', '/SSO/x', '//evil.example/sso/x', '/sso/../x']) {
      expect(await rawRequest(port, { path })).toMatchObject({ status: 200, body: 'host' })
    }
  })

  it('serves HTTP/2', async () => {
    const harness = createHarness()
    const mount = toNodeHandler(harness.sso) as unknown as Parameters<typeof createServer>[1]
    const server = createServer(mount as never)
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
    const { port } = server.address() as AddressInfo
    const { path, cookie, fields } = await begin(harness, port)
    const session = connectHttp2(`http://localhost:${port}`)
    const send = (body: readonly string[]) =>
      new Promise<number>((resolve, reject) => {
        const headers = { ':method': 'POST', ':path': path, 'content-type': formType, cookie }
        const stream = session.request(headers)
        stream.once('response', (answer) => resolve(Number(answer[':status'])))
        stream.once('error', reject).resume()
        for (const piece of body) stream.write(piece)
        stream.end()
      })
    expect(await send([])).toBe(404)
    expect(await send([fields, '&ticket=bob'])).toBe(400)
    expect(await send([fields])).toBe(303)
    session.destroy()
    server.close()
  })
})

describe('toRequest and sendResponse', () => {
  it('carry a callback on a route of the host', async () => {
    const harness = createHarness({ paths: { callback: '/auth/back' } })
    const app = express().get('/auth/back', async (req, res) => {
      const result = await harness.sso.handleCallback(toRequest(req))
      res.cookie('host', '1')
      await sendResponse(result.toResponse(), res)
    })
    const { cookie, fields } = await begin(harness, 0)
    const port = await serve(app)
    const answer = await rawRequest(port, { path: `/auth/back?${fields}`, headers: { cookie } })
    expect(answer).toMatchObject({ status: 303, headers: { location: '/reports' } })
    expect(answer.setCookie).toHaveLength(2)
  })

  it('write nothing where the host has answered already', async () => {
    const port = await serve((_req, res) => {
      res.writeHead(418).end('host')
      void sendResponse(new Response('late', { status: 200 }), res)
    })
    expect(await rawRequest(port, { path: '/' })).toMatchObject({ status: 418, body: 'host' })
  })

  it.each(['TRACE', 'PROPFIND', 'M-SEARCH'])('stand %s', async (method) => {
    const { sso } = createHarness()
    const port = await serve(createServerOf(sso))
    expect((await rawRequest(port, { method, path: '/sso/con_x/login' })).status).toBe(405)
  })
})

const createServerOf =
  (sso: Harness['sso']): RequestListener =>
  (req, res) =>
    toNodeHandler(sso)(req, res)

describe("on the host's own login page", () => {
  const hostPage = (extended: boolean, before = false) => {
    const sso: Sso<NodeContext> = createSso<NodeContext>({
      ...{ baseUrl, secrets: [secretA], storage: memoryStorage(), providers: [oidc()] },
      paths: { login: '/login', callback: '/login' },
    })
    const parsers = [
      express.urlencoded({ extended, limit: '5mb' }),
      express.json({ limit: '5mb' }),
      express.text({ type: 'text/plain' }),
    ]
    const app = express()
    if (before) app.use(parsers)
    app.use(toNodeHandler(sso))
    if (!before) app.use(parsers)
    app.get('/login', (_req, res) => void res.send('host page'))
    app.post('/login', (req, res) => void res.json(req.body ?? 'nothing'))
    return serve(app)
  }
  const post = (port: number, body: string | Uint8Array | readonly string[], type = formType) =>
    rawRequest(port, { method: 'POST', path: '/login', headers: { 'content-type': type }, body })

  describe.each([
    ['parsed after us', false],
    ['parsed before us', true],
  ])('%s', (_when, before) => {
    it.each([
      '/login',
      '/login?next=/x',
      '/login?email=a@b.example&code=',
      '/login?lang=de&lang=en',
    ])('GET %s is a plain visit', async (path) => {
      const port = await hostPage(false, before)
      expect(await rawRequest(port, { path })).toMatchObject({ status: 200, body: 'host page' })
    })

    it.each<[string, boolean, string, object]>([
      [
        'a form',
        false,
        'email=a%40b.example&password=p%26w',
        { email: 'a@b.example', password: 'p&w' },
      ],
      ['repeated fields', false, 'tag=a&tag=b&x=', { tag: ['a', 'b'], x: '' }],
      ['repeated fields, extended', true, 'tag=a&tag=b', { tag: ['a', 'b'] }],
      [
        'nested fields',
        true,
        'user[name]=ann&user[tags][]=x',
        { user: { name: 'ann', tags: ['x'] } },
      ],
      ['other words', false, 'a=ä€%C3%A4', { a: 'ä€ä' }],
      ['an empty form', false, '', {}],
    ])('POST of %s reaches the host', async (_what, extended, body, expected) => {
      const port = await hostPage(extended, before)
      const whole = await post(port, body)
      expect(whole.status).toBe(200)
      expect(JSON.parse(whole.body)).toEqual(body === '' && !before ? expect.anything() : expected)
      const slow = await post(port, inPieces(body))
      expect(JSON.parse(slow.body)).toEqual(expected)
    })

    it('POST of many fields, of a large form and of JSON reaches the host', async () => {
      const port = await hostPage(false, before)
      const many = Array.from({ length: 300 }, (_, index) => `f${index}=${index}`).join('&')
      expect(Object.keys(JSON.parse((await post(port, many)).body))).toHaveLength(300)

      const large = 'x'.repeat(2 * MEBIBYTE)
      const announced = await post(port, `start=1&large=${large}&end=1`)
      expect(JSON.parse(announced.body)).toEqual({ start: '1', large, end: '1' })
      const pieces = ['start=1&large=', ...(large.match(/.{65536}/g) ?? []), '&end=1']
      const streamed = await post(port, pieces)
      expect(JSON.parse(streamed.body)).toEqual({ start: '1', large, end: '1' })

      const json = { code: 'x', state: 'y', list: [1, 2] }
      expect((await post(port, JSON.stringify(json), 'application/json')).body).toBe(
        JSON.stringify(json),
      )
      expect((await post(port, 'code=x&state=y', 'text/plain')).body).toBe('"code=x&state=y"')
    })

    it('leaves a form in another character set as it is', async () => {
      const port = await hostPage(false, before)
      const body = Buffer.from('name=J\u00f6rg&tag=a', 'latin1')
      const answer = await post(port, body, `${formType}; charset=iso-8859-1`)
      expect(JSON.parse(answer.body)).toMatchObject({ tag: 'a' })
    })

    it.each([
      'code=x&state=y',
      'error=access_denied&state=y',
      'code=x&state=y&iss=https://idp.example',
      'iss=https://idp.example',
      'code=x&code=y&state=z',
    ])('answers %s itself', async (query) => {
      const port = await hostPage(false, before)
      const got = await rawRequest(port, { path: `/login?${query}` })
      const posted = await post(port, query)
      expect(got.status).toBeGreaterThanOrEqual(400)
      // Without its cookie an answer that was posted may be posted once more (rule F7).
      const isHop = posted.body.includes('ssokit_hop')
      expect(isHop).toBe(/^(?:code|error)=\w+&state/.test(query))
      expect(posted.status).toBe(isHop ? 200 : posted.status)
      expect(posted.status >= 400).toBe(!isHop)
      for (const { body, headers } of [got, posted]) {
        expect(headers['content-security-policy']).toContain("default-src 'none'")
        expect(body).not.toContain('host')
      }
    })

    it.each(['/login?error=wrong_password', '/login?code=PROMO'])(
      'GET %s, which lacks a state, is a plain visit',
      async (path) => {
        const port = await hostPage(false, before)
        expect(await rawRequest(port, { path })).toMatchObject({ status: 200, body: 'host page' })
      },
    )
  })

  it('hands on the raw stream where the host parses nothing', async () => {
    const { sso } = createHarness({ paths: { login: '/login', callback: '/login' } })
    const mount = toNodeHandler(sso)
    const port = await serve((req, res) =>
      mount(req, res, async () => {
        let text = ''
        for await (const chunk of req) text += String(chunk)
        res.end(text)
      }),
    )
    expect((await post(port, 'a=1&a=2')).body).toBe('a=1&a=2')
    expect((await post(port, ['a=1', '&a=', '2'])).body).toBe('a=1&a=2')
    expect((await post(port, '')).body).toBe('')
  })

  it('survives a host that reads nothing and goes on with the connection', async () => {
    const { sso } = createHarness({ paths: { login: '/login', callback: '/login' } })
    const mount = toNodeHandler(sso)
    const port = await serve((req, res) => mount(req, res, () => void res.end('read nothing')))
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const headers = { 'content-type': formType }
    for (const body of ['a=1', `a=${'x'.repeat(MEBIBYTE)}`, 'a=1&a=2', '']) {
      const answer = await rawRequest(port, {
        method: 'POST',
        path: '/login',
        headers,
        body,
        agent,
      })
      expect(answer.body).toBe('read nothing')
    }
    agent.destroy()
  })
})
