import type { EphemeralStore } from '../../../src/storage/ports.ts'
import { broken, endOfTime, tick, whenever } from './broken.ts'
import type { BrokenStore } from './broken.ts'

function withKeys(ephemeral: EphemeralStore, change: (key: string) => string): EphemeralStore {
  return {
    ...ephemeral,
    put: (key, ...rest) => ephemeral.put(change(key), ...rest),
    get: (key, ...rest) => ephemeral.get(change(key), ...rest),
    take: (key, ...rest) => ephemeral.take(change(key), ...rest),
    reserve: (keys, ...rest) => ephemeral.reserve(keys.map(change), ...rest),
  }
}

const keyCases = [
  'ephemeral: keys are told apart byte by byte: case, spaces, accents, width, names of prototypes',
  'ephemeral: reserved keys are told apart byte by byte',
]

export const ephemeralMistakes: readonly BrokenStore[] = [
  broken(
    'take reads, then deletes',
    ['ephemeral: take gives the value to one of 50 parallel callers'],
    ({ ephemeral }) => ({
      ephemeral: {
        take: async (key, now) => {
          const value = await ephemeral.get(key, now)
          await tick()
          await ephemeral.take(key, now)
          return value
        },
      },
    }),
  ),
  ...[
    ['case', (key: string) => key.toLowerCase()] as const,
    ['trailing spaces', (key: string) => key.replace(/ +$/, '')] as const,
    ['accents', (key: string) => key.normalize('NFD').replaceAll(/\p{M}/gu, '')] as const,
    ['normal forms', (key: string) => key.normalize('NFC')] as const,
    ['width', (key: string) => key.normalize('NFKC')] as const,
    ['what follows a NUL', (key: string) => key.split('\0')[0] ?? ''] as const,
    [
      'astral characters',
      (key: string) => key.replaceAll(/[\u{10000}-\u{10FFFF}]/gu, '?'),
    ] as const,
    ['all but 255 characters', (key: string) => key.slice(0, 255)] as const,
    ['all but 511 code units', (key: string) => key.slice(0, 511)] as const,
  ].map(([ignored, change]) =>
    broken(`keys are compared without ${ignored}`, keyCases, ({ ephemeral }) => ({
      ephemeral: withKeys(ephemeral, change),
    })),
  ),
  broken('keys are properties of an object', keyCases.slice(0, 1), ({ ephemeral }) => {
    const names: Record<string, string> = {}
    return {
      ephemeral: {
        put: (key, ...rest) => ephemeral.put((names[key] ??= key), ...rest),
        get: (key, now) => ephemeral.get(names[key] ?? key, now),
        take: async (key, now) =>
          typeof names[key] === 'function' ? 'native' : ephemeral.take(key, now),
      },
    }
  }),
  broken(
    'put keeps what is there',
    ['ephemeral: put overwrites the value and its expiry'],
    ({ ephemeral }) => ({
      ephemeral: {
        put: async (key, value, expiresAt) => {
          if ((await ephemeral.get(key, whenever)) === null) {
            await ephemeral.put(key, value, expiresAt)
          }
        },
      },
    }),
  ),
  broken(
    'an empty value counts as none',
    [
      'ephemeral: put keeps every text: empty, NUL, quotes, astral, 64 kB',
      'ephemeral: take gives the value to one of 50 parallel callers',
    ],
    ({ ephemeral }) => ({
      ephemeral: {
        get: async (key, now) => (await ephemeral.get(key, now)) || null,
        take: async (key, now) => (await ephemeral.take(key, now)) || null,
      },
    }),
  ),
  broken(
    'values and reservations share their keys',
    ['ephemeral: reserved keys are apart from those of put'],
    ({ ephemeral }) => ({
      ephemeral: {
        reserve: async (keys, expiresAt, now) => {
          for (const key of keys) {
            if ((await ephemeral.get(key, now)) !== null) return false
          }
          for (const key of keys) await ephemeral.put(key, '1', expiresAt)
          return true
        },
      },
    }),
  ),
  broken(
    'ephemeral.deleteExpired knows no limit',
    ['ephemeral: deleteExpired deletes at most the limit and never what is live'],
    ({ ephemeral }) => ({
      ephemeral: { deleteExpired: (now) => ephemeral.deleteExpired(now, 1_000_000) },
    }),
  ),
  broken(
    'deleteExpired deletes what is live',
    [
      'ephemeral: deleteExpired deletes values and reservations that expired, and counts them',
      'ephemeral: deleteExpired deletes at most the limit and never what is live',
    ],
    ({ ephemeral }) => ({
      ephemeral: { deleteExpired: (_now, limit) => ephemeral.deleteExpired(endOfTime, limit) },
    }),
  ),
]
