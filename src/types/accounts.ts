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

/**
 * What ssokit needs to know of an account. Whatever can differ by organisation is said of the one that
 * was asked for: state, ownership, roles. Of an account that is no member of it: of the account itself.
 */
export interface AccountFacts {
  readonly id: string
  readonly isActive: boolean
  /** A mapped group undoes only a deactivation by the IdP. */
  readonly deactivatedBy?: 'host' | 'idp'
  readonly isOwner: boolean
  /** Nobody else could manage the organisation: never deactivated, never given other roles. */
  readonly isLastOwner: boolean
  /** Exempt from enforcement (break-glass). */
  readonly isExempt: boolean
  readonly roles: readonly string[]
  /** `idp`: the roles follow the groups, and your pages must not edit them, see `checkRoleEdit`. */
  readonly rolesManagedBy: 'host' | 'idp'
  readonly organizationIds: readonly string[]
  /** Member of this organisation since; decides `enforced_new`. */
  readonly memberSince?: string
  readonly hasPassword: boolean
  /** You have proved that the person reads this e-mail. */
  readonly isEmailVerified: boolean
  /**
   * Connections whose keys lead to it already. An e-mail alone adds no second key of one connection,
   * and to a global account no second key at all. Where it is missing, no e-mail leads to the account.
   */
  readonly linkedConnectionIds?: readonly string[]
}

/**
 * The host's accounts. `describeAccounts` in `ssokit/testing` is the contract.
 *
 * **Order of calls.** Once per sign-in: `findByKey`; where that finds nothing `findByEmail` and
 * `isInvited`; then, by the decision, `create`, or `update`, or `link` and `update`, or `deactivate`.
 * The session is written after them and `onLogin` runs last, so nobody is signed in before all is done.
 *
 * **Failures.** A call that throws ends the sign-in with `accounts_failed`. Nothing is retried within it:
 * the person's next attempt makes the same calls again. Each call therefore does all of what it says or
 * nothing (one transaction), and doing it twice is the same as doing it once. After a failure between
 * two calls an account may be linked and not updated yet; the next sign-in finds it by its key and
 * goes on there. Before `deactivate` the person's sessions are ended, so that a failure leaves no session.
 *
 * **Races.** Two first sign-ins of one person may both find nothing and both `create`: a unique index on
 * `key.id` makes the second one an `update`. Between `findByEmail` and `create` somebody may register
 * with the same e-mail: let `create` throw where your e-mails are unique, and never return that account.
 */
export interface AccountDirectory {
  /** `organization`: an account belongs to one organisation; `global`: one account, many organisations. */
  readonly scope: 'organization' | 'global'
  /** The account that this key leads to, deactivated or not. Compare `key.id` byte by byte. */
  findByKey(key: AccountKey): Promise<AccountFacts | null>
  /**
   * The account with this e-mail, deactivated or not. With scope `organization` only an account of this
   * organisation. `email` is normalised, see `normalizeEmail`.
   */
  findByEmail(email: string, organizationId: string): Promise<AccountFacts | null>
  /** True for an open invitation of this e-mail; without it nobody is invited. */
  isInvited?(email: string, organizationId: string): Promise<boolean>
  /**
   * Makes an account, its key and its membership in the key's organisation, and uses up its invitation.
   * Where the key exists: the same as `update` of its account. It never returns an account that merely
   * has the same e-mail. `identity.email` proves nothing unless `identity.emailVerified`.
   */
  create(account: NewAccount): Promise<AccountFacts>
  /**
   * Applies what a sign-in says and returns the account as it is then. Members that are left out stay as
   * they are. A change whose `asOf` is older than the last one applied to this account and organisation
   * is ignored (rule T3). Where accounts are global, take `identity.email` over only if `emailVerified`.
   */
  update(id: string, change: AccountChange): Promise<AccountFacts>
  /**
   * Adds the key, and the membership of the key's organisation. A key that leads to another account must
   * throw. `revokeCredentials`: whoever registered this e-mail before may not be this person, so password,
   * recovery means and running sessions from before end in the same transaction (rule E4).
   */
  link(id: string, key: AccountKey, options: { revokeCredentials: boolean }): Promise<AccountFacts>
  /**
   * Deactivates the account, or where accounts are global its membership, with `deactivatedBy: 'idp'`, and
   * ends its running sessions. One that is inactive already stays as it is: what the host deactivated
   * must not become something that a group undoes. An older `asOf` is ignored, as in `update`.
   */
  deactivate(id: string, organizationId: string, options: { asOf: string }): Promise<void>
  /**
   * Removes keys: all of a connection, or those of accounts with an e-mail of this domain,
   * `withSubdomains` also of those with an e-mail below it.
   */
  unlink(filter: {
    connectionId: string
    emailDomain?: string
    withSubdomains?: boolean
  }): Promise<void>
  /** For preflight. */
  list?(
    organizationId: string,
    filter: { only: 'exempt' | 'password'; limit: number },
  ): Promise<readonly AccountFacts[]>
}

/** An account that a first sign-in makes. */
export interface NewAccount {
  readonly key: AccountKey
  readonly identity: Identity
  readonly roles?: readonly string[]
  readonly rolesManagedBy: 'host' | 'idp'
  /** Instant of the sign-in, as in `AccountChange`. */
  readonly asOf: string
}

/** What a sign-in changes about an account that is there. */
export interface AccountChange {
  readonly organizationId: string
  readonly identity?: Identity
  readonly roles?: readonly string[]
  readonly rolesManagedBy?: 'host' | 'idp'
  /** Undoes a deactivation by the IdP. */
  readonly isActive?: true
  /** Instant at which the identity provider's answer came (ISO 8601, UTC). */
  readonly asOf: string
}
