import type { DnsResolver } from '../dns/port.ts'
import type { DomainChallenge } from '../domain/challenge.ts'
import { checkDomain, hasRecord, type TxtRecords } from '../domain/check.ts'
import type { CheckOutcome } from '../domain/claim-states.ts'
import { coveringNames } from '../domain/coverage.ts'
import { MAX_DOMAIN_LENGTH } from '../domain/domain-name.ts'
import { isSsoError, printable } from '../errors.ts'

/** All questions about one claim; below the lease of background work. */
const DEADLINE_MILLISECONDS = 20_000

/** Zones that a console may have appended to the name: the domain, its parent and that one’s. */
const MAX_ZONES = 3

type Ask = ReturnType<typeof questions>

/**
 * Asks DNS about one claim. Whatever is needed for a proof and stays without an answer makes the
 * outcome `unanswered`: silence never proves a domain and never refutes one.
 */
export async function observe(
  dns: DnsResolver,
  challenge: DomainChallenge,
  sibling: string,
): Promise<CheckOutcome> {
  const controller = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      controller.abort()
      reject(new Error('DNS did not answer in time.'))
    }, DEADLINE_MILLISECONDS)
  })
  try {
    const ask = questions(dns, controller.signal)
    return await Promise.race([compare(ask, challenge, sibling), deadline])
  } catch (error) {
    // The texts of other errors may hold anything; ours name the reason.
    const name = isSsoError(error) || controller.signal.aborted ? messageOf(error) : 'no answer'
    return {
      state: 'unanswered',
      seen: [],
      nearestMiss: { code: 'dns_failed', name: printable(name) },
    }
  } finally {
    clearTimeout(timer)
  }
}

async function compare(
  ask: Ask,
  challenge: DomainChallenge,
  sibling: string,
): Promise<CheckOutcome> {
  const { host, domain } = challenge
  const records = await ask.txt(host)
  if (hasRecord(challenge, records)) {
    const [beside, cname] = await Promise.all([ask.txt(sibling), ask.cname(host)])
    const siblingCname = cname === undefined ? undefined : await ask.cname(sibling)
    return checkDomain(challenge, records, { sibling: beside, cname, siblingCname })
  }
  // These only help to explain, so that their failures count for nothing.
  const tolerated = <Answer>(question: Promise<Answer>) => question.catch(() => undefined)
  // The zone of a console is the domain or one of its parents.
  const doubledNames = coveringNames(domain)
    .slice(0, MAX_ZONES)
    .map((zone) => `${host}.${zone}`)
    .filter((name) => name.length <= MAX_DOMAIN_LENGTH)
  const [apex = [], cname, ...doubled] = await Promise.all([
    tolerated(ask.txt(domain)),
    tolerated(ask.cname(host)),
    ...doubledNames.map(async (name) => ({
      ...{ name, records: (await tolerated(ask.txt(name))) ?? [] },
    })),
  ])
  return checkDomain(challenge, records, { apex, doubled, cname })
}

/** The resolver is the host's: what it gives is checked like any other input. */
function questions(dns: DnsResolver, signal: AbortSignal) {
  return {
    async txt(name: string): Promise<TxtRecords> {
      const records: unknown = await dns.resolveTxt(name, { signal })
      if (Array.isArray(records) && records.every(isTextList)) return records
      throw new TypeError('resolveTxt gave no list of lists of texts.')
    },
    async cname(name: string): Promise<string | undefined> {
      if (!dns.resolveCname) return undefined
      const names: unknown = await dns.resolveCname(name, { signal })
      if (isTextList(names)) return names[0]?.toLowerCase()
      throw new TypeError('resolveCname gave no list of texts.')
    },
  }
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string')
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : ''
}
