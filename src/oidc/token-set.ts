/** What a code was exchanged for. */
export interface TokenSet {
  /** Unread: `validateIdToken` alone reads it. */
  readonly idToken: string
  readonly accessToken: string
  /** `undefined` where the provider gave none. */
  readonly refreshToken: string | undefined
}
