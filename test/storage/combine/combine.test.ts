import { describe, expect, it } from 'vitest'
import { isSsoError } from '../../../src/errors.ts'
import { combineStorage } from '../../../src/storage/combine.ts'
import { memoryStorage } from '../../../src/storage/memory/index.ts'
import type { SsoStorage } from '../../../src/storage/ports.ts'
import { describeStorage, storageCases } from '../../../src/testing/storage/index.ts'

describe('combineStorage', () => {
  describeStorage(
    () => {
      const { ephemeral, sessions, journal } = memoryStorage()
      return combineStorage({ ...memoryStorage(), ephemeral, sessions, journal })
    },
    { describe, it },
  )

  it('gives exactly the ports that it was given', () => {
    const [base, other] = [memoryStorage(), memoryStorage()]
    const combined = combineStorage({ ...base, sessions: other.sessions })
    expect(Object.keys(combined).sort()).toEqual(Object.keys(base).sort())
    expect(combined.sessions).toBe(other.sessions)
    expect(combined.ephemeral).toBe(base.ephemeral)
  })

  it.each(Object.keys(memoryStorage()))('names the port %s where it is missing', (port) => {
    for (const missing of [undefined, null, () => {}]) {
      let error: unknown
      try {
        combineStorage({ ...memoryStorage(), [port]: missing })
      } catch (thrown) {
        error = thrown
      }
      if (!isSsoError(error, 'config_invalid')) throw new Error('config_invalid is expected')
      expect(error.issues).toMatchObject([{ path: `storage.${port}`, code: 'config_port_missing' }])
    }
  })

  it('names what is no port, such as a mistyped one', () => {
    const { sessions } = memoryStorage()
    const mistyped = { ...memoryStorage(), session: sessions }
    let error: unknown
    try {
      combineStorage(mistyped)
    } catch (thrown) {
      error = thrown
    }
    if (!isSsoError(error, 'config_invalid')) throw new Error('config_invalid is expected')
    expect(error.issues).toMatchObject([{ path: 'storage.session', code: 'config_option_unknown' }])
    expect(error.message).toMatch(/^storage\.session: /)
  })

  it.each(['organizations', 'domains'] as const)(
    'cannot see that %s are of another store than the connections, but describeStorage can',
    async (port) => {
      const open = (): SsoStorage =>
        combineStorage({ ...memoryStorage(), [port]: memoryStorage()[port] })
      const failed: string[] = []
      for (const { name, run } of storageCases(open)) {
        if (!name.startsWith('connections: load')) continue
        await run().catch(() => failed.push(name))
      }
      expect(failed).not.toEqual([])
    },
  )
})
