import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Check, type CheckContext, SsoError } from '../../src/index.ts'
import { anyError } from '../support/error-texts.ts'
import { fakeProvider } from '../support/fake-provider.ts'
import {
  asSystem,
  codeOf,
  createHarness,
  fakeConnection,
  type Harness,
  storageWith,
} from '../support/harness.ts'

const well: Check = { name: 'idp', status: 'pass', message: 'It answers.' }
const broken: Check = { name: 'idp', status: 'fail', message: 'It is down.', hint: 'Start it.' }

type Examine = (context: CheckContext) => Promise<readonly Check[]>

const checking = (check: Examine) => ({ providers: [fakeProvider({ check })] })

async function draft({ sso }: Pick<Harness, 'sso'>, input: object = {}): Promise<string> {
  return (await sso.connections.create({ ...fakeConnection, ...input }, asSystem)).id
}

afterEach(() => void vi.useRealTimers())

describe('connections.check', () => {
  it('KO-28 examines the draft, and the live revision where there is none', async () => {
    const seen: unknown[] = []
    const check: Examine = async ({ settings, secret }) => {
      seen.push([settings.idp, await secret('apiKey')])
      return [well]
    }
    const { sso, clock } = createHarness(checking(check))
    const id = await draft({ sso }, { secrets: { apiKey: 'first' } })
    const report = await sso.connections.check(id, asSystem)
    const connection = await sso.connections.get(id, asSystem)
    expect(report).toEqual({
      status: 'pass',
      checks: [{ name: 'settings', status: 'pass', message: 'All settings are entered.' }, well],
      fingerprint: connection.draft?.fingerprint,
      at: clock().toISOString(),
    })
    await sso.connections.activate(id, asSystem)
    await sso.connections.check(id, asSystem)
    await sso.connections.update(id, { secrets: { apiKey: 'second' } }, asSystem)
    await sso.connections.check(id, asSystem)
    const idp = 'https://fake.example'
    expect(seen).toEqual([
      [idp, 'first'],
      [idp, 'first'],
      [idp, 'second'],
    ])
  })

  it('stores what it found as evidence for this revision, which an edit voids', async () => {
    const { sso, events } = createHarness(checking(async () => [broken]))
    const id = await draft({ sso })
    const { fingerprint, at, checks } = await sso.connections.check(id, asSystem)
    const { check } = await sso.connections.get(id, asSystem)
    expect(check).toEqual({ status: 'fail', fingerprint, at, report: { checks } })
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'connection.checked', status: 'fail', connectionId: id }),
    )
    await sso.connections.update(id, { settings: { idp: 'https://other.example' } }, asSystem)
    expect((await sso.connections.get(id, asSystem)).check).toBeUndefined()
  })

  it('counts for no revision that was entered while it went on', async () => {
    let edit = async () => {}
    const { sso } = createHarness(
      checking(async () => {
        await edit()
        return [well]
      }),
    )
    const id = await draft({ sso })
    edit = async () =>
      void (await sso.connections.update(id, { settings: { idp: 'https://b.example' } }, asSystem))
    await sso.connections.check(id, asSystem)
    expect((await sso.connections.get(id, asSystem)).check).toBeUndefined()
  })

  it('T3 asks whether the actor may, and examines nothing otherwise', async () => {
    const check = vi.fn<Examine>(async () => [well])
    const asked: unknown[] = []
    const authorize = (...question: unknown[]) => {
      asked.push(question)
      return question[1] === 'admin'
    }
    const { sso } = createHarness({ ...checking(check), authorize })
    const id = await draft({ sso })
    expect(await codeOf(sso.connections.check(id, { actor: 'guest' }))).toBe('not_authorized')
    expect(check).not.toHaveBeenCalled()
    expect(await codeOf(sso.connections.check(id, { actor: 'admin' }))).toBe('accepted')
    expect(asked).toEqual([
      ['connection.check', 'guest', 'org_1'],
      ['connection.check', 'admin', 'org_1'],
    ])
  })

  it('PU-1 examines nothing for an organisation without the entitlement', async () => {
    let isAllowed = true
    const check = vi.fn<Examine>(async () => [well])
    const { sso } = createHarness({ ...checking(check), isSsoAllowed: () => isAllowed })
    const id = await draft({ sso })
    isAllowed = false
    expect(await codeOf(sso.connections.check(id, asSystem))).toBe('organization_not_entitled')
    expect(check).not.toHaveBeenCalled()
  })

  it('examines only the version that was seen', async () => {
    const { sso } = createHarness(checking(async () => [well]))
    const id = await draft({ sso })
    const stale = { ...asSystem, expectedVersion: 7 }
    expect(await codeOf(sso.connections.check(id, stale))).toBe('connection_conflict')
    expect(await codeOf(sso.connections.check('con_nobody', asSystem))).toBe('connection_not_found')
  })

  it('asks nobody anything while settings are missing', async () => {
    const check = vi.fn<Examine>(async () => [well])
    const { sso } = createHarness(checking(check))
    const id = await draft({ sso }, { settings: {} })
    const { status, checks } = await sso.connections.check(id, asSystem)
    expect(status).toBe('fail')
    expect(checks).toMatchObject([{ name: 'settings', status: 'fail', path: 'settings.idp' }])
    expect(check).not.toHaveBeenCalled()
  })

  it('tries out the trust of a provider that examines nothing itself', async () => {
    const issue = { path: 'settings.idp', code: 'x', message: 'No keys.', hint: 'Publish some.' }
    let issues = [issue]
    const loadTrust = async () => ({ document: {}, issues })
    const { sso, clock } = createHarness({ providers: [fakeProvider({ loadTrust })] })
    const id = await draft({ sso })
    const { status, checks } = await sso.connections.check(id, asSystem)
    expect(status).toBe('fail')
    expect(checks.at(-1)).toEqual({ name: 'trust', status: 'fail', ...issue })
    issues = []
    clock.advance(1)
    expect((await sso.connections.check(id, asSystem)).status).toBe('pass')
  })

  it('reports what the identity provider does wrong, and throws what we do', async () => {
    let failure: Error = anyError('network_failed')
    const { sso } = createHarness(checking(() => Promise.reject(failure)))
    const id = await draft({ sso })
    expect((await sso.connections.check(id, asSystem)).checks.at(-1)).toMatchObject({
      ...{ name: 'examination', status: 'fail', code: 'network_failed' },
    })
    failure = new TypeError('a mistake in the code')
    await expect(sso.connections.check(id, asSystem)).rejects.toBe(failure)
    failure = new SsoError('storage_unavailable')
    expect(await codeOf(sso.connections.check(id, asSystem))).toBe('storage_unavailable')
  })

  it('ends after a while, with all that was found until then', async () => {
    vi.useFakeTimers()
    const fetch = (_url: unknown, init?: RequestInit) =>
      new Promise<Response>((_, reject) =>
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)),
      )
    const patient: Examine = async (context) => {
      const outcome = await context.fetch('https://fake.example/').catch((error) => error)
      return [well, { ...broken, code: outcome.code }]
    }
    const config = { ...checking(patient), fetch, network: { timeoutMilliseconds: 60_000 } }
    const { sso } = createHarness(config)
    const pending = sso.connections.check(await draft({ sso }), asSystem)
    await vi.advanceTimersByTimeAsync(26_000)
    expect((await pending).checks.slice(1)).toEqual([well, { ...broken, code: 'network_timeout' }])
  })

  it('ends also where a provider does not', async () => {
    vi.useFakeTimers()
    const { sso } = createHarness(checking(() => new Promise(() => {})))
    const pending = sso.connections.check(await draft({ sso }), asSystem)
    await vi.advanceTimersByTimeAsync(31_000)
    expect((await pending).checks.at(-1)).toMatchObject({ name: 'examination', status: 'fail' })
  })

  it('leaves the trust of sign-ins alone', async () => {
    const { sso, storage, activeConnection, settled } = createHarness(
      checking(async ({ trust }) => {
        trust.save({ stolen: true })
        return [well]
      }),
    )
    const { id } = await activeConnection()
    await sso.connections.check(id, asSystem)
    await settled()
    const [loaded] = await storage.connections.load({ id })
    expect(loaded?.record.connection.trust?.document).toEqual({})
  })

  it('hands the trust of the live revision to no draft', async () => {
    const documents: unknown[] = []
    const { sso, activeConnection } = createHarness(
      checking(async ({ trust }) => {
        documents.push(trust.document)
        return [well]
      }),
    )
    const { id } = await activeConnection()
    documents.length = 0
    await sso.connections.check(id, asSystem)
    await sso.connections.update(id, { settings: { idp: 'https://b.example' } }, asSystem)
    await sso.connections.check(id, asSystem)
    expect(documents).toEqual([{}, undefined])
  })

  it('T4 cuts and escapes what others said, and keeps only so much of it', async () => {
    const hostile = `\u202e\r\n${'x'.repeat(10_000)}`
    const many = Array.from({ length: 500 }, () => ({ ...well, received: hostile }))
    const last = { ...broken, expected: hostile, suggestion: hostile }
    const { sso, storage } = createHarness(checking(async () => [...many, last]))
    const id = await draft({ sso })
    const { checks } = await sso.connections.check(id, asSystem)
    expect(checks).toHaveLength(60)
    const kept = checks.at(-1)
    // The worst is kept, wherever it stood.
    expect(kept?.status).toBe('fail')
    expect(kept).not.toHaveProperty('suggestion')
    expect(kept?.expected).toHaveLength('\\u{202e}\\u{d}\\u{a}…'.length + 197)
    const [loaded] = await storage.connections.load({ id })
    expect(JSON.stringify(loaded?.record.connection.check)).not.toMatch(/\u202e|\\r|\\n/)
  })
})

