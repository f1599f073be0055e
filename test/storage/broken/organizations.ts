import { broken, force } from './broken.ts'
import type { BrokenStore } from './broken.ts'

export const organizationMistakes: readonly BrokenStore[] = [
  broken(
    'organizations.update looks at no version',
    [
      'organizations: update with another version is a conflict and leaves the policy',
      'organizations: update lets one of 50 parallel callers store the first policy',
      'organizations: update lets one of 50 parallel callers with the same version win',
    ],
    ({ organizations }) => ({
      organizations: {
        update: (id, _version, policy) =>
          force(async () => {
            const stored = await organizations.get(id)
            return organizations.update(id, stored?.version ?? 0, policy)
          }),
      },
    }),
  ),
  broken(
    'organisation ids are compared without case',
    ['organizations: get tells ids apart byte by byte'],
    ({ organizations }) => ({
      organizations: {
        get: (id) => organizations.get(id.toLowerCase()),
        update: (id, ...rest) => organizations.update(id.toLowerCase(), ...rest),
      },
    }),
  ),
]
