import { expect, it } from 'vitest'
import { fixedClock } from '../../../src/testing/clock.ts'
import { createMockOidcProvider } from '../../../src/testing/oidc/index.ts'
import { baseUrl, cookiesOf } from '../../support/harness.ts'
import { createScene } from './scene.ts'

const DAY_SECONDS = 86_400

/** One sign-in is under way, and then what is known of the provider is too old and cannot be renewed. */
async function unreachable() {
  const clock = fixedClock()
  const idp = createMockOidcProvider({ clock, algorithm: 'ES256' })
  let isDown = false
  const requests: string[] = []
  const fetch: typeof globalThis.fetch = async (...args) => {
    requests.push(String(args[0]))
    if (isDown) throw new Error('unreachable')
    return idp.fetch(...args)
  }
  const scene = await createScene({ idp, config: { fetch, clock } })
  await scene.settled()
  clock.advance(7 * DAY_SECONDS - 300)
  isDown = true
  const start = await scene.sso.startLogin({ connectionId: scene.connectionId })
  await scene.settled()
  const answer = await idp.authorize(start.url)
  clock.advance(360)
  requests.length = 0
  return { scene, requests, answer: answer.toRequest(cookiesOf(start).join('; ')) }
}

it('N4 an attempt that several people share fails for each of them as their own', async () => {
  const { scene, requests, answer } = await unreachable()
  const back = await scene.sso.handler(answer)
  const visit = () => scene.sso.handler(new Request(`${baseUrl}/sso/${scene.connectionId}/login`))
  const visits = [await visit(), await visit()]
  // The attempt was one, and said the same to everybody.
  expect(requests).toHaveLength(1)
  expect([back, ...visits].map(({ status }) => status)).toEqual([502, 502, 502])
  expect(new Set(scene.errors.map(({ code }) => code))).toEqual(new Set(['network_failed']))
  expect(new Set(scene.errors.map(({ publicMessage }) => publicMessage)).size).toBe(1)
  expect(scene.errors[1]).toMatchObject({ retryable: true, detail: { host: 'idp.example.com' } })
  // A cookie is cleared for the one who has it, and each is given another reference.
  expect(back.headers.getSetCookie()).toHaveLength(1)
  expect(visits.flatMap(({ headers }) => headers.getSetCookie())).toEqual([])
  const references = scene.errors.map(({ correlationId }) => correlationId)
  expect(new Set(references).size).toBe(3)
  for (const [at, page] of visits.entries()) {
    expect(await page.text()).toContain(references[at + 1])
  }
})
