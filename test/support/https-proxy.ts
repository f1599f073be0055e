import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'

/** What becomes of one `Set-Cookie` line on its way to the browser; `undefined`: it is lost. */
export type CookieFilter = (setCookie: string) => string | undefined

/** An address in front of a server on plain http, as a reverse proxy gives it. */
export interface Proxy {
  readonly origin: string
  /** Only now, since a server may have to know its address before it starts. */
  connect(backend: { readonly host: string; readonly port: number }): void
  /** Lets one play a browser that treats cookies in its own way. Until it is called again. */
  filterCookies(filter: CookieFilter): void
  close(): Promise<void>
}

/** What browsers of the kind that rule F7 is for make of `SameSite=None`. */
export const withoutCrossSiteCookies: CookieFilter = (line) =>
  line.replace(/SameSite=None/i, 'SameSite=Lax')

/** A browser in which the person has blocked cookies. */
export const noCookies: CookieFilter = () => undefined

/**
 * @param name host name of the address: `localhost`, or one that the certificate is for
 * @param files PEM, see `chromium-setup.ts`; without them the address is plain http
 */
export async function startProxy(
  name: string,
  files?: { readonly key: string; readonly certificate: string },
): Promise<Proxy> {
  let backend = { host: '127.0.0.1', port: 0 }
  let filter: CookieFilter = (line) => line
  const listener = (req: IncomingMessage, res: ServerResponse) =>
    pass(req, res, { ...backend, scheme: files ? 'https' : 'http' }, filter)
  const tls = files && { key: readFileSync(files.key), cert: readFileSync(files.certificate) }
  const server = tls ? createSecureServer(tls, listener) : createServer(listener)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    origin: `${files ? 'https' : 'http'}://${name}:${port}`,
    connect: (to) => void (backend = to),
    filterCookies: (next) => void (filter = next),
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

function pass(
  req: IncomingMessage,
  res: ServerResponse,
  to: { readonly host: string; readonly port: number; readonly scheme: string },
  filter: CookieFilter,
): void {
  const headers = { ...req.headers, 'x-forwarded-proto': to.scheme }
  const { host, port } = to
  const { method = 'GET', url = '/' } = req
  const onward = request({ host, port, method, path: url, headers }, (answer) => {
    const setCookie = (answer.headers['set-cookie'] ?? []).flatMap((line) => filter(line) ?? [])
    const { 'set-cookie': _, ...others } = answer.headers
    res.writeHead(answer.statusCode ?? 502, {
      ...others,
      ...(setCookie.length > 0 ? { 'set-cookie': setCookie } : {}),
    })
    answer.pipe(res)
  })
  onward.once('error', () => {
    if (res.headersSent) res.destroy()
    else res.writeHead(502).end()
  })
  res.once('close', () => onward.destroy())
  req.pipe(onward)
}
