import { type SsoError, unsafeCauseOf } from '../../errors.ts'
import { type OidcCode, oidcError } from '../error.ts'

/** What an `error` of a provider means here, and what its admin should change. */
export interface ProviderErrorRow {
  /** The value of `error`; any value where absent. */
  readonly error?: string
  /** A part of `error_description`, in lower case. */
  readonly says?: string
  readonly code: OidcCode
  /** Names the field in that provider's console; without one the table's own hint counts. */
  readonly hint?: string
  readonly source: string
}

const oktaHelp = 'https://support.okta.com/help/s/article'
const entraCodes =
  'https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes#aadsts-error-codes'
const keycloakCode = 'https://github.com/keycloak/keycloak/tree/main/services'
const googleErrors =
  'https://developers.google.com/identity/protocols/oauth2/web-server#authorization-errors'

const okta: readonly ProviderErrorRow[] = [
  {
    error: 'access_denied',
    says: 'user is not assigned to the client application',
    code: 'oidc_access_denied',
    hint: 'In the Okta Admin Console open the application, tab Assignments, and assign the person or one of their groups.',
    source:
      'https://community.auth0.com/t/user-not-assigned-to-the-client-application-error-at-log-in/186794',
  },
  {
    error: 'access_denied',
    says: 'policy evaluation failed',
    code: 'oidc_policy_denied',
    hint: 'In the Okta Admin Console open Security, API, the authorization server, tab Access Policies: a policy must be assigned to this client and have a rule that allows Authorization Code, these people and these scopes.',
    source: 'https://github.com/oktadev/okta-wordpress-sign-in-widget/issues/35',
  },
  {
    error: 'invalid_scope',
    says: 'one or more scopes are not configured for the authorization server',
    code: 'oidc_scope_rejected',
    hint: 'In the Okta Admin Console open Security, API, the authorization server, tab Scopes, and add every scope of this connection there, or remove it from `scopes`. One that all applications need can be marked as Set as a default scope.',
    source: `${oktaHelp}/error-one-or-more-scopes-are-not-configured-for-the-authorization-server-resource`,
  },
  {
    error: 'invalid_scope',
    says: 'custom scopes are not allowed',
    code: 'oidc_scope_rejected',
    hint: 'The Okta org authorization server knows no scopes of one’s own: remove them from `scopes`, or use the issuer of a custom authorization server (Security, API).',
    source: `${oktaHelp}/okta-authorization-error-occurs-stating-custom-scopes-are-not-allowed-for-this-request`,
  },
  {
    error: 'invalid_client',
    says: 'client secret supplied for a confidential client is invalid',
    code: 'oidc_client_rejected',
    hint: 'In the Okta Admin Console open the application, tab General, Client Credentials, and copy an active client secret again.',
    source: 'https://developer.okta.com/docs/reference/api/oidc/#possible-errors-4',
  },
  {
    error: 'invalid_dpop_proof',
    code: 'oidc_request_rejected',
    hint: 'In the Okta Admin Console open the application, tab General, and clear Require Demonstrating Proof of Possession (DPoP) header in token requests.',
    source: 'https://github.com/okta/okta-sdk-dotnet/issues/697',
  },
  {
    error: 'unauthorized_client',
    says: 'authorized to use the provided grant type',
    code: 'oidc_request_rejected',
    hint: 'In the Okta Admin Console open the application, tab General, and select the grant type Authorization Code.',
    source: 'https://developer.okta.com/docs/reference/api/oidc/#possible-errors-4',
  },
  {
    says: "'redirect_uri' parameter must be a login redirect uri",
    code: 'oidc_request_rejected',
    hint: 'In the Okta Admin Console open the application, tab General, and add the connection’s redirect URI under Sign-in redirect URIs, character by character.',
    source: 'https://github.com/grafana/grafana/issues/88362',
  },
]

