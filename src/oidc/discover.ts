import type { JSONWebKeySet } from 'jose'
import { loadOidcTrust } from './discovery.ts'
import { openNetwork } from './open-network.ts'
import type { ProviderMetadata } from './provider-metadata.ts'
import type { StandaloneNetwork } from './standalone-network.ts'

/** What a provider publishes: plain JSON that may be stored. */
export interface DiscoveredProvider {
  readonly metadata: ProviderMetadata
  /** Usable public keys only. */
  readonly jwks: JSONWebKeySet
}

/**
 * Reads and checks what a provider publishes: the discovery document, whose issuer must be the one
 * that was asked for, and the keys that it names. Both requests go through the network guard, and so
 * do all endpoints of the document before they are returned.
 *
 * @param issuer exactly as the provider's ID tokens name it
 * @param options `clientId` for providers whose document depends on it (Okta)
 * @returns metadata and keys; store them and read them again at times, since providers change keys
 * @throws {SsoError} `oidc_discovery_failed`, `oidc_issuer_mismatch`, `oidc_metadata_invalid`,
 *   `oidc_keys_unavailable`, `network_*`, `config_invalid`
 * @see {@link https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig}
 * @example
 * ```ts
 * import { discover } from 'ssokit/oidc'
 *
 * const { metadata, jwks } = await discover('https://acme.okta.com/oauth2/default')
 * console.log(metadata.authorization_endpoint, jwks.keys.length)
 * ```
 */
export async function discover(
  issuer: string,
  options: StandaloneNetwork & { readonly clientId?: string } = {},
): Promise<DiscoveredProvider> {
  const { clientId } = options
  const settings = { issuer, ...(clientId === undefined ? {} : { clientId }) }
  const { metadata, jwks } = await loadOidcTrust(settings, await openNetwork(options))
  return { metadata, jwks } as unknown as DiscoveredProvider
}
