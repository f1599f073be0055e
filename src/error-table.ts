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
  not_assigned: 'You are not assigned to this application at your organisation. Ask your administrator for access.',
  not_approved: 'Your organisation has not approved this application yet. Ask your administrator to approve it.',
  unavailable: 'Sign-in is not available right now. Please try again in a few minutes.',
  not_found: 'This sign-in address does not exist.',
  organization_unknown: 'We do not know which organisation you belong to. Open this application from your organisation’s dashboard, or use its own sign-in link.',
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
  login_target_unknown: entry(404, 'organization_unknown', 'No connection answers to this sign-in address, issuer or e-mail domain.', 'Check the login path, or start the sign-in from the identity provider’s dashboard.'),
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
  oidc_access_denied: entry(403, 'not_assigned', 'The provider refused access for this person.', 'Assign the person, or one of their groups, to the application at the identity provider.'),
  oidc_policy_denied: entry(403, 'denied', 'A policy of the provider refused this sign-in.', 'Look at the provider’s sign-in log for the policy, and allow this application and person in it.'),
  oidc_consent_required: entry(403, 'not_approved', 'The provider wants a consent that was not given.', 'Give consent for the whole organisation at the provider, or switch consent off for this application.'),
  oidc_interaction_required: entry(400, 'restart', 'The provider needs the person to do something first, such as signing in.', 'Start the sign-in again, without `prompt=none`.'),
  oidc_scope_rejected: entry(403, 'failed', 'The provider does not know or does not allow a requested scope.', 'Compare `scopes` with the scopes of the authorization server; `openid` alone is enough for many.'),
  oidc_request_rejected: entry(403, 'failed', 'The provider does not accept our request.', 'Compare redirect URI, grant type and response type in the application’s settings at the provider with the connection’s setup values.'),
  oidc_provider_unavailable: entry(503, 'unavailable', 'The provider is temporarily unavailable.', 'Try again shortly, and look at the provider’s status page.', true),
  oidc_token_request_failed: entry(502, 'unavailable', 'The token endpoint did not give a usable answer.', 'Check that the token endpoint’s address is right and that the provider is up.', true),
  oidc_client_rejected: entry(502, 'failed', 'The provider does not accept the client id with the secret or key that proves it.', 'Copy client id and client secret again from the application’s page at the identity provider, and compare the client authentication method; with a private key, compare the public key there with the one at the connection’s JWKS address.'),
  oidc_client_authentication_unsupported: entry(502, 'failed', 'The provider takes no form of client authentication that this connection can use.', 'Compare the client authentication method of the application at the identity provider with the secrets that are entered here.'),
  oidc_client_key_invalid: entry(500, 'unavailable', 'The private key of this connection cannot be used.', 'Enter it again as PKCS#8 in PEM or as a private JWK: RSA with at least 2048 bits, P-256, P-384, P-521 or Ed25519.'),
  oidc_pushed_request_failed: entry(502, 'unavailable', 'The provider did not take the pushed authorization request.', 'Compare redirect URI, scopes and extra parameters with the application at the identity provider; its log says what it refused.', true),
  oidc_code_rejected: entry(400, 'restart', 'The token endpoint does not accept the authorization code.', 'Start again. If it happens every time, compare the redirect URI and the client id.'),
  oidc_token_response_invalid: entry(502, 'failed', 'The token endpoint’s answer is not a valid OpenID Connect token response.', 'Make sure that the scope contains `openid` and that the endpoint is the token endpoint.'),

  // OpenID Connect: the ID token
  oidc_id_token_malformed: entry(400, 'failed', 'The ID token is not a well-formed compact JWS.', 'Switch off ID token encryption for this application at the identity provider.'),
  oidc_id_token_algorithm_refused: entry(400, 'failed', 'The ID token is signed with an algorithm that this connection does not allow.', 'Set the ID token signature algorithm to RS256 at the identity provider, or allow the algorithm for this connection.'),
  oidc_id_token_key_unknown: entry(400, 'failed', 'No key of the provider fits the ID token.', 'Make sure that the issuer and the `jwks_uri` belong to the same authorization server.'),
  oidc_id_token_signature_invalid: entry(400, 'failed', 'The signature of the ID token is not valid.', 'Make sure that the issuer and the `jwks_uri` belong to the same authorization server.'),
  oidc_id_token_kind_refused: entry(400, 'failed', 'The token is of another kind than an ID token.', 'Make sure that the provider returns an ID token and not an access token or a logout token.'),
  oidc_id_token_issuer_mismatch: entry(400, 'failed', 'The ID token was issued by another issuer than the one configured.', 'Copy the issuer exactly as it stands in the ID token’s `iss` claim. In Okta: Sign On, OpenID Connect ID Token, Issuer: Okta URL.'),
  oidc_id_token_tenant_refused: entry(403, 'denied', 'The person belongs to an organisation that this connection does not list.', 'If these people may sign in, list their organisation under `allowedTenants`: its Directory (tenant) ID in Entra, its primary domain in Google Workspace.'),
  oidc_id_token_audience_mismatch: entry(400, 'failed', 'The ID token is meant for another application.', 'Compare the client id with the one shown on the application’s page at the identity provider.'),
  oidc_id_token_expired: entry(400, 'restart', 'The ID token has expired.', 'Start again. If it happens every time, synchronise this server’s clock.'),
  oidc_id_token_not_yet_valid: entry(400, 'failed', 'The ID token is dated in the future.', 'Synchronise the clocks of this server and of the identity provider.'),
  oidc_id_token_nonce_mismatch: entry(400, 'failed', 'The ID token does not belong to this sign-in.', 'Start again. A token that was requested elsewhere is never accepted.'),
  oidc_id_token_claims_invalid: entry(400, 'failed', 'A claim of the ID token is missing or has the wrong type.', 'Compare the ID token with OpenID Connect Core section 2.'),
  oidc_id_token_authentication_too_old: entry(400, 'restart', 'The person’s authentication at the provider is older than was asked for.', 'Sign in again at the identity provider.'),
  oidc_id_token_hash_mismatch: entry(400, 'failed', 'The ID token does not belong to the access token or code it came with.', 'Start again. If it happens every time, report it to the identity provider.'),
  oidc_client_secret_too_short: entry(500, 'failed', 'The client secret is too short to verify signatures with HS256.', 'Let the identity provider make a client secret of at least 32 characters, or set the ID token signature algorithm to RS256 there.'),

  // OpenID Connect: the logout token
  oidc_logout_token_malformed: entry(400, 'request', 'The logout token is not a well-formed compact JWS.', 'Switch off token encryption for this application at the identity provider.'),
  oidc_logout_token_algorithm_refused: entry(400, 'request', 'The logout token is signed with an algorithm that this connection does not allow.', 'Logout tokens are signed as ID tokens are: set the ID token signature algorithm to RS256 at the identity provider.'),
  oidc_logout_token_key_unknown: entry(400, 'request', 'No key of the provider fits the logout token.', 'Make sure that the issuer and the `jwks_uri` belong to the same authorization server.'),
  oidc_logout_token_signature_invalid: entry(400, 'request', 'The signature of the logout token is not valid.', 'Make sure that the issuer and the `jwks_uri` belong to the same authorization server.'),
  oidc_logout_token_kind_refused: entry(400, 'request', 'The token is of another kind than a logout token.', 'Enter the back-channel logout address only where the identity provider asks for a logout address.'),
  oidc_logout_token_claims_invalid: entry(400, 'request', 'A claim of the logout token is missing or has the wrong type.', 'Compare the logout token with OpenID Connect Back-Channel Logout section 2.4; older providers omit `exp`, which a connection can allow.'),
  oidc_logout_token_issuer_mismatch: entry(400, 'request', 'The logout token was issued by another issuer than the one configured.', 'Register each connection’s own back-channel logout address at its own identity provider.'),
  oidc_logout_token_audience_mismatch: entry(400, 'request', 'The logout token is meant for another application.', 'Compare the client id with the one shown on the application’s page at the identity provider.'),
  oidc_logout_token_expired: entry(400, 'request', 'The logout token has expired or is older than five minutes.', 'Synchronise the clocks of this server and of the identity provider.'),
  oidc_logout_token_not_yet_valid: entry(400, 'request', 'The logout token is dated in the future.', 'Synchronise the clocks of this server and of the identity provider.'),

  // OpenID Connect: userinfo
  oidc_userinfo_endpoint_missing: entry(502, 'failed', 'The connection always asks for userinfo, but the provider has no userinfo endpoint.', 'Enter the userinfo endpoint by hand, or set `userinfo` to `when_needed`.'),
  oidc_userinfo_failed: entry(502, 'unavailable', 'The userinfo endpoint did not give a usable answer.', 'Check the userinfo address, or put the needed claims into the ID token.', true),
  oidc_userinfo_subject_mismatch: entry(400, 'failed', 'The userinfo endpoint answered about another person.', 'Make sure that issuer and userinfo endpoint belong to the same authorization server.'),
  oidc_userinfo_malformed: entry(502, 'failed', 'The signed userinfo answer is not a well-formed compact JWS.', 'Switch off userinfo encryption for this application at the identity provider, or let it answer in plain JSON.'),
  oidc_userinfo_algorithm_refused: entry(502, 'failed', 'The userinfo answer is signed with an algorithm that this connection does not allow.', 'Set the userinfo signature algorithm to RS256 at the identity provider, or let it answer in plain JSON.'),
  oidc_userinfo_key_unknown: entry(502, 'failed', 'No key of the provider fits the signed userinfo answer.', 'Make sure that the issuer and the `jwks_uri` belong to the same authorization server.'),
  oidc_userinfo_signature_invalid: entry(502, 'failed', 'The signature of the userinfo answer is not valid.', 'Make sure that the issuer and the `jwks_uri` belong to the same authorization server.'),
  oidc_userinfo_kind_refused: entry(502, 'failed', 'The userinfo endpoint answered with a token of another kind.', 'Make sure that the address is the userinfo endpoint.'),
  oidc_userinfo_issuer_mismatch: entry(502, 'failed', 'The signed userinfo answer was issued by another issuer.', 'Make sure that issuer and userinfo endpoint belong to the same authorization server.'),
  oidc_userinfo_audience_mismatch: entry(502, 'failed', 'The signed userinfo answer is meant for another application.', 'Compare the client id with the one shown on the application’s page at the identity provider.'),
  oidc_userinfo_expired: entry(502, 'failed', 'The signed userinfo answer is outside its lifetime.', 'Synchronise the clocks of this server and of the identity provider.'),

  // SAML: documents, keys and signatures
  saml_xml_refused: entry(400, 'failed', 'The SAML message is not XML that may be read.', 'Record the message with the browser’s developer tools (the field SAMLResponse) and show it to the identity provider’s vendor.'),
  saml_certificate_invalid: entry(422, 'request', 'This is not an X.509 certificate with an RSA or EC key that can verify signatures.', 'Copy the signing certificate again from the identity provider: Base64 (PEM) format, RSA with 2048 to 8192 bits or EC P-256, P-384 or P-521.'),
  saml_signing_key_missing: entry(500, 'failed', 'The connection has no signing certificate, so no SAML message can be accepted.', 'Enter the identity provider’s signing certificate, or import its metadata again.'),
  saml_signature_missing: entry(400, 'failed', 'The SAML message is not signed.', 'Switch on signing of the assertion or the response at the identity provider. In Entra: Signing Option “Sign SAML assertion”; in Okta: Assertion Signature “Signed”; in Keycloak: “Sign documents” or “Sign assertions”.'),
  saml_signature_malformed: entry(400, 'failed', 'The XML signature has another form than the one that SAML prescribes.', 'Set the canonicalization to exclusive (xml-exc-c14n) and sign the whole assertion or response at the identity provider. If that is how it is set, the message may have been tampered with.'),
  saml_signature_algorithm_refused: entry(400, 'failed', 'The XML signature uses an algorithm that this connection does not allow.', 'Set the signature algorithm to RSA-SHA256 (RSA_SHA256, sha256) at the identity provider, or allow SHA-1 for this connection.'),
  saml_signature_invalid: entry(400, 'failed', 'The XML signature was not made with any signing certificate of this connection.', 'Compare the certificate’s SHA-256 fingerprint with the active signing certificate at the identity provider; after a certificate rollover, add the new one or import the metadata again.'),
  saml_digest_mismatch: entry(400, 'failed', 'The signed part of the SAML message was changed after it was signed.', 'Look for a proxy, browser extension or script that reformats the message between identity provider and application.'),

  // SAML: what messages say
  saml_message_malformed: entry(400, 'failed', 'The SAML message lacks a required part, or has one twice.', 'Record the message with the browser’s developer tools and show it to the identity provider’s vendor.'),
  saml_message_unexpected: entry(400, 'failed', 'Another kind of SAML message was sent than the one that belongs here.', 'At the identity provider, enter the ACS address for sign-ins and the single logout address for logouts, as shown in the connection’s setup values.'),
  saml_version_refused: entry(400, 'failed', 'The message is of another SAML version than 2.0.', 'Choose SAML 2.0 for this application at the identity provider.'),
  saml_status_error: entry(403, 'failed', 'The identity provider answered with an error.', 'Look for the same moment in the identity provider’s own sign-in log.'),
  saml_status_denied: entry(403, 'denied', 'The identity provider refused to sign this person in.', 'Assign the person, or one of their groups, to the application at the identity provider.'),
  saml_status_no_passive: entry(403, 'restart', 'The identity provider cannot sign this person in without asking.', 'Start an ordinary sign-in.'),
  saml_assertion_missing: entry(400, 'failed', 'The SAML response contains no assertion.', 'Make sure that the application at the identity provider sends SAML 2.0 responses with an assertion.'),
  saml_assertion_repeated: entry(400, 'failed', 'The SAML response contains more than one assertion.', 'An honest identity provider sends one assertion; if this happens every time, show the message to its vendor.'),
  saml_decryption_failed: entry(400, 'failed', 'The encrypted part of the SAML message cannot be decrypted.', 'Upload the encryption certificate of the connection’s metadata again at the identity provider (Entra: Token encryption; Okta: Encryption Certificate; Keycloak: Keys, Encrypt assertions), or switch encryption off there.'),
  saml_decryption_key_missing: entry(400, 'failed', 'The SAML message is encrypted, but there is no decryption key.', 'Switch off assertion encryption at the identity provider, or pass a key pair to `saml({ keys })` and upload its certificate there.'),
  saml_encryption_refused: entry(400, 'failed', 'An encrypted element has another form than the one that SAML prescribes.', 'Show the message to the identity provider’s vendor.'),
  saml_encryption_algorithm_refused: entry(400, 'failed', 'The SAML message is encrypted with an algorithm that this connection does not allow.', 'At the identity provider choose AES-256-GCM with RSA-OAEP. Where it offers AES-CBC only, let it sign the whole response (Okta: Response “Signed”; Entra: “Sign SAML response and assertion”), or allow AES-CBC for this connection.'),
  saml_encryption_missing: entry(400, 'failed', 'The assertion was sent in the clear, but this connection requires encryption.', 'Switch on assertion encryption at the identity provider with the certificate of the connection’s metadata (Entra: Token encryption; Okta: Assertion Encryption; Keycloak: Encrypt assertions).'),
  saml_issuer_mismatch: entry(400, 'failed', 'The SAML message was issued by another identity provider than the connection’s.', 'Copy the entityID (Issuer, Identity Provider Issuer, Microsoft Entra Identifier) from the identity provider exactly as it is spelled there, or import its metadata again.'),
  saml_audience_mismatch: entry(400, 'failed', 'The assertion is meant for another service provider.', 'Enter the connection’s entityID at the identity provider: in Okta as “Audience URI (SP Entity ID)”, in Entra as “Identifier (Entity ID)”, in Google as “Entity ID”, in Keycloak as “Client ID”.'),
  saml_destination_mismatch: entry(400, 'failed', 'The message’s Destination is another address than the one it was sent to.', 'Enter the connection’s addresses at the identity provider exactly as shown: in Okta “Single sign-on URL”, in Entra “Reply URL”, in Google “ACS URL”, in Keycloak “Assertion Consumer Service POST Binding URL”.'),
  saml_recipient_mismatch: entry(400, 'failed', 'The assertion’s Recipient is another address than the one it was sent to.', 'Enter the connection’s ACS address at the identity provider exactly as shown: in Okta “Single sign-on URL” and “Use this for Recipient URL”, in Entra “Reply URL”, in Google “ACS URL”.'),
  saml_subject_confirmation_missing: entry(400, 'failed', 'The assertion cannot be presented by a browser: it has no bearer confirmation.', 'Choose the Web Browser SSO profile (bearer) for this application at the identity provider.'),
  saml_in_response_to_mismatch: entry(400, 'restart', 'The SAML message answers another request than the pending one.', 'Start the sign-in again from the application, in one tab. If it happens every time, look for a proxy or an application that keeps old sign-in pages.'),
  saml_unsolicited_refused: entry(400, 'restart', 'The identity provider sent an answer that nobody asked for.', 'Start the sign-in from the application, or switch on identity-provider-initiated sign-in (`idpInitiated`) for this connection.'),
  saml_expired: entry(400, 'restart', 'The SAML message has expired.', 'Start again. If it happens every time, synchronise the clocks of this server and of the identity provider (NTP).'),
  saml_not_yet_valid: entry(400, 'failed', 'The SAML message is dated in the future.', 'Synchronise the clocks of this server and of the identity provider (NTP), or raise the connection’s clock tolerance (at most 300 seconds).'),
  saml_time_malformed: entry(400, 'failed', 'A time in the SAML message is missing or no xs:dateTime with time zone.', 'Show the message to the identity provider’s vendor.'),
  saml_condition_refused: entry(400, 'failed', 'The assertion carries a condition that is not understood.', 'Remove custom conditions from this application at the identity provider.'),
  saml_name_id_missing: entry(400, 'failed', 'The assertion names nobody: its NameID is missing or empty.', 'Map the Name ID (NameID, Unique User Identifier) to a field that is filled for every person.'),
  saml_name_id_invalid: entry(400, 'failed', 'The NameID begins or ends with an invisible character.', 'Correct the field that the Name ID is mapped to, for this person.'),
  saml_name_id_not_email: entry(403, 'failed', 'The NameID is not an e-mail address, and this connection demands one.', 'Set the NameID format at the identity provider to EmailAddress (Okta: Name ID format: EmailAddress, Application username: Email).'),
  saml_name_id_transient: entry(403, 'failed', 'The NameID is transient: it is another one at every sign-in and names nobody.', 'Set the NameID format at the identity provider to persistent or EmailAddress, or map a stable attribute with `claims.subject`.'),
  saml_authentication_too_old: entry(400, 'restart', 'The person’s authentication at the identity provider is older than was asked for.', 'Sign in again at the identity provider; it must honour ForceAuthn.'),
  saml_authn_statement_missing: entry(400, 'failed', 'The assertion does not say that the person authenticated.', 'Use a sign-in application (Web Browser SSO) at the identity provider; attribute queries cannot sign anybody in.'),
  saml_redirect_refused: entry(400, 'failed', 'The parameters of the redirect-binding message are not the ones that SAML prescribes.', 'Make sure that nothing between browser and application adds, removes or rewrites query parameters.'),

  // SAML: what we send
  saml_value_unwritable: entry(500, 'failed', 'A value of a SAML message or metadata contains a character that XML cannot carry.', 'Look for control characters in the connection’s settings and in `saml({ keys })`.'),
  saml_request_key_missing: entry(500, 'unavailable', 'The identity provider accepts signed requests only, but there is no key to sign with.', 'Give `saml({ keys })` a key pair and upload its certificate at the identity provider, or switch off “Require signed requests” there and `requireSignedRequests` here.'),
  saml_request_key_unusable: entry(500, 'unavailable', 'A SAML request cannot be signed with the configured key.', 'Give `saml({ keys })` an RSA private key as PKCS#8 PEM (“BEGIN PRIVATE KEY”) and the certificate of the same key.'),

  // SAML: the identity provider's metadata
  saml_metadata_html: entry(422, 'request', 'This is a web page, not SAML metadata.', 'Save the metadata as XML: open its address, then “Save page as… / Webpage, XML only”, or download it with the button of the identity provider’s console (Okta: Sign On > Active SHA-2 certificate > Actions > View IdP metadata). Or enter the address instead.'),
  saml_metadata_invalid: entry(422, 'request', 'This document is not SAML 2.0 metadata.', 'Take the identity provider’s metadata, an XML document that begins with EntityDescriptor.'),
  saml_metadata_entity_missing: entry(422, 'request', 'The metadata does not describe the wanted entityID.', 'Compare the entityID letter by letter with the identity provider’s console (“Issuer”, “Identifier”), or take the metadata of the right tenant.'),
  saml_metadata_ambiguous: entry(422, 'request', 'The metadata describes several identity providers, or one of them twice.', 'Say which `entityId` is wanted, or take the metadata of that identity provider alone.'),
  saml_metadata_role_missing: entry(422, 'request', 'The metadata describes no SAML 2.0 identity provider.', 'Take the identity provider’s metadata: this may be the one of an application, perhaps our own.'),
  saml_metadata_expired: entry(422, 'request', 'The metadata is no longer valid: its `validUntil` is past.', 'Download the metadata again from the identity provider; if a fresh copy is expired as well, its operator must publish it anew.'),
  saml_metadata_signing_key_missing: entry(422, 'request', 'The metadata contains no signing certificate of the identity provider.', 'Activate a signing certificate (RSA with at least 2048 bits) at the identity provider and download the metadata again.'),
  saml_metadata_endpoint_missing: entry(422, 'request', 'The metadata contains no address to sign in at: https, with HTTP-Redirect or HTTP-POST binding.', 'Switch on the HTTP-Redirect or HTTP-POST binding with an https address at the identity provider and download the metadata again.'),
  saml_metadata_unavailable: entry(502, 'unavailable', 'The identity provider’s metadata could not be read from its address.', 'Open the metadata address in a browser; if it is not there, copy it again from the identity provider, or upload the file.', true),
  saml_metadata_unverified: entry(422, 'request', 'The metadata is not signed with the configured trust key.', 'Compare the trust key with the one that the publisher of the metadata names, or remove it if the metadata is not signed.'),

  // Who the person is and what they may do
  identity_claim_missing: entry(403, 'failed', 'A claim that this connection requires is missing.', 'Add the claim to the ID token at the identity provider, or change the claim mapping.'),
  identity_claim_invalid: entry(403, 'failed', 'A mapped claim has a type that cannot be used.', 'Map the field to a claim that holds one text, and groups to a list of texts.'),
  identity_email_invalid: entry(403, 'failed', 'The e-mail claim is not a usable e-mail address.', 'Map the e-mail to a claim that holds one plain ASCII address.'),
  identity_groups_overage: entry(403, 'failed', 'The person is in more groups than the identity provider writes into a token, so the groups are not known.', 'At the identity provider, emit only groups that are assigned to the application, or use app roles; the host may also pass `resolveGroups`.'),
  identity_groups_unresolved: entry(502, 'unavailable', 'The host’s `resolveGroups` failed, took too long or returned no list of texts.', 'Look at the host’s own log; `unsafeCauseOf(error)` holds what was thrown.', true),
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
