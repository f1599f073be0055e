/** @module ssokit/dns/node: DNS through Node's own resolver. */
import type { Resolver } from 'node:dns/promises'
import { isSsoError } from '../../errors.ts'
import { type DnsFailure, dnsFailure } from '../failure.ts'
import { boundRecords, readTimeout } from '../limits.ts'
import type { DnsResolver } from '../port.ts'
import { checkQueryName } from '../query-name.ts'
import { checkRuntime, openResolver, readServers } from './resolver.ts'

/** Options of `nodeDns`. */
export interface NodeDnsOptions {
  /**
   * Recursive resolvers as IP addresses, optionally with a port: `9.9.9.9`, `127.0.0.1:5353`,
   * `[::1]:5353`. Default: those of the operating system.
   */
  readonly servers?: readonly string[]
  /** Milliseconds for one question, all servers and repetitions included. Default 5000, 1 to 60,000. */
  readonly timeout?: number
}

/** What Node calls them; every other code is `failed`. */
const reasons: ReadonlyMap<unknown, DnsFailure> = new Map([
  ['ECANCELLED', 'timeout'],
  ['ETIMEOUT', 'timeout'],
  ['ECONNREFUSED', 'unreachable'],
  ['ESERVFAIL', 'servfail'],
  ['EREFUSED', 'refused'],
  ['EBADRESP', 'malformed'],
])

/**
 * Asks DNS with the resolver of Node, over UDP, and over TCP where an answer is long.
 *
 * Hosts files and search domains play no role. Where an attacker may sit between this machine and
 * its resolver, ask several that are reached in different ways: `quorumDns`.
 *
 * @param options which servers, and how long to wait
 * @param options.servers recursive resolvers; default those of the operating system
 * @param options.timeout milliseconds for one question; default 5000, at most 60,000
 * @returns a resolver whose methods throw `domain_dns_failed`, and `domain_invalid` for what is no
 * name in lower-case A-labels
 * @throws {SsoError} `config_invalid`, also where the runtime has no such resolver (Cloudflare Workers)
 * @example
 * ```ts
 * import { nodeDns } from 'ssokit/dns/node'
 *
 * const dns = nodeDns({ timeout: 3000 })
 * const records = await dns.resolveTxt('_acme-sso.example.com', {})
 * const values = records.map((chunks) => chunks.join(''))
 * ```
 */
export function nodeDns(options: NodeDnsOptions = {}): Required<DnsResolver> {
  const timeout = readTimeout(options.timeout)
  const servers = options.servers && readServers(options.servers)
  checkRuntime()

  const ask = async <Item>(
    name: string,
    signal: AbortSignal | undefined,
    question: (resolver: Resolver) => Promise<Item[]>,
  ): Promise<Item[]> => {
    checkQueryName(name)
    signal?.throwIfAborted()
    // One per question: `cancel` ends everything that a resolver has under way.
    const resolver = openResolver(servers, timeout)
    const cancel = (): void => resolver.cancel()
    const timer = setTimeout(cancel, timeout)
    signal?.addEventListener('abort', cancel)
    try {
      return boundRecords(await question(resolver))
    } catch (error) {
      signal?.throwIfAborted()
      return emptyOrThrow(error)
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', cancel)
    }
  }

  return {
    resolveTxt: async (name, { signal }) =>
      ask(name, signal, async (resolver) => resolver.resolveTxt(name)),
    resolveCname: async (name, { signal }) =>
      ask(name, signal, async (resolver) => {
        const targets = await resolver.resolveCname(name)
        return targets.map((target) => target.toLowerCase())
      }),
  }
}

/** Only these two say that DNS itself knows of no record. */
function emptyOrThrow(error: unknown): never[] {
  if (isSsoError(error)) throw error
  const { code } = error as { readonly code?: unknown }
  if (code === 'ENODATA' || code === 'ENOTFOUND') return []
  throw dnsFailure(reasons.get(code) ?? 'failed', { cause: error })
}
