// @ts-check
import { isUnlinked } from 'ssokit/access'

/** @typedef {import('./members.js').Member} Member */
/** @typedef {Omit<import('ssokit').AccountChange, 'organizationId'>} Change */

/**
 * The accounts port of ssokit on the app's own people: what you write for your database. Each function
 * is one transaction there. `describeAccounts` of `ssokit/testing` examines it.
 *
 * @param {import('./members.js').Members} members
 * @returns {Required<import('ssokit').AccountDirectory>}
 */
export function accountDirectory(members) {
  const facts = (/** @type {Member} */ member) => factsOf(members, member)
  const apply = async (/** @type {Member} */ member, /** @type {Change} */ change) => {
    applyChange(members, member, change)
    await members.save(member)
    return facts(member)
  }
  const stored = (/** @type {string} */ id) => {
    const member = members.get(id)
    if (member) return member
    throw new Error(`There is no account ${id}.`)
  }

  return {
    scope: 'organization',
    findByKey: async ({ id }) => nullable(members.byKey(id), facts),
    findByEmail: async (email, organizationId) =>
      nullable(members.byEmail(email, organizationId), facts),
    isInvited: async (email, organizationId) => members.isInvited(email, organizationId),
    async create({ key, ...account }) {
      const { id, organizationId } = key
      const { email } = account.identity
      const known = members.byKey(id)
      if (known) return apply(known, account)
      if (email !== undefined && members.byEmail(email, organizationId)) {
        throw new Error('Another account has this e-mail.')
      }
      const made = { organizationId, memberSince: account.asOf, keys: new Map([[id, key]]) }
      const member = await apply(await members.add(made), account)
      if (email !== undefined) await members.useInvitation(email, organizationId)
      return member
    },
    update: async (id, change) => apply(stored(id), change),
    async link(id, key, { revokeCredentials }) {
      const member = stored(id)
      const owner = members.byKey(key.id)
      if (owner && owner !== member) throw new Error('The key is of another account.')
      member.keys.set(key.id, key)
      if (revokeCredentials) {
        Object.assign(member, { password: undefined, sessionsEndedAt: Date.now() })
      }
      await members.save(member)
      return facts(member)
    },
    async deactivate(id, _organizationId, { asOf }) {
      const member = stored(id)
      if (!member.isActive || asOf < member.appliedAt) return
      const sessionsEndedAt = Date.now()
      const ended = { isActive: false, deactivatedBy: 'idp', sessionsEndedAt, appliedAt: asOf }
      Object.assign(member, ended)
      await members.save(member)
    },
    async unlink(filter) {
      for (const member of members.all()) {
        const { email, keys } = member
        for (const [id, { connectionId }] of keys) {
          if (isUnlinked(filter, { connectionId, email })) keys.delete(id)
        }
        await members.save(member)
      }
    },
    list: async (organizationId, { only, limit }) =>
      members
        .of(organizationId)
        .filter(({ isExempt, password }) => (only === 'exempt' ? isExempt : password))
        .slice(0, limit)
        .map(facts),
  }
}

/**
 * What a sign-in says. What comes late must not undo what is newer.
 *
 * @param {import('./members.js').Members} members
 * @param {Member} member
 * @param {Change} change
 */
function applyChange(members, member, { identity, roles, rolesManagedBy, isActive, asOf }) {
  if (asOf < member.appliedAt) return
  member.appliedAt = asOf
  if (roles) member.roles = roles
  if (rolesManagedBy) member.rolesManagedBy = rolesManagedBy
  if (isActive) Object.assign(member, { isActive, deactivatedBy: undefined })
  const { email, emailVerified = false } = identity ?? {}
  const owner = members.byEmail(email, member.organizationId)
  if (email === undefined || (owner && owner !== member)) return
  const wasVerified = member.isEmailVerified && member.email === email
  Object.assign(member, { email, isEmailVerified: emailVerified || wasVerified })
}

/** @param {import('./members.js').Members} members @param {Member} member */
export function factsOf(members, member) {
  const { id, isActive, deactivatedBy, isOwner, isExempt, roles, rolesManagedBy } = member
  return {
    ...{ id, isActive, isOwner, isExempt, roles, rolesManagedBy },
    ...(deactivatedBy ? { deactivatedBy } : {}),
    isLastOwner: members.isLastOwner(member),
    organizationIds: [member.organizationId],
    memberSince: member.memberSince,
    hasPassword: member.password !== undefined,
    isEmailVerified: member.isEmailVerified,
    linkedConnectionIds: [...member.keys.values()].map(({ connectionId }) => connectionId),
  }
}

/** @template Value, Result @param {Value | undefined} value @param {(value: Value) => Result} map */
const nullable = (value, map) => (value === undefined ? null : map(value))
