import type { JsonObject } from '../../types/json.ts'
import type { StoreCall } from './call.ts'

/** A session as it is stored: its tokens sealed, and what a logout finds it by. */
export interface SessionRecord {
  /** Equals `SsoSession.id`. */
  readonly id: string
  readonly connectionId: string
  readonly organizationId: string
  readonly issuer: string
  readonly subject: string
  /** OIDC `sid` or SAML SessionIndex, digests of them and the person; indexed with the connection. */
  readonly idpSessionIds: readonly string[]
  readonly accountId?: string
  readonly authenticatedAt: string
  readonly createdAt: string
  /** End of the session by the provider or by the connection's maximum age. */
  readonly expiresAt?: string
  readonly endedAt?: string
  readonly endReason?: string
  /** Moved by every change. */
  readonly version: number
  /** Sealed tokens: id_token for the logout hint, refresh_token. */
  readonly sealedTokens?: string
  /** Small facts that logout and refresh need, such as the SAML NameID format. */
  readonly detail?: JsonObject
  /** From when on the record may be deleted. */
  readonly retainUntil: Date
}

/** Keeps sessions, so that a logout anywhere ends them everywhere. */
export interface SessionStore {
  /** Stores a new session. Throws where the id exists, and leaves what is stored. Atomic. */
  put(session: SessionRecord, call?: StoreCall): Promise<void>
  get(id: string, call?: StoreCall): Promise<SessionRecord | null>
  /** Compare-and-set. Atomic. Of an absent session: `conflict`. */
  update(
    id: string,
    expectedVersion: number,
    session: SessionRecord,
    call?: StoreCall,
  ): Promise<'updated' | 'conflict'>
  /**
   * Sessions without `endedAt`, expired or not, by id. All given filters apply; `after` is the id
   * that ended the page before and need not exist any more.
   */
  find(
    filter: {
      readonly connectionId: string
      readonly issuer?: string
      readonly subject?: string
      readonly idpSessionId?: string
      readonly after?: string
      readonly limit: number
    },
    call?: StoreCall,
  ): Promise<readonly SessionRecord[]>
  /** Sets `endedAt` and `endReason` and moves the version. True for the first caller only. Atomic. */
  end(id: string, at: Date, reason: string, call?: StoreCall): Promise<boolean>
  /**
   * One caller at a time may refresh: true for the first, unless the session has ended or is absent;
   * at `until` the lease is free again. Atomic. A lease is no part of the session: it moves no
   * version and outlasts `update`.
   */
  lease(id: string, now: Date, until: Date, call?: StoreCall): Promise<boolean>
  /**
   * Gives the lease back where it still ends at `until`, so that a slow caller does not give back
   * the lease that somebody else has got since. Otherwise nothing happens. Atomic.
   */
  unlease(id: string, until: Date, call?: StoreCall): Promise<void>
  /** Deletes up to `limit` sessions with `retainUntil` at or before `now`; returns how many. */
  deleteExpired(now: Date, limit: number, call?: StoreCall): Promise<number>
}
