import type { JsonObject } from '../../types/json.ts'
import type { StoreCall } from './call.ts'

export interface JournalEntry {
  /** Unique; sorts by time. */
  readonly id: string
  readonly at: string
  readonly kind: 'login' | 'audit'
  readonly organizationId: string
  /** Of which entries are kept together; some of a connection stand under its id with a suffix. */
  readonly connectionId?: string
  readonly correlationId?: string
  readonly body: JsonObject
}

export interface JournalStore {
  /** Ignores entries whose id exists, so that a call can be repeated. All entries or none. */
  append(entries: readonly JournalEntry[], call?: StoreCall): Promise<void>
  /** Newest first, by id. All given filters apply; `before` is the id that ended the page before. */
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
   * Deletes what one of two rules names, up to `limit` entries in all; returns how many.
   *
   * - Entries of every kind with `at` before (not at) `olderThan`.
   * - Of each connection's `login` entries all but the newest `keepPerConnection`, of which 0 keeps
   *   none. `audit` entries and entries without connection go by age only.
   *
   * An entry that both rules name counts once.
   */
  trim(
    rule: { readonly olderThan: Date; readonly keepPerConnection?: number; readonly limit: number },
    call?: StoreCall,
  ): Promise<number>
}
