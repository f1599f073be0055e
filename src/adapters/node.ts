/** @module ssokit/node: mounts for Node's own http, Express, Connect and whatever speaks `(req, res)`. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Sso } from '../types/sso.ts'
import { createNodeBody } from './node-body.ts'
import { isUrl } from '../url.ts'

/** What hooks receive as context. */
export interface NodeContext {
  readonly req: IncomingMessage
  readonly res: ServerResponse
}

type Next = (error?: unknown) => void

/**
 * Mounts an `Sso` below `basePath`, and on the host's own pages that `paths` names.
 *
 * Works before and after body parsers. Requests that are not for ssokit go to `next`; without one
 * they are answered with 404.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http'
 * import type { Sso } from 'ssokit'
 * import { toNodeHandler, type NodeContext } from 'ssokit/node'
 *
 * declare const sso: Sso<NodeContext>
 * createServer(toNodeHandler(sso)).listen(3000)
 * ```
 */
export function toNodeHandler(
  sso: Pick<Sso<NodeContext>, 'basePath' | 'handler' | 'intercept'>,
): (req: IncomingMessage, res: ServerResponse, next?: Next) => void {
  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<boolean> => {
    const body = createNodeBody(req)
    const request = requestFrom(req, body.stream)
    const { pathname } = new URL(request.url)
    const isOurs = pathname === sso.basePath || pathname.startsWith(`${sso.basePath}/`)
    const context = { req, res }
    const response = isOurs
      ? await sso.handler(request, context)
      : await sso.intercept(request, context)
    // What nobody reads of a body must not hold up the connection.
    res.once('finish', () => req.resume())
    if (response) await sendResponse(response, res)
    else body.putBack()
    return response !== undefined
  }

  return (req, res, next) => {
    answer(req, res).then(
      (isAnswered) => {
        if (isAnswered) return
        if (next) next()
        else res.writeHead(404).end()
      },
      (error: unknown) => {
        if (next) next(error)
        else if (res.headersSent) res.destroy()
        else res.writeHead(500).end()
      },
    )
  }
}

/**
 * Turns a Node request into a web standard one for `handleCallback`, `startLogin` and `intercept`.
 * Its host is a stand-in: ssokit takes scheme and host from `baseUrl` only.
 */
export function toRequest(req: IncomingMessage): Request {
  return requestFrom(req, createNodeBody(req).stream)
}

function requestFrom(req: IncomingMessage, body: ReadableStream<Uint8Array>): Request {
  // Express strips the mount path from `url` and keeps the whole one here.
  const { originalUrl } = req as { originalUrl?: string }
  const target = originalUrl ?? req.url ?? '/'
  const url = target.startsWith('/') ? `http://localhost${target}` : 'http://localhost/'
  const headers = new Headers()
  for (const [name, value] of Object.entries(req.headers)) {
    // HTTP/2 pseudo headers are not headers here.
    if (value === undefined || name.startsWith(':')) continue
    headers.set(name, Array.isArray(value) ? value.join(', ') : value)
  }
  // Node allows methods that `Request` refuses; none of them is ours.
  const method = /^(CONNECT|TRACE|TRACK)$/i.test(req.method ?? '')
    ? 'OPTIONS'
    : (req.method ?? 'GET')
  const hasBody = method !== 'GET' && method !== 'HEAD'
  return new Request(isUrl(url) ? url : 'http://localhost/', {
    ...{ method, headers },
    ...(hasBody ? ({ body, duplex: 'half' } as RequestInit) : {}),
  })
}

/**
 * Writes a web standard response. Headers that the host has set already stay, cookies are appended
 * one by one.
 */
export async function sendResponse(response: Response, res: ServerResponse): Promise<void> {
  if (res.headersSent || res.destroyed) return
  res.statusCode = response.status
  for (const [name, value] of response.headers) {
    if (name !== 'set-cookie') res.setHeader(name, value)
  }
  for (const cookie of response.headers.getSetCookie()) res.appendHeader('set-cookie', cookie)
  const body = new Uint8Array(await response.arrayBuffer())
  if (res.destroyed) return
  if (res.req?.method === 'HEAD' || body.length === 0) res.end()
  else res.end(body)
}
