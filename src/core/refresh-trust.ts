import { isSsoError, SsoError, toSsoError } from '../errors.ts'
import type { ConnectionRecord } from '../storage/ports.ts'
import type { ConnectionRevision } from '../types/connection.ts'
import type { SsoProvider, TrustNotice } from '../types/provider.ts'
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
    const { document, issues, notices } = await provider.loadTrust(context)
    // What would keep the connection from being activated must not come in by the back door.
    if (issues.length > 0) throw new SsoError('connection_not_ready', { issues })
    await saveTrust(core, record, document)
    reportNotices(core, { connectionId: id, organizationId }, notices)
    return true
  } catch (error) {
    if (isSsoError(error, 'storage_unavailable')) throw error
    const { code } = toSsoError(error)
    core.emit({ type: 'trust.refresh_failed', code, connectionId: id, organizationId })
    return false
  }
}

/** Tells the host what has changed at an identity provider, or is about to. */
export function reportNotices(
  core: Core,
  about: { readonly connectionId: string; readonly organizationId: string },
  notices: readonly TrustNotice[] = [],
): void {
  for (const notice of notices) {
    if (notice.kind === 'certificate_expiring') {
      const { fingerprint, days } = notice
      core.emit({ type: 'certificate.expiring', fingerprint, days, ...about })
    } else {
      const { kind, added, removed } = notice
      core.emit({ type: `trust.${kind}`, added, removed, ...about })
    }
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
