import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemActor } from '../../src/index.ts'
import { type Browser, createBrowser, type Page } from '../support/browser.ts'
import { type HostApp, startHostApp } from '../support/host-app.ts'
import { type OpenIdProvider, startOpenIdProvider } from '../support/openid-provider.ts'

const actor = systemActor

let idp: OpenIdProvider
let thinIdp: OpenIdProvider
let app: HostApp
let browser: Browser

beforeAll(async () => {
  idp = await startOpenIdProvider()
  thinIdp = await startOpenIdProvider({ hasThinIdTokens: true })
})

afterAll(async () => {
  await Promise.all([idp.close(), thinIdp.close()])
})

beforeEach(async () => {
  app = await startHostApp([idp, thinIdp])
  browser = createBrowser()
  return app.close
})

/** Signs in and stops with the answer in hand: the callback is not visited yet. */
async function answerFor(loginUrl: string, callbackUrl: string, by = browser): Promise<Page> {
  const page = await idp.logIn(by, await by.visit(loginUrl, { stopAt: callbackUrl }), 'ann', {
    stopAt: callbackUrl,
  })
  expect(page.url).toContain(`${callbackUrl}?`)
  return page
}

describe('a sign-in with npm oidc-provider', () => {
  it('signs the person in and comes back to where it started', async () => {
    const connection = await app.connect(idp)
    const page = await browser.visit(app.loginUrl(connection, '?returnTo=/reports%3Fpage=2'))
    const back = await idp.logIn(browser, page)

    expect(back).toMatchObject({ url: `${app.baseUrl}/reports?page=2`, status: 200 })
    expect(back.body).toBe('signed in: ann')
    expect(app.errors).toEqual([])
    expect(app.logins).toHaveLength(1)
    expect(app.logins[0]).toMatchObject({
      connectionId: connection.id,
      organizationId: 'org_1',
      returnTo: '/reports?page=2',
      access: { kind: 'sign_in' },
      authentication: { initiatedBy: 'sp' },
      identity: {
        issuer: idp.issuer,
        subject: 'ann',
        email: 'ann@acme.example',
        emailVerified: false,
        name: 'Person ann',
        groups: ['engineering', 'admins'],
        origin: { email: { source: 'id_token', claim: 'email' } },
      },
    })
  })

  it('leaves no flow cookie behind, and one round trip to the provider was enough', async () => {
    const connection = await app.connect(idp)
    const page = await browser.visit(app.loginUrl(connection))
    const flow = browser.jar.all().find(({ name }) => name.startsWith('ssokit-flow-'))
    expect(flow).toMatchObject({ httpOnly: true, sameSite: 'lax', path: '/', isDomain: false })
    idp.requests.length = 0
    await idp.logIn(browser, page)

    expect(browser.jar.all().filter(({ name }) => name.includes('ssokit'))).toEqual([])
    const byApp = idp.requests.filter((request) => !/ \/(interaction|auth)\b/.test(request))
    expect(byApp).toEqual(['POST /token'])
  })

  it('F1 lets two tabs sign in side by side', async () => {
    const connection = await app.connect(idp)
    const callback = app.callbackUrl(connection)
    const first = await browser.visit(app.loginUrl(connection, '?returnTo=/first'))
    const second = await browser.visit(app.loginUrl(connection, '?returnTo=/second'))
    // The second tab is done first; the first one then finds the person known.
    const [two, one] = [
      await idp.logIn(browser, second, 'ann', { stopAt: callback }),
      await idp.logIn(browser, first, 'ann', { stopAt: callback }),
    ]
    const finished = await Promise.all([browser.visit(one.url), browser.visit(two.url)])

    expect(finished.map(({ url }) => new URL(url).pathname)).toEqual(['/first', '/second'])
    expect(app.logins).toHaveLength(2)
  })

  it('F1 drops the oldest of six open tabs and lets the other five finish', async () => {
    const connection = await app.connect(idp)
    const callback = app.callbackUrl(connection)
    const tabs: Page[] = []
    for (let tab = 0; tab < 6; tab++) {
      tabs.push(await browser.visit(app.loginUrl(connection, `?returnTo=/tab-${tab}`)))
      app.advance(1)
    }
    const answers: Page[] = []
    for (const tab of tabs) {
      answers.push(await idp.logIn(browser, tab, 'ann', { stopAt: callback }))
    }
    const ends: Page[] = []
    for (const { url } of answers) ends.push(await browser.visit(url))

    expect(ends.map(({ status }) => status)).toEqual([400, 200, 200, 200, 200, 200])
    expect(ends.slice(1).map(({ url }) => new URL(url).pathname)).toEqual(
      [1, 2, 3, 4, 5].map((tab) => `/tab-${tab}`),
    )
    expect(app.errors).toEqual(['login_flow_missing'])
  })
})

