/** @module ssokit/dns/doh: DNS over HTTPS, also where there are no sockets. */
import { isSsoError } from '../../errors.ts'
import { createNetwork } from '../../http/network/guard.ts'
import { type DnsFailure, dnsFailure } from '../failure.ts'
import { boundRecords, readTimeout } from '../limits.ts'
import { targetsFrom, textsFrom } from '../message/answer.ts'
import { TYPE_CNAME, TYPE_TXT } from '../message/constants.ts'
import { decodeMessage, type DnsMessage } from '../message/message.ts'
import { encodeQuery } from '../message/query.ts'
import type { DnsResolver } from '../port.ts'
import { checkQueryName } from '../query-name.ts'
import { policyFor, readEndpoint } from './endpoint.ts'

/** Options of `dohDns`. */
export interface DohDnsOptions {
  /** Address of the resolver, without `{?dns}`. https, or http on this machine. */
  readonly endpoint: string
  /** Default: as all calls of ssokit, sockets of Node where there are some, else `fetch`. */
  readonly fetch?: typeof fetch
  /** Milliseconds for one question. Default 5000, 1 to 60,000. */
  readonly timeout?: number
}

/** What stopped the call; everything else means that there was no answer. */
const reasons: ReadonlyMap<unknown, DnsFailure> = new Map([
  ['network_timeout', 'timeout'],
  ['network_redirect_refused', 'failed'],
  ['network_media_type_refused', 'failed'],
  ['network_response_too_large', 'malformed'],
])

/**
 * Asks a resolver over HTTPS with messages of DNS itself, on any runtime with `fetch`.
 *
 * No redirect is followed. The address may be inside of your network, since you name it here.
 *
 * @param options which resolver, and how to reach it
 * @param options.endpoint for example `https://cloudflare-dns.com/dns-query`
 * @param options.fetch where certificates, proxies or bindings need one of their own
 * @param options.timeout milliseconds for one question; default 5000, at most 60,000
 * @returns a resolver whose methods throw `domain_dns_failed`, and `domain_invalid` for what is no
 * name in lower-case A-labels
 * @throws {SsoError} `config_invalid`
 * @see https://www.rfc-editor.org/rfc/rfc8484
 * @security whoever runs the resolver can make up answers; `quorumDns` asks several
 * @example
 * ```ts
 * import { dohDns } from 'ssokit/dns/doh'
 *
 * const dns = dohDns({ endpoint: 'https://cloudflare-dns.com/dns-query' })
 * const records = await dns.resolveTxt('_acme-sso.example.com', {})
 * ```
 */
export function dohDns(options: DohDnsOptions): Required<DnsResolver> {
  const endpoint = readEndpoint(options.endpoint)
  const policy = policyFor(endpoint, readTimeout(options.timeout))
  const get = createNetwork({ policy, fetch: options.fetch }).fetchFor(endpoint.host)

  const ask = async (name: string, type: number, signal?: AbortSignal): Promise<DnsMessage> => {
    const url = new URL(endpoint)
    url.searchParams.set('dns', base64url(encodeQuery(checkQueryName(name), type)))
    try {
      const response = await get(url.href, { accept: 'dns', signal })
      // RFC 8484 section 4.2.1: failures of DNS come with 200, so this is one of the web server.
      if (response.status !== 200) throw dnsFailure('failed', { status: response.status })
      return decodeMessage(new Uint8Array(await response.arrayBuffer()))
    } catch (error) {
      signal?.throwIfAborted()
      throw isSsoError(error, 'domain_dns_failed') ? error : networkFailure(error)
    }
  }

  return {
    resolveTxt: async (name, { signal }) =>
      boundRecords(textsFrom(await ask(name, TYPE_TXT, signal), name)),
    resolveCname: async (name, { signal }) =>
      targetsFrom(await ask(name, TYPE_CNAME, signal), name),
  }
}

function networkFailure(cause: unknown): Error {
  const code = isSsoError(cause) ? cause.code : undefined
  return dnsFailure(reasons.get(code) ?? 'unreachable', { cause })
}

/** RFC 4648 section 5, without padding. */
function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
