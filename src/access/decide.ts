import { isCoveredBy } from '../domain/coverage.ts'
import { domainOfEmail } from '../domain/email.ts'
import { printable } from '../errors.ts'
import type { AccountFacts } from '../types/accounts.ts'
import type { AccessSettings } from '../types/connection.ts'
import { type AccountOutcome, findAccount } from './account.ts'
import type {
  AccessDecision,
  AccessFacts,
  AccessReason,
  AccessRefusal,
  AccessStep,
  RoleChange,
} from './facts.ts'
import { mapRoles, type RoleOutcome } from './roles.ts'

/**
 * Decides whether an authenticated person gets in, with which roles, and what happens to their
 * account. Pure; `reasons` names every step in order, and the last one decided.
 *
 * An existing account is reached by its key, by what rule E4 allows, by its own running session, or by
 * nothing.
 *
 * @param facts the connection's rules, the person, and what the account directory knows
 * @returns `sign_in`, `provision`, `join` or `refuse`, with what happens to the account and why
 * @example
 * ```ts
 * import { type AccessFacts, decideAccess } from 'ssokit/access'
 *
 * declare const facts: AccessFacts
 * const decision = decideAccess(facts)
 * console.log(decision.kind, decision.reasons.at(-1)?.message)
 * ```
 */
export function decideAccess(facts: AccessFacts): AccessDecision {
  const { access, accounts } = facts
  const reasons: AccessReason[] = []
  const pass = (step: AccessStep, code: string, message: string) =>
    void reasons.push({ step, outcome: 'pass', code, message })
  const refuse = (step: AccessStep, code: AccessRefusal, message: string) => {
    reasons.push({ step, outcome: 'fail', code, message })
    return { kind: 'refuse' as const, code, reasons }
  }

  if (access.emailDomains === 'any') {
    pass('email_domain', 'email_domain_any', 'An e-mail of any domain may sign in.')
  } else if (hasVerifiedDomain(facts)) {
    pass('email_domain', 'email_domain_verified', 'The e-mail is under a verified domain.')
  } else {
    const message = 'The e-mail is not under a verified domain.'
    return refuse('email_domain', 'access_email_domain_refused', message)
  }

  const outcome = mapRoles(access, facts.identity.groups, facts.roleIds)
  switch (outcome.kind) {
    case 'groups_absent': {
      const message = 'The groups claim was not sent, and roles depend on it.'
      return refuse('groups', 'access_groups_absent', message)
    }
    case 'roles_unknown': {
      const message = `The application has no role ${names(outcome.roles)} any more.`
      return refuse('groups', 'access_role_unknown', message)
    }
    case 'unmapped': {
      const code = 'access_no_mapped_group'
      const refusal = refuse('groups', code, unmappedMessage(outcome))
      const isDeactivated = losesAccount(access, accounts?.byKey)
      return isDeactivated ? { ...refusal, isDeactivated } : refusal
    }
    case 'mapped':
      pass('groups', 'roles_mapped', `The groups lead to the roles ${names(outcome.roles)}.`)
      break
    case 'unused':
      pass('groups', 'roles_unused', 'The connection maps no groups to roles.')
  }

  if (!accounts) {
    pass('account', 'host_decides', 'The application has no account directory and decides itself.')
    return { kind: 'sign_in', reasons, ...roleChange(access, outcome, null) }
  }
  const account = findAccount(facts, accounts, outcome)
  reasons.push(...account.reasons)
  return decisionFor(account, roleChange(access, outcome, account.account), reasons)
}

function decisionFor(
  account: AccountOutcome,
  change: RoleChange,
  reasons: readonly AccessReason[],
): AccessDecision {
  switch (account.kind) {
    case 'refused':
      return { kind: 'refuse', code: account.code, reasons }
    case 'join':
      return { kind: 'join', needs: account.needs, reasons }
    case 'new':
      return { kind: 'provision', reasons, ...change }
    case 'found':
      return {
        kind: 'sign_in',
        reasons,
        ...change,
        ...(account.isReactivated ? { isReactivated: true } : {}),
        ...(account.link ? { link: account.link } : {}),
      }
  }
}

function hasVerifiedDomain({ identity, verifiedDomains }: AccessFacts): boolean {
  return identity.email !== undefined && isCoveredBy(domainOfEmail(identity.email), verifiedDomains)
}

/** The last owner is never locked out by a group that somebody forgot. */
function losesAccount({ roles }: AccessSettings, byKey?: AccountFacts | null): boolean {
  return roles?.unmapped === 'deactivate' && byKey?.isActive === true && !byKey.isLastOwner
}

/**
 * What the account's roles become: what the groups say, or that on top of what it has. Roles that are
 * only added to are the host's to edit; those of the last owner stay, or nobody could manage anything.
 */
function roleChange(
  { roles }: AccessSettings,
  outcome: RoleOutcome,
  account: AccountFacts | null,
): RoleChange {
  if (outcome.kind !== 'mapped' || account?.isLastOwner) return { rolesManagedBy: 'host' }
  if (roles?.sync === 'replace') return { roles: outcome.roles, rolesManagedBy: 'idp' }
  const all = new Set([...(account?.roles ?? []), ...outcome.roles])
  return { roles: [...all], rolesManagedBy: 'host' }
}

const names = (roles: readonly string[]): string => roles.map(printable).join(', ')

function unmappedMessage({ nearMisses }: Extract<RoleOutcome, { kind: 'unmapped' }>): string {
  const hints = nearMisses.map(
    ({ received, configured }) =>
      `“${printable(received)}” is not “${printable(configured)}”: names are compared exactly.`,
  )
  return ['None of the person’s groups is mapped to a role.', ...hints].join(' ')
}
