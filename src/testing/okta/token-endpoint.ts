import { json, oauthError } from '../oidc/answers.ts'
import { basicCredentials, isClient } from '../oidc/client.ts'
import { s256 } from '../oidc/encoding.ts'
import { firstRefreshToken, redeem } from '../oidc/refresh-grant.ts'
import { ACCESS_TOKEN_SECONDS } from './claims.ts'
import { activePerson, isAssigned } from './people.ts'
import {
  type AuthorizationServer,
  type OidcClient,
  type OktaCode,
  type OktaGrant,
  type OktaState,
  secondsOf,
} from './state.ts'
import { makeAccessToken, makeIdToken } from './tokens.ts'

/** The token endpoint (RFC 6749 sections 4.1.3 and 6). */
export async function tokenResponse(
  state: OktaState,
  server: AuthorizationServer,
  request: Request,
): Promise<Response> {
  if (request.method !== 'POST') return oauthError('invalid_request', 'Use POST.', 405)
  const body = new URLSearchParams(await request.text())
  const client = authenticate(state, request.headers.get('authorization'), body)
  if (client instanceof Response) return client
  const { host } = new URL(request.url)
  const type = body.get('grant_type')
  if (type === 'authorization_code') return exchange(state, server, client, body, host)
  if (type === 'refresh_token' && client.settings.grantTypes?.includes('refresh_token')) {
    return refresh(state, server, client, body, host)
  }
  return type === 'refresh_token'
    ? oauthError('unauthorized_client', 'The client is not authorized to use the grant type.')
    : oauthError('unsupported_grant_type', 'The grant type is not supported.')
}

/** @returns the client, or why it is none */
function authenticate(
  { clients }: OktaState,
  header: string | null,
  body: URLSearchParams,
): OidcClient | Response {
  if (header !== null && body.has('client_secret')) {
    const description =
      'Cannot supply multiple client credentials. Use one of the following: credentials in the Authorization header, credentials in the post body, or a client_assertion in the post body.'
    return oauthError('invalid_request', description, 401)
  }
  const [id] = (header === null ? undefined : basicCredentials(header)) ?? [body.get('client_id')]
  if (id === null) return oauthError('invalid_client', 'No client credentials found.', 401)
  const client = clients.get(id)
  const isKnown =
    client &&
    isClient(
      {
        clientId: id,
        clientSecret: client.secret ?? '',
        clientAuthentication:
          client.secret === undefined ? ['none'] : ['client_secret_basic', 'client_secret_post'],
      },
      header,
      body,
    )
  if (client && isKnown) return client
  const description =
    'Client authentication failed. Either the client or the client credentials are invalid.'
  return oauthError('invalid_client', description, 401)
}

async function exchange(
  state: OktaState,
  server: AuthorizationServer,
  client: OidcClient,
  body: URLSearchParams,
  host: string,
): Promise<Response> {
  const grant = state.codes.get(body.get('code') ?? '')
  state.codes.delete(body.get('code') ?? '')
  const isValid =
    grant &&
    grant.server === server &&
    grant.client === client &&
    secondsOf(state) < grant.expiresAt
  if (!isValid) {
    return oauthError('invalid_grant', 'The authorization code is invalid or has expired.')
  }
  if (grant.redirectUri !== body.get('redirect_uri')) {
    const description = "The 'redirect_uri' does not match the redirection URI used in the request."
    return oauthError('invalid_grant', description)
  }
  if (!(await isVerified(grant, body.get('code_verifier')))) {
    return oauthError('invalid_grant', 'PKCE verification failed.')
  }
  const isOffline = grant.scopes.includes('offline_access')
  const refreshToken = isOffline
    ? firstRefreshToken<OktaGrant>(state, { ...grant, nonce: undefined }, grant.family)
    : undefined
  return tokens(state, grant, host, refreshToken)
}

async function isVerified({ codeChallenge }: OktaCode, verifier: string | null): Promise<boolean> {
  if (codeChallenge === undefined) return true
  return verifier !== null && (await s256(verifier)) === codeChallenge
}

async function refresh(
  state: OktaState,
  server: AuthorizationServer,
  client: OidcClient,
  body: URLSearchParams,
  host: string,
): Promise<Response> {
  const sent = body.get('refresh_token') ?? ''
  const known = state.refreshTokens.get(sent)?.grant
  const { refreshTokens: behavior } = client.settings
  const store = {
    ...{ refreshTokens: state.refreshTokens, clock: state.clock, has: () => false },
    rotatesRefreshTokens: behavior?.rotates ?? true,
    refreshGraceSeconds: behavior?.graceSeconds ?? 0,
  }
  const isOurs = known?.server === server && known.client === client
  const outcome = isOurs ? redeem<OktaGrant>(store, sent) : undefined
  if (!outcome || outcome instanceof Response) return invalidRefreshToken()
  const { grant, refreshToken = sent } = outcome
  const scopes = (body.get('scope') ?? grant.scopes.join(' ')).split(' ')
  return scopes.every((scope) => grant.scopes.includes(scope))
    ? tokens(state, { ...grant, scopes }, host, refreshToken)
    : oauthError('invalid_scope', 'The requested scope is invalid, unknown, or malformed.')
}

const invalidRefreshToken = (): Response =>
  oauthError('invalid_grant', 'The refresh token is invalid or expired.')

async function tokens(
  state: OktaState,
  grant: OktaGrant,
  host: string,
  refreshToken: string | undefined,
): Promise<Response> {
  const person = activePerson(state, grant.login)
  if (!person || !isAssigned(person, grant.client.assignments)) return invalidRefreshToken()
  const accessToken = await makeAccessToken(state, grant, person, host)
  const isOpenid = grant.scopes.includes('openid')
  return json({
    token_type: 'Bearer',
    expires_in: ACCESS_TOKEN_SECONDS,
    access_token: accessToken,
    scope: grant.scopes.join(' '),
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
    ...(isOpenid
      ? { id_token: await makeIdToken(state, grant, person, host, { accessToken }) }
      : {}),
  })
}
