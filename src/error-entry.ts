import type { SsoErrorCode } from './error-codes.ts'

/** The only sentences of an error that an end user ever sees. They never tell which check failed. */
export const publicMessages: Readonly<Record<PublicMessageKey, string>> = {
  failed: 'Sign-in could not be completed.',
  restart:
    'This sign-in has expired or was already used. Please start again. If this happens again, allow cookies for this site.',
  denied: 'You do not have access to this application.',
  not_assigned:
    'You are not assigned to this application at your organisation. Ask your administrator for access.',
  not_approved:
    'Your organisation has not approved this application yet. Ask your administrator to approve it.',
  unavailable: 'Sign-in is not available right now. Please try again in a few minutes.',
  not_found: 'This sign-in address does not exist.',
  organization_unknown:
    'We do not know which organisation you belong to. Open this application from your organisation’s dashboard, or use its own sign-in link.',
  request: 'This request could not be understood.',
}

export type PublicMessageKey =
  | 'failed'
  | 'restart'
  | 'denied'
  | 'not_assigned'
  | 'not_approved'
  | 'unavailable'
  | 'not_found'
  | 'organization_unknown'
  | 'request'

/** What is fixed about an error code. */
export interface ErrorEntry {
  readonly status: number
  readonly public: PublicMessageKey
  readonly retryable: boolean
  /** What happened, for developers and admins. */
  readonly message: string
  /** What to change. */
  readonly hint: string
}

export const entry = (
  status: number,
  publicKey: PublicMessageKey,
  message: string,
  hint: string,
  retryable = false,
): ErrorEntry => ({ status, public: publicKey, retryable, message, hint })

/** Codes whose texts the root entry brings; every other area brings its own, and only with itself. */
export type CoreErrorCode = Exclude<
  SsoErrorCode,
  | OidcErrorCode
  | SamlErrorCode
  | ConnectionErrorCode
  | IdentityErrorCode
  | AccessErrorCode
  | DomainErrorCode
  | AdminErrorCode
  | NetworkErrorCode
  | LogoutErrorCode
  | SessionErrorCode
>
export type OidcErrorCode = Extract<SsoErrorCode, `oidc_${string}`>
export type SamlErrorCode = Extract<SsoErrorCode, `saml_${string}`>
export type ConnectionErrorCode = Extract<SsoErrorCode, `connection_${string}`>
export type IdentityErrorCode = Extract<SsoErrorCode, `identity_${string}`>
export type NetworkErrorCode = Extract<SsoErrorCode, `network_${string}`>
/** What a running session is renewed or replaced by. */
export type SessionErrorCode =
  | Extract<SsoErrorCode, `session_${string}`>
  | 'login_authentication_too_weak'
  | 'login_person_mismatch'
  | 'login_session_ended'
  | 'login_silent_origin_refused'
export type LogoutErrorCode = Extract<SsoErrorCode, `logout_${string}`>
export type AccessErrorCode = Extract<
  SsoErrorCode,
  `${'access' | 'accounts' | 'join' | 'roles'}_${string}`
>
/** `domain_invalid` is the core's: it is what a mistyped e-mail address meets as well. */
export type DomainErrorCode = Exclude<Extract<SsoErrorCode, `domain_${string}`>, 'domain_invalid'>
export type AdminErrorCode = Extract<
  SsoErrorCode,
  `${'activation' | 'admin' | 'check' | 'policy' | 'setup' | 'test'}_${string}`
>
