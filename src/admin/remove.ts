import { by } from '../audit/actor.ts'
import type { Core } from '../core/core.ts'
import { connectionError } from '../connection/error.ts'
import { callDirectory } from '../login/directory.ts'
import { endSessions } from '../session/end-sessions.ts'
import type { ConnectionRecord } from '../storage/ports.ts'
import type { Connection } from '../types/connection.ts'
import type { AdminOptions } from '../types/connections-api.ts'
import { checkVersion, loadFor, store } from './records.ts'

/**
 * Switches a connection off: first nobody comes in any more, then whoever came in by it goes. What
 * fails in the middle is finished by the next attempt; the connection is off all the while.
 */
export async function disable(core: Core, id: string, options: AdminOptions): Promise<Connection> {
  const { record } = await loadFor(core, 'connection.disable', id, options)
  checkVersion(record.connection, options)
  // Also where it is off: whoever began to activate it before must not end up behind this call.
  const disabled = await switchOff(core, record, options.actor)
  await endSessions(core, { connectionId: id }, 'connection_disabled')
  return disabled.connection
}

/**
 * Removes a connection with all that depends on it. The order makes every step repeatable: off,
 * sessions, the keys of accounts, and last the connection itself, by which the rest is found.
 */
export async function remove(core: Core, id: string, options: AdminOptions): Promise<void> {
  const { record } = await loadFor(core, 'connection.remove', id, options)
  checkVersion(record.connection, options)
  const { connection } =
    record.connection.status === 'active' ? await switchOff(core, record, options.actor) : record
  await endSessions(core, { connectionId: id }, 'connection_removed')
  await callDirectory(async () => core.config.accounts?.unlink({ connectionId: id }))
  const outcome = await core.storage.connections.remove(id, connection.version)
  if (outcome === 'conflict') throw connectionError('connection_conflict')
  const { organizationId } = connection
  const about = { connectionId: id, organizationId, ...by(core, options.actor) }
  core.emit({ type: 'connection.removed', ...about })
}

async function switchOff(
  core: Core,
  record: ConnectionRecord,
  actor: unknown,
): Promise<ConnectionRecord> {
  const off: ConnectionRecord = {
    ...record,
    connection: { ...record.connection, status: 'disabled' },
    dueAt: null,
  }
  const connection = await store(core, record, off)
  const { id: connectionId, organizationId } = connection
  core.emit({ type: 'connection.disabled', connectionId, organizationId, ...by(core, actor) })
  return { ...off, connection }
}
