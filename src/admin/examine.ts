import type { Candidate } from '../connection/candidate.ts'
import { providerContext } from '../core/connection-context.ts'
import type { Core } from '../core/core.ts'
import { connectionError } from '../connection/error.ts'
import { isSsoError, type SsoIssue, sentenceOf } from '../errors.ts'
import type { ConnectionRecord } from '../storage/ports.ts'
import type { JsonObject } from '../types/json.ts'
import type { LoadedTrust, SsoProvider } from '../types/provider.ts'
import { validateSettings } from './revisions.ts'

/** What keeps a revision from being used, as far as its own settings tell. */
export async function settingsIssues(
  core: Core,
  provider: SsoProvider,
  { connection }: ConnectionRecord,
  { revision, sealed }: Candidate,
): Promise<readonly SsoIssue[]> {
  const settings = revision.settings as JsonObject
  const { invalid, missing } = await validateSettings(core, provider, settings, {
    ...{ profile: connection.profile, previous: settings, storedSecrets: Object.keys(sealed) },
  })
  return [...invalid, ...missing]
}

/**
 * Reads what the identity provider publishes, as a sign-in with this revision would use it. What is
 * wrong with it, and that it cannot be read, is an issue and never thrown.
 *
 * @param isKnown what was stored for the live revision counts: it is this one
 */
export async function readTrust(
  core: Core,
  provider: SsoProvider,
  record: ConnectionRecord,
  { revision, sealed }: Candidate,
  isKnown: boolean,
): Promise<{ readonly trust?: LoadedTrust; readonly issues: readonly SsoIssue[] }> {
  const { trust: _other, ...untrusted } = record.connection
  const known = isKnown ? record : { ...record, connection: untrusted }
  try {
    const trust = await provider.loadTrust(await providerContext(core, known, revision, sealed))
    return trust.issues.length === 0 ? { trust, issues: [] } : { issues: trust.issues }
  } catch (error) {
    if (!isSsoError(error) || isSsoError(error, 'storage_unavailable')) throw error
    const { code, message, hint } = error
    return { issues: error.issues ?? [{ path: 'settings', code, message, hint }] }
  }
}

/** @throws {SsoError} `connection_not_ready`, unless there is nothing to settle */
export function refuseUnready(connectionId: string, issues: readonly SsoIssue[]): void {
  if (issues.length === 0) return
  throw connectionError('connection_not_ready', {
    message: sentenceOf(issues),
    issues,
    connectionId,
  })
}