describe('an answer that may not be used', () => {
  it('F1 is refused the second time, even with the cookie of the first', async () => {
    const connection = await app.connect(idp)
    const { url } = await answerFor(app.loginUrl(connection), app.callbackUrl(connection))
    const thief = createBrowser(browser.jar.copy())
    expect((await browser.visit(url)).body).toBe('signed in: ann')

    expect((await browser.visit(url)).status).toBe(400)
    const stolen = await thief.visit(url)
    expect(app.errors).toEqual(['login_flow_missing', 'login_replayed'])
    expect(stolen.body).not.toContain('signed in')
    expect(app.logins).toHaveLength(1)
    expect(app.events.filter(({ type }) => type === 'login.replayed')).toHaveLength(1)
  })

  it('F1 gives one winner when the same answer arrives ten times at once', async () => {
    const connection = await app.connect(idp)
    const { url } = await answerFor(app.loginUrl(connection), app.callbackUrl(connection))
    const thieves = Array.from({ length: 10 }, () => createBrowser(browser.jar.copy()))
    const ends = await Promise.all(thieves.map((thief) => thief.visit(url)))

    expect(ends.filter(({ body }) => body === 'signed in: ann')).toHaveLength(1)
    expect(app.logins).toHaveLength(1)
    expect(new Set(app.errors)).toEqual(new Set(['login_replayed']))
  })

  it('F1 is refused in another browser and still serves the one that asked', async () => {
    const connection = await app.connect(idp)
    const { url } = await answerFor(app.loginUrl(connection), app.callbackUrl(connection))
    const other = createBrowser()
    expect((await other.visit(url)).status).toBe(400)
    expect((await other.visit(app.baseUrl)).body).toBe('signed in: nobody')
    expect(app.errors).toEqual(['login_flow_missing'])

    expect((await browser.visit(url)).body).toBe('signed in: ann')
  })

  it('F1 is refused after ten minutes', async () => {
    const connection = await app.connect(idp)
    const { url } = await answerFor(app.loginUrl(connection), app.callbackUrl(connection))
    app.advance(601)
    const page = await browser.visit(url)

    expect(page.status).toBe(400)
    expect(app.errors).toEqual(['login_flow_expired'])
    expect(app.logins).toEqual([])
  })

  it('F1 is accepted after nine minutes and fifty seconds', async () => {
    const connection = await app.connect(idp)
    const { url } = await answerFor(app.loginUrl(connection), app.callbackUrl(connection))
    app.advance(590)
    expect((await browser.visit(url)).body).toBe('signed in: ann')
  })

  it.each(['state', 'code', 'iss'])('F1 is refused with %s twice', async (name) => {
    const connection = await app.connect(idp)
    const { url } = await answerFor(app.loginUrl(connection), app.callbackUrl(connection))
    const value = encodeURIComponent(new URL(url).searchParams.get(name) ?? '')
    expect((await browser.visit(`${url}&${name}=${value}`)).status).toBe(400)
    expect(app.errors).toEqual(['request_parameter_repeated'])
  })

  it('F1 is refused with a state that nobody started', async () => {
    const connection = await app.connect(idp)
    const { url } = await answerFor(app.loginUrl(connection), app.callbackUrl(connection))
    const forged = new URL(url)
    forged.searchParams.set('state', 'x'.repeat(43))
    expect((await browser.visit(forged.href)).status).toBe(400)
    expect(app.errors).toEqual(['login_flow_missing'])
  })

  it('O2 is refused with the name of another issuer, or with none', async () => {
    const connection = await app.connect(idp)
    for (const issuer of ['https://other.example', undefined]) {
      const { url } = await answerFor(app.loginUrl(connection), app.callbackUrl(connection))
      const changed = new URL(url)
      if (issuer === undefined) changed.searchParams.delete('iss')
      else changed.searchParams.set('iss', issuer)
      idp.requests.length = 0
      await browser.visit(changed.href)
      expect(idp.requests).toEqual([])
    }
    expect(app.errors).toEqual(['oidc_response_issuer_mismatch', 'oidc_response_issuer_mismatch'])
  })

  it('T1 is refused at the callback of another connection to the same provider', async () => {
    const connection = await app.connect(idp)
    const other = await app.connect(idp)
    const { url } = await answerFor(app.loginUrl(connection), app.callbackUrl(connection))
    await browser.visit(url.replace(connection.id, other.id))
    expect(app.errors).toEqual(['login_flow_mismatch'])
    expect(app.logins).toEqual([])
  })

  it('is refused where the person refused at the provider', async () => {
    const connection = await app.connect(idp)
    const page = await idp.refuse(browser, await browser.visit(app.loginUrl(connection)))
    expect(page.url).toContain(app.callbackUrl(connection))
    expect(page.status).toBe(403)
    expect(app.errors).toEqual(['oidc_access_denied'])
    // What the provider says about it is hostile text (rule N3).
    expect(page.body).not.toContain('aborted')
    expect(browser.jar.all().filter(({ name }) => name.includes('ssokit'))).toEqual([])
  })
})

