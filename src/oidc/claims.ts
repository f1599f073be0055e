import type { ClaimMapping } from '../types/connection.ts'
import type { ReceivedClaims } from '../types/identity.ts'
import type { JsonObject, JsonValue } from '../types/json.ts'

/** The standard claims (OpenID Connect Core section 5.1). */
export const defaultClaims: ClaimMapping = {
  email: 'email',
  name: 'name',
  givenName: 'given_name',
  familyName: 'family_name',
  require: [],
}

/** About the token and not about the person. */
const tokenClaims = new Set([
  ...['iss', 'aud', 'exp', 'iat', 'nbf', 'jti', 'nonce', 'azp', 'at_hash', 'c_hash', 's_hash'],
  // Claims that are elsewhere are never fetched (rule N1), so neither is where.
  ...['sid', 'typ', 'events', '_claim_names', '_claim_sources'],
])

/** Who signed in and how: the ID token’s word alone (rule O6). */
const idTokenClaims = new Set(['sub', 'auth_time', 'acr', 'amr'])

/**
 * Merges the claims of ID token and userinfo and keeps the origin of each. The ID token wins. E-mail
 * and its verification always come from one source: half of each proves nothing.
 */
export function mergeClaims(idToken: JsonObject, userinfo: JsonObject = {}): ReceivedClaims {
  const isEmailOfUserinfo = !isPresent(idToken, 'email') && isPresent(userinfo, 'email')
  const belongs = (name: string, isUserinfo: boolean) => {
    if (tokenClaims.has(name)) return false
    if (name === 'email' || name === 'email_verified') return isEmailOfUserinfo === isUserinfo
    return !isUserinfo || !(idTokenClaims.has(name) || isPresent(idToken, name))
  }
  const merged = new Map<string, { value: JsonValue; source: string }>()
  for (const [name, value] of Object.entries(idToken)) {
    if (belongs(name, false)) merged.set(name, { value, source: 'id_token' })
  }
  for (const [name, value] of Object.entries(userinfo)) {
    if (belongs(name, true)) merged.set(name, { value, source: 'userinfo' })
  }
  return merged
}

/** Several providers write an empty text or null for "no value". */
export function isPresent(claims: JsonObject, name: string): boolean {
  return Object.hasOwn(claims, name) && claims[name] !== null && claims[name] !== ''
}
