import type { Core } from '../core/core.ts'
import { isSsoError } from '../errors.ts'
import { changeSession, openSession, sealTokens } from '../session/record.ts'
import type { ConnectionRecord, SessionRecord } from '../storage/ports.ts'
import { noteUnreadable, PAGE_SIZE, type Rotation } from './rotation.ts'

/** Those that have ended keep their old seal: nobody opens their tokens again. */
export async function resealSessions(
  rotation: Rotation,
  { connection }: ConnectionRecord,
): Promise<void> {
  const { sessions } = rotation.core.storage
  const { id: connectionId } = connection
  let after: string | undefined
  for (;;) {
    const page = await sessions.find({
      ...{ connectionId, limit: PAGE_SIZE },
      ...(after === undefined ? {} : { after }),
    })
    for (const session of page) {
      if (rotation.isStopped()) return
      // Guards against a storage that compares ids without regard to case (rule T1).
      if (session.connectionId !== connectionId) continue
      await resealSession(rotation, session)
      rotation.counts.sessions += 1
    }
    const last = page.at(-1)?.id
    if (page.length < PAGE_SIZE || last === undefined || last === after) return
    rotation.report()
    after = last
  }
}

/** Tokens that were renewed since the page was read are sealed as they are by then. */
async function resealSession(
  { core, counts, unreadable, isFirst }: Rotation,
  { id, connectionId, organizationId, sealedTokens }: SessionRecord,
): Promise<void> {
  if (sealedTokens === undefined || (await isFirst(sealedTokens))) return
  try {
    const changed = await changeSession(core, id, (record) => resealed(core, record))
    if (changed) counts.resealed.sessions += 1
  } catch (error) {
    if (!isSsoError(error, 'sealed_value_unreadable')) throw error
    noteUnreadable({ counts, unreadable }, [{ organizationId, connectionId, sessionId: id }])
  }
}

async function resealed(core: Core, record: SessionRecord): Promise<SessionRecord> {
  if (record.sealedTokens === undefined) return record
  const { tokens } = await openSession(core, record)
  return { ...record, sealedTokens: await sealTokens(core, record, tokens) }
}
