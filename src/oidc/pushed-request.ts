import {
  type Client,
  type ClientAuth,
  processPushedAuthorizationResponse,
  pushedAuthorizationRequest,
} from 'oauth4webapi'
import type { JsonObject } from '../types/json.ts'
import { isReserved } from './authorization.ts'
import type { OidcTrust } from './metadata.ts'
import { pushedRequestError } from './provider-errors.ts'
import { requestOptions, type Transport } from './transport.ts'
import { oidcError } from './error.ts'

/** Every reference in use is shorter; a longer one could make the address too long for browsers. */
const MAX_REQUEST_URI_LENGTH = 512

/**
 * Sends the parameters of an authorization request to the provider directly (RFC 9126), so that the
 * browser carries a reference that nobody can change or read. If that fails, nobody is sent anywhere:
 * going on without it would let whoever disturbs one request choose the weaker way.
 *
 * Anybody can start sign-ins, and each costs one request to the provider and, with a private key, one
 * signature. The network guard bounds it: eight requests at once per connection and a hundred that
 * wait, then `network_busy`; a flood slows down the connection that it is aimed at and no other.
 *
 * @param authorizationUrl the request as the browser would carry it
 * @returns the address to send the browser to instead
 * @throws {SsoError} `oidc_pushed_request_failed`, `oidc_client_rejected`, `network_*`
 */
export async function pushAuthorizationRequest(
  authorizationUrl: string,
  about: {
    metadata: OidcTrust['metadata']
    clientId: string
    authentication: ClientAuth
  },
  transport: Transport,
): Promise<string> {
  const { metadata, clientId, authentication } = about
  const client: Client = { client_id: clientId }
  const { location, parameters } = takeApart(authorizationUrl, metadata)
  try {
    const response = await pushedAuthorizationRequest(
      ...([metadata, client, authentication, parameters] as const),
      requestOptions(transport, metadata.pushed_authorization_request_endpoint ?? ''),
    )
    const answer = await withoutChallenge(response)
    const { request_uri: requestUri, expires_in: life } = await processPushedAuthorizationResponse(
      ...([metadata, client, answer] as const),
    )
    refuseUnusable(requestUri, life)
    location.searchParams.set('client_id', clientId)
    location.searchParams.set('request_uri', requestUri)
    return location.href
  } catch (cause) {
    throw pushedRequestError(cause)
  }
}

/** The endpoint's own query stays in the address (RFC 6749 section 3.1), all else is pushed. */
function takeApart(
  authorizationUrl: string,
  { authorization_endpoint: endpoint = '' }: OidcTrust['metadata'],
): { location: URL; parameters: URLSearchParams } {
  const location = new URL(authorizationUrl)
  const parameters = new URLSearchParams()
  const own = new Set([...new URL(endpoint).searchParams.keys()].filter((it) => !isReserved(it)))
  for (const [name, value] of [...location.searchParams]) {
    if (own.has(name)) continue
    parameters.set(name, value)
    location.searchParams.delete(name)
  }
  return { location, parameters }
}

/** An error in the body says more than the challenge beside it, and oauth4webapi stops at that. */
async function withoutChallenge(response: Response): Promise<Response> {
  const body = (await response
    .clone()
    .json()
    .catch(() => undefined)) as JsonObject | undefined
  if (typeof body?.error !== 'string' || !response.headers.has('www-authenticate')) return response
  const headers = new Headers(response.headers)
  headers.delete('www-authenticate')
  return new Response(JSON.stringify(body), { status: response.status, headers })
}

/** What goes into an address must be one: a reference as RFC 9126 section 2.2 has it, or https. */
function refuseUnusable(requestUri: string, lifeSeconds: number): void {
  const isReference = /^(?:urn:|https:\/\/)[\x21-\x7e]+$/i.test(requestUri)
  if (!isReference || requestUri.length > MAX_REQUEST_URI_LENGTH) {
    throw oidcError('oidc_pushed_request_failed', {
      message: 'The provider’s reference to the pushed request is not a usable URI.',
    })
  }
  if (lifeSeconds > 0) return
  throw oidcError('oidc_pushed_request_failed', {
    message: 'The provider’s reference to the pushed request has expired before it could be used.',
  })
}
