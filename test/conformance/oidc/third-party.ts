import type { JsonObject } from '../../../src/index.ts'

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/**
 * An ID token that nobody signed, of the shape of a signed one: what Okta posts under “Send ID Token
 * directly to app”, as an attacker can write it too.
 */
export function unsignedToken(claims: JsonObject): string {
  return `${encode({ alg: 'RS256', kid: 'k1' })}.${encode(claims)}.${encode('no signature')}`
}
