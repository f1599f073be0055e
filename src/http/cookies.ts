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
