import { parseAddress } from './addresses.ts'
import type { DnsModule, SocketLookup } from './builtins.ts'
import { checkAddress } from './checks.ts'
import { literalAddress } from './hosts.ts'
import { networkError } from './network-error.ts'
import type { ResolvedNetworkPolicy } from './policy.ts'

const noAddress = 'The host name has no address.'

/** Ties one connection to addresses that were checked. */
export interface Pin {
  readonly lookup: SocketLookup
  /**
   * Holds the connection against the checked addresses once more: something that replaced
   * `http.request` (a proxy agent, a mock, another runtime) may have ignored `lookup`.
   *
   * @throws {SsoError} `network_address_refused`
   */
  confirm(remoteAddress: string | undefined): void
}

/**
 * Resolves the host of this URL once, checks **all** its addresses and gives exactly those to the
 * socket. A check of the name followed by an ordinary connection would resolve it twice, and the
 * second answer can be another one (DNS rebinding).
 */
export function createPin(url: URL, dns: DnsModule, policy: ResolvedNetworkPolicy): Pin {
  const literal = literalAddress(url.hostname)
  // Sockets never ask `lookup` about a literal.
  if (literal !== undefined) checkAddress(literal, url, policy)
  const checked: string[] = literal === undefined ? [] : [literal]

  const lookup: SocketLookup = (_hostname, options, callback) => {
    dns.lookup(url.hostname, { all: true, verbatim: true }, (error, addresses) => {
      if (error) return callback(error, [])
      const [first] = addresses
      if (!first) return callback(networkError('network_failed', url, { message: noAddress }), [])
      try {
        // One bad address among good ones is an attack or a mistake, so none is used.
        for (const { address } of addresses) checkAddress(address, url, policy)
      } catch (refusal) {
        return callback(refusal instanceof Error ? refusal : new Error('refused'), [])
      }
      checked.push(...addresses.map(({ address }) => address))
      if (options.all) callback(null, addresses)
      else callback(null, first.address, first.family)
    })
  }

  return {
    lookup,
    confirm(remoteAddress) {
      const isKnown = (address: string) => checked.some((other) => isSame(other, address))
      if (remoteAddress === undefined ? checked.length > 0 : isKnown(remoteAddress)) return
      throw networkError('network_address_refused', url, {
        message: 'The connection did not go to the address that was checked.',
        hint: 'Remove what replaces `http.request` in this process, or pass your own `fetch`.',
        detail: { addressClass: 'unchecked' },
      })
    },
  }
}

function isSame(left: string, right: string): boolean {
  const [one, two] = [parseAddress(left), parseAddress(right.replace(/^::ffff:(?=\d+\.)/i, ''))]
  return one?.family === two?.family && one !== undefined && one.bits === two?.bits
}
