import type { SsoError } from '../errors.ts'
import type { JsonObject } from '../types/json.ts'
import { parseCompactJws } from './jws.ts'
import { type SignatureExpectations, verifySignature } from './signature.ts'
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
import { checkKind } from './token-kind.ts'
import { type OidcCode, oidcError } from './error.ts'

/** The member of `events` that makes a security event a logout. */
const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout'

/** Rule L1: a provider sends the token at once, so an older one was kept by somebody. */
const MAX_AGE_SECONDS = 300

/** Claims of a validated logout token (OpenID Connect Back-Channel Logout section 2.4). */
export type LogoutTokenClaims = JsonObject & {
  readonly iss: string
  readonly aud: string | readonly string[]
  readonly iat: number
  /** Present unless the provider may omit it. */
  readonly exp?: number
  /** Unique: remember it until the token can no longer be valid, and refuse it when it comes again. */
  readonly jti: string
  /** Whose sessions end; at least one of `sub` and `sid` is there. */
  readonly sub?: string
  readonly sid?: string
}

/** What a logout token is measured by; never taken from the token. */
export interface LogoutTokenExpectations extends SignatureExpectations {
  readonly clientId: string
  /** Default: the current time. */
  readonly now?: Date
  /** Default 60 seconds, at most 300. */
  readonly clockToleranceSeconds?: number | undefined
  /** For providers that send no `exp`, which the standard requires. `iat` is checked all the same. */
  readonly allowMissingExp?: boolean | undefined
  /** Tenants whose people may come; needed where the issuer serves many organisations. */
  readonly allowedTenants?: readonly string[] | undefined
  /** Audiences besides `clientId` that the token may name. */
  readonly trustedAudiences?: readonly string[] | undefined
}

const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const types = {
  required: { iss: isText, aud: isAudience, iat: isInstant, jti: isText, events: isObject },
  optional: { exp: isInstant, nbf: isInstant, sub: isText, sid: isText },
}

/**
 * Form, algorithm, signature, kind, then every claim (OpenID Connect Back-Channel Logout section 2.6,
 * rule L1). That `jti` was not seen before is the caller's to check: it needs storage. Pure but for
 * WebCrypto.
 */
export async function verifyLogoutToken(
  logoutToken: string,
  expected: LogoutTokenExpectations & { readonly now: Date },
): Promise<LogoutTokenClaims> {
  const jws = parseCompactJws(logoutToken, 'logout_token')
  await verifySignature(logoutToken, jws, 'logout_token', expected)
  checkKind(jws, 'logout_token')
  const claims = jws.payload
  checkTypes('logout_token', claims, types)
  checkEvent(claims)
  checkIssuer('logout_token', claims, expected)
  checkAudience('logout_token', claims, expected)
  checkTimes(claims, expected)
  return claims as LogoutTokenClaims
}

const refuse = (code: OidcCode, message: string): SsoError => oidcError(code, { message })

/** Which event it is, and whom it is about. */
function checkEvent(claims: JsonObject): void {
  const events = claims.events as JsonObject
  if (!Object.hasOwn(events, LOGOUT_EVENT) || !isObject(events[LOGOUT_EVENT])) {
    throw refuse(
      'oidc_logout_token_kind_refused',
      'The token is about another event than a logout.',
    )
  }
  if (claims.sub === undefined && claims.sid === undefined) {
    throw refuse('oidc_logout_token_claims_invalid', 'The token names neither a sub nor a sid.')
  }
}

function checkTimes(claims: JsonObject, expected: LogoutTokenExpectations & { now: Date }): void {
  const now = expected.now.getTime() / 1000
  const tolerance = toleranceOf(expected.clockToleranceSeconds)
  const { iat = 0, nbf = 0, exp } = claims as Record<string, number | undefined>
  if (exp === undefined && expected.allowMissingExp !== true) {
    throw refuse('oidc_logout_token_claims_invalid', 'Missing or of the wrong type: exp.')
  }
  // Written so that a time that is no number refuses.
  const latest = Math.max(iat, nbf)
  if (!(latest <= now + tolerance)) {
    const message = `The logout token is dated ${seconds(latest - now)} in the future.`
    throw refuse('oidc_logout_token_not_yet_valid', message)
  }
  const end = endOf({ iat, exp })
  if (end <= now - tolerance) {
    throw refuse('oidc_logout_token_expired', `The logout token expired ${seconds(now - end)} ago.`)
  }
}

const endOf = ({ iat, exp = Infinity }: { iat: number; exp?: number | undefined }): number =>
  Math.min(exp, iat + MAX_AGE_SECONDS)

/** Until when a token would pass if it came again: so long its `jti` is remembered. */
export function lastInstantOf(
  claims: Pick<LogoutTokenClaims, 'iat' | 'exp'>,
  { clockToleranceSeconds }: Pick<LogoutTokenExpectations, 'clockToleranceSeconds'>,
): Date {
  return new Date((endOf(claims) + toleranceOf(clockToleranceSeconds)) * 1000)
}
