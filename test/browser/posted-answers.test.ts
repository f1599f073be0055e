import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import type { Login } from '../../src/index.ts'
import { journeys } from '../support/chromium.ts'
import { type HostApp, startHostApp } from '../support/host-app.ts'
import { type Proxy, startProxy, withoutCrossSiteCookies } from '../support/https-proxy.ts'
import { type MockIdpServer, startMockIdp } from '../support/mock-idp-server.ts'
import { connect, hold } from '../support/own-pages.ts'
import { type SamlHostApp, startSamlHostApp } from '../support/saml-host-app.ts'
import { type SamlIdp, startSamlpIdp } from '../support/saml-idps.ts'
import { startServer, type TestServer } from '../support/server.ts'

describe('an answer that comes by POST', () => {
  let idp: MockIdpServer
  let samlp: SamlIdp
  let elsewhere: TestServer
  let proxy: Proxy
  let app: HostApp
  let samlApp: SamlHostApp
  /** What the SAML host answers after a sign-in, instead of going where it was asked to. */
  let landing: string | undefined
  const logins: Login[] = []
  beforeAll(async () => {
    idp = await startMockIdp()
    app = await startHostApp([idp])
    samlp = await startSamlpIdp()
    elsewhere = await startServer('127.0.0.1', (_req, res) => {
      res.setHeader('content-type', 'text/html').end('<!doctype html><title>x</title>the dashboard')
    })
    proxy = await startProxy('localhost')
    samlApp = await startSamlHostApp(
      [samlp],
      {},
      {
        baseUrl: proxy.origin,
        onLogin(login) {
          logins.push(login)
          const headers = { location: landing ?? '' }
          return landing === undefined ? undefined : new Response(null, { status: 303, headers })
        },
      },
    )
    proxy.connect({ host: 'localhost', port: Number(new URL(samlApp.baseUrl).port) })
  })
  afterAll(async () => {
    for (const { close } of [samlApp, proxy, elsewhere, samlp, app, idp]) await close()
  })
  const ssoOrigin = () => new URL(samlp.ssoUrl).origin
  const journey = journeys(() => [
    ...[app.baseUrl, idp.issuer, proxy.origin, ssoOrigin()],
    elsewhere.origin,
  ])
  const login = (id: string) => `${proxy.origin}/sso/${id}/login?returnTo=/deep`
  const logIn = async (page: Page) => {
    await page.locator('input[name=username]').fill('ann')
    await page.getByRole('button', { name: 'Log in' }).click()
  }

  journey('finds its flow with OpenID Connect, too (form_post)', async ({ page, context }) => {
    const id = await connect(app, idp.issuer, { settings: { responseMode: 'form_post' } })
    await page.goto(`${app.baseUrl}/sso/${id}/login`)
    expect(page.url().startsWith(idp.issuer)).toBe(true)
    const [flow] = await context.cookies(app.baseUrl)
    expect(flow).toMatchObject({ sameSite: 'None', secure: true })
    await page.evaluate('document.forms[0].submit()')
    await page.waitForURL(`${app.baseUrl}/`)
    expect(await page.textContent('body')).toMatch(/^signed in: (?!nobody)/)
  })

  journey('S20 is accepted without a request where the connection says so', async ({ page }) => {
    const connection = await samlApp.connect(samlp, { settings: { idpInitiated: 'accept' } })
    await page.goto(samlp.startUrl(`${proxy.origin}/sso/${connection.id}/metadata`, '/deep'))
    await logIn(page)
    await page.waitForURL(`${proxy.origin}/deep`)
    expect(logins.at(-1)?.authentication.initiatedBy).toBe('idp')
  })

  for (const javaScriptEnabled of [true, false]) {
    const how = javaScriptEnabled ? 'by itself' : 'by a button where scripts are off'
    journey(
      `is asked for by POST, ${how}`,
      async ({ page, tabTo, examine }) => {
        const ssoEndpoints = [{ binding: 'post', location: samlp.ssoUrl } as const]
        const connection = await samlApp.connect(samlp, { settings: { ssoEndpoints } })
        if (javaScriptEnabled) {
          const release = await hold(page, (to) => to.url() === samlp.ssoUrl)
          await page.goto(login(connection.id), { waitUntil: 'commit' })
          await page.getByText('One moment').waitFor()
          await examine('post')
          await release()
          await page.goto(login(connection.id))
        } else {
          await page.goto(login(connection.id))
          await tabTo(page.getByRole('button', { name: 'Continue' }))
          await page.keyboard.press('Enter')
        }
        await page.waitForURL(samlp.ssoUrl)
        await logIn(page)
        // The provider's page sends itself, or has a button.
        if (!javaScriptEnabled) await page.locator('[type=submit], button').first().click()
        await page.waitForURL(`${proxy.origin}/deep`)
      },
      { javaScriptEnabled },
    )
  }

  journey('F7 is posted once more, by a page that reads well', async ({ page, tabTo, examine }) => {
    proxy.filterCookies(withoutCrossSiteCookies)
    const connection = await samlApp.connect(samlp)
    const release = await hold(page, (to) => to.postData()?.includes('ssokit_hop') === true)
    await page.goto(login(connection.id))
    await logIn(page)
    await page.getByText('One moment').waitFor()
    await examine('hop')
    await release()
    await tabTo(page.getByRole('button', { name: 'Continue' }))
    await page.keyboard.press('Enter')
    await page.waitForURL(`${proxy.origin}/deep`)
  })

  journey('F7 leads on to another origin of the host', async ({ page }) => {
    proxy.filterCookies(withoutCrossSiteCookies)
    landing = `${elsewhere.origin}/dashboard`
    const connection = await samlApp.connect(samlp)
    await page.goto(login(connection.id))
    await logIn(page)
    await page.waitForURL(landing)
    await page.getByText('the dashboard').waitFor()
  })
})
