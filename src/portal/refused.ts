import type { SsoIssue } from '../errors.ts'

/** Why a form is shown again. */
export interface Refused {
  readonly status: number
  readonly issues: readonly SsoIssue[]
  /** Of the whole form. */
  readonly message?: string
}
