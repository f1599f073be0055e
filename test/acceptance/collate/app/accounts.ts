import type { AccountDirectory, AccountFacts } from 'ssokit'
import { isUnlinked } from 'ssokit/access'
import type { Host, User } from './host.ts'

/** A row of the table of users, with the columns that it got for single sign-on. */
type Row = User & { appliedAt?: string; rolesManagedBy?: 'host' | 'idp' }

/** An instance has the people of one organisation. */
export function accountsOf(host: Host, organizationId: string) {
  /** Ids of keys, whose accounts they lead to and by which connection. */
  const keys = new Map<string, { readonly userId: string; readonly connectionId: string }>()

  const factsOf = (row: Row): AccountFacts => {
    const { id, isAdmin, isEmailVerified, roles, disabledBy, password, since } = row
    const own = [...keys.values()].filter(({ userId }) => userId === id)
    return {
      ...{ id, isActive: !disabledBy, isOwner: isAdmin, isLastOwner: false, isExempt: isAdmin },
      ...(disabledBy && { deactivatedBy: disabledBy === 'admin' ? 'host' : 'idp' }),
      ...{ roles, rolesManagedBy: row.rolesManagedBy ?? 'host', memberSince: since },
      ...{
        organizationIds: [organizationId],
        hasPassword: password !== undefined,
        isEmailVerified,
      },
      linkedConnectionIds: own.map(({ connectionId }) => connectionId),
    }
  }
  const found = (user: User | undefined) => (user ? factsOf(user) : null)
  /** In the order of the provider's answers, whatever the order in which they get here. */
  const apply = (id: string, asOf: string, change: (row: Row) => void) => {
    const row: Row = host.user(id)
    if (asOf >= (row.appliedAt ?? '')) change(Object.assign(row, { appliedAt: asOf }))
    return factsOf(row)
  }

  const accounts: AccountDirectory = {
    scope: 'organization',
    findByKey: async ({ id }) => found(host.users.get(keys.get(id)?.userId ?? '')),
    findByEmail: async (email) => found(host.userOf(email)),
    async create({ key, identity, ...change }) {
      const { connectionId } = key
      const { email, emailVerified: isEmailVerified } = identity
      const userId = keys.get(key.id)?.userId ?? host.addUser(email, { isEmailVerified }).id
      keys.set(key.id, { userId, connectionId })
      return accounts.update(userId, { organizationId, ...change })
    },
    update: async (id, { isActive, asOf, roles, rolesManagedBy }) =>
      apply(id, asOf, (row) => {
        Object.assign(row, roles && { roles }, rolesManagedBy && { rolesManagedBy })
        if (isActive && row.disabledBy === 'directory') row.disabledBy = undefined
      }),
    async link(userId, { id, connectionId }, { revokeCredentials }) {
      if ((keys.get(id)?.userId ?? userId) !== userId) throw new Error('Another one has this key.')
      keys.set(id, { userId, connectionId })
      if (revokeCredentials) host.endPassword(userId)
      return factsOf(host.user(userId))
    },
    async deactivate(id, _organizationId, { asOf }) {
      apply(id, asOf, () => host.disable(id, 'directory'))
    },
    async unlink(filter) {
      for (const [id, { connectionId, userId }] of keys) {
        const email = host.users.get(userId)?.email
        if (isUnlinked(filter, { connectionId, email })) keys.delete(id)
      }
    },
  }
  return { accounts, factsOf }
}
