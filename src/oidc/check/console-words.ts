import type { OidcSettings } from '../../types/connection.ts'
import { setupLabelsOf } from '../vendors/setup-labels.ts'
import { vendorOf } from '../vendors/vendors.ts'
import type { ConnectionFacts } from './facts.ts'

/** Something that an admin sets at the provider. */
export type Topic =
  | 'client'
  | 'client_authentication'
  | 'default_server'
  | 'grant_type'
  | 'id_token_algorithm'
  | 'pkce'
  | 'scopes'

interface ConsoleWords {
  readonly topics: Readonly<Partial<Record<Topic, string>>>
  readonly sources: readonly string[]
}

const generic: Readonly<Record<Topic, string>> = {
  client:
    'Copy client id and client secret again from the application’s page at the identity provider.',
  client_authentication:
    'Compare the client authentication method of the application at the identity provider with `clientAuthentication`.',
  default_server: 'Use an authorization server that was made for this application.',
  grant_type:
    'Allow the grant type Authorization Code (response type code) for the application at the identity provider.',
  id_token_algorithm:
    'Set the ID token signature algorithm to RS256 at the identity provider, or allow its algorithm in `allowedAlgorithms`.',
  pkce: 'Nothing needs to be done if sign-ins work; otherwise allow PKCE with S256 for the application at the identity provider.',
  scopes: 'Add the scope at the identity provider, or remove it from `scopes`.',
}

/** Where that is in the console of a vendor, by the first of its profiles. */
const consoles: ReadonlyMap<string, ConsoleWords> = new Map([
  [
    'okta',
    {
      topics: {
        client:
          'In the Okta Admin Console open Applications, the application, tab General, Client Credentials: copy the Client ID and an active client secret again.',
        client_authentication:
          'In the Okta Admin Console open Applications, the application, tab General, Client Credentials, Client authentication: Client secret, Public key / Private key or None must be what this connection uses.',
        default_server:
          'Okta recommends a separate authorization server for each application: Security, API, Authorization Servers, Add Authorization Server; then enter its Issuer URI here.',
        grant_type:
          'In the Okta Admin Console open Applications, the application, tab General, Grant type, and select Authorization Code.',
        scopes:
          'In the Okta Admin Console open Security, API, the authorization server, tab Scopes, and add the scope, or remove it from `scopes`.',
      },
      sources: [
        'https://help.okta.com/en-us/content/topics/apps/oauth-client-cred-mgmt.htm',
        'https://developer.okta.com/docs/guides/customize-authz-server/main/',
      ],
    },
  ],
  [
    'entra',
    {
      topics: {
        client:
          'In the Microsoft Entra admin center open App registrations, the application: compare Application (client) ID on its Overview, and copy the Value (not the Secret ID) of a secret that has not expired under Certificates & secrets.',
        grant_type:
          'In the Microsoft Entra admin center open App registrations, the application, Authentication: the redirect URI belongs under the platform Web.',
        scopes:
          'Remove scopes that Microsoft Graph does not know; groups are a claim there: App registrations, the application, Token configuration, Add groups claim.',
      },
      sources: [
        'https://learn.microsoft.com/en-us/entra/identity-platform/quickstart-register-app',
      ],
    },
  ],
  [
    'google',
    {
      topics: {
        client:
          'In the Google Cloud console open Google Auth Platform, Clients, the client: copy the Client ID, and add a new client secret if the old one cannot be shown any more.',
        scopes: 'Google knows openid, email and profile here; remove other scopes from `scopes`.',
      },
      sources: ['https://support.google.com/cloud/answer/15549257'],
    },
  ],
  [
    'keycloak',
    {
      topics: {
        client:
          'In the Keycloak admin console open Clients, the client: compare Client ID, and copy the client secret again from the tab Credentials; Client Authenticator there must be Client Id and Secret.',
        client_authentication:
          'In the Keycloak admin console open Clients, the client, Settings, Capability config: Client authentication is On for a client with a secret and Off for a public one.',
        grant_type:
          'In the Keycloak admin console open Clients, the client, Settings, Capability config, and switch Standard flow on.',
        id_token_algorithm:
          'In the Keycloak admin console open Clients, the client, Advanced, Fine grain OpenID Connect configuration, and set ID token signature algorithm to RS256.',
        scopes:
          'In the Keycloak admin console open Clients, the client, tab Client scopes, and add the scope, or remove it from `scopes`.',
      },
      sources: [
        'https://www.keycloak.org/docs/latest/server_admin/#con-basic-settings_server_administration_guide',
      ],
    },
  ],
  [
    'auth0',
    {
      topics: {
        client:
          'In the Auth0 dashboard open Applications, the application, Settings, and copy Client ID and Client Secret again.',
        client_authentication:
          'In the Auth0 dashboard open Applications, the application, Credentials, and compare Authentication Method.',
        grant_type:
          'In the Auth0 dashboard open Applications, the application, Settings, Advanced Settings, Grant Types, and select Authorization Code.',
        id_token_algorithm:
          'In the Auth0 dashboard open Applications, the application, Settings, Advanced Settings, OAuth, and set JSON Web Token (JWT) Signature Algorithm to RS256.',
      },
      sources: [
        'https://auth0.com/docs/get-started/applications/application-settings',
        'https://auth0.com/docs/get-started/applications/credentials',
      ],
    },
  ],
])

/** What to do, in the words of that provider's console where they are known. */
export function wordsFor(facts: ConnectionFacts, topic: Topic): string {
  return wordsOf(facts, topic) ?? generic[topic]
}

/** The same for consoles that are known. */
export function wordsOf(
  {
    settings,
    profile,
  }: Pick<ConnectionFacts, 'profile'> & { readonly settings: Pick<OidcSettings, 'issuer'> },
  topic: Topic,
): string | undefined {
  const [vendor] = vendorOf(profile, settings.issuer).profiles
  return consoles.get(vendor)?.topics[topic]
}

/** Where our redirect URI goes. */
export function redirectUriWords({ settings, profile, redirectUri }: ConnectionFacts): string {
  const [vendor] = vendorOf(profile, settings.issuer).profiles
  const known = setupLabelsOf(profile)
  const label = (profile === 'generic' ? setupLabelsOf(vendor) : known).redirect_uri
  return `At the identity provider enter ${redirectUri} as “${label ?? 'Redirect URI'}”, character by character.`
}
