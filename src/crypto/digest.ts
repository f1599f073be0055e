import * as base64url from 'jose/base64url'

const encoder = new TextEncoder()

/** SHA-256 of a text as base64url, 43 characters. */
export async function sha256(text: string): Promise<string> {
  return base64url.encode(
    new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(text))),
  )
}

/**
 * One text per value, whatever the order of its members: what fingerprints are made of. `undefined`
 * members count as absent, as they do in JSON.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  )
}
