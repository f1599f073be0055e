import { describe, expect, it } from 'vitest'
import { formOf } from '../support/browser.ts'
import { ann, type AccessScene, createAccessScene } from '../support/access-scene.ts'
import { baseUrl, cookiesOf, formHeaders } from '../support/harness.ts'

const prompt = { provisioning: 'join_prompt' } as const
const ownPage = { ...formHeaders, 'sec-fetch-site': 'same-origin' }

interface Shown {
  readonly url: string
  readonly status: number
  readonly headers: Headers
  readonly body: string
  readonly cookie: string
}

/** Signs in and follows the browser to the prompt. */
async function shown(
  scene: AccessScene,
  person = ann,
  headers: Record<string, string> = {},
): Promise<Shown> {
  const response = await scene.visit(person)
  expect(response.status).toBe(303)
  const url = response.headers.get('location') ?? ''
  expect(url).toBe(`${baseUrl}/sso/join`)
  const cookie = cookiesOf(response).join('; ')
  const page = await scene.sso.handler(new Request(url, { headers: { cookie, ...headers } }))
  const { status } = page
  return { url, status, headers: page.headers, body: await page.text(), cookie }
}

/** Presses the button as a browser without scripts does. */
function press(
  scene: AccessScene,
  page: Shown,
  headers: Record<string, string> = ownPage,
  fields = formOf(page).fields,
): Promise<Response> {
  const { action, method } = formOf(page)
  const body = new URLSearchParams(fields as [string, string][])
  return scene.sso.handler(
    new Request(action, { method, body, headers: { cookie: page.cookie, ...headers } }),
  )
}

describe('the join prompt', () => {
  it('NG-11 asks, signs in on the answer and runs onLogin as any other sign-in', async () => {
    const scene = await createAccessScene({ access: prompt })
    const page = await shown(scene)
    expect(page.status).toBe(200)
    expect(page.body).toContain('<h1>Join your organisation</h1>')
    expect(page.body).toContain('<dd>ann@acme.example</dd>')
    expect(page.body).toContain('<dd>fake.example</dd>')
    expect(page.body).not.toMatch(/<script|\son\w+=|javascript:/)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(page.headers.get('referrer-policy')).toBe('same-origin')
    expect(page.headers.get('cache-control')).toBe('no-store')
    expect(scene.logins).toEqual([])

    const response = await press(scene, page)
    expect([response.status, response.headers.get('location')]).toEqual([303, '/'])
    expect(scene.logins.map(({ access }) => access.kind)).toEqual(['provision'])
    const cleared = response.headers.getSetCookie()
    expect(cleared).toEqual([expect.stringMatching(/^__Host-ssokit-join=; .*1970/)])
    const again = await press(scene, page)
    expect(again.status).toBe(400)
    expect(again.headers.getSetCookie(), 'a cookie of no use').toEqual(cleared)
    expect(scene.logins).toHaveLength(1)
  })

  it('speaks German', async () => {
    const page = await shown(await createAccessScene({ access: prompt }), ann, {
      'accept-language': 'de-AT,de;q=0.9',
    })
    expect(page.body).toContain('<html lang="de">')
    expect(page.body).toContain('<button>Beitreten</button>')
  })

  it.each([
    ['from another site', { 'sec-fetch-site': 'cross-site' }],
    ['from a sibling host', { 'sec-fetch-site': 'same-site', origin: 'https://evil.example.com' }],
    ['from elsewhere, old browser', { origin: 'https://evil.example' }],
    ['from nowhere', {}],
    ['from a hidden origin', { origin: 'null' }],
  ])('F1 takes no answer %s', async (_what, headers) => {
    const scene = await createAccessScene({ access: prompt })
    const page = await shown(scene)
    const response = await press(scene, page, { ...formHeaders, ...headers })
    expect(response.status).toBe(403)
    expect(scene.logins).toEqual([])
    expect((await press(scene, page, { ...formHeaders, origin: baseUrl })).status).toBe(303)
  })

  it('F1 takes no answer without the token', async () => {
    const scene = await createAccessScene({ access: prompt })
    const page = await shown(scene)
    expect((await press(scene, page, ownPage, [])).status).toBe(403)
    expect((await press(scene, page, ownPage, [['join', 'x']])).status).toBe(403)
    expect(scene.logins).toEqual([])
  })

  it('is an error page where there is nothing to answer', async () => {
    const scene = await createAccessScene({ access: prompt })
    const response = await scene.sso.handler(new Request(`${baseUrl}/sso/join`))
    expect(response.status).toBe(400)
    expect(await response.text()).toContain('Please start again.')
  })

  it('writes what the identity provider sent as text', async () => {
    const scene = await createAccessScene({ access: prompt })
    const page = await shown(scene, { sub: 'ann', email: "o'hara&lt@acme.example" })
    expect(page.body).toContain('<dd>o&#39;hara&amp;lt@acme.example</dd>')
  })

  it('says what to do where an account exists, and offers no button', async () => {
    const scene = await createAccessScene()
    scene.memory.register({ email: 'ann@acme.example', organizationId: 'org_1' })
    const page = await shown(scene)
    expect(page.body).toContain('Sign in to it first')
    expect(page.body).not.toContain('<form')
    expect(scene.calls).toEqual([])
  })

  it('says so too where the account was made after the prompt was shown', async () => {
    const scene = await createAccessScene({ access: prompt })
    const page = await shown(scene)
    scene.memory.register({ email: 'ann@acme.example', organizationId: 'org_1' })
    const response = await press(scene, page)
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('Sign in to it first')
    expect(scene.logins).toEqual([])
  })

  it('ends the session again where the host cannot create its own', async () => {
    const onLogin = () => Promise.reject(new Error('database down'))
    const scene = await createAccessScene({ access: prompt, config: { onLogin } })
    const response = await press(scene, await shown(scene))
    expect(response.status).toBe(500)
    await scene.settled()
    expect(await scene.sessions()).toEqual([])
  })
})

describe('a join prompt of the host’s own', () => {
  it('is where the browser is sent, and ours answers no more', async () => {
    const scene = await createAccessScene({
      access: prompt,
      config: { paths: { join: '/welcome' } },
    })
    const response = await scene.visit(ann)
    expect(response.headers.get('location')).toBe(`${baseUrl}/welcome`)
    const cookie = cookiesOf(response).join('; ')
    for (const path of ['/welcome', '/sso/join']) {
      const request = new Request(`${baseUrl}${path}`, { headers: { cookie } })
      expect((await scene.sso.handler(request)).status).toBe(404)
      expect(await scene.sso.intercept(request)).toBeUndefined()
    }
    const pending = await scene.sso.pendingJoin(
      new Request(`${baseUrl}/welcome`, { headers: { cookie } }),
    )
    expect(pending?.identity.email).toBe('ann@acme.example')
  })

  it('is reached by intercept as well', async () => {
    const scene = await createAccessScene({ access: prompt })
    const response = await scene.sso.intercept(await scene.callback(ann))
    expect(response?.headers.get('location')).toBe(`${baseUrl}/sso/join`)
  })
})
