import type { Connection, ConnectionTrust } from '../types/connection.ts'
import type { CheckEvidence, LoginEvidence, TestEvidence } from '../types/connection.ts'
import type { JsonObject } from '../types/json.ts'
import type { OrganizationPolicy } from '../types/policy.ts'

/**
 * The storage that a host supplies: six small ports. `describeStorage` in `ssokit/testing` is their
 * contract; an adapter that fails it is not safe to use. Common rules:
 *
 * - Instants are `Date`s of the application's clock and arrive as arguments; never use the server's.
 * - Identifiers are compared byte by byte: `A` is not `a`.
 * - A call either does all of what it says or throws; whatever throws fails the sign-in closed.
 * - Values are any well-formed text, NUL and astral characters included; keys likewise.
 * - Results are copies: changing them changes nothing that is stored.
 */
export interface SsoStorage {
  readonly connections: ConnectionStore
  readonly organizations: OrganizationStore
  readonly domains: DomainStore
  readonly ephemeral: EphemeralStore
  readonly sessions: SessionStore
  readonly journal: JournalStore
}

/** The last argument of every call. */
export interface StoreCall {
  readonly signal?: AbortSignal
}

// Connections ------------------------------------------------------------------------------------

/** A secret as stored: opened only for the request that needs it. */
export interface SealedSecret {
  /** Bound to organisation, connection and field. */
  readonly sealed: string
  /** Keyed digest of the plain value, so that fingerprints need not open it. */
  readonly digest: string
  readonly setAt: string
}

export type SealedSecrets = Readonly<Record<string, SealedSecret>>

export interface ConnectionRecord {
  readonly connection: Connection
  readonly sealed: { readonly live?: SealedSecrets; readonly draft?: SealedSecrets }
  /** By which issuers a third party may name the live revision; indexed. */
  readonly issuers: readonly string[]
  /** When background work should look at this connection next; indexed. */
  readonly dueAt: Date | null
}

/** A connection with all that a sign-in needs to know of its organisation. */
export interface LoadedConnection {
  readonly record: ConnectionRecord
  readonly policy: OrganizationPolicy | null
  /** Domains that this organisation currently has verified. */
  readonly verifiedDomains: readonly VerifiedDomain[]
}

export interface VerifiedDomain {
  readonly domain: string
  readonly coversSubdomains: boolean
}

export type ConnectionQuery =
  | { readonly id: string }
  | { readonly loginPath: string }
  /** Active connections only; those with a passed test or a login first, then by id. */
  | { readonly issuer: string }
  /** Active connections of organisations that have one of these domains verified, by id. */
  | { readonly verifiedDomains: readonly string[] }

export interface ConnectionStore {
  /** Up to 20 matches in one read (one statement), policy and verified domains included. */
  load(query: ConnectionQuery, call?: StoreCall): Promise<readonly LoadedConnection[]>
  /** By creation instant, then id; `after` is the id that ended the page before. */
  list(
    filter: {
      readonly organizationId?: string
      /** Only those with `dueAt` at or before this instant. */
      readonly dueBefore?: Date
      readonly after?: string
      readonly limit: number
    },
    call?: StoreCall,
  ): Promise<readonly ConnectionRecord[]>
  /** The login path is unique over all organisations, drafts included. Atomic. */
  create(
    record: ConnectionRecord,
    call?: StoreCall,
  ): Promise<'created' | 'id_taken' | 'login_path_taken'>
  /**
   * Replaces the record where its stored `connection.version` equals `expectedVersion`. Atomic.
   * `trust`, `check`, `test` and `lastLogin` are replaced too: the caller decides what survives.
   */
  update(
    id: string,
    expectedVersion: number,
    record: ConnectionRecord,
    call?: StoreCall,
  ): Promise<'updated' | 'conflict' | 'absent' | 'login_path_taken'>
  /** Stores trust where the stored `trust.checkedAt` equals `expectedCheckedAt`. Moves no version. Atomic. */
  saveTrust(
    id: string,
    expectedCheckedAt: string | null,
    trust: ConnectionTrust,
    dueAt: Date | null,
    call?: StoreCall,
  ): Promise<'saved' | 'conflict'>
  /**
   * Stores what a check, test or login proved. Per field it only replaces evidence whose `at` is
   * older. Moves no version. Atomic per field. Of an absent connection: nothing happens.
   */
  saveEvidence(
    id: string,
    evidence: {
      readonly check?: CheckEvidence
      readonly test?: TestEvidence
      readonly lastLogin?: LoginEvidence
    },
    call?: StoreCall,
  ): Promise<void>
  remove(
    id: string,
    expectedVersion: number,
    call?: StoreCall,
  ): Promise<'removed' | 'conflict' | 'absent'>
}

// Organisations ----------------------------------------------------------------------------------

export interface OrganizationStore {
  get(organizationId: string, call?: StoreCall): Promise<OrganizationPolicy | null>
  /** Stores where the stored version equals `expectedVersion`; 0 means that none is stored yet. Atomic. */
  update(
    organizationId: string,
    expectedVersion: number,
    policy: OrganizationPolicy,
    call?: StoreCall,
  ): Promise<'updated' | 'conflict'>
}

// Domains ----------------------------------------------------------------------------------------

export type DomainState = 'unstarted' | 'pending' | 'verified' | 'lost' | 'failed' | 'expired'

