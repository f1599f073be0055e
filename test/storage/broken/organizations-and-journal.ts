import { broken, endOfTime, everything, force } from './broken.ts'
import type { BrokenStore } from './broken.ts'

export const organizationAndJournalMistakes: readonly BrokenStore[] = [
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
  broken(
    'trim deletes everything',
    [
      'journal: trim deletes what is older than the instant, of every kind and organisation',
      'journal: trim without keepPerConnection deletes by age only',
      'journal: trim keeps the newest logins of each connection',
      'journal: trim by connection deletes no audit entry and none without connection',
      'journal: trim deletes at most the limit and gets there in several calls',
    ],
    ({ journal }) => ({
      journal: { trim: () => journal.trim({ olderThan: endOfTime, ...everything }) },
    }),
  ),
  broken(
    'trim takes 0 to keep for no rule',
    ['journal: trim that keeps none per connection deletes all logins'],
    ({ journal }) => ({
      journal: {
        trim: ({ keepPerConnection, ...rule }) =>
          journal.trim(keepPerConnection ? { ...rule, keepPerConnection } : rule),
      },
    }),
  ),
  broken(
    'the journal ignores its cursor',
    ['journal: list pages without gaps and repeats, also while entries are added'],
    ({ journal }) => ({
      journal: { list: ({ before: _before, ...filter }) => journal.list(filter) },
    }),
  ),
  broken(
    'the journal comes oldest first',
    ['journal: list gives entries as they were appended, newest first'],
    ({ journal }) => ({
      journal: { list: async (filter) => (await journal.list(filter)).toReversed() },
    }),
  ),
]
