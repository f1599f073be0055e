/** The values that an identity provider needs from us. */
export type SamlSetupId = 'acs_url' | 'sp_entity_id' | 'login_url' | 'slo_url' | 'sp_metadata_url'

/** The names of the fields in one console; `undefined` where it has no such field. */
export type SamlSetupLabels = Readonly<Record<SamlSetupId, string | undefined>>

export interface KnownSamlLabels {
  readonly labels: SamlSetupLabels
  readonly sources: readonly string[]
  /** Written from memory: nobody has seen them in a public document. */
  readonly unconfirmed: readonly SamlSetupId[]
}

/** What the document that consoles import is called everywhere. */
const sp_metadata_url = 'SP metadata URL'

export const genericSamlLabels: SamlSetupLabels = {
  acs_url: 'Assertion Consumer Service (ACS) URL',
  sp_entity_id: 'Entity ID (audience)',
  login_url: 'Sign-on URL',
  slo_url: 'Single logout URL',
  sp_metadata_url,
}

export const samlSetupLabels: ReadonlyMap<string, KnownSamlLabels> = new Map([
  [
    'okta',
    {
      labels: {
        acs_url: 'Single sign on URL',
        sp_entity_id: 'Audience URI (SP Entity ID)',
        // Its tile always sends an answer.
        login_url: undefined,
        slo_url: 'Single Logout URL',
        sp_metadata_url: undefined,
      },
      sources: [
        'https://ngrok.com/docs/guides/dashboard-sso-okta-setup/',
        'https://hexdocs.pm/relyra/okta.html',
      ],
      unconfirmed: ['slo_url'],
    },
  ],
  [
    'entra',
    {
      labels: {
        acs_url: 'Reply URL (Assertion Consumer Service URL)',
        sp_entity_id: 'Identifier (Entity ID)',
        login_url: 'Sign on URL',
        slo_url: 'Logout Url (Optional)',
        sp_metadata_url,
      },
      sources: [
        'https://learn.microsoft.com/en-us/entra/identity/enterprise-apps/add-application-portal-setup-sso',
      ],
      unconfirmed: ['slo_url', 'sp_metadata_url'],
    },
  ],
  [
    'google',
    {
      labels: {
        acs_url: 'ACS URL',
        sp_entity_id: 'Entity ID',
        // Its field `Start URL` becomes the RelayState of answers that nobody asked for.
        login_url: undefined,
        // There is no single logout.
        slo_url: undefined,
        sp_metadata_url: undefined,
      },
      sources: [
        'https://support.google.com/a/answer/6087519',
        'https://docs.arandasoft.com/common/en/pages/modulo_autenticacion_externa/obtener_datos_google.html',
      ],
      unconfirmed: [],
    },
  ],
  [
    'keycloak',
    {
      labels: {
        acs_url: 'Assertion Consumer Service POST Binding URL',
        sp_entity_id: 'Client ID',
        login_url: 'Home URL',
        slo_url: 'Logout Service POST Binding URL',
        sp_metadata_url,
      },
      sources: ['https://www.keycloak.org/docs/latest/server_admin/#_client-saml-configuration'],
      unconfirmed: ['sp_metadata_url'],
    },
  ],
  [
    'auth0',
    {
      labels: {
        acs_url: 'Application Callback URL',
        // A member of the add-on’s settings, which are JSON.
        sp_entity_id: 'audience',
        login_url: 'Application Login URI',
        slo_url: 'callback',
        sp_metadata_url: undefined,
      },
      sources: ['https://www.pulumi.com/registry/packages/auth0/api-docs/client/'],
      unconfirmed: ['acs_url', 'login_url', 'slo_url'],
    },
  ],
  [
    'onelogin',
    {
      labels: {
        acs_url: 'ACS (Consumer) URL',
        sp_entity_id: 'Audience (EntityID)',
        login_url: 'Login URL',
        slo_url: 'Single Logout URL',
        sp_metadata_url: undefined,
      },
      sources: ['https://github.com/yo1000/spring-boot-security-saml-onelogin-demo'],
      unconfirmed: ['sp_entity_id', 'login_url'],
    },
  ],
  [
    'ping',
    {
      labels: {
        acs_url: 'ACS URLs',
        sp_entity_id: 'Entity ID',
        login_url: 'Target application URL',
        slo_url: 'SLO endpoint',
        sp_metadata_url,
      },
      sources: [],
      unconfirmed: ['acs_url', 'sp_entity_id', 'login_url', 'slo_url', 'sp_metadata_url'],
    },
  ],
  [
    'adfs',
    {
      labels: {
        acs_url: 'Relying party SAML 2.0 SSO service URL',
        sp_entity_id: 'Relying party trust identifier',
        login_url: undefined,
        slo_url: 'SAML Logout',
        sp_metadata_url: 'Federation metadata address (host name or URL)',
      },
      sources: [
        'https://learn.microsoft.com/en-us/windows-server/identity/ad-fs/operations/create-a-relying-party-trust',
      ],
      unconfirmed: ['acs_url', 'sp_entity_id', 'slo_url', 'sp_metadata_url'],
    },
  ],
  [
    'jumpcloud',
    {
      labels: {
        acs_url: 'ACS URL',
        sp_entity_id: 'SP Entity ID',
        login_url: 'Login URL',
        slo_url: undefined,
        sp_metadata_url: undefined,
      },
      sources: [
        'https://github.com/aiven/aiven-docs/blob/main/docs/platform/howto/saml/add-jumpcloud-idp.md',
      ],
      unconfirmed: ['sp_entity_id'],
    },
  ],
])

/** The names of the fields in the console of a profile; those of the specifications for others. */
export function samlSetupLabelsOf(profile: string): SamlSetupLabels {
  return samlSetupLabels.get(profile)?.labels ?? genericSamlLabels
}
