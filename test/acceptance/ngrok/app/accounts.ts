import type { AccountDirectory, AccountFacts, AccountKey } from 'ssokit'
import { isUnlinked } from 'ssokit/access'
import type { Host, Membership, User } from './host.ts'

/** A row of the table of members, with the columns that it got for single sign-on. */
type Row = Membership & { appliedAt?: string; rolesManagedBy?: 'host' | 'idp' }

/** People have one account with us, however many organisations they work for. */
export function accountsOf(host: Host) {
  const keys = new Map<string, { readonly key: AccountKey; readonly user: User }>()

  const keysOf = (of: User) => [...keys.values()].filter(({ user }) => user === of)
  const factsOf = (user: User, organizationId: string): AccountFacts => {
    const { memberships, password, id, isEmailVerified } = user
    const row: Partial<Row> = memberships.get(organizationId) ?? {}
    const { suspendedBy, isOwner = false, roles = [], rolesManagedBy = 'host', since } = row
    return {
      ...{ id, isEmailVerified, isOwner, isExempt: isOwner, roles, rolesManagedBy },
      ...{ isActive: !suspendedBy, hasPassword: password !== undefined },
      isLastOwner: host.isLastOwner(id, organizationId),
      organizationIds: [...memberships.keys()],
      linkedConnectionIds: keysOf(user).map(({ key }) => key.connectionId),
      ...(since !== undefined && { memberSince: since }),
      ...(suspendedBy && { deactivatedBy: suspendedBy === 'admin' ? 'host' : 'idp' }),
    }
  }
  const orNull = (user: User | undefined, id: string) => (user ? factsOf(user, id) : null)
  /** In the order of the provider's answers, whatever the order in which they get here. */
  const apply = (id: string, account: string, asOf: string, change: (row: Row) => void) => {
    const row: Row | undefined = host.user(id).memberships.get(account)
    if (row && asOf >= (row.appliedAt ?? '')) change(Object.assign(row, { appliedAt: asOf }))
    return factsOf(host.user(id), account)
  }

  const accounts: AccountDirectory = {
    scope: 'global',
    findByKey: async ({ id, organizationId }) => orNull(keys.get(id)?.user, organizationId),
    findByEmail: async (email, organizationId) => orNull(host.userOf(email), organizationId),
    isInvited: async (email, organizationId) => host.isInvited(email, organizationId),
    async create({ key, identity, ...change }) {
      const user = keys.get(key.id)?.user ?? host.addUser(identity.email, identity.emailVerified)
      if (!keys.has(key.id)) host.join(user, key.organizationId, change.asOf)
      keys.set(key.id, { key, user })
      return accounts.update(user.id, { organizationId: key.organizationId, ...change })
    },
    update: async (id, { organizationId, isActive, asOf, roles, rolesManagedBy }) =>
      apply(id, organizationId, asOf, (row) => {
        Object.assign(row, roles && { roles }, rolesManagedBy && { rolesManagedBy })
        if (isActive && row.suspendedBy === 'directory') row.suspendedBy = undefined
      }),
    async link(id, key, { revokeCredentials }) {
      if ((keys.get(key.id)?.user.id ?? id) !== id) throw new Error('Another account has this key.')
      keys.set(key.id, { key, user: host.user(id) })
      host.join(host.user(id), key.organizationId)
      if (revokeCredentials) host.endPassword(id)
      return factsOf(host.user(id), key.organizationId)
    },
    async deactivate(id, organizationId, { asOf }) {
      apply(id, organizationId, asOf, () => host.suspend(id, organizationId, 'directory'))
    },
    async unlink(filter) {
      for (const [id, { key, user }] of keys) {
        const { connectionId } = key
        if (isUnlinked(filter, { connectionId, email: user.email })) keys.delete(id)
      }
    },
  }
  return { accounts, factsOf }
}
