import type { AccountDirectory, AccountFacts, AccountKey } from 'ssokit'
import { isUnlinked } from 'ssokit/access'
import type { Store, User } from './host.ts'

/** A row of the table of users, with the columns that it got for single sign-on. */
type Row = User & { asOf?: string; rolesManagedBy?: 'host' | 'idp'; isPutOutByIdp?: boolean }

/** Each user belongs to one organization. Only the owner keeps the native login. */
export function accountsOf<Data>(store: Store<Data>) {
  const keys = new Map<string, { readonly key: AccountKey; readonly user: User }>()

  const factsOf = (user: Row): AccountFacts => {
    const own = [...keys.values()].filter((one) => one.user === user)
    const { id, isActive, isOwner, roles, memberSince, rolesManagedBy = 'host' } = user
    return {
      ...{ id, isActive, isOwner, isExempt: isOwner, roles, memberSince, rolesManagedBy },
      ...(!isActive && { deactivatedBy: user.isPutOutByIdp ? 'idp' : 'host' }),
      ...{ isLastOwner: store.isLastOwner(user), hasPassword: user.password !== undefined },
      ...{ organizationIds: [user.organizationId], isEmailVerified: user.isEmailVerified },
      linkedConnectionIds: own.map(({ key }) => key.connectionId),
    }
  }
  const orNull = (user: User | undefined) => (user ? factsOf(user) : null)
  /** In the order of the provider's answers, whatever the order in which they get here. */
  const apply = (user: Row, change: Partial<Row> & { asOf: string }) =>
    factsOf(change.asOf < (user.asOf ?? '') ? user : Object.assign(user, change))

  const accounts: AccountDirectory = {
    scope: 'organization',
    findByKey: async ({ id }) => orNull(keys.get(id)?.user),
    findByEmail: async (email, organizationId) => orNull(store.byEmail(email, organizationId)),
    async create({ key, identity, ...change }) {
      const user = keys.get(key.id)?.user ?? store.addUser(key.organizationId, identity.email)
      keys.set(key.id, { key, user })
      return accounts.update(user.id, { organizationId: key.organizationId, identity, ...change })
    },
    async update(id, { organizationId, identity, ...change }) {
      const user = store.user(id)
      const { email = '', emailVerified = false } = identity ?? {}
      const owner = store.byEmail(email, organizationId) ?? user
      const isEmailVerified = emailVerified || (user.isEmailVerified && user.email === email)
      const state = change.isActive && { isPutOutByIdp: false }
      const contact = email && owner === user && { email, isEmailVerified }
      return apply(user, { ...change, ...state, ...contact })
    },
    async link(id, key, { revokeCredentials }) {
      if ((keys.get(key.id)?.user.id ?? id) !== id) throw new Error('Another user has this key.')
      keys.set(key.id, { key, user: store.user(id) })
      if (revokeCredentials) store.revoke(id)
      return factsOf(store.user(id))
    },
    async deactivate(id, _organizationId, { asOf }) {
      const user = store.user(id)
      if (user.isActive) apply(user, { isActive: false, isPutOutByIdp: true, asOf })
      if (!user.isActive) store.endSessions(({ userId }) => userId === id)
    },
    async unlink(filter) {
      for (const [id, { key, user }] of keys) {
        const { connectionId } = key
        if (isUnlinked(filter, { connectionId, email: user.email })) keys.delete(id)
      }
    },
    async list(organizationId, { only, limit }) {
      const isMeant = (of: AccountFacts) => (only === 'exempt' ? of.isExempt : of.hasPassword)
      return store.usersOf(organizationId).map(factsOf).filter(isMeant).slice(0, limit)
    },
  }
  return { accounts, factsOf }
}
