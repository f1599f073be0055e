import { beforeAll, describe, expect, it } from 'vitest'
import { checked, expired, newClaim, started } from '../../../src/domain/claim-states.ts'
import { isExpired } from '../../../src/domain/schedule.ts'
import type { DnsResolver, DomainState } from '../../../src/index.ts'
import { memoryStorage } from '../../../src/storage/memory/index.ts'
import { asSystem, createHarness } from '../../support/harness.ts'

/**
 * Claims over thirty days of a virtual clock, on which background work runs every five minutes: ten
 * thousand by the pure functions of the schedule, and three hundred through storage, leases and DNS.
 * All bounds are calculated by hand from the stated schedule: pauses of 1, 2, 4 … 1024 minutes and then
 * of a day, each shortened by up to a quarter; an attempt of fourteen days.
 */
const DAYS = 30
const TICK = 5
const DAY = 1440
const ATTEMPT = 14 * DAY
const MINUTE_MILLISECONDS = 60_000

/** What one claim's admin does, in minutes since its start. */
interface Plan {
  readonly publishedAt: number
  readonly removedAt: number
}

interface History {
  readonly plan: Plan
  checks: number
  queries: number
  verifiedAt: number
  lostAt: number
  state: DomainState
}

/** A third never publishes, a third does, a third does and removes it again. */
function historyOf(index: number, count: number): History {
  const share = index / count
  const published = share * share * (ATTEMPT - 2 * DAY)
  const removed = 16 * DAY + share * 5 * DAY
  const plan = {
    publishedAt: index % 3 === 0 ? Infinity : published,
    removedAt: index % 3 === 2 ? removed : Infinity,
  }
  const nothing = { checks: 0, queries: 0, verifiedAt: Infinity, lostAt: Infinity }
  return { plan, ...nothing, state: 'unstarted' }
}

const isThere = ({ plan }: History, minute: number) =>
  minute >= plan.publishedAt && minute < plan.removedAt

/** One claim by the pure functions, with the questions that each check costs. */
function simulated(index: number, count: number, random: () => number): History {
  const history = historyOf(index, count)
  const at = (minute: number) => new Date(Date.UTC(2036, 0, 1) + minute * MINUTE_MILLISECONDS)
  const facts = { id: 'dom_1', organizationId: 'org_1', domain: 'acme.example', challenge: 'x' }
  let claim = started(newClaim({ ...facts, coversSubdomains: false }, at(0)), 'unused', at(0))
  for (let minute = 0; minute <= DAYS * DAY;) {
    if (isExpired(claim, at(minute))) {
      claim = expired(claim, at(minute))
      break
    }
    const isFound = isThere(history, minute)
    history.checks += 1
    history.queries += isFound ? 3 : 4
    const outcome = { state: isFound ? 'verified' : 'pending', seen: [] } as const
    const step = checked(claim, outcome, { now: at(minute), fraction: random() })
    claim = step.claim
    if (step.event === 'domain.verified') history.verifiedAt = minute
    if (step.event === 'domain.lost') {
      history.lostAt = minute
      break
    }
    const due = Date.parse(claim.nextCheckAt ?? '') - at(0).getTime()
    minute = Math.ceil(due / MINUTE_MILLISECONDS / TICK) * TICK
  }
  history.state = claim.state
  return history
}

