/** @module ssokit/express: the mount for Express 4 and 5. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Sso } from '../types/sso.ts'
import { type NodeContext, toNodeHandler } from './node.ts'

export { sendResponse, toRequest } from './node.ts'

/**
 * What hooks receive as context. Name the types of your Express in it, for `req.session` and the like:
 * `createSso<ExpressContext<Request, Response>>({ … })`.
 */
export interface ExpressContext<
  Req extends IncomingMessage = IncomingMessage,
  Res extends ServerResponse = ServerResponse,
> {
  readonly req: Req
  readonly res: Res
}

/**
 * Answers everything below `basePath`, and what belongs to ssokit on the host's own pages that `paths`
 * names. Everything else goes on to the next handler, with its body unread.
 *
 * Put it before body parsers: their default limit of 100 kB is less than some SAML responses. After
 * one with a higher limit it works as well. In a router that is mounted below a path, `basePath`
 * begins with this path.
 *
 * @param sso its hooks receive `{ req, res }`
 * @returns middleware for `app.use`
 * @example
 * ```ts
 * import express from 'express'
 * import type { Sso } from 'ssokit'
 * import { type ExpressContext, ssoRouter } from 'ssokit/express'
 *
 * declare const sso: Sso<ExpressContext>
 * express().use(ssoRouter(sso)).listen(3000)
 * ```
 */
export function ssoRouter<Context extends NodeContext = ExpressContext>(
  sso: Pick<Sso<Context>, 'basePath' | 'handler' | 'intercept'>,
): (req: Context['req'], res: Context['res'], next: (error?: unknown) => void) => void {
  return toNodeHandler(sso)
}
