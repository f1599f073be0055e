import { callHost, type Core } from '../core/core.ts'
import type { SsoErrorCode } from '../errors.ts'
import type { SessionRecord } from '../storage/ports.ts'
import type { RefreshResult } from '../types/login.ts'

/**
 * Ends one session because of what a renewal found. The host is told before it is marked, so that a
 * failure in between is made good by the next attempt.
 *
 * @throws {SsoError} `host_callback_failed`, `storage_unavailable`
 */
export async function endSession(
  core: Core,
  record: SessionRecord,
  code: SsoErrorCode,
): Promise<Extract<RefreshResult, { code: SsoErrorCode }>> {
  const { id, connectionId, organizationId, accountId } = record
  const account = accountId === undefined ? {} : { accountId }
  const about = { connectionId, organizationId }
  await callHost(() => core.config.onSessionsEnd?.([{ id, ...about, ...account, reason: code }]))
  const isFirst = await core.storage.sessions.end(id, core.config.clock(), code)
  if (isFirst) reportEnd(core, record, code)
  return { state: 'ended', code }
}

export function reportEnd(
  core: Core,
  { id: sessionId, connectionId, organizationId }: SessionRecord,
  code: SsoErrorCode,
): void {
  core.emit({ type: 'session.ended', sessionId, code, connectionId, organizationId })
}
