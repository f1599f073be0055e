import { describe, expect, it } from 'vitest'
import type { MockOktaOidcSettings } from '../../../src/testing/okta/index.ts'
import { formOf } from '../../support/browser.ts'
import { appOrigin, callback, claimsOf, oktaScene, signIn } from '../../support/mock-okta.ts'

const home = 'https://acme.okta.com/'
const tile = {
  name: 'Dashboard app',
  loginInitiatedBy: 'okta_or_app',
  initiateLoginUri: `${appOrigin}/login`,
} as const

describe('signing in to Okta', () => {
  it('leads to the dashboard, and each browser signs in for itself', async () => {
    const { browser, newBrowser } = oktaScene()
    const page = await signIn(browser, await browser.visit(home))
    expect(page.url).toBe('https://acme.okta.com/app/UserHome')
    expect(page.body).toContain('Ann Example')
    expect((await browser.visit(home)).url).toBe(page.url)
    const other = await newBrowser().visit(page.url)
    expect(other.body).toContain('Username')
  })

  it.each([
    ['a wrong password', 'ann@acme.example', 'wrong'],
    ['no password', 'ann@acme.example', ''],
    ['somebody unknown', 'eve@acme.example', 'correct horse'],
  ])('fails with %s', async (_what, username, secret) => {
    const { browser } = oktaScene()
    const page = await signIn(browser, await browser.visit(home), username, secret)
    expect(page.status).toBe(401)
    expect(page.body).toContain('Unable to sign in')
    expect(page.headers.getSetCookie()).toEqual([])
    expect((await signIn(browser, page)).url).toMatch(/UserHome$/)
  })

  it('keeps its cookie from scripts and plain http, and lets frames ask with it', async () => {
    const { okta } = oktaScene()
    const body = new URLSearchParams({ username: 'ann@acme.example', password: 'correct horse' })
    const response = await okta.fetch(`${home}login/login.htm`, { method: 'POST', body })
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^sid=\S+; Path=\/; Secure; HttpOnly; SameSite=None$/),
    ])
  })

  it.each(['https://evil.example/', '//evil.example/', '/\\evil.example/', 'evil'])(
    'never leads to %s',
    async (fromURI) => {
      const { browser } = oktaScene()
      const page = await browser.visit(`${home}login/login.htm?${new URLSearchParams({ fromURI })}`)
      expect((await signIn(browser, page)).url).toBe(`${home}app/UserHome`)
    },
  )

  it('leads to the page that was asked for', async () => {
    const { browser, okta, addApp } = oktaScene()
    const app = addApp(tile)
    const page = await browser.visit(`${okta.orgUrl}/app/oidc_client/${app.clientId}`)
    expect((await signIn(browser, page)).url).toBe(
      `${appOrigin}/login?iss=https%3A%2F%2Facme.okta.com`,
    )
  })

  it('ends with Sign out, and with suspension', async () => {
    const { browser, okta } = oktaScene()
    const page = await signIn(browser, await browser.visit(home))
    const left = await browser.click(page, 'Sign out')
    expect(left.body).toContain('Username')
    await signIn(browser, left)
    okta.deactivate('ann@acme.example')
    const after = await browser.visit(page.url)
    expect(after.body).toContain('Username')
    expect((await signIn(browser, after)).body).toContain('Unable to sign in')
  })
})

