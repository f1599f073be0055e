/** @module ssokit/node: mounts for Node's own http, Express, Connect and whatever speaks `(req, res)`. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Sso } from '../types/sso.ts'
import { createNodeBody } from './node-body.ts'
import { nodeRequest } from './node-request.ts'

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
 * @param sso its hooks receive `{ req, res }`
 * @returns a request listener for `createServer`, and middleware for whatever calls `next`
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
export function toNodeHandler<Context extends NodeContext = NodeContext>(
  sso: Pick<Sso<Context>, 'basePath' | 'handler' | 'intercept'>,
): (req: Context['req'], res: Context['res'], next?: Next) => void {
  const answer = async (req: Context['req'], res: Context['res']): Promise<boolean> => {
    const body = createNodeBody(req)
    const request = nodeRequest(req, body.stream)
    const { pathname } = new URL(request.url)
    const isOurs = pathname === sso.basePath || pathname.startsWith(`${sso.basePath}/`)
    const context = { req, res } as Context
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
 *
 * @param req with its body unread, or read by a parser into `req.body`
 * @returns a request whose address ssokit reads only path and query of
 * @example
 * ```ts
 * import { createServer } from 'node:http'
 * import type { Sso } from 'ssokit'
 * import { sendResponse, toRequest } from 'ssokit/node'
 *
 * declare const sso: Sso
 * createServer(async (req, res) => {
 *   const request = toRequest(req)
 *   try {
 *     const start = await sso.startLogin({ loginPath: 'acme' }, { request })
 *     await sendResponse(start.toResponse(), res)
 *   } catch (error) {
 *     await sendResponse(sso.errorResponse(error, request), res)
 *   }
 * })
 * ```
 */
export function toRequest(req: IncomingMessage): Request {
  return nodeRequest(req, createNodeBody(req).stream)
}

/**
 * Writes a web standard response. Headers that the host has set already stay, cookies are appended
 * one by one.
 *
 * @param response for example of `toResponse()`
 * @param res which nobody has ended yet
 * @example
 * ```ts
 * import type { ServerResponse } from 'node:http'
 * import { sendResponse } from 'ssokit/node'
 *
 * declare const res: ServerResponse
 * await sendResponse(new Response('signed in'), res)
 * ```
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
