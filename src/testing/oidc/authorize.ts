import { hostileDescription, html, redirectTo } from './answers.ts'
import { randomText } from './encoding.ts'
import { issuerOf, type MockState } from './state.ts'
import type { MockAnswer, MockPerson } from './types.ts'

/** Answers an authorization request, after the checks of OpenID Connect Core section 3.1.2.2. */
export function authorize(
  state: MockState,
  authorizationUrl: string | URL,
  person: string | MockPerson | undefined,
): MockAnswer {
  const request = requestOf(state, new URL(authorizationUrl).searchParams)
  const refusal = typeof request === 'string' ? request : problemOf(state, request)
  if (typeof request === 'string' || refusal !== undefined) {
    throw new Error(`mock provider: ${refusal}`)
  }
  const scopes = (request.get('scope') ?? '').split(' ')
  const redirectUri = request.get('redirect_uri') ?? ''
  const code = randomText()
  state.grants.set(code, {
    person: personOf(state, person),
    redirectUri,
    codeChallenge: request.get('code_challenge') ?? '',
    scopes,
    nonce: request.get('nonce') ?? undefined,
    code,
  })
  const issuer = issuerOf(state, personOf(state, person))
  const fields = answerFields(state, code, request.get('state'), issuer)
  const isPost = request.get('response_mode') === 'form_post'
  const url = isPost ? redirectUri : `${redirectUri}?${fields}`
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
  if (request.get('response_type') !== 'code') return 'response_type must be code'
  if (!scopes.includes('openid')) return 'the scope lacks openid'
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
  handle: string | null,
  issuer: string,
): URLSearchParams {
  const fields = new URLSearchParams()
  const errors = ['access_denied', 'login_required', 'server_error', 'error_without_state'] as const
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
    fields.set('code', code)
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
