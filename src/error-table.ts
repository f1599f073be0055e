import type { SsoErrorCode } from './error-codes.ts'

/**
 * Every error ssokit can produce, in one table: HTTP status, the text an end user sees, whether the
 * same request may succeed later, what happened and what the admin should change.
 * docs/errors.md is the same table in prose; a test compares the two. One row a line, so this
 * file is left out of the formatter.
 */

/** The only sentences of an error that an end user ever sees. They never tell which check failed. */
export const publicMessages: Readonly<Record<PublicMessageKey, string>> = {
  failed: 'Sign-in could not be completed.',
  restart: 'This sign-in has expired or was already used. Please start again.',
  denied: 'You do not have access to this application.',
  unavailable: 'Sign-in is not available right now. Please try again in a few minutes.',
  not_found: 'This sign-in address does not exist.',
  request: 'This request could not be understood.',
}

export type PublicMessageKey =
  | 'failed'
  | 'restart'
  | 'denied'
  | 'unavailable'
  | 'not_found'
  | 'request'

interface ErrorEntry {
  readonly status: number
  readonly public: PublicMessageKey
  readonly retryable: boolean
  /** What happened, for developers and admins. */
  readonly message: string
  /** What to change. */
  readonly hint: string
}

const entry = (
  status: number,
  publicKey: PublicMessageKey,
  message: string,
  hint: string,
  retryable = false,
): ErrorEntry => ({ status, public: publicKey, retryable, message, hint })

