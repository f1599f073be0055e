import { callHost, type Core } from '../core/core.ts'
import { verifiedDomainsOf } from '../core/verified-domains.ts'
import { buildIdentity } from '../identity/identity.ts'
import type { LoadedConnection } from '../storage/ports.ts'
import type { ClaimMapping } from '../types/connection.ts'
import type { Identity } from '../types/identity.ts'
import type { ProviderAnswer } from '../types/provider.ts'

/**
 * Turns a verified answer into the person, as the connection maps claims and as the host's schema wants
 * custom attributes.
 *
 * @throws {SsoError} `identity_claim_missing`, `identity_claim_invalid`, `identity_email_invalid`,
 *   `host_callback_failed`
 */
export async function identify(
  core: Core,
  loaded: LoadedConnection,
  claims: ClaimMapping,
  answer: Pick<ProviderAnswer, 'issuer' | 'subject' | 'claims' | 'emailTrust'>,
): Promise<Identity> {
  const identity = buildIdentity(answer, claims, {
    verifiedDomains: verifiedDomainsOf(core, loaded),
  })
  const schema = core.config.identity?.attributes
  if (!schema) return identity
  const { checkAttributes } = await import('../identity/attributes.ts')
  return callHost(() => checkAttributes(identity, claims.custom ?? {}, schema))
}
