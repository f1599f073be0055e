export type EnforcementMode = 'mixed' | 'enforced_new' | 'enforced_all'

/** Which ways to sign in an organisation allows. */
export interface OrganizationPolicy {
  readonly organizationId: string
  /** 1 for the first stored policy; moved by every change. */
  readonly version: number
  readonly mode: EnforcementMode
  /** Passwords can never come back through the API. */
  readonly isIrreversible: boolean
  /** Since when `enforced_new` applies: members from before keep their password. */
  readonly enforcedAt?: string
  readonly updatedAt: string
}
