import { entry, type ErrorEntry, type AccessErrorCode } from '../error-entry.ts'

/** Every error about who may come in. One row a line, so this file is left out of the formatter. */
export const accessErrors: Readonly<Record<AccessErrorCode, ErrorEntry>> = {
  access_email_domain_refused: entry(403, 'denied', 'The person’s e-mail address is not under a verified domain of this organisation.', 'Verify the domain, or set the connection’s `access.emailDomains` to `any`.'),
  access_account_inactive: entry(403, 'denied', 'The person’s account is deactivated.', 'Activate the account in the application.'),
  access_groups_absent: entry(403, 'failed', 'The identity provider sent no groups, and this connection’s roles depend on them.', 'Add the groups claim to the ID token (Okta: a claim named groups with a matching filter, included in the scope openid), or set `access.groupsAbsent` to `empty` after a test saw the claim.'),
  access_no_mapped_group: entry(403, 'denied', 'None of the person’s groups is mapped to a role.', 'Put the person into a mapped group at the identity provider, or map one of their groups under `access.roles`.'),
  access_not_invited: entry(403, 'denied', 'The person has no account and no invitation.', 'Invite the person, or switch the connection to provisioning `jit`.'),
  access_not_member: entry(403, 'denied', 'The person’s account is not a member of this organisation.', 'Add the person to the organisation in the application.'),
  access_role_unknown: entry(403, 'failed', 'The person’s groups lead to roles that the application does not have any more.', 'Map the groups to roles of the catalogue under `access.roles`.'),
  accounts_failed: entry(500, 'unavailable', 'The host’s account directory failed.', 'Look at the host’s own log; `unsafeCauseOf(error)` holds what was thrown.', true),
  join_needs_account: entry(409, 'denied', 'An account exists that only its own running session can prove.', 'Let the person sign in to that account, then call `completeJoin` with it as `account`.'),
  join_not_found: entry(400, 'restart', 'This browser has no join to answer: it has expired, was answered or was begun elsewhere.', 'Start the sign-in again.'),
  join_token_mismatch: entry(403, 'restart', 'The answer is not that of the join that this browser has to answer.', 'Pass the `token` of `pendingJoin`, unchanged.'),
  roles_managed_by_idp: entry(409, 'request', 'The roles of this account follow the groups at the identity provider.', 'Change the person’s groups there; the next sign-in applies them.'),
}