export interface DomainClaim extends VerifiedDomain {
  readonly id: string
  readonly organizationId: string
  /** Lower-case A-label. */
  readonly domain: string
  readonly challenge: string
  readonly state: DomainState
  /** Moved by every change. */
  readonly version: number
  readonly createdAt: string
  readonly startedAt?: string
  readonly verifiedAt?: string
  /** First of the failed checks in a row of a verified domain. */
  readonly failingSince?: string
  readonly lastCheckedAt?: string
  /** When background work checks again; indexed together with the lease. */
  readonly nextCheckAt?: string
  readonly expiresAt?: string
  readonly attempts: number
  /** What the last check saw, for the admin's page. */
  readonly lastSeen?: JsonObject
  /** The owner agreed that this organisation may take the domain over. */
  readonly transferTo?: string
}

export interface DomainStore {
  /** Claims of several organisations coexist; one claim per organisation and domain. Atomic. */
  claim(claim: DomainClaim, call?: StoreCall): Promise<'claimed' | 'exists'>
  /** By domain name, then id. */
  list(
    filter: { readonly organizationId: string } | { readonly domain: string },
    call?: StoreCall,
  ): Promise<readonly DomainClaim[]>
  /** Compare-and-set of anything but becoming `verified`. Atomic. */
  update(
    id: string,
    expectedVersion: number,
    claim: DomainClaim,
    call?: StoreCall,
  ): Promise<'updated' | 'conflict'>
  /**
   * Makes the claim the one verified owner. `owned`: another claim of the same domain is verified.
   * Atomic, by a unique index over verified domains.
   */
  verify(
    id: string,
    expectedVersion: number,
    claim: DomainClaim,
    call?: StoreCall,
  ): Promise<'verified' | 'conflict' | 'owned'>
  /**
   * Claims whose `nextCheckAt` has come and which nobody has leased, oldest first; leases them until
   * `until`. No claim is given to two callers within one lease. A lease that ran out is free again.
   */
  lease(now: Date, until: Date, limit: number, call?: StoreCall): Promise<readonly DomainClaim[]>
  /** Deletes the claim. */
  release(
    id: string,
    expectedVersion: number,
    call?: StoreCall,
  ): Promise<'released' | 'conflict' | 'absent'>
}

// Ephemeral values -------------------------------------------------------------------------------

/** What is expired at `now` counts as absent in every call, deleted or not. */
export interface EphemeralStore {
  put(key: string, value: string, expiresAt: Date, call?: StoreCall): Promise<void>
  get(key: string, now: Date, call?: StoreCall): Promise<string | null>
  /** Reads and deletes in one atomic step: of 50 parallel callers one gets the value. */
  take(key: string, now: Date, call?: StoreCall): Promise<string | null>
  /**
   * Takes all keys or none, atomically. True for the first caller only, until `expiresAt`. Reserved
   * keys are apart from those of `put`.
   */
  reserve(keys: readonly string[], expiresAt: Date, now: Date, call?: StoreCall): Promise<boolean>
  /** Deletes up to `limit` expired values and reservations; returns how many. */
  deleteExpired(now: Date, limit: number, call?: StoreCall): Promise<number>
}

// Sessions ---------------------------------------------------------------------------------------

export interface SessionRecord {
  /** Equals `SsoSession.id`. */
  readonly id: string
  readonly connectionId: string
  readonly organizationId: string
  readonly issuer: string
  readonly subject: string
  /** OIDC `sid` or SAML SessionIndex; indexed with the connection. */
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
  /** When the record may be deleted. */
  readonly retainUntil: Date
}

export interface SessionStore {
  put(session: SessionRecord, call?: StoreCall): Promise<void>
  get(id: string, call?: StoreCall): Promise<SessionRecord | null>
  update(
    id: string,
    expectedVersion: number,
    session: SessionRecord,
    call?: StoreCall,
  ): Promise<'updated' | 'conflict'>
  /** Sessions that have not ended, by id. All given filters apply. */
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
  /** One caller at a time may refresh: true until `until` for the first, unless the session ended. Atomic. */
  lease(id: string, now: Date, until: Date, call?: StoreCall): Promise<boolean>
  /** Gives the lease back. */
  unlease(id: string, call?: StoreCall): Promise<void>
  deleteExpired(now: Date, limit: number, call?: StoreCall): Promise<number>
}

// Journal ----------------------------------------------------------------------------------------

export interface JournalEntry {
  /** Unique; sorts by time. */
  readonly id: string
  readonly at: string
  readonly kind: 'login' | 'audit'
  readonly organizationId: string
  readonly connectionId?: string
  readonly correlationId?: string
  readonly body: JsonObject
}

export interface JournalStore {
  append(entries: readonly JournalEntry[], call?: StoreCall): Promise<void>
  /** Newest first. All given filters apply; `before` is the id that ended the page before. */
  list(
    filter: {
      readonly organizationId: string
      readonly connectionId?: string
      readonly kind?: JournalEntry['kind']
      readonly correlationId?: string
      readonly before?: string
      readonly limit: number
    },
    call?: StoreCall,
  ): Promise<readonly JournalEntry[]>
  /**
   * Deletes up to `limit` entries older than `olderThan`, and of each connection's `login` entries
   * all but the newest `keepPerConnection`; returns how many.
   */
  trim(
    rule: { readonly olderThan: Date; readonly keepPerConnection?: number; readonly limit: number },
    call?: StoreCall,
  ): Promise<number>
}
