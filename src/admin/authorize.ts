import { callHost, type Core } from '../core/core.ts'
import { linkOfActor } from '../core/link-actors.ts'
import { SsoError } from '../errors.ts'
import { type AdminAction, systemActor } from '../types/config.ts'
import { linkAnswer } from './link-rules.ts'

/**
 * Asks the host whether this actor may act for this organisation (rule T3). Only `systemActor`, which
 * no request can contain, acts without being asked for; a missing callback means nobody. Whoever came
 * by a setup link may set up what the link is for (rule T5).
 *
 * @param connectionId what it is about, where that is one connection
 * @throws {SsoError} `not_authorized`
 */
export async function authorize(
  core: Core,
  action: AdminAction,
  actor: unknown,
  organizationId: string,
  connectionId?: string,
): Promise<void> {
  if (actor === systemActor) return
  const link = linkOfActor(core, actor)
  if (link) {
    const answer = linkAnswer(link, action, { organizationId, connectionId })
    if (answer === 'allowed') return
    if (answer === 'refused') throw new SsoError('not_authorized', { detail: { action } })
  }
  const { config } = core
  const isAllowed =
    config.authorize && (await callHost(() => config.authorize?.(action, actor, organizationId)))
  if (isAllowed === true) return
  throw new SsoError('not_authorized', { detail: { action } })
}
