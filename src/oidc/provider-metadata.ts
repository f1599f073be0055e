/**
 * What a provider publishes about itself, as far as it is used (OpenID Connect Discovery section 3).
 * Plain JSON under the specification's own names: `discover` reads it, and whoever has no discovery
 * document writes it by hand.
 */
export interface ProviderMetadata {
  readonly issuer: string
  readonly authorization_endpoint: string
  readonly token_endpoint: string
  readonly jwks_uri: string
  readonly userinfo_endpoint?: string
  readonly end_session_endpoint?: string
  /** Every answer names its issuer (RFC 9207). */
  readonly authorization_response_iss_parameter_supported?: boolean
  readonly token_endpoint_auth_methods_supported?: readonly string[]
  readonly token_endpoint_auth_signing_alg_values_supported?: readonly string[]
  readonly id_token_signing_alg_values_supported?: readonly string[]
  readonly scopes_supported?: readonly string[]
}
