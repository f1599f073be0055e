import type { JsonObject } from '../../types/json.ts'
import type { StoreCall } from './call.ts'

/** Something that happened: an attempt to sign in, or an act of an admin. */
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

/** Keeps what happened, newest first, until it is trimmed. */
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
   * Deletes entries of one kind that one of two rules names, up to `limit` in all; returns how many.
   *
   * - Those with `at` before (not at) `olderThan`.
   * - Of `login` entries, of each connection all but the newest `keepPerConnection`, of which 0 keeps
   *   none. Entries without connection go by age only, and so do `audit` entries.
   *
   * An entry that both rules name counts once.
   */
  trim(
    rule: {
      readonly kind: JournalEntry['kind']
      readonly olderThan: Date
      readonly keepPerConnection?: number
      readonly limit: number
    },
    call?: StoreCall,
  ): Promise<number>
}
