import { checksOfError, failed, passed, unclear } from '../../connection/checks.ts'
import type { SsoError } from '../../errors.ts'
import type { Check } from '../../types/check.ts'
import { redirectUriWords, wordsFor } from './console-words.ts'
import type { ProviderFacts } from './facts.ts'

const NAME = 'redirect_uri'

/** How the authorization endpoint answered a request that nobody's browser made. */
export interface PageAnswer {
  readonly status: number
  readonly location: string | null
  readonly body: string
}

/** Not as the name of a parameter: a page may repeat the address that was asked for. */
const namesRedirectUri = /redirect[_ -]ur[il]s?(?!=|%3d|&#|&quot;)/i
/** Another reason, of which such pages speak as well. */
const namesClient = /invalid_client\b|client_not_found|unknown client/i

/**
 * Whether the provider knows our redirect URI. It must not redirect to one that it does not know (RFC
 * 6749 section 3.1.2.4), so being sent back is proof; of pages only one kind is understood. Pure.
 */
export function redirectUriCheck(answer: PageAnswer | undefined, facts: ProviderFacts): Check {
  const { redirectUri } = facts
  const { status, body } = answer ?? { status: 0, body: '' }
  if (answer && answerIn(answer, redirectUri)) {
    return passed(NAME, 'The provider sends people back to this connection’s redirect URI.')
  }
  if (status === 400 && namesRedirectUri.test(body) && !namesClient.test(body)) {
    return failed(
      NAME,
      'The provider does not know this connection’s redirect URI.',
      redirectUriWords(facts),
      { expected: redirectUri, code: 'oidc_request_rejected' },
    )
  }
  const message = 'The provider does not say whether it knows this connection’s redirect URI.'
  return unclear(NAME, message, redirectUriWords(facts))
}

/** What the provider sent back to our redirect URI, if it did. */
export function answerIn(
  { status, location }: PageAnswer,
  redirectUri: string,
): ReadonlyMap<string, string> | undefined {
  if (status < 300 || status > 399 || !location?.startsWith(redirectUri)) return undefined
  const rest = location.slice(redirectUri.length)
  return /^[?#]/.test(rest) ? new Map(new URLSearchParams(rest.slice(1))) : undefined
}

/** By these, every sign-in would be refused alike. */
const certain = ['invalid_scope', 'unauthorized_client', 'unsupported_response_type']

/**
 * What the provider thinks of our request, by the error that it sent back. That it wants to talk to the
 * person first is what `prompt=none` is answered, and means that all else is right. Pure.
 */
export function requestChecks(error: SsoError | undefined, facts: ProviderFacts): readonly Check[] {
  const name = 'authorization_request'
  const { code, detail = {} } = error ?? {}
  const isWelcome =
    error === undefined || code === 'oidc_interaction_required' || code === 'oidc_consent_required'
  if (isWelcome) return [passed(name, 'The provider accepts this connection’s requests.')]
  if (code === 'oidc_response_issuer_mismatch') return checksOfError('issuer_in_answers', error)
  const said = typeof detail.error === 'string' ? { received: detail.error } : {}
  if (code === 'oidc_scope_rejected') {
    const hint = wordsFor(facts, 'scopes')
    return [failed('scopes', error.message, hint, { code, path: 'settings.scopes', ...said })]
  }
  const status = certain.includes(String(detail.error)) ? 'fail' : 'warn'
  return checksOfError(name, error, status).map((check) => ({ ...check, ...said }))
}
