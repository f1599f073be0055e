import { by } from '../audit/actor.ts'
import { withoutExpiredTest } from '../connection/evidence.ts'
import { connectionError } from '../connection/error.ts'
import type { Core } from '../core/core.ts'
import { linkOfActor } from '../core/link-actors.ts'
import { SsoError } from '../errors.ts'
import type { Connection } from '../types/connection.ts'
import type { AdminOptions } from '../types/connections-api.ts'
import { checkVersion, loadFor, store } from './records.ts'

/**
 * Drops the draft, with its secrets and with what was proved of it. It only leads back to what is live,
 * so it needs no entitlement.
 */
export async function discardDraft(
  core: Core,
  id: string,
  options: AdminOptions,
): Promise<Connection> {
  const { record } = await loadFor(core, 'connection.update', id, options)
  const { draft, ...kept } = record.connection
  refuseNarrowLink(core, options.actor)
  checkVersion(record.connection, options)
  if (!kept.live) throw nothingLive()
  if (!draft) return withoutExpiredTest(record.connection, core.config.clock())
  const { draft: _secrets, ...sealed } = record.sealed
  const connection = await store(core, record, { ...record, connection: kept, sealed })
  const about = { connectionId: id, organizationId: kept.organizationId }
  core.emit({ type: 'connection.updated', ...about, ...by(core, options.actor) })
  return withoutExpiredTest(connection, core.config.clock())
}

/** The draft is more than the two values that such a link is about (rule T5). */
function refuseNarrowLink(core: Core, actor: unknown): void {
  if (linkOfActor(core, actor)?.scope.fields !== 'issuer_and_client_id') return
  throw new SsoError('not_authorized', { detail: { action: 'connection.update' } })
}

const nothingLive = (): SsoError =>
  connectionError('connection_invalid', {
    message: 'This connection was never live, so there is nothing to go back to.',
    hint: 'Edit the draft, or remove the connection.',
  })
