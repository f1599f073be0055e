import { calculatePKCECodeChallenge } from 'oauth4webapi'
import { attempt } from '../../connection/attempt.ts'
import { randomToken } from '../../crypto/random.ts'
import type { SsoError } from '../../errors.ts'
import type { CheckContext } from '../../types/provider.ts'
import { authorizationUrl } from '../authorization.ts'
import { checkAuthorizationResponse } from '../exchange.ts'
import type { OidcTrust } from '../metadata.ts'
import { explained } from '../explained.ts'
import { bringsIdToken } from '../response-type.ts'
import { settingsOf } from '../settings.ts'
import { answeringIssuer } from '../tenants.ts'
import { answerIn, type PageAnswer } from './redirect-verdict.ts'

export interface RequestAnswer {
  readonly page: PageAnswer
  /** Whether the provider sent the browser back, and with which error. */
  readonly isSentBack: boolean
  readonly error?: SsoError
}

/**
 * Asks for an authorization as a browser would in which nobody is signed in, and follows nothing: with
 * `prompt=none` the provider may show no page (OpenID Connect Core section 3.1.2.1), so it sends the
 * browser back, if it knows where to.
 */
export async function probeRedirectUri(
  metadata: OidcTrust['metadata'],
  context: CheckContext,
): Promise<RequestAnswer> {
  const { responseMode: _postedOnly, ...settings } = settingsOf(context.settings)
  // A redirect says more than a page that would post itself, and with an ID token it has a fragment.
  const responseMode = bringsIdToken(settings) ? 'fragment' : undefined
  const redirectUri = context.urls.callback
  const state = randomToken()
  const url = authorizationUrl(
    { ...settings, responseMode },
    {
      ...{ authorizationEndpoint: metadata.authorization_endpoint ?? '', redirectUri, state },
      ...{ nonce: randomToken(), prompt: 'none' },
      codeChallenge: await calculatePKCECodeChallenge(randomToken()),
    },
  )
  const response = await context.fetch(url, { accept: 'page' })
  const page: PageAnswer = {
    status: response.status,
    location: response.headers.get('location'),
    body: await response.text(),
  }
  const parameters = answerIn(page, redirectUri)
  if (!parameters) return { page, isSentBack: false }
  const issuer = answeringIssuer(settings, parameters.get('iss'))
  const outcome = await attempt(() =>
    explained(
      Promise.resolve().then(() =>
        checkAuthorizationResponse(parameters, {
          ...{ metadata: { ...metadata, issuer }, clientId: settings.clientId, state },
        }),
      ),
    ),
  )
  return { page, isSentBack: true, ...('error' in outcome ? { error: outcome.error } : {}) }
}
