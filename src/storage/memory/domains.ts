import type { DomainClaim, DomainStore } from '../ports.ts'
import { compareText, requireUnchanged, step } from './step.ts'
import type { MemoryTables } from './tables.ts'

/** Keeps domain claims and, apart from them, who leased which until when. */
export function createMemoryDomains({ claims }: MemoryTables): DomainStore {
  const leasedUntil = new Map<string, Date>()

  const isAt = (id: string, expectedVersion: number): boolean =>
    claims.get(id)?.version === expectedVersion

  const findOwner = (domain: string): DomainClaim | undefined =>
    [...claims.values()].find((claim) => claim.domain === domain && claim.state === 'verified')

  const store = (id: string, claim: DomainClaim): void => {
    const stored = claims.get(id)
    if (stored) requireUnchanged(stored, claim, 'id', 'organizationId', 'createdAt', 'domain')
    claims.set(id, structuredClone(claim))
  }

  const isFree = (id: string, now: Date): boolean => {
    const until = leasedUntil.get(id)
    return until === undefined || until <= now
  }

  return {
    claim: (claim, call) =>
      step(call, () => {
        const { id, organizationId, domain } = claim
        requireVerify(claim)
        const exists = [...claims.values()].some(
          (other) => other.organizationId === organizationId && other.domain === domain,
        )
        if (exists || claims.has(id)) return 'exists'
        store(id, claim)
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
        requireVerify(claim)
        if (!isAt(id, expectedVersion)) return 'conflict'
        store(id, claim)
        return 'updated'
      }),

    verify: (id, expectedVersion, claim, replaces, call) =>
      step(call, () => {
        if (claim.state !== 'verified') throw new TypeError('`verify` takes verified claims only.')
        if (!isAt(id, expectedVersion)) return 'conflict'
        const owner = findOwner(claim.domain)
        if (replaces === null) {
          if (owner !== undefined && owner.id !== id) return 'owned'
          store(id, claim)
          return 'verified'
        }
        if (owner?.id !== replaces.id || owner.id === id) return 'conflict'
        if (owner.version !== replaces.expectedVersion) return 'conflict'
        store(id, claim)
        store(owner.id, { ...owner, state: 'lost', version: owner.version + 1 })
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
              compareText(left.nextCheckAt, right.nextCheckAt) ||
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

/** Only `verify` looks for another owner, so no other call may store a verified claim. */
function requireVerify(claim: DomainClaim): void {
  if (claim.state !== 'verified') return
  throw new TypeError('A verified domain claim is stored through `domains.verify` only.')
}
