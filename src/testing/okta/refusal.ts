/** How an app is told no (RFC 6749 section 4.1.2.1). */
export interface Refusal {
  readonly error: string
  readonly description: string
}
