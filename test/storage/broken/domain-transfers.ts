import type { DomainClaim } from '../../../src/storage/ports.ts'
import { broken, tick } from './broken.ts'
import type { BrokenStore, Ports } from './broken.ts'

const replacedCase =
  'domains: verify that replaces the owner makes its claim lost and moves its version'
const ownerMovedCase = 'domains: verify that replaces is a conflict where the owner moved'

async function findOwner({ domains }: Ports, domain: string): Promise<DomainClaim | undefined> {
  const claims = await domains.list({ domain })
  return claims.find(({ state }) => state === 'verified')
}

export const domainTransferMistakes: readonly BrokenStore[] = [
  broken(
    'the owner loses the domain in a step of its own',
    [
      'domains: verify that replaces is a conflict where the claim moved, and leaves the owner',
      'domains: load finds one owner at every moment of a transfer',
    ],
    (sound) => ({
      domains: {
        verify: async (id, version, claim, replaces) => {
          const owner = await findOwner(sound, claim.domain)
          if (replaces !== null && owner?.id === replaces.id) {
            const lost = { ...owner, state: 'lost', version: owner.version + 1 } as const
            const result = await sound.domains.update(owner.id, replaces.expectedVersion, lost)
            if (result === 'conflict') return 'conflict'
            await tick()
          }
          return sound.domains.verify(id, version, claim, null)
        },
      },
    }),
  ),
  broken('the version of the replaced owner is not compared', [ownerMovedCase], (sound) => ({
    domains: {
      verify: async (id, version, claim, replaces) => {
        const owner = await findOwner(sound, claim.domain)
        if (replaces === null || owner?.id !== replaces.id) {
          return sound.domains.verify(id, version, claim, replaces)
        }
        const current = { id: owner.id, expectedVersion: owner.version }
        return sound.domains.verify(id, version, claim, current)
      },
    },
  })),
  broken('whoever is named, the owner is replaced', [ownerMovedCase], (sound) => ({
    domains: {
      verify: async (id, version, claim, replaces) => {
        const owner = await findOwner(sound, claim.domain)
        if (replaces === null || owner === undefined || owner.id === replaces.id) {
          return sound.domains.verify(id, version, claim, replaces)
        }
        const current = { id: owner.id, expectedVersion: owner.version }
        return sound.domains.verify(id, version, claim, current)
      },
    },
  })),
  broken('who is named is not looked at', [ownerMovedCase, replacedCase], ({ domains }) => ({
    domains: { verify: (id, version, claim) => domains.verify(id, version, claim, null) },
  })),
  broken('the version of the replaced claim stays', [replacedCase], ({ domains }) => ({
    domains: {
      list: async (filter) => {
        const claims = await domains.list(filter)
        return claims.map((claim) =>
          claim.state === 'lost' ? { ...claim, version: claim.version - 1 } : claim,
        )
      },
    },
  })),
  broken('the replaced claim is deleted', [replacedCase], ({ domains }) => ({
    domains: {
      list: async (filter) => (await domains.list(filter)).filter(({ state }) => state !== 'lost'),
    },
  })),
  broken(
    'transferTo lets the domain go by itself',
    ['domains: verify that replaces nobody is refused, whatever the owner agreed to'],
    (sound) => ({
      domains: {
        verify: async (id, version, claim, replaces) => {
          const owner = await findOwner(sound, claim.domain)
          const isAgreed = owner?.transferTo === claim.organizationId
          if (replaces !== null || owner === undefined || !isAgreed) {
            return sound.domains.verify(id, version, claim, replaces)
          }
          const agreed = { id: owner.id, expectedVersion: owner.version }
          return sound.domains.verify(id, version, claim, agreed)
        },
      },
    }),
  ),
  broken(
    'two callers take the same domain over',
    [
      'domains: verify that replaces lets one of 50 parallel callers take the domain over',
      'domains: verify that replaces and a check of the owner at once: one of 50 wins',
    ],
    ({ domains }) => ({
      domains: {
        verify: async (...given) => {
          const result = await domains.verify(...given)
          return result === 'conflict' ? 'verified' : result
        },
      },
    }),
  ),
]
