import type { ClaimMapping, SamlSettings } from '../types/connection.ts'
import { NAME_ID_CLAIM } from './claims.ts'
import type { VerifiedAssertion } from './types.ts'
import { nameIdFormats } from './uris.ts'
import { samlError } from './error.ts'

/** One @ between two parts without spaces: whether it can be used, the identity decides later. */
const looksLikeEmail = /^[^\s@]+@[^\s@]+$/

/**
 * Checks that the NameID may name a person for this connection (rule S25): a transient one is another
 * one at every sign-in, so it needs a mapped attribute in its place.
 *
 * @throws {SsoError} `saml_name_id_not_email`, `saml_name_id_transient`, `identity_claim_invalid`
 */
export function checkSubject(
  { nameId, nameIdFormat, structuredAttributes }: VerifiedAssertion,
  { requireEmailNameId }: Pick<SamlSettings, 'requireEmailNameId'>,
  claims: ClaimMapping,
): void {
  const isOtherFormat =
    nameIdFormat !== undefined &&
    nameIdFormat !== nameIdFormats.emailAddress &&
    nameIdFormat !== nameIdFormats.unspecified
  if (requireEmailNameId && (isOtherFormat || !looksLikeEmail.test(nameId))) {
    throw samlError('saml_name_id_not_email', {
      detail: { expected: nameIdFormats.emailAddress, received: nameIdFormat ?? 'unspecified' },
    })
  }
  if (nameIdFormat === nameIdFormats.transient && isNameIdSubject(claims)) {
    throw samlError('saml_name_id_transient')
  }
  const { subject, email, name, givenName, familyName, groups, custom, require } = claims
  const mapped = [subject, email, name, givenName, familyName, groups, ...require]
  const structured = [...mapped, ...Object.values(custom ?? {})].find(
    (claim) =>
      claim !== undefined && claim !== NAME_ID_CLAIM && structuredAttributes.includes(claim),
  )
  if (structured !== undefined) {
    throw samlError('identity_claim_invalid', {
      message: `The attribute ${structured} has a value with elements in it.`,
      detail: { claim: structured },
    })
  }
}

/** Whether the NameID names the person: without a mapping, or with one that says just that. */
export function isNameIdSubject({ subject }: Pick<ClaimMapping, 'subject'>): boolean {
  return subject === undefined || subject === NAME_ID_CLAIM
}
