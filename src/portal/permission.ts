import { authorize } from '../admin/authorize.ts'
import { isSsoError } from '../errors.ts'
import type { AdminAction } from '../types/config.ts'
import type { Visit } from './visit.ts'

type Actor = Pick<Visit, 'core' | 'as' | 'organizationId'>

/**
 * Whether `authorize` would let this visitor do it, so that no button leads into a refusal. It decides
 * nothing: the call behind the button is asked for again.
 */
export async function may(
  visit: Actor,
  action: AdminAction,
  connectionId?: string,
): Promise<boolean> {
  try {
    await authorize(visit.core, action, visit.as.actor, visit.organizationId, connectionId)
    return true
  } catch (error) {
    if (isSsoError(error, 'not_authorized')) return false
    throw error
  }
}

/** What only some may see beside the rest of a page; `undefined` for the others. */
export async function ifAllowed<Result>(work: Promise<Result>): Promise<Result | undefined> {
  try {
    return await work
  } catch (error) {
    if (isSsoError(error, 'not_authorized')) return undefined
    throw error
  }
}
