import { describe, expect, it } from 'vitest'
import type { SsoConfig, SsoStorage } from '../../src/index.ts'
import { memoryStorage } from '../../src/storage/memory/index.ts'
import { fakeProvider } from '../support/fake-provider.ts'
import {
  answer,
  asSystem,
  baseUrl,
  begin,
  codeOf,
  configIssues,
  createHarness,
  forgeFlow,
  type Harness,
  storageWith,
} from '../support/harness.ts'

const honest = fakeProvider()
/** Nobody has shown to be the provider where the ticket is `garbage`. */
const provider = fakeProvider({
  async finishLogin(context) {
    if (context.message.parameters.get('ticket') === 'garbage') throw new Error('no ticket')
    return honest.finishLogin(context)
  },
})

async function world(config: Partial<SsoConfig> = {}) {
  const harness = createHarness({ providers: [provider], audit: false, ...config })
  const { id } = await harness.activeConnection()
  return { ...harness, id }
}

async function signIn(harness: Harness, id: string, person = 'ann'): Promise<Response> {
  const response = await harness.sso.handler(answer(id, await begin(harness, id), person))
  await harness.settled()
  harness.clock.advance(1)
  return response
}

const stored = ({ storage }: Pick<Harness, 'storage'>, organizationId = 'org_1') =>
  storage.journal.list({ organizationId, limit: 1000 })

describe('writing the trace', () => {
  it('never fails a sign-in', async () => {
    const append = () => Promise.reject(new Error('disk full'))
    const scene = await world({ storage: storageWith('journal', () => ({ append })) })
    expect((await signIn(scene, scene.id)).status).toBe(303)
    expect(scene.logins).toHaveLength(1)
    const failed = scene.events.filter(({ type }) => type === 'background.failed')
    expect(failed).toMatchObject([{ code: 'storage_unavailable', connectionId: scene.id }])
  })

  it('never delays a sign-in', async () => {
    const append = () => new Promise<never>(() => {})
    const scene = await world({ storage: storageWith('journal', () => ({ append })) })
    const flow = await begin(scene, scene.id)
    expect((await scene.sso.handler(answer(scene.id, flow))).status).toBe(303)
  })

  it('can be switched off: nothing is written, nothing shown, and what was written goes', async () => {
    const storage = memoryStorage()
    const before = await world({ storage })
    await signIn(before, before.id)
    expect(await stored(before)).toHaveLength(1)
    const off = createHarness({ providers: [provider], storage, trace: false, audit: false })
    await signIn(off, before.id)
    await signIn(off, before.id, 'garbage')
    expect(await stored(off)).toHaveLength(1)
    expect(await off.sso.connections.trace(before.id, asSystem)).toEqual([])
    expect((await off.sso.maintain()).deleted.journal).toBe(1)
    expect(await stored(off)).toEqual([])
  })

  it('is trimmed to what is kept, by number and by age', async () => {
    const scene = await world({ trace: { keep: 3, days: 2 } })
    for (let count = 0; count < 5; count++) await signIn(scene, scene.id)
    const all = await scene.sso.connections.trace(scene.id, asSystem)
    expect((await scene.sso.maintain()).deleted.journal).toBe(2)
    expect(await scene.sso.connections.trace(scene.id, asSystem)).toEqual(all.slice(0, 3))
    scene.clock.advance(2 * 86_400)
    // Too old to be shown, be it deleted or not.
    expect(await scene.sso.connections.trace(scene.id, asSystem)).toEqual([])
    expect((await scene.sso.maintain()).deleted.journal).toBe(3)
    expect(await stored(scene)).toEqual([])
  })

  it('keeps fifty attempts for thirty days unless told otherwise', async () => {
    const rules: unknown[] = []
    const storage = storageWith('journal', ({ trim }) => ({
      trim: (rule, call) => {
        rules.push(rule)
        return trim(rule, call)
      },
    }))
    await (await world({ storage })).sso.maintain({ limit: 7 })
    const olderThan = new Date('2025-12-02T12:00:00Z')
    expect(rules[0]).toEqual({ kind: 'login', olderThan, keepPerConnection: 50, limit: 7 })
  })

  it.each([
    [true, ['trace']],
    [null, ['trace']],
    [{ keep: 0 }, ['trace.keep']],
    [{ keep: 501, days: 31 }, ['trace.keep', 'trace.days']],
    [{ keep: '50', days: 1.5 }, ['trace.keep', 'trace.days']],
    [{ limit: 5 }, ['trace.limit']],
    [{ keep: 1, days: 30 }, []],
    [{}, []],
    [false, []],
  ])('is configured: %j', (trace, issues) => {
    expect(configIssues({ trace })).toEqual(issues)
  })
})

