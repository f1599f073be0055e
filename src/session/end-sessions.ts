import { callHost, type Core } from '../core/core.ts'

const PAGE_SIZE = 100

/**
 * Ends all sessions of a connection, or those of one person on it. The host is told of each page before
 * it is marked as ended: after a failure in between the next attempt tells it again, and none is left out.
 *
 * @param whose the connection; of one person with `issuer` and `subject`
 * @throws {SsoError} `host_callback_failed`, `storage_unavailable`
 */
export async function endSessions(
  core: Core,
  whose: { readonly connectionId: string; readonly issuer?: string; readonly subject?: string },
  reason: string,
): Promise<void> {
  const { sessions } = core.storage
  const { connectionId, issuer, subject } = whose
  let after: string | undefined
  for (;;) {
    const found = await sessions.find({
      ...{ ...whose, limit: PAGE_SIZE },
      ...(after === undefined ? {} : { after }),
    })
    // Guards against a storage that compares ids without regard to case (rule T1).
    const page = found.filter(
      (session) =>
        session.connectionId === connectionId &&
        (issuer === undefined || session.issuer === issuer) &&
        (subject === undefined || session.subject === subject),
    )
    if (page.length > 0) {
      const ended = page.map(({ id, organizationId, accountId }) => ({
        ...{ id, connectionId, organizationId, reason },
        ...(accountId === undefined ? {} : { accountId }),
      }))
      await callHost(() => core.config.onSessionsEnd?.(ended))
      const now = core.config.clock()
      await Promise.all(page.map(({ id }) => sessions.end(id, now, reason)))
    }
    const last = found.at(-1)?.id
    if (found.length < PAGE_SIZE || last === undefined || last === after) return
    after = last
  }
}
