import { type CoveringDomain, isCoveredBy } from '../domain/coverage.ts'
import { domainOfEmail } from '../domain/email.ts'
import { printable, type SsoErrorCode } from '../errors.ts'
import type { AccountFacts } from '../types/accounts.ts'
import type { AccessSettings } from '../types/connection.ts'
import type { Identity } from '../types/identity.ts'
import type { Reason } from '../types/login.ts'
import { type AccountOutcome, findAccount } from './account.ts'
import { mapRoles, type RoleOutcome } from './roles.ts'

export interface AccessFacts {
  readonly organizationId: string
  readonly access: AccessSettings
  readonly identity: Pick<Identity, 'email' | 'emailVerified' | 'groups'>
  readonly verifiedDomains: readonly CoveringDomain[]
  /** `undefined`: the host has no account directory and decides for itself. */
  readonly accounts: DirectoryFacts | undefined
}

export interface DirectoryFacts {
  readonly scope: 'organization' | 'global'
  /** Found by connection, issuer and subject (rule E2). */
  readonly byKey: AccountFacts | null
  /** Found by e-mail; only looked for where `byKey` is null. */
  readonly byEmail: AccountFacts | null
  readonly isInvited: boolean
}

/** Which roles the account shall have; absent where nothing is to be changed. */
export interface RoleChange {
  readonly roles?: readonly string[]
}

export type AccessDecision = { readonly reasons: readonly Reason[] } & (
  | ({
      readonly kind: 'sign_in'
      /** The account was deactivated by the identity provider and a mapped group undoes that. */
      readonly isReactivated?: true
      /** An existing account gets this identity's key. */
      readonly link?: { readonly accountId: string; readonly revokeCredentials: boolean }
    } & RoleChange)
  | ({ readonly kind: 'provision' } & RoleChange)
  | { readonly kind: 'join'; readonly needs: 'confirmation' | 'account_session' }
  | {
      readonly kind: 'refuse'
      readonly code: AccessRefusal
      /** The account by key loses this organisation (rule T3). */
      readonly isDeactivated?: true
    }
)

export type AccessRefusal = Extract<SsoErrorCode, `access_${string}`>

/**
 * Decides whether an authenticated person gets in, with which roles, and what happens to their
 * account. Pure; `reasons` names every step in order, and the last one decided.
 *
 * An existing account is reached by its key, by what rule E4 allows, or by nothing.
 */
export function decideAccess(facts: AccessFacts): AccessDecision {
  const reasons: Reason[] = []
  const note = (code: string, message: string) => void reasons.push({ code, message })
  const refuse = (code: AccessRefusal, message: string, isDeactivated = false): AccessDecision => {
    note(code, message)
    return { kind: 'refuse', code, reasons, ...(isDeactivated ? { isDeactivated } : {}) }
  }

  if (facts.access.emailDomains === 'verified') {
    if (!hasVerifiedDomain(facts)) {
      const message = 'The e-mail is not under a verified domain.'
      return refuse('access_email_domain_refused', message)
    }
    note('email_domain_verified', 'The e-mail is under a verified domain.')
  }
  const outcome = mapRoles(facts.access, facts.identity.groups)
  const byKey = facts.accounts?.byKey ?? null
  if (outcome.kind === 'groups_absent') {
    return refuse('access_groups_absent', 'The groups claim was not sent, and roles depend on it.')
  }
  const isKept = facts.access.roles?.sync === 'additive' && (byKey?.roles.length ?? 0) > 0
  if (outcome.kind === 'unmapped' && !isKept) {
    const isDeactivated = losesAccount(facts.access, byKey)
    return refuse('access_no_mapped_group', unmappedMessage(outcome), isDeactivated)
  }
  if (outcome.kind === 'mapped') note('roles_mapped', `Roles: ${outcome.roles.join(', ')}.`)
  if (!facts.accounts) {
    note('host_decides', 'The host has no account directory.')
    return { kind: 'sign_in', reasons, ...rolesFor(facts, outcome, null) }
  }
  const account = findAccount(facts, facts.accounts, outcome)
  note(account.code, account.message)
  return decisionFor(account, rolesFor(facts, outcome, account.account), reasons)
}

function decisionFor(
  account: AccountOutcome,
  change: RoleChange,
  reasons: readonly Reason[],
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
function losesAccount({ roles }: AccessSettings, byKey: AccountFacts | null): boolean {
  return roles?.unmapped === 'deactivate' && byKey?.isActive === true && !byKey.isLastOwner
}

/** What the account's roles become: what the groups say, or that on top of what it has. */
function rolesFor(
  { access }: AccessFacts,
  outcome: RoleOutcome,
  account: AccountFacts | null,
): RoleChange {
  if (outcome.kind !== 'mapped' || account?.isLastOwner) return {}
  if (access.roles?.sync !== 'additive') return { roles: outcome.roles }
  return { roles: [...new Set([...(account?.roles ?? []), ...outcome.roles])] }
}

function unmappedMessage({ nearMisses }: Extract<RoleOutcome, { kind: 'unmapped' }>): string {
  const hints = nearMisses.map(
    ({ received, configured }) =>
      `“${printable(received)}” is not “${printable(configured)}”: names are compared exactly.`,
  )
  return ['None of the person’s groups is mapped to a role.', ...hints].join(' ')
}
