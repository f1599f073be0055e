import { hostileDescription } from './answers.ts'
import { randomText } from './encoding.ts'
import type { MockState } from './state.ts'
import type { MockAnswer, MockPerson } from './types.ts'

/** Answers an authorization request, after the checks of OpenID Connect Core section 3.1.2.2. */
export function authorize(
  state: MockState,
  authorizationUrl: string | URL,
  person: string | MockPerson | undefined,
): MockAnswer {
  const request = new URL(authorizationUrl).searchParams
  const scopes = (request.get('scope') ?? '').split(' ')
  const redirectUri = request.get('redirect_uri') ?? ''
  const refusal = problemOf(state, request, redirectUri, scopes)
  if (refusal !== undefined) throw new Error(`mock provider: ${refusal}`)
  const code = randomText()
  state.grants.set(code, {
    person: personOf(state, person),
    redirectUri,
    codeChallenge: request.get('code_challenge') ?? '',
    scopes,
    nonce: request.get('nonce') ?? undefined,
    code,
  })
  const fields = answerFields(state, code, request.get('state'))
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

function problemOf(
  { clientId, redirectUris }: MockState,
  request: URLSearchParams,
  redirectUri: string,
  scopes: readonly string[],
): string | undefined {
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
function answerFields(state: MockState, code: string, handle: string | null): URLSearchParams {
  const fields = new URLSearchParams()
  const isError = ['access_denied', 'server_error', 'error_without_state'] as const
  const error = isError.find((defect) => state.has(defect))
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
    fields.set('iss', state.issuer)
  }
  return fields
}
