import { describe, expect, it } from 'vitest'
import type { SsoProvider } from '../../src/index.ts'
import { memoryStorage } from '../../src/storage/memory/index.ts'
import {
  asSystem,
  baseUrl,
  createHarness,
  fakeConnection,
  formHeaders,
} from '../support/harness.ts'
import { logoutProvider } from '../support/logout-provider.ts'

const post = (id: string, fields: Record<string, string> = {}, query = '') =>
  new Request(`${baseUrl}/sso/${id}/slo${query}`, {
    method: 'POST',
    headers: formHeaders,
    body: String(new URLSearchParams({ end: 'ann', seal: 'good', ...fields })),
  })

/** A provider that notes every request it is asked to receive, and gives what the test says. */
function listening(demand: Awaited<ReturnType<NonNullable<SsoProvider['receiveLogout']>>>) {
  const queries: (string | undefined)[] = []
  const provider = logoutProvider({
    async receiveLogout({ message }) {
      queries.push(message.query)
      return demand
    },
  })
  return { provider, queries }
}

const everyTime = {
  sessions: { issuer: 'https://fake.example', subject: 'ann' },
  answer: async () => ({ kind: 'direct', status: 200 }) as const,
}

describe('whose requests a logout address receives', () => {
  it('T1 S24 not those of a connection that was never live, however it is set up', async () => {
    const { provider, queries } = listening(everyTime)
    const { sso, events, activeConnection } = createHarness({ providers: [provider] })
    const { id: draft } = await sso.connections.create(fakeConnection, asSystem)
    const { id: live } = await activeConnection()
    expect((await sso.handler(post(draft))).status).toBe(404)
    expect(events.at(-1)).toMatchObject({ code: 'request_not_found' })
    expect(queries).toEqual([])
    expect((await sso.handler(post(live))).status).toBe(200)
    expect(queries).toHaveLength(1)
  })

  it('still those of a connection that is switched off: a sign-out may have stopped halfway', async () => {
    const { provider, queries } = listening(everyTime)
    const { sso, activeConnection } = createHarness({ providers: [provider] })
    const { id } = await activeConnection()
    await sso.connections.disable(id, asSystem)
    expect((await sso.handler(post(id))).status).toBe(200)
    expect(queries).toHaveLength(1)
  })

  it('T1 not those of a protocol that the application does not speak any more', async () => {
    const storage = memoryStorage()
    const other: SsoProvider = { ...logoutProvider(), protocol: 'other' }
    const before = createHarness({ storage, providers: [logoutProvider(), other] })
    const { id } = await before.activeConnection('org_1', { protocol: 'other' })
    const now = createHarness({ storage, providers: [logoutProvider()] })
    expect((await now.sso.handler(post(id))).status).toBe(404)
  })

  it('not those that its provider has no use for', async () => {
    for (const receiveLogout of [undefined, async () => undefined]) {
      const provider = { ...logoutProvider(), receiveLogout } as unknown as SsoProvider
      const { sso, activeConnection } = createHarness({ providers: [provider] })
      const { id } = await activeConnection()
      expect((await sso.handler(post(id))).status).toBe(404)
    }
  })

  it.each<[string, SsoProvider['routes']]>([
    ['none', []],
    [
      'another address',
      [{ key: 'frontchannelLogout', methods: ['GET', 'POST'], serves: 'logout' }],
    ],
    ['answers there', [{ key: 'slo', methods: ['GET', 'POST'], serves: 'answers' }]],
  ])('T1 are shown only to protocols that serve it; another one has %s', async (_what, routes) => {
    const shown: string[] = []
    const other: SsoProvider = {
      ...logoutProvider({
        recogniseLogout: (key) => (shown.push(key), { kind: 'request' }),
      }),
      ...{ protocol: 'other', routes },
    }
    const { provider, queries } = listening(everyTime)
    const { sso, activeConnection } = createHarness({ providers: [other, provider] })
    const { id } = await activeConnection()
    expect((await sso.handler(post(id))).status).toBe(200)
    expect(shown).toEqual([])
    expect(queries).toHaveLength(1)
  })

  it('as often as they come where the provider says nothing of once', async () => {
    const { provider } = listening(everyTime)
    const { sso, activeConnection } = createHarness({ providers: [provider] })
    const { id } = await activeConnection()
    const statuses = [await sso.handler(post(id)), await sso.handler(post(id))]
    expect(statuses.map(({ status }) => status)).toEqual([200, 200])
  })

  it('S23 with the query where it was signed, and without one beside a form', async () => {
    const { provider, queries } = listening(everyTime)
    const { sso, activeConnection } = createHarness({ providers: [provider] })
    const { id } = await activeConnection()
    const query = '?end=ann&seal=good'
    await sso.handler(new Request(`${baseUrl}/sso/${id}/slo${query}`))
    await sso.handler(post(id, {}, '?x=1'))
    expect(queries).toEqual([query, undefined])
  })
})
