import type { BrowserCookie } from '../types/login.ts'

/** Name and value of every cookie in the header, in order; a name may occur more than once. */
export function readCookies(request: Request): readonly (readonly [string, string])[] {
  const header = request.headers.get('cookie') ?? ''
  return header.split(';').flatMap((pair) => {
    const at = pair.indexOf('=')
    return at < 1 ? [] : [[pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const]
  })
}

/** One `Set-Cookie` value. Names and values are ours: base64url text and fixed prefixes. */
export function serializeCookie({ name, value, options }: BrowserCookie): string {
  const attributes = [
    `${name}=${value}`,
    `Path=${options.path}`,
    `Expires=${options.expires.toUTCString()}`,
    `SameSite=${options.sameSite === 'none' ? 'None' : 'Lax'}`,
  ]
  if (options.httpOnly) attributes.push('HttpOnly')
  if (options.secure) attributes.push('Secure')
  return attributes.join('; ')
}

/**
 * A cookie of ours for the whole host. `__Host-` keeps sibling hosts from planting one of this name; on
 * loopback http browsers take neither that nor `Secure`, but for cookies of `SameSite=None`.
 */
export function hostCookie(
  baseUrl: string,
  name: string,
  value: string,
  expires: Date,
  sameSite: 'lax' | 'none' = 'lax',
): BrowserCookie {
  const isSecureOrigin = baseUrl.startsWith('https:')
  const secure = isSecureOrigin || sameSite === 'none'
  return {
    name: `${isSecureOrigin ? '__Host-' : ''}${name}`,
    value,
    options: { path: '/', httpOnly: true, secure, sameSite, expires },
  }
}

/** What clears a cookie. */
export function clearedCookie({ name, options }: BrowserCookie): BrowserCookie {
  return { name, value: '', options: { ...options, expires: new Date(0) } }
}
