import { printable } from '../errors.ts'
import type { JsonObject } from '../types/json.ts'
import type { TokenKind } from './jws.ts'
import { oidcError } from './error.ts'

/** Clocks of provider and host may differ by this much unless a connection says otherwise. */
const DEFAULT_TOLERANCE_SECONDS = 60
/** No setting widens it beyond this. */
const MAX_TOLERANCE_SECONDS = 300

/** OpenID Connect Core section 2. */
const MAX_SUBJECT_LENGTH = 255

/** 9999-12-31T23:59:59Z; some providers write it for "never". */
const LAST_INSTANT = 253_402_300_799

type Check = (value: unknown) => boolean

export const isText: Check = (value) => typeof value === 'string' && value !== ''

/** Seconds since 1970. A text that looks like a number is none (rule O4). */
export const isInstant: Check = (value) =>
  typeof value === 'number' && value >= 0 && value <= LAST_INSTANT

/**
 * Refuses tokens whose claims are missing or of the wrong type, naming all of them at once.
 *
 * @throws {SsoError} `oidc_*_claims_invalid`
 */
export function checkTypes(
  kind: Exclude<TokenKind, 'userinfo'>,
  claims: JsonObject,
  checks: {
    readonly required: Readonly<Record<string, Check>>
    readonly optional: Readonly<Record<string, Check>>
  },
): void {
  const wrong = [
    ...Object.entries(checks.required).filter(([name, check]) => !check(own(claims, name))),
    ...Object.entries(checks.optional).filter(
      ([name, check]) => Object.hasOwn(claims, name) && !check(claims[name]),
    ),
  ].map(([name]) => name)
  if (wrong.length > 0) {
    throw oidcError(`oidc_${kind}_claims_invalid`, {
      message: `Missing or of the wrong type: ${wrong.join(', ')}.`,
    })
  }
  if (typeof claims.sub === 'string' && claims.sub.length > MAX_SUBJECT_LENGTH) {
    throw oidcError(`oidc_${kind}_claims_invalid`, {
      message: `The sub claim is longer than ${MAX_SUBJECT_LENGTH} characters.`,
    })
  }
}

const own = (claims: JsonObject, name: string) =>
  Object.hasOwn(claims, name) ? claims[name] : undefined

/**
 * Refuses tokens that are not for us, or that somebody is to read besides us whom the connection
 * does not trust (rule O4).
 *
 * @returns all audiences
 * @throws {SsoError} `oidc_*_audience_mismatch`
 */
export function checkAudience(
  kind: TokenKind,
  { aud }: JsonObject,
  expected: {
    readonly clientId: string
    readonly trustedAudiences?: readonly string[] | undefined
  },
): readonly string[] {
  const audiences = typeof aud === 'string' ? [aud] : aud
  const isList = Array.isArray(audiences) && audiences.every((entry) => typeof entry === 'string')
  const listed: readonly string[] = isList ? audiences : []
  const trusted = [expected.clientId, ...(expected.trustedAudiences ?? [])]
  const isOurs = listed.includes(expected.clientId)
  if (!isOurs || !listed.every((audience) => trusted.includes(audience))) {
    throw oidcError(`oidc_${kind}_audience_mismatch`, {
      detail: { expected: expected.clientId, received: printable(listed.join(' ')) },
    })
  }
  return listed
}

/** Type check of `aud`: one text, or a list of texts. */
export const isAudience: Check = (value) =>
  isText(value) || (Array.isArray(value) && value.every((entry) => typeof entry === 'string'))

/** @returns seconds, within bounds whatever was asked for */
export function toleranceOf(clockToleranceSeconds: number | undefined): number {
  const wanted = clockToleranceSeconds ?? DEFAULT_TOLERANCE_SECONDS
  // Not a number means none, since every comparison with it would be false.
  return Math.min(Math.max(wanted, 0), MAX_TOLERANCE_SECONDS) || 0
}

export const seconds = (distance: number): string => `${Math.ceil(distance)} seconds`
