import { describe, expect, it } from 'vitest'
import { fakeProvider } from '../support/fake-provider.ts'
import {
  answer,
  baseUrl,
  begin,
  codeOf,
  createHarness,
  forgeFlow,
  storageWith,
} from '../support/harness.ts'

describe('the reservation of a flow', () => {
  it.each(['OK', 1, {}, [true]])(
    'F1 takes %j from the store for a refusal: only true is the first caller',
    async (odd) => {
      const storage = storageWith('ephemeral', () => ({ reserve: async () => odd as never }))
      const harness = createHarness({ storage })
      const { id } = await harness.activeConnection()
      expect(await codeOf(harness.sso.handleCallback(answer(id, await begin(harness, id))))).toBe(
        'login_replayed',
      )
    },
  )

  it('F1 S18 names connection and flow, and outlives the flow by five minutes', async () => {
    const seen: { keys: readonly string[]; until: Date }[] = []
    const storage = storageWith('ephemeral', () => ({
      reserve: async (keys, until) => {
        seen.push({ keys, until })
        return true
      },
    }))
    const harness = createHarness({ storage })
    const one = await harness.activeConnection()
    const two = await harness.activeConnection()
    const flow = await begin(harness, one.id)
    await harness.sso.handleCallback(answer(one.id, flow))
    const twin = await forgeFlow(flow.cookie, { connectionId: two.id })
    await harness.sso.handleCallback(answer(two.id, { cookie: twin, ref: flow.ref }))
    expect(seen[0]?.keys).toHaveLength(1)
    expect(seen[0]?.keys).not.toEqual(seen[1]?.keys)
    expect(seen[0]?.until.toISOString()).toBe('2026-01-01T12:15:00.000Z')
  })

  it('S18 is not used up by an unsolicited answer, whatever that calls itself', async () => {
    const plain = fakeProvider()
    const accepting = fakeProvider({
      recognise: ({ parameters }) =>
        parameters.has('ticket') ? { kind: 'answer', handle: parameters.get('ref') } : undefined,
      requestNamed: async () => null,
      unsolicited: () => 'accept',
      finishLogin(context) {
        const { flow, message, now, reserve } = context
        const named = {
          id: message.parameters.get('ticket') ?? '',
          expiresAt: new Date(now().getTime() + 60_000),
        }
        return plain.finishLogin({ ...context, reserve: () => reserve(flow ? undefined : named) })
      },
    })
    const harness = createHarness({ providers: [accepting] })
    const { id } = await harness.activeConnection()
    const flow = await begin(harness, id)
    const unsolicited = new Request(`${baseUrl}/sso/${id}/callback?ticket=${flow.ref}`)
    expect(await codeOf(harness.sso.handleCallback(unsolicited.clone()))).toBe('accepted')
    expect(await codeOf(harness.sso.handleCallback(unsolicited))).toBe('login_replayed')
    expect(await codeOf(harness.sso.handleCallback(answer(id, flow)))).toBe('accepted')
  })

  it.each<[string, { id: string; expiresAt: Date } | undefined]>([
    ['nothing', undefined],
    ['an instant that is none', { id: 'a', expiresAt: new Date(Number.NaN) }],
    ['an instant before all others', { id: 'a', expiresAt: new Date(0) }],
    ['an instant alone', { expiresAt: new Date('2026-01-01T12:10:00Z') } as never],
    ['a name alone', { id: 'a' } as never],
  ])('S18 refuses a provider that reserves an unsolicited answer by %s', async (_what, named) => {
    const plain = fakeProvider()
    const careless = fakeProvider({
      recognise: () => ({ kind: 'answer', handle: undefined }),
      requestNamed: async () => null,
      unsolicited: () => 'accept',
      finishLogin: (context) =>
        plain.finishLogin({ ...context, reserve: () => context.reserve(named) }),
    })
    const harness = createHarness({ providers: [careless] })
    const { id } = await harness.activeConnection()
    const request = new Request(`${baseUrl}/sso/${id}/callback?ticket=ann`)
    expect(await codeOf(harness.sso.handleCallback(request))).toBe('internal_error')
    expect(harness.logins).toEqual([])
  })

  it('F1 T1 finishes nothing for an answer that another protocol recognises', async () => {
    const other = fakeProvider({
      protocol: 'other',
      recognise: ({ parameters }) => {
        const handle = parameters.get('ref')
        return handle ? { kind: 'answer', handle } : undefined
      },
    })
    const harness = createHarness({ providers: [other, fakeProvider()] })
    const { id } = await harness.activeConnection()
    expect(await codeOf(harness.sso.handleCallback(answer(id, await begin(harness, id))))).toBe(
      'connection_changed',
    )
  })
})
