import type { SsoIssue } from '../errors.ts'

/** Who may still use a password: everybody, those who were there before, or nobody. */
export type EnforcementMode = 'mixed' | 'enforced_new' | 'enforced_all'

/** Which ways to sign in an organisation allows. */
export interface OrganizationPolicy {
  readonly organizationId: string
  /** 1 for the first stored policy; moved by every change. */
  readonly version: number
  readonly mode: EnforcementMode
  /** Passwords can never come back through the API. */
  readonly isIrreversible: boolean
  /** Since when `enforced_new` applies: members from before keep their password. */
  readonly enforcedAt?: string
  readonly updatedAt: string
}

/** What `policies.set` and `activate` take. */
export interface PolicyChange {
  readonly mode: EnforcementMode
  /** True once is true for ever: only `systemActor` brings passwords back. Default: as it was. */
  readonly irreversible?: boolean
}

/** Changes that cannot be undone are made in two steps: show the warnings, then send the token. */
export type ConfirmationRequired = {
  readonly state: 'confirmation_required'
  /** Valid for ten minutes and for exactly this change. */
  readonly token: string
  readonly warnings: readonly string[]
}

/** What `policies.set` answers: done, or an admin has to say yes to warnings first. */
export type PolicyOutcome =
  | { readonly state: 'active'; readonly policy: OrganizationPolicy }
  | ConfirmationRequired

/** One thing to do before single sign-on may be enforced. */
export interface PreflightIssue extends SsoIssue {
  /** An `error` keeps the change from being made; a `warning` does not. */
  readonly severity: 'error' | 'warning'
}

/** Who would be locked out by a policy, and what to do first. */
export interface Preflight {
  readonly ok: boolean
  readonly issues: readonly PreflightIssue[]
}

/** A way to sign in that a login page offers. */
export interface LoginOption {
  /** Of the connection. */
  readonly id: string
  readonly label: string
  /** Where the browser goes; `returnTo` and `login_hint` may be added as parameters. */
  readonly url: string
}

/** What a login page offers. */
export interface LoginOptions {
  /** Whether to show a password field. */
  readonly password: boolean
  readonly connections: readonly LoginOption[]
}

/** Why a password may be used or not. */
export type PasswordReason =
  /** Passwords and single sign-on stand side by side. */
  | 'mixed'
  /** Break-glass: the account is exempt. */
  | 'exempt'
  /** Member since before new members had to use single sign-on. */
  | 'member_before_enforcement'
  | 'sso_enforced'
  /** Enforced, while every connection is switched off: passwords do not come back by that. */
  | 'sso_suspended'

/** Whether a person whose password was right may use it. */
export interface PasswordDecision {
  readonly allowed: boolean
  readonly reason: PasswordReason
  /** Where to sign in instead; absent where there are several or none. */
  readonly connectionId?: string
}