const entra: readonly ProviderErrorRow[] = (
  [
    // Who may come in
    [
      ['50105'],
      'oidc_access_denied',
      'In the Microsoft Entra admin center open Enterprise applications, the application, Users and groups, and add the person or one of their groups; nested groups do not count.',
    ],
    [
      ['50020', '50034', '51004', '16000', '16003', '90072'],
      'oidc_access_denied',
      'The person signed in with an account of another tenant. They should choose their work account, or an admin invites them as a guest: Microsoft Entra admin center, Users, Invite external user.',
    ],
    [
      [
        '53000',
        '53001',
        '53002',
        '53003',
        '50131',
        '530032',
        '530035',
        '500021',
        '500212',
        '500213',
      ],
      'oidc_policy_denied',
      'In the Microsoft Entra admin center open Sign-in logs, the failed sign-in, tab Conditional Access: it names the policy that refused.',
    ],
    // Consent
    [
      ['65001', '90094', '90095', '90008', '650056'],
      'oidc_consent_required',
      'In the Microsoft Entra admin center open Enterprise applications, the application, Permissions, and choose Grant admin consent.',
    ],
    [
      ['65004'],
      'oidc_consent_required',
      'The person declined. In the Microsoft Entra admin center, Enterprise applications, Permissions, Grant admin consent spares people the question.',
    ],
    // What the person has to do first
    [
      ['50058', '50072', '50074', '50076', '50078', '50079', '16001', '16002', '700020', '50089'],
      'oidc_interaction_required',
      undefined,
    ],
    // The application's registration
    [
      ['50011', '500113', '900971', '70004'],
      'oidc_request_rejected',
      'In the Microsoft Entra admin center open App registrations, the application, Authentication, and add the connection’s redirect URI under the platform Web, character by character.',
    ],
    [
      ['9002325', '9002327'],
      'oidc_request_rejected',
      'In the Microsoft Entra admin center open App registrations, the application, Authentication: the redirect URI is under Single-page application; move it to the platform Web.',
    ],
    [
      ['70011', '650053', '28002', '28003', '700022', '700023'],
      'oidc_scope_rejected',
      'Remove scopes from the connection that Microsoft Graph does not know; `groups` is a claim there (Token configuration, Add groups claim) and no scope.',
    ],
    [
      ['700016', '700011', '70001', '7000112'],
      'oidc_client_rejected',
      'Compare client id and tenant with App registrations, the application, Overview: Application (client) ID and Directory (tenant) ID; the application may also be disabled (Enterprise applications, Properties, Enabled for users to sign-in).',
    ],
    [
      ['90002'],
      'oidc_request_rejected',
      'The tenant in the issuer does not exist: copy Directory (tenant) ID from the Overview page of Microsoft Entra ID.',
    ],
    [
      ['50194'],
      'oidc_request_rejected',
      'The application is for one tenant only: use the issuer with the Directory (tenant) ID, or set Supported account types to multiple organizations under Authentication.',
    ],
    [
      ['7000215', '70002'],
      'oidc_client_rejected',
      'In the Microsoft Entra admin center open App registrations, the application, Certificates & secrets, and copy the Value of a client secret, not its Secret ID.',
    ],
    [
      ['7000222'],
      'oidc_client_rejected',
      'The client secret has expired: in the Microsoft Entra admin center open App registrations, the application, Certificates & secrets, make a New client secret and enter it here.',
    ],
    [
      ['7000218'],
      'oidc_client_rejected',
      'The application wants a client secret or certificate: enter one for this connection (App registrations, the application, Certificates & secrets).',
    ],
    [
      ['700025'],
      'oidc_client_rejected',
      'The application is a public client: set the client authentication to `none`, or register the redirect URI under the platform Web.',
    ],
    [
      ['700027'],
      'oidc_client_rejected',
      'Upload the connection’s current certificate under App registrations, the application, Certificates & secrets, Certificates.',
    ],
    [['54005', '501481', '700005'], 'oidc_code_rejected', undefined],
    [
      ['50033', '50087', '90006', '90012', '90024', '90033'],
      'oidc_provider_unavailable',
      undefined,
    ],
  ] as const
).flatMap(([numbers, code, hint]) =>
  numbers.map((number) => ({
    says: `aadsts${number}:`,
    code,
    ...(hint === undefined ? {} : { hint }),
    source: entraCodes,
  })),
)

