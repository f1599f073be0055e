import type { Connection, ConnectionInput, ConnectionSetup } from './connection.ts'
import type { MaintenanceOptions, MaintenanceReport } from './maintenance.ts'
import type { CallbackResult, LoginStart, LoginTarget, StartLoginOptions } from './login.ts'

/** Who acts. `expectedVersion` makes a change fail with `connection_conflict` if somebody was faster. */
export interface AdminOptions {
  readonly actor: unknown
  readonly expectedVersion?: number
}

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
  /** @throws {SsoError} `not_authorized`, `connection_not_found` */
  get(id: string, options: AdminOptions): Promise<Connection>
  /** All connections of one organisation, oldest first. */
  list(organizationId: string, options: AdminOptions): Promise<readonly Connection[]>
  /**
   * Edits the draft; the live revision is untouched until `activate`.
   *
   * @throws {SsoError} `not_authorized`, `connection_not_found`, `connection_invalid`,
   *   `connection_conflict`, `connection_login_path_taken`
   */
  update(id: string, input: ConnectionInput, options: AdminOptions): Promise<Connection>
  /**
   * Makes the draft live; without a draft it switches a disabled connection on again.
   *
   * @throws {SsoError} `not_authorized`, `connection_not_found`, `connection_not_ready` with `issues`,
   *   `connection_conflict`
   */
  activate(id: string, options: AdminOptions): Promise<{ state: 'active' }>
  /** Refuses every further sign-in, those under way included. */
  disable(id: string, options: AdminOptions): Promise<Connection>
  /** What the identity provider's admin has to enter there. Public: addresses only. */
  setup(id: string): Promise<ConnectionSetup>
}

/** Everything works unbound: `app.use(sso.handler)` is fine. */
export interface Sso<Context = unknown> {
  /** Where `handler` answers, for mounts. */
  readonly basePath: string
  /** Answers everything under `basePath` and `paths`. Never throws. */
  handler(request: Request, context?: Context): Promise<Response>
  /**
   * For a page of the host that is also callback, login or sign-out path. Reads a clone of the
   * request and never throws; `undefined` means that this is a plain visit of the host's page.
   */
  intercept(request: Request, context?: Context): Promise<Response | undefined>
  /**
   * Prepares the way to the identity provider. Writes nothing to the storage.
   *
   * @throws {SsoError} `login_target_unknown`, `login_ambiguous`, `login_issuer_refused`,
   *   `connection_not_active`, `organization_not_entitled`, `email_invalid`, `storage_unavailable`,
   *   and the provider's own codes
   */
  startLogin(target: LoginTarget, options?: StartLoginOptions): Promise<LoginStart>
  /**
   * Completes a sign-in from a route of the host's own. Runs no `onLogin`. An answer that nobody asked
   * for is never read: the result is `continue`, which sends the browser into a sign-in from our side.
   *
   * @throws {SsoError} whatever keeps this person from being signed in
   */
  handleCallback(request: Request, options?: { connectionId?: string }): Promise<CallbackResult>
  /** The answer that `handler` would give for this error; also clears the failed flow's cookie. */
  errorResponse(error: unknown, request: Request): Response
  readonly connections: ConnectionsApi
  /**
   * Does the background work that is due: one line of cron, or a timer. Sign-ins renew trust by
   * themselves; this does it for connections that nobody uses for days, and deletes what expired.
   *
   * @param options `limit` per kind of work, default 100; `signal` ends the call early
   * @returns what was done, and whether there is more to do
   * @throws {SsoError} `storage_unavailable`
   */
  maintain(options?: MaintenanceOptions): Promise<MaintenanceReport>
}
