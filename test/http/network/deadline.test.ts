import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { untilAborted, withDeadline } from '../../../src/http/network/deadline.ts'

const expired = () => new Error('expired')

describe('withDeadline', () => {
  it('N2 fires the signal at the deadline', async () => {
    const work = (signal: AbortSignal) => untilAborted(signal, () => new Promise(() => undefined))
    await expect(withDeadline(10, undefined, expired, work)).rejects.toThrow('expired')
  })

  it('N2 leaves no timer and no listener behind', async () => {
    const { signal } = new AbortController()
    const timers = () =>
      process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
    const before = timers()
    expect(await withDeadline(60_000, signal, expired, async () => 1)).toBe(1)
    expect(timers()).toBe(before)
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  it('N2 forwards the signal of the caller, also one that fired before', async () => {
    const work = (signal: AbortSignal) => untilAborted(signal, () => new Promise(() => undefined))
    const controller = new AbortController()
    const running = withDeadline(60_000, controller.signal, expired, work)
    controller.abort(new Error('gone'))
    await expect(running).rejects.toThrow('gone')
    await expect(withDeadline(60_000, controller.signal, expired, work)).rejects.toThrow('gone')
  })
})

describe('untilAborted', () => {
  it('N2 does not start work after the signal fired', async () => {
    let isStarted = false
    const work = async () => {
      isStarted = true
    }
    await expect(untilAborted(AbortSignal.abort(new Error('gone')), work)).rejects.toThrow('gone')
    expect(isStarted).toBe(false)
  })

  it('N2 leaves no listener behind', async () => {
    const { signal } = new AbortController()
    await untilAborted(signal, async () => 1)
    await expect(untilAborted(signal, () => Promise.reject(expired()))).rejects.toThrow('expired')
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })
})
