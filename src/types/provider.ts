import type { SsoErrorCode, SsoIssue } from '../errors.ts'
import type { Check } from './check.ts'
import type { ClaimMapping, SetupField } from './connection.ts'
import type { EmailTrust, ReceivedClaims } from './identity.ts'
import type { JsonObject, JsonValue } from './json.ts'
import type { GuardedFetch } from './network.ts'
import type { ConnectionUrls, SsoPathKey } from './paths.ts'
import type { LoginStep } from './trace.ts'

/**
 * All that the core knows of a protocol. A provider holds no connection state: everything about a
 * connection arrives as an argument, so one provider serves every customer.
 */
export interface SsoProvider {
  /** Stored with every connection, for example `oidc`. */
  readonly protocol: string
  readonly routes: readonly ProviderRoute[]
  /** What a posted answer consists of; a browser may be asked to post it once more (rule F7). */
  readonly answerParameters: readonly string[]
  /** Names accepted in `secrets`. */
  readonly secretFields: readonly string[]
  /** What a connection of this profile maps as long as nobody says otherwise. */
  defaultClaims(profile: string): ClaimMapping
  /** What is wrong with the provider's own options on this host; asked once, by `createSso`. */
  configIssues?(host: {
    /** A development machine: nobody but its owner can reach it. */
    readonly isLoopback: boolean
  }): readonly SsoIssue[]
  /** Fills in defaults and lists every problem at once. */
  validateSettings(input: JsonObject, context: SettingsContext): ValidatedSettings
  /**
   * Turns what an admin hands in whole, such as a metadata file or its address, into settings. Called
   * with an edit before it is validated.
   *
   * @throws {SsoError} `connection_invalid` with `issues`
   */
  importSettings?(input: JsonObject, context: ImportContext): Promise<JsonObject>
  /** Lists what is wrong with secrets that are entered; their form as text is checked before. */
  secretIssues?(
    entered: Readonly<Record<string, string>>,
  ): readonly SsoIssue[] | Promise<readonly SsoIssue[]>
  /** What a stored secret may be sent to: any change erases it (rule T4). */
  secretBinding(settings: JsonObject): JsonValue
  /** What a running sign-in depends on: any change refuses its answer (rule T2). */
  trustBinding(settings: JsonObject): JsonValue
  /** By which `iss` values a third party may name this connection (rule F5), its own first. */
  issuers(settings: JsonObject): readonly string[]
  /** By which issuer people are known, where it is not the first of `issuers`. */
  accountIssuer?(settings: JsonObject): string
  /**
   * False where a sign-in proves nothing about the issuer, since keys or addresses were entered that
   * need not be its own: then its name alone does not lead to this connection. Default: true.
   */
  provesIssuer?(settings: JsonObject): boolean
  /**
   * True where the issuer has its host for itself, so that the addresses above it on this host are its
   * own too. Default: false.
   */
  ownsHost?(settings: JsonObject): boolean
  /**
   * What to enter at the identity provider, in the words of its console where the profile is known;
   * there before any settings are.
   */
  setupFields(context: SetupContext): readonly SetupField[] | Promise<readonly SetupField[]>
  /**
   * When the last certificate of the identity provider ends. Its key is accepted beyond that, yet its
   * owner means to replace it, so nobody should come to depend on it alone.
   */
  certificatesEndAt?(settings: JsonObject, document: JsonObject | undefined): Date | undefined
  /** Reads what the identity provider publishes. */
  loadTrust(context: ProviderContext): Promise<LoadedTrust>
  /** What the stored copy tells by itself; asked where `loadTrust` fails. Never reads anything. */
  remind?(context: ProviderContext): Promise<TrustReminder>
  /**
   * Examines settings, secrets and what the identity provider publishes, without anybody signing in.
   * What is wrong there is in the checks and never thrown. Without it `loadTrust` is tried out.
   */
  check?(context: CheckContext): Promise<readonly Check[]>
  /** Tells this protocol's answers apart from everything else; never throws. */
  recognise(message: InboundMessage): Recognition | undefined
  /**
   * The id of the request that an answer says to be for, `null` where it says to be for none. Nothing
   * of it is verified: it only chooses among the flows of this browser.
   */
  requestNamed?(message: InboundMessage): Promise<string | null>
  /**
   * True where answers come in the fragment of the address, which no server sees: a page of ours posts
   * it. Default: false.
   */
  answersInFragment?(settings: JsonObject): boolean
  /** What becomes of an answer that nobody asked for (rule S20). Without it: refused. */
  unsolicited?(settings: JsonObject): 'refuse' | 'restart' | 'accept'
  startLogin(context: StartContext): Promise<ProviderStart>
  finishLogin(context: FinishContext): Promise<ProviderAnswer>
  /**
   * What `finishLogin` checks, in the order of its work: the login trace is made from it. The step
   * `single_use` is the core’s and begins with `reserve`. Without it the answer is one check.
   */
  loginSteps?(context: {
    readonly profile: string
    readonly settings: JsonObject
  }): Promise<readonly LoginStep[]>
  /**
   * Prepares the end of the session at the identity provider. `undefined` where it offers none, for
   * this session at least: then only the host's own session ends, as it does where this throws.
   */
  startLogout?(context: StartLogoutContext): Promise<ProviderLogoutStart | undefined>
  /**
   * Verifies an answer to `startLogout` that came to a route of this provider; the core has found and
   * compared its flow. At `logoutReturn` the handle comes back as `state`, and that is all there is.
   */
  finishLogout?(context: FinishLogoutContext): Promise<{ readonly confirmed: boolean }>
  /**
   * Tells an answer to our own request from a request of the identity provider's, at a route that
   * serves logout; never throws. Answers without a known handle are asked for by `requestNamed`.
   */
  recogniseLogout?(key: SsoPathKey, message: InboundMessage): LogoutRecognition | undefined
  /** Verifies a request of the identity provider to end sessions; ends none itself. */
  receiveLogout?(context: ReceiveLogoutContext): Promise<LogoutDemand>
  /** Whether there is anything to renew a session with. Default: no. */
  canRefresh?(session: StoredSession): boolean
  /** Renews what a running session is based on, without a browser. */
  refresh?(context: RefreshContext): Promise<ProviderRefresh>
  /** What lies at a route that serves a document: public keys, metadata. */
  publish?(key: SsoPathKey, context: PublishContext): Promise<PublishedDocument>
}

