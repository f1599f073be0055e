import type { SessionRecord, SessionStore } from '../ports.ts'

export type SessionFilter = Parameters<SessionStore['find']>[0]

const encoder = new TextEncoder()

/** Says its own length, so that no text runs into the next: `1:a` and `2:b:` are never mixed up. */
function part(text: string): string {
  return `${encoder.encode(text).length}:${text}`
}

/**
 * What all index entries begin with that fit the filter, of the way to find that fits fewest; a colon
 * and the id follow. The connection stands in each. The Lua twin is `entriesOf`.
 */
export function entryPrefix(filter: SessionFilter): string {
  const { connectionId, issuer, subject, idpSessionId } = filter
  const connection = part(connectionId)
  if (idpSessionId !== undefined) return `p${connection}${part(idpSessionId)}`
  if (subject !== undefined) return `s${connection}${part(subject)}`
  if (issuer !== undefined) return `i${connection}${part(issuer)}`
  return `c${connection}`
}

/** The range of such entries whose ids come after `after`; `;` is what follows a colon. */
export function entryRange(prefix: string, after: string | undefined): readonly [string, string] {
  return [after === undefined ? `[${prefix}:` : `(${prefix}:${after}`, `(${prefix};`]
}

/** All of the filter again, on what is stored by now. */
export function isFound(session: SessionRecord, filter: SessionFilter): boolean {
  const { connectionId, issuer, subject, idpSessionId } = filter
  return (
    session.endedAt === undefined &&
    session.connectionId === connectionId &&
    (issuer === undefined || session.issuer === issuer) &&
    (subject === undefined || session.subject === subject) &&
    (idpSessionId === undefined || session.idpSessionIds.includes(idpSessionId))
  )
}