export const errorTable: Readonly<Record<SsoErrorCode, ErrorEntry>> = {
  // Configuration and administration
  config_invalid: entry(500, 'failed', 'The configuration given to createSso is not valid.', 'Correct every entry listed in `issues`.'),
  not_authorized: entry(403, 'denied', 'This actor may not perform this administrative action.', 'Grant the action in the `authorize` callback; without that callback only `systemActor` may act.'),
  organization_not_entitled: entry(403, 'denied', 'Single sign-on is not part of this organisation’s plan.', 'Answer true from `isSsoAllowed` for organisations that may use single sign-on.'),
  connection_not_found: entry(404, 'not_found', 'There is no such connection.', 'Check the connection id in the address that was called.'),
  connection_invalid: entry(422, 'request', 'The connection input is not valid.', 'Correct every entry listed in `issues`.'),
  connection_conflict: entry(409, 'request', 'The connection was changed by somebody else in the meantime.', 'Load the connection again and repeat the change on its new version.'),
  connection_login_path_taken: entry(409, 'request', 'Another connection already uses this login path.', 'Choose another login path; upper and lower case count as equal.'),
  connection_not_ready: entry(409, 'request', 'The connection cannot be activated yet.', 'Settle every entry listed in `issues`, then activate again.'),
  connection_not_active: entry(403, 'unavailable', 'The connection is not active.', 'Activate the connection before anybody signs in with it.'),
  connection_changed: entry(403, 'restart', 'The connection’s trust settings changed while this sign-in was under way.', 'Start the sign-in again.'),
  connection_secret_missing: entry(500, 'unavailable', 'A secret that this connection needs is not stored.', 'Enter the client secret again.'),
  connection_secret_unreadable: entry(500, 'unavailable', 'A stored secret cannot be opened with the configured `secrets`.', 'Put the secret it was sealed with back into `secrets`, or enter the connection’s secret again.'),

  // Starting and finishing a sign-in
  login_target_unknown: entry(404, 'not_found', 'No connection answers to this sign-in address, issuer or e-mail domain.', 'Check the login path, or start the sign-in from the identity provider’s dashboard.'),
  login_ambiguous: entry(409, 'request', 'Several connections fit this issuer or e-mail address.', 'Start the sign-in with a connection id or a login path.'),
  login_issuer_refused: entry(403, 'failed', 'A third party asked to start a sign-in with an issuer that this connection does not have.', 'Compare the `iss` parameter of the identity provider’s tile with the connection’s issuer, or list it under `initiateIssuers`.'),
  login_flow_missing: entry(400, 'restart', 'The answer belongs to no sign-in that this browser started.', 'Start again in the same browser; cookies must be allowed, and the callback address must be on the host of `baseUrl`.'),
  login_flow_expired: entry(400, 'restart', 'The sign-in was started more than ten minutes ago.', 'Start the sign-in again.'),
  login_flow_mismatch: entry(400, 'restart', 'The answer was sent to another connection, purpose or address than the one it was started for.', 'Compare the redirect URI registered at the identity provider with the one shown in the connection’s setup values.'),
  login_replayed: entry(400, 'restart', 'This answer was already used once.', 'Start the sign-in again.'),
  login_unsolicited: entry(400, 'restart', 'An answer arrived that nobody asked for.', 'Set the identity provider’s tile to “Redirect to app to initiate login” so that the sign-in starts here.'),
  login_option_unavailable: entry(500, 'failed', 'Step-up and silent sign-ins are not available in this version.', 'Leave the options `session` and `silent` out.'),
  login_hook_missing: entry(500, 'failed', 'The handler finished a sign-in, but the host gave no `onLogin` to create a session.', 'Pass `onLogin` to createSso, or call `handleCallback` from your own route.'),
  host_callback_failed: entry(500, 'failed', 'A callback that the host gave to createSso threw an error.', 'Look at the host’s own log; `unsafeCauseOf(error)` holds what was thrown.'),

  // Requests
  request_not_found: entry(404, 'not_found', 'No route of ssokit has this address.', 'Compare the address with `basePath` and `paths`.'),
  request_method_not_allowed: entry(405, 'request', 'This address does not accept this HTTP method.', 'Use one of the methods in the Allow header.'),
  request_media_type_refused: entry(415, 'request', 'A form must be sent as application/x-www-form-urlencoded.', 'Send the form with its ordinary content type.'),
  request_too_large: entry(413, 'request', 'The request body is larger than 1 MiB.', 'Reduce what the identity provider sends, for example by filtering groups.'),
  request_malformed: entry(400, 'request', 'The request is not well formed.', 'Repeat the request as the form or the identity provider sent it.'),
  request_parameter_repeated: entry(400, 'request', 'A parameter was sent more than once.', 'Send every parameter once; if a proxy adds parameters, make it stop.'),

  // OpenID Connect: the provider’s documents
  oidc_discovery_failed: entry(502, 'unavailable', 'The discovery document of the issuer could not be read.', 'Open {issuer}/.well-known/openid-configuration in a browser; if it is missing, the issuer is mistyped.', true),
  oidc_issuer_mismatch: entry(502, 'failed', 'The discovery document names another issuer than the one configured.', 'Copy the issuer exactly as the discovery document spells it, including a trailing slash.'),
  oidc_metadata_invalid: entry(502, 'failed', 'The discovery document lacks an endpoint or names one that may not be used.', 'Endpoints must be https addresses; enter them by hand if the provider’s document is incomplete.'),
  oidc_keys_unavailable: entry(502, 'unavailable', 'The provider’s signing keys could not be read.', 'Check that the address in `jwks_uri` answers with a key set.', true),

  // OpenID Connect: the provider’s answers
  oidc_response_issuer_mismatch: entry(400, 'failed', 'The answer names another issuer than the connection, or none although the provider promises one.', 'Somebody may be mixing up providers; if not, correct the connection’s issuer.'),
  oidc_response_invalid: entry(400, 'failed', 'The provider’s answer lacks the authorization code or carries parameters that do not belong there.', 'Set the application’s grant type to Authorization Code.'),
  oidc_provider_error: entry(403, 'failed', 'The provider answered with an error.', 'Look up the error code in the provider’s own log.'),
  oidc_access_denied: entry(403, 'denied', 'The provider refused access for this person.', 'Assign the person, or one of their groups, to the application at the identity provider.'),
  oidc_token_request_failed: entry(502, 'unavailable', 'The token endpoint did not give a usable answer.', 'Check that the token endpoint’s address is right and that the provider is up.', true),
  oidc_client_rejected: entry(502, 'failed', 'The token endpoint does not accept this client id and secret.', 'Copy client id and client secret again from the application’s page at the identity provider, and compare the client authentication method.'),
  oidc_code_rejected: entry(400, 'restart', 'The token endpoint does not accept the authorization code.', 'Start again. If it happens every time, compare the redirect URI and the client id.'),
  oidc_token_response_invalid: entry(502, 'failed', 'The token endpoint’s answer is not a valid OpenID Connect token response.', 'Make sure that the scope contains `openid` and that the endpoint is the token endpoint.'),

  // OpenID Connect: the ID token
  oidc_id_token_malformed: entry(400, 'failed', 'The ID token is not a well-formed compact JWS.', 'Switch off ID token encryption for this application at the identity provider.'),
  oidc_id_token_algorithm_refused: entry(400, 'failed', 'The ID token is signed with an algorithm that this connection does not allow.', 'Set the ID token signature algorithm to RS256 at the identity provider, or allow the algorithm for this connection.'),
  oidc_id_token_key_unknown: entry(400, 'failed', 'No key of the provider fits the ID token.', 'Make sure that the issuer and the `jwks_uri` belong to the same authorization server.'),
  oidc_id_token_signature_invalid: entry(400, 'failed', 'The signature of the ID token is not valid.', 'Make sure that the issuer and the `jwks_uri` belong to the same authorization server.'),
  oidc_id_token_kind_refused: entry(400, 'failed', 'The token is of another kind than an ID token.', 'Make sure that the provider returns an ID token and not an access token or a logout token.'),
  oidc_id_token_issuer_mismatch: entry(400, 'failed', 'The ID token was issued by another issuer than the one configured.', 'Copy the issuer exactly as it stands in the ID token’s `iss` claim. In Okta: Sign On, OpenID Connect ID Token, Issuer: Okta URL.'),
  oidc_id_token_audience_mismatch: entry(400, 'failed', 'The ID token is meant for another application.', 'Compare the client id with the one shown on the application’s page at the identity provider.'),
  oidc_id_token_expired: entry(400, 'restart', 'The ID token has expired.', 'Start again. If it happens every time, synchronise this server’s clock.'),
  oidc_id_token_not_yet_valid: entry(400, 'failed', 'The ID token is dated in the future.', 'Synchronise the clocks of this server and of the identity provider.'),
  oidc_id_token_nonce_mismatch: entry(400, 'failed', 'The ID token does not belong to this sign-in.', 'Start again. A token that was requested elsewhere is never accepted.'),
  oidc_id_token_claims_invalid: entry(400, 'failed', 'A claim of the ID token is missing or has the wrong type.', 'Compare the ID token with OpenID Connect Core section 2.'),
  oidc_id_token_authentication_too_old: entry(400, 'restart', 'The person’s authentication at the provider is older than was asked for.', 'Sign in again at the identity provider.'),
  oidc_id_token_hash_mismatch: entry(400, 'failed', 'The ID token does not belong to the access token or code it came with.', 'Start again. If it happens every time, report it to the identity provider.'),

  // OpenID Connect: userinfo
  oidc_userinfo_failed: entry(502, 'unavailable', 'The userinfo endpoint did not give a usable answer.', 'Check the userinfo address, or put the needed claims into the ID token.', true),
  oidc_userinfo_subject_mismatch: entry(400, 'failed', 'The userinfo endpoint answered about another person.', 'Make sure that issuer and userinfo endpoint belong to the same authorization server.'),

  // Who the person is and what they may do
  identity_claim_missing: entry(403, 'failed', 'A claim that this connection requires is missing.', 'Add the claim to the ID token at the identity provider, or change the claim mapping.'),
  identity_claim_invalid: entry(403, 'failed', 'A mapped claim has a type that cannot be used.', 'Map the field to a claim that holds one text, and groups to a list of texts.'),
  identity_email_invalid: entry(403, 'failed', 'The e-mail claim is not a usable e-mail address.', 'Map the e-mail to a claim that holds one plain ASCII address.'),
  email_invalid: entry(422, 'request', 'This is not a usable e-mail address.', 'Enter one plain address such as name@example.com.'),
  domain_invalid: entry(422, 'request', 'This is not a usable domain name.', 'Enter a name such as example.com, without scheme or path.'),
  access_email_domain_refused: entry(403, 'denied', 'The person’s e-mail address is not under a verified domain of this organisation.', 'Verify the domain, or set the connection’s `access.emailDomains` to `any`.'),
  access_account_inactive: entry(403, 'denied', 'The person’s account is deactivated.', 'Activate the account in the application.'),
  access_account_exists: entry(403, 'denied', 'An account with this e-mail address exists and is not linked to this connection.', 'Let the person sign in to that account first and link it there.'),
  access_not_invited: entry(403, 'denied', 'The person has no account and no invitation.', 'Invite the person, or switch the connection to provisioning `jit`.'),
  accounts_failed: entry(500, 'unavailable', 'The host’s account directory failed.', 'Look at the host’s own log; `unsafeCauseOf(error)` holds what was thrown.', true),

  // The network
  network_url_refused: entry(502, 'failed', 'The address may not be called: it must be a plain https address without credentials.', 'Use an https address on port 443, 8443 or 9031; open on-premises hosts by name in `network.privateHosts`.'),
  network_address_refused: entry(502, 'failed', 'The host name resolves to an address that is not public.', 'Use a public host, or open it by name in `network.privateHosts`.'),
  network_redirect_refused: entry(502, 'failed', 'The provider answered with a redirect.', 'Enter the address that the redirect leads to.'),
  network_timeout: entry(504, 'unavailable', 'The provider did not answer in time.', 'Check that the provider is up and reachable from this server.', true),
  network_response_too_large: entry(502, 'failed', 'The provider’s answer is larger than allowed.', 'Make sure that the address belongs to the identity provider.'),
  network_media_type_refused: entry(502, 'failed', 'The provider’s answer is not JSON.', 'Make sure that the address is an endpoint and not a web page.'),
  network_busy: entry(503, 'unavailable', 'Too many requests to this connection’s provider are waiting.', 'Try again shortly.', true),
  network_failed: entry(502, 'unavailable', 'The provider could not be reached.', 'Check host name, certificate and firewall from this server.', true),

  // Everything else
  storage_unavailable: entry(503, 'unavailable', 'The storage failed, so nobody was signed in.', 'Check the database that backs the storage adapter.', true),
  sealed_value_unreadable: entry(500, 'failed', 'A sealed value cannot be opened with the configured `secrets`.', 'Put the secret it was sealed with back into `secrets`.'),
  internal_error: entry(500, 'failed', 'An unexpected error stopped the request.', 'This is a bug in ssokit or in a callback of the host; `unsafeCauseOf(error)` holds what was thrown.'),
}
