/** The ID token as a JWS: rules O3 and O7. */
export type JwsDefect =
  /** `alg: none` and an empty signature, as the standard writes it. */
  | 'alg_none'
  /** `alg: none` with something in the place of the signature. */
  | 'alg_none_with_signature'
  /** HMAC keyed with the public key as PEM, which everybody has. */
  | 'hs256_with_public_key'
  | 'hs256_with_client_secret'
  /** By a key of the same kind that nobody published, under the published `kid`. */
  | 'signature_by_other_key'
  | 'signature_stripped'
  /** Header members that bring or name a key; the signature itself is right. */
  | 'embedded_jwk'
  | 'jku'
  | 'x5u'
  | 'x5c'
  | 'crit'
  | 'zip'
  | 'b64'
  | 'unknown_kid'
  | 'no_kid'
  | 'kid_as_number'
  | 'typ_as_number'
  /** The signature decodes to the same bytes in a lenient reader. */
  | 'non_canonical_base64url'
  | 'padded_base64url'
  /** The payload has stray bits, and the signature covers them. */
  | 'non_canonical_payload'
  | 'json_serialization'
  /** A JWE of five parts. */
  | 'encrypted_id_token'
  /** The first `sub` is Mallory's, the second the person's. */
  | 'duplicate_member_payload'
  | 'duplicate_member_header'
  /** The second one is spelled `"\u0073ub"`. */
  | 'duplicate_member_escaped'
  | 'duplicate_member_nested'
  | 'payload_not_utf8'
  | 'payload_not_an_object'
  | 'deep_json'
  | 'logout_token_typ'
  | 'access_token_typ'

/** What the ID token says: rules O4 and O7. The signature is right. */
export type ClaimDefect =
  | 'wrong_issuer'
  | 'issuer_trailing_slash'
  | 'wrong_audience'
  /** Ours and a stranger's, with a right `azp`. */
  | 'extra_audience'
  /** Ours and `trusted-client`, without `azp`. */
  | 'extra_audience_without_azp'
  | 'empty_audience'
  | 'wrong_azp'
  /** An hour ago. */
  | 'expired'
  /** In an hour. */
  | 'issued_in_future'
  | 'not_before_in_future'
  | 'missing_exp'
  | 'missing_iat'
  | 'missing_sub'
  | 'missing_aud'
  | 'missing_iss'
  | 'exp_as_text'
  | 'aud_as_number'
  | 'wrong_nonce'
  | 'missing_nonce'
  | 'at_hash_wrong'
  | 'c_hash_wrong'
  /** A day ago. */
  | 'old_auth_time'
  | 'future_auth_time'
  | 'missing_auth_time'
  | 'auth_time_as_text'
  /** The `tid` of a tenant that nobody lists, under the issuer of the right one. */
  | 'other_tenant'
  /** The issuer of a tenant that nobody lists, with the right `tid`. */
  | 'issuer_of_other_tenant'
  | 'missing_tenant'
  /** Too many groups for the token: it names another place where they are. */
  | 'groups_overage'
  /** The same by the flag of Entra’s implicit flow. */
  | 'groups_overage_flag'
  /** Some of the groups are in the token nevertheless. */
  | 'groups_overage_partial'
  | 'empty_sub'
  /** 256 characters. */
  | 'long_sub'
  | 'logout_token_events'
  /** Keycloak writes `typ: Bearer` into the payload of access tokens. */
  | 'access_token_payload_typ'

/** What is wrong with the discovery document. */
export type DiscoveryDefect =
  | 'discovery_issuer_mismatch'
  | 'discovery_issuer_trailing_slash'
  | 'discovery_http_token_endpoint'
  | 'discovery_private_token_endpoint'
  | 'discovery_http_userinfo_endpoint'
  | 'discovery_missing_jwks_uri'
  | 'discovery_html'
  | 'discovery_500'
  | 'discovery_404'
  /** Not found, said with a web page. */
  | 'discovery_404_html'
  /** Gone, without a body. */
  | 'discovery_410'
  | 'discovery_503_html'
  | 'discovery_private_pushed_endpoint'
  | 'discovery_http_pushed_endpoint'
  /** Pushed requests are required, and no endpoint is named for them. */
  | 'discovery_without_pushed_endpoint'
  /** The token endpoint stands in a member named `__proto__` and nowhere else. */
  | 'discovery_proto_member'

/** What is wrong with the published keys. */
export type KeySetDefect =
  | 'jwks_empty'
  | 'jwks_not_a_list'
  /** The right keys under the status of an error. */
  | 'jwks_500'
  | 'jwks_html'
  | 'jwks_private_members'
  | 'jwks_symmetric_key'
  /** 1024 bits, and tokens are signed with it. */
  | 'jwks_weak_rsa'
  | 'jwks_exponent_one'
  | 'jwks_encryption_use'
  | 'jwks_sign_only_key_ops'
  | 'jwks_over_100'
  /** Four keys that are not the right one, then the right one, all without `kid`. */
  | 'jwks_many_without_kid'
  /** Two keys without `kid`; the second one is right. */
  | 'jwks_two_without_kid'
  /** Beside the right key one of a parameter set and one of a kind that nobody knows. */
  | 'jwks_unknown_kinds'
  /** A P-384 key under the published `kid`. */
  | 'jwks_wrong_curve'
  /** The key says that it belongs to another issuer (rule O5). */
  | 'jwks_other_issuer'
  /** The key says that it belongs to a tenant that nobody lists. */
  | 'jwks_other_tenant'
  /** The key says that it is for another algorithm. */
  | 'jwks_other_algorithm'

