import type { JSONWebKeySet } from 'jose'
import { compactVerify } from 'jose/jws/compact/verify'
import { createLocalJWKSet } from 'jose/jwks/local'
import type { JsonObject } from '../../types/json.ts'
import { redirectTo } from '../oidc/answers.ts'
import { publicJwk } from '../oidc/keys.ts'
import { errorPage } from './pages.ts'
import { sessionOf, signOut } from './sign-in.ts'
import type { AuthorizationServer, OidcClient, OktaState } from './state.ts'

/** The logout endpoint (OpenID Connect RP-Initiated Logout section 2). */
export async function logoutResponse(
  state: OktaState,
  server: AuthorizationServer,
  request: Request,
): Promise<Response> {
  const isPost = request.method === 'POST'
  const { searchParams } = new URL(request.url)
  const sent = isPost ? new URLSearchParams(await request.text()) : searchParams
  const hint = await readHint(state, server, sent.get('id_token_hint') ?? '')
  if (!hint) return errorPage(400, 'invalid_token', "The 'id_token_hint' parameter is invalid.")
  const target = sent.get('post_logout_redirect_uri')
  const { signOutRedirectUris = [] } = hint.client.settings
  if (target !== null && !signOutRedirectUris.includes(target)) {
    const description =
      "The 'post_logout_redirect_uri' parameter must be a Logout redirect URI in the client app settings."
    return errorPage(400, 'invalid_request', description)
  }
  const session = sessionOf(state, request)
  const person = session && state.people.get(session.login)
  if (person?.id === hint.subject) signOut(state, request)
  if (target === null) return redirectTo('/')
  const url = new URL(target)
  const handle = sent.get('state')
  if (handle !== null) url.searchParams.set('state', handle)
  return redirectTo(url.href)
}

/** Whose ID token it is. An expired one is as good as a new one. */
async function readHint(
  { clients }: OktaState,
  { signingKey }: AuthorizationServer,
  token: string,
): Promise<{ client: OidcClient; subject: string } | undefined> {
  try {
    const keys = { keys: [await publicJwk(signingKey, 'RS256')] } as unknown as JSONWebKeySet
    const { payload } = await compactVerify(token, createLocalJWKSet(keys))
    const { aud, sub } = JSON.parse(new TextDecoder().decode(payload)) as JsonObject
    const client = clients.get(String(aud))
    return client && { client, subject: String(sub) }
  } catch {
    return undefined
  }
}
