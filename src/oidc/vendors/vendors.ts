import { entra, entraIssuers } from './entra.ts'
import { google, googleIssuers } from './google.ts'
import { okta } from './okta.ts'
import {
  adfs,
  auth0,
  generic,
  jumpcloud,
  keycloak,
  onelogin,
  ping,
  publicIssuers,
} from './others.ts'
import type { SharedIssuer } from './shared-issuer.ts'
import type { Vendor } from './vendor.ts'
import { isUrl } from '../../url.ts'

const vendors: readonly Vendor[] = [
  ...[okta, entra, google, auth0, keycloak],
  ...[onelogin, ping, adfs, jumpcloud, generic],
]

export const sharedIssuers: readonly SharedIssuer[] = [
  ...entraIssuers,
  ...googleIssuers,
  ...publicIssuers,
]

/** The vendor that a profile names; whatever has no record is treated as `generic`. */
export function vendorOfProfile(profile: string): Vendor {
  return vendors.find(({ profiles }) => profiles.includes(profile)) ?? generic
}

/** The vendor on whose own domain an address lies, whatever the profile says. */
export function vendorOfAddress(address: string): Vendor | undefined {
  if (!isUrl(address)) return undefined
  const { hostname } = new URL(address)
  return vendors.find(
    ({ domains, address: { tenantHosts = {} } }) =>
      domains.some((domain) => hostname.endsWith(`.${domain}`)) ||
      Object.hasOwn(tenantHosts, hostname),
  )
}

/** The vendor whose admin console lies there; such an address is pasted, and says nothing. */
export function vendorOfConsole(address: string): Vendor | undefined {
  if (!isUrl(address)) return undefined
  const { hostname } = new URL(address)
  return vendors.find(({ address: { consoleHosts = [] } }) => consoleHosts.includes(hostname))
}

/** What is known of a connection's provider: by its profile, else by where it lies. */
export function vendorOf(profile: string | undefined, address: string): Vendor {
  const named = vendorOfProfile(profile ?? 'generic')
  return named === generic ? (vendorOfAddress(address) ?? generic) : named
}
