import type { AccountFacts } from '../types/accounts.ts'
import type { OrganizationPolicy, PasswordDecision } from '../types/policy.ts'

/** What `decidePassword` decides by. */
export interface PasswordFacts {
  /** `null`: the organisation never set one, which means `mixed`. */
  readonly policy: Pick<OrganizationPolicy, 'mode' | 'enforcedAt'> | null
  readonly account: Pick<AccountFacts, 'isExempt' | 'memberSince'>
  /** Connections on which the person could sign in instead. */
  readonly activeConnectionIds: readonly string[]
}

/**
 * Decides whether a person whose password was right may use it. Pure. A member whose first day is
 * not known counts as new: the stricter answer cannot open a door.
 *
 * @param facts the policy, the account, and the connections that could be used instead
 * @returns whether the password counts, why, and where to sign in instead
 * @example
 * ```ts
 * import { decidePassword } from 'ssokit/access'
 *
 * const account = { isExempt: true }
 * const policy = { mode: 'enforced_all' } as const
 * const { allowed, reason } = decidePassword({ policy, account, activeConnectionIds: ['con_1'] })
 * console.log(allowed, reason) // true exempt
 * ```
 */
export function decidePassword(facts: PasswordFacts): PasswordDecision {
  const { policy, account, activeConnectionIds } = facts
  if (!policy || policy.mode === 'mixed') return { allowed: true, reason: 'mixed' }
  // Text of a form or a column: only true is true.
  if (account.isExempt === true) return { allowed: true, reason: 'exempt' }
  if (policy.mode === 'enforced_new' && isMemberSinceBefore(account, policy)) {
    return { allowed: true, reason: 'member_before_enforcement' }
  }
  const [only, ...others] = activeConnectionIds
  if (only === undefined) return { allowed: false, reason: 'sso_suspended' }
  const connectionId = others.length === 0 ? { connectionId: only } : {}
  return { allowed: false, reason: 'sso_enforced', ...connectionId }
}

function isMemberSinceBefore(
  { memberSince }: PasswordFacts['account'],
  { enforcedAt }: Pick<OrganizationPolicy, 'enforcedAt'>,
): boolean {
  if (memberSince === undefined || enforcedAt === undefined) return false
  const [since, enforced] = [Date.parse(memberSince), Date.parse(enforcedAt)]
  return since < enforced
}
