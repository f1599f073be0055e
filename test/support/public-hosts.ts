import { readFileSync } from 'node:fs'
import { createServer, request, type RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { type AddressInfo, connect, type Server } from 'node:net'
import { afterAll, beforeAll, inject } from 'vitest'
import { sendResponse, toRequest } from '../../src/adapters/node.ts'
import { type Journey, journeys } from './chromium.ts'

/**
 * Hosts with public names and https, which lead to servers of this test and nowhere else:
 *
 *     const hosts = usePublicHosts()
 *     beforeAll(async () => {
 *       hosts.serve('acme.okta.com', okta.handler)
 *       hosts.serve('dashboard.pusher.com', { port })
 *     })
 *     hosts.journey('…', async ({ page }) => { await page.goto('https://dashboard.pusher.com/') })
 *
 * The browser asks a proxy of this process, which knows these names only. The server of an app calls
 * others by `hosts.fetch`, to be passed to `createSso`.
 */
export interface PublicHosts {
  serve(host: string, answer: PublicHost): void
  /** Reaches those that answer `Request` with `Response`. */
  readonly fetch: typeof globalThis.fetch
  readonly journey: Journey
}

type Handler = (request: Request) => Promise<Response>
/** A function of a `Request`, one of Node.js, or a server on a port of `127.0.0.1`. */
export type PublicHost =
  | Handler
  | { readonly listener: RequestListener }
  | { readonly port: number }

export function usePublicHosts(): PublicHosts {
  const known = new Map<string, PublicHost>()
  const servers: Server[] = []
  let proxy = 0
  const listen = (server: Server) =>
    new Promise<number>((resolve) => {
      servers.push(server)
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
    })

  beforeAll(async () => {
    const { key, certificate } = inject('certificate')
    const tls = { key: readFileSync(key), cert: readFileSync(certificate) }
    const front = await listen(createSecureServer(tls, listenerOf(known)))
    // https through a proxy is a tunnel; a plain request to it is a page asking for plain http.
    const tunnel = createServer((_req, res) => void res.writeHead(502).end('Only https here.'))
    tunnel.on('connect', (_req, socket) => {
      const upstream = connect(front, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
        upstream.pipe(socket).pipe(upstream)
      })
      upstream.on('error', () => socket.destroy())
      socket.on('error', () => upstream.destroy())
    })
    proxy = await listen(tunnel)
  })
  afterAll(async () => {
    for (const server of servers) {
      if ('closeAllConnections' in server) (server.closeAllConnections as () => void)()
      server.close()
    }
  })

  return {
    serve: (host, answer) => void known.set(host, answer),
    journey: journeys(
      () => [...known.keys()].map((host) => `https://${host}`),
      () => ({ proxy: { server: `http://127.0.0.1:${proxy}` } }),
    ),
    async fetch(input, init) {
      const asked = new Request(input, init)
      const answer = known.get(new URL(asked.url).host)
      if (typeof answer !== 'function') throw new TypeError(`Nobody is at ${asked.url}.`)
      return answer(asked)
    },
  }
}

const listenerOf =
  (known: ReadonlyMap<string, PublicHost>): RequestListener =>
  (req, res) => {
    const { host = '' } = req.headers
    const answer = known.get(host)
    if (answer === undefined) return void res.writeHead(404).end(`Nobody is at ${host}.`)
    if (typeof answer === 'function') {
      const failed = (error: unknown) => void res.writeHead(500).end(String(error))
      const asked = new Request(new URL(req.url ?? '/', `https://${host}`), toRequest(req))
      answer(asked).then((response) => sendResponse(response, res), failed)
      return
    }
    if ('listener' in answer) return void answer.listener(req, res)
    const { method, url, headers } = req
    const forwarded = { ...headers, 'x-forwarded-host': host, 'x-forwarded-proto': 'https' }
    const target = { host: '127.0.0.1', port: answer.port, method, path: url, headers: forwarded }
    const upstream = request(target, (from) => {
      res.writeHead(from.statusCode ?? 502, from.rawHeaders)
      from.pipe(res)
    })
    upstream.on('error', (error) => void res.writeHead(502).end(String(error)))
    req.pipe(upstream)
  }
