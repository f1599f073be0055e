import type { IncomingMessage } from 'node:http'
import { isUrl } from '../url.ts'

/** A web standard request with this body. Its host is a stand-in, since `baseUrl` alone counts. */
export function nodeRequest(req: IncomingMessage, body: ReadableStream<Uint8Array>): Request {
  // Express strips the mount path from `url` and keeps the whole one here, Fastify the one before a
  // rewrite.
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
