import type { SessionRecord, SessionStore } from '../ports.ts'
import { compareText, requireUnchanged, step } from './step.ts'
import { createSweep } from './sweep.ts'

/** Keeps sessions and, apart from them, who may refresh which until when. */
export function createMemorySessions(): SessionStore {
  const sessions = new Map<string, SessionRecord>()
  const leasedUntil = new Map<string, number>()
  const sweepSessions = createSweep(sessions, ({ retainUntil }) => retainUntil.getTime())
  const sweepLeases = createSweep(leasedUntil, (until) => until)

  const isLeased = (id: string, now: Date): boolean => {
    const until = leasedUntil.get(id)
    return until !== undefined && until > now.getTime()
  }

  return {
    put: (session, call) =>
      step(call, () => {
        if (sessions.has(session.id)) throw new Error('A session with this id is stored already.')
        // The port gives no `now` here; the record was made a moment ago.
        sweepSessions.whenGrown(new Date(session.createdAt))
        sessions.set(session.id, structuredClone(session))
      }),

    get: (id, call) => step(call, () => sessions.get(id) ?? null),

    update: (id, expectedVersion, session, call) =>
      step(call, () => {
        const stored = sessions.get(id)
        if (stored?.version !== expectedVersion) return 'conflict'
        requireUnchanged(stored, session, 'id', 'organizationId', 'createdAt')
        sessions.set(id, structuredClone(session))
        return 'updated'
      }),

    find: (filter, call) =>
      step(call, () => {
        const { connectionId, issuer, subject, idpSessionId, after, limit } = filter
        return [...sessions.values()]
          .filter(
            (session) =>
              session.endedAt === undefined &&
              session.connectionId === connectionId &&
              (issuer === undefined || session.issuer === issuer) &&
              (subject === undefined || session.subject === subject) &&
              (idpSessionId === undefined || session.idpSessionIds.includes(idpSessionId)) &&
              (after === undefined || compareText(session.id, after) > 0),
          )
          .sort((left, right) => compareText(left.id, right.id))
          .slice(0, limit)
      }),

    end: (id, at, reason, call) =>
      step(call, () => {
        const session = sessions.get(id)
        if (session === undefined || session.endedAt !== undefined) return false
        const ended = { endedAt: at.toISOString(), endReason: reason }
        sessions.set(id, { ...session, ...ended, version: session.version + 1 })
        return true
      }),

    lease: (id, now, until, call) =>
      step(call, () => {
        const session = sessions.get(id)
        if (session === undefined || session.endedAt !== undefined) return false
        if (isLeased(id, now)) return false
        sweepLeases.whenGrown(now)
        leasedUntil.set(id, until.getTime())
        return true
      }),

    unlease: (id, until, call) =>
      step(call, () => {
        if (leasedUntil.get(id) === until.getTime()) leasedUntil.delete(id)
      }),

    deleteExpired: (now, limit, call) => step(call, () => sweepSessions.now(now, limit)),
  }
}
