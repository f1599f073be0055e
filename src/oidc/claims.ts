import type { ReceivedClaims } from '../types/identity.ts'
import type { JsonObject, JsonValue } from '../types/json.ts'

/** Claims about the token, not about the person. Userinfo can neither add nor replace them (rule O6). */
const protocolClaims = new Set([
  ...['iss', 'sub', 'aud', 'exp', 'iat', 'nbf', 'jti', 'nonce', 'azp', 'auth_time', 'acr', 'amr'],
  ...['at_hash', 'c_hash', 's_hash', 'sid', 'typ', 'events', '_claim_sources'],
])

/**
 * Merges the claims of ID token and userinfo and keeps the origin of each. The ID token wins. E-mail
 * and its verification always come from one source: half of each proves nothing.
 */
export function mergeClaims(idToken: JsonObject, userinfo: JsonObject = {}): ReceivedClaims {
  const merged = new Map<string, { value: JsonValue; source: string }>()
  const isEmailOfUserinfo = !isPresent(idToken, 'email') && isPresent(userinfo, 'email')
  const add = (claims: JsonObject, source: string) => {
    for (const [name, value] of Object.entries(claims)) {
      if (protocolClaims.has(name) || merged.has(name)) continue
      const isEmailClaim = name === 'email' || name === 'email_verified'
      if (isEmailClaim && isEmailOfUserinfo !== (source === 'userinfo')) continue
      merged.set(name, { value, source })
    }
  }
  add(idToken, 'id_token')
  add(userinfo, 'userinfo')
  return merged
}

function isPresent(claims: JsonObject, name: string): boolean {
  return Object.hasOwn(claims, name) && claims[name] !== null && claims[name] !== ''
}
