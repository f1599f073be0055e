import type { AdminOptions } from './connections-api.ts'
import type { OrganizationPolicy, PolicyChange, PolicyOutcome, Preflight } from './policy.ts'

/** Which ways to sign in an organisation allows. */
export interface PoliciesApi {
  /**
   * What holds now; `mixed`, version 0, where nothing was ever chosen.
   *
   * @throws {SsoError} `not_authorized`
   */
  get(organizationId: string, options: AdminOptions): Promise<OrganizationPolicy>
  /**
   * Changes it. A stricter mode must pass the preflight; an irreversible one must be confirmed.
   *
   * @throws {SsoError} `not_authorized`, `organization_not_entitled`, `policy_invalid`,
   *   `policy_irreversible`, `policy_conflict`, `policy_preflight_failed` with `issues`,
   *   `activation_confirmation_invalid`
   */
  set(
    organizationId: string,
    change: PolicyChange,
    options: AdminOptions & { readonly confirmation?: string },
  ): Promise<PolicyOutcome>
  /**
   * Lists who would be locked out by a mode, and what to do first. Changes nothing.
   *
   * @throws {SsoError} `not_authorized`, `accounts_failed`
   */
  preflight(
    organizationId: string,
    change: Pick<PolicyChange, 'mode'>,
    options: AdminOptions,
  ): Promise<Preflight>
}
