import type { OidcEndpoints } from '../types/connection.ts'
import type { Vendor } from './vendors/vendor.ts'
import { isUrl } from '../url.ts'

export const endpointNames = ['authorization', 'token', 'userinfo', 'jwks', 'endSession'] as const

type EndpointName = (typeof endpointNames)[number]

/** To which authorization server each endpoint belongs, by its issuer, where the vendor's data tell. */
export function authorizationServers(
  endpoints: OidcEndpoints,
  vendor: Vendor,
): ReadonlyMap<EndpointName, string> {
  return new Map(
    endpointNames.flatMap((name): [EndpointName, string][] => {
      const issuer = serverOf(endpoints[name], vendor.address.endpointPaths?.[name], vendor)
      return issuer === undefined ? [] : [[name, issuer]]
    }),
  )
}

function serverOf(
  endpoint: string | undefined,
  path: string | undefined,
  { address }: Vendor,
): string | undefined {
  if (endpoint === undefined || path === undefined || !endpoint.endsWith(path)) return undefined
  const base = endpoint.slice(0, -path.length)
  if (!isUrl(base)) return undefined
  const { origin, pathname } = new URL(base)
  if (pathname === address.rootServerPath) return origin
  return isServerPath(pathname, address) && `${origin}${pathname}` === base ? base : undefined
}

/** True for the whole path of an authorization server, and nothing after it. */
export function isServerPath(path: string, { serverPath }: Vendor['address']): boolean {
  return serverPath instanceof RegExp && serverPath.exec(path)?.[0] === path
}

/**
 * Finds settings that belong to different authorization servers of one vendor: their tokens could
 * never fit. Custom domains are other names of the same server, so hosts count only where both are
 * the vendor's own.
 *
 * @param named what else says which server it is: the issuer, and the address that was entered, of
 *   which a bare host means any of its servers
 * @returns both, each with what names it
 */
export function serverConflict(
  endpoints: OidcEndpoints,
  named: { readonly issuer: string; readonly entered: string },
  vendor: Vendor,
): readonly [string, string] | undefined {
  const [first, ...others] = authorizationServers(endpoints, vendor)
  if (!first) return undefined
  const [name, server] = first
  const describe = (endpoint: string, address: string) => `the ${endpoint} endpoint to ${address}`
  const other = others.find(([, address]) => address !== server)
  if (other) return [describe(name, server), describe(...other)]
  const { issuer, entered } = named
  const { origin } = new URL(server)
  const address = [issuer, entered === origin ? '' : entered].find(
    (candidate) => candidate !== server && isComparable(candidate, server, vendor),
  )
  return address === undefined ? undefined : [describe(name, server), `the rest to ${address}`]
}

function isComparable(left: string, right: string, { domains }: Vendor): boolean {
  if (!isUrl(left) || !isUrl(right)) return false
  const [{ origin, hostname }, other] = [new URL(left), new URL(right)]
  const isOwn = (host: string) => domains.some((domain) => host.endsWith(`.${domain}`))
  return origin === other.origin || (isOwn(hostname) && isOwn(other.hostname))
}

/** True where all of them are addresses of one scheme, host and port. */
export function areOnOneOrigin(addresses: readonly string[]): boolean {
  const origins = addresses.map((address) => (isUrl(address) ? new URL(address).origin : undefined))
  return origins.every((origin) => origin !== undefined && origin === origins[0])
}
