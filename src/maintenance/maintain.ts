import type { Core } from '../core/core.ts'
import { postponeRefresh, refreshTrust } from '../core/refresh-trust.ts'
import type { ConnectionRecord } from '../storage/ports.ts'
import type { MaintenanceOptions, MaintenanceReport } from '../types/maintenance.ts'

/** What one call does at most, unless the caller says otherwise. */
const DEFAULT_LIMIT = 100

/** Identity providers that are asked at the same time. */
const PARALLEL = 4

/**
 * All background work that is due: renews trust, checks domains, deletes what has expired. Several processes may run
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
    ? { ephemeral: 0, sessions: 0, journal: 0 }
    : {
        ephemeral: await core.storage.ephemeral.deleteExpired(now, limit),
        sessions: await core.storage.sessions.deleteExpired(now, limit),
        journal: await trimJournal(core, now, limit),
      }
  // Neither of them may keep the other from its turn.
  const [connections, claims] = await Promise.allSettled([
    refreshDue(core, limit, signal),
    checkDueDomains(core, limit, signal),
  ])
  if (connections.status === 'rejected') throw connections.reason
  if (claims.status === 'rejected') throw claims.reason
  const { due, ...trust } = connections.value
  const { hasMore: hasMoreDomains, ...domains } = claims.value
  const isFull = [due, ...Object.values(deleted)].some((done) => done >= limit)
  return { trust, domains, deleted, hasMore: isFull || hasMoreDomains || isStopped() }
}

const DAY_MILLISECONDS = 86_400_000
/** Of entries that were written before the trace was switched off. */
const NOTHING_KEPT = { keep: 0, days: 30 }

async function trimJournal(core: Core, now: Date, limit: number): Promise<number> {
  const { trace, audit } = core.config
  const { journal } = core.storage
  const before = (days: number) => new Date(now.getTime() - days * DAY_MILLISECONDS)
  const { keep, days } = trace || NOTHING_KEPT
  const attempts = await journal.trim({
    ...{ kind: 'login', olderThan: before(days), keepPerConnection: keep, limit },
  })
  const rest = limit - attempts
  if (rest <= 0) return attempts
  const olderThan = audit ? before(audit.days) : now
  return attempts + (await journal.trim({ kind: 'audit', olderThan, limit: rest }))
}

/** Loaded by hosts with `dns` only. */
async function checkDueDomains(
  core: Core,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<MaintenanceReport['domains'] & { readonly hasMore: boolean }> {
  if (!core.config.dns) return { checked: 0, verified: 0, lost: 0, expired: 0, hasMore: false }
  const { verifyPending } = await import('../domains/verify-pending.ts')
  return verifyPending(core, { limit, ...(signal ? { signal } : {}) })
}

async function refreshDue(
  core: Core,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<MaintenanceReport['trust'] & { readonly due: number }> {
  const dueBefore = core.config.clock()
  const due = await core.storage.connections.list({ dueBefore, limit })
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
  return { ...outcome, due: due.length }
}

async function refreshOne(core: Core, record: ConnectionRecord): Promise<boolean> {
  const { protocol, live } = record.connection
  const provider = core.config.providerByProtocol.get(protocol)
  if (live && provider) return refreshTrust(core, { record, live, provider })
  await postponeRefresh(core, record)
  return false
}
