import { broken, tick, wrapAll } from './broken.ts'
import type { BrokenStore, Ports } from './broken.ts'

const abortedBefore = Object.keys({
  connections: 0,
  organizations: 0,
  domains: 0,
  ephemeral: 0,
  sessions: 0,
  journal: 0,
} satisfies Record<keyof Ports, 0>).map(
  (port) => `${port}: every call throws and does nothing where its signal was aborted before`,
)

function signalOf(given: readonly unknown[]): AbortSignal | undefined {
  const last: unknown = given.at(-1)
  if (typeof last !== 'object' || last === null || !('signal' in last)) return undefined
  return last.signal instanceof AbortSignal ? last.signal : undefined
}

/** What is wrong with calls of any kind: contention and signals. */
export const callMistakes: readonly BrokenStore[] = [
  broken(
    'contention is thrown',
    [
      'connections: create gives a login path to one of 50 parallel callers',
      'connections: saveTrust lets one of 50 parallel callers win, first and later',
      'connections: saveEvidence of 50 parallel callers keeps the newest of each field',
      'organizations: update lets one of 50 parallel callers store the first policy',
      'domains: claim gives one of 50 parallel callers of an organisation the claim',
      'domains: verify makes one of 50 organisations the owner',
      'domains: verify that replaces lets one of 50 parallel callers take the domain over',
      'domains: lease never gives a claim to two of 50 parallel callers',
      'ephemeral: take gives the value to one of 50 parallel callers',
      'ephemeral: reserve of several keys lets one of 50 parallel callers win',
      'sessions: end is true for one of 50 parallel callers',
      'sessions: lease is true for one of 50 parallel callers',
      'journal: append of the same entries by 50 parallel callers stores them once',
    ],
    (sound) => {
      let isBusy = false
      return wrapAll(sound, async (work) => {
        if (isBusy) throw new Error('dead-lock detected')
        isBusy = true
        await tick()
        isBusy = false
        return work()
      })
    },
  ),
  broken('signals are ignored', abortedBefore, (sound) =>
    wrapAll(sound, (_work, call, given) => {
      return call(...given.filter((each) => signalOf([each]) === undefined))
    }),
  ),
  broken('an aborted call throws when all is done', abortedBefore, (sound) =>
    wrapAll(sound, async (_work, call, given) => {
      const result = await call(...given.filter((each) => signalOf([each]) === undefined))
      signalOf(given)?.throwIfAborted()
      return result
    }),
  ),
  broken(
    'reserve stops between its keys where it is aborted',
    ['ephemeral: reserve that is aborted on the way takes all keys or none'],
    ({ ephemeral }) => ({
      ephemeral: {
        reserve: async (keys, expiresAt, now, call) => {
          for (const key of keys) {
            if (!(await ephemeral.reserve([key], expiresAt, now, call))) return false
            await tick()
          }
          return true
        },
      },
    }),
  ),
  broken(
    'append stops between its entries where it is aborted',
    ['journal: append that is aborted on the way stores all entries or none'],
    ({ journal }) => ({
      journal: {
        append: async (entries, call) => {
          for (const entry of entries) {
            await journal.append([entry], call)
            await tick()
          }
        },
      },
    }),
  ),
  broken(
    'verify stops between its claims where it is aborted',
    ['domains: verify that is aborted on the way moves both claims or none'],
    ({ domains }) => ({
      domains: {
        verify: async (id, version, claim, replaces, call) => {
          const claims = await domains.list({ domain: claim.domain })
          const owner = claims.find((each) => each.id === replaces?.id)
          if (owner?.state === 'verified') {
            const lost = { ...owner, state: 'lost', version: owner.version + 1 } as const
            await domains.update(owner.id, owner.version, lost, call)
            await tick()
          }
          return domains.verify(id, version, claim, null, call)
        },
      },
    }),
  ),
]
