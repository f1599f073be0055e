// @ts-check
import { randomUUID } from 'node:crypto'
import { getIronSession } from 'iron-session'
import { cookies } from 'next/headers'

/**
 * @typedef {{
 *   name: string
 *   organizationId: string
 *   isAdmin: boolean
 *   sso?: import('ssokit').SsoSession
 * }} Person `sso`: of those who came by single sign-on
 */

const HOURS = 8

export async function currentSession() {
  const { BASE_URL, SESSION_SECRET = '' } = process.env
  const isSecure = BASE_URL?.startsWith('https:') === true
  /** @type {import('iron-session').IronSession<Partial<Person> & { id?: string }>} */
  const session = await getIronSession(await cookies(), {
    cookieName: isSecure ? '__Host-session' : 'example_session',
    password: SESSION_SECRET,
    ttl: HOURS * 3600,
    cookieOptions: { secure: isSecure, httpOnly: true, sameSite: 'lax', path: '/' },
  })
  return session
}

/**
 * Always a new id, and nothing of the session before survives: somebody else may have planted it.
 *
 * @param {Person} person
 */
export async function startSession(person) {
  const session = await currentSession()
  session.destroy()
  Object.assign(session, { id: randomUUID(), ...person })
  await session.save()
}

/** @param {import('ssokit').Login} login */
export async function startSsoSession({ identity, organizationId, access, session }) {
  await startSession({
    name: identity.name ?? identity.email ?? identity.subject,
    organizationId,
    isAdmin: access.roles?.includes('admin') === true,
    sso: session,
  })
}

export async function endSession() {
  const session = await currentSession()
  session.destroy()
}
