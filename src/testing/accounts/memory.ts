import { isUnlinked } from '../../access/unlink.ts'
import { randomUUID } from 'node:crypto'
import type { AccountDirectory, AccountFacts, AccountKey } from '../../types/accounts.ts'
import type { Identity } from '../../types/identity.ts'

/** What a registration of the host's own says of a new member. */
export interface RegisteredMember {
  readonly email: string
  readonly organizationId: string
  /** Default: none, as after an invitation by hand. */
  readonly roles?: readonly string[]
  readonly isOwner?: boolean
  readonly isExempt?: boolean
  /** Default true. */
  readonly hasPassword?: boolean
  /** Default true: the link in the welcome mail was followed. */
  readonly isEmailVerified?: boolean
}

/** An account directory together with what a host's own pages do to accounts. */
export interface MemoryAccounts extends AccountDirectory {
  isInvited(email: string, organizationId: string): Promise<boolean>
  list(
    organizationId: string,
    filter: { only: 'exempt' | 'password'; limit: number },
  ): Promise<readonly AccountFacts[]>
  /** Registers a member; an account that has the e-mail already gets the membership. Returns its id. */
  register(member: RegisteredMember): string
  invite(email: string, organizationId: string): void
  /** As an admin of the application does. */
  deactivateByHost(id: string, organizationId: string): void
  removeMember(id: string, organizationId: string): void
  /** The members of an organisation, deactivated ones included. */
  members(organizationId: string): readonly (AccountFacts & { readonly email?: string })[]
}

/** Options of `memoryAccounts`. */
export interface MemoryAccountsOptions {
  /** Default `organization`. */
  readonly scope?: AccountDirectory['scope']
  /** For `memberSince`. Default: the system's. */
  readonly clock?: () => Date
}

interface StoredAccount {
  readonly id: string
  email: string | undefined
  isEmailVerified: boolean
  hasPassword: boolean
  readonly keys: Map<string, AccountKey>
  readonly memberships: Map<string, Membership>
}

interface Membership {
  roles: readonly string[]
  rolesManagedBy: 'host' | 'idp'
  isActive: boolean
  deactivatedBy: 'host' | 'idp' | undefined
  isOwner: boolean
  isExempt: boolean
  memberSince: string
  /** `asOf` of the last change that was applied. */
  appliedAt: string
}

/**
 * An account directory in memory: for tests and demonstrations, and as an example of the contract.
 *
 * @param options whom accounts belong to
 * @returns the directory, with what a test does to its members
 * @example
 * ```ts
 * import { memoryAccounts } from 'ssokit/testing'
 *
 * const accounts = memoryAccounts({ scope: 'organization' })
 * accounts.register({ email: 'owner@acme.example', organizationId: 'org_1', isOwner: true })
 * ```
 */
