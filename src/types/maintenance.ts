import type { DomainWork } from './domain.ts'

/** Options of `sso.maintain`. */
export interface MaintenanceOptions {
  /** How much of each kind of work one call does. Default 100. */
  readonly limit?: number
  /** Ends the call early; what was begun is finished. */
  readonly signal?: AbortSignal
}

/** What one call of `sso.maintain` has done. */
export interface MaintenanceReport {
  /** Connections whose keys and metadata were due. A failure keeps the last good copy. */
  readonly trust: { readonly refreshed: number; readonly failed: number }
  /** Claims of domains that were due; nothing without `dns`. */
  readonly domains: DomainWork
  /** Records that nobody can use any more. */
  readonly deleted: {
    readonly ephemeral: number
    readonly sessions: number
    /** Entries of login traces. */
    readonly journal: number
  }
  /** The limit or the signal ended the work: call again. */
  readonly hasMore: boolean
}
