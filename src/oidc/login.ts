import { calculatePKCECodeChallenge } from 'oauth4webapi'
import { randomToken } from '../crypto/random.ts'
import type { ProviderStart, StartContext } from '../types/provider.ts'
import { authorizationUrl } from './authorization.ts'
import { clientAuthentication } from './client-authentication.ts'
import type { OidcTrust } from './metadata.ts'
import { pushedRequestEndpoint } from './pushed-request-endpoint.ts'
import { bringsCode, responseModeOf } from './response-type.ts'
import { settingsOf } from './settings.ts'
import type { TrustSource } from './trust.ts'
import { understoodPrompt } from './vendors/login-prompt.ts'
import { offlineRequest } from './vendors/offline-access.ts'

/** The protocol's part of a flow record. */
export interface OidcFlow {
  readonly nonce: string
  readonly codeVerifier: string
  readonly maxAge?: number
  /** When it was asked for, in seconds since 1970, where `maxAge` counts from then. */
  readonly at?: number
  /** Asked for from a hidden frame, with an address of its own to come back to. */
  readonly isSilent?: true
}

/** Prepares the way to the provider: PKCE, state and nonce, always (rule F2). */
export async function startLogin(
  context: StartContext,
  source: TrustSource,
): Promise<ProviderStart> {
  const settings = settingsOf(context.settings)
  const { metadata } = await source.current(settings, context)
  const { forceAuthn, prompt, ...passed } = context.options
  const { isSilent } = context
  const offline = offlineRequest(settings, context.profile)
  // A prompt can be taken out of the address on its way; `auth_time` is signed. So a forced
  // authentication is a new one, whatever age was asked for besides.
  const maxAge = forceAuthn ? 0 : passed.maxAge
  const at = Math.floor(context.now().getTime() / 1000)
  const nonce = randomToken()
  const codeVerifier = randomToken()
  const { scopes } = offline
  const extraParameters = { ...offline.parameters, ...settings.extraParameters }
  const hasCode = bringsCode(settings)
  const url = authorizationUrl(
    { ...settings, scopes, extraParameters },
    {
      authorizationEndpoint: metadata.authorization_endpoint ?? '',
      redirectUri: isSilent ? context.urls.silentCallback : context.urls.callback,
      state: context.handle,
      nonce,
      codeChallenge: hasCode ? await calculatePKCECodeChallenge(codeVerifier) : undefined,
      ...understoodPrompt(
        promptOf(isSilent ? 'none' : prompt, forceAuthn, offline.prompts),
        context.profile,
        settings.issuer,
      ),
      ...passed,
      ...(maxAge === undefined ? {} : { maxAge }),
    },
  )
  return {
    method: 'GET',
    url: await pushed(url, metadata, context),
    answer: responseModeOf(settings) === 'form_post' ? 'post' : 'redirect',
    flow: {
      ...{ nonce, codeVerifier },
      ...(maxAge === undefined ? {} : { maxAge }),
      // In a hidden frame nobody takes time, and the cookie has little room.
      ...(maxAge === undefined || isSilent ? {} : { at }),
      ...(isSilent ? { isSilent } : {}),
    },
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

/**
 * `forceAuthn` adds to what was asked for, so that no prompt can undo it; so does what a refresh token
 * takes, unless no page may be shown: `none` stands alone (OpenID Connect Core section 3.1.2.1).
 */
function promptOf(
  prompt: string | undefined,
  forceAuthn: boolean = false,
  ofOffline: readonly string[] = [],
): { prompt?: string } {
  const wanted = prompt?.split(' ') ?? []
  if (wanted.includes('none')) return { prompt: 'none' }
  const asked = new Set([...wanted, ...(forceAuthn ? ['login'] : []), ...ofOffline])
  return asked.size > 0 ? { prompt: [...asked].join(' ') } : {}
}
