import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  createMockOidcProvider,
  type MockAnswer,
  type MockOidcOptions,
  type MockOidcProvider,
} from '../../src/testing/oidc/index.ts'
import { startServer } from './server.ts'

/** The mock provider on real HTTP, at 127.0.0.1: for `localhost` that is another site. */
export interface MockIdpServer {
  readonly issuer: string
  readonly idp: MockOidcProvider
  /** `METHOD /path` of every request. */
  readonly requests: string[]
  close(): Promise<void>
}

/** Whoever is sent to its authorization endpoint signs in at once. */
export async function startMockIdp(options: MockOidcOptions = {}): Promise<MockIdpServer> {
  const requests: string[] = []
  let answer = async (_request: Request): Promise<Response> => new Response(null, { status: 503 })
  const server = await startServer('127.0.0.1', (req, res) => {
    requests.push(`${req.method} ${req.url?.split('?')[0]}`)
    void toRequest(req, server.origin)
      .then(answer)
      .then(
        (response) => send(response, res),
        (error: unknown) => void res.writeHead(500).end(String(error)),
      )
  })
  const idp = createMockOidcProvider({ ...options, issuer: server.origin })
  answer = async (request) => {
    const isAuthorization = new URL(request.url).pathname === '/authorize'
    return isAuthorization ? authorization(await idp.authorize(request.url)) : idp.fetch(request)
  }
  return { issuer: server.origin, idp, requests, close: server.close }
}

/** A redirect, or the page whose form a script would send (OAuth 2.0 Form Post Response Mode). */
function authorization({ method, url, fields }: MockAnswer): Response {
  if (method === 'GET') return new Response(null, { status: 302, headers: { location: url } })
  const inputs = [...fields].map(
    ([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`,
  )
  const body = `<form method="post" action="${escape(url)}">${inputs.join('')}</form>`
  return new Response(body, { headers: { 'content-type': 'text/html' } })
}

const escape = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')

async function toRequest(req: IncomingMessage, origin: string): Promise<Request> {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk as Buffer)
  const headers = Object.entries(req.headers).map(([name, value]) => [name, String(value)])
  return new Request(`${origin}${req.url}`, {
    method: req.method ?? 'GET',
    headers: headers as [string, string][],
    ...(req.method === 'POST' ? { body: Buffer.concat(chunks) } : {}),
  })
}

async function send(response: Response, res: ServerResponse): Promise<void> {
  res.writeHead(response.status, Object.fromEntries(response.headers))
  res.end(Buffer.from(await response.arrayBuffer()))
}