/** An address that a provider answers. */
export interface ProviderRoute {
  readonly key: SsoPathKey
  readonly methods: readonly ('GET' | 'POST')[]
  /** Answers of identity providers, a document that they fetch from us, or the end of sessions. */
  readonly serves: 'answers' | 'document' | 'logout'
}

/** What a provider gets to validate settings with. */
export interface SettingsContext {
  /** The connection's profile: which vendor's habits apply. */
  readonly profile: string
  /** The settings before this edit, so that a derived value can be told from an edited one. */
  readonly previous?: JsonObject
  /** Secrets that are stored for these settings. */
  readonly storedSecrets: readonly string[]
  /** True for addresses that `network` and `baseUrl` allow, loopback http included. */
  isAllowedUrl(url: string): boolean
}

export interface SetupContext {
  readonly profile: string
  readonly urls: ConnectionUrls
  /** Those of the draft, else the live ones: a connection that was moved here may keep its addresses. */
  readonly settings: JsonObject
}

export interface ImportContext {
  /** The settings before this edit. */
  readonly previous: JsonObject
  readonly fetch: GuardedFetch
  /** True where plain http to this URL is allowed (loopback development). */
  allowsHttp(url: string): boolean
  now(): Date
}

/** Settings in their normal form, with what is wrong and what still lacks. */
export interface ValidatedSettings {
  /** With every default filled in. */
  readonly settings: JsonObject
  /** Values that can never be right: not even a draft is saved with them. */
  readonly invalid: readonly SsoIssue[]
  /** What is not entered yet: a draft may lack it, a live revision may not. */
  readonly missing: readonly SsoIssue[]
}

/** A trust document as a provider fetched it, with what is wrong with it. */
export interface LoadedTrust {
  readonly document: JsonObject
  /** What keeps a connection with this document from becoming active. */
  readonly issues: readonly SsoIssue[]
  /** What has changed, or will, and somebody should know. */
  readonly notices?: readonly TrustNotice[]
}

/** Such as that a certificate ends. */
export interface TrustReminder {
  /** The stored copy, which trusts what it did before and remembers what was told. */
  readonly document: JsonObject
  readonly notices: readonly TrustNotice[]
}

/** Reported as an event. Keys are named by their SHA-256 fingerprints, addresses by themselves. */
export type TrustNotice =
  | {
      readonly kind: 'keys_changed' | 'addresses_changed' | 'change_needs_admin'
      readonly added: readonly string[]
      readonly removed: readonly string[]
    }
  | { readonly kind: 'certificate_expiring'; readonly fingerprint: string; readonly days: number }

