import { describe, expect, it } from 'vitest'
import { fakeProvider } from '../support/fake-provider.ts'
import { answer, begin, codeOf, createHarness } from '../support/harness.ts'

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
})
