import { describe, expect, it } from 'vitest'
import { createSealer } from '../../src/crypto/seal.ts'
import { openFlow } from '../../src/flow/flow.ts'
import { fakeProvider } from '../support/fake-provider.ts'
import { answer, begin, createHarness, forgeFlow, secretA } from '../support/harness.ts'

/** Name and value of a `Set-Cookie` line. */
const pairOf = (line: string) => (line.split(';')[0] ?? '').split('=') as [string, string]

describe('flow cookies', () => {
  it('F2 counts only flows that could still be finished', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const cookies: string[] = []
    for (let tab = 0; tab < 4; tab++) cookies.push((await begin(harness, id)).cookie)
    const foreign = await forgeFlow(cookies[0] ?? '', {
      baseUrl: 'https://old.example.com',
      handle: 'a',
    })
    const fresh = await begin(harness, id, { cookie: [...cookies, foreign].join('; ') })
    expect(fresh.response.headers.getSetCookie()).toHaveLength(1)
    harness.clock.advance(600)
    const later = await begin(harness, id, { cookie: [...cookies, fresh.cookie].join('; ') })
    expect(later.response.headers.getSetCookie()).toHaveLength(1)
  })

  it('F2 clears what lies beyond 20 cookies, and reflects no name that is not ours', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const junk = Array.from({ length: 20 }, (_, index) => `__Host-ssokit-flow-junk${index}=x`)
    const cookie = [
      ...junk,
      '__Host-ssokit-flow-late=x',
      '__Host-ssokit-flow-a"b=x',
      '__Host-ssokit-flow-=x',
    ].join('; ')
    const { response } = await begin(harness, id, { cookie })
    const cleared = response.headers
      .getSetCookie()
      .map(pairOf)
      .filter(([, value]) => value === '')
      .map(([name]) => name)
    expect(cleared).toEqual(['__Host-ssokit-flow-late'])
  })

  it('F2 keeps name and value within 1 KiB whatever the length of returnTo, and opens nothing longer', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    for (let length = 200; length < 420; length += 3) {
      const { cookie } = await begin(harness, id, { query: `?returnTo=/${'p'.repeat(length)}` })
      expect(cookie.length).toBeLessThanOrEqual(1025) // and the =
    }
    const sealer = createSealer([secretA])
    const long = await sealer.seal('flow', [], { x: 'y'.repeat(1000) })
    expect(await openFlow(sealer, long)).toBeUndefined()
  })

  it('F6 clears a cookie with the attributes it was set with', async () => {
    const start = async ({ handle }: { handle: string }) =>
      ({
        method: 'GET',
        url: `https://fake.example/?ref=${handle}`,
        answer: 'post',
        flow: {},
      }) as const
    const harness = createHarness({ providers: [fakeProvider({ startLogin: start })] })
    const { id } = await harness.activeConnection()
    const flow = await begin(harness, id)
    const { cookies } = await harness.sso.handleCallback(answer(id, flow))
    expect(cookies[0]?.options).toMatchObject({ sameSite: 'none', secure: true })
    const jar: string[] = []
    for (let tab = 0; tab < 5; tab++) {
      harness.clock.advance(1)
      jar.push((await begin(harness, id)).cookie)
    }
    const sixth = await begin(harness, id, { cookie: jar.join('; ') })
    expect(sixth.response.headers.getSetCookie()[1]).toMatch(/SameSite=None; HttpOnly; Secure$/)
  })
})
