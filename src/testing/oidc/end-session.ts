import type { JSONWebKeySet } from 'jose'
import { compactVerify } from 'jose/jws/compact/verify'
import { createLocalJWKSet } from 'jose/jwks/local'
import type { JsonObject } from '../../types/json.ts'
import { redirectTo } from './answers.ts'
import { publishedKeys } from './documents.ts'
import { type MockState, originOf } from './state.ts'
import type { MockAnswer, MockLogoutStart } from './types.ts'

/**
 * Answers a logout request after the checks of OpenID Connect RP-Initiated Logout section 2, as if the
 * person had agreed.
 *
 * @throws {Error} where a provider would show an error page
 */
export async function endSession(state: MockState, start: MockLogoutStart): Promise<MockAnswer> {
  const { origin, pathname, searchParams } = new URL(start.url)
  if (!state.hasEndSession || origin + pathname !== `${originOf(state)}/end_session`) {
    throw new Error('mock provider: this is not the end_session_endpoint')
  }
  const request = start.method === 'POST' ? new URLSearchParams(start.fields) : searchParams
  const refusal = await problemOf(state, request)
  if (refusal !== undefined) throw new Error(`mock provider: ${refusal}`)
  const url = new URL(request.get('post_logout_redirect_uri') ?? '')
  const handle = request.get('state')
  if (handle !== null) url.searchParams.set('state', handle)
  return {
    method: 'GET',
    url: url.href,
    fields: url.searchParams,
    toRequest: (cookie) => new Request(url, { headers: cookie === undefined ? {} : { cookie } }),
  }
}

/** The same for a browser that was sent there. */
export async function endSessionResponse(state: MockState, request: Request): Promise<Response> {
  const { method, url } = request
  const isPost = method === 'POST'
  const fields = isPost ? Object.fromEntries(new URLSearchParams(await request.text())) : {}
  try {
    const answer = await endSession(state, { method: isPost ? 'POST' : 'GET', url, fields })
    return redirectTo(answer.url)
  } catch (error) {
    return new Response(String(error), { status: 400 })
  }
}

async function problemOf(state: MockState, request: URLSearchParams): Promise<string | undefined> {
  const names = [...request.keys()]
  if (new Set(names).size < names.length) return 'a parameter was sent twice'
  const token = request.get('id_token_hint')
  const clientId = request.get('client_id')
  if (clientId !== null && clientId !== state.clientId) return 'the client_id is unknown'
  if (token === null && clientId === null) return 'the request names no client'
  if (token !== null && !(await isOwnToken(state, token))) return 'the id_token_hint is not ours'
  const target = request.get('post_logout_redirect_uri') ?? ''
  if (!URL.canParse(target)) return 'the post_logout_redirect_uri is not an address'
  const { postLogoutRedirectUris: known } = state
  if (known && !known.includes(target)) return 'the post_logout_redirect_uri is unknown'
  return undefined
}

/** An expired one is as good (section 2): it is only a hint. */
async function isOwnToken(state: MockState, token: string): Promise<boolean> {
  try {
    const { payload } =
      state.tokenAlgorithm === 'HS256'
        ? await compactVerify(token, new TextEncoder().encode(state.clientSecret))
        : await compactVerify(
            token,
            createLocalJWKSet({ keys: await publishedKeys(state) } as unknown as JSONWebKeySet),
          )
    const { aud } = JSON.parse(new TextDecoder().decode(payload)) as JsonObject
    return [aud].flat().includes(state.clientId)
  } catch {
    return false
  }
}

/** What the provider's server posts to an application (OpenID Connect Back-Channel Logout section 2.5). */
export function backchannelRequest(address: string, logoutToken: string): Request {
  return new Request(address, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ logout_token: logoutToken }),
  })
}
