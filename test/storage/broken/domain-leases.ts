import { broken, endOfTime, whenever } from './broken.ts'
import type { BrokenStore } from './broken.ts'

export const domainLeaseMistakes: readonly BrokenStore[] = [
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
    'verify ends the lease',
    ['domains: lease outlasts a change of the claim'],
    ({ domains }) => ({
      domains: {
        verify: async (...given) => {
          const result = await domains.verify(...given)
          await domains.lease(endOfTime, whenever, 1_000_000)
          return result
        },
      },
    }),
  ),
  broken(
    'a lease moves the version of the claim',
    ['domains: lease gives the claims as they are stored, as copies'],
    ({ domains }) => ({
      domains: {
        lease: async (now, until, limit) => {
          const leased = await domains.lease(now, until, limit)
          const moved = leased.map((claim) => ({ ...claim, version: claim.version + 1 }))
          for (const claim of moved) await domains.update(claim.id, claim.version - 1, claim)
          return moved
        },
      },
    }),
  ),
  broken(
    'a lease holds at `until`',
    ['domains: lease that ran out is free again, to one of 50 parallel callers'],
    ({ domains }) => ({
      domains: {
        lease: (now, until, limit) => domains.lease(now, new Date(until.getTime() + 1), limit),
      },
    }),
  ),
  broken(
    'nextCheckAt excludes the instant itself',
    ['domains: lease gives what is due at or before now, oldest first'],
    ({ domains }) => ({
      domains: {
        lease: (now, until, limit) => domains.lease(new Date(now.getTime() - 1), until, limit),
      },
    }),
  ),
]
