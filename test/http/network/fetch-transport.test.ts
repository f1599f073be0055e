import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { failureOf, fetchOf, json, listen, listenRaw, networkFor, pause } from './listeners.ts'

const timeoutMilliseconds = 150
const url = 'https://idp.example/token?x=secret-query'

/** An answer whose body is made on demand; tells whether it was cancelled. */
function streaming(chunk: () => Uint8Array | Promise<Uint8Array>, headers: object = {}) {
  const state = { isCancelled: false, pulls: 0 }
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      state.pulls += 1
      controller.enqueue(await chunk())
    },
    cancel() {
      state.isCancelled = true
    },
  })
  const init = { headers: { 'content-type': 'application/json', ...headers } }
  return { state, response: new Response(body, init) }
}

describe('the fetch of the host', () => {
  it('N1 is called with the guarded request and without following redirects', async () => {
    const seen: [unknown, RequestInit | undefined][] = []
    const given: typeof fetch = async (input, init) => {
      seen.push([input, init])
      return Response.json({ ok: true }, { headers: { 'set-cookie': 'a=b' } })
    }
    const response = await networkFor([], { fetch: given }).fetchFor('c')(url, {
      method: 'POST',
      headers: { Authorization: 'Basic x', Host: 'evil.example' },
      body: new URLSearchParams({ a: 'b' }),
    })
    expect(await response.json()).toEqual({ ok: true })
    expect(Object.fromEntries(response.headers)).toEqual({ 'content-type': 'application/json' })
    expect(seen).toEqual([
      [
        url,
        {
          method: 'POST',
          headers: {
            accept: 'application/json',
            authorization: 'Basic x',
            'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
            'user-agent': 'ssokit',
          },
          body: 'a=b',
          redirect: 'manual',
          signal: expect.any(AbortSignal),
        },
      ],
    ])
  })

  it('N1 is not called for a refused URL, names of the local network included', async () => {
    const given = () => Promise.reject(new Error('must not be called'))
    const guarded = networkFor([], { fetch: given }).fetchFor('c')
    for (const refused of ['http://idp.example/', 'https://10.0.0.1/', 'https://x.internal/']) {
      expect((await failureOf(guarded(refused))).code).toBe('network_url_refused')
    }
  })

  it('N1 works with the real fetch and its redirects', async () => {
    const target = await listen((_, response) => json(response))
    const listener = await listen((request, response) => {
      if (request.url === '/') json(response)
      else response.writeHead(302, { location: target.url }).end()
    })
    const guarded = fetchOf(listener, { fetch })
    expect((await guarded(listener.url)).status).toBe(200)
    const error = await failureOf(guarded(`${listener.url}moved`))
    expect(error.code).toBe('network_redirect_refused')
    const reported = await guarded(`${listener.url}moved`, { accept: 'page' })
    expect(reported.headers.get('location')).toBe(target.url)
    expect(target.connections()).toBe(0)
  })

  it('N1 refuses answers behind a redirect that it followed nevertheless', async () => {
    const target = await listen((_, response) => json(response))
    const listener = await listen((_, response) => {
      response.writeHead(302, { location: target.url }).end()
    })
    const following: typeof fetch = (input, init) => fetch(input, { ...init, redirect: 'follow' })
    const guarded = fetchOf(listener, { fetch: following })
    for (const accept of ['json', 'page'] as const) {
      const error = await failureOf(guarded(listener.url, { accept }))
      expect(error.code).toBe('network_redirect_refused')
    }
  })

  it.each([
    ['an opaque redirect', { type: 'opaqueredirect', status: 0 }],
    ['another address', { url: 'https://evil.example/' }],
    ['a followed redirect', { redirected: true }],
    ['status 302', { status: 302 }],
  ])('N1 refuses %s', async (_, fields) => {
    const { state, response } = streaming(() => new Uint8Array(1))
    for (const [name, value] of Object.entries(fields))
      Object.defineProperty(response, name, { value })
    const given = () => Promise.resolve(response)
    const error = await failureOf(networkFor([], { fetch: given }).fetchFor('c')(url))
    expect(error.code).toBe('network_redirect_refused')
    expect(state.isCancelled).toBe(true)
  })

  it('N2 has its body counted while it streams, and cancelled', async () => {
    const { state, response } = streaming(() => new Uint8Array(1000))
    const given = () => Promise.resolve(response)
    const guarded = networkFor([], { fetch: given, maxBytes: 5000 }).fetchFor('c')
    expect((await failureOf(guarded(url))).code).toBe('network_response_too_large')
    expect(state.isCancelled).toBe(true)
    expect(state.pulls).toBeLessThan(10)
  })

  it('N2 has its body counted after decompression', async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000))
    const listener = await listen((_, response) => {
      response.setHeader('content-type', 'application/json')
      response.setHeader('content-encoding', 'gzip')
      response.end(bomb)
    })
    const error = await failureOf(fetchOf(listener, { fetch })(listener.url))
    expect(error.code).toBe('network_response_too_large')
  })

  it.each([
    ['never answers', () => new Promise<Response>(() => undefined)],
    ['drips', async () => streaming(() => pause(20).then(() => new Uint8Array(1))).response],
    ['stalls', async () => streaming(() => new Promise(() => undefined)).response],
  ])('N2 is left alone at the deadline where it %s', async (_, given) => {
    const network = networkFor([], { fetch: given, timeoutMilliseconds })
    const error = await failureOf(network.fetchFor('c')(url))
    expect(error.code).toBe('network_timeout')
  })

  it('N2 has a dripping body cancelled at the deadline', async () => {
    const { state, response } = streaming(() => pause(20).then(() => new Uint8Array(1)))
    const given = () => Promise.resolve(response)
    await failureOf(networkFor([], { fetch: given, timeoutMilliseconds }).fetchFor('c')(url))
    await pause(30)
    expect(state.isCancelled).toBe(true)
  })

  it('N2 has an answer cancelled that comes after the deadline', async () => {
    const { state, response } = streaming(() => new Uint8Array(1))
    const given = () => pause(100).then(() => response)
    const network = networkFor([], { fetch: given, timeoutMilliseconds: 50 })
    expect((await failureOf(network.fetchFor('c')(url))).code).toBe('network_timeout')
    await pause(100)
    expect(state.isCancelled).toBe(true)
  })

  it('N2 ends real connections with the signal', async () => {
    const listener = await listenRaw(() => undefined)
    const error = await failureOf(fetchOf(listener, { fetch, timeoutMilliseconds })(listener.url))
    expect(error.code).toBe('network_timeout')
    await listener.firstClosed()
  })

  it('N3 has its failures wrapped without their text', async () => {
    const given = () => Promise.reject(new TypeError(`failed: ${url}`))
    const error = await failureOf(networkFor([], { fetch: given }).fetchFor('c')(url))
    expect(error.code).toBe('network_failed')
    expect(error.detail).toEqual({ host: 'idp.example' })
    expect(JSON.stringify(error)).not.toContain('secret')
  })

  it('N3 may answer without a body', async () => {
    const given = () => Promise.resolve(new Response(null, { status: 204 }))
    const response = await networkFor([], { fetch: given }).fetchFor('c')(url)
    expect(response.status).toBe(204)
    expect(response.body).toBeNull()
  })
})
