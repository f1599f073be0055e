import type { Core } from '../core/core.ts'
import { storedRecord } from './stored.ts'

/**
 * Whether a session counts no more: it was ended, its time is over, or nobody knows it (any more).
 *
 * @throws {SsoError} `storage_unavailable`
 */
export async function isSessionEnded(core: Core, id: string): Promise<boolean> {
  const record = await storedRecord(core, id)
  if (!record || record.endedAt !== undefined) return true
  // Written so that an instant that is none counts as past.
  return record.expiresAt !== undefined && !(new Date(record.expiresAt) > core.config.clock())
}
