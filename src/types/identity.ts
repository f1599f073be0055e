import type { JsonValue } from './json.ts'

/** Where a field of the identity came from. */
export interface ClaimOrigin {
  /** For example `id_token`, `userinfo` or `attribute`. */
  readonly source: string
  /** The claim's or attribute's own name. */
  readonly claim: string
}

/** The person, in the same words for every protocol. */
export interface Identity {
  readonly issuer: string
  readonly subject: string
  /** Normalised, see `normalizeEmail`. */
  readonly email?: string
  /**
   * True only where the organisation has verified the e-mail's domain, and the provider vouches for it or
   * serves this organisation alone. Never where it says `email_verified: false`.
   */
  readonly emailVerified: boolean
  readonly name?: string
  readonly givenName?: string
  readonly familyName?: string
  /** `undefined`: the claim was absent, which is not the same as an empty list. */
  readonly groups?: readonly string[]
  /** All further claims by their own names, plus those that `claims.custom` names; null prototype. */
  readonly attributes: Readonly<Record<string, JsonValue>>
  /** By field name; attributes as `attributes.NAME`. */
  readonly origin: Readonly<Record<string, ClaimOrigin>>
}

/**
 * What it takes for an e-mail under a verified domain to be verified (rule E3): the claim
 * `email_verified`, or the word of an issuer that serves one organisation alone.
 */
export type EmailTrust = 'claim' | 'domain'

/** One claim as received. A Map keeps hostile names (`__proto__`) plain data (rule X6). */
export type ReceivedClaims = ReadonlyMap<string, { value: JsonValue; source: string }>
