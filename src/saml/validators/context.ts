/** What the validators hold a message against. */
export interface ValidationContext {
  readonly now: Date
  readonly toleranceSeconds: number
  readonly idpEntityId: string
  /** The address that the message was sent to. */
  readonly address: string
}

export interface ResponseContext extends ValidationContext {
  readonly spEntityId: string
  readonly inResponseTo: string | null
  readonly allowUnsolicited: boolean
  readonly requireEncryption: boolean
}
