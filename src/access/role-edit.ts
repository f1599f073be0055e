import type { AccountFacts } from '../types/accounts.ts'
import { accessError } from './error.ts'

/**
 * Guards the host's own way of editing roles: what the identity provider decides at every sign-in is not
 * edited in the application, or the next sign-in would undo it in silence.
 *
 * @param account whose roles somebody wants to edit
 * @throws {SsoError} `roles_managed_by_idp` (409)
 * @example
 * ```ts
 * import { checkRoleEdit } from 'ssokit/access'
 * import type { AccountFacts } from 'ssokit'
 *
 * declare const account: AccountFacts
 * checkRoleEdit(account)
 * ```
 */
export function checkRoleEdit(account: Pick<AccountFacts, 'id' | 'rolesManagedBy'>): void {
  // Whatever is not the host's for certain is not edited.
  if (account.rolesManagedBy === 'host') return
  throw accessError('roles_managed_by_idp', { detail: { accountId: account.id } })
}
