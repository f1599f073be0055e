// @ts-check
'use server'

import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import { isSsoError } from 'ssokit'
import { applyCookies } from 'ssokit/next'
import { endSession, startSession } from '../lib/session.js'
import { host, organizationId } from '../lib/sso.js'

/** Finds the customer by the domain of the address. @param {unknown} _state @param {FormData} form */
export async function signIn(_state, form) {
  const { sso } = await host()
  let start
  try {
    start = await sso.startLogin({ email: String(form.get('email')) })
  } catch (error) {
    if (!isSsoError(error)) throw error
    // Not `message`: that one is for admins.
    return { problems: [{ path: 'email', message: error.publicMessage }], values: {} }
  }
  // This identity provider wants a form, which an action cannot answer with.
  if (start.method === 'POST') redirect(`/sso/${start.connectionId}/login`)
  applyCookies(start, await cookies())
  return redirect(start.url)
}

/** Your product has passwords, and limits attempts. @param {unknown} _state @param {FormData} form */
export async function signInAsOwner(_state, form) {
  const { demo } = await host()
  if (!demo.isOwner(String(form.get('password')))) {
    return { problems: [{ path: 'password', message: 'This is not the password.' }], values: {} }
  }
  await startSession({ name: demo.owner, organizationId, isAdmin: true })
  return redirect('/')
}

export async function signOut() {
  await endSession()
  redirect('/')
}
