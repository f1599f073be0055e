import { discoveryRequest, processDiscoveryResponse } from 'oauth4webapi'
import { isSsoError, SsoError } from '../errors.ts'
import type { OidcSettings } from '../types/connection.ts'
import type { JsonObject, JsonValue } from '../types/json.ts'
import { readKeySet } from './keys.ts'
import { type OidcTrust, readMetadata } from './metadata.ts'
import { requestOptions, type Transport } from './transport.ts'

export interface DiscoveryContext extends Transport {
  isAllowedUrl(url: string): boolean
}

/** Reads discovery document and keys of a provider, through the network guard. */
export async function loadOidcTrust(
  settings: Pick<OidcSettings, 'issuer' | 'endpoints'>,
  context: DiscoveryContext,
): Promise<OidcTrust> {
  const metadata = await fetchMetadata(settings, context)
  return { metadata, jwks: await fetchKeySet(metadata.jwks_uri ?? '', context) }
}

async function fetchMetadata(
  settings: Pick<OidcSettings, 'issuer' | 'endpoints'>,
  context: DiscoveryContext,
): Promise<OidcTrust['metadata']> {
  const issuer = new URL(settings.issuer)
  let document: JsonObject
  try {
    const response = await discoveryRequest(issuer, requestOptions(context, settings.issuer))
    document = (await processDiscoveryResponse(issuer, response)) as unknown as JsonObject
  } catch (cause) {
    if (isSsoError(cause)) throw cause
    const { code } = cause as { code?: unknown }
    const isOtherIssuer = code === 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED'
    throw new SsoError(isOtherIssuer ? 'oidc_issuer_mismatch' : 'oidc_discovery_failed', { cause })
  }
  // oauth4webapi compares addresses; rule O1 compares bytes.
  return readMetadata(document, settings, (url) => context.isAllowedUrl(url))
}

/** @throws {SsoError} `oidc_keys_unavailable`, `network_*` */
export async function fetchKeySet(url: string, { fetch }: Transport): Promise<OidcTrust['jwks']> {
  const response = await fetch(url, { headers: { accept: 'application/json' } })
  if (response.status !== 200) {
    throw new SsoError('oidc_keys_unavailable', { detail: { status: response.status } })
  }
  let document: JsonValue
  try {
    document = (await response.json()) as JsonValue
  } catch (cause) {
    throw new SsoError('oidc_keys_unavailable', { message: 'The key set is not JSON.', cause })
  }
  return readKeySet(document)
}
