import { describe, expect, it } from 'vitest'
import { isSsoError, type SsoConfig } from '../../src/index.ts'
import { asSystem, codeOf, createHarness, fakeConnection } from '../support/harness.ts'

/** Seconds. */
const DAY = 86_400

describe('the audit list', () => {
  it('tells what was done, by whom and when, newest first', async () => {
    const harness = createHarness({
      authorize: () => true,
      describeActor: (actor) => (actor as { name: string }).name,
    })
    const { sso, clock } = harness
    const { id } = await sso.connections.create(fakeConnection, { actor: { name: 'carol' } })
    clock.advance(1)
    await sso.connections.activate(id, asSystem)
    await harness.settled()
    const entries = await sso.audit.list('org_1', asSystem)
    const [activated, created] = entries
    expect(entries).toHaveLength(2)
    expect(created).toMatchObject({
      type: 'connection.created',
      actor: 'carol',
      connectionId: id,
      detail: {},
    })
    const fingerprint = (await sso.connections.get(id, asSystem)).live?.fingerprint
    expect(activated).toMatchObject({
      type: 'connection.activated',
      actor: 'system',
      detail: { fingerprint },
    })
    expect(Date.parse(activated?.at ?? '') - Date.parse(created?.at ?? '')).toBe(1000)
  })

  it('T1 belongs to one organisation', async () => {
    const harness = createHarness()
    await harness.activeConnection('org_1')
    await harness.activeConnection('org_2')
    await harness.settled()
    const one = await harness.sso.audit.list('org_1', asSystem)
    const two = await harness.sso.audit.list('org_2', asSystem)
    expect([one.length, two.length]).toEqual([2, 2])
    expect(one.map(({ id }) => id)).not.toEqual(two.map(({ id }) => id))
  })

  it('is read page by page, and of one connection', async () => {
    const harness = createHarness()
    const { sso, clock } = harness
    const first = await harness.activeConnection()
    clock.advance(1)
    await harness.activeConnection()
    await harness.settled()
    const all = await sso.audit.list('org_1', asSystem)
    const page = await sso.audit.list('org_1', { ...asSystem, limit: 3 })
    const rest = await sso.audit.list('org_1', { ...asSystem, before: page.at(-1)?.id ?? '' })
    expect([...page, ...rest]).toEqual(all)
    const own = await sso.audit.list('org_1', { ...asSystem, connectionId: first.id })
    expect(own.map(({ type }) => type).toSorted()).toEqual([
      'connection.activated',
      'connection.created',
    ])
    expect(await sso.audit.list('org_1', { ...asSystem, before: "x' OR 1" })).toEqual([])
    const late = ['z'] as never
    expect(await sso.audit.list('org_1', { ...asSystem, before: late })).toEqual([])
    await expect(sso.audit.list('org_1', { ...asSystem, limit: 201 })).rejects.toThrow(TypeError)
  })

  it('T1 shows nothing of another connection or organisation, however the storage compares', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const body = { type: 'connection.created', detail: {} }
    const entry = (about: object) => ({
      ...{ id: 'log_1', at: '2026-01-01T12:00:00.000Z', kind: 'audit' as const, body },
      ...{ organizationId: 'org_1', connectionId: id, ...about },
    })
    const found = [
      entry({ organizationId: 'ORG_1' }),
      entry({ connectionId: id.toUpperCase() }),
      entry({ kind: 'login' }),
      entry({}),
    ]
    const journal = { ...harness.storage.journal, list: async () => found }
    const { sso } = createHarness({ storage: { ...harness.storage, journal } })
    const own = await sso.audit.list('org_1', { ...asSystem, connectionId: id })
    expect(own.map(({ connectionId }) => connectionId)).toEqual([id])
  })

  it('T3 is shown to whom `authorize` lets read it, and to nobody by default', async () => {
    const { sso } = createHarness()
    expect(await codeOf(sso.audit.list('org_1', { actor: 'carol' }))).toBe('not_authorized')
    const asked: unknown[] = []
    const authorize: SsoConfig['authorize'] = (...args) => asked.push(args) > 0
    const trusting = createHarness({ authorize })
    expect(await trusting.sso.audit.list('org_1', { actor: 'carol' })).toEqual([])
    expect(asked).toEqual([['journal.read', 'carol', 'org_1']])
  })

  it('leaves sign-ins and routine out', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    await harness.sso.startLogin({ connectionId: id })
    await harness.sso.maintain()
    await harness.settled()
    const types = (await harness.sso.audit.list('org_1', asSystem)).map(({ type }) => type)
    expect(types.toSorted()).toEqual(['connection.activated', 'connection.created'])
  })

  it('goes back as far as the host wants, 400 days by default', async () => {
    const harness = createHarness()
    await harness.sso.connections.create(fakeConnection, asSystem)
    await harness.settled()
    harness.clock.advance(400 * DAY)
    expect(await harness.sso.audit.list('org_1', asSystem)).toHaveLength(1)
    harness.clock.advance(1)
    expect(await harness.sso.audit.list('org_1', asSystem)).toEqual([])
    const none = createHarness({ audit: false })
    await none.activeConnection()
    await none.settled()
    expect(await none.sso.audit.list('org_1', asSystem)).toEqual([])
    expect(
      await none.storage.journal.list({ organizationId: 'org_1', kind: 'audit', limit: 9 }),
    ).toEqual([])
  })

  it('is trimmed by its own age, whatever the trace keeps', async () => {
    const rules: unknown[] = []
    const inner = createHarness().storage
    const trim: typeof inner.journal.trim = (rule, call) => {
      rules.push(rule)
      return inner.journal.trim(rule, call)
    }
    const storage = { ...inner, journal: { ...inner.journal, trim } }
    const trimmedBy = async (config: Partial<SsoConfig>) => {
      rules.length = 0
      await createHarness({ storage, ...config }).sso.maintain({ limit: 7 })
      return rules.at(-1)
    }
    const rule = { kind: 'audit', limit: 7 }
    const noon = 'T12:00:00Z'
    expect(await trimmedBy({})).toEqual({ ...rule, olderThan: new Date(`2024-11-27${noon}`) })
    const week = await trimmedBy({ audit: { days: 7 }, trace: false })
    expect(week).toEqual({ ...rule, olderThan: new Date(`2025-12-25${noon}`) })
    const none = await trimmedBy({ audit: false })
    expect(none).toEqual({ ...rule, olderThan: new Date(`2026-01-01${noon}`) })
  })

  it('keeps nobody from acting when it cannot be written', async () => {
    const harness = createHarness()
    const { journal } = harness.storage
    const storage = {
      ...harness.storage,
      journal: { ...journal, append: () => Promise.reject(new Error('full')) },
    }
    const broken = createHarness({ storage })
    await broken.activeConnection()
    await broken.settled()
    const failed = broken.events.filter(({ type }) => type === 'background.failed')
    expect(failed).toHaveLength(2)
  })

  it('keeps names of actors short and printable, and an error of the host to itself', async () => {
    const named = (describeActor: (actor: unknown) => string) =>
      createHarness({ authorize: () => true, describeActor })
    const long = named(() => `\u202E${'x'.repeat(300)}`)
    await long.sso.connections.create(fakeConnection, { actor: 1 })
    expect(long.events[0]?.actor).toHaveLength(200)
    expect(long.events[0]?.actor).not.toContain('\u202E')
    const failing = named(() => {
      throw new Error('no name')
    })
    await failing.sso.connections.create(fakeConnection, { actor: 1 })
    expect(failing.events[0]).not.toHaveProperty('actor')
    const plain = createHarness({ authorize: () => true })
    await plain.sso.connections.create(fakeConnection, { actor: 'carol' })
    expect(plain.events[0]?.actor).toBe('carol')
  })

  it('T3 lets nobody pass for the host’s own code, nor for a setup link', async () => {
    const { sso, events } = createHarness({ authorize: () => true })
    for (const actor of ['system', 'setup link lnk_1', 'systematic']) {
      await sso.connections.create(fakeConnection, { actor })
    }
    await sso.connections.create(fakeConnection, asSystem)
    const told = events.map(({ actor }) => actor)
    expect(told).toEqual(['"system"', '"setup link lnk_1"', 'systematic', 'system'])
  })

  it('is configured like the trace', () => {
    for (const audit of [true, { days: 0 }, { days: 1.5 }, { weeks: 1 }]) {
      const start = () => createHarness({ audit: audit as never })
      expect(start).toThrow(expect.objectContaining({ code: 'config_invalid' }))
      try {
        start()
      } catch (error) {
        expect(isSsoError(error)).toBe(true)
      }
    }
  })
})
