import type { Core } from '../core/core.ts'
import { isSsoError } from '../errors.ts'
import type { SessionRecord } from '../storage/ports.ts'
import type { SsoSession } from '../types/login.ts'
import type { StoredSession } from '../types/provider.ts'

/** What a storage takes as a key. */
const MAX_ID_LENGTH = 512
/** Databases fail on such text: nobody may make a storage look broken by sending it. */
const unstorable = /[\p{Cc}\p{Cs}]/u

/** True for text that a storage can be asked for. */
export function isStorableId(id: unknown): id is string {
  return typeof id === 'string' && id !== '' && id.length <= MAX_ID_LENGTH && !unstorable.test(id)
}

/** The record of a session; `undefined` where there is none, or the id can be nobody's. */
export async function storedRecord(core: Core, id: unknown): Promise<SessionRecord | undefined> {
  const record = isStorableId(id) ? await core.storage.sessions.get(id) : null
  // Guards against a storage that compares ids without regard to case (rule T1).
  return record?.id === id ? (record ?? undefined) : undefined
}

/**
 * What the provider needs to know of a session, its tokens opened. Of one whose record is gone, what
 * the host's own session says; tokens that cannot be opened any more are left out: a person must be
 * able to sign out whatever became of them.
 */
export async function openedSession(
  core: Core,
  session: SsoSession,
  record: SessionRecord | undefined,
): Promise<StoredSession> {
  const { issuer, subject } = record ?? session
  if (!record) return { issuer, subject, idpSessionIds: [], tokens: {} }
  const { idpSessionIds, detail } = record
  const tokens = await openedTokens(core, record)
  return { issuer, subject, idpSessionIds, tokens, ...(detail ? { detail } : {}) }
}

async function openedTokens(
  core: Core,
  { id, connectionId, organizationId, sealedTokens }: SessionRecord,
): Promise<StoredSession['tokens']> {
  if (sealedTokens === undefined) return {}
  try {
    const context = [organizationId, connectionId, id]
    const opened = await core.sealer.open('session_tokens', context, sealedTokens)
    return opened as StoredSession['tokens']
  } catch (error) {
    if (isSsoError(error)) return {}
    throw error
  }
}
