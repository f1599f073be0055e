import type { Cooldown } from '../core/cooldown.ts'
import { isSsoError, SsoError } from '../errors.ts'
import type { OidcSettings } from '../types/connection.ts'
import type { JsonObject } from '../types/json.ts'
import type { ProviderContext } from '../types/provider.ts'
import { fetchKeySet, loadOidcTrust } from './discovery.ts'
import type { OidcTrust } from './metadata.ts'

/** Between two refetches of one provider's keys because of an answer (rule N4). */
export const REFETCH_COOLDOWN_MILLISECONDS = 60_000

/** Keys that could not be renewed for so long are no longer believed (rule N4). */
const MAX_AGE_MILLISECONDS = 7 * 86_400_000

/** Tokens fail for these reasons when the provider has changed its keys. */
const staleKeyCodes = ['oidc_id_token_key_unknown', 'oidc_id_token_signature_invalid'] as const

/** The stored copy, or a fresh one where none is stored, it is of another issuer, or too old. */
export async function currentTrust(
  settings: OidcSettings,
  context: ProviderContext,
): Promise<OidcTrust> {
  const { document, checkedAt } = context.trust
  const stored = document as unknown as OidcTrust | undefined
  const age = context.now().getTime() - (checkedAt?.getTime() ?? 0)
  if (stored?.metadata?.issuer === settings.issuer && age < MAX_AGE_MILLISECONDS) return stored
  const fresh = await loadOidcTrust(settings, context)
  context.trust.save(fresh as unknown as JsonObject)
  return fresh
}

/**
 * Runs a validation with the stored keys and, if they do not fit, once more with refetched ones. The
 * stored keys survive a failed or empty refetch (rule N4).
 */
export async function withFreshKeys<Result>(
  trust: OidcTrust,
  context: ProviderContext,
  cooldown: Cooldown,
  validate: (trust: OidcTrust) => Promise<Result>,
): Promise<Result> {
  try {
    return await validate(trust)
  } catch (error) {
    if (!staleKeyCodes.some((code) => isSsoError(error, code))) throw error
    const jwksUri = trust.metadata.jwks_uri ?? ''
    const key = [context.connectionId, trust.metadata.issuer, jwksUri]
    if (!cooldown.isReady(key, context.now())) throw error
    let renewed: OidcTrust
    try {
      renewed = { ...trust, jwks: await fetchKeySet(jwksUri, context) }
    } catch (cause) {
      throw isSsoError(cause) ? new SsoError('oidc_keys_unavailable', { cause }) : cause
    }
    const result = await validate(renewed)
    context.trust.save(renewed as unknown as JsonObject)
    return result
  }
}
