import type * as nodeRunner from 'node:test'
import { describe, expect, expectTypeOf, it, vi } from 'vitest'
import type * as vitestRunner from 'vitest'
import { memoryStorage } from '../../src/storage/memory/index.ts'
import type { TestRunner } from '../../src/testing/runner.ts'
import { describeStorage, storageCases } from '../../src/testing/storage/index.ts'
import { brokenStores } from './broken/index.ts'

describe('storageCases', () => {
  it('names every case once', () => {
    const names = storageCases(() => memoryStorage()).map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })

  it('opens a fresh storage per case and closes it, also where the case fails', async () => {
    const close = vi.fn<() => void>()
    const storage = memoryStorage()
    const factory = vi.fn<() => { storage: typeof storage; close: () => void }>(() => ({
      storage,
      close,
    }))
    const name = 'organizations: get gives the policy as it was stored, null where there is none'
    const one = storageCases(factory).find((each) => each.name === name)
    await one?.run()
    await expect(one?.run()).rejects.toThrow()
    expect(factory).toHaveBeenCalledTimes(2)
    expect(close).toHaveBeenCalledTimes(2)
  })

  for (const { mistake, open, caughtBy } of brokenStores) {
    it(`catches a store where ${mistake}`, async () => {
      const cases = new Map(storageCases(open).map(({ name, run }) => [name, run]))
      expect(caughtBy.length).toBeGreaterThan(0)
      for (const name of caughtBy) {
        // An assertion has to fail: a store that merely crashes would prove nothing.
        await expect(cases.get(name)?.(), name).rejects.toMatchObject({ code: 'ERR_ASSERTION' })
      }
    })
  }
})

describe('describeStorage', () => {
  it('declares the same cases per port with the given runner', () => {
    const declared: string[] = []
    let port = ''
    describeStorage(() => memoryStorage(), {
      describe: (name, body) => {
        port = name.replace('storage.', '')
        body()
      },
      it: (name) => declared.push(`${port}: ${name}`),
    })
    expect(declared).toEqual(storageCases(() => memoryStorage()).map(({ name }) => name))
  })

  it('takes the global describe and it by default', () => {
    const declare = vi.fn<(name: string, body: () => Promise<void>) => void>()
    vi.stubGlobal('describe', (_name: string, body: () => void) => body())
    vi.stubGlobal('it', declare)
    describeStorage(() => memoryStorage())
    vi.unstubAllGlobals()
    expect(declare.mock.calls.length).toBeGreaterThan(100)
  })

  it('fits the runners that hosts have', () => {
    expectTypeOf<typeof nodeRunner>().toExtend<TestRunner>()
    expectTypeOf<typeof vitestRunner>().toExtend<TestRunner>()
  })

  it('throws a TypeError where there is no runner', () => {
    expect(() => describeStorage(() => memoryStorage())).toThrow(TypeError)
  })
})
