import type { Core } from '../core/core.ts'
import { storedRecord } from '../logout/stored.ts'
import type { SessionRecord } from '../storage/ports.ts'
import type { StoredSession } from '../types/provider.ts'
import { sessionError } from './error.ts'
import { providerDetail } from './renewal.ts'

/** Others change a session once in a while: seal it anew, end it. More tries than that are a fault. */
const MAX_TRIES = 5

/**
 * Changes a running session by compare-and-set, as it is by then. One that has ended stays ended: a
 * sign-out during a renewal wins.
 *
 * @returns the session as it is now; `undefined` where it is over
 * @throws {SsoError} `session_refresh_busy`, `storage_unavailable`
 */
export async function changeSession(
  core: Core,
  id: string,
  edit: (record: SessionRecord) => SessionRecord | Promise<SessionRecord>,
): Promise<SessionRecord | undefined> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const record = await storedRecord(core, id)
    if (!record || record.endedAt !== undefined) return undefined
    const { version } = record
    const changed = { ...(await edit(record)), version: version + 1 }
    if ((await core.storage.sessions.update(id, version, changed)) === 'updated') return changed
  }
  throw sessionError('session_refresh_busy')
}

/**
 * What a provider is given of a session, its tokens opened.
 *
 * @throws {SsoError} `sealed_value_unreadable`
 */
export async function openSession(core: Core, record: SessionRecord): Promise<StoredSession> {
  const { issuer, subject, idpSessionIds, sealedTokens } = record
  const opened =
    sealedTokens === undefined
      ? {}
      : await core.sealer.open('session_tokens', sealingContext(record), sealedTokens)
  const tokens = opened as StoredSession['tokens']
  return { issuer, subject, idpSessionIds, tokens, detail: providerDetail(record) }
}

/** Sealed for this organisation, connection and session, and unreadable anywhere else (rule T1). */
export function sealTokens(
  core: Core,
  about: Pick<SessionRecord, 'organizationId' | 'connectionId' | 'id'>,
  tokens: StoredSession['tokens'],
): Promise<string> {
  return core.sealer.seal('session_tokens', sealingContext(about), tokens)
}

function sealingContext({
  organizationId,
  connectionId,
  id,
}: Pick<SessionRecord, 'organizationId' | 'connectionId' | 'id'>): string[] {
  return [organizationId, connectionId, id]
}
