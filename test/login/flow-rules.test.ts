import { describe, expect, it } from 'vitest'
import { createSealer } from '../../src/crypto/seal.ts'
import { type Flow, sealFlow } from '../../src/flow/flow.ts'
import { isSsoError, systemActor } from '../../src/index.ts'
import { memoryStorage } from '../../src/storage/memory/index.ts'
import { directory, facts } from '../support/accounts.ts'
import { fakeProvider } from '../support/fake-provider.ts'
import {
  answer,
  baseUrl,
  begin,
  cookiesOf,
  createHarness,
  type Harness,
  secretA,
  secretB,
} from '../support/harness.ts'

const asSystem = { actor: systemActor }

/** Runs a callback and tells the code it failed with, after making sure that nobody got in. */
async function refusal(harness: Harness, request: Request): Promise<string> {
  const before = harness.logins.length
  try {
    await harness.sso.handleCallback(request.clone() as Request)
  } catch (error) {
    expect(harness.logins).toHaveLength(before)
    if (isSsoError(error)) return error.code
    throw error
  }
  return 'accepted'
}

describe('a sign-in with any protocol', () => {
  it('works with a provider of ten lines: the core knows no protocol', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const flow = await begin(harness, id, { query: '?returnTo=/reports' })
    const response = await harness.sso.handler(answer(id, flow))
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe('/reports')
    expect(harness.logins).toEqual([
      expect.objectContaining({
        connectionId: id,
        organizationId: 'org_1',
        access: expect.objectContaining({ kind: 'sign_in' }),
        identity: expect.objectContaining({ subject: 'ann', email: 'ann@example.com' }),
        authentication: { at: '2026-01-01T12:00:00.000Z', initiatedBy: 'sp' },
      }),
    ])
  })

  it('writes nothing to the storage when it starts, and reads once', async () => {
    const calls: string[] = []
    const storage = memoryStorage()
    const harness = createHarness({ storage: counted(storage, calls) })
    const { id } = await harness.activeConnection()
    // That the connection was activated is noted in the background.
    await harness.settled()
    calls.length = 0
    await begin(harness, id)
    await harness.settled()
    expect(calls).toEqual(['connections.load'])
  })

  it('finishes with a read before and after, one write before the accounts and one for the session', async () => {
    const calls: string[] = []
    const harness = createHarness({ storage: counted(memoryStorage(), calls) })
    const { id } = await harness.activeConnection()
    const flow = await begin(harness, id)
    calls.length = 0
    await harness.sso.handler(answer(id, flow))
    expect(calls.slice(0, 4)).toEqual([
      ...['connections.load', 'ephemeral.reserve', 'sessions.put', 'connections.load'],
    ])
    // After the answer: the first login of a revision proves it, and the trace keeps it.
    await harness.settled()
    expect(calls.slice(4)).toEqual(['connections.saveEvidence', 'journal.append'])
  })
})

