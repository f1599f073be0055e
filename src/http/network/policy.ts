import type { SsoIssue } from '../../errors.ts'
import type { NetworkPolicy } from '../../types/network.ts'
import { checkMembers, createIssueList, isPlainObject, type IssueList } from '../../config/shape.ts'
import { isLoopbackHost, isPort, type NamedHost, parseNamedHost } from './hosts.ts'
import { isUrl } from '../../url.ts'

/** A `NetworkPolicy` with nothing left open. */
export interface ResolvedNetworkPolicy {
  readonly privateHosts: readonly NamedHost[]
  readonly ports: readonly number[]
  readonly timeoutMilliseconds: number
  readonly maxBytes: number
  readonly concurrency: number
  /** True where `baseUrl` itself is loopback http, so that a whole system may run on one machine. */
  readonly allowsLoopbackHttp: boolean
}

/** Standard https, and the ports on which Tomcat based products and PingFederate listen. */
const defaultPorts: readonly number[] = [443, 8443, 9031]

/** Default and largest value; the smallest is 1. */
const numbers = {
  timeoutMilliseconds: { standard: 10_000, largest: 60_000, unit: 'milliseconds' },
  maxBytes: { standard: 1_048_576, largest: 16_777_216, unit: 'bytes' },
  concurrency: { standard: 8, largest: 1000, unit: 'requests' },
}

/**
 * Completes the network policy. Bad values are reported and replaced by their defaults, so that
 * one start of the host shows everything that is wrong.
 *
 * @param value `config.network`
 * @param baseUrl `config.baseUrl`; plain http is possible only where this is loopback http
 */
export function resolveNetworkPolicy(
  value: NetworkPolicy | undefined,
  baseUrl: string,
): { readonly policy: ResolvedNetworkPolicy; readonly issues: readonly SsoIssue[] } {
  const list = createIssueList()
  const given = readObject(list, value)
  const policy: ResolvedNetworkPolicy = {
    privateHosts: Object.freeze(readHosts(list, given.privateHosts)),
    ports: Object.freeze(readPorts(list, given.ports)),
    timeoutMilliseconds: readNumber(list, given, 'timeoutMilliseconds'),
    maxBytes: readNumber(list, given, 'maxBytes'),
    concurrency: readNumber(list, given, 'concurrency'),
    allowsLoopbackHttp: isLoopbackHttp(baseUrl),
  }
  return { policy: Object.freeze(policy), issues: list.issues }
}

function readObject(list: IssueList, value: unknown): Record<string, unknown> {
  if (value === undefined) return {}
  if (!isPlainObject(value)) {
    list.add('network', 'network must be an object.', 'See NetworkPolicy, or leave it out.')
    return {}
  }
  checkMembers(list, 'network', value, ['privateHosts', 'ports', ...Object.keys(numbers)])
  return value
}

function readHosts(list: IssueList, value: unknown): NamedHost[] {
  const path = 'network.privateHosts'
  const hint = 'Write idp.corp.example or idp.corp.example:10443, without wildcards and scheme.'
  if (value === undefined) return []
  if (!Array.isArray(value)) {
    list.add(path, 'privateHosts must be a list of host names.', hint)
    return []
  }
  const hosts: NamedHost[] = []
  for (const [index, entry] of value.entries()) {
    const host = typeof entry === 'string' ? parseNamedHost(entry) : 'A host name is a text.'
    if (typeof host === 'string') list.add(`${path}.${index}`, host, hint)
    else hosts.push(Object.freeze(host))
  }
  return hosts
}

function readPorts(list: IssueList, value: unknown): number[] {
  const path = 'network.ports'
  const hint = 'List ports like [443, 8443], or leave it out for 443, 8443 and 9031.'
  if (value === undefined) return [...defaultPorts]
  if (!Array.isArray(value) || value.length === 0) {
    list.add(path, 'ports must be a list with at least one port.', hint)
    return [...defaultPorts]
  }
  for (const [index, port] of value.entries()) {
    if (!isPort(port)) list.add(`${path}.${index}`, 'A port is a number from 1 to 65535.', hint)
  }
  return value.filter(isPort)
}

function readNumber(
  list: IssueList,
  given: Record<string, unknown>,
  name: keyof typeof numbers,
): number {
  const { standard, largest, unit } = numbers[name]
  const value = given[name]
  if (value === undefined) return standard
  if (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= largest) {
    return Number(value)
  }
  const hint = `Use 1 to ${largest} ${unit}, or leave it out for ${standard}.`
  list.add(`network.${name}`, `${name} must be a whole number from 1 to ${largest}.`, hint)
  return standard
}

function isLoopbackHttp(baseUrl: string): boolean {
  if (!isUrl(baseUrl)) return false
  const { protocol, hostname } = new URL(baseUrl)
  return protocol === 'http:' && isLoopbackHost(hostname)
}
