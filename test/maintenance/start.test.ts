import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type MaintenanceReport, startMaintenance } from '../../src/index.ts'

const report = (hasMore = false): MaintenanceReport => ({
  trust: { refreshed: 0, failed: 0 },
  domains: { checked: 0, verified: 0, lost: 0, expired: 0 },
  deleted: { ephemeral: 0, sessions: 0, journal: 0 },
  hasMore,
})

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('startMaintenance', () => {
  it('runs at once and then every five minutes', async () => {
    const maintain = vi.fn(async () => report())
    const loop = startMaintenance({ maintain })
    await vi.advanceTimersByTimeAsync(0)
    expect(maintain).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(299_999)
    expect(maintain).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(maintain).toHaveBeenCalledTimes(2)
    await loop.stop()
    await vi.advanceTimersByTimeAsync(3_600_000)
    expect(maintain).toHaveBeenCalledTimes(2)
  })

  it('goes on at once while there is more, and tells of every report', async () => {
    const reports: boolean[] = []
    const left = [true, true, false]
    const loop = startMaintenance(
      { maintain: async () => report(left.shift()) },
      { onReport: ({ hasMore }) => reports.push(hasMore) },
    )
    await vi.advanceTimersByTimeAsync(0)
    expect(reports).toEqual([true, true, false])
    await loop.stop()
  })

  it('never has two runs at once, and a queue that never ends does not occupy the process', async () => {
    let underWay = 0
    let calls = 0
    const maintain = async () => {
      underWay += 1
      expect(underWay).toBe(1)
      await Promise.resolve()
      underWay -= 1
      calls += 1
      return report(true)
    }
    const loop = startMaintenance({ maintain }, { intervalSeconds: 60 })
    await vi.advanceTimersByTimeAsync(0)
    expect(calls).toBe(100)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(calls).toBe(200)
    await loop.stop()
  })

  it('survives a run that fails', async () => {
    const errors: unknown[] = []
    const maintain = vi.fn(async () => report()).mockRejectedValueOnce(new Error('down'))
    const loop = startMaintenance({ maintain }, { onError: (error) => errors.push(error) })
    await vi.advanceTimersByTimeAsync(300_000)
    expect(errors).toEqual([new Error('down')])
    expect(maintain).toHaveBeenCalledTimes(2)
    await loop.stop()
  })

  it('survives listeners that fail', async () => {
    const maintain = vi.fn(async () => report())
    const fail = () => {
      throw new Error('listener')
    }
    const loop = startMaintenance({ maintain }, { onReport: fail, onError: fail })
    await vi.advanceTimersByTimeAsync(300_000)
    expect(maintain).toHaveBeenCalledTimes(2)
    await loop.stop()
  })

  it('waits at its end for the run under way, which is told to end early', async () => {
    let finish = () => {}
    const signals: AbortSignal[] = []
    const maintain = ({ signal }: { signal?: AbortSignal } = {}) => {
      if (signal) signals.push(signal)
      return new Promise<MaintenanceReport>((resolve) => {
        finish = () => resolve(report())
      })
    }
    const loop = startMaintenance({ maintain })
    let isStopped = false
    const stopped = loop.stop().then(() => {
      isStopped = true
    })
    await vi.advanceTimersByTimeAsync(1000)
    expect([signals[0]?.aborted, isStopped]).toEqual([true, false])
    finish()
    await stopped
    expect(vi.getTimerCount()).toBe(0)
  })

  it('refuses an interval that is none', () => {
    // From 2^31 milliseconds on timers fire at once.
    for (const intervalSeconds of [0, -1, Number.NaN, 86_401, 2_147_484, Infinity]) {
      expect(() =>
        startMaintenance({ maintain: async () => report() }, { intervalSeconds }),
      ).toThrow(TypeError)
    }
  })
})
