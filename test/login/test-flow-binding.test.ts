import { describe, expect, it } from 'vitest'
import { oidcError } from '../../src/oidc/error.ts'
import { beginTest } from '../support/connection-tests.ts'
import { fakeProvider } from '../support/fake-provider.ts'
import {
  answer,
  asSystem,
  codeOf,
  createHarness,
  fakeConnection,
  type Harness,
} from '../support/harness.ts'

async function draft(harness: Harness, input: object = {}): Promise<string> {
  const { id } = await harness.sso.connections.create({ ...fakeConnection, ...input }, asSystem)
  return id
}

const testOf = async ({ sso }: Harness, id: string) =>
  (await sso.connections.get(id, asSystem)).test

const finish = (harness: Harness, request: Request) => codeOf(harness.sso.handleCallback(request))

describe('the answer to a test is accepted only', () => {
  it('F1 from the browser of the admin who began it', async () => {
    const harness = createHarness()
    const id = await draft(harness)
    const mine = await beginTest(harness, id)
    const theirs = await beginTest(harness, id)
    expect(await finish(harness, answer(id, { ...mine, cookie: '' }))).toBe('login_flow_missing')
    const swapped = answer(id, { ...mine, cookie: theirs.cookie })
    expect(await finish(harness, swapped)).toBe('login_flow_missing')
    expect(await testOf(harness, id)).toMatchObject({ status: 'running' })
    expect(await finish(harness, answer(id, mine))).toBe('accepted')
  })

  it('F1 once, and what it proved stays proved', async () => {
    const harness = createHarness()
    const id = await draft(harness)
    const flow = await beginTest(harness, id)
    expect(await finish(harness, answer(id, flow))).toBe('accepted')
    const proved = await testOf(harness, id)
    expect(await finish(harness, answer(id, flow))).toBe('login_replayed')
    expect(await testOf(harness, id)).toEqual(proved)
    expect(harness.events).toContainEqual(expect.objectContaining({ type: 'login.replayed' }))
  })

  it('F1 within ten minutes', async () => {
    const harness = createHarness()
    const id = await draft(harness)
    const late = await beginTest(harness, id)
    harness.clock.advance(600)
    expect(await finish(harness, answer(id, late))).toBe('login_flow_expired')
    const timely = await beginTest(harness, id)
    harness.clock.advance(599)
    expect(await finish(harness, answer(id, timely))).toBe('accepted')
  })

  it('T1 at the connection that it is of', async () => {
    const harness = createHarness()
    const [mine, other] = [await draft(harness), await draft(harness)]
    const flow = await beginTest(harness, mine)
    expect(await finish(harness, answer(other, flow))).toBe('login_flow_mismatch')
    expect(await testOf(harness, other)).toBeUndefined()
  })

  it('T1 at no other that a storage takes for it', async () => {
    const harness = createHarness()
    const [mine, other] = [await draft(harness), await draft(harness)]
    const flow = await beginTest(harness, mine)
    const { connections } = harness.storage
    const sloppy = createHarness({
      storage: {
        ...harness.storage,
        connections: {
          ...connections,
          load: (_query, call) => connections.load({ id: other }, call),
        },
      },
    })
    expect(await finish(sloppy, answer(mine, flow))).toBe('connection_not_found')
  })

  it('while the server still has what it trusted', async () => {
    const harness = createHarness()
    const id = await draft(harness)
    const flow = await beginTest(harness, id)
    const { ephemeral } = harness.storage
    const lost = createHarness({
      storage: { ...harness.storage, ephemeral: { ...ephemeral, get: async () => null } },
    })
    expect(await finish(lost, answer(id, flow))).toBe('login_flow_expired')
    expect(await testOf(harness, id)).toMatchObject({ status: 'running' })
  })

  it.each<[string, object]>([
    ['settings', { settings: { idp: 'https://b.example' } }],
    ['secrets', { secrets: { apiKey: 'other' } }],
    ['the mapping of claims', { claims: { email: 'mail' } }],
    ['the access rules', { access: { emailDomains: 'verified' } }],
    ['the session rules', { session: { maxAgeSeconds: 600 } }],
  ])('T2 where nobody edited %s meanwhile', async (_what, change) => {
    const harness = createHarness()
    const id = await draft(harness, { secrets: { apiKey: 'one' } })
    const flow = await beginTest(harness, id)
    await harness.sso.connections.update(id, change, asSystem)
    expect(await testOf(harness, id)).toBeUndefined()
    expect(await finish(harness, answer(id, flow))).toBe('test_configuration_changed')
    expect(await testOf(harness, id)).toBeUndefined()
  })

  it('T2 of the live revision where nobody began a draft meanwhile', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const flow = await beginTest(harness, id)
    const change = { settings: { idp: 'https://b.example' } }
    await harness.sso.connections.update(id, change, asSystem)
    expect(await finish(harness, answer(id, flow))).toBe('test_configuration_changed')
  })

  it('T2 of a connection that is still there, disabled or not', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const [one, two] = [await beginTest(harness, id), await beginTest(harness, id)]
    await harness.sso.connections.disable(id, asSystem)
    expect(await finish(harness, answer(id, one))).toBe('accepted')
    await harness.sso.connections.remove(id, asSystem)
    expect(await finish(harness, answer(id, two))).toBe('connection_not_found')
  })

  it('of a draft that went live as it was in the meantime', async () => {
    const harness = createHarness()
    const id = await draft(harness)
    const flow = await beginTest(harness, id)
    await harness.sso.connections.activate(id, asSystem)
    expect(await finish(harness, answer(id, flow))).toBe('accepted')
  })
})

