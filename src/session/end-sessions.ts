import { callHost, type Core } from '../core/core.ts'
import type { SessionRecord } from '../storage/ports.ts'

const PAGE_SIZE = 100

/** Which sessions end: those of the connection that match everything that is given. */
export interface SessionSelection {
  readonly connectionId: string
  readonly issuer?: string
  readonly subject?: string
  /**
   * Any of these. With a subject, a session of unknown ids counts as well, which nobody could ever end
   * by them.
   */
  readonly idpSessionIds?: readonly string[]
}

/**
 * Ends sessions of a connection. The host is told of each page before it is marked as ended: after a
 * failure in between the next attempt tells it again, and none is left out.
 *
 * @returns how many
 * @throws {SsoError} `host_callback_failed`, `storage_unavailable`
 */
export async function endSessions(
  core: Core,
  whose: SessionSelection,
  reason: string,
): Promise<number> {
  let ended = 0
  for await (const count of endedPages(core, whose, reason)) ended += count
  return ended
}

/** The same page by page, for whoever has to know how far it came: after each the number that ended. */
export async function* endedPages(
  core: Core,
  whose: SessionSelection,
  reason: string,
): AsyncGenerator<number, void, void> {
  for (const idpSessionId of idsToFind(whose)) {
    for await (const found of pages(core, whose, idpSessionId)) {
      const page = found.filter((session) => isSelected(session, whose))
      if (page.length === 0) continue
      await endPage(core, page, reason)
      yield page.length
    }
  }
}

/**
 * Ids are asked for one by one where nothing else narrows the sessions down. Those of one person are
 * few, and some of them may have no id.
 */
function idsToFind({ subject, idpSessionIds }: SessionSelection): readonly (string | undefined)[] {
  return subject === undefined && idpSessionIds ? [...new Set(idpSessionIds)] : [undefined]
}

async function* pages(
  core: Core,
  { connectionId, issuer, subject }: SessionSelection,
  idpSessionId: string | undefined,
): AsyncGenerator<readonly SessionRecord[], void, void> {
  const filter = {
    connectionId,
    ...(issuer === undefined ? {} : { issuer }),
    ...(subject === undefined ? {} : { subject }),
    ...(idpSessionId === undefined ? {} : { idpSessionId }),
    limit: PAGE_SIZE,
  }
  let after: string | undefined
  for (;;) {
    const found = await core.storage.sessions.find({
      ...filter,
      ...(after === undefined ? {} : { after }),
    })
    yield found
    const last = found.at(-1)?.id
    if (found.length < PAGE_SIZE || last === undefined || last === after) return
    after = last
  }
}

/** Guards, besides, against a storage that compares ids without regard to case (rule T1). */
function isSelected(session: SessionRecord, whose: SessionSelection): boolean {
  const { connectionId, issuer, subject, idpSessionIds } = whose
  return (
    session.connectionId === connectionId &&
    (issuer === undefined || session.issuer === issuer) &&
    (subject === undefined || session.subject === subject) &&
    (idpSessionIds === undefined ||
      session.idpSessionIds.some((id) => idpSessionIds.includes(id)) ||
      (subject !== undefined && session.idpSessionIds.length === 0))
  )
}

async function endPage(core: Core, page: readonly SessionRecord[], reason: string): Promise<void> {
  const ended = page.map(({ id, connectionId, organizationId, accountId }) => ({
    ...{ id, connectionId, organizationId, reason },
    ...(accountId === undefined ? {} : { accountId }),
  }))
  await callHost(() => core.config.onSessionsEnd?.(ended))
  const now = core.config.clock()
  await Promise.all(page.map(({ id }) => core.storage.sessions.end(id, now, reason)))
}
