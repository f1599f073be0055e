import type { SsoErrorCode } from '../errors.ts'
import type { AccountFacts } from './accounts.ts'
import type { Identity } from './identity.ts'

/** A cookie for frameworks with their own cookie call; no max-age, since Express counts it in milliseconds. */
export interface BrowserCookie {
  readonly name: string
  readonly value: string
  readonly options: {
    readonly path: string
    readonly httpOnly: boolean
    readonly secure: boolean
    readonly sameSite: 'lax' | 'none'
    readonly expires: Date
  }
}

/** Whatever is to be sent to a browser. Use one of the three; they say the same. */
export interface BrowserInstruction {
  /** Values for separate `Set-Cookie` headers. */
  readonly setCookie: readonly string[]
  readonly cookies: readonly BrowserCookie[]
  /** A complete answer with these cookies. */
  toResponse(): Response
}

/** Which connection a sign-in uses, and how it is found. */
export type LoginTarget =
  | { readonly connectionId: string; readonly issuer?: string }
  | { readonly loginPath: string; readonly issuer?: string }
  | { readonly email: string }
  | { readonly issuer: string; readonly loginHint?: string; readonly targetLinkUri?: string }

/** Options of `sso.startLogin`. */
export interface StartLoginOptions {
  /** The browser's request; without it the cap on open flows cannot be kept. */
  readonly request?: Request
  /** Where to go afterwards: a path, or a URL on `baseUrl` or `allowedReturnOrigins`. Default `/`. */
  readonly returnTo?: string
  readonly loginHint?: string
  readonly prompt?: string
  /** Seconds since the person last proved who they are. */
  readonly maxAge?: number
  /**
   * How they must have proved it: authentication contexts, separated by spaces. An answer that names none
   * of them is refused with `login_authentication_too_weak`.
   */
  readonly acrValues?: string
  readonly forceAuthn?: boolean
  readonly uiLocales?: string
  /**
   * The running session that this sign-in takes the place of: a step-up, or with `silent` a renewal.
   * Another person's answer is refused, and the session goes on as it was.
   */
  readonly session?: SsoSession
  /** Into a hidden frame of a page of this origin, without showing anything to anybody. */
  readonly silent?: { readonly origin: string }
}

/** Where to send the browser so that the person can sign in. */
export interface LoginStart extends BrowserInstruction {
  readonly method: 'GET' | 'POST'
  readonly url: string
  /** Form fields of a POST. */
  readonly fields?: Readonly<Record<string, string>>
  readonly connectionId: string
}

/** Small JSON for the host's own session. Tokens stay sealed in the sessions port. */
export interface SsoSession {
  readonly id: string
  readonly connectionId: string
  readonly issuer: string
  readonly subject: string
  readonly authenticatedAt: string
  readonly expiresAt?: string
}

/** Why access was decided as it was. */
export interface Reason {
  readonly code: string
  readonly message: string
}

/** How the person gets in, with which roles, and why. */
export interface AccessGrant {
  readonly kind: 'sign_in' | 'provision'
  /** Present where the connection maps roles. */
  readonly roles?: readonly string[]
  readonly reasons: readonly Reason[]
}

/**
 * Who began a sign-in: this app, the identity provider, or a third party that sent the person here.
 */
export type LoginInitiator = 'sp' | 'idp' | 'third_party'

/** Somebody who is signed in: the one thing to create a host session from. */
export interface Login {
  readonly connectionId: string
  readonly organizationId: string
  readonly identity: Identity
  readonly access: AccessGrant
  readonly authentication: {
    readonly at: string
    readonly acr?: string
    readonly amr?: readonly string[]
    readonly initiatedBy: LoginInitiator
  }
  readonly session: SsoSession
  /** What `accounts` returned. */
  readonly account?: AccountFacts
  /** A safe same-origin path, or a URL on an allowed origin. */
  readonly returnTo: string
  /** The id of the session that this one takes the place of, after a step-up or a silent renewal. */
  readonly replaces?: string
}

/**
 * What became of a session. `active`: it goes on. `needs_login`: the person has to sign in again, and the
 * code says why. `ended`: it is over, and nothing of it may be used any more.
 */
export type RefreshResult =
  | {
      readonly state: 'active'
      /** To be stored in place of the one that was passed: its end may be another. */
      readonly session: SsoSession
      /** Present where the identity provider said something about the person. */
      readonly access?: AccessGrant
      readonly code?: undefined
    }
  | {
      readonly state: 'needs_login' | 'ended'
      readonly code: SsoErrorCode
      readonly session?: undefined
      readonly access?: undefined
    }

/** Somebody was authenticated and must answer before they are signed in. It lasts ten minutes. */
export interface PendingJoin {
  /** Proves that the answer comes from the page that showed the join. */
  readonly token: string
  readonly connectionId: string
  readonly organizationId: string
  readonly identity: Identity
  /** `account_session`: an account exists that only its own running session can prove (rule E4). */
  readonly needs: 'confirmation' | 'account_session'
  readonly expiresAt: string
}

/** What is wrong, or worth knowing, and what to change. */
export interface TestFinding {
  readonly code: string
  readonly message: string
  readonly hint: string
}