describe('a connection that changes between start and callback', () => {
  it('T2 refuses the answer once it is disabled, and takes a new one when it is on again', async () => {
    const connection = await app.connect(idp)
    const { url } = await answerFor(app.loginUrl(connection), app.callbackUrl(connection))
    await app.sso.connections.disable(connection.id, { actor })
    await browser.visit(url)
    await browser.visit(app.loginUrl(connection))
    expect(app.errors).toEqual(['connection_not_active', 'connection_not_active'])

    await app.sso.connections.activate(connection.id, { actor })
    const again = await answerFor(app.loginUrl(connection), app.callbackUrl(connection))
    expect((await browser.visit(again.url)).body).toBe('signed in: ann')
  })

  it('T2 refuses the answer once the client id is another', async () => {
    const connection = await app.connect(idp)
    const { url } = await answerFor(app.loginUrl(connection), app.callbackUrl(connection))
    await app.sso.connections.update(
      connection.id,
      { settings: { clientId: 'another' }, secrets: { clientSecret: 'another secret' } },
      { actor },
    )
    await app.sso.connections.activate(connection.id, { actor })
    idp.requests.length = 0
    await browser.visit(url)
    expect(app.errors).toEqual(['connection_changed'])
    expect(idp.requests).toEqual([])
  })

  it('T2 takes the answer where only a draft or the description changed', async () => {
    const connection = await app.connect(idp)
    const { url } = await answerFor(app.loginUrl(connection), app.callbackUrl(connection))
    await app.sso.connections.update(
      connection.id,
      { description: 'Acme', settings: { clientId: 'another' } },
      { actor },
    )
    expect((await browser.visit(url)).body).toBe('signed in: ann')
  })
})

