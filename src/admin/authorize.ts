import { callHost, type Core } from '../core/core.ts'
import { SsoError } from '../errors.ts'
import { type AdminAction, systemActor } from '../types/config.ts'

/**
 * Asks the host whether this actor may act for this organisation (rule T3). Only `systemActor`, which
 * no request can contain, acts without being asked for; a missing callback means nobody.
 *
 * @throws {SsoError} `not_authorized`
 */
export async function authorize(
  core: Core,
  action: AdminAction,
  actor: unknown,
  organizationId: string,
): Promise<void> {
  if (actor === systemActor) return
  const { config } = core
  const isAllowed =
    config.authorize && (await callHost(() => config.authorize?.(action, actor, organizationId)))
  if (isAllowed === true) return
  throw new SsoError('not_authorized', { detail: { action } })
}
