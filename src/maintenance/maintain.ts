import type { Core } from '../core/core.ts'
import { refreshTrust } from '../core/refresh-trust.ts'
import type { ConnectionRecord } from '../storage/ports.ts'
import type { MaintenanceOptions, MaintenanceReport } from '../types/maintenance.ts'

/** What one call does at most, unless the caller says otherwise. */
const DEFAULT_LIMIT = 100

/** Identity providers that are asked at the same time. */
const PARALLEL = 4

/** After a failed attempt; far below the seven days that keys are believed without being renewed. */
const RETRY_MILLISECONDS = 900_000

/**
 * All background work that is due: renews trust, deletes what has expired. Several processes may run
 * it at once; they repeat some work and undo none.
 */
export async function maintain(
  core: Core,
  { limit = DEFAULT_LIMIT, signal }: MaintenanceOptions = {},
): Promise<MaintenanceReport> {
  if (!Number.isSafeInteger(limit) || limit < 1) {
    throw new TypeError('limit is a whole number above zero.')
  }
  const now = core.config.clock()
  const isStopped = () => signal?.aborted === true
  // First, so that no connection's trouble keeps what has expired.
  const deleted = isStopped()
    ? { ephemeral: 0, sessions: 0 }
    : {
        ephemeral: await core.storage.ephemeral.deleteExpired(now, limit),
        sessions: await core.storage.sessions.deleteExpired(now, limit),
      }
  const due = await core.storage.connections.list({ dueBefore: now, limit })
  const trust = await refreshDue(core, due, signal)
  const isFull = [due.length, deleted.ephemeral, deleted.sessions].some((done) => done >= limit)
  return { trust, deleted, hasMore: isFull || isStopped() }
}

async function refreshDue(
  core: Core,
  due: readonly ConnectionRecord[],
  signal: AbortSignal | undefined,
): Promise<MaintenanceReport['trust']> {
  const waiting = [...due]
  const outcome = { refreshed: 0, failed: 0 }
  const errors: unknown[] = []
  const work = async (): Promise<void> => {
    for (let record = waiting.shift(); record; record = waiting.shift()) {
      if (signal?.aborted) return
      try {
        if (await refreshOne(core, record)) outcome.refreshed += 1
        else outcome.failed += 1
      } catch (error) {
        // What the storage does not take of one connection must not cost the others their turn.
        errors.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: PARALLEL }, work))
  if (errors.length > 0) throw errors[0]
  return outcome
}

async function refreshOne(core: Core, record: ConnectionRecord): Promise<boolean> {
  const { id, protocol, live, trust } = record.connection
  const provider = core.config.providerByProtocol.get(protocol)
  if (live && provider && (await refreshTrust(core, { record, live, provider }))) return true
  if (!trust) return false
  // The same copy, due a little later: one broken provider must not stay at the head of the queue.
  const retryAt = new Date(core.config.clock().getTime() + RETRY_MILLISECONDS)
  await core.storage.connections.saveTrust(id, trust.checkedAt, trust, retryAt)
  return false
}
