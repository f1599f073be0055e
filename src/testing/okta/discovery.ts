import { json } from '../oidc/answers.ts'
import { publicJwk } from '../oidc/keys.ts'
import { issuerOf, pathOf } from './issuer.ts'
import type { AuthorizationServer, OktaState } from './state.ts'

/** The metadata of an authorization server (OpenID Connect Discovery section 3). */
export function discoveryResponse(
  state: OktaState,
  server: AuthorizationServer,
  { searchParams, host }: URL,
): Response {
  const clientId = searchParams.get('client_id')
  const client = clientId === null ? undefined : state.clients.get(clientId)
  if (clientId !== null && !client) return notFound(`${clientId} (PublicClientApp)`)
  const issuer = issuerOf(state, server, client, host)
  const base = `${new URL(issuer).origin}${pathOf(server)}/v1`
  return json({
    issuer,
    authorization_endpoint: `${base}/authorize`,
    token_endpoint: `${base}/token`,
    userinfo_endpoint: `${base}/userinfo`,
    jwks_uri: `${base}/keys`,
    end_session_endpoint: `${base}/logout`,
    response_types_supported: [
      ...['code', 'id_token', 'code id_token', 'code token', 'id_token token'],
      'code id_token token',
    ],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    grant_types_supported: ['authorization_code', 'implicit', 'refresh_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: [...server.scopes.keys()],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    claims_supported: [
      ...['iss', 'ver', 'sub', 'aud', 'iat', 'exp', 'jti', 'auth_time', 'amr', 'idp', 'nonce'],
      ...['name', 'preferred_username', 'given_name', 'family_name', 'email', 'email_verified'],
      ...['zoneinfo', 'locale', 'at_hash', 'c_hash'],
    ],
    code_challenge_methods_supported: ['S256'],
  })
}

export async function keysResponse({ signingKey }: AuthorizationServer): Promise<Response> {
  return json({ keys: [await publicJwk(signingKey, 'RS256')] })
}

/** Okta's own form of errors, outside of OAuth. */
export function notFound(what: string): Response {
  const errorSummary = `Not found: Resource not found: ${what}`
  return json({ errorCode: 'E0000007', errorSummary, errorLink: 'E0000007', errorCauses: [] }, 404)
}
