import { describe, expect, it } from 'vitest'
import { createSso } from '../../src/index.ts'
import { memoryStorage } from '../../src/storage/memory/index.ts'
import { fakeProvider } from '../support/fake-provider.ts'
import { baseUrl, createHarness, secretA } from '../support/harness.ts'

describe('createSso', () => {
  it('works with frozen ports', async () => {
    const storage = Object.fromEntries(
      Object.entries(memoryStorage()).map(([name, port]) => [name, Object.freeze({ ...port })]),
    ) as never
    await expect(createHarness({ storage }).activeConnection()).resolves.toBeDefined()
  })

  it('refuses an instance of a class, whose methods would be lost', () => {
    class Config {
      baseUrl = baseUrl
      secrets = [secretA]
      providers = [fakeProvider()]
      storage = memoryStorage()
      isSsoAllowed() {
        return false
      }
    }
    expect(() => createSso(new Config())).toThrow(
      expect.objectContaining({ code: 'config_invalid' }),
    )
  })

  it('refuses a provider with a route that is null', () => {
    const providers = [fakeProvider({ routes: [null as never] })]
    expect(() => createHarness({ providers })).toThrow(
      expect.objectContaining({ code: 'config_invalid' }),
    )
  })
})
