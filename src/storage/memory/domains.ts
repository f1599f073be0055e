import type { DomainClaim, DomainStore } from '../ports.ts'
import { compareInstants, compareText, step } from './step.ts'
import type { MemoryTables } from './tables.ts'

/** Keeps domain claims and, apart from them, who leased which until when. */
export function createMemoryDomains({ claims }: MemoryTables): DomainStore {
  const leasedUntil = new Map<string, Date>()

  const isAt = (id: string, expectedVersion: number): boolean =>
    claims.get(id)?.version === expectedVersion

  const isOwnedByAnother = (claim: DomainClaim): boolean =>
    [...claims.values()].some(
      ({ id, domain, state }) => state === 'verified' && domain === claim.domain && id !== claim.id,
    )

  const isFree = (id: string, now: Date): boolean => {
    const until = leasedUntil.get(id)
    return until === undefined || until <= now
  }

  return {
    claim: (claim, call) =>
      step(call, () => {
        const { id, organizationId, domain } = claim
        requireVerify(claim, undefined)
        const exists = [...claims.values()].some(
          (other) => other.organizationId === organizationId && other.domain === domain,
        )
        if (exists || claims.has(id)) return 'exists'
        claims.set(id, structuredClone(claim))
        return 'claimed'
      }),

    list: (filter, call) =>
      step(call, () =>
        [...claims.values()]
          .filter((claim) =>
            'domain' in filter
              ? claim.domain === filter.domain
              : claim.organizationId === filter.organizationId,
          )
          .sort(
            (left, right) =>
              compareText(left.domain, right.domain) || compareText(left.id, right.id),
          ),
      ),

    update: (id, expectedVersion, claim, call) =>
      step(call, () => {
        if (!isAt(id, expectedVersion)) return 'conflict'
        requireVerify(claim, claims.get(id))
        claims.set(id, structuredClone(claim))
        return 'updated'
      }),

    verify: (id, expectedVersion, claim, call) =>
      step(call, () => {
        if (!isAt(id, expectedVersion)) return 'conflict'
        if (isOwnedByAnother(claim)) return 'owned'
        claims.set(id, structuredClone(claim))
        return 'verified'
      }),

    lease: (now, until, limit, call) =>
      step(call, () => {
        const due = [...claims.values()]
          .flatMap((claim) => {
            const { nextCheckAt } = claim
            if (nextCheckAt === undefined || !isFree(claim.id, now)) return []
            return Date.parse(nextCheckAt) <= now.getTime() ? [{ claim, nextCheckAt }] : []
          })
          .sort(
            (left, right) =>
              compareInstants(left.nextCheckAt, right.nextCheckAt) ||
              compareText(left.claim.id, right.claim.id),
          )
          .slice(0, limit)
          .map(({ claim }) => claim)
        for (const { id } of due) leasedUntil.set(id, new Date(until))
        return due
      }),

    release: (id, expectedVersion, call) =>
      step(call, () => {
        if (!claims.has(id)) return 'absent'
        if (!isAt(id, expectedVersion)) return 'conflict'
        claims.delete(id)
        leasedUntil.delete(id)
        return 'released'
      }),
  }
}

/** Only `verify` looks for another owner, so no other call may make a claim verified. */
function requireVerify(claim: DomainClaim, stored: DomainClaim | undefined): void {
  if (claim.state !== 'verified' || stored?.state === 'verified') return
  throw new TypeError('A domain claim becomes verified through `domains.verify` only.')
}
