import type { GuardedFetch } from '../types/network.ts'
import { parseIdpMetadata, parseSignedIdpMetadata } from './idp-metadata.ts'
import type { IdpMetadata } from './metadata.ts'
import { samlError } from './error.ts'

/** How metadata is fetched: through the network guard only (rule N1). */
export interface MetadataTransport {
  readonly fetch: GuardedFetch
  allowsHttp(url: string): boolean
  now(): Date
}

export interface WantedMetadata {
  /** Which identity provider, where it is known. */
  readonly entityId?: string
  /** Makes a signature with this key mandatory (rule M2). */
  readonly trustKey?: string
}

/**
 * Reads the metadata of an identity provider from its address.
 *
 * @throws {SsoError} `saml_metadata_*`, `saml_xml_refused`, `network_*`
 */
export async function fetchIdpMetadata(
  url: string,
  wanted: WantedMetadata,
  transport: MetadataTransport,
): Promise<IdpMetadata> {
  const response = await transport.fetch(url, { accept: 'xml' })
  if (response.status !== 200) {
    throw samlError('saml_metadata_unavailable', { detail: { status: response.status } })
  }
  return readIdpMetadata(await response.text(), wanted, transport)
}

/** The same for a text that somebody uploaded or pasted. */
export async function readIdpMetadata(
  xml: string,
  { entityId, trustKey }: WantedMetadata,
  { now, allowsHttp }: Pick<MetadataTransport, 'now' | 'allowsHttp'>,
): Promise<IdpMetadata> {
  const options = { now: now(), allowsHttp, ...(entityId ? { entityId } : {}) }
  return trustKey === undefined
    ? parseIdpMetadata(xml, options)
    : parseSignedIdpMetadata(xml, { ...options, trustKeys: [trustKey] })
}
