// @ts-check
import { isSsoError } from 'ssokit'
import { currentPerson } from '../../../../../lib/person.js'
import { host } from '../../../../../lib/sso.js'

/**
 * A route and no action, since some identity providers want a form, and only a response can be one.
 *
 * @param {Request} request
 * @param {{ params: Promise<{ id: string }> }} context
 */
export async function POST(request, { params }) {
  const { id } = await params
  const { sso } = await host()
  const returnTo = `/settings/connections/${id}`
  try {
    const actor = await currentPerson()
    const start = await sso.connections.test(id, { actor, request, returnTo })
    return start.toResponse()
  } catch (error) {
    if (!isSsoError(error)) throw error
    return new Response(`${error.message} ${error.hint}`, { status: error.status })
  }
}
