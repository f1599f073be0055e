import type { CallbackResult } from '../types/login.ts'

/** What became of an answer that a browser brought. */
export interface CompletedCallback {
  readonly result: CallbackResult
  readonly correlationId: string
  /** Of a silent answer: the page around the frame. */
  readonly origin?: string
}
