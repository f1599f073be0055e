import { describe, expect, it } from 'vitest'
import { createSso } from '../../src/index.ts'
import { oidc } from '../../src/oidc/index.ts'
import { memoryStorage } from '../../src/storage/memory/index.ts'
import { baseUrl, createHarness, formHeaders, secretA } from '../support/harness.ts'

const shared = { paths: { callback: '/login', login: '/login' } }

/** What a promise gives, or `hangs` after a while. */
const soon = <T>(promise: Promise<T>) =>
  Promise.race([
    promise,
    new Promise<'hangs'>((resolve) => setTimeout(() => resolve('hangs'), 1500)),
  ])

const post = (body: BodyInit) =>
  new Request(`${baseUrl}/login`, {
    method: 'POST',
    headers: formHeaders,
    body,
    duplex: 'half',
  } as RequestInit)

describe('intercept on a page shared with the host', () => {
  it('does not hang on a form in many chunks beyond the limit', async () => {
    const { sso } = createHarness(shared)
    let chunks = 0
    const body = new ReadableStream({
      pull(controller) {
        chunks++
        if (chunks > 40) controller.close()
        else controller.enqueue(new Uint8Array(65_536).fill(97))
      },
    })
    expect(await soon(sso.intercept(post(body)))).toBeUndefined()
  })

  it('leaves a request whose body was read already to the host', async () => {
    const { sso } = createHarness(shared)
    const request = post('a=1')
    await request.text()
    expect(await sso.intercept(request)).toBeUndefined()
  })

  it('leaves the password form of the host to the host', async () => {
    const paths = { callback: '/login', login: '/login', emailLogin: '/login' }
    const { sso } = createHarness({ paths })
    expect(await sso.intercept(post('email=ann%40example.com&password=x'))).toBeUndefined()
  })

  it.each(['?error=bad_credentials', '?code=INVITE-1'])(
    'takes a page of the host with its own %s for a plain visit',
    async (query) => {
      const sso = createSso({
        baseUrl,
        secrets: [secretA],
        providers: [oidc()],
        storage: memoryStorage(),
        ...shared,
      })
      expect(await sso.intercept(new Request(`${baseUrl}/login${query}`))).toBeUndefined()
    },
  )
})
