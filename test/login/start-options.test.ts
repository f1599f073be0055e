import { describe, expect, it } from 'vitest'
import { fakeProvider } from '../support/fake-provider.ts'
import { answer, baseUrl, begin, codeOf, createHarness } from '../support/harness.ts'

describe('what startLogin is given', () => {
  it('PU-1 starts nothing for an organisation without the entitlement', async () => {
    let isAllowed = true
    const harness = createHarness({ isSsoAllowed: () => isAllowed })
    const { id } = await harness.activeConnection()
    isAllowed = false
    expect(await codeOf(harness.sso.startLogin({ connectionId: id }))).toBe(
      'organization_not_entitled',
    )
  })

  it('F4 honours allowedReturnOrigins, and target_link_uri of a target', async () => {
    const harness = createHarness({ allowedReturnOrigins: ['https://docs.example.com'] })
    const { id } = await harness.activeConnection()
    const flow = await begin(harness, id, { query: '?returnTo=https://docs.example.com/a' })
    const done = await harness.sso.handler(answer(id, flow))
    expect(done.headers.get('location')).toBe('https://docs.example.com/a')
    await harness.settled()
    const start = await harness.sso.startLogin(
      { issuer: 'https://fake.example', targetLinkUri: '/inbox' },
      { returnTo: '/other' },
    )
    const ref = new URL(start.url).searchParams.get('ref') ?? ''
    const again = await harness.sso.handleCallback(
      answer(id, { cookie: start.setCookie[0]?.split(';')[0] ?? '', ref }),
    )
    expect(again.kind === 'login' && again.login.returnTo).toBe('/inbox')
  })

  it.each([
    ['h'.repeat(320), true],
    ['h'.repeat(321), false],
    ['a\nb', false],
    ['a\u0000b', false],
  ])(
    'F5 passes on the hint %.8j… unless it is too long or has control characters: %s',
    async (hint, isPassed) => {
      const seen: unknown[] = []
      const plain = fakeProvider()
      const harness = createHarness({
        providers: [
          fakeProvider({
            startLogin: async (context) => {
              seen.push(context.options.loginHint)
              return plain.startLogin(context)
            },
          }),
        ],
      })
      const { id } = await harness.activeConnection()
      await harness.sso.startLogin({ connectionId: id }, { loginHint: hint })
      expect(seen).toEqual([isPassed ? hint : undefined])
    },
  )
  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, '60', null])(
    'O4 takes no age that could never be exceeded: %j',
    async (maxAge) => {
      const harness = createHarness()
      const { id } = await harness.activeConnection()
      const start = (age: unknown) =>
        harness.sso.startLogin({ connectionId: id }, { maxAge: age as number })
      await expect(start(maxAge)).rejects.toThrow(TypeError)
      for (const honest of [0, 60]) expect(await codeOf(start(honest))).toBe('accepted')
    },
  )
})

describe('what handleCallback is given', () => {
  it('T1 F1 an address that names no connection takes an answer only with the connection’s id', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const { cookie, ref } = await begin(harness, id)
    // Behind a proxy that cuts paths, or at a route of the host's own.
    const request = () =>
      new Request(`${baseUrl}/own/route?ticket=ann&ref=${ref}`, { headers: { cookie } })
    const complete = (options?: { connectionId: string }) =>
      codeOf(harness.sso.handleCallback(request(), options))
    expect(await complete()).toBe('login_flow_mismatch')
    expect(await complete({ connectionId: 'con_other' })).toBe('login_flow_mismatch')
    expect(await complete({ connectionId: id })).toBe('accepted')
  })
})
