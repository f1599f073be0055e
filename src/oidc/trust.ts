import { isSsoError, SsoError, unsafeCauseOf } from '../errors.ts'
import type { OidcSettings } from '../types/connection.ts'
import type { JsonObject } from '../types/json.ts'
import type { ProviderContext } from '../types/provider.ts'
import { fetchKeySet, loadOidcTrust } from './discovery.ts'
import { type OidcTrust, trustBase, trustIssues } from './metadata.ts'
import { createSharedAttempts } from './shared-attempts.ts'
import { oidcError } from './error.ts'

/** Between two refetches of one provider's documents because of an answer (rule N4). */
const COOLDOWN_MILLISECONDS = 60_000

/** Keys that could not be renewed for so long are no longer believed (rule N4). */
const MAX_AGE_MILLISECONDS = 7 * 86_400_000

/** Tokens fail for these reasons when the provider has changed its keys. */
const staleKeyCodes = [
  ...(['oidc_id_token_key_unknown', 'oidc_id_token_signature_invalid'] as const),
  ...(['oidc_userinfo_key_unknown', 'oidc_userinfo_signature_invalid'] as const),
  ...(['oidc_logout_token_key_unknown', 'oidc_logout_token_signature_invalid'] as const),
]

/** What a connection's provider publishes, as far as it was read. One per `oidc()`. */
export interface TrustSource {
  /**
   * The stored copy, or a fresh one where none is stored, it is of another issuer or other entered
   * values, or too old.
   *
   * @throws {SsoError} `oidc_metadata_invalid` where rules O2 or O5 forbid to use it, and whatever
   *   reading a fresh one throws
   */
  current(settings: OidcSettings, context: ProviderContext): Promise<OidcTrust>
  /**
   * Runs a validation with the known keys and, if they do not fit, once more with refetched ones.
   * The known keys survive a failed or empty refetch (rule N4).
   */
  withFreshKeys<Result>(
    trust: OidcTrust,
    context: ProviderContext,
    validate: (trust: OidcTrust) => Promise<Result>,
  ): Promise<Result>
}

export function createTrustSource(): TrustSource {
  const loads = createSharedAttempts<OidcTrust>(COOLDOWN_MILLISECONDS)
  const refetches = createSharedAttempts<OidcTrust['jwks']>(COOLDOWN_MILLISECONDS)
  const load = async (settings: OidcSettings, context: ProviderContext): Promise<OidcTrust> => {
    const name = [context.connectionId, settings.issuer, trustBase(settings)]
    const { result } = loads(name, context.now(), () => loadOidcTrust(settings, context))
    const fresh = await result.catch(throwOwn)
    context.trust.save(fresh as unknown as JsonObject)
    return fresh
  }

  return {
    async current(settings, context) {
      const trust = storedTrust(settings, context) ?? (await load(settings, context))
      // Since it was activated the host or the provider may have changed (rules O2, O5).
      const [issue, ...others] = trustIssues(trust, settings, context)
      if (!issue) return trust
      const { message, hint } = issue
      throw oidcError('oidc_metadata_invalid', { message, hint, issues: [issue, ...others] })
    },

    async withFreshKeys(trust, context, validate) {
      try {
        return await validate(trust)
      } catch (error) {
        if (!staleKeyCodes.some((code) => isSsoError(error, code))) throw error
        const { issuer, jwks_uri: url = '' } = trust.metadata
        const name = [context.connectionId, issuer, url]
        const now = context.now()
        const { startedAt, result: keys } = refetches(name, now, () => fetchKeySet(url, context))
        const { checkedAt = startedAt } = context.trust
        // Shared keys that are older than the known ones may have been withdrawn.
        if (startedAt < now && startedAt < checkedAt) throw error
        const renewed = { ...trust, jwks: await keys.catch(throwUnavailable) }
        const result = await validate(renewed)
        context.trust.save(renewed as unknown as JsonObject)
        return result
      }
    },
  }
}

/** Unless it is of another issuer, of other entered values, or too old. */
function storedTrust(
  settings: OidcSettings,
  { trust, now }: ProviderContext,
): OidcTrust | undefined {
  const stored = trust.document as unknown as OidcTrust | undefined
  const age = now().getTime() - (trust.checkedAt?.getTime() ?? 0)
  const isOfThese =
    stored?.metadata?.issuer === settings.issuer && stored.base === trustBase(settings)
  return isOfThese && age < MAX_AGE_MILLISECONDS ? stored : undefined
}

/**
 * The same error, and one that is nobody else’s: cookies and reference of whoever met it are tied to it
 * on its way out, and those who share the attempt would be sent them.
 */
function throwOwn(cause: unknown): never {
  if (!isSsoError(cause)) throw cause
  const { code, message, hint, issues, detail, status, retryable, publicKey } = cause
  throw new SsoError(code, {
    entry: { message, hint, status, retryable, public: publicKey },
    ...(issues ? { issues } : {}),
    ...(detail ? { detail } : {}),
    ...(cause.connectionId === undefined ? {} : { connectionId: cause.connectionId }),
    cause: unsafeCauseOf(cause),
  })
}

function throwUnavailable(cause: unknown): never {
  throw isSsoError(cause) ? oidcError('oidc_keys_unavailable', { cause }) : cause
}
