import type { CoveringDomain } from '../domain/coverage.ts'
import { buildIdentity } from '../identity/identity.ts'
import type { ClaimMapping } from '../types/connection.ts'
import type { Identity } from '../types/identity.ts'
import type { JsonObject } from '../types/json.ts'
import { defaultClaims, mergeClaims } from './claims.ts'
import { hasGroupsOverage } from './groups.ts'
import type { IdTokenClaims } from './id-token-claims.ts'
import { oidcError } from './error.ts'

/** What is known besides the ID token. */
export interface IdentityFromClaimsOptions {
  /** Claims of userinfo; the ID token wins, and e-mail and its verification come from one source. */
  readonly userinfo?: JsonObject
  /** Domains that the person's organisation has verified. Default: none, so no e-mail is verified. */
  readonly verifiedDomains?: readonly CoveringDomain[]
}

/**
 * Turns validated claims into an identity. Nothing is guessed: a field comes from the claim that the
 * mapping names, or it is absent. Pure.
 *
 * @param claims what `validateIdToken` returned
 * @param mapping which claim fills which field. Default: the standard claims, and no groups
 * @param options userinfo and verified domains
 * @returns the person, with the origin of each field; key accounts by `issuer` and `subject` alone
 * @throws {SsoError} `identity_claim_missing`, `identity_claim_invalid`, `identity_email_invalid`,
 *   `identity_groups_overage`, `oidc_userinfo_subject_mismatch`
 * @example
 * ```ts
 * import { identityFromClaims, type IdTokenClaims } from 'ssokit/oidc'
 *
 * declare const claims: IdTokenClaims
 * const { subject, email, groups } = identityFromClaims(claims, {
 *   email: 'login_email',
 *   groups: 'groups',
 * })
 * console.log(subject, email, groups)
 * ```
 */
export function identityFromClaims(
  claims: IdTokenClaims,
  mapping: Partial<ClaimMapping> = {},
  { userinfo, verifiedDomains = [] }: IdentityFromClaimsOptions = {},
): Identity {
  if (userinfo !== undefined && userinfo.sub !== claims.sub) {
    throw oidcError('oidc_userinfo_subject_mismatch')
  }
  const complete = { ...defaultClaims, ...mapping }
  if (hasGroupsOverage(complete.groups, claims, userinfo)) {
    throw oidcError('identity_groups_overage')
  }
  const received = {
    issuer: claims.iss,
    subject: claims.sub,
    claims: mergeClaims(claims, userinfo),
  }
  return buildIdentity(received, complete, { verifiedDomains })
}
