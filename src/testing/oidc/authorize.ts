import { hostileDescription, html, redirectTo } from './answers.ts'
import { idTokenClaims } from './claims.ts'
import { randomText } from './encoding.ts'
import { makeToken } from './id-token.ts'
import { issuerOf, type MockGrant, type MockState } from './state.ts'
import type { MockAnswer, MockPerson } from './types.ts'

/** Answers an authorization request, after the checks of OpenID Connect Core section 3.1.2.2. */
export async function authorize(
  state: MockState,
  authorizationUrl: string | URL,
  person: string | MockPerson | undefined,
): Promise<MockAnswer> {
  const request = requestOf(state, new URL(authorizationUrl).searchParams)
  const refusal = typeof request === 'string' ? request : problemOf(state, request)
  if (typeof request === 'string' || refusal !== undefined) {
    throw new Error(`mock provider: ${refusal}`)
  }
  const redirectUri = request.get('redirect_uri') ?? ''
  const grant: MockGrant = {
    person: personOf(state, person),
    redirectUri,
    codeChallenge: request.get('code_challenge') ?? '',
    scopes: (request.get('scope') ?? '').split(' '),
    nonce: request.get('nonce') ?? undefined,
    code: randomText(),
    authTime: Math.floor(state.clock().getTime() / 1000),
  }
  const types = typesOf(request)
  if (types.has('code')) state.grants.set(grant.code, grant)
  const issuer = issuerOf(state, grant.person)
  const fields = answerFields(state, types.has('code') ? grant.code : '', request, issuer)
  if (types.has('id_token') && fields.get('error') === null) await addIdToken(state, fields, grant)
  return answerOf(redirectUri, fields, request)
}

function answerOf(
  redirectUri: string,
  fields: URLSearchParams,
  request: URLSearchParams,
): MockAnswer {
  const ownMode = typesOf(request).has('id_token') ? 'fragment' : 'query'
  const mode = request.get('response_mode') ?? ownMode
  const isPost = mode === 'form_post'
  const separator = mode === 'fragment' ? '#' : '?'
  const url = isPost ? redirectUri : `${redirectUri}${separator}${fields}`
  return {
    method: isPost ? 'POST' : 'GET',
    url,
    fields,
    toRequest: (cookie) =>
      new Request(url, {
        ...(isPost ? { method: 'POST', body: fields } : {}),
        headers: cookie === undefined ? {} : { cookie },
      }),
  }
}

const typesOf = (request: URLSearchParams): ReadonlySet<string> =>
  new Set((request.get('response_type') ?? '').split(' '))

/** The ID token that comes with the answer, and each defect of it alone. */
async function addIdToken(
  state: MockState,
  fields: URLSearchParams,
  grant: MockGrant,
): Promise<void> {
  if (state.has('front_access_token')) fields.set('access_token', randomText())
  if (state.has('front_id_token_missing')) return
  const other = state.has('front_c_hash_of_another_code') ? { code: randomText() } : {}
  const claims = await idTokenClaims(state, { ...grant, ...other }, undefined)
  const { c_hash: codeHash, ...rest } = claims
  const hasHash = fields.has('code') && !state.has('front_c_hash_missing')
  const spoiled = {
    ...rest,
    ...(hasHash ? { c_hash: codeHash ?? '' } : {}),
    ...(state.has('front_other_subject') ? { sub: 'mallory' } : {}),
    ...(state.has('front_wrong_issuer') ? { iss: 'https://other-idp.example.com' } : {}),
    ...(state.has('front_wrong_nonce') ? { nonce: 'the-nonce-of-somebody-else' } : {}),
  }
  fields.set('id_token', await makeToken(state, spoiled))
}

/**
 * What a browser meets in which nobody is signed in: it is sent back with `login_required` where no
 * page may be shown, and sees a page otherwise, as at a redirect URI that is unknown.
 */
export function authorizationPage(state: MockState, { searchParams }: URL): Response {
  const request = requestOf(state, searchParams)
  const refusal = typeof request === 'string' ? request : problemOf(state, request)
  if (typeof request === 'string' || refusal !== undefined) {
    const headers = { 'content-type': 'text/html; charset=utf-8' }
    return new Response(`<!doctype html><p>${refusal}</p>`, { status: 400, headers })
  }
  if (request.get('prompt') !== 'none') return html()
  const url = new URL(request.get('redirect_uri') ?? '')
  url.searchParams.set('error', 'login_required')
  url.searchParams.set('state', request.get('state') ?? '')
  if (state.sendsIssuer && !state.has('iss_missing_though_advertised')) {
    url.searchParams.set('iss', state.issuer)
  }
  return redirectTo(url.href)
}

