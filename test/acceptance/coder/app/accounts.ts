import type { AccountChange, AccountDirectory, AccountFacts, AccountKey } from 'ssokit'
import { isUnlinked } from 'ssokit/access'
import type { SessionsService, User, UsersService } from './host.ts'

/** With the columns that single sign-on adds to the user table. */
type Row = User & { appliedAt?: string; rolesManagedBy?: 'host' | 'idp'; deactivatedBy?: 'idp' }
type Change = Omit<AccountChange, 'organizationId'>

/** The people of this installation, as ssokit reads and writes them. */
export function accountDirectory(users: UsersService, sessions: SessionsService): AccountDirectory {
  const keys = new Map<string, { readonly key: AccountKey; readonly user: Row }>()
  const found = (user: User | undefined) => (user ? factsOf(user) : null)
  const factsOf = ({ id, isActive, isSiteAdmin: isOwner, roles, ...user }: Row): AccountFacts => ({
    ...{ id, isActive, isOwner, isLastOwner: isOwner, isExempt: isOwner, roles },
    ...{ memberSince: user.memberSince, isEmailVerified: user.isEmailVerified },
    ...{ hasPassword: user.password !== undefined, organizationIds: ['coder'] },
    ...{ rolesManagedBy: user.rolesManagedBy ?? 'host' },
    ...(isActive ? {} : { deactivatedBy: user.deactivatedBy ?? 'host' }),
    linkedConnectionIds: [...keys.values()]
      .filter((linked) => linked.user.id === id)
      .map(({ key }) => key.connectionId),
  })
  const apply = (user: Row, { identity, asOf, ...change }: Change) => {
    if (asOf < (user.appliedAt ?? '')) return factsOf(user)
    Object.assign(user, change, { appliedAt: asOf })
    if (change.isActive) delete user.deactivatedBy
    const { email = user.email, emailVerified = false } = identity ?? {}
    const isEmailVerified = emailVerified || (user.email === email && user.isEmailVerified)
    const isOwn = (users.byEmail(email) ?? user) === user
    if (isOwn) Object.assign(user, { email, isEmailVerified })
    return factsOf(user)
  }
  return {
    scope: 'organization',
    findByKey: async ({ id }) => found(keys.get(id)?.user),
    findByEmail: async (email) => found(users.byEmail(email)),
    async create({ key, ...account }) {
      const known = keys.get(key.id)?.user
      if (!known && users.byEmail(account.identity.email)) throw new Error('Taken.')
      const user = known ?? users.add({ memberSince: account.asOf })
      keys.set(key.id, { key, user })
      return apply(user, account)
    },
    update: async (id, { organizationId: _own, ...change }) => apply(users.get(id), change),
    async link(id, key, { revokeCredentials }) {
      const user = users.get(id)
      if (![undefined, user].includes(keys.get(key.id)?.user)) throw new Error('Not their key.')
      keys.set(key.id, { key, user })
      if (revokeCredentials) user.password = undefined
      if (revokeCredentials) sessions.endWhere((session) => session.user === user)
      return factsOf(user)
    },
    async deactivate(id, _organizationId, { asOf }) {
      const user: Row = users.get(id)
      if (!user.isActive || asOf < (user.appliedAt ?? '')) return
      Object.assign(user, { isActive: false, deactivatedBy: 'idp', appliedAt: asOf })
      sessions.endWhere((session) => session.user === user)
    },
    async unlink(filter) {
      for (const [id, { key, user }] of keys) {
        const { connectionId } = key
        if (isUnlinked(filter, { connectionId, email: user.email })) keys.delete(id)
      }
    },
  }
}
