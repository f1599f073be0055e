import { describe, expect, it } from 'vitest'
import { answer, asSystem, begin, codeOf, createHarness, storageWith } from '../support/harness.ts'

const issuer = 'https://fake.example'

describe('evidence that a connection speaks for its issuer', () => {
  it.each([
    [
      'a failed test',
      (fingerprint: string) => ({
        test: { fingerprint, status: 'failed', at: '2026-01-01T00:00:00.000Z' },
      }),
      false,
    ],
    [
      'a passed test',
      (fingerprint: string) => ({
        test: { fingerprint, status: 'passed', at: '2026-01-01T00:00:00.000Z' },
      }),
      true,
    ],
    [
      'a login',
      (fingerprint: string) => ({ lastLogin: { fingerprint, at: '2026-01-01T00:00:00.000Z' } }),
      true,
    ],
  ] as const)(
    'F5 judges by %s of the live revision, and of no other',
    async (_name, evidence, isProof) => {
      const harness = createHarness()
      const { id, live } = await harness.activeConnection()
      await harness.storage.connections.saveEvidence(id, evidence(live?.fingerprint ?? '') as never)
      const before = await codeOf(harness.sso.startLogin({ issuer }))
      expect(before).toBe(isProof ? 'accepted' : 'login_target_unknown')
      await harness.sso.connections.update(id, { claims: { name: 'cn' } }, asSystem)
      await harness.sso.connections.activate(id, asSystem)
      expect(await codeOf(harness.sso.startLogin({ issuer }))).toBe('login_target_unknown')
    },
  )

  it('stores evidence of a revision once', async () => {
    let writes = 0
    const storage = storageWith('connections', ({ saveEvidence }) => ({
      saveEvidence: async (...args) => {
        writes++
        return saveEvidence(...args)
      },
    }))
    const harness = createHarness({ storage })
    const { id } = await harness.activeConnection()
    for (let round = 0; round < 2; round++) {
      await harness.sso.handler(answer(id, await begin(harness, id)))
      await harness.settled()
    }
    expect(writes).toBe(1)
  })
})

describe('a start by issuer or login path', () => {
  it('chooses between connections by a hint, which never hides the only one', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    await harness.sso.handler(answer(id, await begin(harness, id)))
    await harness.settled()
    expect(
      await codeOf(harness.sso.startLogin({ issuer, loginHint: 'ann@elsewhere.example' })),
    ).toBe('accepted')
  })

  it('asks the storage for no login path that cannot exist', async () => {
    const queries: unknown[] = []
    const storage = storageWith('connections', ({ load }) => ({
      load: async (query, call) => {
        queries.push(query)
        return load(query, call)
      },
    }))
    const harness = createHarness({ storage })
    expect(await codeOf(harness.sso.startLogin({ loginPath: '../admin' }))).toBe(
      'login_target_unknown',
    )
    expect(queries).toEqual([])
  })
})
