/** @module ssokit/next: the mount for the App Router of Next.js 15 and 16. */
import type { BrowserInstruction } from '../types/login.ts'
import type { Sso } from '../types/sso.ts'

/** Exports of a `route.ts`. */
export interface NextHandlers {
  GET(request: Request): Promise<Response>
  POST(request: Request): Promise<Response>
}

/** What `await cookies()` of `next/headers` gives in route handlers and server actions. */
export interface NextCookieStore {
  set(
    name: string,
    value: string,
    options: {
      path: string
      httpOnly: boolean
      secure: boolean
      sameSite: 'lax' | 'none'
      expires: Date
    },
  ): unknown
}

/**
 * The handlers of `app/sso/[...path]/route.ts`, where `sso` is the `basePath`. Next.js itself answers
 * other methods, and it keeps the body from parsers, so nothing else needs to be set.
 *
 * @param sso its hooks find cookies and headers by `next/headers`, as everywhere in Next.js
 * @param options `basePath`: the one of `next.config`, with which `basePath` of ssokit begins; default
 *   none
 * @returns the exports of the route
 * @example
 * ```ts
 * import type { Sso } from 'ssokit'
 * import { toNextHandlers } from 'ssokit/next'
 *
 * declare const sso: Sso
 * export const { GET, POST } = toNextHandlers(sso)
 * ```
 */
export function toNextHandlers(
  sso: Pick<Sso, 'handler'>,
  { basePath = '' }: { readonly basePath?: string } = {},
): NextHandlers {
  const handle = async (request: Request): Promise<Response> =>
    sso.handler(toRequest(request, basePath))
  return { GET: handle, POST: handle }
}

/**
 * Puts the `basePath` of `next.config` back, which Next.js takes off the address, for `handleCallback`
 * and `intercept` in routes of your own.
 *
 * @param request as Next.js gives it to a handler
 * @param basePath the one of `next.config`, for example `/app`; empty for none
 * @returns the same request at the address that the browser asked for
 * @example
 * ```ts
 * import type { Sso } from 'ssokit'
 * import { toRequest } from 'ssokit/next'
 *
 * declare const sso: Sso
 * export async function GET(request: Request): Promise<Response> {
 *   const result = await sso.handleCallback(toRequest(request, '/app'))
 *   return result.toResponse()
 * }
 * ```
 */
export function toRequest(request: Request, basePath: string): Request {
  const url = new URL(request.url)
  if (basePath === '' || url.pathname.startsWith(`${basePath}/`)) return request
  url.pathname = basePath + url.pathname
  return new Request(url, request)
}

/**
 * Sets the cookies of a result where no response is returned: in server actions.
 *
 * @param instruction a `LoginStart`, `CallbackResult` or whatever else has `cookies`
 * @param store `await cookies()`
 * @example
 * ```ts
 * import type { Sso } from 'ssokit'
 * import { applyCookies, type NextCookieStore } from 'ssokit/next'
 *
 * declare const sso: Sso
 * declare const store: NextCookieStore // await cookies()
 *
 * const start = await sso.startLogin({ email: 'ann@acme.example' })
 * applyCookies(start, store)
 * console.log(start.url) // redirect(start.url)
 * ```
 */
export function applyCookies(
  { cookies }: Pick<BrowserInstruction, 'cookies'>,
  store: NextCookieStore,
): void {
  for (const { name, value, options } of cookies) store.set(name, value, options)
}
