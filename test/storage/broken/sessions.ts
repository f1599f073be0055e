import type { SessionRecord } from '../../../src/storage/ports.ts'
import { broken, everything, force, tick } from './broken.ts'
import type { BrokenStore, Ports } from './broken.ts'

/** Writes a session over whatever is stored by now. */
function overwriteSession({ sessions }: Ports, session: SessionRecord): Promise<unknown> {
  return force(async () => {
    const stored = await sessions.get(session.id)
    return sessions.update(session.id, stored?.version ?? 0, session)
  })
}

const putCases = [
  'sessions: put throws where the id exists and leaves the first session',
  'sessions: put lets one of 50 parallel callers store an id',
]

export const sessionMistakes: readonly BrokenStore[] = [
  broken(
    'sessions.update looks at no version',
    [
      'sessions: update with another version is a conflict and leaves the session',
      'sessions: update lets one of 50 parallel callers with the same version win',
      'sessions: end cannot be undone by an update that began before',
    ],
    ({ sessions }) => ({
      sessions: {
        update: (id, _version, session) =>
          force(async () => {
            const stored = await sessions.get(id)
            return stored === null ? 'updated' : sessions.update(id, stored.version, session)
          }),
      },
    }),
  ),
  broken(
    'end is true twice',
    [
      'sessions: end is true for the first caller only',
      'sessions: end is true for one of 50 parallel callers',
    ],
    ({ sessions }) => ({
      sessions: {
        end: async (id, at, reason) => {
          await sessions.end(id, at, reason)
          return true
        },
      },
    }),
  ),
  broken(
    'end reads the session and writes it back',
    [
      'sessions: end is true for one of 50 parallel callers',
      'sessions: end and update at once lose nothing of each other',
    ],
    (sound) => ({
      sessions: {
        end: async (id, at, endReason) => {
          const session = await sound.sessions.get(id)
          if (session === null || session.endedAt !== undefined) return false
          await tick()
          const { version } = session
          const endedAt = at.toISOString()
          await overwriteSession(sound, { ...session, endedAt, endReason, version: version + 1 })
          return true
        },
      },
    }),
  ),
  broken(
    'end moves no version',
    [
      'sessions: end sets endedAt and endReason and moves the version',
      'sessions: end cannot be undone by an update that began before',
    ],
    ({ sessions }) => ({
      sessions: {
        end: async (id, at, reason) => {
          const before = await sessions.get(id)
          const isEnded = await sessions.end(id, at, reason)
          const after = await sessions.get(id)
          if (before && after) {
            await sessions.update(id, after.version, { ...after, version: before.version })
          }
          return isEnded
        },
      },
    }),
  ),
  broken(
    'sessions.deleteExpired knows no limit',
    ['sessions: deleteExpired deletes at most the limit'],
    ({ sessions }) => ({
      sessions: { deleteExpired: (now) => sessions.deleteExpired(now, everything.limit) },
    }),
  ),
  broken(
    'update keeps the first retainUntil',
    ['sessions: deleteExpired follows a changed retainUntil'],
    ({ sessions }) => ({
      sessions: {
        update: async (id, version, session) => {
          const stored = (await sessions.get(id)) ?? session
          return sessions.update(id, version, { ...session, retainUntil: stored.retainUntil })
        },
      },
    }),
  ),
  broken('put writes over what exists', putCases, (sound) => ({
    sessions: {
      put: async (session) => {
        await sound.sessions.put(session).catch(() => overwriteSession(sound, session))
      },
    },
  })),
  broken('put ignores what exists', putCases, ({ sessions }) => ({
    sessions: { put: (session) => sessions.put(session).catch(() => {}) },
  })),
  broken(
    'retainUntil excludes the instant itself',
    ['sessions: deleteExpired deletes what need not be retained, and counts it'],
    ({ sessions }) => ({
      sessions: {
        deleteExpired: (now, limit) => sessions.deleteExpired(new Date(now.getTime() - 1), limit),
      },
    }),
  ),
  broken(
    'end writes its instant in the format of the server',
    [
      'sessions: end sets endedAt and endReason and moves the version',
      'sessions: end is true for one of 50 parallel callers',
    ],
    (sound) => ({
      sessions: {
        get: async (id) => {
          const session = await sound.sessions.get(id)
          if (session?.endedAt === undefined) return session
          return { ...session, endedAt: session.endedAt.replace('T', ' ').replace('Z', '+00') }
        },
      },
    }),
  ),
]
