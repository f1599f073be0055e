import { isSsoError, type SsoError } from '../errors.ts'
import type { OidcSettings } from '../types/connection.ts'
import type { JsonObject, JsonValue } from '../types/json.ts'
import type { TrustState } from '../types/provider.ts'
import { readKeySet } from './keys.ts'
import { enteredMembers, type OidcTrust, readMetadata, trustBase } from './metadata.ts'
import { discoveryBase } from './tenants.ts'
import type { Transport } from './transport.ts'
import { vendorOf } from './vendors/vendors.ts'
import { oidcError } from './error.ts'

export interface DiscoveryContext extends Pick<Transport, 'fetch'> {
  /** Of the connection; without it the provider's address tells what is known of it. */
  readonly profile?: string
  /** The stored copy, where one is renewed. */
  readonly trust?: Pick<TrustState, 'document'>
  isAllowedUrl(url: string): boolean
}

type DiscoverySettings = Pick<OidcSettings, 'issuer' | 'endpoints'> &
  Partial<Pick<OidcSettings, 'clientId'>>

/** OpenID Connect Discovery section 4. */
const WELL_KNOWN_PATH = '/.well-known/openid-configuration'

/** Nothing else says for certain that there is no document: not a timeout, not a login page. */
const ABSENT_STATUSES: readonly unknown[] = [404, 410]

/**
 * Reads discovery document and keys of a provider, through the network guard.
 *
 * @throws {SsoError} `oidc_discovery_failed`, `oidc_issuer_mismatch`, `oidc_metadata_invalid`,
 *   `oidc_keys_unavailable`, `network_*`
 */
export async function loadOidcTrust(
  settings: DiscoverySettings,
  context: DiscoveryContext,
): Promise<OidcTrust> {
  const metadata = await fetchMetadata(settings, context)
  const jwks = await fetchKeySet(metadata.jwks_uri ?? '', context)
  return { metadata, jwks, base: trustBase(settings) }
}

/**
 * Reads the discovery document, and does without only where the issuer says that there is none and
 * all that is needed was entered: a failure of the network must not choose what is trusted.
 */
export async function fetchMetadata(
  settings: DiscoverySettings,
  context: DiscoveryContext,
): Promise<OidcTrust['metadata']> {
  const document = await fetchDocument(discoveryUrl(settings, context.profile), context)
  const { authorization, token, jwks } = settings.endpoints ?? {}
  const areEntered = [authorization, token, jwks].every((url) => url !== undefined)
  if (document === undefined && !areEntered) throw noDocument(settings.issuer, context)
  if (document === undefined && wasPublished(settings.issuer, context)) {
    // It may have promised to name itself in answers: that must not be forgotten with it (rule O2).
    throw oidcError('oidc_discovery_failed', {
      message: `The discovery document of ${settings.issuer} was there and is gone.`,
      hint: 'If the provider publishes none any longer, activate the connection again.',
    })
  }
  return readMetadata(document ?? { issuer: settings.issuer }, settings, (url) =>
    context.isAllowedUrl(url),
  )
}

/** Whether the stored copy knows what only a document can have told. */
function wasPublished(issuer: string, { trust }: DiscoveryContext): boolean {
  const stored = trust?.document as unknown as OidcTrust | undefined
  if (stored?.metadata?.issuer !== issuer) return false
  return Object.keys(stored.metadata).some((name) => !enteredMembers.includes(name))
}

function discoveryUrl(
  { issuer, clientId }: DiscoverySettings,
  profile: string | undefined,
): string {
  const url = `${discoveryBase(issuer).replace(/\/$/, '')}${WELL_KNOWN_PATH}`
  const { discoveryClientParameter: name } = vendorOf(profile, issuer)
  if (name === undefined || !clientId) return url
  return `${url}?${new URLSearchParams({ [name]: clientId })}`
}

/** @returns `undefined` where there certainly is no document */
async function fetchDocument(
  url: string,
  { fetch }: DiscoveryContext,
): Promise<JsonObject | undefined> {
  try {
    const response = await fetch(url, { headers: { accept: 'application/json' } })
    const { status } = response
    if (ABSENT_STATUSES.includes(status)) return undefined
    if (status !== 200) throw refused(status, url)
    const document = (await response.json()) as JsonValue
    if (isObject(document) && typeof document.issuer === 'string') return document
    throw oidcError('oidc_discovery_failed', { message: 'The document names no issuer.' })
  } catch (error) {
    if (!isSsoError(error)) throw oidcError('oidc_discovery_failed', { cause: error })
    // Most servers say "not found" with a web page.
    const isPage = isSsoError(error, 'network_media_type_refused')
    if (isPage && ABSENT_STATUSES.includes(error.detail?.status)) return undefined
    throw error
  }
}

const isObject = (value: JsonValue): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function refused(status: number, url: string): SsoError {
  // A vendor that is asked with the client id answers so where there is no such client.
  const isClientUnknown = status === 400 && url.includes('?')
  return oidcError('oidc_discovery_failed', {
    detail: { status },
    ...(isClientUnknown
      ? { hint: 'Compare the client id with the one on the application’s page, and the issuer.' }
      : {}),
  })
}

/** Where the default authorization server is missing, the tenant itself may be the issuer. */
function noDocument(issuer: string, { profile }: DiscoveryContext): SsoError {
  const { defaultServerPath } = vendorOf(profile, issuer).address
  const isDefault = defaultServerPath !== undefined && issuer.endsWith(defaultServerPath)
  const error = oidcError('oidc_discovery_failed', {
    message: `The issuer ${issuer} has no discovery document.`,
    hint: isDefault
      ? 'If the tenant has no custom authorization server, use its own address as the issuer.'
      : 'Correct the issuer; if the provider publishes no document, enter its authorization, token and jwks endpoints.',
  })
  const { code, message, hint } = error
  const suggestion = isDefault ? { suggestion: issuer.slice(0, -defaultServerPath.length) } : {}
  const issue = { path: 'settings.issuer', code, message, hint, ...suggestion }
  return oidcError('oidc_discovery_failed', { message, hint, issues: [issue] })
}

/** @throws {SsoError} `oidc_keys_unavailable`, `network_*` */
export async function fetchKeySet(
  url: string,
  { fetch }: Pick<Transport, 'fetch'>,
): Promise<OidcTrust['jwks']> {
  const response = await fetch(url, { headers: { accept: 'application/json' } })
  if (response.status !== 200) {
    throw oidcError('oidc_keys_unavailable', { detail: { status: response.status } })
  }
  let document: JsonValue
  try {
    document = (await response.json()) as JsonValue
  } catch (cause) {
    throw oidcError('oidc_keys_unavailable', { message: 'The key set is not JSON.', cause })
  }
  return readKeySet(document)
}
