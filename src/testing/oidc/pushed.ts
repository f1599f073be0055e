import { hostileDescription, html, json, oauthError, redirectTo } from './answers.ts'
import { problemOf } from './authorize.ts'
import { clientProblem } from './client.ts'
import type { PushedDefect } from './defects.ts'
import { randomText } from './encoding.ts'
import type { MockState } from './state.ts'

const LIFE_SECONDS = 60
const prefix = 'urn:ietf:params:oauth:request_uri:'

/** Defects that answer before anything is looked at. */
const early: Readonly<Partial<Record<PushedDefect, () => Response>>> = {
  pushed_500: () => oauthError('server_error', 'The database is down.', 500),
  pushed_html: () => html(),
  pushed_not_json: () =>
    new Response('{"request_uri":', {
      status: 201,
      headers: { 'content-type': 'application/json' },
    }),
  pushed_redirect: () => redirectTo('https://attacker.example.net/par'),
  pushed_invalid_client: () => oauthError('invalid_client', 'Unknown client.', 401),
  pushed_challenge: () =>
    new Response(null, { status: 401, headers: { 'www-authenticate': 'Basic realm="mock"' } }),
  pushed_invalid_redirect_uri: () =>
    oauthError('invalid_request', 'The redirect_uri is not registered.'),
  pushed_invalid_scope: () => oauthError('invalid_scope', 'The scope is unknown.'),
  pushed_hostile_description: () => oauthError('invalid_request', hostileDescription),
}

/** The pushed authorization request endpoint (RFC 9126 section 2), with every check it makes. */
export async function pushedResponse(state: MockState, request: Request): Promise<Response> {
  const body = new URLSearchParams(await request.text())
  if (state.has('pushed_slow')) {
    return new Promise((_, reject) => {
      request.signal.addEventListener('abort', () => reject(request.signal.reason))
    })
  }
  for (const [defect, answer] of Object.entries(early)) {
    if (state.has(defect as PushedDefect)) return answer()
  }
  if (request.method !== 'POST') return oauthError('invalid_request', 'Use POST.', 405)
  const problem = await clientProblem(state, request, body)
  if (problem !== undefined) return oauthError('invalid_client', problem, 401)
  if (body.has('request_uri'))
    return oauthError('invalid_request', 'request_uri has no place here.')
  for (const name of ['client_secret', 'client_assertion', 'client_assertion_type']) {
    body.delete(name)
  }
  const refusal = problemOf(state, body)
  return refusal === undefined ? accepted(state, body) : oauthError('invalid_request', refusal)
}

function accepted(state: MockState, parameters: URLSearchParams): Response {
  const requestUri = `${prefix}${randomText()}`
  const life = state.has('pushed_request_uri_expired') ? -1 : LIFE_SECONDS
  const expiresAt = new Date(state.clock().getTime() + life * 1000)
  state.pushed.set(requestUri, { parameters, expiresAt })
  const answer: Record<string, unknown> = { request_uri: requestUri, expires_in: LIFE_SECONDS }
  if (state.has('pushed_without_request_uri')) delete answer.request_uri
  if (state.has('pushed_request_uri_as_number')) answer.request_uri = 1
  if (state.has('pushed_request_uri_javascript')) answer.request_uri = 'javascript:alert(1)'
  if (state.has('pushed_request_uri_control_characters')) answer.request_uri = `${prefix}a\r\nb`
  if (state.has('pushed_request_uri_too_long')) answer.request_uri = prefix + 'a'.repeat(512)
  if (state.has('pushed_request_uri_foreign')) answer.request_uri = `${prefix}somebody-elses`
  if (state.has('pushed_without_expires_in')) delete answer.expires_in
  if (state.has('pushed_expires_in_zero')) answer.expires_in = 0
  return json(answer, state.has('pushed_200') ? 200 : 201)
}