describe('a flood of failures', () => {
  it('writes nothing where no flow of ours is answered', async () => {
    const scene = await world()
    for (let count = 0; count < 50; count++) {
      const stray = { cookie: '', ref: `ref-${count}` }
      expect((await scene.sso.handler(answer(scene.id, stray, 'garbage'))).status).toBe(400)
    }
    await scene.settled()
    expect(await stored(scene)).toEqual([])
  })

  it('pushes out nothing that really happened, though every answer has a flow', async () => {
    const scene = await world({ trace: { keep: 5 } })
    for (let count = 0; count < 4; count++) await signIn(scene, scene.id)
    const real = await scene.sso.connections.trace(scene.id, asSystem)
    for (let minute = 0; minute < 12; minute++) {
      for (let count = 0; count < 25; count++) await signIn(scene, scene.id, 'garbage')
      scene.clock.advance(600)
    }
    // Ten, and hardly more than one a minute after that.
    expect((await stored(scene)).length).toBeLessThan(4 + 12 * 11)
    while ((await scene.sso.maintain()).hasMore) continue
    const kept = await scene.sso.connections.trace(scene.id, asSystem)
    expect(kept.filter(({ outcome }) => outcome === 'signed_in')).toEqual(real)
    expect(kept.filter(({ outcome }) => outcome === 'failed')).toHaveLength(5)
    expect(kept.map(({ at }) => at)).toEqual(
      kept
        .map(({ at }) => at)
        .toSorted()
        .toReversed(),
    )
  })

  it('does not count refusals of people whom the provider has vouched for', async () => {
    const scene = createHarness({ trace: { keep: 30 }, audit: false })
    const access = { emailDomains: 'verified' }
    const { id } = await scene.activeConnection('org_1', { access })
    const flows = await Promise.all(Array.from({ length: 25 }, () => begin(scene, id)))
    for (const flow of flows) await scene.sso.handler(answer(id, flow))
    await scene.settled()
    const kept = await stored(scene)
    expect(kept).toHaveLength(25)
    expect(new Set(kept.map(({ connectionId }) => connectionId))).toEqual(new Set([id]))
  })

  it('counts one flow once, however often it is answered', async () => {
    const scene = await world()
    const flow = await begin(scene, scene.id)
    for (let count = 0; count < 20; count++) {
      await scene.sso.handler(answer(scene.id, flow, 'garbage'))
    }
    await scene.settled()
    expect(await stored(scene)).toHaveLength(1)
    // It is still good for the real answer.
    expect((await scene.sso.handler(answer(scene.id, flow))).status).toBe(303)
  })
})

