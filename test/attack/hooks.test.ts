import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { answer, baseUrl, begin, createHarness } from '../support/harness.ts'

const rejections: unknown[] = []
const note = (reason: unknown) => rejections.push(reason)

beforeAll(() => void process.on('unhandledRejection', note))
afterEach(() => void (rejections.length = 0))
afterAll(() => void process.off('unhandledRejection', note))

/** One sign-in with this configuration, from start to the answer of the handler. */
async function signIn(config: object) {
  const harness = createHarness(config)
  const { id } = await harness.activeConnection()
  const response = await harness.sso.handler(answer(id, await begin(harness, id)))
  return { harness, response }
}

describe('onEvent', () => {
  it('leaves no unhandled rejection behind where it is asynchronous and fails', async () => {
    const { sso } = createHarness({ onEvent: () => Promise.reject(new Error('database down')) })
    await sso.handler(new Request(`${baseUrl}/sso/con_x/login`))
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(rejections).toEqual([])
  })

  it('hears nothing of a success where onLogin fails', async () => {
    const { harness } = await signIn({ onLogin: () => Promise.reject(new Error('x')) })
    const last = harness.events.findLast(({ type }) => type.startsWith('login.'))
    expect(last?.type).toBe('login.failed')
  })
})

describe('waitUntil', () => {
  it('fails no sign-in where it throws', async () => {
    const { response } = await signIn({
      waitUntil: () => {
        throw new Error('outside of a request')
      },
    })
    expect(response.status).toBe(303)
  })
})

describe('onLogin', () => {
  it.each([
    [400, 400],
    [200, 500],
    ['400', 500],
    [undefined, 500],
  ])(
    'with an SsoError of another version and status %s makes the handler answer %s',
    async (given, answered) => {
      const foreign = Object.assign(new Error('x'), {
        code: 'saml_future_code',
        status: given,
        publicKey: 'constructor',
        [Symbol.for('ssokit.SsoError')]: true,
      })
      const { response } = await signIn({ onLogin: () => Promise.reject(foreign) })
      expect(response.status).toBe(answered)
      expect(await response.text()).not.toMatch(/undefined|native code/)
    },
  )

  it('may answer null', async () => {
    const { response } = await signIn({ onLogin: () => null })
    expect(response.status).toBe(303)
  })

  it('may answer an object of its framework, such as a reply of Fastify', async () => {
    const reply = { status: () => reply, headers: () => reply }
    const { response } = await signIn({ onLogin: () => reply })
    expect(response.status).toBe(303)
  })

  it('is refused a setCookie that is one text instead of a list', async () => {
    const { response } = await signIn({ onLogin: () => ({ setCookie: 'sid=1; Path=/' }) })
    expect(response.status).toBe(500)
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-ssokit-flow-[\w-]+=;/),
    ])
  })

  it('keeps no page of its own in a cache', async () => {
    const headers = { 'content-type': 'text/html' }
    const { response } = await signIn({
      onLogin: () => new Response('<h1>welcome</h1>', { headers }),
    })
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('referrer-policy')).toBe('no-referrer')
  })
})

describe('onError', () => {
  it('leads to a response of ours where it answers something else', async () => {
    const { sso } = createHarness({ onError: (() => ({ ok: true })) as never })
    expect(await sso.handler(new Request(`${baseUrl}/nothing`))).toBeInstanceOf(Response)
  })
})
