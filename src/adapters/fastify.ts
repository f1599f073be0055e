/** @module ssokit/fastify: the mount for Fastify 5. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Sso } from '../types/sso.ts'
import { createNodeBody, parsedBody } from './node-body.ts'
import { nodeRequest } from './node-request.ts'

/** The part of Fastify's request that is used. */
export interface SsoFastifyRequest {
  readonly raw: IncomingMessage
  readonly body?: unknown
}

/** The part of Fastify's reply that is used. */
export interface SsoFastifyReply {
  readonly raw: ServerResponse
  code(status: number): unknown
  header(name: string, value: string): unknown
  send(payload?: unknown): unknown
}

/** The part of a Fastify instance that is used. */
export interface SsoFastifyInstance {
  readonly prefix: string
  removeAllContentTypeParsers(): void
  addContentTypeParser(
    contentType: string,
    parser: (request: unknown, payload: unknown, done: (error: null) => void) => void,
  ): unknown
  all(
    path: string,
    handler: (request: SsoFastifyRequest, reply: SsoFastifyReply) => Promise<unknown>,
  ): unknown
}

/** What hooks receive as context; name Fastify's own types in it where you need more of them. */
export interface FastifyContext<
  Request extends SsoFastifyRequest = SsoFastifyRequest,
  Reply extends SsoFastifyReply = SsoFastifyReply,
> {
  readonly request: Request
  readonly reply: Reply
}

/**
 * A plugin that answers everything below `basePath`. It reads bodies by itself, in its own scope:
 * parsers and limits of the app stay as they are.
 *
 * @param app in a scope with a prefix, `basePath` begins with this prefix
 * @param options the `sso`, whose hooks receive `{ request, reply }`
 * @example
 * ```ts
 * import fastify from 'fastify'
 * import type { Sso } from 'ssokit'
 * import { type FastifyContext, ssoPlugin } from 'ssokit/fastify'
 *
 * declare const sso: Sso<FastifyContext>
 * await fastify().register(ssoPlugin, { sso }).listen({ port: 3000 })
 * ```
 */
export async function ssoPlugin(
  app: SsoFastifyInstance,
  { sso }: { readonly sso: Pick<Sso<FastifyContext>, 'basePath' | 'handler'> },
): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))
  const { basePath } = sso
  const path = basePath.startsWith(app.prefix) ? basePath.slice(app.prefix.length) : basePath
  const answer = async (request: SsoFastifyRequest, reply: SsoFastifyReply): Promise<unknown> => {
    // What nobody reads of a body must not hold up the connection.
    reply.raw.once('finish', () => request.raw.resume())
    return sendResponse(await sso.handler(toRequest(request), { request, reply }), reply)
  }
  app.all(`${path}/*`, answer)
  // The first page of the portal is the base path itself.
  if (path !== '') app.all(path, answer)
}

/**
 * Turns a request into a web standard one for `handleCallback`, `startLogin` and `intercept` on routes
 * of your own, whether or not a parser has read its body.
 *
 * @param request of Fastify
 * @returns a request whose address ssokit reads only path and query of
 * @example
 * ```ts
 * import fastify from 'fastify'
 * import type { Sso } from 'ssokit'
 * import { sendResponse, toRequest } from 'ssokit/fastify'
 *
 * declare const sso: Sso
 * const app = fastify()
 * app.get('/sign-in', async (request, reply) => {
 *   const start = await sso.startLogin({ loginPath: 'acme' }, { request: toRequest(request) })
 *   return sendResponse(start.toResponse(), reply)
 * })
 * ```
 */
export function toRequest({ raw, body }: SsoFastifyRequest): Request {
  return nodeRequest(raw, body === undefined ? createNodeBody(raw).stream : parsedBody(body))
}

/**
 * Sends a web standard response; headers and cookies that the reply has already stay.
 *
 * @param response for example of `toResponse()`
 * @param reply which nobody has sent yet
 * @returns the reply, for handlers to return
 * @example
 * ```ts
 * import { sendResponse, type SsoFastifyReply } from 'ssokit/fastify'
 *
 * declare const reply: SsoFastifyReply
 * await sendResponse(new Response('signed in'), reply)
 * ```
 */
export async function sendResponse<Reply extends SsoFastifyReply>(
  response: Response,
  reply: Reply,
): Promise<Reply> {
  for (const [name, value] of response.headers) reply.header(name, value)
  const body = Buffer.from(await response.arrayBuffer())
  reply.code(response.status)
  reply.send(body.length > 0 ? body : undefined)
  return reply
}
