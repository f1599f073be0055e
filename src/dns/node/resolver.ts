import { Resolver } from 'node:dns/promises'
import { isIP, isIPv4, isIPv6 } from 'node:net'
import { dnsOptionRefused } from '../limits.ts'

/** Rounds over all servers; the resolver waits twice as long in the second as in the first. */
const ROUNDS = 2
const SHARES_OF_ROUNDS = 1 + 2

/**
 * Cloudflare Workers have the class and not what it must be able to do: a question could not be ended.
 *
 * @throws {SsoError} `config_invalid`
 */
export function checkRuntime(): void {
  try {
    new Resolver().cancel()
  } catch {
    const message = 'This runtime lacks the resolver of Node.'
    throw dnsOptionRefused('runtime', message, 'Use `dohDns` of `ssokit/dns/doh`.')
  }
}

/**
 * @param servers undefined for those of the operating system
 * @param timeout milliseconds for all rounds together
 */
export function openResolver(servers: readonly string[] | undefined, timeout: number): Resolver {
  const count = servers?.length ?? new Resolver().getServers().length
  const share = Math.ceil(timeout / (Math.max(count, 1) * SHARES_OF_ROUNDS))
  const resolver = new Resolver({ timeout: share, tries: ROUNDS })
  if (servers) resolver.setServers(servers)
  return resolver
}

/**
 * @returns a copy: what the host does to its list later must not change whom we ask
 * @throws {SsoError} `config_invalid`
 */
export function readServers(servers: readonly string[]): readonly string[] {
  const hint = 'Write 9.9.9.9, 127.0.0.1:5353 or [::1]:5353, or leave servers out.'
  if (!Array.isArray(servers) || servers.length === 0) {
    throw dnsOptionRefused('servers', 'servers must be a list with at least one address.', hint)
  }
  for (const [index, server] of servers.entries()) {
    if (typeof server === 'string' && isServer(server)) continue
    throw dnsOptionRefused(`servers.${index}`, 'A DNS server is an IP address.', hint)
  }
  return [...servers]
}

/** Node itself takes the port modulo 65536, and ends the whole process where it is 0. */
function isServer(text: string): boolean {
  if (isIP(text) !== 0) return true
  const [, bracketed, plain, port] =
    /^(?:\[([^\]]+)\]|([^:]+))(?::([1-9]\d{0,4}))?$/.exec(text) ?? []
  if (Number(port ?? 1) > 65_535) return false
  return bracketed === undefined ? isIPv4(plain ?? '') : isIPv6(bracketed)
}
