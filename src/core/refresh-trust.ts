import { isSsoError, SsoError, toSsoError } from '../errors.ts'
import type { ConnectionRecord } from '../storage/ports.ts'
import type { ConnectionRevision } from '../types/connection.ts'
import type { SsoProvider } from '../types/provider.ts'
import { providerContext, saveTrust } from './connection-context.ts'
import type { Core } from './core.ts'

/** A connection whose live revision is in use. */
export interface TrustingConnection {
  readonly record: ConnectionRecord
  readonly live: ConnectionRevision
  readonly provider: SsoProvider
}

/**
 * Renews the stored copy of keys and metadata. A failure is reported as an event and keeps the last
 * good copy (rule N4); so does a document with which the connection could not be activated.
 *
 * @returns true where the provider's documents were read and may be used
 */
export async function refreshTrust(
  core: Core,
  { record, live, provider }: TrustingConnection,
): Promise<boolean> {
  const { id, organizationId } = record.connection
  try {
    const context = await providerContext(core, record, live, record.sealed.live ?? {})
    const { document, issues } = await provider.loadTrust(context)
    // What would keep the connection from being activated must not come in by the back door.
    if (issues.length > 0) throw new SsoError('connection_not_ready', { issues })
    await saveTrust(core, record, document)
    return true
  } catch (error) {
    if (isSsoError(error, 'storage_unavailable')) throw error
    const { code } = toSsoError(error)
    core.emit({ type: 'trust.refresh_failed', code, connectionId: id, organizationId })
    return false
  }
}

/** The same after the answer to a browser, where the copy is no longer fresh: nobody waits for it. */
export function refreshTrustLater(core: Core, connection: TrustingConnection): void {
  const { id, trust } = connection.record.connection
  const now = core.config.clock()
  if (trust?.expiresAt !== undefined && new Date(trust.expiresAt) > now) return
  if (!core.refreshCooldown.isReady([id], now)) return
  core.background(async () => void (await refreshTrust(core, connection)), { connectionId: id })
}
