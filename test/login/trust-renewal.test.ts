import { describe, expect, it } from 'vitest'
import { fakeProvider } from '../support/fake-provider.ts'
import { answer, begin, createHarness } from '../support/harness.ts'

describe('trust that grew old during a sign-in', () => {
  it('N4 is renewed after the login too', async () => {
    let loads = 0
    const harness = createHarness({
      providers: [
        fakeProvider({
          loadTrust: async () => {
            loads++
            return { document: {}, issues: [] }
          },
        }),
      ],
    })
    const { id } = await harness.activeConnection()
    harness.clock.advance(3300)
    const flow = await begin(harness, id)
    harness.clock.advance(400)
    await harness.sso.handler(answer(id, flow))
    await harness.settled()
    expect(loads).toBe(2)
  })
})
