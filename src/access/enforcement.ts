import type { SsoIssue } from '../errors.ts'
import type { EnforcementMode, OrganizationPolicy, PolicyChange } from '../types/policy.ts'

/** The stricter, the higher. */
const strictness: Readonly<Record<EnforcementMode, number>> = {
  mixed: 0,
  enforced_new: 1,
  enforced_all: 2,
}

/** What becomes of a change of policy. */
export type PolicyDecision =
  | { readonly kind: 'invalid'; readonly issues: readonly SsoIssue[] }
  /** Passwords would come back where they were given up for good. */
  | { readonly kind: 'irreversible' }
  | {
      readonly kind: 'change'
      readonly policy: OrganizationPolicy
      /** People lose a way to sign in, so that somebody may be locked out. */
      readonly isStricter: boolean
      /** From here on there is no way back. */
      readonly isFinal: boolean
    }

/** What an organisation has that never chose anything: version 0 is stored nowhere. */
export function defaultPolicy(organizationId: string, now: Date): OrganizationPolicy {
  const updatedAt = now.toISOString()
  return { organizationId, version: 0, mode: 'mixed', isIrreversible: false, updatedAt }
}

/**
 * Decides what a policy becomes. Pure.
 *
 * @param current what holds now
 * @param change what an admin wants
 * @param options `now`, and `isOperator`: the host’s own code, which alone may undo what is
 *   irreversible
 * @returns the policy to store, or why there is none
 * @example
 * ```ts
 * import { decidePolicy } from 'ssokit/access'
 * import type { OrganizationPolicy } from 'ssokit'
 *
 * declare const current: OrganizationPolicy
 * const options = { now: new Date(), isOperator: false }
 * const decision = decidePolicy(current, { mode: 'enforced_all' }, options)
 * if (decision.kind === 'change') console.log(decision.isStricter, decision.policy)
 * ```
 */
export function decidePolicy(
  current: OrganizationPolicy,
  change: PolicyChange,
  { now, isOperator }: { now: Date; isOperator: boolean },
): PolicyDecision {
  const issues = changeIssues(change)
  if (issues.length > 0) return { kind: 'invalid', issues }
  const { mode, irreversible } = change
  const isIrreversible = irreversible ?? (current.isIrreversible && mode !== 'mixed')
  const isLooser = strictness[mode] < strictness[current.mode]
  const isUndone = current.isIrreversible && (isLooser || !isIrreversible)
  if (isUndone && !isOperator) return { kind: 'irreversible' }
  const { organizationId, version, enforcedAt = now.toISOString() } = current
  return {
    kind: 'change',
    isStricter: strictness[mode] > strictness[current.mode],
    isFinal: isIrreversible && !current.isIrreversible,
    policy: {
      ...{ organizationId, version: version + 1, mode, isIrreversible },
      updatedAt: now.toISOString(),
      // Kept from one strict mode to the other: a later day would give passwords back to those who
      // came in between.
      ...(mode === 'mixed' ? {} : { enforcedAt }),
    },
  }
}

/** Whether a policy is as strict as this already, and as final. Pure. */
export function isAtLeast(
  { mode, isIrreversible }: Pick<OrganizationPolicy, 'mode' | 'isIrreversible'>,
  least: PolicyChange,
): boolean {
  const isFinal = isIrreversible || least.irreversible !== true
  return isFinal && strictness[mode] >= strictness[least.mode]
}

/** The stricter of two modes, for good where either is. Pure. */
export function stricterOf(least: PolicyChange, asked: PolicyChange): PolicyChange {
  const { mode } = strictness[asked.mode] > strictness[least.mode] ? asked : least
  const isFinal = least.irreversible === true || asked.irreversible === true
  return { mode, ...(isFinal ? { irreversible: true } : {}) }
}

function changeIssues(change: PolicyChange): SsoIssue[] {
  const { mode, irreversible } = change
  const issue = (path: string, message: string, hint: string): SsoIssue => ({
    ...{ path, code: 'policy_value_invalid', message, hint },
  })
  // A list of one mode would name the member as well, and be no mode to whoever compares it.
  if (typeof mode !== 'string' || !Object.hasOwn(strictness, mode)) {
    const hint = `Use ${Object.keys(strictness).join(', ')}.`
    return [issue('mode', 'There is no such mode.', hint)]
  }
  if (irreversible !== undefined && typeof irreversible !== 'boolean') {
    return [issue('irreversible', 'irreversible is true or false.', 'Leave it out to keep it.')]
  }
  if (irreversible && mode === 'mixed') {
    const message = 'The mixed mode takes nothing away that could come back.'
    return [issue('irreversible', message, 'Enforce single sign-on, or leave it out.')]
  }
  return []
}

/**
 * Which ways to sign in a page shows, from the policy alone: it may not know who is asking.
 *
 * @param policy `null`: the organisation never set one, which means `mixed`
 * @param purpose to sign in, or to make a new account
 * @returns whether to show the password field
 * @example
 * ```ts
 * import { offersPassword } from 'ssokit/access'
 *
 * console.log(offersPassword({ mode: 'enforced_new' }, 'sign_up')) // false
 * ```
 */
export function offersPassword(
  policy: Pick<OrganizationPolicy, 'mode'> | null,
  purpose: 'sign_in' | 'sign_up',
): boolean {
  // Of a policy that is there, a mode that is not known is no permission.
  switch (policy ? policy.mode : 'mixed') {
    case 'mixed':
      return true
    // Whoever has an account from before keeps the password; nobody gets a new one.
    case 'enforced_new':
      return purpose === 'sign_in'
    default:
      return false
  }
}
