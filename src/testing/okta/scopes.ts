import type { Refusal } from './refusal.ts'
import type { AuthorizationServer, OidcClient } from './state.ts'
import type { MockOktaPolicy } from './types.ts'

type GrantType = MockOktaPolicy['rule']['grantTypes'][number]

const invalidScope = (description: string): Refusal => ({ error: 'invalid_scope', description })

/** What a request gets of the scopes that it asks for: all of them, or an error. */
export function grantedScopes(
  { id, scopes }: AuthorizationServer,
  { settings }: OidcClient,
  asked: readonly string[],
  hasCode: boolean,
): { readonly granted: readonly string[] } | Refusal {
  if (asked.length === 0) {
    const defaults = [...scopes].flatMap(([name, { isDefault }]) => (isDefault ? [name] : []))
    if (defaults.length > 0) return { granted: defaults }
    return invalidScope(
      "The authorization server resource does not have any configured default scopes, 'scope' must be provided.",
    )
  }
  if (asked.some((scope) => !scopes.has(scope))) {
    return invalidScope(
      id === undefined
        ? 'Custom scopes are not allowed for this request.'
        : 'One or more scopes are not configured for the authorization server resource.',
    )
  }
  if (!asked.includes('openid') && asked.some((scope) => identityScopes.includes(scope))) {
    return invalidScope(
      "Requests for ID tokens or access tokens with OpenID scopes require the 'openid' scope.",
    )
  }
  if (!asked.includes('offline_access')) return { granted: asked }
  // Only a code can be exchanged for a refresh token; with other response types it means nothing.
  if (!hasCode) return { granted: asked.filter((scope) => scope !== 'offline_access') }
  return settings.grantTypes?.includes('refresh_token')
    ? { granted: asked }
    : invalidScope("The client app is not configured for the grant type of 'offline_access'.")
}

const identityScopes = ['profile', 'email', 'address', 'phone', 'groups']

/** Whether the first policy and rule that fit grant it. The org authorization server has none. */
export function isGranted(
  { id, policies }: AuthorizationServer,
  { clientId }: OidcClient,
  grantTypes: readonly GrantType[],
  scopes: readonly string[],
): boolean {
  return (
    id === undefined ||
    policies.some(
      ({ clients, rule }) =>
        (clients?.includes(clientId) ?? true) &&
        grantTypes.every((type) => rule.grantTypes.includes(type)) &&
        scopes.every((scope) => rule.scopes?.includes(scope) ?? true),
    )
  )
}
