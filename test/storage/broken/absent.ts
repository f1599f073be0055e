import { broken } from './broken.ts'
import type { BrokenStore } from './broken.ts'

export const absenceMistakes: readonly BrokenStore[] = [
  broken(
    'what is absent is made by an update',
    [
      'organizations: update with another version is a conflict and leaves the policy',
      'domains: update with another version is a conflict and leaves the claim',
      'domains: verify with another version is a conflict and leaves the claim',
      'sessions: update with another version is a conflict and leaves the session',
    ],
    ({ organizations, domains, sessions }) => ({
      organizations: {
        update: async (id, version, policy) => {
          const stored = await organizations.get(id)
          return organizations.update(id, stored === null ? 0 : version, policy)
        },
      },
      domains: {
        update: async (id, version, claim) => {
          await domains.claim({ ...claim, version })
          return domains.update(id, version, claim)
        },
        verify: async (id, version, claim, replaces) => {
          await domains.claim({ ...claim, state: 'pending', version })
          return domains.verify(id, version, claim, replaces)
        },
      },
      sessions: {
        update: async (id, version, session) => {
          if ((await sessions.get(id)) !== null) return sessions.update(id, version, session)
          await sessions.put(session)
          return 'updated'
        },
      },
    }),
  ),
  broken(
    'what is absent is taken for saved',
    ['connections: saveTrust with another instant is a conflict and leaves the record'],
    ({ connections }) => ({
      connections: {
        saveTrust: async (id, ...given) => {
          const loaded = await connections.load({ id })
          return loaded.length === 0 ? 'saved' : connections.saveTrust(id, ...given)
        },
      },
    }),
  ),
]
