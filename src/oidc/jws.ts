import * as base64url from 'jose/base64url'
import type { SsoError } from '../errors.ts'
import type { JsonObject } from '../types/json.ts'
import { parseStrictJson } from './strict-json.ts'
import { oidcError } from './error.ts'

/** Five hundred groups take 30 kB; beyond this nobody's claims are honest. */
const MAX_TOKEN_LENGTH = 262_144

/** Header members that would let a token bring its own key, or change how it is read (rule O3). */
const refusedHeaders = ['jwk', 'jku', 'x5u', 'x5c', 'crit', 'zip', 'b64'] as const

/** What a signed token was received as, by its name in codes; whether it is one, the checks tell. */
export type TokenKind = 'id_token' | 'logout_token' | 'userinfo'

export interface CompactJws {
  readonly algorithm: string
  readonly keyId: string | undefined
  /** Lower case, without `application/`. */
  readonly type: string | undefined
  readonly payload: JsonObject
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Takes a compact JWS apart without trusting anything in it (rule O3).
 *
 * @throws {SsoError} `oidc_*_malformed`
 */
export function parseCompactJws(token: string, kind: TokenKind): CompactJws {
  const refuse = (message: string) => oidcError(`oidc_${kind}_malformed`, { message })
  if (typeof token !== 'string' || token.length > MAX_TOKEN_LENGTH) {
    throw refuse('The token is not text, or longer than any honest one.')
  }
  const parts = token.split('.')
  if (parts.length === 5) throw refuse('The token is encrypted (JWE).')
  const [header, payload, signature] = parts
  if (parts.length !== 3 || header === undefined || payload === undefined || !signature) {
    throw refuse('The token is not a compact JWS of three parts.')
  }
  const protectedHeader = decodeObject(header, 'header', refuse)
  checkCanonical(signature, 'signature', refuse)
  for (const name of refusedHeaders) {
    if (Object.hasOwn(protectedHeader, name)) {
      throw refuse(`The token’s header contains ${name}, which is never accepted.`)
    }
  }
  const { alg, kid, typ } = protectedHeader
  if (typeof alg !== 'string') throw refuse('The token names no algorithm.')
  if (kid !== undefined && typeof kid !== 'string') throw refuse('The token’s kid is not text.')
  if (typ !== undefined && typeof typ !== 'string') throw refuse('The token’s typ is not text.')
  return {
    algorithm: alg,
    keyId: kid,
    type: typ?.toLowerCase().replace(/^application\//, ''),
    payload: decodeObject(payload, 'payload', refuse),
  }
}

type Refuse = (message: string) => SsoError

function decodeObject(part: string, name: string, refuse: Refuse): JsonObject {
  checkCanonical(part, name, refuse)
  try {
    return parseStrictJson(decoder.decode(base64url.decode(part)))
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : 'not UTF-8'
    throw refuse(`The token’s ${name} is refused: ${reason}.`)
  }
}

const foreign = /[^\w-]/
/** By how many characters an incomplete group has: how it may end without stray bits. */
const endings = [/$/, undefined, /[AQgw]$/, /[AEIMQUYcgkosw048]$/] as const

/**
 * Base64url of one spelling only: no padding, nothing but its alphabet, and no stray bits, which the
 * last character of an incomplete group could carry two or four of (RFC 4648 section 3.5).
 */
function checkCanonical(part: string, name: string, refuse: Refuse): void {
  const isEnded = endings[part.length % 4]?.test(part.slice(-1)) === true
  if (part === '' || foreign.test(part) || !isEnded) {
    throw refuse(`The token’s ${name} is not canonical base64url.`)
  }
}
