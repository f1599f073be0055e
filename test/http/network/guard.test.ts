import { setMaxListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { createNetwork } from '../../../src/http/network/guard.ts'
import { resolveNetworkPolicy } from '../../../src/http/network/policy.ts'
import { failureOf, fetchOf, json, listen, listenRaw, networkFor, pause } from './listeners.ts'

const answering = (status: number, mediaType: string | undefined, body: string) =>
  listen((_, response) => {
    if (mediaType !== undefined) response.setHeader('content-type', mediaType)
    response.writeHead(status).end(body)
  })

describe('media types', () => {
  it.each([
    ['json', 'application/json'],
    ['json', 'application/json; charset=utf-8'],
    ['json', 'Application/JSON;charset=UTF-8'],
    ['json', 'application/jwk-set+json'],
    ['json', 'application/problem+json ; x=y'],
    ['xml', 'application/xml'],
    ['xml', 'text/xml; charset=utf-8'],
    ['xml', 'application/samlmetadata+xml'],
    ['dns', 'application/dns-message'],
  ] as const)('N3 takes as %s: %s', async (accept, mediaType) => {
    for (const status of [200, 400, 500]) {
      const listener = await answering(status, mediaType, '{}')
      const response = await fetchOf(listener)(listener.url, { accept })
      expect(response.status).toBe(status)
      expect(response.headers.get('content-type')).toBe(mediaType)
      expect(await response.text()).toBe('{}')
    }
  })

  it.each([
    ['json', 'text/html'],
    ['json', 'text/html; charset=application/json'],
    ['json', 'text/html, application/json'],
    ['json', 'text/json'],
    ['json', 'text/plain'],
    ['json', 'application/jsonp'],
    ['json', 'application/xjson'],
    ['json', 'application/+json'],
    ['json', 'application/x-json'],
    ['json', 'application/xml'],
    ['json', 'image/svg+json'],
    ['json', 'application/jwt'],
    ['json', ''],
    ['json', undefined],
    ['xml', 'application/json'],
    ['xml', 'text/html'],
    ['xml', 'application/xhtml'],
    ['xml', 'image/svg+xml'],
    ['dns', 'application/dns-json'],
    ['dns', 'application/json'],
  ] as const)('N3 refuses as %s: %s', async (accept, mediaType) => {
    for (const status of [200, 403, 500]) {
      const listener = await answering(status, mediaType, '<p>secret-body</p>')
      const error = await failureOf(fetchOf(listener)(listener.url, { accept }))
      expect(error.code).toBe('network_media_type_refused')
      expect(error.detail).toEqual({ host: `127.0.0.1:${listener.port}`, status })
      expect(JSON.stringify(error)).not.toContain('secret-body')
    }
  })

  it('N3 takes JSON where nothing is asked for', async () => {
    const listener = await answering(200, 'application/xml', '<a/>')
    const error = await failureOf(fetchOf(listener)(listener.url))
    expect(error.code).toBe('network_media_type_refused')
  })

  it.each([204, 400, 401, 404, 429, 500, 503])(
    'N3 passes an empty %i without a media type',
    async (status) => {
      const listener = await answering(status, undefined, '')
      const response = await fetchOf(listener)(listener.url)
      expect(response.status).toBe(status)
      expect(await response.text()).toBe('')
    },
  )

  it('N3 refuses an empty success without a media type', async () => {
    for (const status of [200, 201, 206]) {
      const listener = await answering(status, undefined, '')
      const error = await failureOf(fetchOf(listener)(listener.url))
      expect(error.code).toBe('network_media_type_refused')
    }
  })

  it('N3 refuses an empty error of another media type', async () => {
    const listener = await answering(404, 'text/html', '')
    const error = await failureOf(fetchOf(listener)(listener.url))
    expect(error.code).toBe('network_media_type_refused')
  })

  it('N3 asks for the media type that it takes, unless the caller does', async () => {
    const listener = await listen((request, response) => {
      response.setHeader('content-type', 'application/dns-message')
      response.end(request.headers.accept)
    })
    const fetch = fetchOf(listener)
    const dns = await fetch(listener.url, { accept: 'dns' })
    expect(await dns.text()).toBe('application/dns-message')
    const own = await fetch(listener.url, { accept: 'dns', headers: { Accept: 'text/x' } })
    expect(await own.text()).toBe('text/x')
  })

  it('N3 passes on only the headers that callers need', async () => {
    const listener = await listen((_, response) => {
      response.setHeader('set-cookie', ['a=b', 'c=d'])
      response.setHeader('x-powered-by', 'x')
      response.setHeader('location', 'https://evil.example/')
      response.setHeader('www-authenticate', ['Bearer error="invalid_token"', 'DPoP algs="ES256"'])
      response.setHeader('retry-after', '5')
      response.setHeader('dpop-nonce', 'n-1')
      response.setHeader('cache-control', 'max-age=60')
      response.setHeader('date', 'Thu, 01 Jan 2026 12:00:00 GMT')
      response.setHeader('age', '7')
      json(response)
    })
    const response = await fetchOf(listener)(listener.url)
    expect(Object.fromEntries(response.headers)).toEqual({
      age: '7',
      'cache-control': 'max-age=60',
      'content-type': 'application/json',
      date: 'Thu, 01 Jan 2026 12:00:00 GMT',
      'dpop-nonce': 'n-1',
      'retry-after': '5',
      'www-authenticate': 'Bearer error="invalid_token", DPoP algs="ES256"',
    })
  })

  it.each([301, 302, 303, 307, 308])(
    'N1 reports the redirect %i where it is what is asked for, and does not follow it',
    async (status) => {
      const paths: (string | undefined)[] = []
      const listener = await listen((request, response) => {
        paths.push(request.url)
        response.setHeader('location', '/elsewhere')
        response.setHeader('set-cookie', 'a=b')
        response.writeHead(status).end()
      })
      const response = await fetchOf(listener)(listener.url, { accept: 'page' })
      expect(response.status).toBe(status)
      expect(response.headers.get('location')).toBe('/elsewhere')
      expect(response.headers.has('set-cookie')).toBe(false)
      expect(paths).toHaveLength(1)
      const error = await failureOf(fetchOf(listener)(listener.url))
      expect(error.code).toBe('network_redirect_refused')
    },
  )

  it('N1 reports an answer without a body, and one of any media type, as a page', async () => {
    const empty = await answering(304, undefined, '')
    expect((await fetchOf(empty)(empty.url, { accept: 'page' })).status).toBe(304)
    const page = await answering(400, 'text/html; charset=utf-8', '<p>redirect_uri</p>')
    const response = await fetchOf(page)(page.url, { accept: 'page' })
    expect(await response.text()).toBe('<p>redirect_uri</p>')
  })

  it('N3 keeps bytes that are no text', async () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index))
    const listener = await listen((_, response) => {
      response.setHeader('content-type', 'application/dns-message')
      response.end(bytes)
    })
    const response = await fetchOf(listener)(listener.url, { accept: 'dns' })
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true)
  })
})