const keycloak: readonly ProviderErrorRow[] = [
  {
    error: 'temporarily_unavailable',
    says: 'authentication_expired',
    code: 'oidc_interaction_required',
    hint: 'The person left Keycloak’s sign-in page open for too long; the time is set under Realm settings, Sessions, Login timeout.',
    source: `${keycloakCode}/src/main/java/org/keycloak/protocol/oidc/OIDCLoginProtocol.java`,
  },
  {
    says: 'client is not allowed to initiate browser login',
    code: 'oidc_request_rejected',
    hint: 'In the Keycloak admin console open Clients, the client, Capability config, and switch Standard flow on.',
    source: `${keycloakCode}/src/main/java/org/keycloak/protocol/oidc/endpoints/AuthorizationEndpoint.java`,
  },
  {
    says: 'invalid client or invalid client credentials',
    code: 'oidc_client_rejected',
    hint: 'In the Keycloak admin console open Clients, the client, tab Credentials, and copy the client secret again; Client Authenticator must be Client Id and Secret.',
    source: `${keycloakCode}/src/main/java/org/keycloak/authentication/AuthenticationProcessor.java`,
  },
  {
    error: 'invalid_scope',
    says: 'invalid scopes:',
    code: 'oidc_scope_rejected',
    hint: 'In the Keycloak admin console open Clients, the client, tab Client scopes, and add the scope, or remove it from `scopes`.',
    source: `${keycloakCode}/src/main/java/org/keycloak/protocol/oidc/endpoints/AuthorizationEndpointChecker.java`,
  },
]

/** Google shows most of these on a page of its own; some come back with the code exchange. */
const google: readonly ProviderErrorRow[] = [
  {
    error: 'admin_policy_enforced',
    code: 'oidc_policy_denied',
    hint: 'In the Google Admin console open Security, Access and data control, API controls, Manage app access, and trust this client id.',
    source: googleErrors,
  },
  {
    error: 'org_internal',
    code: 'oidc_access_denied',
    hint: 'The application’s audience is Internal: only accounts of its own Google organisation may sign in. Change it under Google Auth Platform, Audience.',
    source: googleErrors,
  },
  {
    error: 'disallowed_useragent',
    code: 'oidc_request_rejected',
    hint: 'Google refuses browsers that are embedded in apps: open the sign-in in the system’s browser.',
    source: googleErrors,
  },
  {
    error: 'redirect_uri_mismatch',
    code: 'oidc_request_rejected',
    hint: 'Under Google Auth Platform, Clients, the client, add the connection’s redirect URI to Authorized redirect URIs, character by character.',
    source: googleErrors,
  },
  {
    error: 'deleted_client',
    code: 'oidc_client_rejected',
    hint: 'The OAuth client was deleted: restore it under Google Auth Platform, Clients, or enter the new client id and secret.',
    source: googleErrors,
  },
]

/** Surer than the bare `error`, which vendors choose freely. The first row that fits counts. */
export const vendorErrors: readonly ProviderErrorRow[] = [...okta, ...entra, ...keycloak, ...google]

/**
 * The same error in the light of what its vendor means by these words. They are compared as they stand
 * in `detail`, cut and escaped, and nothing of them gets into ours (rule N3).
 *
 * @returns `undefined` where the words are nobody's that we know
 */
export function vendorError(error: SsoError): SsoError | undefined {
  const { detail } = error
  const said = String(detail?.description ?? '').toLowerCase()
  const row = vendorErrors.find(
    (candidate) =>
      (candidate.error === undefined || candidate.error === detail?.error) &&
      (candidate.says === undefined || said.includes(candidate.says)),
  )
  if (!row) return undefined
  return oidcError(row.code, {
    ...(row.hint === undefined ? {} : { hint: row.hint }),
    ...(detail === undefined ? {} : { detail }),
    ...(error.connectionId === undefined ? {} : { connectionId: error.connectionId }),
    cause: unsafeCauseOf(error),
  })
}
