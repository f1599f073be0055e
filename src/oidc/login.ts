import { calculatePKCECodeChallenge } from 'oauth4webapi'
import { randomToken } from '../crypto/random.ts'
import type { ProviderStart, StartContext } from '../types/provider.ts'
import { authorizationUrl } from './authorization.ts'
import { clientAuthentication } from './client-authentication.ts'
import type { OidcTrust } from './metadata.ts'
import { pushedRequestEndpoint } from './pushed-request-endpoint.ts'
import { settingsOf } from './settings.ts'
import type { TrustSource } from './trust.ts'

/** The protocol's part of a flow record. */
export interface OidcFlow {
  readonly nonce: string
  readonly codeVerifier: string
  readonly maxAge?: number
}

/** Prepares the way to the provider: PKCE, state and nonce, always (rule F2). */
export async function startLogin(
  context: StartContext,
  source: TrustSource,
): Promise<ProviderStart> {
  const settings = settingsOf(context.settings)
  const { metadata } = await source.current(settings, context)
  const { forceAuthn, prompt, ...passed } = context.options
  // A prompt can be taken out of the address on its way; `auth_time` is signed.
  const maxAge = passed.maxAge ?? (forceAuthn ? 0 : undefined)
  const nonce = randomToken()
  const codeVerifier = randomToken()
  const url = authorizationUrl(settings, {
    authorizationEndpoint: metadata.authorization_endpoint ?? '',
    redirectUri: context.urls.callback,
    state: context.handle,
    nonce,
    codeChallenge: await calculatePKCECodeChallenge(codeVerifier),
    ...promptOf(prompt, forceAuthn),
    ...passed,
    ...(maxAge === undefined ? {} : { maxAge }),
  })
  return {
    method: 'GET',
    url: await pushed(url, metadata, context),
    answer: settings.responseMode === 'form_post' ? 'post' : 'redirect',
    flow: { nonce, codeVerifier, ...(maxAge === undefined ? {} : { maxAge }) },
  }
}

/** Where the browser goes: the request itself, or a reference to it that the provider has given. */
async function pushed(
  url: string,
  metadata: OidcTrust['metadata'],
  context: StartContext,
): Promise<string> {
  const settings = settingsOf(context.settings)
  const endpoint = pushedRequestEndpoint(settings, metadata)
  if (endpoint === undefined) return url
  const authentication = await clientAuthentication(settings, metadata, { ...context, endpoint })
  // Most providers do without, and most connections load none of its code.
  const { pushAuthorizationRequest } = await import('./pushed-request.ts')
  const about = { metadata, clientId: settings.clientId, authentication }
  return pushAuthorizationRequest(url, about, context)
}

/** `forceAuthn` adds to what was asked for, so that no prompt can undo it. */
function promptOf(prompt: string | undefined, forceAuthn: boolean = false): { prompt?: string } {
  const asked = new Set([...(prompt?.split(' ') ?? []), ...(forceAuthn ? ['login'] : [])])
  return asked.size > 0 ? { prompt: [...asked].join(' ') } : {}
}
