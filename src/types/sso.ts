import type { AccountFacts } from './accounts.ts'
import type { AuditApi } from './audit.ts'
import type { ConnectionsApi } from './connections-api.ts'
import type { DomainCheck, DomainsApi } from './domain.ts'
import type { MaintenanceOptions, MaintenanceReport } from './maintenance.ts'
import type { RotationOptions, RotationReport } from './rotation.ts'
import type {
  CallbackResult,
  LoginStart,
  LoginTarget,
  LogoutResult,
  LogoutStart,
  PendingJoin,
  RefreshResult,
  SsoSession,
  StartLoginOptions,
  StartLogoutOptions,
} from './login.ts'
import type { PoliciesApi } from './policies-api.ts'
import type { LoginOptions, PasswordDecision } from './policy.ts'
import type { SetupLinksApi } from './setup-link.ts'

/**
 * What `createSso` gives. Everything works unbound: `app.use(sso.handler)` is fine.
 */
export interface Sso<Context = unknown> {
  /** Where `handler` answers, for mounts. */
  readonly basePath: string
  /**
   * Answers everything under `basePath` and `paths`. Never throws.
   *
   * @param request of the browser or of an identity provider; scheme and host of its address do not count
   * @param context what the hooks get, for example `{ req, res }`
   * @returns the answer to send, with all its cookies; 404 for an address that is not ours
   * @example
   * ```ts
   * import type { Sso } from 'ssokit'
   *
   *
   * declare const sso: Sso
   * export default { fetch: (request: Request) => sso.handler(request) }
   * ```
   */
  handler(request: Request, context?: Context): Promise<Response>
  /**
   * For a page of the host that is also callback, login or sign-out path. Reads a clone of the
   * request and never throws; `undefined` means that this is a plain visit of the host's page.
   *
   * @param request of the browser
   * @param context what the hooks get, for example `{ req, res }`
   * @returns the answer to send in place of the page, or `undefined`
   * @example
   * ```ts
   * import type { Sso } from 'ssokit'
   *
   *
   * declare const sso: Sso
   * export async function page(request: Request): Promise<Response> {
   *   return (await sso.intercept(request)) ?? new Response('the page')
   * }
   * ```
   */
  intercept(request: Request, context?: Context): Promise<Response | undefined>
  /**
   * Prepares the way to the identity provider. Writes nothing to the storage.
   *
   * @param target the connection, its login path, a person's e-mail address, or an issuer
   * @param options `request` is the browser's, so that the cap on open flows can be kept; `returnTo` is a
   *   path, or a URL on an allowed origin, default `/`
   * @returns where to send the browser, with which cookies
   * @throws {SsoError} `login_target_unknown`, `login_ambiguous`, `login_issuer_refused`,
   *   `connection_not_active`, `organization_not_entitled`, `email_invalid`, `storage_unavailable`,
   *   and the provider's own codes
   * @example
   * ```ts
   * import type { Sso } from 'ssokit'
   *
   *
   * declare const sso: Sso
   * export async function login(request: Request): Promise<Response> {
   *   const start = await sso.startLogin({ loginPath: 'acme' }, { request, returnTo: '/inbox' })
   *   return start.toResponse()
   * }
   * ```
   */
  startLogin(target: LoginTarget, options?: StartLoginOptions): Promise<LoginStart>
  /**
   * Completes a sign-in from a route of the host's own. Runs no `onLogin`. An answer that nobody asked
   * for is never read: the result is `continue`, which sends the browser into a sign-in from our side.
   * The answer to a test gives `test` with its report, and logs nobody in.
   *
   * @param request the callback, with its body unread
   * @param options `connectionId` where the address does not name the connection
   * @returns what the answer came to; only `login` is somebody to create a session for
   * @throws {SsoError} whatever keeps this person from being signed in
   * @example
   * ```ts
   * import type { Login, Sso } from 'ssokit'
   *
   *
   * declare const sso: Sso
   * declare function createSession(login: Login): Promise<string>
   * export async function callback(request: Request): Promise<Response> {
   *   const result = await sso.handleCallback(request)
   *   const response = result.toResponse()
   *   if (result.kind === 'login') {
   *     response.headers.append('set-cookie', await createSession(result.login))
   *   }
   *   return response
   * }
   * ```
   */
  handleCallback(request: Request, options?: { connectionId?: string }): Promise<CallbackResult>
  /**
   * The join that this browser has to answer, for a host that shows the prompt on its own page
   * (`paths.join`). It may be asked again and again, for ten minutes.
   *
   * @param request of the browser; its cookie names the join
   * @returns who would join, and the `token` that the answer must carry; `null` where there is nothing
   *   to answer any more
   * @throws {SsoError} `connection_not_found`, `connection_not_active`, `connection_changed`,
   *   `storage_unavailable`, `identity_claim_missing`, `identity_claim_invalid`,
   *   `identity_email_invalid`
   * @example
   * ```ts
   * import type { Sso } from 'ssokit'
   *
   *
   * declare const sso: Sso
   * export async function prompt(request: Request): Promise<string> {
   *   const join = await sso.pendingJoin(request)
   *   return join ? `Join as ${join.identity.email}?` : 'There is nothing to join.'
   * }
   * ```
   */
  pendingJoin(request: Request): Promise<PendingJoin | null>
  /**
   * Completes a join once the person has agreed to it by a form of the host's own page. Runs no `onLogin`.
   * Everything is decided again; one answer counts.
   *
   * Where `needs` is `account_session`, pass the account whose session this browser has, after the person
   * agreed that this identity provider may sign them in to it from now on: name its host to them. Without
   * it the join stays pending, so that they can sign in first and come back.
   *
   * @security an account that is passed will be open to this identity provider for good. Take it from the
   *   running session and from nowhere else.
   * @param request the form that the person sent
   * @param answer `join` is the `token`; `account` links this account instead of making a new one
   * @returns as `handleCallback`: `login` where the person is in
   * @throws {SsoError} `join_not_found`, `join_token_mismatch`, `join_needs_account`, `access_*`,
   *   `accounts_failed`, `connection_changed`, `connection_not_active`, `organization_not_entitled`,
   *   `storage_unavailable`
   * @example
   * ```ts
   * import type { Sso } from 'ssokit'
   *
   *
   * declare const sso: Sso
   * export async function join(request: Request): Promise<Response> {
   *   const form = await request.clone().formData()
   *   const result = await sso.completeJoin(request, { join: String(form.get('join')) })
   *   return result.toResponse()
   * }
   * ```
   */
  completeJoin(
    request: Request,
    answer: { readonly join: string; readonly account?: AccountFacts },
  ): Promise<CallbackResult>
  /**
   * Ends a session: ours at once, then, where the connection says so and the identity provider offers
   * it, the one there. Send what it answers to the browser, with the end of the host's own session. It
   * works for a session that has ended before, and for a connection that is gone.
   *
   * @param session from the host's own session, and from nowhere else
   * @param options `returnTo` is where the person comes back to; `scope: 'local'` asks nobody else
   * @returns where to send the browser; `scope` and `reason` say what else ends
   * @throws {SsoError} `storage_unavailable`, and then the session may still be alive: call it again
   * @example
   * ```ts
   * import type { Sso, SsoSession } from 'ssokit'
   *
   *
   * declare const sso: Sso
   * declare const session: SsoSession // of the host's own session
   * export async function logout(request: Request): Promise<Response> {
   *   const start = await sso.startLogout(session, { request, returnTo: '/bye' })
   *   return start.toResponse()
   * }
   * ```
   */
  startLogout(session: SsoSession, options?: StartLogoutOptions): Promise<LogoutStart>
  /**
   * Completes what a logout address received, from a route of the host's own that lies on one of
   * `paths`: a return from the identity provider, or its own request to end sessions, for which
   * `onSessionsEnd` is called. Send `toResponse()` back, whatever the outcome.
   *
   * @param request with its body unread
   * @returns what has ended, and whether the identity provider confirmed it
   * @throws {SsoError} `request_not_found`, `logout_*`, `connection_not_found`, `storage_unavailable`,
   *   and the provider's own codes for what it refuses
   * @example
   * ```ts
   * import type { Sso } from 'ssokit'
   *
   *
   * declare const sso: Sso
   * export async function loggedOut(request: Request): Promise<Response> {
   *   const result = await sso.handleLogout(request)
   *   return result.toResponse()
   * }
   * ```
   */
  handleLogout(request: Request): Promise<LogoutResult>
  /**
   * For hosts that keep their sessions in the browser: whether this one has ended meanwhile, by a logout
   * anywhere, by its age, or because it is unknown.
   *
   * @param id `SsoSession.id`
   * @returns true where the session must not be used any more
   * @throws {SsoError} `storage_unavailable`, and then nothing is known
   * @example
   * ```ts
   * import type { Sso, SsoSession } from 'ssokit'
   *
   *
   * declare const sso: Sso
   * declare const session: SsoSession // from the host's own cookie
   * if (await sso.isSessionEnded(session.id)) console.log('sign in again')
   * ```
   */
  isSessionEnded(id: string): Promise<boolean>
  /**
   * Renews a running session without a browser: asks the identity provider where it gave a refresh
   * token, decides access anew by what it says, and tells whether the session goes on. However many
   * tabs and servers ask at once, the identity provider is asked once, and all get the same answer.
   *
   * Call it as often as a lost right may take to count, for example every ten minutes of use. It never
   * makes a session last longer than the connection allows.
   *
   * @param session the one that a sign-in or the last refresh gave
   * @returns `active` with the session to store in its place, and with `access` where the identity
   *   provider said something about the person; `needs_login` where they have to sign in again; `ended`
   *   where the session is over. The last two say why with a `code`
   * @throws {SsoError} `session_refresh_busy`, `storage_unavailable`, `host_callback_failed`,
   *   `accounts_failed`, `identity_*`, `network_*`, `oidc_*`: nothing is decided then, the session goes on
   *   until its end, and where `retryable` is true the same call may succeed later
   * @example
   * ```ts
   * import type { Sso, SsoSession } from 'ssokit'
   *
   *
   * declare const sso: Sso
   * declare let session: SsoSession // of the host's own session
   * const result = await sso.refresh(session)
   * if (result.state === 'active') session = result.session
   * else console.log('sign in again', result.code)
   * ```
   */
  refresh(session: SsoSession): Promise<RefreshResult>
  /**
   * The answer that `handler` would give for this error; also clears the failed flow's cookie. Never throws.
   *
   * @param error whatever was thrown
   * @param request the one that failed
   * @returns a page for people, or JSON where the request asks for it
   * @example
   * ```ts
   * import type { Sso } from 'ssokit'
   *
   *
   * declare const sso: Sso
   * export async function callback(request: Request): Promise<Response> {
   *   try {
   *     return (await sso.handleCallback(request)).toResponse()
   *   } catch (error) {
   *     return sso.errorResponse(error, request)
   *   }
   * }
   * ```
   */
  errorResponse(error: unknown, request: Request): Response
  /**
   * What a login page offers. It depends on domain and policy, never on whether an account exists, so
   * that nobody learns from it who is a customer's employee.
   *
   * @param query the e-mail address that a person typed, or the organisation; `purpose` is `sign_in`
   *   by default
   * @returns whether to ask for a password, and the connections to offer
   * @throws {SsoError} `email_invalid`, `storage_unavailable`
   * @example
   * ```ts
   * import type { Sso } from 'ssokit'
   *
   *
   * declare const sso: Sso
   * const { password, connections } = await sso.loginOptions({ email: 'ann@acme.example' })
   * for (const { label, url } of connections) console.log(`Sign in with ${label}: ${url}`)
   * if (password) console.log('or with a password')
   * ```
   */
  loginOptions(
    query: ({ readonly email: string } | { readonly organizationId: string }) & {
      readonly purpose?: 'sign_in' | 'sign_up'
    },
  ): Promise<LoginOptions>
  /**
   * Decides whether a person whose password was right may use it. Ask after the password was checked:
   * the answer says something about the account.
   *
   * @param query the organisation that the person signs in to, and their account
   * @returns `allowed`, why, and where to sign in instead
   * @throws {SsoError} `storage_unavailable`, and then nobody is let in
   * @example
   * ```ts
   * import type { AccountFacts, Sso } from 'ssokit'
   *
   *
   * declare const sso: Sso
   * declare const account: AccountFacts
   * const decision = await sso.mayUsePassword({ organizationId: 'acme', account })
   * if (!decision.allowed) console.log('sign in by', decision.connectionId)
   * ```
   */
  mayUsePassword(query: {
    readonly organizationId: string
    readonly account: AccountFacts
  }): Promise<PasswordDecision>
  /** Connections to identity providers. */
  readonly connections: ConnectionsApi
  /** Who may still use a password. */
  readonly policies: PoliciesApi
  readonly setupLinks: SetupLinksApi
  readonly audit: AuditApi
  readonly domains: DomainsApi
  /**
   * Starts the verification of a claimed domain, and checks it now.
   *
   * @param organizationId the host's own id
   * @param domain as a person typed it
   * @param options `actor`: asked for by `authorize` wherever it is given, `undefined` included; left
   *   out it is the host's own code
   * @returns what was expected and what was seen; that there is no proof yet is no error
   * @throws {SsoError} `not_authorized`, `organization_not_entitled`, `domain_invalid`,
   *   `domain_not_claimed`, `domain_dns_missing`, `domain_changed`, `storage_unavailable`
   * @example
   * ```ts
   * import type { Sso } from 'ssokit'
   *
   *
   * declare const sso: Sso
   * const { state, instructions } = await sso.verifyDomain('acme', 'acme.example')
   * if (state !== 'verified') console.log(`Publish ${instructions.value} at ${instructions.host}.`)
   * ```
   */
  verifyDomain(
    organizationId: string,
    domain: string,
    options?: { readonly actor?: unknown },
  ): Promise<DomainCheck>
  /**
   * Does the background work that is due: one line of cron, or a timer. Sign-ins renew trust by
   * themselves; this does it for connections that nobody uses for days, and deletes what expired.
   *
   * @param options `limit` per kind of work, default 100; `signal` ends the call early
   * @returns what was done, and whether there is more to do
   * @throws {SsoError} `storage_unavailable`
   * @example
   * ```ts
   * import type { Sso } from 'ssokit'
   *
   *
   * declare const sso: Sso
   * const { hasMore } = await sso.maintain()
   * console.log(hasMore ? 'call again' : 'done')
   * ```
   */
  maintain(options?: MaintenanceOptions): Promise<MaintenanceReport>
  /**
   * Seals everything that is stored with the first of the `secrets`, page by page, beside running
   * sign-ins and edits. What is done is not done again, so a call that was interrupted is repeated.
   * `npx ssokit secret rotate` calls it.
   *
   * @param options `onProgress` is told after every page; `signal` ends the call early
   * @returns what was done, what could not be opened, and when the other secrets can be removed
   * @throws {SsoError} `storage_unavailable`, `connection_conflict` or `session_refresh_busy` (one record
   *   is changed again and again)
   * @example
   * ```ts
   * import type { Sso } from 'ssokit'
   *
   *
   * declare const sso: Sso
   * const { isComplete, othersRemovableAt } = await sso.rotateSecrets()
   * if (isComplete) console.log('old secrets can go at', othersRemovableAt)
   * ```
   */
  rotateSecrets(options?: RotationOptions): Promise<RotationReport>
}
