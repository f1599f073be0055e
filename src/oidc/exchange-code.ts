import { lazy } from '../core/lazy.ts'
import { toMessage } from '../http/message.ts'
import type { ClientAuthentication } from '../types/connection.ts'
import type { OidcTrust } from './metadata.ts'
import { openNetwork } from './open-network.ts'
import type { ProviderMetadata } from './provider-metadata.ts'
import type { StandaloneNetwork } from './standalone-network.ts'
import type { TokenSet } from './token-set.ts'

const authenticationPart = lazy(() => import('./client-authentication.ts'))
const exchangePart = lazy(() => import('./exchange.ts'))

/**
 * What `exchangeCode` needs: the provider, the client, and what the request to sign in remembered.
 */
export interface ExchangeCodeRequest extends StandaloneNetwork {
  readonly metadata: ProviderMetadata
  readonly clientId: string
  /**
   * Default `auto`: what the provider takes and what is given here. A public client says `none`,
   * which is never chosen by itself.
   */
  readonly clientAuthentication?: ClientAuthentication
  readonly clientSecret?: string
  /** For `private_key_jwt`: PKCS#8 in PEM, or a JWK as JSON text. */
  readonly privateKey?: string
  /** The one sent with the authorization request. */
  readonly redirectUri: string
  /** Those that `authorizationRequest` returned for this browser. */
  readonly state: string
  readonly codeVerifier: string
}

/**
 * Checks the answer that came back through the browser and exchanges its code for tokens. Issuer,
 * state and errors are checked first; a parameter that occurs twice is refused.
 *
 * @param callbackParameters the query of the redirect, or the form of a POST
 * @param request what the answer is checked with, and who asks
 * @returns the tokens; nobody is signed in before `validateIdToken` has read the ID token
 * @throws {SsoError} `request_parameter_repeated`, `oidc_response_issuer_mismatch`,
 *   `oidc_response_invalid`, `oidc_access_denied`, `oidc_consent_required`,
 *   `oidc_interaction_required`, `oidc_scope_rejected`, `oidc_request_rejected`,
 *   `oidc_provider_*`, `connection_secret_missing`, `oidc_client_*`, `oidc_code_rejected`,
 *   `oidc_token_*`, `network_*`, `config_invalid`
 * @see {@link https://openid.net/specs/openid-connect-core-1_0.html#TokenRequest}
 * @security call it once per answer: forget `state` before, not after
 * @example
 * ```ts
 * import { exchangeCode, type ProviderMetadata, validateIdToken } from 'ssokit/oidc'
 *
 * declare const request: Request
 * declare const metadata: ProviderMetadata
 * declare const jwks: import('jose').JSONWebKeySet
 * declare const kept: { state: string; nonce: string; codeVerifier: string }
 * const clientId = '0oa1'
 * const { idToken, accessToken } = await exchangeCode(new URL(request.url).searchParams, {
 *   metadata,
 *   clientId,
 *   clientSecret: 'the one that the provider shows',
 *   redirectUri: 'https://app.example.com/callback',
 *   ...kept,
 * })
 * const { issuer } = metadata
 * const { nonce } = kept
 * const claims = await validateIdToken(idToken, { issuer, clientId, jwks, nonce, accessToken })
 * console.log(claims.sub)
 * ```
 */
export async function exchangeCode(
  callbackParameters: URLSearchParams,
  request: ExchangeCodeRequest,
): Promise<TokenSet> {
  const { checkAuthorizationResponse, redeemCode } = await exchangePart()
  const { clientAuthentication } = await authenticationPart()
  const { clientId, redirectUri, codeVerifier, state } = request
  // Under the name that oauth4webapi knows, whose lists are not read-only by type.
  const metadata = request.metadata as unknown as OidcTrust['metadata']
  const { parameters } = toMessage('GET', callbackParameters)
  const code = checkAuthorizationResponse(parameters, { metadata, clientId, state })
  const secrets = new Map([
    ['clientSecret', request.clientSecret],
    ['privateKey', request.privateKey],
  ])
  const authentication = await clientAuthentication(
    {
      clientAuthentication: request.clientAuthentication ?? 'auto',
      issuer: metadata.issuer,
    },
    metadata,
    {
      profile: 'generic',
      endpoint: request.metadata.token_endpoint,
      secret: async (field) => secrets.get(field),
      now: () => new Date(),
    },
  )
  return redeemCode(
    code,
    { metadata, clientId, authentication, redirectUri, codeVerifier },
    await openNetwork(request),
  )
}
