import { describe, expect, it } from 'vitest'
import type { AdminAction, SsoConfig } from '../../src/index.ts'
import { adminCalls, openCalls } from '../support/admin-calls.ts'
import { asSystem, codeOf, createHarness, type Harness } from '../support/harness.ts'

const calls = Object.entries(adminCalls)

interface World extends Harness {
  readonly connectionId: string
  /** All that is stored of the organisation org_1. */
  snapshot(): Promise<unknown>
}

async function createWorld(config: Partial<SsoConfig> = {}): Promise<World> {
  const harness = createHarness({ dns: { resolveTxt: async () => [] }, ...config })
  const { id: connectionId } = await harness.activeConnection('org_1')
  await harness.activeConnection('org_2')
  await harness.sso.domains.claim('org_1', 'acme.example', asSystem)
  const { connections, organizations, domains } = harness.storage
  return {
    ...harness,
    connectionId,
    async snapshot() {
      return [
        await connections.list({ organizationId: 'org_1', limit: 100 }),
        await organizations.get('org_1'),
        await domains.list({ organizationId: 'org_1' }),
      ]
    },
  }
}

/** The paths of all functions of an object and of the objects in it. */
function functionsOf(target: object, prefix = ''): string[] {
  return Object.entries(target).flatMap(([name, value]: [string, unknown]) => {
    if (typeof value === 'function') return [`${prefix}${name}`]
    return typeof value === 'object' && value !== null
      ? functionsOf(value, `${prefix}${name}.`)
      : []
  })
}

const impostors = [undefined, null, '', 'admin', {}, true, 'Symbol(ssokit.systemActor)'] as const
// Registered under another name, or not registered at all, a symbol is somebody else's.
const symbols = [Symbol('ssokit.systemActor'), Symbol.for('ssokit.admin')]

describe('the administrative calls', () => {
  it('T3 are all listed: a new call needs a place in this test', () => {
    const { sso } = createHarness()
    const known = [...Object.keys(adminCalls), ...Object.keys(openCalls)]
    expect(functionsOf(sso).toSorted()).toEqual(known.toSorted())
  })

  it.each(calls)(
    'T3 %s works for whom the host allows it, and asks exactly that',
    async (_name, call) => {
      const questions: [AdminAction, unknown, string][] = []
      const world = await createWorld({
        authorize: (...question) => {
          questions.push(question)
          return true
        },
      })
      const actor = { id: 'ann' }
      expect(await codeOf(call.run(world, actor))).toBe('accepted')
      expect(questions).toEqual([[call.action, actor, 'org_1']])
      expect(questions[0]?.[1]).toBe(actor)
    },
  )

  it.each(calls)('T3 %s is for nobody where the host has no callback', async (_name, call) => {
    const world = await createWorld()
    const before = await world.snapshot()
    for (const actor of [...impostors, ...symbols]) {
      expect(await codeOf(call.run(world, actor))).toBe('not_authorized')
    }
    expect(await world.snapshot()).toEqual(before)
  })

  it.each(calls)('T3 %s takes no answer but true', async (_name, call) => {
    let answer: unknown
    const world = await createWorld({ authorize: () => answer as boolean })
    const before = await world.snapshot()
    for (answer of [false, undefined, null, 0, 1, 'true', {}, [], Promise.resolve('yes')]) {
      expect(await codeOf(call.run(world, 'ann'))).toBe('not_authorized')
    }
    expect(await world.snapshot()).toEqual(before)
  })

  it.each(calls)('T3 %s is refused where the callback fails', async (_name, call) => {
    const world = await createWorld({ authorize: () => Promise.reject(new Error('down')) })
    const before = await world.snapshot()
    expect(await codeOf(call.run(world, 'ann'))).toBe('host_callback_failed')
    expect(await world.snapshot()).toEqual(before)
  })

  it.each(calls)(
    'T3 %s of one organisation is nothing to the admin of another',
    async (_name, call) => {
      const world = await createWorld({
        authorize: (_action, actor, organizationId) => actor === `admin of ${organizationId}`,
      })
      const before = await world.snapshot()
      const events = world.events.length
      expect(await codeOf(call.run(world, 'admin of org_2'))).toBe('not_authorized')
      expect(await world.snapshot()).toEqual(before)
      expect(world.events).toHaveLength(events)
      expect(await codeOf(call.run(world, 'admin of org_1'))).toBe('accepted')
    },
  )

  it.each(calls)('T3 %s is one permission and not another', async (_name, call) => {
    const world = await createWorld({ authorize: (action) => action !== call.action })
    expect(await codeOf(call.run(world, 'ann'))).toBe('not_authorized')
  })
})

const ofConnections = calls.filter(
  ([name]) => name.startsWith('connections.') && !/\.(create|list)$/.test(name),
)

describe('calls that name a connection', () => {
  it.each(ofConnections)('T1 %s knows no other by that name', async (_name, call) => {
    const world = await createWorld()
    const { connections } = world.storage
    // A database whose collation ignores case.
    const sloppy = createHarness({
      storage: {
        ...world.storage,
        connections: {
          ...connections,
          load: async (query, options) =>
            'id' in query ? connections.load({ id: world.connectionId }, options) : [],
        },
      },
    })
    const before = await world.snapshot()
    for (const connectionId of [world.connectionId.toUpperCase(), 'con_unknown', '']) {
      const attempt = call.run({ sso: sloppy.sso, connectionId }, asSystem.actor)
      expect(await codeOf(attempt)).toBe('connection_not_found')
    }
    expect(await world.snapshot()).toEqual(before)
  })

  it.each(ofConnections)('T1 %s leaves the connections of others alone', async (_name, call) => {
    const world = await createWorld()
    const others = () => world.storage.connections.list({ organizationId: 'org_2', limit: 100 })
    const before = await others()
    expect(await codeOf(call.run(world, asSystem.actor))).toBe('accepted')
    expect(await others()).toEqual(before)
  })
})
