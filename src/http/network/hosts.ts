import { classifyAddress, type AddressClass } from './address-classes.ts'
import { isUrl } from '../../url.ts'

/** A host that the configuration names; it may have addresses that are not public. */
export interface NamedHost {
  /** As `URL.hostname` writes it: lower case, A-labels, IPv6 in brackets. */
  readonly host: string
  /** Opened for this host besides the allowed ports. */
  readonly port: number | undefined
}

/**
 * What a named host may resolve to. Metadata services, link-local and the rest stay closed even
 * for named hosts: no identity provider lives there, and DNS may be in other hands than the name.
 */
export const namedHostClasses: ReadonlySet<AddressClass> = new Set<AddressClass>([
  'public',
  'loopback',
  'private',
  'shared',
])

/**
 * Names that never are public: RFC 6761, 6762, 7686, 8375, 9476 and ICANN's `internal`. Addresses
 * are checked anyway, but a replaced `fetch` leaves only the name to judge by.
 */
const localSuffixes = /(?:^|\.)(?:localhost|local|internal|home\.arpa|onion|alt|invalid)$/

/** The address text of a literal host, without the brackets of IPv6. */
export function literalAddress(hostname: string): string | undefined {
  if (hostname.startsWith('[')) return hostname.slice(1, -1)
  // A last label of digits is always an IPv4 address: the URL parser has refused all others.
  return /(?:^|\.)\d+$/.test(hostname) ? hostname : undefined
}

/** Lower-case labels, at most 253 characters; no empty label, hence no trailing dot. */
export function isHostName(hostname: string): boolean {
  return hostname.length <= 253 && /^[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/.test(hostname)
}

/** True for names that only mean something on this machine or in this network. */
export function isLocalName(hostname: string): boolean {
  return !hostname.includes('.') || localSuffixes.test(hostname)
}

/** True where the name or the literal itself says loopback. */
export function isLoopbackHost(hostname: string): boolean {
  if (hostname === 'localhost' || hostname.endsWith('.localhost')) return true
  const address = literalAddress(hostname)
  return address !== undefined && classifyAddress(address) === 'loopback'
}

/** Reads `name` or `name:port`; a sentence on what is wrong instead where it is neither. */
export function parseNamedHost(entry: string): NamedHost | string {
  const match = /^(\[[^\]]+\]|[^:/?#@\\[\]]+)(?::(\d{1,5}))?$/.exec(entry)
  const [, name = '', digits] = match ?? []
  const text = name.toLowerCase()
  const canonical = isUrl(`https://${name}/`) ? new URL(`https://${name}/`).hostname : ''
  if (canonical === '') return 'This is not a host name, optionally with a port.'
  if (canonical !== text) return `This host is not written as it is compared: ${canonical}.`
  const port = digits === undefined ? undefined : Number(digits)
  if (port !== undefined && !isPort(port)) return 'A port is a number from 1 to 65535.'
  const address = literalAddress(canonical)
  if (address === undefined) {
    return isHostName(canonical) ? { host: canonical, port } : 'This is not an exact host name.'
  }
  const addressClass = classifyAddress(address)
  if (namedHostClasses.has(addressClass)) return { host: canonical, port }
  return `This address is never called (${addressClass}).`
}

/** The port that is connected to. */
export function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port)
  return url.protocol === 'https:' ? 443 : 80
}

/** True for 1 to 65535. */
export function isPort(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 65_535
}
