import { type CoveringDomain, isCoveredBy } from '../domain/coverage.ts'
import { domainOfEmail } from '../domain/email.ts'
import type { SsoErrorCode } from '../errors.ts'
import type { AccountFacts } from '../types/accounts.ts'
import type { AccessSettings } from '../types/connection.ts'
import type { Identity } from '../types/identity.ts'
import type { Reason } from '../types/login.ts'

export interface AccessFacts {
  readonly access: AccessSettings
  readonly identity: Pick<Identity, 'email'>
  readonly verifiedDomains: readonly CoveringDomain[]
  /** `undefined`: the host has no account directory and decides for itself. */
  readonly accounts:
    | undefined
    | {
        /** Found by connection, issuer and subject (rule E2). */
        readonly byKey: Pick<AccountFacts, 'isActive'> | null
        /** Found by e-mail; only looked for where `byKey` is null. */
        readonly byEmail: Pick<AccountFacts, 'isActive'> | null
        readonly isInvited: boolean
      }
}

export type AccessDecision =
  | { readonly kind: 'sign_in' | 'provision'; readonly reasons: readonly Reason[] }
  | {
      readonly kind: 'refuse'
      readonly code: Extract<SsoErrorCode, `access_${string}`>
      readonly reasons: readonly Reason[]
    }

/**
 * Decides whether an authenticated person gets in. Pure; every way out names its reason.
 *
 * An existing account is reached by its key only. One that merely has the same e-mail address is
 * never signed in to (rule E4).
 */
export function decideAccess(facts: AccessFacts): AccessDecision {
  const { access, identity, accounts } = facts
  const refuse = (code: Extract<SsoErrorCode, `access_${string}`>, message: string) =>
    ({ kind: 'refuse', code, reasons: [{ code, message }] }) as const
  const allow = (kind: 'sign_in' | 'provision', code: string, message: string) =>
    ({ kind, reasons: [{ code, message }] }) as const

  if (access.emailDomains === 'verified' && !hasVerifiedDomain(facts)) {
    return refuse('access_email_domain_refused', 'The e-mail is not under a verified domain.')
  }
  if (!accounts) return allow('sign_in', 'host_decides', 'The host has no account directory.')
  if (accounts.byKey) {
    return accounts.byKey.isActive
      ? allow('sign_in', 'account_found', 'The account of this identity exists and is active.')
      : refuse('access_account_inactive', 'The account of this identity is deactivated.')
  }
  if (accounts.byEmail) {
    return refuse('access_account_exists', 'Another account has this e-mail address.')
  }
  if (access.provisioning === 'jit') {
    return allow('provision', 'provisioning_jit', 'Accounts are created at the first sign-in.')
  }
  if (access.provisioning === 'invite' && accounts.isInvited && identity.email !== undefined) {
    return allow('provision', 'invited', 'The person was invited with this e-mail address.')
  }
  return refuse('access_not_invited', 'The person has neither account nor invitation.')
}

function hasVerifiedDomain({ identity, verifiedDomains }: AccessFacts): boolean {
  return identity.email !== undefined && isCoveredBy(domainOfEmail(identity.email), verifiedDomains)
}
