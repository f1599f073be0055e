import type { EphemeralStore } from '../ports.ts'
import { createSweep } from './sweep.ts'
import { step } from './step.ts'

interface StoredValue {
  readonly value: string
  readonly expiresAt: number
}

/** Keeps values and reservations with their expiry. */
export function createMemoryEphemeral(): EphemeralStore {
  const values = new Map<string, StoredValue>()
  const reservations = new Map<string, number>()
  const sweepValues = createSweep(values, ({ expiresAt }) => expiresAt)
  const sweepReservations = createSweep(reservations, (expiresAt) => expiresAt)

  const read = (key: string, now: Date): string | null => {
    const stored = values.get(key)
    return stored === undefined || stored.expiresAt <= now.getTime() ? null : stored.value
  }

  const isReserved = (key: string, now: Date): boolean => {
    const expiresAt = reservations.get(key)
    return expiresAt !== undefined && expiresAt > now.getTime()
  }

  return {
    put: (key, value, expiresAt, call) =>
      step(call, () => {
        values.set(key, { value, expiresAt: expiresAt.getTime() })
      }),

    get: (key, now, call) =>
      step(call, () => {
        sweepValues.whenGrown(now)
        return read(key, now)
      }),

    take: (key, now, call) =>
      step(call, () => {
        sweepValues.whenGrown(now)
        const value = read(key, now)
        values.delete(key)
        return value
      }),

    reserve: (keys, expiresAt, now, call) =>
      step(call, () => {
        sweepValues.whenGrown(now)
        sweepReservations.whenGrown(now)
        if (keys.some((key) => isReserved(key, now))) return false
        for (const key of keys) reservations.set(key, expiresAt.getTime())
        return true
      }),

    deleteExpired: (now, limit, call) =>
      step(call, () => {
        const deleted = sweepValues.now(now, limit)
        return deleted + sweepReservations.now(now, limit - deleted)
      }),
  }
}
