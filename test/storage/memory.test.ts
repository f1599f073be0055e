import { afterEach, describe, expect, it, vi } from 'vitest'
import { isSsoError } from '../../src/errors.ts'
import type { SsoStorage } from '../../src/storage/ports.ts'
import { memoryStorage } from '../../src/storage/memory/index.ts'
import { describeStorage } from '../../src/testing/storage/index.ts'
import {
  aConnectionRecord,
  aDomainClaim,
  aSession,
  day,
  instant,
  isoInstant,
  minute,
  second,
} from '../../src/testing/storage/records.ts'

describeStorage(() => memoryStorage(), { describe, it })

describe('memoryStorage', () => {
  afterEach(() => {
    vi.unstubAllEnvs()
    vi.unstubAllGlobals()
  })

  it('is refused in production', () => {
    vi.stubEnv('NODE_ENV', 'production')
    let error: unknown
    try {
      memoryStorage()
    } catch (thrown) {
      error = thrown
    }
    if (!isSsoError(error, 'config_invalid')) throw new Error('config_invalid is expected')
    expect(error.issues).toHaveLength(1)
    expect(error.issues?.[0]).toMatchObject({ path: 'storage' })
    expect(() => memoryStorage({ allowInProduction: false })).toThrow()
  })

  it('may be allowed in production', () => {
    vi.stubEnv('NODE_ENV', 'production')
    expect(() => memoryStorage({ allowInProduction: true })).not.toThrow()
  })

  it.each(['development', 'test', '', undefined])('is allowed where NODE_ENV is %j', (value) => {
    vi.stubEnv('NODE_ENV', value)
    expect(() => memoryStorage()).not.toThrow()
  })

  it('is allowed where there is no process', () => {
    vi.stubGlobal('process', undefined)
    const open = (): SsoStorage => memoryStorage()
    expect(open).not.toThrow()
  })

  it('shares nothing with another instance', async () => {
    const [one, other] = [memoryStorage(), memoryStorage()]
    await one.connections.create(aConnectionRecord())
    await one.ephemeral.put('key', 'value', instant(minute))
    expect(await other.connections.load({ id: 'con_1' })).toEqual([])
    expect(await other.ephemeral.get('key', instant())).toBeNull()
  })

  it('does nothing of a call that was aborted before', async () => {
    const { ephemeral } = memoryStorage()
    const call = { signal: AbortSignal.abort() }
    await expect(ephemeral.put('key', 'value', instant(minute), call)).rejects.toThrow('abort')
    expect(await ephemeral.get('key', instant())).toBeNull()
  })

  it('refuses to make a claim verified by anything but verify', async () => {
    const { domains } = memoryStorage()
    const verified = aDomainClaim({ state: 'verified' })
    await expect(domains.claim(verified)).rejects.toThrow(TypeError)
    await domains.claim(aDomainClaim())
    await expect(domains.update('dom_1', 1, verified)).rejects.toThrow(TypeError)
  })

  it('orders connections by creation instant where instants differ in precision', async () => {
    const { connections } = memoryStorage()
    await connections.create(aConnectionRecord({ id: 'b', createdAt: '2036-01-01T00:00:00.500Z' }))
    await connections.create(aConnectionRecord({ id: 'a', createdAt: '2036-01-01T00:00:00Z' }))
    const records = await connections.list({ limit: 10 })
    expect(records.map(({ connection }) => connection.id)).toEqual(['a', 'b'])
  })
})

describe('a development server that runs for ever', () => {
  const rounds = 5000
  // Each round is a second and each entry lives ten, so about ten are ever live.
  const expiryOf = (round: number): Date => instant((round + 10) * second)

  it('keeps a bounded number of ephemeral values and reservations', async () => {
    const { ephemeral } = memoryStorage()
    for (let round = 0; round < rounds; round += 1) {
      const now = instant(round * second)
      await ephemeral.put(`value ${round}`, 'value', expiryOf(round))
      await ephemeral.reserve([`reserved ${round}`], expiryOf(round), now)
    }
    const now = instant((rounds - 1) * second)
    expect(await ephemeral.get(`value ${rounds - 1}`, now)).toBe('value')
    expect(await ephemeral.reserve([`reserved ${rounds - 1}`], instant(day), now)).toBe(false)
    expect(await ephemeral.deleteExpired(instant(day), 1e6)).toBeLessThan(600)
  })

  it('keeps a bounded number of values that are only read', async () => {
    const { ephemeral } = memoryStorage()
    for (let round = 0; round < rounds; round += 1) {
      await ephemeral.put(`value ${round}`, 'value', expiryOf(round))
      await ephemeral.get('other', instant(round * second))
    }
    expect(await ephemeral.deleteExpired(instant(day), 1e6)).toBeLessThan(300)
  })

  it('keeps all that is live, however many', async () => {
    const { ephemeral } = memoryStorage()
    for (let index = 0; index < rounds; index += 1) {
      await ephemeral.reserve([`key ${index}`], instant(minute), instant(index))
    }
    const isFree = await Promise.all(
      Array.from({ length: rounds }, (_, index) =>
        ephemeral.reserve([`key ${index}`], instant(day), instant(rounds)),
      ),
    )
    expect(isFree).not.toContain(true)
  })

  it('keeps a bounded number of sessions', async () => {
    const { sessions } = memoryStorage()
    for (let round = 0; round < rounds; round += 1) {
      const createdAt = isoInstant(round * second)
      await sessions.put(aSession({ id: `${round}`, createdAt, retainUntil: expiryOf(round) }))
    }
    expect((await sessions.get(`${rounds - 1}`))?.id).toBe(`${rounds - 1}`)
    expect(await sessions.deleteExpired(instant(day), 1e6)).toBeLessThan(300)
  })
})
