import { connectionError } from '../connection/error.ts'
import { isSsoError, toSsoError } from '../errors.ts'
import type { ConnectionRecord } from '../storage/ports.ts'
import type { ConnectionRevision } from '../types/connection.ts'
import type { JsonObject } from '../types/json.ts'
import type { SsoProvider, TrustNotice, TrustReminder } from '../types/provider.ts'
import { providerContext, saveTrust } from './connection-context.ts'
import type { Core } from './core.ts'

/** After a failed attempt; far below the seven days that keys are believed without being renewed. */
const RETRY_MILLISECONDS = 900_000

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
    if (issues.length > 0) throw connectionError('connection_not_ready', { issues })
    await saveTrust(core, record, document)
    reportNotices(core, { connectionId: id, organizationId }, notices)
    return true
  } catch (error) {
    if (isSsoError(error, 'storage_unavailable')) throw error
    const { code } = toSsoError(error)
    core.emit({ type: 'trust.refresh_failed', code, connectionId: id, organizationId })
    await remind(core, { record, live, provider })
    return false
  }
}

/**
 * What ends while nothing can be read is told all the same: once, since the copy remembers it. It
 * trusts what it did before, and is as old as it was.
 */
async function remind(core: Core, connection: TrustingConnection): Promise<void> {
  const { id, organizationId } = connection.record.connection
  // That the copy could not be renewed was told already.
  const reminder = await reminderOf(core, connection).catch(() => undefined)
  const isStored = await postponeRefresh(core, connection.record, reminder?.document)
  if (isStored) reportNotices(core, { connectionId: id, organizationId }, reminder?.notices)
}

async function reminderOf(
  core: Core,
  { record, live, provider }: TrustingConnection,
): Promise<TrustReminder | undefined> {
  return provider.remind?.(await providerContext(core, record, live, record.sealed.live ?? {}))
}

/**
 * The same copy, due a little later: one broken provider must not stay at the head of the queue.
 *
 * @returns true where it was stored
 */
export async function postponeRefresh(
  core: Core,
  { connection: { id, trust } }: ConnectionRecord,
  document: JsonObject | undefined = trust?.document,
): Promise<boolean> {
  if (!trust || !document) return false
  const retryAt = new Date(core.config.clock().getTime() + RETRY_MILLISECONDS)
  const { connections } = core.storage
  return (
    (await connections.saveTrust(id, trust.checkedAt, { ...trust, document }, retryAt)) === 'saved'
  )
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
