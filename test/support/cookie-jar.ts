/** A cookie as a browser keeps it (RFC 6265bis). */
export interface StoredCookie {
  readonly name: string
  readonly value: string
  /** The host that may read it, and its subdomains where `isDomain`. */
  readonly host: string
  readonly isDomain: boolean
  readonly path: string
  readonly secure: boolean
  readonly httpOnly: boolean
  readonly sameSite: 'strict' | 'lax' | 'none'
  readonly expires: number
  readonly createdAt: number
}

/** How a request came about: which page caused it, and by which method. */
export interface RequestOrigin {
  readonly method: string
  /** `undefined` where the person typed the address. */
  readonly initiator: string | undefined
}

const MAX_COOKIE_BYTES = 4096

export interface CookieJar {
  /** Follows the rules of browsers: what they would ignore is ignored. */
  store(setCookie: string, url: string): void
  /** The `Cookie` header of a top-level navigation. */
  header(url: string, origin: RequestOrigin): string
  all(): readonly StoredCookie[]
  /** A second jar with the same cookies: what a thief has who copied them. */
  copy(): CookieJar
}

export function createCookieJar(stored: readonly StoredCookie[] = []): CookieJar {
  const jar = new Map(stored.map((cookie) => [keyOf(cookie), cookie]))
  let count = stored.length

  const alive = () => {
    for (const [key, { expires }] of jar) if (expires <= Date.now()) jar.delete(key)
    return [...jar.values()]
  }

  return {
    store(setCookie, url) {
      const cookie = parse(setCookie, new URL(url), count++)
      if (!cookie) return
      const key = keyOf(cookie)
      const before = jar.get(key)
      if (before?.secure && !isTrustworthy(new URL(url))) return
      // A cookie that is replaced keeps its place among the others.
      jar.set(key, before ? { ...cookie, createdAt: before.createdAt } : cookie)
      if (cookie.expires <= Date.now()) jar.delete(key)
    },

    header(url, { method, initiator }) {
      const target = new URL(url)
      const isSameSite = initiator === undefined || siteOf(new URL(initiator)) === siteOf(target)
      return alive()
        .filter((cookie) => {
          const { host, isDomain, path, secure, sameSite } = cookie
          const { hostname } = target
          if (hostname !== host && !(isDomain && hostname.endsWith(`.${host}`))) return false
          if (!isBelow(target.pathname, path)) return false
          if (secure && !isTrustworthy(target)) return false
          return isSameSite || sameSite === 'none' || (sameSite === 'lax' && method === 'GET')
        })
        .sort((one, two) => two.path.length - one.path.length || one.createdAt - two.createdAt)
        .map(({ name, value }) => `${name}=${value}`)
        .join('; ')
    },

    all: alive,
    copy: () => createCookieJar(alive()),
  }
}

function parse(text: string, url: URL, createdAt: number): StoredCookie | undefined {
  const [pair = '', ...rest] = text.split(';')
  const at = pair.indexOf('=')
  if (at < 1) return undefined
  const name = pair.slice(0, at).trim()
  const value = pair.slice(at + 1).trim()
  if (name.length + value.length > MAX_COOKIE_BYTES) return undefined
  const attributes = new Map(
    rest.map((attribute) => {
      const [key = '', ...others] = attribute.split('=')
      return [key.trim().toLowerCase(), others.join('=').trim()]
    }),
  )
  const domain = attributes.get('domain')?.replace(/^\./, '').toLowerCase()
  const isDomain = domain !== undefined && domain !== ''
  if (isDomain && url.hostname !== domain && !url.hostname.endsWith(`.${domain}`)) return undefined
  const secure = attributes.has('secure')
  if (secure && !isTrustworthy(url)) return undefined
  const given = attributes.get('samesite')?.toLowerCase()
  const sameSite = given === 'none' || given === 'strict' ? given : 'lax'
  if (sameSite === 'none' && !secure) return undefined
  const wanted = attributes.get('path') ?? ''
  const path = wanted.startsWith('/') ? wanted : defaultPath(url.pathname)
  if (name.startsWith('__Secure-') && !secure) return undefined
  const isHostBound = secure && !isDomain && wanted === '/'
  if (name.startsWith('__Host-') && !isHostBound) return undefined
  return {
    ...{ name, value, path, secure, sameSite, isDomain, createdAt },
    host: isDomain ? domain : url.hostname,
    httpOnly: attributes.has('httponly'),
    expires: expiryOf(attributes),
  }
}

/** `Max-Age` goes before `Expires`; without either the cookie lives as long as the browser. */
function expiryOf(attributes: ReadonlyMap<string, string>): number {
  const maxAge = attributes.get('max-age')
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge)) return Date.now() + Number(maxAge) * 1000
  const expires = Date.parse(attributes.get('expires') ?? '')
  return Number.isNaN(expires) ? Number.POSITIVE_INFINITY : expires
}

const keyOf = ({ name, host, path }: StoredCookie) => `${name};${host};${path}`

const defaultPath = (pathname: string) => pathname.slice(0, pathname.lastIndexOf('/')) || '/'

const isBelow = (pathname: string, path: string) =>
  pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`)

/** Browsers treat loopback as they treat https. */
const isTrustworthy = ({ protocol, hostname }: URL) =>
  protocol === 'https:' || /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)

/** Scheme and registrable domain; the tests use none with a longer public suffix. Ports do not count. */
const siteOf = ({ protocol, hostname }: URL) =>
  `${protocol}//${/^[\d.]+$|^\[/.test(hostname) ? hostname : hostname.split('.').slice(-2).join('.')}`
