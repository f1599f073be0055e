/**
 * How a vendor's logout endpoint differs from OpenID Connect RP-Initiated Logout 1.0. A vendor without
 * a record follows it; one whose discovery document names no endpoint offers none.
 */
export interface LogoutHabits {
  /** Profiles of connections whose provider this is. */
  readonly profiles: readonly string[]
  /** Issuers whose provider this is, whatever the profile says. */
  readonly issuers?: RegExp
  /**
   * `required`: without it people meet an error page, so the provider is not asked then. `unused`: it
   * makes nothing of it, so the token stays out of addresses. Default: sent where there is one.
   */
  readonly idTokenHint?: 'required' | 'unused'
  /** The claim of the ID token that `logout_hint` repeats where the token itself is not sent. */
  readonly logoutHintClaim?: string
  /** It takes no form: a token that is too long for an address is left out. */
  readonly isGetOnly?: true
  /** Where its endpoint takes parameters of its own, or lies where no document says. */
  readonly own?: {
    /** Below the host of the authorization endpoint; used where the document names no endpoint. */
    readonly path: string
    readonly returnParameter: string
    /** How our `state` travels: as a parameter, or in the query of the return address. */
    readonly state: 'parameter' | 'return_address'
    /** Also where the document names an endpoint, which then is this one. */
    readonly isOnly?: true
  }
  readonly sources: readonly string[]
  /** What no public document says. */
  readonly unconfirmed?: readonly string[]
}

export const logoutHabits: readonly LogoutHabits[] = [
  {
    profiles: ['okta'],
    idTokenHint: 'required',
    sources: [
      'https://developer.okta.com/docs/api/openapi/okta-oauth/oauth/customas',
      'https://github.com/mogenius/renovate-operator/issues/691',
      'https://github.com/oktadeveloper/okta-blog-archive/pull/944',
    ],
  },
  {
    profiles: ['entra'],
    idTokenHint: 'unused',
    // An optional claim, to be switched on for the application. Without it people choose an account.
    logoutHintClaim: 'login_hint',
    sources: [
      'https://learn.microsoft.com/en-us/entra/identity-platform/v2-protocols-oidc#send-a-sign-out-request',
    ],
    unconfirmed: ['that `state` comes back'],
  },
  {
    profiles: ['auth0'],
    // "the session ID (sid) of the user’s current Auth0 session"
    logoutHintClaim: 'sid',
    // Documented for GET alone.
    isGetOnly: true,
    // Tenants name `/oidc/logout` in their document only where that is switched on.
    own: { path: '/v2/logout', returnParameter: 'returnTo', state: 'return_address' },
    sources: [
      'https://auth0.com/docs/authenticate/login/logout/log-users-out-of-auth0',
      'https://auth0.com/docs/authenticate/login/logout/redirect-users-after-logout',
      'https://community.auth0.com/t/dynamically-redirect-a-user-after-logout-if-there-are-more-than-100-destinations/135657',
    ],
  },
  {
    profiles: [],
    issuers: /^https:\/\/cognito-idp\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?\//,
    idTokenHint: 'unused',
    isGetOnly: true,
    own: { path: '/logout', returnParameter: 'logout_uri', state: 'parameter', isOnly: true },
    sources: ['https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html'],
    unconfirmed: ['that `state` comes back'],
  },
]

const none: LogoutHabits = { profiles: [], sources: [] }

/** What is known of a connection's logout endpoint: by its issuer, else by its profile. */
export function logoutHabitsOf(profile: string, issuer: string): LogoutHabits {
  return (
    logoutHabits.find(({ issuers }) => issuers?.test(issuer)) ??
    logoutHabits.find(({ profiles }) => profiles.includes(profile)) ??
    none
  )
}
