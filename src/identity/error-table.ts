import { entry, type ErrorEntry, type IdentityErrorCode } from '../error-entry.ts'

/** Every error about who somebody is. One row a line, so this file is left out of the formatter. */
export const identityErrors: Readonly<Record<IdentityErrorCode, ErrorEntry>> = {
  identity_claim_missing: entry(403, 'failed', 'A claim that this connection requires is missing.', 'Add the claim to the ID token at the identity provider, or change the claim mapping.'),
  identity_claim_invalid: entry(403, 'failed', 'A mapped claim has a type that cannot be used.', 'Map the field to a claim that holds one text, and groups to a list of texts.'),
  identity_email_invalid: entry(403, 'failed', 'The e-mail claim is not a usable e-mail address.', 'Map the e-mail to a claim that holds one plain ASCII address.'),
  identity_groups_overage: entry(403, 'failed', 'The person is in more groups than the identity provider writes into a token, so the groups are not known.', 'At the identity provider, emit only groups that are assigned to the application, or use app roles; the host may also pass `resolveGroups`.'),
  identity_groups_unresolved: entry(502, 'unavailable', 'The host’s `resolveGroups` failed, took too long or returned no list of texts.', 'Look at the host’s own log; `unsafeCauseOf(error)` holds what was thrown.', true),
}
