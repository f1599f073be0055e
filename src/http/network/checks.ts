import { isSsoError, SsoError } from '../../errors.ts'
import { type AddressClass, classifyAddress } from './address-classes.ts'
import {
  isHostName,
  isLocalName,
  isLoopbackHost,
  literalAddress,
  namedHostClasses,
  portOf,
} from './hosts.ts'
import { networkErrors } from './error-table.ts'
import { networkError } from './network-error.ts'
import type { ResolvedNetworkPolicy } from './policy.ts'
import { isUrl } from '../../url.ts'

/** Why a URL may not be called; `detail.reason` of the error. */
type UrlProblem =
  | 'spelling'
  | 'scheme'
  | 'credentials'
  | 'fragment'
  | 'host'
  | 'local_name'
  | 'address'
  | 'port'

const messages: Readonly<Record<UrlProblem, string>> = {
  spelling: 'The address is not a URL in its plain spelling.',
  scheme: 'The address is not https.',
  credentials: 'The address contains a user name or a password.',
  fragment: 'The address contains a fragment.',
  host: 'The host of the address is not a plain host name.',
  local_name: 'The host name only has a meaning inside a network.',
  address: 'The IP address in the address is not public.',
  port: 'The port of the address is not allowed.',
}

/** Characters; longer than any endpoint, short enough to look at. */
const longestUrl = 8192

/**
 * Absolute, with a host, in the plain spelling. The URL parser would silently repair white space,
 * backslashes and a wrong number of slashes, and others read such an address differently.
 */
const plainUrl = /^https?:\/\/([^/?#\s\\\p{Cc}]+)(?:[/?#][^\s\\\p{Cc}]*)?$/iu

/**
 * Decides by the text of a URL alone whether it may be called (rule N1). Decimal, octal,
 * hexadecimal, short and full-width spellings of IPv4 are judged after the URL parser made them
 * canonical.
 *
 * @throws {SsoError} `network_url_refused` with `detail.reason`, one of the above
 */
export function checkUrl(text: string, policy: ResolvedNetworkPolicy): URL {
  const plain = text.length > longestUrl ? null : plainUrl.exec(text)
  if (plain === null || !isUrl(text)) {
    throw new SsoError('network_url_refused', {
      entry: networkErrors.network_url_refused,
      message: messages.spelling,
      detail: { reason: 'spelling' },
    })
  }
  const url = new URL(text)
  const refuse = (reason: UrlProblem, addressClass?: AddressClass): never => {
    const detail = addressClass === undefined ? { reason } : { reason, addressClass }
    throw networkError('network_url_refused', url, { message: messages[reason], detail })
  }
  if (plain[1]?.includes('@')) refuse('credentials')
  if (text.includes('#')) refuse('fragment')
  if (url.protocol !== 'https:' && !isLoopbackHttp(url, policy)) refuse('scheme')
  const address = literalAddress(url.hostname)
  if (address === undefined) {
    if (!isHostName(url.hostname)) refuse('host')
    if (isLocalName(url.hostname) && !isNamed(url, policy)) refuse('local_name')
  } else {
    const addressClass = classifyAddress(address)
    if (!isAllowedClass(addressClass, url, policy)) refuse('address', addressClass)
  }
  if (!isAllowedPort(url, policy)) refuse('port')
  return url
}

/** True where `checkUrl` passes; for settings and for endpoints that a discovery document names. */
export function isAllowedUrl(text: string, policy: ResolvedNetworkPolicy): boolean {
  try {
    checkUrl(text, policy)
    return true
  } catch (error) {
    if (isSsoError(error, 'network_url_refused')) return false
    throw error
  }
}

/** True for plain http that `checkUrl` passes: loopback development only. */
export function allowsHttp(text: string, policy: ResolvedNetworkPolicy): boolean {
  return isAllowedUrl(text, policy) && new URL(text).protocol === 'http:'
}

/**
 * Decides whether this URL may be called at this address, which must be the one connected to: a
 * name may resolve differently the next time (DNS rebinding).
 *
 * @throws {SsoError} `network_address_refused` with `detail.addressClass`, never the address itself
 */
export function checkAddress(address: string, url: URL, policy: ResolvedNetworkPolicy): void {
  const addressClass = classifyAddress(address)
  if (isAllowedClass(addressClass, url, policy)) return
  throw networkError('network_address_refused', url, { detail: { addressClass } })
}

function isAllowedClass(
  addressClass: AddressClass,
  url: URL,
  policy: ResolvedNetworkPolicy,
): boolean {
  // Without TLS nothing proves who answers, so plain http never leaves the machine.
  if (url.protocol !== 'https:') return addressClass === 'loopback'
  if (addressClass === 'public') return true
  return isNamed(url, policy) && namedHostClasses.has(addressClass)
}

function isLoopbackHttp(url: URL, policy: ResolvedNetworkPolicy): boolean {
  return policy.allowsLoopbackHttp && isLoopbackHost(url.hostname) && isNamed(url, policy)
}

function isNamed(url: URL, policy: ResolvedNetworkPolicy): boolean {
  return policy.privateHosts.some((named) => named.host === url.hostname)
}

function isAllowedPort(url: URL, policy: ResolvedNetworkPolicy): boolean {
  const port = portOf(url)
  if (policy.ports.includes(port)) return true
  return policy.privateHosts.some((named) => named.host === url.hostname && named.port === port)
}
