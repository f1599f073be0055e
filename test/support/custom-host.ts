import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ConnectionInput } from '../../src/index.ts'
import { createMockSamlIdp, type MockSamlIdp } from '../../src/testing/index.ts'
import { type Browser, createBrowser, formOf, type Page } from './browser.ts'
import { freePort } from './free-port.ts'
import { type MockIdpServer, startMockIdp } from './mock-idp-server.ts'

/** What a host app is told. */
export interface HostFacts {
  readonly port: number
  readonly baseUrl: string
  /** Of base64url, as `createSso` wants them. */
  readonly secret: string
  readonly callback: string
  /** One of each protocol, of the organisation `acme`. */
  readonly connections: readonly {
    readonly host?: string
    readonly input: ConnectionInput & { readonly protocol: string }
  }[]
}

/**
 * A host with routes and sessions of its own, on real HTTP. It owns `/accounts/sign_in`, with a form
 * for each connection whose button has the name `connection`; the callback, by `handleCallback`;
 * `/settings/domains`, which claims and verifies the `domain` of a form for `ann@example.com` only;
 * `/me`, its session as JSON, with `by`: who made it, `route` or `hook`; and `/visit`, which gives a session with `cart` to anybody.
 */
export function describeCustomHost(
  start: (facts: HostFacts) => Promise<{ close(): unknown }>,
  {
    prefix = '',
    callback = '/accounts/auth/okta/callback',
    cookieName,
    submit = (browser, page, connection) => browser.submit(page, {}, { form: connection }),
  }: {
    prefix?: string
    callback?: string
    /** Of the session. */
    cookieName: string
    /** Presses the button of the sign-in page; by default as a browser does. */
    submit?: (browser: Browser, page: Page, connection: string) => Promise<Page>
  },
): void {
  let oidc: MockIdpServer
  let saml: MockSamlIdp
  let host: { close(): unknown }
  let baseUrl: string
  let browser: Browser

  beforeAll(async () => {
    const people = [{ nameId: 'ann@example.com', attributes: { email: ['ann@example.com'] } }]
    oidc = await startMockIdp({ sendsIssuer: true })
    saml = createMockSamlIdp({ people })
    const port = await freePort()
    baseUrl = `http://localhost:${port}`
    const { settings, secrets } = oidc.idp
    host = await start({
      ...{ port, baseUrl, secret: randomBytes(32).toString('base64url') },
      callback,
      connections: [
        {
          host: new URL(oidc.issuer).host,
          input: { protocol: 'oidc', settings: { ...settings }, secrets },
        },
        { input: { protocol: 'saml', settings: { ...saml.settings } } },
      ],
    })
  })
  afterAll(async () => {
    await host?.close()
    await oidc?.close()
  })
  beforeEach(() => {
    browser = createBrowser()
  })

  const at = (path: string) => `${baseUrl}${prefix}${path}`
  const me = async () => JSON.parse((await browser.visit(at('/me'))).body)
  const sessionCookie = () => browser.jar.all().find(({ name }) => name === cookieName)?.value
  const signIn = async (protocol: string): Promise<Page> => {
    const page = await browser.visit(at('/accounts/sign_in'))
    return submit(browser, page, protocol)
  }
  /** From its address on, since only the provider in this process knows what is there. */
  const signInBySaml = async (): Promise<Page> => {
    const page = await browser.visit(at('/accounts/sign_in'))
    const id = /value="(con_[^"]+)"[^>]*>\s*saml/.exec(page.body)?.[1]
    const begun = await browser.visit(`${baseUrl}${prefix}/sso/${id}/login?returnTo=${prefix}/me`, {
      stopAt: saml.ssoUrl,
    })
    const { url, fields } = saml.respondTo({ url: begun.url })
    return browser.submit(pageWithForm(saml.ssoUrl, url, fields))
  }

  const isShared = callback === '/login'
  describe.each([
    ['OpenID Connect, by routes of its own', () => signIn('oidc'), isShared ? 'hook' : 'route'],
    ['SAML, by the mount', signInBySaml, 'hook'],
  ])('signs in by %s', (_way, enter, by) => {
    it('F6 with a session that nobody could have planted', async () => {
      const planted = JSON.parse((await browser.visit(at('/visit'))).body)
      const before = sessionCookie()
      expect(planted).toMatchObject({ cart: 'planted' })
      expect(await me()).toMatchObject(planted)

      const page = await enter()
      expect(page).toMatchObject({ status: 200, url: at('/me') })
      const session = await me()
      expect(session).toMatchObject({ email: 'ann@example.com', by })
      expect(session.cart).toBeUndefined()
      expect(sessionCookie()).not.toBe(before)
      if (planted.id !== undefined) expect(session.id).not.toBe(planted.id)
      // The cookie from before opens nothing of hers.
      const answer = await fetch(at('/me'), { headers: { cookie: `${cookieName}=${before}` } })
      expect(await answer.text()).not.toContain('ann@example.com')
      expect(browser.jar.all().filter(({ name }) => name.includes('ssokit'))).toEqual([])
    })
  })

  it('shows an error page on its callback, and signs nobody in', async () => {
    const page = await browser.visit(at(`${callback}?code=x&state=y`))
    expect(page.status).toBeGreaterThanOrEqual(400)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect((await me()).email).toBeUndefined()
  })

  it('verifies a domain from its settings, for its admins only', async () => {
    const verify = async () => {
      const page = pageWithForm(at('/me'), at('/settings/domains'), [['domain', 'acme.example']])
      return browser.submit(page)
    }
    const refused = await verify()
    expect(refused.status).toBe(403)
    expect(JSON.parse(refused.body)).toEqual({ code: 'not_authorized' })
    await signIn('oidc')
    const { status, body } = await verify()
    expect(status).toBe(200)
    expect(JSON.parse(body)).toMatchObject({ state: 'pending' })
  })
}

function pageWithForm(
  url: string,
  action: string,
  fields: Iterable<readonly [string, string]>,
): Page {
  const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
  const inputs = [...fields].map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${escape(value)}">`,
  )
  const body = `<form method="post" action="${escape(action)}">${inputs.join('')}</form>`
  return { url, status: 200, headers: new Headers(), body }
}

/** Presses the button as a browser does where the page's form is of `multipart/form-data`. */
export async function submitMultipart(browser: Browser, page: Page, button: string): Promise<Page> {
  const { action, fields } = formOf(page, button)
  const form = new FormData()
  for (const [name, value] of fields) form.append(name, value)
  const [, attributes = ''] = new RegExp(`<button([^>]*)>\\s*${button}`).exec(page.body) ?? []
  const attribute = (wanted: string) => new RegExp(`${wanted}="([^"]*)"`).exec(attributes)?.[1]
  form.append(attribute('name') ?? '', attribute('value') ?? '')
  const { origin } = new URL(page.url)
  const cookie = browser.jar.header(action, { method: 'POST', initiator: page.url })
  const response = await fetch(action, {
    ...{ method: 'POST', body: form, redirect: 'manual' },
    headers: { origin, ...(cookie === '' ? {} : { cookie }) },
  })
  for (const setCookie of response.headers.getSetCookie()) browser.jar.store(setCookie, action)
  expect(response.status).toBe(303)
  return browser.visit(new URL(response.headers.get('location') ?? '', action).href)
}
