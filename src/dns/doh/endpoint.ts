import { isAllowedUrl } from '../../http/network/checks.ts'
import { parseNamedHost } from '../../http/network/hosts.ts'
import type { ResolvedNetworkPolicy } from '../../http/network/policy.ts'
import { dnsOptionRefused } from '../limits.ts'
import { isUrl } from '../../url.ts'

/** Octets of the longest message over TCP, which nothing that comes over HTTPS exceeds. */
const MAX_MESSAGE_BYTES = 65_535

/** Questions under way at once; further ones wait. */
const CONCURRENCY = 16

/** @throws {SsoError} `config_invalid` */
export function readEndpoint(endpoint: string): URL {
  const isTemplate = typeof endpoint === 'string' && endpoint.includes('{')
  if (typeof endpoint === 'string' && !isTemplate && isUrl(endpoint)) {
    const url = new URL(endpoint)
    if (isAllowedUrl(endpoint, policyFor(url, 1))) return url
  }
  throw dnsOptionRefused(
    'endpoint',
    'endpoint must be an https address.',
    'For example https://cloudflare-dns.com/dns-query, without {?dns}.',
  )
}

/**
 * Whoever writes the program names the resolver, so it may be in a private network. Nobody else can
 * choose where these calls go.
 */
export function policyFor(endpoint: URL, timeoutMilliseconds: number): ResolvedNetworkPolicy {
  const named = parseNamedHost(endpoint.host)
  return {
    privateHosts: typeof named === 'string' ? [] : [named],
    ports: [443],
    timeoutMilliseconds,
    maxBytes: MAX_MESSAGE_BYTES,
    concurrency: CONCURRENCY,
    allowsLoopbackHttp: true,
  }
}
