import type { Identity } from './identity.ts'

/** The key of an account at an identity provider (rule E2): nothing else identifies a person. */
export interface AccountKey {
  /** Opaque and unique; store and index this one. */
  readonly id: string
  readonly connectionId: string
  readonly organizationId: string
  readonly issuer: string
  readonly subject: string
}

export interface AccountFacts {
  readonly id: string
  readonly isActive: boolean
  /** A mapped group undoes only a deactivation by the IdP. */
  readonly deactivatedBy?: 'host' | 'idp'
  readonly isOwner: boolean
  readonly isLastOwner: boolean
  /** Exempt from enforcement (break-glass). */
  readonly isExempt: boolean
  readonly roles: readonly string[]
  readonly rolesManagedBy: 'host' | 'idp'
  readonly organizationIds: readonly string[]
  /** Member of this organisation since; decides `enforced_new`. */
  readonly memberSince?: string
  readonly hasPassword: boolean
  readonly isEmailVerified: boolean
  /** Another identity provider’s key leads to it already: it is never linked automatically. */
  readonly isLinked?: boolean
}

/**
 * The host's accounts. Every call is idempotent: after a failure in the middle the same login is
 * repeated by the person and must find or finish what the first one left.
 */
export interface AccountDirectory {
  /** `organization`: an account belongs to one organisation; `global`: one account, many organisations. */
  readonly scope: 'organization' | 'global'
  findByKey(key: AccountKey): Promise<AccountFacts | null>
  findByEmail(email: string, organizationId: string): Promise<AccountFacts | null>
  isInvited?(email: string, organizationId: string): Promise<boolean>
  create(account: {
    key: AccountKey
    identity: Identity
    roles?: readonly string[]
    rolesManagedBy: 'host' | 'idp'
  }): Promise<AccountFacts>
  update(id: string, change: AccountChange): Promise<AccountFacts>
  /** Adds the key, and the membership of the key's organisation. */
  link(id: string, key: AccountKey, options: { revokeCredentials: boolean }): Promise<AccountFacts>
  deactivate(id: string, organizationId: string): Promise<void>
  unlink(filter: { connectionId: string; emailDomain?: string }): Promise<void>
  /** For preflight. */
  list?(
    organizationId: string,
    filter: { only: 'exempt' | 'password'; limit: number },
  ): Promise<readonly AccountFacts[]>
}

export interface AccountChange {
  readonly organizationId: string
  readonly identity?: Identity
  readonly roles?: readonly string[]
  readonly rolesManagedBy?: 'host' | 'idp'
  readonly isActive?: true
  /** Instant of the login; a change older than the last one applied is ignored (rule T3). */
  readonly asOf: string
}
