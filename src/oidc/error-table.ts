import { entry, type ErrorEntry, type OidcErrorCode } from '../error-entry.ts'

/**
 * Every error of OpenID Connect, in one table: HTTP status, the text an end user sees, whether the
 * same request may succeed later, what happened and what the admin should change.
 * docs/errors.md is the same in prose; a test compares the two. One row a line, so this file is left
 * out of the formatter.
 */
export const oidcErrors: Readonly<Record<OidcErrorCode, ErrorEntry>> = {
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
  oidc_id_tokens_disagree: entry(400, 'failed', 'The ID token that came through the browser and the one of the token endpoint are about different people.', 'Start again. If it happens every time, report it to the identity provider, or set the response type to `code`.'),
  oidc_refreshed_token_mismatch: entry(502, 'failed', 'The ID token of a refresh is not about the same sign-in as the one before.', 'Sign in again. If it happens every time, show the ID tokens before and after a refresh to the identity provider’s vendor: OpenID Connect Core section 12.2 says what must stay.'),

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

  // OpenID Connect: front-channel logout
  oidc_frontchannel_logout_refused: entry(400, 'request', 'A front-channel logout names no session of this connection’s issuer.', 'At the identity provider, register this connection’s own front-channel logout address, and require the session there: it then sends `iss` and `sid`. Of Entra, which sends no `iss`, the connection can allow it.'),

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
}