describe('the dashboard', () => {
  const tiles = async (...settings: Parameters<ReturnType<typeof oktaScene>['addApp']>) => {
    const scene = oktaScene()
    scene.addApp(...settings)
    const page = await signIn(scene.browser, await scene.browser.visit(home))
    return { scene, page, isShown: page.body.includes('>Dashboard app</a>') }
  }

  it.each([
    ['a tile where Okta may start the app', tile, true],
    ['no tile where only the app may', { ...tile, loginInitiatedBy: 'app_only' }, false],
    ['no tile by default', { name: 'Dashboard app' }, false],
    ['no tile where it is not displayed', { ...tile, displaysIcon: false }, false],
    ['no tile for whoever is not assigned', { ...tile, access: 'skip' }, false],
  ] as const)('has %s', async (_what, settings, isShown) => {
    expect((await tiles(settings)).isShown).toBe(isShown)
  })

  it('shows names as text', async () => {
    const { page } = await tiles({ ...tile, name: '<script>alert(1)</script>' })
    expect(page.body).toContain('&lt;script&gt;alert(1)')
  })

  it('starts the app at its Initiate login URI, with the organisation as issuer', async () => {
    const { scene, page } = await tiles(tile)
    const started = await scene.browser.click(page, 'Dashboard app', { stopAt: appOrigin })
    expect(started.url).toBe(`${appOrigin}/login?iss=https%3A%2F%2Facme.okta.com`)
  })

  it('keeps the query of the Initiate login URI', async () => {
    const initiateLoginUri = `${appOrigin}/login?tenant=1`
    const { scene, page } = await tiles({ ...tile, initiateLoginUri })
    const started = await scene.browser.click(page, 'Dashboard app', { stopAt: appOrigin })
    const query = [...new URL(started.url).searchParams]
    expect(query).toEqual([
      ['tenant', '1'],
      ['iss', 'https://acme.okta.com'],
    ])
  })

  it('posts an ID token to the first redirect URI where the app wants that: no state, no nonce', async () => {
    const { scene, page } = await tiles({
      ...tile,
      ...{ loginFlow: 'send_id_token', grantTypes: ['authorization_code', 'implicit'] },
      signInRedirectUris: [callback, `${callback}2`],
    })
    const { action, method, fields } = formOf(await scene.browser.click(page, 'Dashboard app'))
    expect([action, method, fields.map(([name]) => name)]).toEqual([callback, 'POST', ['id_token']])
    const claims = claimsOf(fields[0]?.[1])
    expect(claims).toMatchObject({ iss: 'https://acme.okta.com', given_name: 'Ann' })
    expect(claims).not.toHaveProperty('nonce')
  })

  const { initiateLoginUri: _none, ...withoutUri } = tile
  it.each<[string, Partial<MockOktaOidcSettings>]>([
    ['without an Initiate login URI', withoutUri],
    ['without the implicit grant', { ...tile, loginFlow: 'send_id_token' }],
    [
      'without ID tokens in the implicit grant',
      {
        ...{ ...tile, loginFlow: 'send_id_token', grantTypes: ['implicit'] },
        implicit: { idToken: false, accessToken: true },
      },
    ],
  ])('shows an error %s', async (_what, settings) => {
    const { scene, page } = await tiles(settings)
    expect((await scene.browser.click(page, 'Dashboard app')).status).toBe(400)
  })

  it('starts nothing for whoever guesses the address of a tile', async () => {
    const scene = oktaScene()
    const path = (clientId: string) => `${home}app/oidc_client/${clientId}`
    await signIn(scene.browser, await scene.browser.visit(home))
    const hidden = await scene.browser.visit(path(scene.addApp().clientId))
    const foreign = await scene.browser.visit(
      path(scene.addApp({ ...tile, access: 'skip' }).clientId),
    )
    const unknown = await scene.browser.visit(path('0oaNobody'))
    expect([hidden.status, foreign.status, unknown.status]).toEqual([404, 403, 404])
  })

  it('follows what is changed in the console', async () => {
    const scene = oktaScene()
    const app = scene.addApp()
    app.change({ ...tile, name: 'Renamed' })
    const page = await signIn(scene.browser, await scene.browser.visit(home))
    expect(page.body).toContain('>Renamed</a>')
    expect(app.settings.name).toBe('Renamed')
    expect(() => app.change({ type: 'spa' })).toThrow('keeps its type')
  })
})

describe('every page', () => {
  it('has a language, a title, one heading, labels, and a policy without scripts', async () => {
    const { browser, addApp, request } = oktaScene()
    const pages = [
      await browser.visit(home),
      await browser.visit(`${home}nowhere`),
      await browser.visit(request(addApp(), { client_id: 'x' })),
      await signIn(browser, await browser.visit(home)),
    ]
    for (const { body, headers } of pages) {
      expect(body).toMatch(/<html lang="en">[\s\S]*<title>[^<]+<\/title>/)
      expect(body.match(/<h1>/g)).toHaveLength(1)
      expect(body).not.toContain('<script')
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'(?!.*script-src)/)
      const ids = [...body.matchAll(/<input id="(\w+)"/g)].map(([, id]) => id)
      for (const id of ids) expect(body).toContain(`<label for="${id}">`)
    }
  })
})
