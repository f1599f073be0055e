/** The last argument of every call. */
export interface StoreCall {
  /** Aborted before the call: it throws and does nothing. Later: it does all or nothing. */
  readonly signal?: AbortSignal
}