describe('requests', () => {
  it('N1 refuses a URL before anything happens', async () => {
    const listener = await listen((_, response) => json(response))
    const fetch = networkFor([]).fetchFor('c')
    expect((await failureOf(fetch(listener.url))).code).toBe('network_url_refused')
    expect(listener.connections()).toBe(0)
  })

  it.each([
    { method: 'PUT' },
    { method: 'CONNECT' },
    { method: 'get' },
    { method: 'GET', body: 'x' },
    { body: new URLSearchParams() },
  ])('N1 does not send %j', async (init) => {
    const listener = await listen((_, response) => json(response))
    expect((await failureOf(fetchOf(listener)(listener.url, init))).code).toBe('network_failed')
    expect(listener.connections()).toBe(0)
  })

  it('N1 keeps media type and agent of the caller', async () => {
    const listener = await listen((request, response) => {
      json(
        response,
        JSON.stringify([request.headers['content-type'], request.headers['user-agent']]),
      )
    })
    const headers = { 'Content-Type': 'application/jwt', 'User-Agent': 'mine' }
    const init = { method: 'POST', headers, body: 'x' }
    const response = await fetchOf(listener)(listener.url, init)
    expect(await response.json()).toEqual(['application/jwt', 'mine'])
  })

  it('N1 uses the fetch of the host where there is one, and sockets otherwise', async () => {
    const listener = await listen((_, response) => json(response, '"socket"'))
    const host = `127.0.0.1:${listener.port}`
    const { policy } = resolveNetworkPolicy({ privateHosts: [host] }, 'http://localhost')
    const given = createNetwork({ policy, fetch: async () => Response.json('given') })
    expect(await (await given.fetchFor('c')(listener.url)).json()).toBe('given')
    const built = createNetwork({ policy })
    expect(await (await built.fetchFor('c')(listener.url)).json()).toBe('socket')
  })
})

