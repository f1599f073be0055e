import type { BrowserCookie, BrowserInstruction } from '../types/login.ts'
import { serializeCookie } from './cookies.ts'

/** On every answer: nothing of a sign-in may be cached, framed, sniffed or passed on as referrer. */
const commonHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

const strictPolicy =
  "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** A redirect that always becomes a GET. */
export function redirect(url: string): Response {
  return new Response(null, {
    status: 303,
    headers: { ...commonHeaders, 'content-security-policy': strictPolicy, location: url },
  })
}

export function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      ...commonHeaders,
      'content-security-policy': strictPolicy,
      'content-type': 'application/json; charset=utf-8',
    },
  })
}

export function page(status: number, markup: string, policy: string): Response {
  return new Response(markup, {
    status,
    headers: {
      ...commonHeaders,
      'content-security-policy': policy,
      'content-type': 'text/html; charset=utf-8',
    },
  })
}

/** By shape: test runners and frameworks bring `Response` classes of their own. */
export function isResponse(value: unknown): value is Response {
  if (typeof value !== 'object' || value === null) return false
  const { status, headers } = value as { status?: unknown; headers?: { append?: unknown } }
  return typeof status === 'number' && typeof headers?.append === 'function'
}

/** An answer of the host's own on an address of ours: what we send always, unless it says otherwise. */
export function ofHost(response: Response, setCookie: readonly string[]): Response {
  const copy = new Response(response.body, response)
  for (const name of ['cache-control', 'referrer-policy']) {
    if (!copy.headers.has(name)) copy.headers.set(name, commonHeaders[name] ?? '')
  }
  return withCookies(copy, setCookie)
}

/** Ties cookies to the answer they belong to, in all three ways that hosts need them. */
export function browserInstruction(
  cookies: readonly BrowserCookie[],
  respond: () => Response,
): BrowserInstruction {
  const setCookie = cookies.map(serializeCookie)
  return { cookies, setCookie, toResponse: () => withCookies(respond(), setCookie) }
}

/** Appends cookies; an answer whose headers are immutable (`Response.redirect`) is copied first. */
export function withCookies(response: Response, setCookie: readonly string[]): Response {
  if (setCookie.length === 0) return response
  const copy = new Response(response.body, response)
  for (const cookie of setCookie) copy.headers.append('set-cookie', cookie)
  return copy
}
