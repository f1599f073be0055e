import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { readBody } from '../../../src/http/network/body.ts'
import { failureOf, pause } from './listeners.ts'

const url = new URL('https://idp.example/path?query')

function source() {
  const state = { isCancelled: false }
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  const stream = new ReadableStream<Uint8Array>({
    start(given) {
      controller = given
    },
    cancel() {
      state.isCancelled = true
    },
  })
  return { state, stream, controller: controller! }
}

describe('readBody', () => {
  it('N2 joins the chunks in order', async () => {
    const { stream, controller } = source()
    const { signal } = new AbortController()
    controller.enqueue(new Uint8Array([1, 2]))
    controller.enqueue(new Uint8Array())
    controller.enqueue(new Uint8Array([3]))
    controller.close()
    expect(await readBody(stream, { url, maxBytes: 3, signal })).toEqual(new Uint8Array([1, 2, 3]))
  })

  it('N2 does not take a cancelled stream for a complete one', async () => {
    const { state, stream, controller } = source()
    const abort = new AbortController()
    controller.enqueue(new Uint8Array([1]))
    const reading = readBody(stream, { url, maxBytes: 10, signal: abort.signal })
    abort.abort(new Error('gone'))
    await expect(reading).rejects.toThrow('gone')
    expect(state.isCancelled).toBe(true)
  })

  it('N2 leaves a stream that stalls', async () => {
    const { state, stream } = source()
    const abort = new AbortController()
    const reading = readBody(stream, { url, maxBytes: 10, signal: abort.signal })
    await pause(5)
    abort.abort(new Error('gone'))
    await expect(reading).rejects.toThrow('gone')
    expect(state.isCancelled).toBe(true)
    expect(getEventListeners(abort.signal, 'abort')).toEqual([])
  })

  it('N2 cancels a stream that comes too late', async () => {
    const { state, stream } = source()
    const signal = AbortSignal.abort(new Error('gone'))
    await expect(readBody(stream, { url, maxBytes: 10, signal })).rejects.toThrow('gone')
    expect(state.isCancelled).toBe(true)
  })

  it('N2 cancels a stream that is too long', async () => {
    const { state, stream, controller } = source()
    const { signal } = new AbortController()
    for (const bytes of [5, 5, 1]) controller.enqueue(new Uint8Array(bytes))
    const error = await failureOf(readBody(stream, { url, maxBytes: 10, signal }))
    expect(error.code).toBe('network_response_too_large')
    expect(error.detail).toEqual({ host: 'idp.example', maxBytes: 10 })
    expect(state.isCancelled).toBe(true)
  })
})
