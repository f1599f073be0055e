import * as base64url from 'jose/base64url'
import { isEqualConstantTime } from '../crypto/compare.ts'
import { printable, type SsoError } from '../errors.ts'
import type { JsonObject, JsonValue } from '../types/json.ts'
import { checkIssuer } from './tenants.ts'
import {
  checkAudience,
  checkTypes,
  isAudience,
  isInstant,
  isText,
  seconds,
  toleranceOf,
} from './token-claims.ts'
import { type OidcCode, oidcError } from './error.ts'

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
  /**
   * Whose people may come where the issuer serves many organisations: tenant ids for
   * `https://login.microsoftonline.com/{tenantid}/v2.0`, hosted domains for Google. Needed there,
   * refused elsewhere (rule O5).
   */
  readonly allowedTenants?: readonly string[] | undefined
  readonly clientId: string
  /** The one sent with the request. Without it the token must carry none. */
  readonly nonce?: string | undefined
  readonly now: Date
  /** Default 60 seconds, at most 300. */
  readonly clockToleranceSeconds?: number | undefined
  /** With it `auth_time` is required. */
  readonly maxAgeSeconds?: number | undefined
  /** Checked against `at_hash` where the token carries one. */
  readonly accessToken?: string | undefined
  /** Checked against `c_hash` where the token carries one. */
  readonly code?: string | undefined
  /** Audiences besides `clientId` that the token may name. */
  readonly trustedAudiences?: readonly string[] | undefined
}

const isListOfTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText)

const types = {
  required: { iss: isText, sub: isText, aud: isAudience, exp: isInstant, iat: isInstant },
  optional: {
    ...{ nbf: isInstant, auth_time: isInstant, nonce: isText, azp: isText, acr: isText },
    ...{ at_hash: isText, c_hash: isText, sid: isText, amr: isListOfTexts },
  },
}

/**
 * Checks every claim of OpenID Connect Core section 3.1.3.7 (rule O4). `algorithm` is the one the
 * signature was verified with.
 */
export async function checkIdTokenClaims(
  claims: JsonObject,
  algorithm: string,
  expected: ClaimExpectations,
): Promise<IdTokenClaims> {
  checkTypes('id_token', claims, types)
  checkParties(claims, expected)
  checkTimes(claims, expected)
  checkNonce(claims, expected.nonce)
  await checkHash(claims.at_hash, expected.accessToken, algorithm, 'access token')
  await checkHash(claims.c_hash, expected.code, algorithm, 'code')
  return claims as IdTokenClaims
}

const refuse = (code: OidcCode, message: string, detail?: Record<string, string>): SsoError =>
  oidcError(code, { message, ...(detail ? { detail } : {}) })

function checkParties(claims: JsonObject, expected: ClaimExpectations): void {
  checkIssuer('id_token', claims, expected)
  const audiences = checkAudience('id_token', claims, expected)
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
  const tolerance = toleranceOf(expected.clockToleranceSeconds)
  const { exp = 0, iat = 0, nbf = 0, auth_time } = claims as Record<string, number | undefined>
  // Written so that a time that is no number refuses.
  if (!(exp > now - tolerance)) {
    throw refuse('oidc_id_token_expired', `The ID token expired ${seconds(now - exp)} ago.`)
  }
  const latest = Math.max(iat, nbf, auth_time ?? 0)
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