describe('reading the trace', () => {
  it('goes from page to page, through both kinds of entries', async () => {
    const scene = await world()
    for (const person of ['a', 'garbage', 'b', 'garbage', 'garbage', 'c', 'd']) {
      await signIn(scene, scene.id, person)
    }
    const all = await scene.sso.connections.trace(scene.id, asSystem)
    expect(all).toHaveLength(7)
    const pages: unknown[] = []
    let before: string | undefined
    for (;;) {
      const options = { ...asSystem, limit: 2, ...(before === undefined ? {} : { before }) }
      const page = await scene.sso.connections.trace(scene.id, options)
      if (page.length === 0) break
      pages.push(...page)
      before = page.at(-1)?.id
    }
    expect(pages).toEqual(all)
  })

  it.each([0, -1, 1.5, 201, Number.NaN, '5'])('refuses the limit %j', async (limit) => {
    const scene = await world()
    const options = { ...asSystem, limit: limit as number }
    await expect(scene.sso.connections.trace(scene.id, options)).rejects.toThrow(TypeError)
  })

  it.each(['', "' or 1=1", '\u0000', 'x'.repeat(200), '%', {}, null])(
    'finds nothing by the reference %j, and asks no database for it',
    async (reference) => {
      const asked: unknown[] = []
      const storage = storageWith('journal', ({ list }) => ({
        list: (filter, call) => {
          asked.push(filter)
          return list(filter, call)
        },
      }))
      const scene = await world({ storage })
      await signIn(scene, scene.id)
      const correlationId = reference as string
      const found = await scene.sso.connections.trace(scene.id, { ...asSystem, correlationId })
      expect([found, asked]).toEqual([[], []])
    },
  )

  it('T1 T3 shows each organisation its own connections, whatever the storage does', async () => {
    const memory = memoryStorage()
    const authorize: SsoConfig['authorize'] = (action, actor, organizationId) =>
      action === 'journal.read' && actor === organizationId
    const careless: SsoStorage = {
      ...memory,
      journal: {
        ...memory.journal,
        // Answers with everything of both organisations.
        list: async ({ limit }) => [
          ...(await memory.journal.list({ organizationId: 'org_1', limit })),
          ...(await memory.journal.list({ organizationId: 'org_2', limit })),
        ],
      },
    }
    const scene = createHarness({ providers: [provider], storage: careless, authorize })
    const mine = await scene.activeConnection('org_1')
    const sibling = await scene.activeConnection('org_1')
    const foreign = await scene.activeConnection('org_2')
    for (const { id } of [mine, sibling, foreign]) await signIn(scene, id)
    for (const { id, organizationId } of [mine, sibling, foreign]) {
      const found = await scene.sso.connections.trace(id, { actor: organizationId })
      expect(new Set(found.map((entry) => entry.id)).size).toBe(1)
    }
    const [entry] = await scene.sso.connections.trace(foreign.id, { actor: 'org_2' })
    const correlationId = entry?.correlationId ?? ''
    const search = { actor: 'org_1', correlationId }
    expect(await codeOf(scene.sso.connections.trace(foreign.id, search))).toBe('not_authorized')
    expect(await codeOf(scene.sso.connections.trace(foreign.id, { actor: 'org_1' }))).toBe(
      'not_authorized',
    )
    const own = await scene.sso.connections.trace(mine.id, search)
    expect(own.map((one) => one.id)).not.toContain(entry?.id)
  })

  it('T1 writes nothing under another spelling of an id', async () => {
    const scene = await world()
    const { connections } = scene.storage
    // A database whose collation ignores case.
    const load: typeof connections.load = (query, call) =>
      connections.load('id' in query ? { id: scene.id } : query, call)
    const storage = { ...scene.storage, connections: { ...connections, load } }
    const sloppy = createHarness({ providers: [provider], storage, audit: false })
    const { cookie, ref } = await begin(sloppy, scene.id)
    const connectionId = scene.id.toUpperCase()
    const forged = { cookie: await forgeFlow(cookie, { connectionId }), ref }
    expect((await sloppy.sso.handler(answer(connectionId, forged))).status).toBe(404)
    await sloppy.settled()
    expect(await stored(scene)).toEqual([])
  })

  it('T1 writes nothing of a connection that is not there', async () => {
    const scene = await world()
    const flow = await begin(scene, scene.id)
    await scene.sso.connections.remove(scene.id, asSystem)
    await scene.sso.handler(answer(scene.id, flow))
    await scene.settled()
    expect(await stored(scene)).toEqual([])
    const request = new Request(`${baseUrl}/sso/con_unknown/callback?ticket=ann&ref=x`)
    expect((await scene.sso.handler(request)).status).toBe(400)
  })
})
