import { broken, whenever } from './broken.ts'
import type { BrokenStore } from './broken.ts'

export const expiryMistakes: readonly BrokenStore[] = [
  broken(
    'expiry is ignored',
    [
      'ephemeral: a value is there one millisecond before expiresAt and absent at it',
      'ephemeral: reserve holds until one millisecond before expiresAt',
      'ephemeral: reserve of expired keys lets one of 50 parallel callers win',
    ],
    ({ ephemeral }) => ({
      ephemeral: {
        get: (key) => ephemeral.get(key, whenever),
        take: (key) => ephemeral.take(key, whenever),
        reserve: (keys, expiresAt) => ephemeral.reserve(keys, expiresAt, whenever),
      },
    }),
  ),
  broken(
    'expiry is judged by the clock of the server',
    [
      'ephemeral: a value is there one millisecond before expiresAt and absent at it',
      'ephemeral: reserve holds until one millisecond before expiresAt',
      'ephemeral: deleteExpired deletes values and reservations that expired, and counts them',
    ],
    ({ ephemeral }) => ({
      ephemeral: {
        get: (key) => ephemeral.get(key, new Date()),
        take: (key) => ephemeral.take(key, new Date()),
        reserve: (keys, expiresAt) => ephemeral.reserve(keys, expiresAt, new Date()),
        deleteExpired: (_now, limit) => ephemeral.deleteExpired(new Date(), limit),
      },
    }),
  ),
  broken(
    'expiry is kept in whole seconds',
    ['ephemeral: a value is there one millisecond before expiresAt and absent at it'],
    ({ ephemeral }) => ({
      ephemeral: {
        put: (key, value, expiresAt) =>
          ephemeral.put(key, value, new Date(Math.floor(expiresAt.getTime() / 1000) * 1000)),
      },
    }),
  ),
  broken(
    'expiry excludes the instant itself',
    [
      'ephemeral: a value is there one millisecond before expiresAt and absent at it',
      'ephemeral: reserve holds until one millisecond before expiresAt',
    ],
    ({ ephemeral }) => ({
      ephemeral: {
        get: (key, now) => ephemeral.get(key, new Date(now.getTime() - 1)),
        take: (key, now) => ephemeral.take(key, new Date(now.getTime() - 1)),
        reserve: (keys, expiresAt, now) =>
          ephemeral.reserve(keys, expiresAt, new Date(now.getTime() - 1)),
      },
    }),
  ),
]
