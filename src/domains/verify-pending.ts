import type { Core } from '../core/core.ts'
import type { DnsResolver } from '../dns/port.ts'
import { expired, isIdle } from '../domain/claim-states.ts'
import { isExpired } from '../domain/schedule.ts'
import type { DomainClaim } from '../storage/ports.ts'
import type { DomainsApi, DomainWork } from '../types/domain.ts'
import { checkClaim } from './check-claim.ts'
import { settleFormerOwner } from './revoke-links.ts'
import { requireDns } from './settings.ts'

/** What one call does at most, unless the caller says otherwise. */
const DEFAULT_LIMIT = 100

/** Claims that are leased and checked at the same time. */
const PARALLEL = 10

/**
 * A lease outlasts the check of its claim (20 seconds), and is no longer than the shortest pause: a
 * process that crashes keeps nothing from being checked in time.
 */
const LEASE_MILLISECONDS = 60_000

type Work = { -readonly [Count in keyof DomainWork]: number }

/**
 * Checks the claims that are due. Several processes may do so at once: a lease gives each claim to one
 * of them.
 *
 * @throws {SsoError} `domain_dns_missing`, `storage_unavailable`
 */
export async function verifyPending(
  core: Core,
  { limit = DEFAULT_LIMIT, signal }: NonNullable<Parameters<DomainsApi['verifyPending']>[0]> = {},
): Promise<DomainWork & { readonly hasMore: boolean }> {
  if (!Number.isSafeInteger(limit) || limit < 1) {
    throw new TypeError('limit is a whole number above zero.')
  }
  const dns = requireDns(core)
  const work: Work = { checked: 0, verified: 0, lost: 0, expired: 0 }
  const errors: unknown[] = []
  let left = limit
  const isStopped = () => signal?.aborted === true
  while (left > 0 && !isStopped()) {
    const now = core.config.clock()
    const until = new Date(now.getTime() + LEASE_MILLISECONDS)
    const wanted = Math.min(left, PARALLEL)
    const leased = await core.storage.domains.lease(now, until, wanted)
    left -= leased.length
    const turns = leased.map((claim) =>
      // What the storage does not take of one claim must not cost the others their turn.
      turn(core, dns, claim, work).catch((error: unknown) => void errors.push(error)),
    )
    await Promise.all(turns)
    if (leased.length < wanted) break
  }
  if (errors.length > 0) throw errors[0]
  return { ...work, hasMore: left === 0 || isStopped() }
}

async function turn(core: Core, dns: DnsResolver, claim: DomainClaim, work: Work): Promise<void> {
  const isFormerOwner = claim.state !== 'verified' && claim.verifiedAt !== undefined
  if (isFormerOwner && (await settleFormerOwner(core, claim))) return
  if (isIdle(claim)) return
  if (claim.state !== 'verified' && isExpired(claim, core.config.clock())) {
    if (await expire(core, claim)) work.expired += 1
    return
  }
  const step = await checkClaim(core, dns, claim)
  work.checked += 1
  if (step?.event === 'domain.verified') work.verified += 1
  if (step?.event === 'domain.lost') work.lost += 1
}

async function expire(core: Core, claim: DomainClaim): Promise<boolean> {
  const { id, version, domain, organizationId } = claim
  const next = expired(claim, core.config.clock())
  const outcome = await core.storage.domains.update(id, version, next)
  if (outcome === 'updated') core.emit({ type: 'domain.expired', domain, organizationId })
  return outcome === 'updated'
}
