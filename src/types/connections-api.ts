import type { CheckReport } from './check.ts'
import type { Connection, ConnectionInput, ConnectionSetup } from './connection.ts'
import type { LoginStart } from './login.ts'
import type { ConfirmationRequired, PolicyChange } from './policy.ts'
import type { TraceEntry } from './trace.ts'

/** Who acts. `expectedVersion` makes a change fail with `connection_conflict` if somebody was faster. */
export interface AdminOptions {
  readonly actor: unknown
  readonly expectedVersion?: number
}

/** Options of `connections.test`. */
export interface TestOptions extends AdminOptions {
  readonly request?: Request
  /** Default `/`. */
  readonly returnTo?: string
}

/** Options of `connections.trace`. */
export interface TraceOptions extends AdminOptions {
  /** Default 50, at most 200. */
  readonly limit?: number
  /** The id of the entry that ended the page before. */
  readonly before?: string
  /** The reference of an error page. */
  readonly correlationId?: string
}

/** Options of `connections.activate`. */
export interface ActivateOptions extends AdminOptions {
  readonly confirmation?: string
  readonly enforcement?: PolicyChange
}

/** What `connections.activate` answers: done, or an admin has to say yes to warnings first. */
export type ActivationOutcome = { readonly state: 'active' } | ConfirmationRequired

/** Everything about connections that admins do; `actor` says who it is. */
export interface ConnectionsApi {
  /**
   * Allocates the id and with it every address, before any data of the identity provider is known.
   *
   * @throws {SsoError} `not_authorized`, `organization_not_entitled`, `connection_invalid`,
   *   `connection_login_path_taken`
   */
  create(
    input: ConnectionInput & { organizationId?: string; protocol: string; profile?: string },
    options: AdminOptions,
  ): Promise<Connection>
  /**
   * One connection, as it is stored; secrets are named and never told.
   *
   * @throws {SsoError} `not_authorized`, `connection_not_found`
   */
  get(id: string, options: AdminOptions): Promise<Connection>
  /**
   * All connections of one organisation, oldest first.
   *
   * @param organizationId `undefined` where the product has one organisation
   * @throws {SsoError} `not_authorized`, `connection_invalid`
   */
  list(organizationId: string | undefined, options: AdminOptions): Promise<readonly Connection[]>
  /**
   * Edits the draft; the live revision is untouched until `activate`. Login path and description count
   * at once: of an active connection they need the permission `connection.activate` as well.
   *
   * @throws {SsoError} `not_authorized`, `connection_not_found`, `connection_invalid`,
   *   `connection_conflict`, `connection_login_path_taken`
   */
  update(id: string, input: ConnectionInput, options: AdminOptions): Promise<Connection>
  /**
   * Drops the draft and what was proved of it; what is live stays as it is. Without a draft nothing
   * happens.
   *
   * @throws {SsoError} `not_authorized`, `connection_not_found`, `connection_conflict`, and
   *   `connection_invalid` where the connection was never live
   */
  discardDraft(id: string, options: AdminOptions): Promise<Connection>
  /**
   * Examines the draft, or the live revision where there is none, with which nobody signs in: what the
   * identity provider publishes, whether it fits the settings, and whether it accepts client id and
   * secret. The report is stored as evidence for exactly this revision; an edit voids it.
   *
   * @throws {SsoError} `not_authorized`, `organization_not_entitled`, `connection_not_found`,
   *   `connection_conflict`, and `check_throttled` within a minute of the last one (rule T6):
   *   `detail.retryAfterSeconds` says how long to wait
   */
  check(id: string, options: AdminOptions): Promise<CheckReport>
  /**
   * Begins a real sign-in in the admin's browser that logs nobody in: of the draft, or of the live
   * revision where there is none, whatever the connection's status. Send what it answers to the
   * browser. The callback stores a report as `connection.test`, bound to exactly this revision, and
   * leads back to `returnTo`; an edit voids it, and what nobody finished in ten minutes counts as none.
   *
   * @param options `request` is the browser's, so that the cap on open flows can be kept; `returnTo`
   *   is the page to come back to, a path or a URL on an allowed origin
   * @throws {SsoError} `not_authorized`, `organization_not_entitled`, `connection_not_found`,
   *   `connection_conflict`, `connection_not_ready` with `issues`, `storage_unavailable`
   */
  test(id: string, options: TestOptions): Promise<LoginStart>
  /**
   * Makes the draft live; without a draft it switches a disabled connection on again. Every gate of
   * `activation.requires` must hold for exactly this revision; nobody skips one, `systemActor` neither.
   *
   * @param options `enforcement` changes the organisation's policy in the same step, which needs the
   *   permission `policy.update` as well; `confirmation` is the token of an answer
   *   `confirmation_required`, sent back once an admin has said yes to its warnings
   * @throws {SsoError} `not_authorized`, `organization_not_entitled`, `connection_not_found`,
   *   `connection_not_ready` with `issues`, `connection_conflict`, `check_throttled`,
   *   `activation_confirmation_invalid`, what `policies.set` throws, and
   *   `activation_enforcement_failed` where the connection is active and the policy is as it was
   */
  activate(id: string, options: ActivateOptions): Promise<ActivationOutcome>
  /**
   * Refuses every further sign-in, those under way included, and ends the sessions of this connection:
   * `onSessionsEnd` is told. What fails in the middle is finished by calling it again.
   *
   * @throws {SsoError} `not_authorized`, `connection_not_found`, `connection_conflict`,
   *   `host_callback_failed`, `storage_unavailable`
   */
  disable(id: string, options: AdminOptions): Promise<Connection>
  /**
   * Removes the connection, its sessions and the keys that lead from it to accounts
   * (`accounts.unlink`); its login path is free again. What fails in the middle is finished by calling
   * it again; until then the connection is disabled, and its version has moved.
   *
   * @throws {SsoError} `not_authorized`, `connection_not_found`, `connection_conflict`,
   *   `host_callback_failed`, `accounts_failed`, `storage_unavailable`
   */
  remove(id: string, options: AdminOptions): Promise<void>
  /**
   * The latest attempts to sign in, newest first: every check with what was expected and received, and
   * what to change. Failures that anybody could cause are counted apart, so that no flood of them
   * pushes out the others.
   *
   * @param options `correlationId` finds the attempt that an error page belongs to; `limit` is 50 by
   *   default and 200 at most; `before` is the `id` that ended the page before
   * @throws {SsoError} `not_authorized`, `connection_not_found`, `storage_unavailable`
   */
  trace(id: string, options: TraceOptions): Promise<readonly TraceEntry[]>
  /**
   * What the identity provider's admin has to enter there. Public: addresses only.
   *
   * @throws {SsoError} `connection_not_found`, `storage_unavailable`
   */
  setup(id: string): Promise<ConnectionSetup>
}