describe('ways to talk to the provider', () => {
  it('F6 form_post: takes the answer as a POST from another site', async () => {
    const connection = await app.connect(idp, { responseMode: 'form_post' })
    const start = await browser.visit(app.loginUrl(connection, '?returnTo=/posted'))
    const flow = browser.jar.all().find(({ name }) => name.startsWith('ssokit-flow-'))
    expect(flow).toMatchObject({ sameSite: 'none', secure: true, httpOnly: true })
    const form = await idp.logIn(browser, start)
    expect(form.url).toContain(idp.issuer)
    expect(form.body).toContain(`action="${app.callbackUrl(connection)}"`)
    const page = await browser.submit(form)

    expect(page).toMatchObject({ url: `${app.baseUrl}/posted`, body: 'signed in: ann' })
    expect(app.errors).toEqual([])
  })

  it('reads claims from userinfo where the ID token has none', async () => {
    const connection = await app.connect(thinIdp)
    await thinIdp.logIn(browser, await browser.visit(app.loginUrl(connection)), 'ben')

    expect(app.logins[0]?.identity).toMatchObject({
      subject: 'ben',
      email: 'ben@acme.example',
      groups: ['engineering', 'admins'],
      origin: { email: { source: 'userinfo' }, groups: { source: 'userinfo' } },
    })
    expect(thinIdp.requests).toContain('GET /me')
  })

  it('O6 refuses userinfo about somebody else', async () => {
    const liar = await startOpenIdProvider({
      hasThinIdTokens: true,
      userinfo: { sub: 'boss', email: 'boss@acme.example' },
    })
    const other = await startHostApp([liar])
    const connection = await other.connect(liar)
    const page = await liar.logIn(browser, await browser.visit(other.loginUrl(connection)))
    expect(page.status).toBeGreaterThanOrEqual(400)
    expect(other.errors).toEqual(['oidc_userinfo_subject_mismatch'])
    expect(other.logins).toEqual([])
    await Promise.all([liar.close(), other.close()])
  })

  it.each(['none', 'client_secret_post', 'client_secret_basic', 'auto'] as const)(
    'authenticates as a client by %s',
    async (clientAuthentication) => {
      const connection = await app.connect(idp, { clientAuthentication })
      const page = await idp.logIn(browser, await browser.visit(app.loginUrl(connection)))
      expect(app.errors).toEqual([])
      expect(page.body).toBe('signed in: ann')
    },
  )

  it('fails with a wrong client secret and says so to the admin only', async () => {
    const connection = await app.connect(idp)
    await app.sso.connections.update(
      connection.id,
      { secrets: { clientSecret: 'not the right secret' } },
      { actor },
    )
    await app.sso.connections.activate(connection.id, { actor })
    const page = await idp.logIn(browser, await browser.visit(app.loginUrl(connection)))
    expect(app.errors).toEqual(['oidc_client_rejected'])
    expect(page.body).not.toContain('secret')
  })

  it('N4 fetches new keys once when the provider has rotated them', async () => {
    const connection = await app.connect(idp)
    const signIn = async () => {
      const fresh = createBrowser()
      return idp.logIn(fresh, await fresh.visit(app.loginUrl(connection)))
    }
    expect((await signIn()).body).toBe('signed in: ann')
    idp.rotateKeys()
    idp.requests.length = 0
    expect((await signIn()).body).toBe('signed in: ann')
    expect((await signIn()).body).toBe('signed in: ann')

    expect(idp.requests.filter((request) => request === 'GET /jwks')).toHaveLength(1)
    expect(app.errors).toEqual([])
  })

  it('N1 does not call a loopback provider that the configuration does not name', async () => {
    const strict = await startHostApp([])
    await expect(strict.connect(idp)).rejects.toMatchObject({ code: 'connection_invalid' })
    await strict.close()
  })
})

describe('a sign-in that a third party starts', () => {
  it('F5 begins a fresh flow for the issuer of the connection', async () => {
    const connection = await app.connect(idp)
    const query = new URLSearchParams({
      iss: idp.issuer,
      login_hint: 'ann@acme.example',
      target_link_uri: `${app.baseUrl}/tile`,
    })
    const page = await browser.visit(app.loginUrl(connection, `?${query}`))
    expect(page.body).toContain('ann@acme.example')
    const back = await idp.logIn(browser, page)
    expect(back.url).toBe(`${app.baseUrl}/tile`)
    expect(app.logins[0]?.authentication.initiatedBy).toBe('third_party')
  })

  it('F5 is refused for an issuer that the connection does not have', async () => {
    const connection = await app.connect(idp)
    await browser.visit(app.loginUrl(connection, '?iss=https://evil.example'))
    expect(app.errors).toEqual(['login_issuer_refused'])
  })

  it.each(['//evil.example', 'https://evil.example/', '/\\evil.example', 'javascript:alert(1)'])(
    'F4 does not return to %s',
    async (returnTo) => {
      const connection = await app.connect(idp)
      const query = `?${new URLSearchParams({ returnTo })}`
      const back = await idp.logIn(browser, await browser.visit(app.loginUrl(connection, query)))
      expect(back.url).toBe(`${app.baseUrl}/`)
    },
  )
})
