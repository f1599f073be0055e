import { describe, expect, it } from 'vitest'
import { cookiesOf, answer, begin, createHarness } from '../support/harness.ts'

/** The cookies a browser holds after this response. */
function afterResponse(jar: readonly string[], response: Response): string[] {
  const cleared = response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0] ?? '')
    .filter((pair) => pair.endsWith('='))
  const kept = jar.filter((pair) => !cleared.some((name) => pair.startsWith(name)))
  return [...kept, ...cookiesOf(response)]
}

describe('the limit of open flows', () => {
  it('F2 keeps the newest of flows that were begun in one second', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const refs: string[] = []
    let jar: string[] = []
    for (let tab = 0; tab < 7; tab++) {
      const { ref, response } = await begin(harness, id, { cookie: jar.join('; ') })
      refs.push(ref)
      jar = afterResponse(jar, response)
    }
    const lastButOne = { ref: refs[5] ?? '', cookie: jar.join('; ') }
    await expect(harness.sso.handleCallback(answer(id, lastButOne))).resolves.toBeDefined()
  })
})