/** A request of a browser, already read: repeated parameters were refused before. */
export interface InboundMessage {
  readonly method: 'GET' | 'POST'
  readonly parameters: ReadonlyMap<string, string>
  /** Of a GET at a route for logout: the query as received, whose octets may be signed (rule S23). */
  readonly query?: string
}

/** What a request to a callback turned out to be, before anything of it is verified. */
export type Recognition =
  /**
   * An answer; `handle` finds the flow. Without it the message itself says which request it answers,
   * see `requestNamed`.
   */
  | { readonly kind: 'answer'; readonly handle: string | undefined }
  /**
   * An answer that names no request; it is never read, only replaced by a sign-in from our side.
   * `issuer` is who says to have sent it, which proves nothing (rule F5).
   */
  | { readonly kind: 'unsolicited'; readonly issuer?: string }

/** A connection and the means to work for it, all bound to this one connection. */
export interface ProviderContext {
  readonly connectionId: string
  readonly organizationId: string
  readonly profile: string
  readonly settings: JsonObject
  readonly claims: ClaimMapping
  readonly urls: ConnectionUrls
  /** True where the callback address serves several connections (rule O2). */
  readonly hasSharedCallback: boolean
  /** The host accepted what rule O2 warns of. */
  readonly acceptsMixUpRisk: boolean
  readonly trust: TrustState
  readonly fetch: GuardedFetch
  /** True for addresses that the network guard would call. */
  isAllowedUrl(url: string): boolean
  /** True where plain http to this URL is allowed (loopback development). */
  allowsHttp(url: string): boolean
  /** Opens a stored secret; `undefined` where none is stored. */
  secret(field: string): Promise<string | undefined>
  now(): Date
}

/** A connection that is examined. Requests end with the examination's deadline. */
export interface CheckContext extends ProviderContext {
  /** Signing out here shall sign people out at the identity provider. */
  readonly hasSingleLogout: boolean
  /**
   * To be called once before anything is sent that contains a secret, so that there is one such
   * examination a minute (rule T6). Let its error pass.
   *
   * @throws {SsoError} `check_throttled`
   */
  reserveProbe(): Promise<void>
}

/** What a published document may be made from: both revisions, since a draft is tried out as well. */
export interface PublishContext {
  readonly connectionId: string
  readonly profile: string
  readonly urls: ConnectionUrls
  /** The live one first. */
  readonly revisions: readonly PublishedRevision[]
  now(): Date
}

export interface PublishedRevision {
  readonly settings: JsonObject
  /** Opens a stored secret; `undefined` where none is stored. */
  secret(field: string): Promise<string | undefined>
}

export interface PublishedDocument {
  readonly mediaType: string
  readonly body: string
  /** How long it may be cached. */
  readonly maxAgeSeconds: number
}

/** The stored copy of what the identity provider publishes. */
export interface TrustState {
  readonly document: JsonObject | undefined
  readonly checkedAt: Date | undefined
  /** Stores a newer document, after the answer to the browser, if nobody else did meanwhile. */
  save(document: JsonObject): void
}

/** What a provider gets to begin a sign-in with. */
export interface StartContext extends ProviderContext {
  /** ≥ 128 random bits; travels as OIDC `state` or SAML `RelayState` and finds the flow again. */
  readonly handle: string
  readonly options: {
    readonly loginHint?: string
    readonly prompt?: string
    readonly maxAge?: number
    readonly acrValues?: string
    readonly forceAuthn?: boolean
    readonly uiLocales?: string
  }
  /** No page may be shown: the answer comes into a hidden frame, at `urls.silentCallback`. */
  readonly isSilent?: true
}

/** Where a provider sends the browser, and what it has to remember until the answer. */
export interface ProviderStart {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly fields?: Readonly<Record<string, string>>
  /** How the answer comes back; a POST needs a `SameSite=None` cookie. */
  readonly answer: 'redirect' | 'post'
  /** The request's own id, for answers that come without the handle. */
  readonly request?: string
  /** Sealed into the flow cookie: keep it below 300 bytes. */
  readonly flow: JsonObject
}

/** What a provider gets to read an answer with. */
export interface FinishContext extends ProviderContext {
  /** The one the flow was started with; the core has compared it. Empty for an unsolicited answer. */
  readonly handle: string
  /** `undefined` for an unsolicited answer, which only reaches a provider that accepts them. */
  readonly flow: JsonObject | undefined
  readonly message: InboundMessage
  /**
   * Says that a step of `loginSteps` begins, and so that the one before is done: for the login trace.
   */
  reached?(step: string): void
  /**
   * Marks the answer as used, atomically; throws `login_replayed` on the second call (rule S18). A
   * provider calls it exactly once, OIDC before the token request. With a flow it is the flow that is
   * used up; without one it is `answer`, which must be given then and is kept until it expires.
   */
  reserve(answer?: { readonly id: string; readonly expiresAt: Date }): Promise<void>
}

