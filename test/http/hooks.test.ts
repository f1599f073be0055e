import { describe, expect, it } from 'vitest'
import { answer, baseUrl, begin, createHarness, storageWith } from '../support/harness.ts'

describe('a failing hook', () => {
  it('clears the cookie and ends the session where it is onLogin', async () => {
    const ended: unknown[] = []
    const storage = storageWith('sessions', ({ end }) => ({
      end: async (...args) => {
        ended.push(args[2])
        return end(...args)
      },
    }))
    const harness = createHarness({ storage, onLogin: () => Promise.reject(new Error('x')) })
    const { id } = await harness.activeConnection()
    const flow = await begin(harness, id)
    const response = await harness.sso.handler(answer(id, flow))
    await harness.settled()
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(/=; Path=\/; Expires=Thu, 01 Jan 1970/),
    ])
    expect(await response.text()).toContain(
      flow.cookie.split('=')[0]?.slice('__Host-ssokit-flow-'.length),
    )
    expect(ended).toEqual(['hook_failed'])
  })

  it('fails no sign-in where it is a listener', async () => {
    const harness = createHarness({
      onEvent: () => {
        throw new Error('x')
      },
    })
    const { id } = await harness.activeConnection()
    expect((await harness.sso.handler(answer(id, await begin(harness, id)))).status).toBe(303)
  })
})

describe('events', () => {
  it('tell nothing of pages that nobody has', async () => {
    const harness = createHarness()
    await harness.sso.handler(new Request(`${baseUrl}/wp-login.php`))
    expect(harness.events).toEqual([])
  })
})
