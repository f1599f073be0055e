import { describe, expect, it } from 'vitest'
import { guardStorage } from '../../src/core/guarded-storage.ts'
import { isSsoError } from '../../src/index.ts'
import { memoryStorage } from '../../src/storage/memory/index.ts'
import { anyError } from '../support/error-texts.ts'

const now = new Date('2026-01-01T00:00:00Z')
const withEphemeral = (method: object) => {
  const storage = memoryStorage()
  return guardStorage({ ...storage, ephemeral: { ...storage.ephemeral, ...method } }, 50)
}

describe('guardStorage', () => {
  it('passes results through', async () => {
    const storage = guardStorage(memoryStorage())
    await storage.ephemeral.put('k', 'v', new Date(now.getTime() + 1000))
    expect(await storage.ephemeral.take('k', now)).toBe('v')
    expect(await storage.ephemeral.take('k', now)).toBeNull()
  })

  it('turns whatever is thrown into storage_unavailable, without its text', async () => {
    const storage = withEphemeral({
      take: () => Promise.reject(new Error('duplicate key (email)=(ann@example.com)')),
    })
    const error: unknown = await storage.ephemeral.take('k', now).catch((thrown) => thrown)
    expect(isSsoError(error, 'storage_unavailable')).toBe(true)
    expect(JSON.stringify(error)).not.toContain('ann@example.com')
    expect(error).toMatchObject({
      retryable: true,
      status: 503,
      detail: { call: 'ephemeral.take' },
    })
  })

  it('lets an SsoError of the adapter’s own through as it is', async () => {
    const own = anyError('connection_conflict')
    const storage = withEphemeral({ take: () => Promise.reject(own) })
    await expect(storage.ephemeral.take('k', now)).rejects.toBe(own)
  })

  it('also where a method throws before it returns a promise', async () => {
    const storage = withEphemeral({
      take() {
        throw new TypeError('not connected')
      },
    })
    await expect(storage.ephemeral.take('k', now)).rejects.toMatchObject({
      code: 'storage_unavailable',
    })
  })

  it('ends a call that never answers, and tells the store to stop', async () => {
    let signal: AbortSignal | undefined
    const storage = withEphemeral({
      take: (_key: string, _now: Date, call: { signal: AbortSignal }) => {
        signal = call.signal
        return new Promise(() => {})
      },
    })
    await expect(storage.ephemeral.take('k', now)).rejects.toMatchObject({
      code: 'storage_unavailable',
    })
    expect(signal?.aborted).toBe(true)
  })

  it('works with adapters that are classes', async () => {
    class Store {
      readonly #values = new Map([['k', 'v']])
      async take(key: string): Promise<string | null> {
        return this.#values.get(key) ?? null
      }
    }
    const storage = guardStorage({ ...memoryStorage(), ephemeral: new Store() as never })
    expect(await storage.ephemeral.take('k', now)).toBe('v')
  })
})