describe('what a test leaves behind', () => {
  it('expires where nobody finished it', async () => {
    const harness = createHarness()
    const id = await draft(harness)
    await beginTest(harness, id)
    harness.clock.advance(599)
    expect(await testOf(harness, id)).toMatchObject({ status: 'running' })
    harness.clock.advance(1)
    expect(await testOf(harness, id)).toBeUndefined()
    expect((await harness.sso.connections.list('org_1', asSystem))[0]?.test).toBeUndefined()
  })

  it('stays while the next test of the same configuration is under way, or is given up', async () => {
    const harness = createHarness()
    const id = await draft(harness)
    expect(await finish(harness, answer(id, await beginTest(harness, id)))).toBe('accepted')
    const proved = await testOf(harness, id)
    harness.clock.advance(60)
    await beginTest(harness, id)
    expect(await testOf(harness, id)).toEqual(proved)
  })

  it('is replaced by the outcome of the next one, even within the same instant', async () => {
    let isBroken = false
    const provider = fakeProvider({
      finishLogin: (context) => {
        if (isBroken) throw oidcError('oidc_id_token_expired')
        return fakeProvider().finishLogin(context)
      },
    })
    const harness = createHarness({ providers: [provider] })
    const id = await draft(harness)
    const outcomes: unknown[] = []
    for (isBroken of [false, true, false]) {
      await finish(harness, answer(id, await beginTest(harness, id)))
      outcomes.push((await testOf(harness, id))?.status)
    }
    expect(outcomes).toEqual(['passed', 'failed', 'passed'])
  })

  it('is a report where the provider, or what it sent, is at fault; the browser still comes back', async () => {
    const provider = fakeProvider({
      finishLogin: async ({ reserve }) => {
        await reserve()
        throw oidcError('oidc_access_denied')
      },
    })
    const harness = createHarness({ providers: [provider] })
    const id = await draft(harness)
    const response = await harness.sso.handler(
      answer(id, await beginTest(harness, id, '/settings')),
    )
    expect(response.headers.get('location')).toBe('/settings')
    const { message, hint } = oidcError('oidc_access_denied')
    expect(await testOf(harness, id)).toMatchObject({
      status: 'failed',
      report: {
        status: 'failed',
        message,
        issues: [{ code: 'oidc_access_denied', message, hint }],
      },
    })
    expect(harness.events).toContainEqual(
      expect.objectContaining({
        ...{ type: 'connection.tested', status: 'failed', code: 'oidc_access_denied' },
      }),
    )
    expect(harness.logins).toEqual([])
  })

  it('is nothing where the fault is ours: the storage fails, and the error page says so', async () => {
    const harness = createHarness()
    const id = await draft(harness)
    const flow = await beginTest(harness, id)
    const broken = createHarness({
      storage: {
        ...harness.storage,
        connections: {
          ...harness.storage.connections,
          saveEvidence: () => Promise.reject(new Error('down')),
        },
      },
    })
    const response = await broken.sso.handler(answer(id, flow))
    expect(response.status).toBe(503)
    // The cookie of the flow is cleared all the same.
    expect(response.headers.getSetCookie().join()).toContain('Thu, 01 Jan 1970')
    expect(await testOf(harness, id)).toMatchObject({ status: 'running' })
  })

  it('is the fault of the provider where it never reserves the answer: nobody may trust that', async () => {
    const provider = fakeProvider({
      finishLogin: (context) =>
        fakeProvider().finishLogin({ ...context, reserve: () => Promise.resolve() }),
    })
    const harness = createHarness({ providers: [provider] })
    const id = await draft(harness)
    const flow = await beginTest(harness, id)
    expect(await finish(harness, answer(id, flow))).toBe('internal_error')
    expect(await testOf(harness, id)).toMatchObject({ status: 'running' })
  })
})
