import type { DomainClaim } from '../../../src/storage/ports.ts'
import { broken, endOfTime, force, whenever } from './broken.ts'
import type { BrokenStore } from './broken.ts'

export const domainMistakes: readonly BrokenStore[] = [
  broken(
    'two claims are verified owners',
    [
      'domains: verify refuses a domain that another claim has verified',
      'domains: verify makes one of 50 organisations the owner',
      'domains: a verified claim may be updated and stays the owner',
    ],
    ({ domains }) => {
      const forced = new Map<string, DomainClaim>()
      return {
        domains: {
          verify: async (id, version, claim) => {
            const result = await domains.verify(id, version, claim)
            if (result !== 'owned') return result
            forced.set(id, claim)
            return 'verified'
          },
          list: async (filter) =>
            (await domains.list(filter)).map((claim) => forced.get(claim.id) ?? claim),
        },
      }
    },
  ),
  broken(
    'update makes a second verified owner',
    ['domains: no other call makes a second verified owner'],
    ({ domains }) => {
      const forced = new Map<string, DomainClaim>()
      return {
        domains: {
          update: async (id, _version, claim) => {
            forced.set(id, claim)
            return 'updated'
          },
          list: async (filter) =>
            (await domains.list(filter)).map((claim) => forced.get(claim.id) ?? claim),
        },
      }
    },
  ),
  broken(
    'a domain can be claimed once in all',
    [
      'domains: claims of several organisations coexist, one per organisation',
      'domains: claim lets 50 organisations in at once',
    ],
    ({ domains }) => {
      const claimed = new Set<string>()
      return {
        domains: {
          claim: async (claim) => {
            if (claimed.has(claim.domain)) return 'exists'
            claimed.add(claim.domain)
            return domains.claim(claim)
          },
        },
      }
    },
  ),
  broken(
    'an organisation can claim a domain twice',
    [
      'domains: claims of several organisations coexist, one per organisation',
      'domains: claim gives one of 50 parallel callers of an organisation the claim',
    ],
    ({ domains }) => ({
      domains: {
        claim: async (claim) => {
          await domains.claim(claim)
          return 'claimed'
        },
      },
    }),
  ),
  broken(
    'a lost owner keeps the domain',
    ['domains: a lost or released owner frees the domain'],
    ({ domains }) => ({
      domains: {
        verify: async (id, version, claim) => {
          const others = await domains.list({ domain: claim.domain })
          const isOwned = others.some(({ verifiedAt, state }) => verifiedAt ?? state === 'lost')
          return isOwned ? 'owned' : domains.verify(id, version, claim)
        },
      },
    }),
  ),
  broken(
    'domains.update looks at no version',
    [
      'domains: update with another version is a conflict and leaves the claim',
      'domains: update lets one of 50 parallel callers with the same version win',
    ],
    ({ domains }) => ({
      domains: {
        update: (id, _version, claim) =>
          force(async () => {
            const claims = await domains.list({ domain: claim.domain })
            const version = claims.find((each) => each.id === id)?.version
            return version === undefined ? 'updated' : domains.update(id, version, claim)
          }),
      },
    }),
  ),
  broken(
    'a lease is given twice',
    [
      'domains: lease gives a claim to one of 50 parallel callers',
      'domains: lease never gives a claim to two of 50 parallel callers',
      'domains: lease that ran out is free again, to one of 50 parallel callers',
      'domains: lease gives at most the limit, the oldest',
    ],
    ({ domains }) => ({
      domains: { lease: (now, _until, limit) => domains.lease(now, now, limit) },
    }),
  ),
  broken(
    'a lease never runs out',
    ['domains: lease that ran out is free again, to one of 50 parallel callers'],
    ({ domains }) => ({
      domains: { lease: (now, _until, limit) => domains.lease(now, endOfTime, limit) },
    }),
  ),
  broken(
    'a change of the claim ends the lease',
    ['domains: lease outlasts a change of the claim'],
    ({ domains }) => ({
      domains: {
        update: async (id, version, claim) => {
          const result = await domains.update(id, version, claim)
          await domains.lease(endOfTime, whenever, 1_000_000)
          return result
        },
      },
    }),
  ),
  broken(
    'a lease comes newest first',
    [
      'domains: lease gives what is due at or before now, oldest first',
      'domains: lease gives at most the limit, the oldest',
    ],
    ({ domains }) => ({
      domains: {
        lease: async (now, until, limit) => (await domains.lease(now, until, limit)).toReversed(),
      },
    }),
  ),
  broken(
    'verify and release look at no version',
    [
      'domains: verify with another version is a conflict and leaves the claim',
      'domains: verify lets one of 50 parallel callers with the same version win',
      'domains: release deletes the claim of the expected version only',
    ],
    ({ domains }) => {
      const versionOf = async (id: string): Promise<number | undefined> => {
        const claims = await domains.list({ domain: 'acme.example' })
        return claims.find((each) => each.id === id)?.version
      }
      return {
        domains: {
          verify: (id, _version, claim) =>
            force(async () => {
              const version = await versionOf(id)
              return version === undefined ? 'verified' : domains.verify(id, version, claim)
            }),
          release: async (id, version) => domains.release(id, (await versionOf(id)) ?? version),
        },
      }
    },
  ),
]
