import type { OidcEndpoints, OidcSettings } from '../types/connection.ts'
import type { JsonObject, JsonValue } from '../types/json.ts'
import { type IssuerRepair, repairAddress, vendorOfEntry } from './issuer-repair.ts'
import { authorizationServers, endpointNames, isServerPath } from './servers.ts'
import type { Vendor } from './vendors/vendor.ts'
import { vendorOf, vendorOfConsole } from './vendors/vendors.ts'
import { isUrl } from '../url.ts'

/** What an admin typed where a domain or an issuer is asked for. */
export type EnteredSettings = NonNullable<OidcSettings['entered']>

/** What follows from what an admin entered, until somebody edits it. */
export interface DerivedSettings {
  readonly issuer?: string
  readonly initiateIssuers?: readonly string[]
  readonly allowedTenants?: readonly string[]
  /** What a form shows as the defaults; nothing is stored of it. */
  readonly endpoints: OidcEndpoints
  /** What was corrected in the entered text. */
  readonly repairs: readonly IssuerRepair[]
}

/** Settings that are stored with their derived value, as long as nobody edits them. */
const derivedFields = ['issuer', 'initiateIssuers', 'allowedTenants'] as const

/**
 * Derives settings from what an admin entered, by the connection's profile: an Okta org
 * `https://acme.okta.com` has its custom authorization server `default` as issuer, a tenant id of
 * Entra the tenant's issuer. Nothing is looked up.
 *
 * @param entered what was typed, corrected as `suggestIssuer` does; `issuer` counts before `domain`
 * @param profile of the connection; unknown ones are treated as `generic`
 * @param endpoints that differ from the derived ones: they may belong to another authorization
 *   server of the same tenant, whose issuer is then the derived one
 * @returns the derived settings and what was corrected; without `issuer` where nothing can be derived
 * @example
 * ```ts
 * import { deriveSettings } from 'ssokit/oidc'
 *
 * const { issuer, endpoints } = deriveSettings({ issuer: 'https://acme.okta.com' }, 'okta')
 * console.log(issuer) // https://acme.okta.com/oauth2/default
 * console.log(endpoints.token) // https://acme.okta.com/oauth2/default/v1/token
 * ```
 */
export function deriveSettings(
  entered: EnteredSettings,
  profile: string,
  endpoints: OidcEndpoints = {},
): DerivedSettings {
  const text = entered.issuer || entered.domain || ''
  const vendor = vendorOfEntry(text, profile)
  const { fixedIssuer, endpointPaths = {} } = vendor.address
  if (fixedIssuer !== undefined) return { issuer: fixedIssuer, ...tenantOf(entered), ...none }
  if (text === '') return none
  const { value, repairs } = repairAddress(text, vendor, 'tenant')
  // A field for a domain is no place for a scheme.
  const shown = entered.issuer ? repairs : repairs.filter(({ code }) => code !== 'scheme_missing')
  if (!isAddress(value) || vendorOfConsole(value)) return { endpoints: {}, repairs: shown }
  const [server, ...others] = new Set(authorizationServers(endpoints, vendor).values())
  const issuer = server !== undefined && others.length === 0 ? server : issuerOf(value, vendor)
  return {
    issuer,
    ...initiateIssuersOf(value, issuer, vendor),
    endpoints: Object.fromEntries(
      Object.entries(endpointPaths).map(([name, path]) => [name, `${issuer}${path}`]),
    ),
    repairs: shown,
  }
}

const none: DerivedSettings = { endpoints: {}, repairs: [] }

const isAddress = (text: string) => /^https?:\/\//.test(text) && isUrl(text)

/** Where the issuer is the same for everybody, a domain says whose people are meant. */
function tenantOf({ domain }: EnteredSettings): { allowedTenants?: readonly string[] } {
  const name = domain?.trim().toLowerCase() ?? ''
  return name === '' ? {} : { allowedTenants: [name] }
}

function issuerOf(value: string, { address }: Vendor): string {
  const isHost = new URL(value).origin === value
  const issuer = isHost ? `${value}${address.defaultServerPath ?? ''}` : value
  return address.hasTrailingSlash === true && !issuer.endsWith('/') ? `${issuer}/` : issuer
}

