import { randomBytes } from 'node:crypto'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { press } from '../../support/chromium.ts'
import { usePublicHosts } from '../../support/public-hosts.ts'
import { type NextApp, startNextApp } from './next-app.ts'
import { acmeOkta, collate, logIn, prepare, renewed, signIn, wayOut } from './scene.ts'

/** Installing, building and starting takes half a minute, and several times that on a busy machine. */
const BUILD_MILLISECONDS = 360_000

const valueAt = (page: Page, field: string) => page.locator(`#value-${field}`).innerText()

describe('Collate on Next.js', () => {
  const hosts = usePublicHosts()
  const okta = acmeOkta()
  const way = wayOut(hosts.fetch)
  let product: NextApp | undefined
  beforeAll(async () => {
    product = await startNextApp(randomBytes(32).toString('base64url'), way.fetch)
    hosts.serve('acme.okta.com', okta.handler)
    hosts.serve('acme.getcollate.io', { port: product.port })
  }, BUILD_MILLISECONDS)
  afterAll(() => product?.close())

  hosts.journey(
    'CL-3 CL-4 CL-6 CL-7 CL-8 CL-10 CL-11 CL-12 CL-13 CL-14 CL-15 CL-16 CL-17 CL-19 is set up by issuer and client id alone',
    async ({ page, another, problems }) => {
      // The vendor makes the connection, and a link for the customer.
      await logIn(page)
      await page.getByRole('link', { name: 'Single sign-on' }).click()
      await page.getByRole('link', { name: 'Set-up pages' }).click()
      await page.goto(`${collate}/sso/setup/connections/new`)
      await page.getByLabel('Okta OpenID Connect').check()
      await press(page, 'Continue')
      await page.goto(`${collate}/sso/setup/links`)
      await page.getByLabel('Description').fill('For Dana of Acme')
      await page.getByLabel('Connection', { exact: true }).selectOption({ label: 'Okta' })
      await page.getByLabel('Only issuer and client ID; the rest is done here').check()
      await press(page, 'Make the link')
      const link = await valueAt(page, 'url')

      // Dana has no account at the product.
      const dana = await another()
      await dana.page.goto(link)
      await press(dana.page, 'Begin')
      await dana.page.getByRole('link', { name: 'Go on: Enter our values' }).click()
      // Without the marks of names that nobody has confirmed.
      const guide = (await dana.page.locator('main').innerText()).replaceAll('°', '')
      for (const line of [
        'As Sign-in method select OIDC - OpenID Connect',
        'select Single-Page Application',
        'select Refresh Token, too, and set Refresh token behavior to Rotate token after every use',
        'Under Controlled access choose who may use the application',
        'click Add Authorization Server',
        'As Audience enter the Client ID of the application',
        'this generates the issuer URL',
        'set Issuer to Okta URL instead of Dynamic',
        'mark the new scope as Set as a default scope',
        'assign the policy to this application only',
        'clear User consent',
        'Audience in this section is the same as the Client ID',
        'There is no client secret',
      ]) {
        expect(guide).toContain(line)
      }
      const values = {
        signInRedirectUris: [
          ...[await valueAt(dana.page, 'redirect_uri')],
          await valueAt(dana.page, 'silent_redirect_uri'),
        ],
        signOutRedirectUris: [await valueAt(dana.page, 'sign_out_uri')],
        baseUris: [await valueAt(dana.page, 'base_uri')],
      }
      expect(values).toEqual({
        signInRedirectUris: [`${collate}/callback`, `${collate}/silent-callback`],
        signOutRedirectUris: [`${collate}/signin`],
        baseUris: [collate],
      })
      const { app, server } = prepare(okta, values)
      await press(dana.page, 'Continue')
      const fields = dana.page.locator('main input:visible')
      expect(await fields.count()).toBe(2)
      await dana.page.getByLabel('Issuer').fill(server.issuer)
      await dana.page.getByLabel('Client ID').fill(app.clientId)
      await press(dana.page, 'Continue')
      await dana.page.getByText('That is all. Tell your contact at Collate').waitFor()

      // The vendor switches it on.
      await page.goto(`${collate}/operator`)
      await press(page, 'Activate')
      expect(await page.getByRole('alert').count()).toBe(0)

      const ann = await another({ isOrdinary: true })
      await signIn(ann.page)
      await ann.page.getByRole('heading', { name: 'Hello ann@acme.example' }).waitFor()
      expect(way.calls.some(({ fields: sent }) => sent.has('client_secret'))).toBe(false)
      await renewed(ann.page, /Renewed by the frame\./)
      await ann.page.getByRole('button', { name: 'Sign out' }).click()
      await ann.page.waitForURL(/\/signin/)
      await ann.page.getByRole('heading', { name: 'Sign in' }).waitFor()

      // Where frames get no cookies, the server renews.
      const ben = await another()
      await signIn(ben.page, 'ben@acme.example')
      await renewed(ben.page, /Renewed by the server\./)
      expect(problems).toEqual([])
    },
  )
})
