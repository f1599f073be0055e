// @ts-check
import { redirect } from 'next/navigation'
import { currentSession } from './session.js'
import { host } from './sso.js'

/**
 * Who is signed in. A sealed cookie cannot be taken back, so ssokit is asked whether the session has
 * ended: signed out elsewhere, or the connection was switched off.
 *
 * @returns {Promise<import('./session.js').Person | undefined>}
 */
export async function currentPerson() {
  const { id, name = '', organizationId = '', isAdmin = false, sso: ours } = await currentSession()
  if (id === undefined) return undefined
  const { sso } = await host()
  if (ours && (await sso.isSessionEnded(ours.id))) return undefined
  return { name, organizationId, isAdmin, ...(ours ? { sso: ours } : {}) }
}

/** For pages. What an admin may do is decided by `authorize`, call by call. */
export async function requireAdmin() {
  const person = await currentPerson()
  if (!person?.isAdmin) redirect('/')
  return person
}
