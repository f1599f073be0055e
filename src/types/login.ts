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

export type LoginTarget =
  | { readonly connectionId: string; readonly issuer?: string }
  | { readonly loginPath: string; readonly issuer?: string }
  | { readonly email: string }
  | { readonly issuer: string; readonly loginHint?: string; readonly targetLinkUri?: string }

export interface StartLoginOptions {
  /** The browser's request; without it the cap on open flows cannot be kept. */
  readonly request?: Request
  /** Where to go afterwards: a path, or a URL on `baseUrl` or `allowedReturnOrigins`. Default `/`. */
  readonly returnTo?: string
  readonly loginHint?: string
  readonly prompt?: string
  /** Seconds since the person last proved who they are. */
  readonly maxAge?: number
  readonly acrValues?: string
  readonly forceAuthn?: boolean
  readonly uiLocales?: string
  /** The running session that is stepped up; another person's answer is refused. */
  readonly session?: SsoSession
  readonly silent?: { readonly origin: string }
}

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

export interface AccessGrant {
  readonly kind: 'sign_in' | 'provision'
  /** Present where the connection maps roles. */
  readonly roles?: readonly string[]
  readonly reasons: readonly Reason[]
}

export type LoginInitiator = 'sp' | 'idp' | 'third_party'

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
}

export interface PendingJoin {
  readonly token: string
  readonly connectionId: string
  readonly organizationId: string
  readonly identity: Identity
  readonly needs: 'confirmation' | 'account_session'
  readonly expiresAt: string
}

export interface TestReport {
  readonly status: 'passed' | 'failed'
  readonly message: string
  readonly identity?: Identity
  readonly issues: readonly Reason[]
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

export interface EndedSession {
  /** Equals `SsoSession.id`. */
  readonly id: string
  readonly connectionId: string
  readonly organizationId: string
  readonly accountId?: string
  readonly reason: string
}
