import type { OidcSettings } from '../../types/connection.ts'
import type { OfflineAccess } from './vendor.ts'
import { vendorOf } from './vendors.ts'

/** OpenID Connect Core section 11: without `prompt=consent` the scope is ignored. */
const ofSpecification: OfflineAccess = {
  needsConsentPrompt: true,
  source: 'https://openid.net/specs/openid-connect-core-1_0.html#OfflineAccess',
}

/** The scope that a connection asks for a refresh token with; nothing is ever asked for without it. */
const SCOPE = 'offline_access'

export interface OfflineRequest {
  readonly scopes: readonly string[]
  readonly parameters: Readonly<Record<string, string>>
  readonly prompts: readonly string[]
}

/** What a request contains so that a refresh token comes, where the connection’s scopes ask for one. */
export function offlineRequest(
  { scopes, issuer }: Pick<OidcSettings, 'scopes' | 'issuer'>,
  profile: string,
): OfflineRequest {
  if (!scopes.includes(SCOPE)) return { scopes, parameters: {}, prompts: [] }
  const { offlineAccess = ofSpecification } = vendorOf(profile, issuer)
  const { isScopeUnknown, parameters = {}, needsConsentPrompt } = offlineAccess
  return {
    scopes: isScopeUnknown ? scopes.filter((scope) => scope !== SCOPE) : scopes,
    parameters,
    prompts: needsConsentPrompt ? ['consent'] : [],
  }
}
