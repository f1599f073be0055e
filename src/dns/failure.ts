import { domainError } from '../domain/error.ts'
import type { SsoError } from '../errors.ts'

/** Why nothing is known; `detail.reason` of `domain_dns_failed`. */
export type DnsFailure =
  | 'timeout'
  | 'unreachable'
  | 'servfail'
  | 'refused'
  | 'malformed'
  | 'mismatch'
  | 'truncated'
  | 'loop'
  | 'too_large'
  | 'disagreement'
  | 'failed'

const messages: Readonly<Record<DnsFailure, string>> = {
  timeout: 'DNS did not answer in time.',
  unreachable: 'The DNS resolver cannot be reached.',
  servfail: 'The DNS resolver could not find out (SERVFAIL).',
  refused: 'The DNS resolver refuses to answer (REFUSED).',
  malformed: 'The answer of the DNS resolver cannot be read.',
  mismatch: 'The DNS resolver answered another question.',
  truncated: 'The answer of the DNS resolver is cut off.',
  loop: 'The CNAME records lead in a circle, or over too many names.',
  too_large: 'There are more records at the name than anybody needs.',
  disagreement: 'Too few DNS resolvers answered alike.',
  failed: 'The DNS resolver answered with an error.',
}

/** The one error of everything that asks DNS. It never means that there is no record. */
export function dnsFailure(
  reason: DnsFailure,
  { cause, status }: { readonly cause?: unknown; readonly status?: number } = {},
): SsoError {
  const detail = status === undefined ? { reason } : { reason, status }
  return domainError('domain_dns_failed', { message: messages[reason], detail, cause })
}
