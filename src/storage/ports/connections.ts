import type { Connection, ConnectionTrust } from '../../types/connection.ts'
import type { CheckEvidence, LoginEvidence, TestEvidence } from '../../types/connection.ts'
import type { OrganizationPolicy } from '../../types/policy.ts'
import type { StoreCall } from './call.ts'
import type { VerifiedDomain } from './domains.ts'

/** A secret as stored: opened only for the request that needs it. */
export interface SealedSecret {
  /** Bound to organisation, connection and field. */
  readonly sealed: string
  /** Keyed digest of the plain value, so that fingerprints need not open it. */
  readonly digest: string
  readonly setAt: string
}

/** Sealed secrets of one revision by their names. */
export type SealedSecrets = Readonly<Record<string, SealedSecret>>

/** A connection as it is stored: its secrets sealed, and what it is searched by. */
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
  /** All domains that this organisation currently has verified. */
  readonly verifiedDomains: readonly VerifiedDomain[]
}

/** How a connection is found. */
export type ConnectionQuery =
  /** Whatever its status. */
  | { readonly id: string }
  /** Whatever its status. */
  | { readonly loginPath: string }
  /**
   * Active connections only; first those with a passed `test` or a `lastLogin` of the fingerprint
   * that is live now, then the others; within each by id.
   */
  | { readonly issuer: string }
  /**
   * Active connections of organisations that have one of these domains verified: first those of whoever
   * has the first of them, then of the second, and so on, so that what is cut off is least wanted; within
   * each by id. Names match whole: that a domain covers its subdomains is the caller's business. `[]`
   * gives `[]`.
   */
  | { readonly verifiedDomains: readonly string[] }

/** Keeps connections. Every change names the version that it was made from. */
export interface ConnectionStore {
  /**
   * Matches in one read (one statement), policy and verified domains included. At most 20
   * connections, yet of each all its domains.
   */
  load(query: ConnectionQuery, call?: StoreCall): Promise<readonly LoadedConnection[]>
  /** By id. `after` is the id that ended the page before; it need not exist any more. */
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
  /**
   * The login path is unique over all organisations, drafts included. `id_taken` where both are
   * taken. Atomic.
   */
  create(
    record: ConnectionRecord,
    call?: StoreCall,
  ): Promise<'created' | 'id_taken' | 'login_path_taken'>
  /**
   * Replaces the record where its stored `connection.version` equals `expectedVersion`; `conflict`
   * goes before `login_path_taken`. Atomic. Of `trust`, `check`, `test` and `lastLogin` the newer of
   * the stored and the given one stays (`checkedAt`, `at`; where equal the given one), so that an
   * edit undoes nothing that was learned while it was being prepared. Stored evidence of a revision
   * that the edit replaces is gone.
   */
  update(
    id: string,
    expectedVersion: number,
    record: ConnectionRecord,
    call?: StoreCall,
  ): Promise<'updated' | 'conflict' | 'absent' | 'login_path_taken'>
  /**
   * Stores trust where the stored `trust.checkedAt` equals `expectedCheckedAt`. Moves no version.
   * Atomic. Of an absent connection: `conflict`.
   */
  saveTrust(
    id: string,
    expectedCheckedAt: string | null,
    trust: ConnectionTrust,
    dueAt: Date | null,
    call?: StoreCall,
  ): Promise<'saved' | 'conflict'>
  /**
   * Stores what a check, test or login proved. Per field it ignores evidence whose fingerprint is
   * neither the live nor the draft revision's, and evidence that is not newer (`at`) than what is
   * stored. Moves no version. Atomic per field. Of an absent connection: nothing happens.
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
