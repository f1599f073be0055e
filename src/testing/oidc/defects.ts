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
  | 'empty_sub'
  /** 256 characters. */
  | 'long_sub'
  | 'logout_token_events'
  /** Keycloak writes `typ: Bearer` into the payload of access tokens. */
  | 'access_token_payload_typ'

export type DiscoveryDefect =
  | 'discovery_issuer_mismatch'
  | 'discovery_issuer_trailing_slash'
  | 'discovery_http_token_endpoint'
  | 'discovery_private_token_endpoint'
  | 'discovery_http_userinfo_endpoint'
  | 'discovery_missing_jwks_uri'
  | 'discovery_html'
  | 'discovery_500'
  /** The token endpoint stands in a member named `__proto__` and nowhere else. */
  | 'discovery_proto_member'

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
  /** A P-384 key under the published `kid`. */
  | 'jwks_wrong_curve'
  /** The key says that it belongs to another issuer (rule O5). */
  | 'jwks_other_issuer'
  /** The key says that it is for another algorithm. */
  | 'jwks_other_algorithm'

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

export type CallbackDefect =
  | 'iss_wrong'
  | 'iss_empty'
  | 'iss_missing_though_advertised'
  | 'access_denied'
  | 'server_error'
  | 'callback_hostile_description'
  | 'error_without_state'
  | 'code_and_error'
  | 'code_missing'
  | 'code_repeated'
  /** A response of the implicit or hybrid flow although `code` was asked for. */
  | 'id_token_in_response'
  | 'state_wrong'

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

/** Everything the mock provider can do wrong. */
export type OidcDefect =
  | JwsDefect
  | ClaimDefect
  | DiscoveryDefect
  | KeySetDefect
  | TokenDefect
  | CallbackDefect
  | UserinfoDefect
