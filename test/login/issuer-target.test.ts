import { describe, expect, it } from 'vitest'
import { memoryStorage } from '../../src/storage/memory/index.ts'
import { fakeProvider } from '../support/fake-provider.ts'
import { answer, asSystem, begin, codeOf, createHarness, storageWith } from '../support/harness.ts'
import { verifyDomain } from '../support/verified-domain.ts'

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

describe('F5 a hint chooses among those who speak for the issuer', () => {
  /** Two organisations on one issuer, each with a domain, and one on another issuer. */
  const setup = async () => {
    const harness = createHarness()
    const connect = async (organizationId: string, idp: string = issuer) => {
      const { id, live } = await harness.activeConnection(organizationId, { settings: { idp } })
      await verifyDomain(harness, `${organizationId.replace('_', '')}.example`, organizationId)
      const test = { fingerprint: live?.fingerprint ?? '', status: 'passed' } as const
      const at = '2026-01-01T00:00:00.000Z'
      const prove = () => harness.storage.connections.saveEvidence(id, { test: { ...test, at } })
      return { id, prove }
    }
    const start = async (hint: string, named = issuer) => {
      const loginHint = `ann@${hint}.example`
      try {
        return (await harness.sso.startLogin({ issuer: named, loginHint })).connectionId
      } catch (error) {
        return codeOf(Promise.reject(error))
      }
    }
    const all = [await connect('org_1'), await connect('org_2'), await connect('org_3')] as const
    return { ...harness, all, connect, start }
  }

  it('F5 by their domains where nobody has proved it yet', async () => {
    const { all, start } = await setup()
    expect(await start('org1')).toBe(all[0].id)
    expect(await start('org2')).toBe(all[1].id)
    expect(await start('elsewhere')).toBe('login_ambiguous')
  })

  it('F5 never one that has not proved it among those that have', async () => {
    const { all, start } = await setup()
    await all[0].prove()
    await all[1].prove()
    expect(await start('org1')).toBe(all[0].id)
    expect(await start('org3')).toBe('login_ambiguous')
  })

  it('F5 never one of another issuer, whatever its domain', async () => {
    const { connect, start } = await setup()
    const other = await connect('org_4', 'https://other.example')
    await other.prove()
    expect(await start('org4')).toBe('login_ambiguous')
    expect(await start('org4', 'https://third.example')).toBe('login_target_unknown')
    expect(await start('org4', 'https://other.example')).toBe(other.id)
  })

  it('F5 none whose protocol the application does not speak any more', async () => {
    const storage = memoryStorage()
    const former = fakeProvider({ protocol: 'former' })
    const before = createHarness({ storage, providers: [fakeProvider(), former] })
    const { id } = await before.activeConnection('org_1')
    await before.activeConnection('org_2', { protocol: 'former' })
    await before.sso.handler(answer(id, await begin(before, id)))
    await before.settled()
    const { sso } = createHarness({ storage })
    expect((await sso.startLogin({ issuer })).connectionId).toBe(id)
  })
})