describe('F1 a callback is accepted only', () => {
  it('F1 with the cookie of the browser that started it', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const flow = await begin(harness, id)
    expect(await refusal(harness, answer(id, { ...flow, cookie: '' }))).toBe('login_flow_missing')
    const foreign = await begin(harness, id)
    expect(await refusal(harness, answer(id, { ...flow, cookie: foreign.cookie }))).toBe(
      'login_flow_missing',
    )
    expect(await refusal(harness, answer(id, flow))).toBe('accepted')
  })

  it('F1 with a cookie whose content belongs to its name', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const mine = await begin(harness, id)
    const foreign = await begin(harness, id)
    const [name] = mine.cookie.split('=')
    const [, ...value] = foreign.cookie.split('=')
    const swapped = `${name}=${value.join('=')}`
    expect(await refusal(harness, answer(id, { ref: mine.ref, cookie: swapped }))).toBe(
      'login_flow_mismatch',
    )
  })

  it('F1 once', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const flow = await begin(harness, id)
    expect(await refusal(harness, answer(id, flow))).toBe('accepted')
    expect(await refusal(harness, answer(id, flow))).toBe('login_replayed')
    expect(harness.events).toContainEqual(expect.objectContaining({ type: 'login.replayed' }))
  })

  it('F1 once of 50 parallel submissions', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const flow = await begin(harness, id)
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () => harness.sso.handler(answer(id, flow))),
    )
    expect(outcomes.filter(({ status }) => status === 303)).toHaveLength(1)
    expect(harness.logins).toHaveLength(1)
  })

  it('F1 within ten minutes', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const flow = await begin(harness, id)
    harness.clock.advance(599)
    expect(await refusal(harness, answer(id, flow))).toBe('accepted')
    const late = await begin(harness, id)
    harness.clock.advance(600)
    expect(await refusal(harness, answer(id, late))).toBe('login_flow_expired')
  })

  it('F1 at the connection it was started for', async () => {
    const harness = createHarness()
    const mine = await harness.activeConnection()
    const other = await harness.activeConnection()
    const flow = await begin(harness, mine.id)
    expect(await refusal(harness, answer(other.id, flow))).toBe('login_flow_mismatch')
    const named = harness.sso.handleCallback(answer(mine.id, flow), { connectionId: other.id })
    await expect(named).rejects.toMatchObject({ code: 'login_flow_mismatch' })
    expect(await refusal(harness, answer(mine.id, flow))).toBe('accepted')
  })

  it.each<[string, Partial<Flow>]>([
    ['purpose', { purpose: 'step_up' }],
    ['address', { baseUrl: 'https://other.example.com' }],
    ['connection', { connectionId: 'con_other' }],
  ])('F1 for its own %s', async (_what, change) => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const { cookie, ref } = await begin(harness, id)
    const sealer = createSealer([secretA])
    const [name = '', ...value] = cookie.split('=')
    const flow = (await sealer.open('flow', [], value.join('='))) as unknown as Flow
    const forged = `${name}=${await sealFlow(sealer, { ...flow, ...change })}`
    expect(await refusal(harness, answer(id, { ref, cookie: forged }))).toBe('login_flow_mismatch')
    expect(await refusal(harness, answer(id, { ref, cookie }))).toBe('accepted')
  })

  it('F1 with a cookie that was sealed with one of the configured secrets', async () => {
    const storage = memoryStorage()
    const before = createHarness({ storage })
    const { id } = await before.activeConnection()
    const flow = await begin(before, id)
    const foreign = createHarness({ storage, secrets: [secretB] })
    expect(await refusal(foreign, answer(id, flow))).toBe('login_flow_missing')
    const rotated = createHarness({ storage, secrets: [secretB, secretA] })
    expect(await refusal(rotated, answer(id, flow))).toBe('accepted')
  })

  it.each(['ticket=ann&ticket=bob&ref=', 'ticket=ann&ref=x&ref='])(
    'F1 without a repeated parameter: %s',
    async (query) => {
      const harness = createHarness()
      const { id } = await harness.activeConnection()
      const { cookie, ref } = await begin(harness, id)
      const url = `${baseUrl}/sso/${id}/callback?${query}${ref}`
      const request = new Request(url, { headers: { cookie } })
      expect(await refusal(harness, request)).toBe('request_parameter_repeated')
    },
  )

  it('F1 with a request of ours', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const url = `${baseUrl}/sso/${id}/callback`
    expect(await refusal(harness, new Request(url))).toBe('login_unsolicited')
    // One that nobody asked for is never read; a sign-in from our side takes its place.
    const { kind } = await harness.sso.handleCallback(new Request(`${url}?ticket=ann`))
    expect([kind, harness.logins]).toEqual(['continue', []])
  })

  it('F1 by a provider that marked the answer as used', async () => {
    const forgetful = fakeProvider({
      finishLogin: async () => ({
        issuer: 'https://fake.example',
        subject: 'ann',
        claims: new Map(),
        authentication: { at: new Date(0) },
        session: { idpSessionIds: [], tokens: {} },
      }),
    })
    const harness = createHarness({ providers: [forgetful] })
    const { id } = await harness.activeConnection()
    expect(await refusal(harness, answer(id, await begin(harness, id)))).toBe('internal_error')
  })

  it('F1 fails closed where the reservation fails', async () => {
    const storage = memoryStorage()
    const broken = {
      ...storage,
      ephemeral: { ...storage.ephemeral, reserve: () => Promise.reject(new Error('gone')) },
    }
    const harness = createHarness({ storage: broken })
    const { id } = await harness.activeConnection()
    expect(await refusal(harness, answer(id, await begin(harness, id)))).toBe('storage_unavailable')
  })

  it('F1 clears its cookie on success and on failure', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const flow = await begin(harness, id)
    const [name] = flow.cookie.split('=')
    for (const status of [303, 400]) {
      const response = await harness.sso.handler(answer(id, flow))
      expect(response.status).toBe(status)
      expect(response.headers.getSetCookie()).toEqual([
        expect.stringMatching(`^${name}=; Path=/; Expires=Thu, 01 Jan 1970`),
      ])
    }
  })
})