describe('a check that presents the client', () => {
  const probing = checking(async ({ reserveProbe }) => {
    await reserveProbe()
    return [well]
  })

  it('T6 is possible once a minute, and says when again', async () => {
    const { sso, clock } = createHarness(probing)
    const id = await draft({ sso })
    await sso.connections.check(id, asSystem)
    const [before] = [(await sso.connections.get(id, asSystem)).check]
    clock.advance(40)
    await expect(sso.connections.check(id, asSystem)).rejects.toMatchObject({
      ...{ code: 'check_throttled', retryable: true, status: 429, connectionId: id },
      detail: { retryAfterSeconds: 20 },
    })
    // It says nothing about the connection, so nothing is stored.
    expect((await sso.connections.get(id, asSystem)).check).toEqual(before)
    clock.advance(20)
    expect(await codeOf(sso.connections.check(id, asSystem))).toBe('accepted')
  })

  it('T6 is one among many at once, and in several processes', async () => {
    const first = createHarness(probing)
    const second = createHarness({ ...probing, storage: first.storage })
    const id = await draft(first)
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        codeOf((index % 2 === 0 ? first : second).sso.connections.check(id, asSystem)),
      ),
    )
    expect(outcomes.filter((code) => code === 'accepted')).toHaveLength(1)
    expect(new Set(outcomes)).toEqual(new Set(['accepted', 'check_throttled']))
  })

  it('T6 takes no turn from another connection', async () => {
    const { sso } = createHarness(probing)
    for (const organizationId of ['org_1', 'org_2']) {
      const id = await draft({ sso }, { organizationId })
      expect(await codeOf(sso.connections.check(id, asSystem))).toBe('accepted')
    }
  })

  it('T6 does not happen where no turn can be taken', async () => {
    const presented = vi.fn()
    const storage = storageWith('ephemeral', () => ({
      reserve: () => Promise.reject(new Error('down')),
    }))
    const { sso } = createHarness({
      storage,
      ...checking(async ({ reserveProbe }) => {
        await reserveProbe()
        presented()
        return [well]
      }),
    })
    const id = await draft({ sso })
    expect(await codeOf(sso.connections.check(id, asSystem))).toBe('storage_unavailable')
    expect(presented).not.toHaveBeenCalled()
  })

  it('T6 waits a whole minute where nobody knows since when', async () => {
    const storage = storageWith('ephemeral', () => ({ get: async () => null }))
    const { sso } = createHarness({ storage, ...probing })
    const id = await draft({ sso })
    await sso.connections.check(id, asSystem)
    await expect(sso.connections.check(id, asSystem)).rejects.toMatchObject({
      detail: { retryAfterSeconds: 60 },
    })
  })
})
