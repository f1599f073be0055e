/** @module ssokit/dns/quorum: several resolvers that have to agree. */
import { untilAborted } from '../../http/network/deadline.ts'
import { dnsFailure } from '../failure.ts'
import { dnsOptionRefused } from '../limits.ts'
import type { DnsResolver } from '../port.ts'
import { tally } from './tally.ts'

/** Fewer would be no agreement. */
const MIN_AGREEMENT = 2

/**
 * Asks all resolvers at once and gives the records that at least `agreement` of them report alike.
 *
 * With two of three, an attacker who controls one resolver, or the way to it, can neither bring in a
 * record nor hide one. Resolvers that fail are passed over as long as they could not have changed
 * the result. While a new record spreads, resolvers differ: it appears once enough have it.
 *
 * @param resolvers best reached in different ways and run by different people
 * @param agreement how many have to say the same: 2 to the number of resolvers; below that number,
 * or a single one could hide records
 * @returns a resolver; `resolveCname` is there where all of them have it
 * @throws {SsoError} `config_invalid`; the methods throw `domain_dns_failed`
 * @example
 * ```ts
 * import { dohDns } from 'ssokit/dns/doh'
 * import { nodeDns } from 'ssokit/dns/node'
 * import { quorumDns } from 'ssokit/dns/quorum'
 *
 * const dns = quorumDns(
 *   [
 *     nodeDns(),
 *     dohDns({ endpoint: 'https://cloudflare-dns.com/dns-query' }),
 *     dohDns({ endpoint: 'https://dns.quad9.net/dns-query' }),
 *   ],
 *   2,
 * )
 * ```
 */
export function quorumDns(resolvers: readonly DnsResolver[], agreement: number): DnsResolver {
  const all = [...resolvers]
  checkOptions(all, agreement)
  const quorum: DnsResolver = {
    async resolveTxt(name, { signal }) {
      // Voices may cut one record into chunks differently; what counts is the joined text.
      const chunksOf = new Map<string, string[]>()
      const texts = await agree(all, agreement, signal, async (resolver, inner) => {
        const records = await resolver.resolveTxt(name, { signal: inner })
        return records.map((chunks) => {
          const text = chunks.join('')
          if (!chunksOf.has(text)) chunksOf.set(text, chunks)
          return text
        })
      })
      return texts.map((text) => [...(chunksOf.get(text) ?? [text])])
    },
  }
  const canAll = all.every((resolver) => resolver.resolveCname !== undefined)
  if (!canAll) return quorum
  return {
    ...quorum,
    resolveCname: async (name, { signal }) =>
      agree(all, agreement, signal, async (resolver, inner) => {
        const targets = await resolver.resolveCname?.(name, { signal: inner })
        return targets ?? []
      }),
  }
}

/** Asks all, and stops as soon as the rest cannot change the result. */
async function agree(
  resolvers: readonly DnsResolver[],
  agreement: number,
  signal: AbortSignal | undefined,
  ask: (resolver: DnsResolver, signal: AbortSignal) => Promise<readonly string[]>,
): Promise<string[]> {
  signal?.throwIfAborted()
  const round = new AbortController()
  const abort = (): void => round.abort(signal?.reason)
  signal?.addEventListener('abort', abort)
  const answers: ReadonlySet<string>[] = []
  let failed = 0
  const work = () =>
    new Promise<string[]>((resolve, reject) => {
      const decide = (): void => {
        const pending = resolvers.length - answers.length - failed
        const result = tally({ answers, failed, pending }, agreement)
        if (result.state === 'agreed') resolve([...result.records])
        if (result.state === 'undecided') reject(dnsFailure('disagreement'))
      }
      const onAnswer = (records: readonly string[]): void => {
        answers.push(new Set(records))
        decide()
      }
      const onFailure = (): void => {
        failed += 1
        decide()
      }
      for (const resolver of resolvers) void ask(resolver, round.signal).then(onAnswer, onFailure)
    })
  try {
    return await untilAborted(round.signal, work)
  } finally {
    signal?.removeEventListener('abort', abort)
    round.abort()
  }
}

function checkOptions(resolvers: readonly DnsResolver[], agreement: number): void {
  // The same one twice would agree with itself.
  const count = new Set(resolvers).size
  if (count !== resolvers.length) {
    throw dnsOptionRefused(
      'resolvers',
      'A resolver is listed twice.',
      'Its voice counts once: list different resolvers.',
    )
  }
  if (Number.isInteger(agreement) && agreement >= MIN_AGREEMENT && agreement <= count) return
  throw dnsOptionRefused(
    'agreement',
    `The number that has to agree must be from ${MIN_AGREEMENT} to the number of resolvers, ${count}.`,
    'For example two of three resolvers.',
  )
}