/** What was pushed before (RFC 9126 section 4), once, or what the browser brings; else why not. */
function requestOf(state: MockState, sent: URLSearchParams): URLSearchParams | string {
  const requestUri = sent.get('request_uri')
  if (requestUri === null) {
    return state.pushedRequests === 'required' ? 'the request was not pushed' : sent
  }
  const pushed = state.pushed.get(requestUri)
  state.pushed.delete(requestUri)
  if (!pushed || pushed.expiresAt < state.clock()) return 'the request_uri is unknown or expired'
  if (sent.get('client_id') !== state.clientId) return 'the client_id is unknown'
  const others = [...sent.keys()].filter((name) => name !== 'client_id' && name !== 'request_uri')
  return others.some((name) => pushed.parameters.has(name))
    ? 'a pushed parameter came through the browser as well'
    : pushed.parameters
}

/** The checks of OpenID Connect Core section 3.1.2.2. */
export function problemOf(
  { clientId, redirectUris }: MockState,
  request: URLSearchParams,
): string | undefined {
  const redirectUri = request.get('redirect_uri') ?? ''
  const scopes = (request.get('scope') ?? '').split(' ')
  const names = [...request.keys()]
  if (new Set(names).size < names.length) return 'a parameter was sent twice'
  if (request.get('client_id') !== clientId) return 'the client_id is unknown'
  if (!URL.canParse(redirectUri)) return 'the redirect_uri is not an address'
  if (redirectUris && !redirectUris.includes(redirectUri)) return 'the redirect_uri is unknown'
  const type = request.get('response_type') ?? ''
  if (!['code', 'code id_token', 'id_token'].includes(type)) return 'response_type is unknown'
  if (!scopes.includes('openid')) return 'the scope lacks openid'
  if (!request.has('nonce') && type !== 'code') return 'the nonce is missing'
  if (type === 'id_token') return undefined
  if (request.get('code_challenge_method') !== 'S256') return 'PKCE must be S256'
  if (!/^[\w-]{43}$/.test(request.get('code_challenge') ?? '')) return 'code_challenge is missing'
  return undefined
}

function personOf({ people }: MockState, person: string | MockPerson | undefined): MockPerson {
  if (typeof person === 'object') return person
  const found = person === undefined ? people[0] : people.find(({ sub }) => sub === person)
  if (!found) throw new Error(`mock provider: there is nobody called ${person ?? 'anything'}`)
  return found
}

/** What the callback receives (RFC 6749 section 4.1.2, RFC 9207). */
function answerFields(
  state: MockState,
  code: string,
  request: URLSearchParams,
  issuer: string,
): URLSearchParams {
  const handle = request.get('state')
  const fields = new URLSearchParams()
  const errors = [
    ...(['access_denied', 'login_required', 'interaction_required', 'consent_required'] as const),
    ...(['account_selection_required', 'server_error', 'error_without_state'] as const),
  ]
  const error = errors.find((defect) => state.has(defect))
  const isHostile = state.has('callback_hostile_description')
  if (state.has('code_and_error')) fields.set('error', 'server_error')
  if (isHostile) {
    fields.set('error', 'server_error')
    fields.set('error_description', hostileDescription)
  } else if (error) {
    fields.set('error', error === 'error_without_state' ? 'access_denied' : error)
    fields.set('error_description', 'The person said no.')
  } else if (!state.has('code_missing')) {
    if (code !== '') fields.set('code', code)
  } else {
    fields.set('code', '')
  }
  if (state.has('code_repeated')) fields.append('code', code)
  if (state.has('id_token_in_response')) fields.set('id_token', 'e30.e30.AA')
  if (handle !== null && !state.has('error_without_state')) {
    fields.set('state', state.has('state_wrong') ? randomText() : handle)
  }
  if (state.has('iss_wrong')) fields.set('iss', 'https://other-idp.example.com')
  else if (state.has('iss_empty')) fields.set('iss', '')
  else if (state.sendsIssuer && !state.has('iss_missing_though_advertised')) {
    fields.set('iss', issuer)
  }
  return fields
}
