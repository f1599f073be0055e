// @ts-check
import { randomBytes, randomUUID, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { openCollection } from './database.js'

/**
 * A person of one organisation, as this app keeps them: a row of your table.
 *
 * @typedef {{
 *   readonly id: string
 *   readonly organizationId: string
 *   email: string | undefined
 *   isEmailVerified: boolean
 *   password: { salt: Buffer, hash: Buffer } | undefined
 *   roles: readonly string[]
 *   rolesManagedBy: 'host' | 'idp'
 *   isActive: boolean
 *   deactivatedBy: 'host' | 'idp' | undefined
 *   isOwner: boolean
 *   isExempt: boolean
 *   memberSince: string
 *   appliedAt: string
 *   sessionsEndedAt: number
 *   readonly keys: Map<string, import('ssokit').AccountKey>
 * }} Member `appliedAt`: `asOf` of the last sign-in that was applied; `sessionsEndedAt`: earlier
 *   sessions count no more; `keys`: by `key.id`, in your database a table with a unique index
 */

/** @typedef {Awaited<ReturnType<typeof createMembers>>} Members */

export const roles = [
  { id: 'admin', label: 'Admin', description: 'May change the settings.' },
  { id: 'member', label: 'Member', description: 'Works in projects.' },
]

const derive = /** @type {(password: string, salt: Buffer, length: number) => Promise<Buffer>} */ (
  promisify(scrypt)
)

/**
 * The app's own people and passwords; any other way does as well. What is changed of a member counts
 * once it is saved.
 *
 * @param {import('kysely').Kysely<import('./database.js').Tables>} [db]
 */
export async function createMembers(db) {
  /** @type {import('./database.js').Collection<Member>} */
  const members = await openCollection(db, 'member')
  /** @type {import('./database.js').Collection<true>} */
  const invitations = await openCollection(db, 'invitation')
  const { all } = members
  const save = (/** @type {Member} */ member) => members.set(member.id, member)
  const nobody = { salt: randomBytes(16), hash: randomBytes(32) }
  const invitation = (/** @type {string} */ email, /** @type {string} */ organizationId) =>
    JSON.stringify([email, organizationId])

  return {
    all,
    save,
    get: members.get,
    of: (/** @type {string} */ organizationId) =>
      all().filter((member) => member.organizationId === organizationId),
    byKey: (/** @type {string} */ id) => all().find(({ keys }) => keys.has(id)),
    byEmail: (/** @type {string | undefined} */ email, /** @type {string} */ organizationId) =>
      all().find((one) => one.email === email && one.organizationId === organizationId),

    /** @param {Pick<Member, 'organizationId'> & Partial<Member>} facts */
    async add(facts) {
      /** @type {Member} */
      const member = {
        ...{ id: randomUUID(), email: undefined, isEmailVerified: false, password: undefined },
        ...{ roles: [], rolesManagedBy: 'host', isActive: true, deactivatedBy: undefined },
        ...{ isOwner: false, isExempt: false, memberSince: new Date().toISOString() },
        ...{ appliedAt: '', sessionsEndedAt: 0, keys: new Map() },
        ...facts,
      }
      await save(member)
      return member
    },

    /** @param {unknown} actor one of the members, as a session led to it @param {string} organizationId */
    isAdmin(actor, organizationId) {
      const member = all().find((one) => one === actor)
      const isHere = member?.isActive && member.organizationId === organizationId
      return isHere === true && member.roles.includes('admin')
    },

    /** Nobody else could manage the organisation. */
    isLastOwner: (/** @type {Member} */ member) =>
      all().every(
        (other) =>
          (other === member) ===
          (other.organizationId === member.organizationId && other.isOwner && other.isActive),
      ),

    invite: (/** @type {string} */ email, /** @type {string} */ organizationId) =>
      invitations.set(invitation(email, organizationId), true),
    isInvited: (/** @type {string} */ email, /** @type {string} */ organizationId) =>
      invitations.get(invitation(email, organizationId)) === true,
    useInvitation: (/** @type {string} */ email, /** @type {string} */ organizationId) =>
      invitations.delete(invitation(email, organizationId)),

    /** @param {Member} member @param {string} password */
    async setPassword(member, password) {
      const salt = randomBytes(16)
      member.password = { salt, hash: await derive(password, salt, 32) }
      await save(member)
    },

    /**
     * Takes as long for people who do not exist. Limit attempts in your product.
     *
     * @param {Member | undefined} member @param {string} password
     */
    async hasPassword(member, password) {
      const { salt, hash } = member?.password ?? nobody
      return timingSafeEqual(await derive(password, salt, 32), hash) && member?.isActive === true
    },
  }
}
