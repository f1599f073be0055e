import type { Core } from '../core/core.ts'
import { connectionError } from '../connection/error.ts'
import { activeConnection, type ActiveConnection } from './target.ts'
import { settingsDigest, trustDigest } from './trust-digest.ts'

/**
 * The connection as it is now: disabled, removed or re-pointed since the start means no (rule T2).
 *
 * @param trust digest of what it trusted at the start; `undefined` where there was none
 * @throws {SsoError} `connection_not_found`, `connection_not_active`, `connection_changed`
 */
export async function reload(
  core: Core,
  connectionId: string,
  trust: string | undefined,
): Promise<ActiveConnection> {
  const [loaded] = await core.storage.connections.load({ id: connectionId })
  // The second half guards against a storage that compares ids without regard to case (rule T1).
  if (!loaded || loaded.record.connection.id !== connectionId) {
    throw connectionError('connection_not_found', { connectionId })
  }
  const active = activeConnection(core, loaded)
  if (trust !== undefined && (await trustDigest(active)) !== trust) {
    throw connectionError('connection_changed', { connectionId })
  }
  return active
}

/**
 * The connection as it is now, unless what an answer was verified by is not the same any more (rule T2).
 *
 * @param settings digest of the settings by which it was verified
 * @throws {SsoError} `connection_not_found`, `connection_not_active`, `connection_changed`
 */
export async function reloadVerified(
  core: Core,
  connectionId: string,
  settings: string,
): Promise<ActiveConnection> {
  const active = await reload(core, connectionId, undefined)
  if ((await settingsDigest(active)) === settings) return active
  throw connectionError('connection_changed', { connectionId })
}