/** A claim as it came, for an admin to read: cut, and without characters that could forge a line. */
export interface TestClaim {
  readonly name: string
  readonly value: string
  /** For example `id_token`, `userinfo` or `attribute`. */
  readonly source: string
}

/**
 * What a sign-in that logged nobody in has shown. Plain JSON of bounded size; values are for reading
 * and not for comparing. It holds personal data of the admin who tested.
 */
export interface TestReport {
  readonly status: 'passed' | 'failed'
  /** `uiTexts.en.testPassed`, or what failed first. */
  readonly message: string
  readonly at: string
  /** Of exactly the revision that was tested. */
  readonly fingerprint: string
  /** Why it failed: every reason at once. */
  readonly issues: readonly TestFinding[]
  readonly warnings: readonly TestFinding[]
  /** Names of claims that this configuration needs and that did not come. */
  readonly missing: readonly string[]
  /** All that came, protocol claims aside. */
  readonly claims: readonly TestClaim[]
  /** Absent where the groups claim did not come, which is not the same as an empty list. */
  readonly groups?: readonly string[]
  /** How many claims and groups were left out for length. */
  readonly omitted: { readonly claims: number; readonly groups: number }
  readonly person?: {
    readonly issuer: string
    readonly subject: string
    readonly email?: string
    readonly emailVerified: boolean
    readonly name?: string
  }
  /** What the access decision for this person would be; nothing of it was carried out. */
  readonly access?: {
    readonly kind: 'sign_in' | 'provision' | 'join' | 'refuse'
    readonly roles?: readonly string[]
    readonly reasons: readonly Reason[]
  }
  readonly authentication?: {
    readonly at: string
    readonly acr?: string
    readonly amr?: readonly string[]
  }
}

/** A refusal or an invalid answer throws, so that whoever forgets a check logs nobody in. */
export type CallbackResult = BrowserInstruction &
  (
    | { readonly kind: 'login'; readonly login: Login }
    | { readonly kind: 'join'; readonly join: PendingJoin }
    | { readonly kind: 'test'; readonly report: TestReport; readonly returnTo: string }
    | { readonly kind: 'continue' }
    | { readonly kind: 'silent'; readonly login?: Login }
  )

/** Somebody was authenticated by the identity provider and refused by the access decision. */
export interface Refusal {
  readonly code: string
  readonly connectionId: string
  readonly organizationId: string
  readonly identity: Identity
  readonly reasons: readonly Reason[]
  readonly account?: AccountFacts
}

/** A session of the host that has to end now. */
export interface EndedSession {
  /** Equals `SsoSession.id`. */
  readonly id: string
  readonly connectionId: string
  readonly organizationId: string
  readonly accountId?: string
  readonly reason: string
}

/** Options of `sso.startLogout`. */
export interface StartLogoutOptions {
  /** The browser's request; without it the cap on open flows cannot be kept. */
  readonly request?: Request
  /** Where to go afterwards: a path, or a URL on `baseUrl` or `allowedReturnOrigins`. Default `/`. */
  readonly returnTo?: string
  /** `local` leaves the session at the identity provider alone. Default `provider`. */
  readonly scope?: LogoutScope
}

/** How far a logout reaches: this app alone, or the identity provider too. */
export type LogoutScope = 'local' | 'provider'

/** Why the identity provider is not asked to end its session. */
export type LocalLogoutReason =
  /** `scope: 'local'` was asked for. */
  | 'requested'
  /** The connection's `session.hasSingleLogout` is off. */
  | 'switched_off'
  /** The provider has no address for it, or cannot be asked about this session. */
  | 'not_offered'
  /** The connection is disabled or removed. */
  | 'connection_gone'
  /** The connection belongs to another issuer now than when the person signed in. */
  | 'connection_changed'
  /** The provider itself ended the session before. */
  | 'ended_by_provider'
  /** Its documents could not be read, or the like. */
  | 'provider_failed'

/**
 * The session has ended on our side; send this to the browser. With `scope: 'local'` that is all, and
 * `url` is where to go afterwards; else `url` is the identity provider's.
 */
export type LogoutStart = BrowserInstruction & {
  readonly method: 'GET' | 'POST'
  readonly url: string
  /** Form fields of a POST. */
  readonly fields?: Readonly<Record<string, string>>
  readonly connectionId: string
} & (
    | { readonly scope: 'provider' }
    | { readonly scope: 'local'; readonly reason: LocalLogoutReason }
  )

/** What came of a request at one of the logout addresses. */
export type LogoutResult = BrowserInstruction &
  (
    | {
        /** The browser came back from the identity provider; our session had ended before. */
        readonly kind: 'returned'
        /** True where the answer belongs to this browser's own request and says that it is done. */
        readonly confirmed: boolean
        readonly connectionId?: string
        /** A safe same-origin path, or a URL on an allowed origin. */
        readonly returnTo: string
      }
    | {
        /** The identity provider demanded it, and `onSessionsEnd` was told. */
        readonly kind: 'received'
        readonly connectionId: string
        /** `partial` and `failed`: the provider is told, and may try again. */
        readonly outcome: 'ended' | 'partial' | 'failed'
        /** How many sessions have ended; none is no failure. */
        readonly sessions: number
      }
    /** The browser is asked to post the same answer once more, from our own site. */
    | { readonly kind: 'continue' }
  )
