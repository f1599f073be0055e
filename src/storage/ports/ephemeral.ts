import type { StoreCall } from './call.ts'

/** Expired means `now >= expiresAt`: it counts as absent in every call, deleted or not. */
export interface EphemeralStore {
  put(key: string, value: string, expiresAt: Date, call?: StoreCall): Promise<void>
  get(key: string, now: Date, call?: StoreCall): Promise<string | null>
  /** Reads and deletes in one atomic step: of 50 parallel callers one gets the value. */
  take(key: string, now: Date, call?: StoreCall): Promise<string | null>
  /**
   * Takes all keys or none, atomically. True for the first caller only, until `expiresAt`. A key
   * that is given twice counts once; of no keys it is true. Reserved keys are apart from those of
   * `put`.
   */
  reserve(keys: readonly string[], expiresAt: Date, now: Date, call?: StoreCall): Promise<boolean>
  /** Deletes up to `limit` expired values and reservations; returns how many. */
  deleteExpired(now: Date, limit: number, call?: StoreCall): Promise<number>
}
