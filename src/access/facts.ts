import type { CoveringDomain } from '../domain/coverage.ts'
import type { SsoErrorCode } from '../errors.ts'
import type { AccountFacts } from '../types/accounts.ts'
import type { AccessSettings } from '../types/connection.ts'
import type { Identity } from '../types/identity.ts'
import type { Reason } from '../types/login.ts'

/** All that an access decision rests on. */
export interface AccessFacts {
  readonly organizationId: string
  readonly connectionId: string
  readonly access: AccessSettings
  readonly identity: Pick<Identity, 'email' | 'emailVerified' | 'groups'>
  readonly verifiedDomains: readonly CoveringDomain[]
  /** Ids of the host's role catalogue; no other role is granted. Default: those that the rules name. */
  readonly roleIds?: readonly string[] | undefined
  /** `undefined`: the host has no account directory and decides for itself. */
  readonly accounts: DirectoryFacts | undefined
  /** The person answered the join prompt. */
  readonly join?: JoinAnswer
}

/** What the account directory knows about the person. */
export interface DirectoryFacts {
  readonly scope: 'organization' | 'global'
  /** Found by connection, issuer and subject (rule E2). */
  readonly byKey: AccountFacts | null
  /** Found by e-mail; only looked for where `byKey` is null. */
  readonly byEmail: AccountFacts | null
  readonly isInvited: boolean
}

/** What the person answered to the join prompt, with the account that they proved to have. */
export interface JoinAnswer {
  /** The account of the running session in which the answer was given: it proves that account. */
  readonly account?: AccountFacts
}

/** Which rule a reason speaks of, in the order in which they are asked. */
export type AccessStep = 'email_domain' | 'groups' | 'account' | 'provisioning'

/** One step of a decision. */
export interface AccessReason extends Reason {
  readonly step: AccessStep
  /** `ask`: the person must answer first. */
  readonly outcome: 'pass' | 'fail' | 'ask'
}

/** How the account's roles change; `roles` is absent where they stay as they are. */
export interface RoleChange {
  readonly roles?: readonly string[]
  /** `idp`: they follow the groups at every sign-in, and nobody edits them in the application. */
  readonly rolesManagedBy: 'host' | 'idp'
}

/** An existing account gets this identity's key. */
export interface AccountLink {
  readonly accountId: string
  readonly revokeCredentials: boolean
}

/** What becomes of an authenticated person, with every step that led to it. */
export type AccessDecision = { readonly reasons: readonly AccessReason[] } & (
  | ({
      readonly kind: 'sign_in'
      /** The account was deactivated by the identity provider and a mapped group undoes that. */
      readonly isReactivated?: true
      readonly link?: AccountLink
    } & RoleChange)
  | ({ readonly kind: 'provision' } & RoleChange)
  | { readonly kind: 'join'; readonly needs: 'confirmation' | 'account_session' }
  | {
      readonly kind: 'refuse'
      readonly code: AccessRefusal
      /** The account by key loses this organisation. */
      readonly isDeactivated?: true
    }
)

/** The codes with which access is refused. */
export type AccessRefusal = Extract<SsoErrorCode, `access_${string}`>
