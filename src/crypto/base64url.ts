import * as base64url from 'jose/base64url'

/** The bytes behind base64url text without padding; `undefined` if it is none (RFC 4648 section 5). */
export function decodeBase64url(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return undefined
  return base64url.decode(text)
}