describe('concurrency', () => {
  it('N2 bounds the requests under way per connection and serves all of them', async () => {
    let active = 0
    let most = 0
    const listener = await listen((_, response) => {
      active += 1
      most = Math.max(most, active)
      setTimeout(() => {
        active -= 1
        json(response)
      }, 10)
    })
    const network = networkFor([`127.0.0.1:${listener.port}`], { concurrency: 3 })
    const fetch = network.fetchFor('one')
    const answers = await Promise.all(Array.from({ length: 30 }, () => fetch(listener.url)))
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 30 }, () => 200))
    expect(most).toBe(3)
  })

  it('N2 lets a busy connection disturb no other', async () => {
    const silent = await listenRaw(() => undefined)
    const quick = await listen((_, response) => json(response))
    const hosts = [silent, quick].map(({ port }) => `127.0.0.1:${port}`)
    const network = networkFor(hosts, { concurrency: 1, timeoutMilliseconds: 1500 })
    const stuck = [1, 2, 3].map(() => failureOf(network.fetchFor('stuck')(silent.url)))
    while (silent.connections() === 0) await pause(5)
    expect((await network.fetchFor('other')(quick.url)).status).toBe(200)
    expect(silent.connections()).toBe(1)
    const errors = await Promise.all(stuck)
    // Waiting counts into the deadline.
    expect(errors.map(({ code }) => code)).toEqual(
      Array.from({ length: 3 }, () => 'network_timeout'),
    )
    expect((await network.fetchFor('stuck')(quick.url)).status).toBe(200)
  })

  it('N2 frees the turn after every kind of failure', async () => {
    const listener = await listen((request, response) => {
      if (request.url === '/reset') request.socket.destroy()
      else if (request.url === '/html') response.setHeader('content-type', 'text/html').end('x')
      else if (request.url === '/redirect') response.writeHead(302).end()
      else json(response, 'x'.repeat(request.url === '/big' ? 2000 : 2))
    })
    const fetch = fetchOf(listener, { concurrency: 1, maxBytes: 1000 })
    for (const path of ['reset', 'html', 'redirect', 'big']) {
      await failureOf(fetch(listener.url + path))
      await failureOf(fetch(listener.url, { method: 'PUT' }))
    }
    expect((await fetch(listener.url)).status).toBe(200)
  })

  it('N2 refuses at once what would be the 101st to wait', async () => {
    const controller = new AbortController()
    const { policy } = resolveNetworkPolicy({ concurrency: 2 }, 'https://app.example')
    const network = createNetwork({ policy, fetch: () => new Promise(() => undefined) })
    const fetch = network.fetchFor('busy')
    const { signal } = controller
    setMaxListeners(0, signal)
    const url = 'https://idp.example/path?q'
    const waiting = Array.from({ length: 102 }, () => failureOf(fetch(url, { signal })))
    const error = await failureOf(fetch(url, { signal }))
    expect(error.code).toBe('network_busy')
    expect(error.retryable).toBe(true)
    expect(error.detail).toEqual({ host: 'idp.example' })
    expect(error.connectionId).toBe('busy')
    controller.abort(new Error('gone'))
    const codes = (await Promise.all(waiting)).map(({ code }) => code)
    expect(new Set(codes)).toEqual(new Set(['network_failed']))
  })

  it('N2 frees the turn at the deadline although the fetch of the host goes on', async () => {
    const { policy } = resolveNetworkPolicy(
      { concurrency: 1, timeoutMilliseconds: 50 },
      'https://app.example',
    )
    let calls = 0
    const network = createNetwork({
      policy,
      fetch: () => {
        calls += 1
        return calls === 1 ? new Promise(() => undefined) : Promise.resolve(Response.json(1))
      },
    })
    const fetch = network.fetchFor('c')
    expect((await failureOf(fetch('https://idp.example/'))).code).toBe('network_timeout')
    expect((await fetch('https://idp.example/')).status).toBe(200)
  })
})
