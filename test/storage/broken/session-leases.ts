import { broken, tick } from './broken.ts'
import type { BrokenStore, Ports } from './broken.ts'

type Lease = Pick<Ports['sessions'], 'lease'> & { untilOf(id: string): Date }

/** Remembers until when each session is leased. */
function remember({ sessions }: Ports): Lease {
  const leased = new Map<string, Date>()
  return {
    untilOf: (id) => leased.get(id) ?? new Date(0),
    lease: async (id, now, until) => {
      const isFirst = await sessions.lease(id, now, until)
      if (isFirst) leased.set(id, until)
      return isFirst
    },
  }
}

const holdCase = 'sessions: lease holds until one millisecond before `until` and is free at it'
const recordCase =
  'sessions: lease changes nothing of the session, and an update nothing of the lease'
const otherCase = 'sessions: unlease gives back no lease that ends at another instant'
const slowCase = 'sessions: unlease of a slow caller and a new lease at once leave the new lease'

export const sessionLeaseMistakes: readonly BrokenStore[] = [
  broken(
    'a refresh lease is given twice',
    [
      'sessions: lease is true for one of 50 parallel callers',
      'sessions: lease holds until one millisecond before `until` and is free at it',
      'sessions: lease changes nothing of the session, and an update nothing of the lease',
    ],
    ({ sessions }) => ({
      sessions: { lease: (id, now) => sessions.lease(id, now, now) },
    }),
  ),
  broken(
    'a refresh lease is given of ended sessions',
    ['sessions: lease is refused where the session is absent or has ended'],
    ({ sessions }) => ({ sessions: { lease: async () => true, unlease: sessions.unlease } }),
  ),
  broken('a refresh lease holds at `until`', [holdCase], ({ sessions }) => {
    const later = (until: Date): Date => new Date(until.getTime() + 1)
    return {
      sessions: {
        lease: (id, now, until) => sessions.lease(id, now, later(until)),
        unlease: (id, until) => sessions.unlease(id, later(until)),
      },
    }
  }),
  broken('a refresh lease moves the version of the session', [recordCase], ({ sessions }) => ({
    sessions: {
      lease: async (id, now, until) => {
        const isFirst = await sessions.lease(id, now, until)
        const session = await sessions.get(id)
        if (!isFirst || session === null) return isFirst
        await sessions.update(id, session.version, { ...session, version: session.version + 1 })
        return true
      },
    },
  })),
  broken('an update ends the refresh lease', [recordCase], (sound) => {
    const { lease, untilOf } = remember(sound)
    return {
      sessions: {
        lease,
        update: async (id, version, session) => {
          const result = await sound.sessions.update(id, version, session)
          await sound.sessions.unlease(id, untilOf(id))
          return result
        },
      },
    }
  }),
  broken('unlease gives back whatever lease there is', [otherCase], (sound) => {
    const { lease, untilOf } = remember(sound)
    return { sessions: { lease, unlease: (id) => sound.sessions.unlease(id, untilOf(id)) } }
  }),
  broken('unlease compares whole seconds', [otherCase], (sound) => {
    const { lease, untilOf } = remember(sound)
    const secondOf = (instant: Date): number => Math.floor(instant.getTime() / 1000)
    return {
      sessions: {
        lease,
        unlease: async (id, until) => {
          const held = untilOf(id)
          if (secondOf(held) === secondOf(until)) await sound.sessions.unlease(id, held)
        },
      },
    }
  }),
  broken('unlease compares, then gives back', [slowCase], (sound) => {
    const { lease, untilOf } = remember(sound)
    return {
      sessions: {
        lease,
        unlease: async (id, until) => {
          if (untilOf(id).getTime() !== until.getTime()) return
          await tick()
          await sound.sessions.unlease(id, untilOf(id))
        },
      },
    }
  }),
  broken('unlease does nothing', ['sessions: unlease gives the lease back', otherCase], () => ({
    sessions: { unlease: async () => {} },
  })),
]
