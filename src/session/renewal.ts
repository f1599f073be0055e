import type { SessionRecord } from '../storage/ports.ts'
import type { JsonObject } from '../types/json.ts'
import type { AccessGrant, SsoSession } from '../types/login.ts'

/** How long a session without a known end is kept for logout that comes from the provider. */
const RETAIN_DAYS = 90
const DAY_MILLISECONDS = 86_400_000

/** What is known of a session's renewals. It lies in `detail`, beside the protocol's own facts. */
export interface Renewal {
  /** Digest of what the connection trusted when the person signed in (rule T2). */
  readonly trust: string
  /** When the age began to count that the connection limits; a silent renewal inherits it. */
  readonly since: string
  /** The provider's own end of the session. */
  readonly providerEnd?: string
  /** The session that this one took the place of. */
  readonly replaces?: string
  /** How many renewals there were, and when the last one was done. */
  readonly count?: number
  readonly at?: string
  /** What the last one decided. */
  readonly access?: AccessGrant
  /** The provider has given a new refresh token in place of the first one. */
  readonly isRotated?: true
  /** The provider was asked at this instant, and its answer is not known yet or was lost. */
  readonly askedAt?: string
  /** The provider will not renew it any more: why. */
  readonly refusal?: 'session_refresh_refused' | 'session_refresh_reused' | 'session_refresh_lost'
}

type Detail = Pick<SessionRecord, 'detail'>

/** Of a session that was written before there were renewals nothing is known: it is never renewed. */
export function renewalOf({ detail }: Detail): Renewal | undefined {
  const renewal = detail?.renewal as unknown as Renewal | undefined
  return typeof renewal?.trust === 'string' ? renewal : undefined
}

/** The protocol's facts alone. */
export function providerDetail({ detail = {} }: Detail): JsonObject {
  const { renewal: _ours, ...provided } = detail
  return provided
}

export function detailWith(provided: JsonObject | undefined, renewal: Renewal): JsonObject {
  return { ...provided, renewal: renewal as unknown as JsonObject }
}

/** The earlier of the provider's end and the connection's maximum age; neither is ever moved by us. */
export function sessionEnd(
  { since, providerEnd }: Pick<Renewal, 'since' | 'providerEnd'>,
  maxAgeSeconds: number | undefined,
): Date | undefined {
  const byAge =
    maxAgeSeconds === undefined ? undefined : new Date(since).getTime() + maxAgeSeconds * 1000
  const byProvider = providerEnd === undefined ? undefined : new Date(providerEnd).getTime()
  const ends = [byProvider, byAge].filter((end) => end !== undefined)
  return ends.length > 0 ? new Date(Math.min(...ends)) : undefined
}

/** From when on a record may be deleted: a day after its end, so that late logouts still find it. */
export function retainUntil(end: Date | undefined, now: Date): Date {
  const last = end?.getTime() ?? now.getTime() + RETAIN_DAYS * DAY_MILLISECONDS
  return new Date(last + DAY_MILLISECONDS)
}

/** The small JSON that the host keeps. */
export function sessionOf(record: SessionRecord): SsoSession {
  const { id, connectionId, issuer, subject, authenticatedAt, expiresAt } = record
  const end = expiresAt === undefined ? {} : { expiresAt }
  return { id, connectionId, issuer, subject, authenticatedAt, ...end }
}
