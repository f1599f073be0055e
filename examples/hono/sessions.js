// @ts-check
/** The app's own sessions, in memory; any other kind does as well. */
import { randomBytes } from 'node:crypto'

/** @typedef {ReturnType<typeof personOf>} Person */

const SECONDS = 8 * 3600
const isSecure = process.env.BASE_URL?.startsWith('https:') === true
const name = isSecure ? '__Host-session' : 'example_session'

/** @type {Map<string, { person: Person, expiresAt: number }>} */
const sessions = new Map()

/**
 * Always a new id, so that nobody can sign a person in to a session whose id he knows.
 *
 * @param {Request} request
 * @param {import('ssokit').Login} login
 * @returns {string} the cookie
 */
export function startSession(request, login) {
  for (const [id, { expiresAt }] of sessions) if (expiresAt < Date.now()) sessions.delete(id)
  sessions.delete(idOf(request))
  const id = randomBytes(32).toString('base64url')
  sessions.set(id, { person: personOf(login), expiresAt: Date.now() + SECONDS * 1000 })
  return cookieOf(id, SECONDS)
}

/** @param {Request} request @returns {Person | undefined} */
export function readSession(request) {
  const session = sessions.get(idOf(request))
  return session && session.expiresAt > Date.now() ? session.person : undefined
}

/** @param {Request} request @returns {string} the cookie that takes the one of the browser away */
export function endSession(request) {
  sessions.delete(idOf(request))
  return cookieOf('', 0)
}

/**
 * In every browser: the provider demands it, or the connection was switched off, for example.
 *
 * @param {readonly string[]} ssoIds
 */
export function endSsoSessions(ssoIds) {
  for (const [id, { person }] of sessions) if (ssoIds.includes(person.sso.id)) sessions.delete(id)
}

/** @param {import('ssokit').Login} login */
function personOf({ identity, access, session }) {
  return {
    name: identity.name ?? identity.email ?? identity.subject,
    isAdmin: access.roles?.includes('admin') === true,
    sso: session,
  }
}

/** @param {Request} request */
function idOf({ headers }) {
  const pairs = headers.get('cookie')?.split('; ') ?? []
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? ''
}

/** @param {string} id @param {number} seconds */
const cookieOf = (id, seconds) =>
  `${name}=${id}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`