/** What is wrong with the answer of the token endpoint. */
export type TokenDefect =
  | 'token_500'
  | 'token_html'
  /** Called JSON and cut off in the middle. */
  | 'token_not_json'
  | 'token_redirect'
  | 'token_without_access_token'
  | 'token_without_id_token'
  | 'token_id_token_as_number'
  | 'token_wrong_type'
  | 'token_type_dpop'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unauthorized_client'
  /** 401 with a challenge and nothing else. */
  | 'token_challenge'
  /** An `error_description` of 10 kB with control and bidi characters and HTML. */
  | 'token_hostile_description'
  /** The token endpoint never answers. */
  | 'slow'

export type PushedDefect =
  | 'pushed_500'
  | 'pushed_html'
  | 'pushed_not_json'
  | 'pushed_redirect'
  /** The right answer under 200 instead of 201. */
  | 'pushed_200'
  | 'pushed_invalid_client'
  /** 401 with a challenge and nothing else. */
  | 'pushed_challenge'
  | 'pushed_invalid_redirect_uri'
  | 'pushed_invalid_scope'
  | 'pushed_hostile_description'
  | 'pushed_without_request_uri'
  | 'pushed_request_uri_as_number'
  | 'pushed_request_uri_javascript'
  | 'pushed_request_uri_control_characters'
  /** 548 characters. */
  | 'pushed_request_uri_too_long'
  | 'pushed_without_expires_in'
  | 'pushed_expires_in_zero'
  /** Called fresh, and expired when the browser comes with it. */
  | 'pushed_request_uri_expired'
  /** One that was not given to this client. */
  | 'pushed_request_uri_foreign'
  /** The endpoint never answers. */
  | 'pushed_slow'

/** What the provider does wrong when it sends the browser back. */
export type CallbackDefect =
  | 'iss_wrong'
  | 'iss_empty'
  | 'iss_missing_though_advertised'
  | 'access_denied'
  | 'login_required'
  | 'interaction_required'
  | 'consent_required'
  | 'account_selection_required'
  | 'server_error'
  | 'callback_hostile_description'
  | 'error_without_state'
  | 'code_and_error'
  | 'code_missing'
  | 'code_repeated'
  /** A response of the implicit or hybrid flow although `code` was asked for. */
  | 'id_token_in_response'
  | 'state_wrong'
  /** Beside the code, where an ID token was asked for … */
  | 'front_id_token_missing'
  | 'front_access_token'
  /** … and what is wrong with that ID token alone. */
  | 'front_c_hash_missing'
  | 'front_c_hash_of_another_code'
  | 'front_other_subject'
  | 'front_wrong_issuer'
  | 'front_wrong_nonce'

/** What is wrong with the answer of the UserInfo endpoint. */
export type UserinfoDefect =
  | 'userinfo_other_subject'
  | 'userinfo_missing_subject'
  | 'userinfo_500'
  | 'userinfo_html'
  | 'userinfo_challenge'
  | 'userinfo_overrides_protocol_claims'
  /** The ID token has the e-mail, only userinfo says that an e-mail is verified. */
  | 'email_verified_in_userinfo_only'
  /** Userinfo has the e-mail, only the ID token says that an e-mail is verified. */
  | 'email_verified_in_id_token_only'
  /** Where userinfo is signed: defects of that token. The right claims, unsigned … */
  | 'userinfo_unsigned'
  /** … or by a key that nobody published. */
  | 'userinfo_by_other_key'
  | 'userinfo_encrypted'
  | 'userinfo_wrong_issuer'
  | 'userinfo_missing_issuer'
  | 'userinfo_wrong_audience'
  | 'userinfo_missing_audience'
  | 'userinfo_expired'
  /** A logout token in the place of userinfo. */
  | 'userinfo_logout_token'

/** What the token endpoint answers to a refresh token. */
export type RefreshDefect =
  /** The provider rotates the token, and the connection breaks before its answer arrives. */
  | 'refresh_answer_lost'
  | 'refresh_interaction_required'
  /** Legal: nothing has changed. */
  | 'refresh_without_id_token'
  | 'refreshed_other_subject'
  /** Seven seconds ago instead of when the person signed in. */
  | 'refreshed_other_auth_time'
  /** Dated ten seconds before the sign-in. */
  | 'refreshed_older'
  /** An `azp` that the first ID token did not have. */
  | 'refreshed_with_azp'
  /** Legal: the nonce of the sign-in. */
  | 'refreshed_with_nonce'
  /** A logout token about the person in the place of the ID token. */
  | 'refreshed_logout_token'

/** What a logout token says: rule L1. The signature is right. */
export type LogoutDefect =
  | 'logout_wrong_issuer'
  | 'logout_wrong_audience'
  | 'logout_missing_iat'
  | 'logout_missing_exp'
  | 'logout_missing_jti'
  | 'logout_missing_events'
  /** Another security event. */
  | 'logout_other_event'
  | 'logout_events_as_list'
  /** Neither `sub` nor `sid`. */
  | 'logout_about_nobody'
  | 'logout_with_nonce'
  /** Ten minutes ago, and still valid by its `exp`. */
  | 'logout_old'
  /** An hour ago. */
  | 'logout_expired'
  /** In an hour. */
  | 'logout_in_future'

/** Everything the mock provider can do wrong. */
export type OidcDefect =
  | JwsDefect
  | ClaimDefect
  | DiscoveryDefect
  | KeySetDefect
  | TokenDefect
  | PushedDefect
  | CallbackDefect
  | UserinfoDefect
  | RefreshDefect
  | LogoutDefect
