import { describe, expect, it } from 'vitest'
import { isStorableId } from '../../src/logout/stored.ts'
import { answer, baseUrl, begin, cookiesOf, createHarness } from '../support/harness.ts'
import { logoutProvider } from '../support/logout-provider.ts'

describe('what a storage is asked for', () => {
  it.each([
    ['an id', 'ses_1', true],
    ['the longest id', 'x'.repeat(512), true],
    ['a longer one', 'x'.repeat(513), false],
    ['nothing', '', false],
    ['a number', 7, false],
    ['a list of texts', ['ses_1'], false],
    ['nobody', undefined, false],
    ['a NUL', 'a\u0000b', false],
    ['half a character', 'a\ud800', false],
  ])('X5 %s', (_what, id, expected) => {
    expect(isStorableId(id)).toBe(expected)
  })
})

describe('a provider that does less', () => {
  const signedIn = async (change: object) => {
    const harness = createHarness({ providers: [logoutProvider(change)] })
    const { id } = await harness.activeConnection('org_1', { session: { hasSingleLogout: true } })
    await harness.sso.handler(answer(id, await begin(harness, id)))
    const session = harness.logins[0]?.session
    if (!session) throw new Error('nobody signed in')
    return { ...harness, session }
  }

  it('T2 is told of its own people where it names no issuers, and of nobody else’s', async () => {
    const open = await signedIn({ issuers: () => [] })
    expect(await open.sso.startLogout(open.session)).toMatchObject({ scope: 'provider' })
    let issuers = ['https://fake.example']
    const named = await signedIn({ issuers: () => issuers })
    expect(await named.sso.startLogout(named.session)).toMatchObject({ scope: 'provider' })
    issuers = ['https://other.example']
    expect(await named.sso.startLogout(named.session)).toMatchObject({
      ...{ scope: 'local', reason: 'connection_changed' },
    })
  })

  it('S24 confirms nothing by an answer that it cannot verify', async () => {
    for (const [change, confirmed] of [
      [{}, true],
      [{ finishLogout: undefined }, false],
    ] as const) {
      const { sso, session } = await signedIn(change)
      const start = await sso.startLogout(session)
      const fields = { done: 'yes', ref: start.fields?.ref ?? '', seal: 'good' }
      const result = await sso.handleLogout(
        new Request(`${baseUrl}/sso/${session.connectionId}/slo`, {
          method: 'POST',
          headers: { cookie: cookiesOf(start).join('; ') },
          body: new URLSearchParams(fields),
        }),
      )
      expect(result).toMatchObject({ kind: 'returned', confirmed })
    }
  })

  it('offers no sign-out, and the application’s own goes on', async () => {
    const { sso, session, events } = await signedIn({ startLogout: undefined })
    expect(await sso.startLogout(session)).toMatchObject({ scope: 'local', reason: 'not_offered' })
    expect(events.map(({ type }) => type)).not.toContain('logout.failed')
  })
})
