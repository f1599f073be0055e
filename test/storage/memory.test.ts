import { afterEach, describe, expect, it, vi } from 'vitest'
import { isSsoError } from '../../src/errors.ts'
import type { SsoStorage } from '../../src/storage/ports.ts'
import { memoryStorage } from '../../src/storage/memory/index.ts'
import { describeStorage } from '../../src/testing/storage/index.ts'
import {
  aConnectionRecord,
  aDomainClaim,
  aPolicy,
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
    // Whoever prints nothing but the message, as build tools do, must see it.
    expect(error.message).toContain('memoryStorage()')
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

  it('tells a caller of its mistakes by a TypeError', async () => {
    const { connections, organizations, domains, sessions } = memoryStorage()
    await connections.create(aConnectionRecord())
    await domains.claim(aDomainClaim())
    await sessions.put(aSession())
    const elsewhere = { organizationId: 'org_2' }
    const mistakes: readonly (() => Promise<unknown>)[] = [
      () => connections.update('con_1', 1, aConnectionRecord(elsewhere)),
      () => organizations.update('org_1', 0, aPolicy(elsewhere)),
      () => domains.update('dom_1', 1, aDomainClaim(elsewhere)),
      () => domains.update('dom_1', 1, aDomainClaim({ state: 'verified' })),
      () => domains.claim(aDomainClaim({ id: 'dom_2', ...elsewhere, state: 'verified' })),
      () => domains.verify('dom_1', 1, aDomainClaim(), null),
      () => sessions.update('ses_1', 1, aSession(elsewhere)),
    ]
    for (const mistake of mistakes) await expect(mistake()).rejects.toThrow(TypeError)
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
