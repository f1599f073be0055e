import * as base64url from 'jose/base64url'
import { isEqualConstantTime } from '../crypto/compare.ts'
import { printable, SsoError, type SsoErrorCode } from '../errors.ts'
import type { JsonObject, JsonValue } from '../types/json.ts'

/** Claims of a validated ID token (OpenID Connect Core section 2). */
export type IdTokenClaims = JsonObject & {
  readonly iss: string
  readonly sub: string
  readonly aud: string | readonly string[]
  readonly exp: number
  readonly iat: number
}

export interface ClaimExpectations {
  readonly issuer: string
  readonly clientId: string
  readonly nonce?: string
  readonly now: Date
  readonly clockToleranceSeconds?: number
  readonly maxAgeSeconds?: number
  readonly accessToken?: string
  readonly code?: string
  readonly trustedAudiences?: readonly string[]
}

const DEFAULT_TOLERANCE_SECONDS = 60
const MAX_TOLERANCE_SECONDS = 300
/** OpenID Connect Core section 2. */
const MAX_SUBJECT_LENGTH = 255

/** 9999-12-31T23:59:59Z; some providers write it for "never". */
const LAST_INSTANT = 253_402_300_799

/** Keycloak says in the payload what kind a token is. */
const foreignKinds = ['bearer', 'dpop', 'logout', 'refresh', 'offline']

/**
 * Checks every claim of OpenID Connect Core section 3.1.3.7 (rules O4, O7). `algorithm` is the one
 * the signature was verified with.
 */
export async function checkIdTokenClaims(
  claims: JsonObject,
  algorithm: string,
  expected: ClaimExpectations,
): Promise<IdTokenClaims> {
  checkKind(claims)
  checkTypes(claims)
  checkParties(claims, expected)
  checkTimes(claims, expected)
  checkNonce(claims, expected.nonce)
  await checkHash(claims.at_hash, expected.accessToken, algorithm, 'access token')
  await checkHash(claims.c_hash, expected.code, algorithm, 'code')
  return claims as IdTokenClaims
}

const refuse = (code: SsoErrorCode, message: string, detail?: Record<string, string>): SsoError =>
  new SsoError(code, { message, ...(detail ? { detail } : {}) })

function checkKind(claims: JsonObject): void {
  const { typ } = claims
  const isForeign = typeof typ === 'string' && foreignKinds.includes(typ.toLowerCase())
  if (isForeign || Object.hasOwn(claims, 'events')) {
    throw refuse('oidc_id_token_kind_refused', 'The token is a logout or access token.')
  }
}

function checkTypes(claims: JsonObject): void {
  const isText = (value: unknown) => typeof value === 'string' && value !== ''
  const isInstant = (value: unknown) =>
    typeof value === 'number' && value >= 0 && value <= LAST_INSTANT
  const required = { iss: isText, sub: isText, exp: isInstant, iat: isInstant }
  const optional = {
    ...{ nbf: isInstant, auth_time: isInstant, nonce: isText, azp: isText, acr: isText },
    ...{ at_hash: isText, c_hash: isText, sid: isText },
    amr: (value: unknown) => Array.isArray(value) && value.every((method) => isText(method)),
  }
  const wrong = [
    ...Object.entries(required).filter(([name, check]) => !check(claims[name])),
    ...Object.entries(optional).filter(
      ([name, check]) => Object.hasOwn(claims, name) && !check(claims[name]),
    ),
  ].map(([name]) => name)
  if (wrong.length > 0) {
    const names = wrong.join(', ')
    throw refuse('oidc_id_token_claims_invalid', `Missing or of the wrong type: ${names}.`)
  }
  if (String(claims.sub).length > MAX_SUBJECT_LENGTH) {
    throw refuse('oidc_id_token_claims_invalid', 'The sub claim is longer than 255 characters.')
  }
}

function checkParties(claims: JsonObject, expected: ClaimExpectations): void {
  if (claims.iss !== expected.issuer) {
    throw refuse('oidc_id_token_issuer_mismatch', 'The ID token names another issuer.', {
      expected: expected.issuer,
      received: printable(String(claims.iss)),
    })
  }
  const audiences = typeof claims.aud === 'string' ? [claims.aud] : claims.aud
  if (!Array.isArray(audiences) || !audiences.every((audience) => typeof audience === 'string')) {
    throw refuse('oidc_id_token_claims_invalid', 'Missing or of the wrong type: aud.')
  }
  const trusted = [expected.clientId, ...(expected.trustedAudiences ?? [])]
  const isOurs = audiences.includes(expected.clientId)
  if (!isOurs || !audiences.every((audience) => trusted.includes(audience))) {
    throw refuse('oidc_id_token_audience_mismatch', 'The ID token names another audience.', {
      expected: expected.clientId,
      received: printable(audiences.join(' ')),
    })
  }
  const isPartyRequired = audiences.length > 1
  if ((isPartyRequired || claims.azp !== undefined) && claims.azp !== expected.clientId) {
    throw refuse('oidc_id_token_audience_mismatch', 'The azp claim names another client.', {
      expected: expected.clientId,
      received: printable(String(claims.azp)),
    })
  }
}

function checkTimes(claims: JsonObject, expected: ClaimExpectations): void {
  const now = expected.now.getTime() / 1000
  const wanted = expected.clockToleranceSeconds ?? DEFAULT_TOLERANCE_SECONDS
  const tolerance = Math.min(Math.max(wanted, 0), MAX_TOLERANCE_SECONDS)
  const { exp, iat, nbf, auth_time } = claims as Record<string, number | undefined>
  const seconds = (distance: number) => `${Math.ceil(distance)} seconds`
  if (exp === undefined || exp <= now - tolerance) {
    throw refuse('oidc_id_token_expired', `The ID token expired ${seconds(now - (exp ?? 0))} ago.`)
  }
  const latest = Math.max(iat ?? 0, nbf ?? 0, auth_time ?? 0)
  if (latest > now + tolerance) {
    const message = `The ID token is dated ${seconds(latest - now)} in the future.`
    throw refuse('oidc_id_token_not_yet_valid', message)
  }
  if (expected.maxAgeSeconds === undefined) return
  if (auth_time === undefined) {
    throw refuse('oidc_id_token_claims_invalid', 'auth_time is required where max_age was sent.')
  }
  // As text the sum would be a text, which is never too small.
  if (!(auth_time + Number(expected.maxAgeSeconds) >= now - tolerance)) {
    throw refuse('oidc_id_token_authentication_too_old', 'The authentication is too old.')
  }
}

function checkNonce({ nonce }: JsonObject, expected: string | undefined): void {
  const isEqual =
    expected === undefined
      ? nonce === undefined
      : typeof nonce === 'string' && isEqualConstantTime(nonce, expected)
  if (!isEqual) throw refuse('oidc_id_token_nonce_mismatch', 'The nonce is missing or another one.')
}

/** Left half of the digest that belongs to the signature algorithm (Core section 3.1.3.6). */
async function checkHash(
  received: JsonValue | undefined,
  value: string | undefined,
  algorithm: string,
  what: string,
): Promise<void> {
  if (received === undefined || value === undefined) return
  const bits = /(256|384|512)$/.exec(algorithm)?.[1] ?? '512'
  const digest = await crypto.subtle.digest(`SHA-${bits}`, new TextEncoder().encode(value))
  const half = base64url.encode(new Uint8Array(digest, 0, digest.byteLength / 2))
  if (!isEqualConstantTime(String(received), half)) {
    throw refuse('oidc_id_token_hash_mismatch', `The ID token belongs to another ${what}.`)
  }
}
