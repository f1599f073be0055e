import { instantAfter } from '../connection/evidence.ts'
import type { Core } from '../core/core.ts'
import { isSsoError } from '../errors.ts'
import type { ConnectionRecord } from '../storage/ports.ts'
import { loadConnection, store } from './records.ts'

/** How often others may edit the connection in between. */
const MAX_TRIES = 10

/**
 * The record with its trust as the newest. A storage keeps the newer of two documents, and what was
 * learned of the revision before must not answer for the one that becomes live (rule T2): neither what
 * was learned a moment ago, nor what a process learned whose clock is ahead.
 *
 * @param before as it is stored
 */
export function trustedFromNow(
  { config }: Core,
  before: ConnectionRecord,
  next: ConnectionRecord,
): ConnectionRecord {
  const { trust } = next.connection
  if (!trust) return next
  const known = before.connection.trust
  const checkedAt = instantAfter(known && { at: known.checkedAt }, config.clock())
  return { ...next, connection: { ...next.connection, trust: { ...trust, checkedAt } } }
}

/**
 * Undoes an activation that must not stay: what was live is live again, with what was trusted then. What
 * others edited in between stays, and so does what they switched.
 *
 * @param before as it was stored
 * @param activated as it is stored
 * @throws {SsoError} `connection_conflict`, `connection_not_found`, `storage_unavailable`
 */
export async function putBack(
  core: Core,
  before: ConnectionRecord,
  activated: ConnectionRecord,
): Promise<void> {
  const { id, live } = activated.connection
  let current = activated
  for (let tries = 1; ; tries += 1) {
    try {
      await store(core, current, trustedFromNow(core, current, restored(before, current)))
      return
    } catch (error) {
      if (tries === MAX_TRIES || !isSsoError(error, 'connection_conflict')) throw error
    }
    current = (await loadConnection(core, id)).record
    const { status, live: now } = current.connection
    if (status !== 'active' || now?.fingerprint !== live?.fingerprint) return
  }
}

/** Whoever edited a connection without a draft made one of what was live. */
function restored(before: ConnectionRecord, current: ConnectionRecord): ConnectionRecord {
  const { draft: _draft, loginPath: _path, ...was } = before.connection
  const { description, loginPath, draft: edited } = current.connection
  const draft = edited ?? before.connection.draft
  const { draft: sealed } = edited ? current.sealed : before.sealed
  return {
    ...before,
    connection: {
      ...{ ...was, description },
      ...(loginPath === undefined ? {} : { loginPath }),
      ...(draft ? { draft } : {}),
    },
    sealed: {
      ...(before.sealed.live ? { live: before.sealed.live } : {}),
      ...(sealed ? { draft: sealed } : {}),
    },
  }
}
