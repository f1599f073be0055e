import { getEventListeners, setMaxListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { createLimiter } from '../../../src/http/network/limiter.ts'

const busy = () => new Error('busy')
const never = new AbortController().signal
setMaxListeners(0, never)

describe('createLimiter', () => {
  it('N2 keeps no entry for an idle key', async () => {
    const limiter = createLimiter(2)
    const releases = await Promise.all(
      ['a', 'a', 'b'].map((key) => limiter.acquire(key, never, busy)),
    )
    expect(limiter.size).toBe(2)
    for (const release of releases) release()
    expect(limiter.size).toBe(0)
  })

  it('N2 serves in order of arrival', async () => {
    const limiter = createLimiter(1)
    const order: number[] = []
    const work = async (index: number) => {
      const release = await limiter.acquire('a', never, busy)
      order.push(index)
      await Promise.resolve()
      release()
    }
    await Promise.all([0, 1, 2, 3, 4].map(work))
    expect(order).toEqual([0, 1, 2, 3, 4])
    expect(limiter.size).toBe(0)
  })

  it('N2 forgets who left the queue', async () => {
    const limiter = createLimiter(1)
    const release = await limiter.acquire('a', never, busy)
    const controller = new AbortController()
    const leaving = limiter.acquire('a', controller.signal, busy)
    const staying = limiter.acquire('a', never, busy)
    controller.abort(new Error('gone'))
    await expect(leaving).rejects.toThrow('gone')
    release()
    const next = await staying
    next()
    expect(limiter.size).toBe(0)
  })

  it('N2 does not take a turn for a signal that fired before', async () => {
    const limiter = createLimiter(1)
    const signal = AbortSignal.abort(new Error('gone'))
    await expect(limiter.acquire('a', signal, busy)).rejects.toThrow('gone')
    expect(limiter.size).toBe(0)
  })

  it('N2 is not left by a signal that fires after the turn began', async () => {
    const limiter = createLimiter(1)
    const release = await limiter.acquire('a', never, busy)
    const controller = new AbortController()
    const waiting = limiter.acquire('a', controller.signal, busy)
    release()
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
    controller.abort(new Error('late'))
    const next = await waiting
    next()
    expect(limiter.size).toBe(0)
  })

  it('N2 lets 100 wait and refuses the next', async () => {
    const limiter = createLimiter(1)
    const release = await limiter.acquire('a', never, busy)
    const waiting = Array.from({ length: 100 }, () => limiter.acquire('a', never, busy))
    await expect(limiter.acquire('a', never, busy)).rejects.toThrow('busy')
    release()
    for (const turn of waiting) (await turn)()
    expect(limiter.size).toBe(0)
  })
})