/** The tile of a tenant names the tenant, not the authorization server that issues the tokens. */
function initiateIssuersOf(
  value: string,
  issuer: string,
  { address }: Vendor,
): { initiateIssuers?: readonly string[] } {
  if (address.hasHostInStarts !== true || !isAddress(value)) return {}
  const { origin, pathname } = new URL(value)
  const isServer = pathname === '/' || isServerPath(pathname, address)
  return !isServer || origin === issuer ? {} : { initiateIssuers: [origin] }
}

/**
 * Completes edited settings with what follows from `entered`. A value counts as derived where it is
 * absent or equals what the settings before the edit derived, since a form without JavaScript posts
 * the old derived values together with a new address; every other value was edited and stays.
 * Derived endpoints are not stored: the discovery document names them.
 */
export function applyDerivation(
  input: JsonObject,
  previous: JsonObject | undefined,
  profile: string,
): JsonObject {
  const before = derivationOf(previous ?? {}, profile)
  const edited = textsIn(previous?.endpoints)
  const endpoints = editedEndpoints(input.endpoints, [
    derivationOf({ ...previous, endpoints: {} }, profile).endpoints,
    derivationOf({ ...input, endpoints: {} }, profile).endpoints,
    // What was edited before is no derivation of itself.
    Object.fromEntries(
      Object.entries(before.endpoints).filter(([name]) => !Object.hasOwn(edited, name)),
    ),
  ])
  const settings = new Map<string, JsonValue>(Object.entries(input))
  if (endpoints === undefined) settings.delete('endpoints')
  else settings.set('endpoints', endpoints)
  for (const field of derivedFields) {
    const current = settings.get(field)
    const isEdited = !isAbsent(current) && !isEqual(current, before[field])
    if (isEdited) continue
    // Anew for each field: where a tile comes from depends on the issuer, which may be edited.
    const value = derivationOf(Object.fromEntries(settings), profile)[field]
    if (value !== undefined) settings.set(field, value as JsonValue)
    else if (!isAbsent(current)) settings.delete(field)
  }
  return Object.fromEntries(settings)
}

const isAbsent = (value: JsonValue | undefined) => value === undefined || value === ''

const isEqual = (left: unknown, right: unknown) => JSON.stringify(left) === JSON.stringify(right)

/** What settings derive, whatever form they have: they may not have been checked yet. */
function derivationOf(settings: JsonObject, profile: string): DerivedSettings {
  const entered = enteredIn(settings.entered)
  const edited = textsIn(settings.endpoints)
  if (entered) {
    const derived = deriveSettings(entered, profile, edited)
    if (derived.issuer !== undefined) return derived
  }
  // An issuer that was entered as such names its tenant as well.
  const issuer = typeof settings.issuer === 'string' ? settings.issuer : ''
  const vendor = vendorOf(profile, issuer)
  return vendor.address.fixedIssuer === undefined
    ? { ...none, ...initiateIssuersOf(issuer, issuer, vendor) }
    : deriveSettings({}, profile)
}

function enteredIn(value: JsonValue | undefined): EnteredSettings | undefined {
  const { issuer, domain } = textsIn(value) as { issuer?: string; domain?: string }
  if (!issuer && !domain) return undefined
  return { ...(issuer ? { issuer } : {}), ...(domain ? { domain } : {}) }
}

function textsIn(value: JsonValue | undefined): Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
  return Object.fromEntries(
    Object.entries(value).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  )
}

/** What is left of the endpoints without those that anybody could have derived. */
function editedEndpoints(
  value: JsonValue | undefined,
  derivations: readonly OidcEndpoints[],
): JsonValue | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const isDerived = (name: string, url: unknown) =>
    url === '' ||
    endpointNames.some(
      (known) => known === name && derivations.some((derived) => derived[known] === url),
    )
  const edited = Object.entries(value).filter(([name, url]) => !isDerived(name, url))
  return edited.length > 0 ? Object.fromEntries(edited) : undefined
}