describe('F2 the flow', () => {
  it('F2 has a handle of 256 random bits, a new one every time', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const refs = await Promise.all(
      Array.from({ length: 200 }, async () => (await begin(harness, id)).ref),
    )
    expect(new Set(refs).size).toBe(200)
    expect(refs.every((ref) => Buffer.from(ref, 'base64url').length === 32)).toBe(true)
  })

  it('F2 keeps five flows open and drops the oldest', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const jar = new Map<string, string>()
    const refs: string[] = []
    for (let tab = 0; tab < 7; tab++) {
      // A browser that restores its tabs opens them within milliseconds.
      harness.clock.advance(0.001)
      const cookie = [...jar].map((pair) => pair.join('=')).join('; ')
      const { response, ref } = await begin(harness, id, { cookie })
      refs.push(ref)
      for (const line of response.headers.getSetCookie()) {
        const [name = '', ...value] = (line.split(';')[0] ?? '').split('=')
        if (value.join('') === '') jar.delete(name)
        else jar.set(name, value.join('='))
      }
      expect(jar.size).toBeLessThanOrEqual(5)
    }
    const cookie = [...jar].map((pair) => pair.join('=')).join('; ')
    const outcomes = []
    for (const ref of refs) outcomes.push(await refusal(harness, answer(id, { ref, cookie })))
    expect(outcomes).toEqual([
      ...['login_flow_missing', 'login_flow_missing'],
      ...Array.from({ length: 5 }, () => 'accepted'),
    ])
  })

  it('F2 lets parallel tabs finish in any order, each at its own place', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const first = await begin(harness, id, { query: '?returnTo=/one' })
    const second = await begin(harness, id, { query: '?returnTo=/two', cookie: first.cookie })
    const cookie = `${first.cookie}; ${second.cookie}`
    const two = await harness.sso.handler(answer(id, { ref: second.ref, cookie }))
    const one = await harness.sso.handler(answer(id, { ref: first.ref, cookie }))
    expect([one, two].map(({ headers }) => headers.get('location'))).toEqual(['/one', '/two'])
  })

  it.each([
    ['/short', '/short'],
    [`/path?${'q'.repeat(150)}`, `/path?${'q'.repeat(150)}`],
    [`/path?${'q'.repeat(1500)}`, '/path'],
    [`/${'p'.repeat(1500)}`, '/'],
  ])('F2 is at most 1 KiB: returnTo %.12s…', async (returnTo, expected) => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const query = `?returnTo=${encodeURIComponent(returnTo)}`
    const flow = await begin(harness, id, { query })
    expect(flow.cookie.length).toBeLessThanOrEqual(1024)
    const response = await harness.sso.handler(answer(id, flow))
    expect(response.headers.get('location')).toBe(expected)
  })

  it.each([
    [
      'https, redirect',
      'https://app.example.com',
      'redirect',
      '__Host-',
      'SameSite=Lax; HttpOnly; Secure',
    ],
    [
      'https, POST',
      'https://app.example.com',
      'post',
      '__Host-',
      'SameSite=None; HttpOnly; Secure',
    ],
    ['loopback http, redirect', 'http://localhost:3000', 'redirect', '', 'SameSite=Lax; HttpOnly'],
    ['loopback http, POST', 'http://localhost:3000', 'post', '', 'SameSite=None; HttpOnly; Secure'],
  ] as const)(
    'F6 sets its cookie by the way the answer comes: %s',
    async (_what, origin, way, prefix, attributes) => {
      const start = { method: 'GET', url: 'https://fake.example/', answer: way, flow: {} } as const
      const providers = [fakeProvider({ startLogin: async () => start })]
      const harness = createHarness({ baseUrl: origin, providers })
      const { id } = await harness.activeConnection()
      const { setCookie, cookies } = await harness.sso.startLogin({ connectionId: id })
      expect(setCookie).toHaveLength(1)
      expect(setCookie[0]).toMatch(new RegExp(`^${prefix}ssokit-flow-[\\w-]{16}=`))
      expect(setCookie[0]).toContain('; Path=/; Expires=Thu, 01 Jan 2026 12:10:00 GMT; ')
      expect(setCookie[0]?.endsWith(attributes)).toBe(true)
      expect(cookies[0]?.options).toMatchObject({ httpOnly: true, path: '/' })
      expect(cookiesOf({ setCookie })[0]).toBe(`${cookies[0]?.name}=${cookies[0]?.value}`)
    },
  )
})

