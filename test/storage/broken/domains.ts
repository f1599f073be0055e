import type { DomainClaim } from '../../../src/storage/ports.ts'
import { broken, force } from './broken.ts'
import type { BrokenStore } from './broken.ts'

const verifiedCase =
  'domains: claim and update throw where the claim is verified, also of the owner'

export const domainMistakes: readonly BrokenStore[] = [
  broken(
    'two claims are verified owners',
    [
      'domains: verify refuses a domain that another claim has verified',
      'domains: verify makes one of 50 organisations the owner',
      'domains: verify lets the owner verify again and stay the owner',
    ],
    ({ domains }) => {
      const forced = new Map<string, DomainClaim>()
      return {
        domains: {
          verify: async (id, version, claim, replaces) => {
            const result = await domains.verify(id, version, claim, replaces)
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
  broken('update makes a second verified owner', [verifiedCase], ({ domains }) => {
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
  }),
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
        verify: async (id, version, claim, replaces) => {
          const others = await domains.list({ domain: claim.domain })
          const isOwned = others.some(({ verifiedAt, state }) => verifiedAt ?? state === 'lost')
          return isOwned ? 'owned' : domains.verify(id, version, claim, replaces)
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
  broken('update lets the owner stay verified', [verifiedCase], ({ domains }) => ({
    domains: {
      update: async (id, version, claim) => {
        if (claim.state !== 'verified') return domains.update(id, version, claim)
        const result = await domains.verify(id, version, claim, null)
        if (result === 'owned') throw new Error('unique violation')
        return result === 'verified' ? 'updated' : 'conflict'
      },
    },
  })),
  broken('claim takes what is verified already', [verifiedCase], ({ domains }) => ({
    domains: {
      claim: async (claim) => {
        if (claim.state !== 'verified') return domains.claim(claim)
        const result = await domains.claim({ ...claim, state: 'pending' })
        await domains.verify(claim.id, claim.version, claim, null)
        return result
      },
    },
  })),
  broken(
    'claim takes the id of another claim',
    ['domains: claim with a taken id is told so and leaves the first claim'],
    ({ domains }) => {
      let count = 0
      return {
        domains: {
          claim: async (claim) => {
            const result = await domains.claim(claim)
            if (result === 'claimed') return result
            count += 1
            return domains.claim({ ...claim, id: `${claim.id} ${count}` })
          },
        },
      }
    },
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
          verify: (id, _version, claim, replaces) =>
            force(async () => {
              const version = await versionOf(id)
              if (version === undefined) return 'verified'
              return domains.verify(id, version, claim, replaces)
            }),
          release: async (id, version) => domains.release(id, (await versionOf(id)) ?? version),
        },
      }
    },
  ),
  broken(
    'claims are ordered by language',
    ['domains: list orders by domain name, then by id'],
    ({ domains }) => ({
      domains: {
        list: async (filter) => {
          const claims = [...(await domains.list(filter))]
          return claims.sort((left, right) => left.id.localeCompare(right.id, 'en'))
        },
      },
    }),
  ),
]
