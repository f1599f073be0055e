import { broken, tick, whenever } from './broken.ts'
import type { BrokenStore } from './broken.ts'

export const reservationMistakes: readonly BrokenStore[] = [
  broken(
    'reserve checks, then sets',
    [
      'ephemeral: reserve lets one of 50 parallel callers win',
      'ephemeral: reserve of several keys lets one of 50 parallel callers win',
      'ephemeral: reserve takes all keys or none under contention for overlapping keys',
      'ephemeral: reserve of expired keys lets one of 50 parallel callers win',
    ],
    () => {
      const reserved = new Map<string, Date>()
      return {
        ephemeral: {
          reserve: async (keys, expiresAt, now) => {
            if (keys.some((key) => (reserved.get(key) ?? whenever) > now)) return false
            await tick()
            for (const key of keys) reserved.set(key, expiresAt)
            return true
          },
        },
      }
    },
  ),
  broken(
    'reserve takes key by key and keeps what it got',
    [
      'ephemeral: reserve takes all keys or none',
      'ephemeral: reserve takes all keys or none under contention for overlapping keys',
      'ephemeral: reserve that fails prolongs nothing',
    ],
    ({ ephemeral }) => ({
      ephemeral: {
        reserve: async (keys, expiresAt, now) => {
          for (const key of keys) {
            if (!(await ephemeral.reserve([key], expiresAt, now))) return false
          }
          return true
        },
      },
    }),
  ),
  broken(
    'reserve takes key by key and gives back what it got',
    ['ephemeral: reserve of keys in a circle lets one of 50 parallel callers win'],
    () => {
      const reserved = new Set<string>()
      return {
        ephemeral: {
          reserve: async (keys) => {
            const got: string[] = []
            for (const key of keys) {
              await tick()
              if (reserved.has(key)) {
                await tick()
                for (const each of got) reserved.delete(each)
                return false
              }
              reserved.add(key)
              got.push(key)
            }
            return true
          },
        },
      }
    },
  ),
  broken(
    'reserve is true for the owner of any key',
    ['ephemeral: reserve takes all keys or none'],
    ({ ephemeral }) => ({
      ephemeral: {
        reserve: async (keys, expiresAt, now) => {
          const results = keys.map((key) => ephemeral.reserve([key], expiresAt, now))
          return (await Promise.all(results)).includes(true)
        },
      },
    }),
  ),
  broken(
    'reserve takes a key that is given twice for taken',
    ['ephemeral: reserve takes a key that is given twice for one, and no keys for taken'],
    ({ ephemeral }) => ({
      ephemeral: {
        reserve: async (keys, expiresAt, now) =>
          new Set(keys).size === keys.length && ephemeral.reserve(keys, expiresAt, now),
      },
    }),
  ),
  broken(
    'reserve of no keys is false',
    ['ephemeral: reserve takes a key that is given twice for one, and no keys for taken'],
    ({ ephemeral }) => ({
      ephemeral: {
        reserve: async (keys, expiresAt, now) =>
          keys.length > 0 && ephemeral.reserve(keys, expiresAt, now),
      },
    }),
  ),
]