export function memoryAccounts(options: MemoryAccountsOptions = {}): MemoryAccounts {
  const { scope = 'organization', clock = () => new Date() } = options
  const accounts = new Map<string, StoredAccount>()
  const invitations = new Set<string>()
  const invitation = (email: string, organizationId: string) =>
    JSON.stringify([email, organizationId])

  const byKey = (key: Pick<AccountKey, 'id'>) =>
    [...accounts.values()].find(({ keys }) => keys.has(key.id))
  /** Where accounts belong to one organisation, an e-mail is unique within it. */
  const byEmail = (email: string, organizationId: string) =>
    [...accounts.values()].find(
      (account) =>
        account.email === email && (scope === 'global' || account.memberships.has(organizationId)),
    )
  const stored = (id: string) => {
    const account = accounts.get(id)
    if (account) return account
    throw new Error(`There is no account ${id}.`)
  }
  const membersOf = (organizationId: string) =>
    [...accounts.values()].filter(({ memberships }) => memberships.has(organizationId))
  const activeOwners = (organizationId: string) =>
    membersOf(organizationId).filter(({ memberships }) => {
      const membership = memberships.get(organizationId)
      return membership?.isOwner && membership.isActive
    })

  const add = (
    account: Pick<StoredAccount, 'email' | 'isEmailVerified' | 'hasPassword'>,
  ): StoredAccount => {
    const id = `acc_${randomUUID()}`
    const made = { id, ...account, keys: new Map(), memberships: new Map() }
    accounts.set(id, made)
    return made
  }
  const join = (
    account: StoredAccount,
    organizationId: string,
    change: Partial<Membership> = {},
  ): void => {
    account.memberships.set(organizationId, {
      ...{ roles: [], rolesManagedBy: 'host', isActive: true, deactivatedBy: undefined },
      ...{ isOwner: false, isExempt: false, memberSince: clock().toISOString(), appliedAt: '' },
      ...change,
    })
  }

  const factsOf = (account: StoredAccount, organizationId: string): AccountFacts => {
    const { id, hasPassword, isEmailVerified, keys } = account
    const membership = account.memberships.get(organizationId)
    const owners = activeOwners(organizationId)
    return {
      ...{ id, hasPassword, isEmailVerified },
      isActive: membership?.isActive ?? true,
      ...(membership?.deactivatedBy ? { deactivatedBy: membership.deactivatedBy } : {}),
      isOwner: membership?.isOwner ?? false,
      isLastOwner: owners.length === 1 && owners[0] === account,
      isExempt: membership?.isExempt ?? false,
      roles: [...(membership?.roles ?? [])],
      rolesManagedBy: membership?.rolesManagedBy ?? 'host',
      organizationIds: [...account.memberships.keys()],
      ...(membership ? { memberSince: membership.memberSince } : {}),
      linkedConnectionIds: [...new Set([...keys.values()].map((key) => key.connectionId))],
    }
  }

  const takeOver = (account: StoredAccount, identity: Identity, organizationId: string): void => {
    const { email, emailVerified } = identity
    // A stranger's provider must not move a global account to an address that it made up.
    if (email === undefined || (scope === 'global' && !emailVerified)) return
    const owner = byEmail(email, organizationId)
    if (owner && owner !== account) return
    account.isEmailVerified = emailVerified || (account.isEmailVerified && account.email === email)
    account.email = email
  }

  const directory: MemoryAccounts = {
    scope,

    async findByKey(key) {
      const account = byKey(key)
      return account ? factsOf(account, key.organizationId) : null
    },

    async findByEmail(email, organizationId) {
      const account = byEmail(email, organizationId)
      return account ? factsOf(account, organizationId) : null
    },

    async isInvited(email, organizationId) {
      return invitations.has(invitation(email, organizationId))
    },

    async create({ key, identity, roles = [], rolesManagedBy, asOf }) {
      const { organizationId } = key
      const known = byKey(key)
      const change = { organizationId, identity, roles, rolesManagedBy, asOf }
      if (known) return directory.update(known.id, change)
      const { email, emailVerified: isEmailVerified } = identity
      if (email !== undefined && byEmail(email, organizationId)) {
        throw new Error('Another account has this e-mail.')
      }
      const account = add({ email, isEmailVerified, hasPassword: false })
      account.keys.set(key.id, key)
      join(account, organizationId, { roles, rolesManagedBy, memberSince: asOf, appliedAt: asOf })
      if (email !== undefined) invitations.delete(invitation(email, organizationId))
      return factsOf(account, organizationId)
    },

    async update(id, { organizationId, identity, roles, rolesManagedBy, isActive, asOf }) {
      const account = stored(id)
      const membership = account.memberships.get(organizationId)
      if (!membership || asOf < membership.appliedAt) return factsOf(account, organizationId)
      membership.appliedAt = asOf
      if (roles) membership.roles = roles
      if (rolesManagedBy) membership.rolesManagedBy = rolesManagedBy
      if (isActive) Object.assign(membership, { isActive, deactivatedBy: undefined })
      if (identity) takeOver(account, identity, organizationId)
      return factsOf(account, organizationId)
    },

    async link(id, key, { revokeCredentials }) {
      const account = stored(id)
      const owner = byKey(key)
      if (owner && owner !== account) throw new Error('The key leads to another account.')
      account.keys.set(key.id, key)
      if (!account.memberships.has(key.organizationId)) join(account, key.organizationId)
      if (account.email !== undefined) {
        invitations.delete(invitation(account.email, key.organizationId))
      }
      if (revokeCredentials) account.hasPassword = false
      return factsOf(account, key.organizationId)
    },

    async deactivate(id, organizationId, { asOf }) {
      const membership = stored(id).memberships.get(organizationId)
      if (!membership?.isActive || asOf < membership.appliedAt) return
      Object.assign(membership, { isActive: false, deactivatedBy: 'idp', appliedAt: asOf })
    },

    async unlink(filter) {
      for (const { email, keys } of accounts.values()) {
        for (const { id, connectionId } of keys.values()) {
          if (isUnlinked(filter, { connectionId, email })) keys.delete(id)
        }
      }
    },

    async list(organizationId, { only, limit }) {
      return membersOf(organizationId)
        .map((account) => factsOf(account, organizationId))
        .filter(({ isExempt, hasPassword }) => (only === 'exempt' ? isExempt : hasPassword))
        .slice(0, limit)
    },

    register({ email, organizationId, hasPassword = true, isEmailVerified = true, ...member }) {
      const account = byEmail(email, organizationId) ?? add({ email, isEmailVerified, hasPassword })
      join(account, organizationId, member)
      return account.id
    },

    invite: (email, organizationId) => void invitations.add(invitation(email, organizationId)),

    deactivateByHost(id, organizationId) {
      const membership = stored(id).memberships.get(organizationId)
      if (membership) Object.assign(membership, { isActive: false, deactivatedBy: 'host' })
    },

    removeMember: (id, organizationId) => void stored(id).memberships.delete(organizationId),

    members: (organizationId) =>
      membersOf(organizationId).map((account) => ({
        ...factsOf(account, organizationId),
        ...(account.email === undefined ? {} : { email: account.email }),
      })),
  }
  return directory
}
