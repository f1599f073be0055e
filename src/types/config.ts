import type { SsoError } from '../errors.ts'
import type { DnsResolver } from '../dns/port.ts'
import type { SsoStorage } from '../storage/ports.ts'
import type { AccountDirectory } from './accounts.ts'
import type { AuditConfig } from './audit.ts'
import type { ConnectionInput } from './connection.ts'
import type { SsoEvent } from './events.ts'
import type { EndedSession, Login, Refusal, SsoSession } from './login.ts'
import type { NetworkPolicy } from './network.ts'
import type { SsoPaths } from './paths.ts'
import type { PolicyChange } from './policy.ts'
import type { SsoProvider } from './provider.ts'
import type { StandardSchema } from './standard-schema.ts'
import type { TraceConfig } from './trace.ts'

/**
 * Lets a callback address be shared by connections whose answers do not name their issuer. Set it
 * only while you migrate: an attacker's tenant can then relay a victim's code (mix-up, rule O2).
 */
export const acceptMixUpRisk: unique symbol = Symbol.for('ssokit.acceptMixUpRisk') as never

/** The host's own code as actor of administrative calls. Never hand it to a request. */
export const systemActor: unique symbol = Symbol.for('ssokit.systemActor') as never

type MaybePromise<Type> = Type | Promise<Type>

/** A hook may answer with a response, with cookies to append, or with nothing. */
export type HookAnswer = MaybePromise<Response | { setCookie?: readonly string[] } | void>

/** What `authorize` is asked. */
export type AdminAction =
  | 'connection.create'
  | 'connection.read'
  | 'connection.update'
  | 'connection.check'
  | 'connection.test'
  | 'connection.activate'
  | 'connection.disable'
  | 'connection.remove'
  | 'domain.claim'
  | 'domain.read'
  | 'domain.verify'
  | 'domain.release'
  | 'domain.transfer'
  | 'policy.read'
  | 'policy.update'
  | 'setup_link.create'
  | 'setup_link.revoke'
  | 'journal.read'

/** A role of the host app, as admins see it when they map groups to roles. */
export interface RoleDefinition {
  readonly id: string
  readonly label: string
  readonly description?: string
}

/** The roles that groups of identity providers may be mapped to. */
export interface RoleConfig {
  readonly catalogue: readonly RoleDefinition[]
  /** How many groups one role may have. Default `one_group_per_role`. */
  readonly cardinality?: 'one_group_per_role' | 'many'
  /** Whether one group may lead to several roles. Default: only with `many`. */
  readonly allowSharedGroups?: boolean
}

/** What has to hold before a connection goes live. */
export type ActivationGate =
  | 'check'
  | 'test'
  | 'domain'
  | 'login_path'
  | 'role_mapping'
  | 'confirmation'

/** What every new connection begins with, for whoever creates it to change. */
export type ConnectionDefaults = Pick<ConnectionInput, 'settings' | 'claims' | 'access' | 'session'>

/**
 * Configuration of `createSso`. Everything is checked at start-up; unknown members are errors.
 *
 * @typeParam Context what the mount passes to hooks, for example `{ req, res }`
 */
export interface SsoConfig<Context = unknown> {
  /** Public origin of the host app. Scheme and host are never taken from a request. */
  readonly baseUrl: string
  /** Default `/sso`. */
  readonly basePath?: string
  /** Own paths below the origin; `{connectionId}` is optional in them. */
  readonly paths?: Partial<SsoPaths>
  /** Each ≥ 32 bytes of base64url. The first seals, all open. */
  readonly secrets: readonly string[]
  readonly providers: readonly SsoProvider[]
  readonly storage: SsoStorage
  readonly dns?: DnsResolver
  /** For products with one implicit organisation. */
  readonly organization?: { readonly id: string; readonly trustedDomains?: readonly string[] }
  readonly accounts?: AccountDirectory
  readonly roles?: RoleConfig
  /** Checks the custom attributes (`claims.custom`) of everybody who signs in. */
  readonly identity?: {
    /**
     * A Standard Schema: zod, valibot, arktype and others make them. Its input is an object with the
     * connection's custom attributes; its output becomes `identity.attributes`, and nothing else does.
     */
    readonly attributes: StandardSchema
  }
  readonly activation?: {
    /** Default `['check', 'test']`. */
    readonly requires: readonly ActivationGate[]
    /**
     * What an activation makes of the organisation's policy at least, whoever activates: for products in
     * which single sign-on takes the place of passwords. Default: nothing but what the call says.
     */
    readonly enforcement?: PolicyChange
  }
  /**
   * What connections begin with that nobody has edited yet, such as the claims that your customers'
   * guide tells to add. It counts once, when the connection is created.
   */
  connectionDefaults?(about: {
    readonly organizationId: string
    readonly protocol: string
    readonly profile: string
  }): MaybePromise<ConnectionDefaults | undefined>
  /** Identity provider profiles offered to admins; default all. */
  readonly profiles?: readonly string[]
  /** Entitlement, for example the enterprise plan; default everybody. */
  isSsoAllowed?(organizationId: string): MaybePromise<boolean>
  /** Permission for administrative calls; absent means nobody but `systemActor`. */
  authorize?(action: AdminAction, actor: unknown, organizationId: string): MaybePromise<boolean>
  /** Names an actor in events and in the audit list, for example by an id. Default: an actor that is text. */
  describeActor?(actor: unknown): string
  /** The host's running session of this browser. */
  readSession?(request: Request, context: Context): MaybePromise<SsoSession | null>
  /** Create the host's session here, with a new session id. */
  onLogin?(login: Login, request: Request, context: Context): HookAnswer
  onLocalLogout?(session: SsoSession, request: Request, context: Context): HookAnswer
  /** For hosts without `accounts`: deactivate here. */
  onRefused?(refusal: Refusal): MaybePromise<void>
  /** Own error page; the default page answers where nothing is returned. */
  onError?(error: SsoError, request: Request, context: Context): MaybePromise<Response | void>
  onSessionsEnd?(sessions: readonly EndedSession[]): MaybePromise<void>
  onEvent?(event: SsoEvent): void
  /** Origins besides `baseUrl` that `returnTo` may name. */
  readonly allowedReturnOrigins?: readonly string[]
  readonly domains?: {
    readonly recordLabel?: string
    readonly recordValuePrefix?: string
    readonly mailboxDomains?: readonly string[]
  }
  /** Default admin accounts and the like, for preflight. */
  legacyAccounts?(
    organizationId: string,
  ): Promise<readonly { readonly id: string; readonly reason: string }[]>
  readonly [acceptMixUpRisk]?: true
  /** How much of past attempts to sign in is kept for `connections.trace`; `false`: nothing. */
  readonly trace?: false | TraceConfig
  /** How long `audit.list` goes back; `false`: nothing is kept. */
  readonly audit?: false | AuditConfig
  readonly network?: NetworkPolicy
  /** Replaces the built-in transport; addresses can then not be pinned. */
  readonly fetch?: typeof fetch
  clock?(): Date
  /** Keeps a worker alive for work after the answer. */
  waitUntil?(work: Promise<unknown>): void
}
