import { errorPage } from './pages.ts'
import type { Refusal } from './refusal.ts'
import { grantedScopes } from './scopes.ts'
import type { AuthorizationServer, OidcClient, OktaState } from './state.ts'

/** What an authorization request asks for, once it is known where the answer goes. */
export interface AuthorizationRequest {
  readonly client: OidcClient
  readonly redirectUri: string
  readonly types: ReadonlySet<string>
  readonly mode: 'query' | 'fragment' | 'form_post'
  readonly state: string | undefined
  readonly scopes: readonly string[]
  readonly nonce: string | undefined
  readonly codeChallenge: string | undefined
  readonly prompts: ReadonlySet<string>
  /** Seconds. */
  readonly maxAge: number | undefined
  readonly loginHint: string
}

const modes = ['query', 'fragment', 'form_post'] as const

/**
 * Reads a request (OpenID Connect Core section 3.1.2.2).
 *
 * @returns a page where the client or the redirect URI is unknown, so that nobody is redirected; else
 *   the request, with the reason if it is refused
 */
export function readAuthorizationRequest(
  state: OktaState,
  server: AuthorizationServer,
  sent: URLSearchParams,
): { request: AuthorizationRequest; refusal: Refusal | undefined } | Response {
  const client = state.clients.get(sent.get('client_id') ?? '')
  const redirectUri = sent.get('redirect_uri') ?? ''
  const names = [...sent.keys()]
  if (new Set(names).size < names.length) {
    return errorPage(400, 'invalid_request', 'The request contains duplicate parameters.')
  }
  if (!client) {
    return errorPage(400, 'invalid_client', "Invalid value for 'client_id' parameter.")
  }
  if (!client.settings.signInRedirectUris.includes(redirectUri)) {
    const description =
      "The 'redirect_uri' parameter must be a Login redirect URI in the client app settings."
    return errorPage(400, 'invalid_request', description)
  }
  const types = new Set(words(sent.get('response_type')))
  const ownMode = types.has('id_token') || types.has('token') ? 'fragment' : 'query'
  const asked = sent.get('response_mode') ?? ownMode
  const mode = modes.find((known) => known === asked)
  const isAllowedMode = mode !== undefined && !(mode === 'query' && ownMode === 'fragment')
  const scopes = grantedScopes(server, client, words(sent.get('scope')), types.has('code'))
  const maxAge = sent.get('max_age')
  const request: AuthorizationRequest = {
    ...{ client, redirectUri, types },
    mode: isAllowedMode ? mode : ownMode,
    state: sent.get('state') || undefined,
    scopes: 'error' in scopes ? [] : scopes.granted,
    nonce: sent.get('nonce') || undefined,
    codeChallenge: sent.get('code_challenge') || undefined,
    prompts: new Set(words(sent.get('prompt'))),
    maxAge: maxAge !== null && /^\d+$/.test(maxAge) ? Number(maxAge) : undefined,
    loginHint: sent.get('login_hint') ?? '',
  }
  const refusal =
    typeProblem(request) ??
    (isAllowedMode ? undefined : unsupportedMode) ??
    ('error' in scopes ? scopes : undefined) ??
    parameterProblem(request, sent.get('code_challenge_method'))
  return { request, refusal }
}

const words = (text: string | null): string[] => (text ?? '').split(' ').filter(Boolean)

const invalid = (description: string): Refusal => ({ error: 'invalid_request', description })

const unsupportedMode: Refusal = {
  error: 'unsupported_response_mode',
  description: 'The response mode is not supported for the requested response type.',
}

/** Each part of the response type needs its grant type ticked. */
function typeProblem({ types, client }: AuthorizationRequest): Refusal | undefined {
  const { grantTypes = ['authorization_code'], implicit } = client.settings
  const isImplicit = grantTypes.includes('implicit')
  const configured = [
    ...(grantTypes.includes('authorization_code') ? ['code'] : []),
    ...(isImplicit && implicit?.idToken !== false ? ['id_token'] : []),
    ...(isImplicit && implicit?.accessToken !== false ? ['token'] : []),
  ]
  if (types.size > 0 && [...types].every((type) => configured.includes(type))) return undefined
  return {
    error: 'unsupported_response_type',
    description: `The response type is not supported by the authorization server. Configured response types: [${configured.join(', ')}]`,
  }
}

function parameterProblem(
  { types, state, nonce, codeChallenge, client }: AuthorizationRequest,
  method: string | null,
): Refusal | undefined {
  if (state === undefined) {
    return invalid("The authentication request has an invalid 'state' parameter.")
  }
  if (types.has('id_token') && nonce === undefined) {
    return invalid("The authentication request has an invalid 'nonce' parameter.")
  }
  if (!types.has('code')) return undefined
  if (codeChallenge === undefined) {
    return client.secret === undefined
      ? invalid(
          "PKCE code challenge is required when the token endpoint authentication method is 'NONE'.",
        )
      : undefined
  }
  const isWellFormed = method === 'S256' && /^[\w-]{43}$/.test(codeChallenge)
  return isWellFormed ? undefined : invalid("The 'code_challenge' is not one of the method S256.")
}
