import type { Check } from '../types/check.ts'
import { warned } from './checks.ts'

/**
 * Accounts are found by (connection, issuer, subject) alone (rule E2), so that a connection which goes
 * over to another issuer leaves all of them behind.
 *
 * @param before by which names the live revision may be started, its own first
 * @param after of the one that is to follow it
 */
export function checkIssuerChange(
  [before]: readonly string[],
  after: readonly string[],
): readonly Check[] {
  if (before === undefined || after.includes(before)) return []
  const message =
    'People who have signed in so far are linked to their accounts by the issuer that goes.'
  const hint =
    'Once the change is live, they prove their account by its password. Where they have none, let the developers of the application remove the links that this connection made (`unlink` of the account directory), so that people are found by e-mail again.'
  return [warned('linked_accounts', message, hint, { expected: before, received: after[0] ?? '' })]
}