/** A generator with a fixed seed (Numerical Recipes), so that every run is the same. */
function seeded(): () => number {
  let state = 20_361_130
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** The same through `sso`: claims, leases, questions to DNS and events. */
async function lived(count: number): Promise<History[]> {
  const histories = Array.from({ length: count }, (_, index) => historyOf(index, count))
  const values: string[] = []
  let minute = 0
  const indexIn = (name: string) => Number(/d(\d+)\.example$/.exec(name)?.[1])
  const asked = (name: string): History => {
    const history = histories[indexIn(name)]
    if (!history) throw new Error(`nobody claimed ${name}`)
    history.queries += 1
    return history
  }
  const dns: DnsResolver = {
    async resolveTxt(name) {
      const history = asked(name)
      if (!/^_sso-challenge\.d\d+\.example$/.test(name)) return []
      history.checks += 1
      return isThere(history, minute) ? [[values[indexIn(name)] ?? '']] : []
    },
    resolveCname: async (name) => (asked(name), []),
  }
  const { sso, clock, storage } = createHarness({
    storage: memoryStorage(),
    dns,
    onEvent(event) {
      const history = 'domain' in event ? histories[indexIn(event.domain)] : undefined
      if (!history) return
      if (event.type === 'domain.verified') history.verifiedAt = minute
      if (event.type === 'domain.lost') history.lostAt = minute
    },
  })
  for (let index = 0; index < count; index += 1) {
    const [domain, organization] = [`d${index}.example`, `org_${index}`]
    values.push((await sso.domains.claim(organization, domain, asSystem)).instructions.value)
    await sso.verifyDomain(organization, domain)
  }
  for (minute = TICK; minute <= DAYS * DAY; minute += TICK) {
    clock.advance(TICK * 60)
    while ((await sso.domains.verifyPending({ limit: count })).hasMore);
  }
  for (const [index, history] of histories.entries()) {
    const [claim] = await storage.domains.list({ organizationId: `org_${index}` })
    history.state = claim?.state ?? 'unstarted'
  }
  return histories
}

describe.each([
  ['ten thousand claims by the pure functions', 10_000, 'pure'],
  ['three hundred claims through storage and DNS', 300, 'shell'],
] as const)('thirty days of %s', (_name, count, kind) => {
  let histories: History[]
  beforeAll(async () => {
    const random = seeded()
    const all = Array.from({ length: count }, (_, index) => index)
    histories =
      kind === 'pure' ? all.map((index) => simulated(index, count, random)) : await lived(count)
  }, 240_000)
  const isPublished = ({ plan }: History) => plan.publishedAt !== Infinity
  const isRemoved = ({ plan }: History) => plan.removedAt !== Infinity

  it('D3 ends what was never published, after 24 to 29 checks of four questions each', () => {
    const never = histories.filter((history) => !isPublished(history))
    expect(never.length).toBeGreaterThanOrEqual(count / 3)
    expect(new Set(never.map(({ state }) => state))).toEqual(new Set(['expired']))
    // Unshortened: at minutes 0, 1, 3 … 2047 (12 checks) and then daily, 12 times, ahead of minute
    // 20160. Shortened by a quarter: at 0 … 1535, and then every 1080 minutes, 17 times.
    const checks = never.map((history) => history.checks)
    expect(Math.min(...checks)).toBeGreaterThanOrEqual(24)
    expect(Math.max(...checks)).toBeLessThanOrEqual(29)
    // The label, the domain itself, the doubled name and a CNAME.
    expect(never.filter((history) => history.queries !== 4 * history.checks)).toEqual([])
  })

  it('PU-21 finds a record within 4/3 of the time it took to publish, and always within a day', () => {
    const waits = histories.filter(isPublished).map(({ plan, verifiedAt }) => ({
      ...{ wait: verifiedAt - plan.publishedAt, publishedAt: plan.publishedAt },
    }))
    const late = waits.filter(
      ({ wait, publishedAt }) => wait > Math.min((4 / 3) * publishedAt + 1, DAY) + TICK,
    )
    expect(late).toEqual([])
    const latest = Math.max(...waits.map(({ wait }) => wait))
    expect(latest, 'otherwise nobody waited').toBeGreaterThan(DAY / 2)
  })

  it('D5 asks for a verified domain once in 18 to 24 hours', () => {
    const kept = histories.filter((history) => isPublished(history) && !isRemoved(history))
    expect(new Set(kept.map(({ state }) => state))).toEqual(new Set(['verified']))
    const wrong = kept.filter(({ verifiedAt, checks }) => {
      const days = (DAYS * DAY - verifiedAt) / DAY
      // Before that at most 12 checks in the first 34 hours, and one in 18 hours afterwards.
      const before = 12 + Math.max(0, verifiedAt - 1535) / (0.75 * DAY)
      return checks < Math.floor(days / (1 + TICK / DAY)) + 1 || checks > days / 0.75 + before + 1
    })
    expect(wrong).toEqual([])
  })

  it('D5 loses a domain no earlier than three days after its record went, and within five', () => {
    const removed = histories.filter(isRemoved)
    expect(new Set(removed.map(({ state }) => state))).toEqual(new Set(['lost']))
    const graces = removed.map(({ plan, lostAt }) => lostAt - plan.removedAt)
    expect(Math.min(...graces)).toBeGreaterThanOrEqual(3 * DAY)
    // A day until it is noticed, three of grace, a day until the next check; each a tick late.
    expect(Math.max(...graces)).toBeLessThanOrEqual(5 * DAY + 5 * TICK)
  })
})
