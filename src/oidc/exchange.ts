import {
  authorizationCodeGrantRequest,
  type Client,
  type ClientAuth,
  processGenericTokenEndpointResponse,
  refreshTokenGrantRequest,
  validateAuthResponse,
} from 'oauth4webapi'
import { printable } from '../errors.ts'
import type { JsonObject } from '../types/json.ts'
import type { OidcTrust } from './metadata.ts'
import { authorizationError, tokenError } from './provider-errors.ts'
import type { TokenSet } from './token-set.ts'
import { requestOptions, type Transport } from './transport.ts'
import { oidcError } from './error.ts'

/** The code of an authorization response, validated; only this module can make one. */
export type AuthorizationCode = ReturnType<typeof validateAuthResponse>

/**
 * Validates what came back through the browser (RFC 6749 section 4.1.2, RFC 9207). The issuer is
 * checked first, so that not even an error of a foreign provider is believed (rule O2).
 *
 * @throws {SsoError} `oidc_response_issuer_mismatch`, `oidc_response_invalid`, and what the provider’s
 *   error means: see `authorizationErrors`
 */
export function checkAuthorizationResponse(
  parameters: ReadonlyMap<string, string>,
  expected: ResponseExpectations,
): AuthorizationCode {
  const code = checkResponseParameters(parameters, expected)
  // An empty `error` is none to oauth4webapi; beside a code it is nothing honest.
  const isAmbiguous = parameters.has('error')
  if (!parameters.get('code') || isAmbiguous) throw oidcError('oidc_response_invalid')
  return code
}

interface ResponseExpectations {
  readonly metadata: OidcTrust['metadata']
  readonly clientId: string
  readonly state: string
}

/**
 * The same without a look at the code, for answers that bring none.
 *
 * @throws {SsoError} as `checkAuthorizationResponse`
 */
export function checkResponseParameters(
  parameters: ReadonlyMap<string, string>,
  { metadata, clientId, state }: ResponseExpectations,
): AuthorizationCode {
  const issuer = parameters.get('iss')
  const isRequired = metadata.authorization_response_iss_parameter_supported === true
  if (issuer === undefined ? isRequired : issuer !== metadata.issuer) {
    throw oidcError('oidc_response_issuer_mismatch', {
      detail: { expected: metadata.issuer, received: printable(issuer ?? '') },
    })
  }
  // To oauth4webapi a missing expectation means that none was sent, which here it always was.
  if (typeof state !== 'string' || state === '') {
    throw oidcError('oidc_response_invalid', {
      message: 'There is no state to compare the answer’s with.',
    })
  }
  try {
    const client: Client = { client_id: clientId }
    const search = new URLSearchParams([...parameters])
    return validateAuthResponse(metadata, client, search, state)
  } catch (cause) {
    throw authorizationError(cause)
  }
}

interface TokenRequest {
  readonly metadata: OidcTrust['metadata']
  readonly clientId: string
  readonly authentication: ClientAuth
}

/**
 * Exchanges the code for tokens. The ID token is returned unread: `validateIdToken` alone reads it.
 *
 * @throws {SsoError} `oidc_token_request_failed`, `oidc_token_response_invalid`, `network_*`, and what
 *   the provider’s error means: see `tokenErrors`
 */
export async function redeemCode(
  code: AuthorizationCode,
  request: TokenRequest & { readonly redirectUri: string; readonly codeVerifier: string },
  transport: Transport,
): Promise<TokenSet> {
  const { metadata, clientId, authentication, redirectUri, codeVerifier } = request
  const client: Client = { client_id: clientId }
  const options = requestOptions(transport, metadata.token_endpoint ?? '')
  const { idToken, ...tokens } = await tokensOf(request, () =>
    authorizationCodeGrantRequest(
      ...([metadata, client, authentication, code, redirectUri, codeVerifier, options] as const),
    ),
  )
  if (idToken !== undefined) return { idToken, ...tokens }
  throw oidcError('oidc_token_response_invalid', {
    message: 'The token endpoint sent no ID token.',
  })
}

/** What a refresh token was exchanged for; an ID token need not be among it. */
export type RefreshedTokens = Omit<TokenSet, 'idToken'> & { readonly idToken: string | undefined }

/**
 * Exchanges a refresh token for new tokens (RFC 6749 section 6), for the scopes that were granted.
 *
 * @throws {SsoError} as `redeemCode`
 */
export function redeemRefreshToken(
  refreshToken: string,
  request: TokenRequest,
  transport: Transport,
): Promise<RefreshedTokens> {
  const { metadata, clientId, authentication } = request
  const options = requestOptions(transport, metadata.token_endpoint ?? '')
  const client: Client = { client_id: clientId }
  return tokensOf(request, () =>
    refreshTokenGrantRequest(metadata, client, authentication, refreshToken, options),
  )
}

async function tokensOf(
  { metadata, clientId }: TokenRequest,
  send: () => Promise<Response>,
): Promise<RefreshedTokens> {
  try {
    const { idToken, rest } = await takeIdToken(await send())
    const client: Client = { client_id: clientId }
    const tokens = await processGenericTokenEndpointResponse(metadata, client, rest)
    if (idToken !== undefined && typeof idToken !== 'string') {
      throw oidcError('oidc_token_response_invalid', {
        message: 'The token endpoint sent an ID token that is not text.',
      })
    }
    // oauth4webapi knows DPoP as well, which was not asked for.
    if (tokens.token_type !== 'bearer') {
      throw oidcError('oidc_token_response_invalid', {
        message: 'The token endpoint sent a token that is not a bearer token.',
      })
    }
    return { idToken, accessToken: tokens.access_token, refreshToken: tokens.refresh_token }
  } catch (cause) {
    throw tokenError(cause)
  }
}

/**
 * Takes the ID token out of an answer, so that oauth4webapi checks the OAuth part and the token has
 * one validator only.
 */
async function takeIdToken(response: Response): Promise<{ idToken: unknown; rest: Response }> {
  let body: unknown
  try {
    body = await response.clone().json()
  } catch {
    return { idToken: undefined, rest: response }
  }
  if (typeof body !== 'object' || body === null) return { idToken: undefined, rest: response }
  const { id_token: idToken, ...others } = body as JsonObject
  const headers = new Headers(response.headers)
  // A challenge would hide the error and its description from the admin.
  if (typeof others.error === 'string') headers.delete('www-authenticate')
  return {
    idToken,
    rest: new Response(JSON.stringify(others), { status: response.status, headers }),
  }
}
