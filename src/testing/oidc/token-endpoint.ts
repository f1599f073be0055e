import { hostileDescription, html, json, oauthError as error, redirectTo } from './answers.ts'
import { idTokenClaims } from './claims.ts'
import { clientProblem } from './client.ts'
import type { TokenDefect } from './defects.ts'
import { randomText, s256 } from './encoding.ts'
import { makeToken } from './id-token.ts'
import { makeLogoutToken } from './logout-token.ts'
import {
  firstRefreshToken,
  lost,
  redeem,
  refreshedClaims,
  type RefreshOutcome,
} from './refresh-grant.ts'
import type { MockGrant, MockState } from './state.ts'

/** Defects that answer before anything is looked at. */
const early: Readonly<Partial<Record<TokenDefect, () => Response>>> = {
  token_500: () => error('server_error', 'The database is down.', 500),
  token_html: () => html(),
  token_not_json: () =>
    new Response('{"access_token":', { headers: { 'content-type': 'application/json' } }),
  token_redirect: () => redirectTo('https://attacker.example.net/token'),
  invalid_client: () => error('invalid_client', 'Unknown client.', 401),
  invalid_grant: () => error('invalid_grant', 'The code has expired.'),
  unauthorized_client: () => error('unauthorized_client', 'This grant is not for you.'),
  token_challenge: () =>
    new Response(null, { status: 401, headers: { 'www-authenticate': 'Basic realm="mock"' } }),
  token_hostile_description: () => error('invalid_request', hostileDescription),
}

/** The token endpoint (RFC 6749 section 4.1.3), with every check a provider makes. */
export async function tokenResponse(state: MockState, request: Request): Promise<Response> {
  const body = new URLSearchParams(await request.text())
  if (state.has('slow')) return new Promise((_, reject) => rejectOnAbort(request.signal, reject))
  for (const [defect, answer] of Object.entries(early)) {
    if (state.has(defect as TokenDefect)) return answer()
  }
  if (request.method !== 'POST') return error('invalid_request', 'Use POST.', 405)
  const problem = await clientProblem(state, request, body)
  if (problem !== undefined) {
    if (body.has('client_assertion')) return error('invalid_client', problem, 401)
    const challenge = { 'www-authenticate': 'Basic realm="mock"' }
    const isBasic = request.headers.has('authorization')
    return json({ error: 'invalid_client' }, 401, isBasic ? challenge : {})
  }
  if (body.get('grant_type') === 'refresh_token') {
    const outcome = redeem(state, body.get('refresh_token') ?? '')
    if (outcome instanceof Response) return outcome
    return state.has('refresh_answer_lost') ? lost() : refreshed(state, outcome)
  }
  if (body.get('grant_type') !== 'authorization_code') {
    return error('unsupported_grant_type', 'Only authorization_code and refresh_token.')
  }
  const grant = await takeGrant(state, body)
  return typeof grant === 'string' ? error('invalid_grant', grant) : tokens(state, grant)
}

/** A code works once, for the redirect URI and the verifier it was asked for with. */
async function takeGrant(state: MockState, body: URLSearchParams): Promise<MockGrant | string> {
  const code = body.get('code') ?? ''
  const grant = state.grants.get(code)
  state.grants.delete(code)
  if (!grant) return 'This code is unknown or was used.'
  if (grant.redirectUri !== body.get('redirect_uri')) return 'The redirect URI is another one.'
  const verifier = body.get('code_verifier') ?? ''
  if (!/^[\w.~-]{43,128}$/.test(verifier)) return 'The code verifier is not well formed.'
  if ((await s256(verifier)) !== grant.codeChallenge) return 'The code verifier is another one.'
  return grant
}

async function tokens(state: MockState, grant: MockGrant): Promise<Response> {
  const accessToken = randomText()
  const idToken = await makeToken(state, await idTokenClaims(state, grant, accessToken))
  const isOffline = grant.scopes.includes('offline_access')
  const refreshToken = isOffline ? firstRefreshToken(state, grant) : undefined
  return tokenBody(state, grant, { accessToken, idToken, refreshToken })
}

async function refreshed(
  state: MockState,
  { grant, refreshToken }: Exclude<RefreshOutcome, Response>,
): Promise<Response> {
  const accessToken = randomText()
  const claims = await idTokenClaims(state, grant, accessToken)
  const { sub } = grant.person
  const idToken = state.has('refreshed_logout_token')
    ? await makeLogoutToken(state, { sub })
    : await makeToken(state, refreshedClaims(state, claims, grant))
  const isSilent = state.has('refresh_without_id_token')
  return tokenBody(state, grant, {
    ...{ accessToken, refreshToken },
    idToken: isSilent ? undefined : idToken,
  })
}

function tokenBody(
  state: MockState,
  grant: MockGrant,
  {
    accessToken,
    idToken,
    refreshToken,
  }: { accessToken: string; idToken: string | undefined; refreshToken: string | undefined },
): Response {
  state.sessions.set(accessToken, grant)
  const body: Record<string, unknown> = {
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: 300,
    ...(idToken === undefined ? {} : { id_token: idToken }),
    scope: grant.scopes.join(' '),
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
  }
  if (state.has('token_wrong_type')) body.token_type = 'mac'
  if (state.has('token_type_dpop')) body.token_type = 'DPoP'
  if (state.has('token_without_id_token')) delete body.id_token
  if (state.has('token_id_token_as_number')) body.id_token = 1
  if (state.has('token_without_access_token')) delete body.access_token
  return json(body)
}

function rejectOnAbort(signal: AbortSignal, reject: (reason: unknown) => void): void {
  signal.addEventListener('abort', () => reject(signal.reason))
}
