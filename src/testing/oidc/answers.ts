export function json(body: unknown, status: number = 200, headers: HeadersInit = {}): Response {
  const all = new Headers(headers)
  all.set('content-type', 'application/json')
  all.set('cache-control', 'no-store')
  return new Response(JSON.stringify(body), { status, headers: all })
}

/** RFC 6749 section 5.2. */
export function oauthError(code: string, description: string, status: number = 400): Response {
  return json({ error: code, error_description: description }, status)
}

export function html(status: number = 200): Response {
  const body = '<!doctype html><title>Sign in</title><script>alert(1)</script>'
  return new Response(body, { status, headers: { 'content-type': 'text/html; charset=utf-8' } })
}

export function redirectTo(location: string): Response {
  return new Response(null, { status: 302, headers: { location } })
}

/** Ten kilobytes with a bell, a line break, a bidi override, a log forgery and a script. */
export const hostileDescription: string = `\u0007\u202e<script>alert(1)</script>\r\n2026-01-01 INFO login ok ${'x'.repeat(10_000)}`