/** What a verified answer says: who it is, and which session began. */
export interface ProviderAnswer {
  readonly issuer: string
  readonly subject: string
  readonly claims: ReceivedClaims
  /** `domain` where the issuer serves one organisation alone (rule E3). Default `claim`. */
  readonly emailTrust?: EmailTrust
  readonly authentication: {
    readonly at: Date
    readonly acr?: string
    readonly amr?: readonly string[]
  }
  readonly session: {
    /** OIDC `sid`, SAML SessionIndex, and what else a provider may name the session by. */
    readonly idpSessionIds: readonly string[]
    /** The provider's own end of the session. */
    readonly expiresAt?: Date
    /** Sealed and stored in the sessions port. */
    readonly tokens: Readonly<Record<string, string>>
    /** Small facts that logout and refresh need, stored as they are: nothing secret. */
    readonly detail?: JsonObject
  }
}

/** A session as the sessions port keeps it, its tokens opened. */
export interface StoredSession {
  readonly issuer: string
  readonly subject: string
  readonly idpSessionIds: readonly string[]
  readonly tokens: Readonly<Record<string, string>>
  readonly detail?: JsonObject
}

export interface StartLogoutContext extends ProviderContext {
  /** ≥ 128 random bits; travels as OIDC `state` or SAML `RelayState` and finds the flow again. */
  readonly handle: string
  readonly session: StoredSession
}

/** Like the start of a sign-in: see `ProviderStart`. */
export type ProviderLogoutStart = ProviderStart

export interface FinishLogoutContext extends ProviderContext {
  readonly handle: string
  readonly flow: JsonObject
  readonly message: InboundMessage
}

export type LogoutRecognition =
  /** The answer to our request; `handle` finds the flow. */
  { readonly kind: 'answer'; readonly handle: string | undefined } | { readonly kind: 'request' }

export interface ReceiveLogoutContext extends ProviderContext {
  /** At which of its addresses the request came. */
  readonly key: SsoPathKey
  readonly message: InboundMessage
}

/** A verified request to end sessions. */
export interface LogoutDemand {
  /**
   * Which sessions of this connection end: those of the issuer that match everything given, and with
   * several ids those of any of them. With a subject, ids match a session of unknown ids as well, which
   * nobody could ever end by them. Never empty but for the issuer.
   */
  readonly sessions: {
    readonly issuer: string
    readonly subject?: string
    readonly idpSessionIds?: readonly string[]
  }
  /** By which the request counts once, and for how long it could be sent again. */
  readonly once?: { readonly id: string; readonly expiresAt: Date }
  /** What the sender gets once the sessions have ended, or could not all be. */
  answer(outcome: 'ended' | 'partial' | 'failed'): Promise<LogoutAnswer>
}

/** An answer to the sender itself, or one that its browser carries. */
export type LogoutAnswer =
  | { readonly kind: 'direct'; readonly status: number; readonly body?: JsonObject }
  /** An empty page that only pages of `ancestor`, an origin, may frame. */
  | { readonly kind: 'frame'; readonly status: number; readonly ancestor: string }
  | {
      readonly kind: 'browser'
      readonly method: 'GET' | 'POST'
      readonly url: string
      readonly fields?: Readonly<Record<string, string>>
    }

export interface RefreshContext extends ProviderContext {
  readonly session: StoredSession
  /**
   * Stores what takes the place of the session's tokens, and the facts that belong to them. To be called
   * once, as soon as the answer is verified and before anything else is asked for: what came before may
   * be worth nothing any more.
   */
  keep(renewed: {
    readonly tokens: Readonly<Record<string, string>>
    readonly detail?: JsonObject
    /** What renews the session is another by now, and the one before is used up. */
    readonly isRotated: boolean
  }): Promise<void>
}

export type ProviderRefresh =
  /** Claims are absent where the provider sent none: nothing about the person has changed. */
  | {
      readonly state: 'renewed'
      readonly claims?: ReceivedClaims
      readonly emailTrust?: EmailTrust
      /** The provider's own end of the session, where it named another one. */
      readonly expiresAt?: Date
    }
  /** Only the person can help. */
  | { readonly state: 'needs_login'; readonly code: SsoErrorCode }
  /** The provider says that the grant is over. */
  | { readonly state: 'ended' }
