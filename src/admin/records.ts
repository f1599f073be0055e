import { withoutStaleEvidence } from '../connection/evidence.ts'
import type { Core } from '../core/core.ts'
import { connectionError } from '../connection/error.ts'
import { printable } from '../errors.ts'
import type { ConnectionRecord, LoadedConnection } from '../storage/ports.ts'
import type { AdminAction } from '../types/config.ts'
import type { Connection } from '../types/connection.ts'
import type { SsoProvider } from '../types/provider.ts'
import type { AdminOptions } from '../types/connections-api.ts'
import { authorize } from './authorize.ts'

/** @throws {SsoError} `connection_not_found` */
export async function loadConnection(core: Core, id: string): Promise<LoadedConnection> {
  const [loaded] = await core.storage.connections.load({ id })
  // The second half guards against a storage that compares ids without regard to case (rule T1).
  if (!loaded || loaded.record.connection.id !== id) throw connectionError('connection_not_found')
  return loaded
}

/**
 * The connection, once the actor may do this to it (rule T3).
 *
 * @throws {SsoError} `connection_not_found`, `not_authorized`
 */
export async function loadFor(
  core: Core,
  action: AdminAction,
  id: string,
  { actor }: AdminOptions,
): Promise<LoadedConnection> {
  const loaded = await loadConnection(core, id)
  await authorize(core, action, actor, loaded.record.connection.organizationId, id)
  return loaded
}

/**
 * Moves the version and stores, if nobody was faster.
 *
 * @throws {SsoError} `connection_conflict`, `connection_not_found`, `connection_login_path_taken`
 */
export async function store(
  core: Core,
  previous: ConnectionRecord,
  next: ConnectionRecord,
): Promise<Connection> {
  const { id, version } = previous.connection
  const updatedAt = core.config.clock().toISOString()
  const connection = withoutStaleEvidence({ ...next.connection, version: version + 1, updatedAt })
  const outcome = await core.storage.connections.update(id, version, { ...next, connection })
  if (outcome === 'updated') return connection
  if (outcome === 'login_path_taken') throw connectionError('connection_login_path_taken')
  throw connectionError(outcome === 'absent' ? 'connection_not_found' : 'connection_conflict')
}

/** @throws {SsoError} `connection_conflict` */
export function checkVersion(connection: Connection, { expectedVersion }: AdminOptions): void {
  if (expectedVersion === undefined || expectedVersion === connection.version) return
  throw connectionError('connection_conflict', {
    detail: { expected: expectedVersion, found: connection.version },
  })
}

/** @throws {SsoError} `connection_invalid` */
export function providerOf(core: Core, protocol: string): SsoProvider {
  const provider = core.config.providerByProtocol.get(protocol)
  if (provider) return provider
  const known = [...core.config.providerByProtocol.keys()].join(' or ')
  const hint = `Use ${known}, or add the protocol to \`providers\`.`
  const message = `No provider speaks the protocol ${printable(String(protocol))}.`
  const issue = { path: 'protocol', code: 'connection_protocol_unknown', message, hint }
  throw connectionError('connection_invalid', { message, issues: [issue] })
}