describe('T2 at the callback the connection is read again', () => {
  it('T2 refuses when it was disabled meanwhile', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const flow = await begin(harness, id)
    await harness.sso.connections.disable(id, asSystem)
    expect(await refusal(harness, answer(id, flow))).toBe('connection_not_active')
  })

  it('T2 refuses when it was removed meanwhile', async () => {
    const harness = createHarness()
    const { id, version } = await harness.activeConnection()
    const flow = await begin(harness, id)
    await harness.storage.connections.remove(id, version)
    expect(await refusal(harness, answer(id, flow))).toBe('connection_not_found')
  })

  it('T2 refuses when its trust changed meanwhile', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const flow = await begin(harness, id)
    await harness.sso.connections.update(id, { settings: { idp: 'https://b.example' } }, asSystem)
    await harness.sso.connections.activate(id, asSystem)
    expect(await refusal(harness, answer(id, flow))).toBe('connection_changed')
  })

  it('T2 goes on when something else changed, and when only a draft did', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const first = await begin(harness, id)
    const second = await begin(harness, id)
    await harness.sso.connections.update(id, { claims: { name: 'cn' } }, asSystem)
    await harness.sso.connections.activate(id, asSystem)
    expect(await refusal(harness, answer(id, first))).toBe('accepted')
    await harness.sso.connections.update(id, { settings: { idp: 'https://b.example' } }, asSystem)
    expect(await refusal(harness, answer(id, second))).toBe('accepted')
  })

  it('PU-1 refuses when the entitlement ended meanwhile', async () => {
    let isAllowed = true
    const harness = createHarness({ isSsoAllowed: () => isAllowed })
    const { id } = await harness.activeConnection()
    const flow = await begin(harness, id)
    isAllowed = false
    expect(await refusal(harness, answer(id, flow))).toBe('organization_not_entitled')
  })
})

describe('T1 the connection is the tenant boundary', () => {
  it('T1 an answer for one connection is refused by a twin of another organisation', async () => {
    const harness = createHarness()
    const mine = await harness.activeConnection('org_1')
    const twin = await harness.activeConnection('org_2')
    const flow = await begin(harness, mine.id)
    const theirs = await begin(harness, twin.id)
    const cookie = `${flow.cookie}; ${theirs.cookie}`
    expect(await refusal(harness, answer(twin.id, { ref: flow.ref, cookie }))).toBe(
      'login_flow_mismatch',
    )
  })

  it('T1 the same person at two connections has two account keys', async () => {
    const keys: string[] = []
    const { accounts } = directory({
      create: async ({ key }) => {
        keys.push(key.id)
        return facts(key.id)
      },
    })
    const harness = createHarness({ accounts })
    for (const organizationId of ['org_1', 'org_2']) {
      const { id } = await harness.activeConnection(organizationId)
      await harness.sso.handler(answer(id, await begin(harness, id)))
    }
    expect(new Set(keys).size).toBe(2)
  })
})

/** Notes every call of a storage. */
function counted(storage: Harness['storage'], calls: string[]): Harness['storage'] {
  const ports = Object.entries(storage).map(([port, target]) => [
    port,
    Object.fromEntries(
      Object.entries(target as Record<string, (...args: unknown[]) => unknown>).map(
        ([name, method]) => [
          name,
          (...args: unknown[]) => {
            calls.push(`${port}.${name}`)
            return method(...args)
          },
        ],
      ),
    ),
  ])
  return Object.fromEntries(ports) as Harness['storage']
}
