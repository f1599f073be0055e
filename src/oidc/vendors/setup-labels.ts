/** The values that a provider needs from us. */
export type SetupId =
  | 'redirect_uri'
  | 'initiate_login_uri'
  | 'sign_out_uri'
  | 'base_uri'
  | 'jwks_uri'
  | LogoutSetupId

/** Where it sends its own requests to end sessions. */
type LogoutSetupId = 'frontchannel_logout_uri' | 'backchannel_logout_uri'

/** The names of the fields in one console; `undefined` where it has no such field. */
export type SetupLabels = Readonly<
  Record<Exclude<SetupId, LogoutSetupId>, string | undefined> &
    Partial<Record<LogoutSetupId, string>>
>

export interface KnownLabels {
  readonly labels: SetupLabels
  readonly sources: readonly string[]
  /** Written from memory: nobody has seen them in a public document. */
  readonly unconfirmed: readonly SetupId[]
}

/** The names that the specifications use. */
export const genericLabels: SetupLabels = {
  redirect_uri: 'Redirect URI',
  initiate_login_uri: 'Initiate login URI',
  sign_out_uri: 'Post-logout redirect URI',
  base_uri: 'Origin of the application',
  jwks_uri: 'JWKS URI (public keys, for private_key_jwt)',
  backchannel_logout_uri: 'Back-channel logout URI',
  frontchannel_logout_uri: 'Front-channel logout URI',
}

export const setupLabels: ReadonlyMap<string, KnownLabels> = new Map([
  [
    'okta',
    {
      labels: {
        redirect_uri: 'Sign-in redirect URIs',
        initiate_login_uri: 'Initiate login URI',
        sign_out_uri: 'Sign-out redirect URIs',
        base_uri: 'Base URIs',
        jwks_uri: genericLabels.jwks_uri,
        // It sends no logout tokens.
        frontchannel_logout_uri: 'Logout request URL',
      },
      sources: [
        'https://help.okta.com/en-us/Content/Topics/Apps/Apps_App_Integration_Wizard_OIDC.htm',
        'https://docs.open-metadata.org/v2.0.x-SNAPSHOT/deployment/security/okta/implicit-flow',
      ],
      unconfirmed: ['jwks_uri', 'frontchannel_logout_uri'],
    },
  ],
  [
    'entra',
    {
      labels: {
        redirect_uri: 'Redirect URI',
        initiate_login_uri: 'Home page URL',
        // People are sent back to a registered redirect URI only.
        sign_out_uri: 'Redirect URI',
        base_uri: undefined,
        // Keys are uploaded as certificates.
        jwks_uri: undefined,
        frontchannel_logout_uri: 'Front-channel logout URL',
      },
      sources: [
        'https://learn.microsoft.com/en-us/entra/identity-platform/quickstart-register-app',
        'https://learn.microsoft.com/en-us/entra/identity-platform/v2-protocols-oidc',
        'https://github.com/MicrosoftDocs/entra-docs/issues/307',
      ],
      unconfirmed: ['initiate_login_uri'],
    },
  ],
  [
    'google',
    {
      labels: {
        redirect_uri: 'Authorized redirect URIs',
        initiate_login_uri: undefined,
        sign_out_uri: undefined,
        base_uri: 'Authorized JavaScript origins',
        jwks_uri: undefined,
      },
      sources: ['https://support.google.com/cloud/answer/15549257'],
      unconfirmed: [],
    },
  ],
  [
    'keycloak',
    {
      labels: {
        redirect_uri: 'Valid redirect URIs',
        initiate_login_uri: 'Home URL',
        sign_out_uri: 'Valid post logout redirect URIs',
        base_uri: 'Web origins',
        jwks_uri: 'JWKS URL',
        backchannel_logout_uri: 'Backchannel logout URL',
        frontchannel_logout_uri: 'Front-channel logout URL',
      },
      sources: [
        'https://keycloak.discourse.group/t/oidc-backchannel-logout-single-logout-with-spring-security/8761',
        'https://www.keycloak.org/docs/latest/server_admin/#con-basic-settings_server_administration_guide',
      ],
      unconfirmed: ['sign_out_uri', 'jwks_uri', 'frontchannel_logout_uri'],
    },
  ],
  [
    'auth0',
    {
      labels: {
        redirect_uri: 'Allowed Callback URLs',
        initiate_login_uri: 'Application Login URI',
        sign_out_uri: 'Allowed Logout URLs',
        base_uri: 'Allowed Web Origins',
        // Public keys are pasted as PEM.
        jwks_uri: undefined,
        backchannel_logout_uri: 'Back-Channel Logout URI',
      },
      sources: [
        'https://auth0.com/docs/get-started/applications/application-settings',
        'https://auth0.com/docs/authenticate/login/logout/back-channel-logout/configure-back-channel-logout',
      ],
      unconfirmed: [],
    },
  ],
  [
    'onelogin',
    {
      labels: {
        redirect_uri: 'Redirect URIs',
        initiate_login_uri: 'Login Url',
        sign_out_uri: 'Post Logout Redirect URIs',
        base_uri: undefined,
        jwks_uri: genericLabels.jwks_uri,
      },
      sources: [
        'https://www.jetbrains.com/help/ide-services/onelogin.html',
        'https://developers.onelogin.com/openid-connect/api/logout',
      ],
      unconfirmed: ['initiate_login_uri', 'sign_out_uri', 'jwks_uri'],
    },
  ],
  [
    'ping',
    {
      labels: {
        redirect_uri: 'Redirect URIs',
        initiate_login_uri: 'Initiate Login URI',
        sign_out_uri: 'Signoff URLs',
        base_uri: undefined,
        jwks_uri: 'JWKS URL',
      },
      sources: [],
      unconfirmed: ['redirect_uri', 'initiate_login_uri', 'sign_out_uri', 'jwks_uri'],
    },
  ],
  [
    'adfs',
    {
      labels: {
        redirect_uri: 'Redirect URI',
        initiate_login_uri: undefined,
        sign_out_uri: 'Redirect URI',
        base_uri: undefined,
        jwks_uri: genericLabels.jwks_uri,
      },
      sources: [
        'https://learn.microsoft.com/en-us/windows-server/identity/ad-fs/development/enabling-openid-connect-with-ad-fs',
      ],
      unconfirmed: ['redirect_uri', 'sign_out_uri', 'jwks_uri'],
    },
  ],
  [
    'jumpcloud',
    {
      labels: {
        redirect_uri: 'Redirect URIs',
        initiate_login_uri: 'Login URL',
        sign_out_uri: undefined,
        base_uri: undefined,
        jwks_uri: genericLabels.jwks_uri,
      },
      sources: [],
      unconfirmed: ['redirect_uri', 'initiate_login_uri', 'jwks_uri'],
    },
  ],
])

/** The names of the fields in the console of a profile; those of the specifications for others. */
export function setupLabelsOf(profile: string): SetupLabels {
  return setupLabels.get(profile)?.labels ?? genericLabels
}
