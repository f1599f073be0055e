import type { StoredSession } from '../types/provider.ts'
import { parseCompactJws } from './jws.ts'
import type { OidcTrust } from './metadata.ts'
import { type LogoutHabits, logoutHabitsOf } from './vendors/logout.ts'
import { isUrl } from '../url.ts'

/**
 * Longest address that a browser is sent to. Common servers refuse a request line of more than 4096
 * bytes (Vert.x, and so Keycloak) or 8192 (nginx).
 */
const MAX_URL_LENGTH = 4000

export interface LogoutRequestOptions {
  readonly metadata: OidcTrust['metadata']
  readonly profile: string
  readonly clientId: string
  readonly session: Pick<StoredSession, 'issuer' | 'tokens'>
  readonly returnUri: string
  readonly state: string
}

export interface LogoutRequest {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly fields?: Readonly<Record<string, string>>
}

/**
 * The request that ends a session at its provider (OpenID Connect RP-Initiated Logout section 2). Pure.
 *
 * @returns `undefined` where the provider takes none, for this session at least
 */
export function logoutRequest(options: LogoutRequestOptions): LogoutRequest | undefined {
  const { metadata, profile } = options
  const habits = logoutHabitsOf(profile, metadata.issuer)
  const published = metadata.end_session_endpoint
  const isOwn = habits.own?.isOnly === true || published === undefined
  const endpoint = logoutEndpoint(metadata, profile)
  if (endpoint === undefined) return undefined
  const back = isOwn ? ownReturn(options, habits) : standardReturn(options)
  const hints = hintsOf(options, habits)
  if (habits.idTokenHint === 'required' && hints.token === undefined) return undefined
  const base = { client_id: options.clientId, ...back }
  const withToken = { ...hints.token, ...base }
  const url = withQuery(endpoint, withToken)
  if (url.length <= MAX_URL_LENGTH) {
    // The token says more than any hint could.
    return {
      method: 'GET',
      url: hints.token ? url : withQuery(endpoint, { ...base, ...hints.text }),
    }
  }
  if (habits.isGetOnly !== true) return { method: 'POST', url: endpoint, fields: withToken }
  return { method: 'GET', url: withQuery(endpoint, { ...base, ...hints.text }) }
}

/** Where a provider takes such requests; `undefined` where it has no such address. */
export function logoutEndpoint(
  metadata: OidcTrust['metadata'],
  profile: string,
): string | undefined {
  const habits = logoutHabitsOf(profile, metadata.issuer)
  const endpoint = metadata.end_session_endpoint ?? ownEndpoint(metadata, habits)
  return endpoint === undefined || !isUrl(endpoint) ? undefined : endpoint
}

function ownEndpoint(
  { authorization_endpoint: authorization = '' }: OidcTrust['metadata'],
  { own }: LogoutHabits,
): string | undefined {
  return own && isUrl(authorization) ? new URL(authorization).origin + own.path : undefined
}

const standardReturn = ({ returnUri, state }: LogoutRequestOptions) => ({
  post_logout_redirect_uri: returnUri,
  state,
})

function ownReturn(
  options: LogoutRequestOptions,
  { own }: LogoutHabits,
): Readonly<Record<string, string>> {
  const { returnUri, state } = options
  if (!own) return standardReturn(options)
  const { returnParameter, state: way } = own
  if (way === 'parameter') return { [returnParameter]: returnUri, state }
  return { [returnParameter]: withQuery(returnUri, { state }) }
}

interface Hints {
  readonly token?: { readonly id_token_hint: string }
  readonly text?: { readonly logout_hint: string }
}

/** Of a token that is of another client by now, the provider would make an error. */
function hintsOf(
  { clientId, session }: LogoutRequestOptions,
  { idTokenHint, logoutHintClaim }: LogoutHabits,
): Hints {
  const { idToken } = session.tokens
  const claims = idToken === undefined ? undefined : claimsOf(idToken)
  if (idToken === undefined || !claims || claims.iss !== session.issuer) return {}
  const { aud } = claims
  const isOurs = Array.isArray(aud) ? aud.includes(clientId) : aud === clientId
  if (!isOurs) return {}
  const hint = logoutHintClaim === undefined ? undefined : claims[logoutHintClaim]
  return {
    ...(idTokenHint === 'unused' ? {} : { token: { id_token_hint: idToken } }),
    ...(typeof hint === 'string' && hint !== '' ? { text: { logout_hint: hint } } : {}),
  }
}

/** It was validated when it came, and stored by us. */
function claimsOf(idToken: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return parseCompactJws(idToken, 'id_token').payload
  } catch {
    return undefined
  }
}

/** An endpoint may have a query of its own; it never replaces one of our parameters (rule F3). */
function withQuery(endpoint: string, parameters: Readonly<Record<string, string>>): string {
  const url = new URL(endpoint)
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url.href
}
