import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { journeys } from '../support/chromium.ts'
import { choose, signIn, signInOwner, useDemo } from '../support/chromium-demo.ts'

describe('a sign-in that others begin', () => {
  const demo = useDemo({ scheme: 'https' })
  const journey = journeys(() => [demo.origin, demo.idpOrigin])
  const chooser = (page: Page) =>
    page.getByRole('heading', { name: 'Who do you want to be?' }).waitFor()

  /** As a link or a script of the provider's page leads there. */
  const leave = async (page: Page, url: string) => {
    await page.goto(`${demo.idpOrigin}/saml/start`)
    await page.evaluate((href) => {
      location.href = href
    }, url)
  }
  const initiate = (parameters: Record<string, string>) =>
    `${demo.origin}/sso/initiate?${new URLSearchParams({ iss: demo.idpOrigin, ...parameters })}`

  journey(`S20 restarts what a SAML provider begins`, async ({ page, context }) => {
    await signIn(page, demo, 'SAML', 'ann')
    const before = await context.cookies(demo.origin)
    await page.goto(`${demo.idpOrigin}/saml/start`)
    await page.getByRole('link').first().click()
    await choose(page, 'ben')
    // Nothing of the answer is believed: the app asks itself, and the session is as it was.
    await page.waitForURL(/SAMLRequest=/)
    await chooser(page)
    const now = await context.cookies(demo.origin)
    expect(now.filter(({ name }) => name.endsWith('session'))).toEqual(before)
    await choose(page, 'ben')
    await page.getByText('You are signed in as').waitFor()
    expect(await page.getByText('You are signed in as').textContent()).toContain('Ben Builder')
  })

  journey(`F5 starts where a third party names the issuer`, async ({ page, another }) => {
    // An issuer counts once somebody has signed in by it.
    await signIn((await another()).page, demo, 'SSO', 'ben')
    const target = `${demo.origin}/profile`
    const hint = { login_hint: 'ann@acme.example', target_link_uri: target }
    await leave(page, initiate(hint))
    await chooser(page)
    await page.getByText('It expects ann@acme.example').waitFor()
    await choose(page, 'ann')
    await page.waitForURL(target)
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Ann Admin')
  })

  journey(`F4 leads nobody off to where a third party wants`, async ({ page, another }) => {
    await signIn((await another()).page, demo, 'SSO', 'ben')
    await leave(page, initiate({ target_link_uri: 'https://evil.example/' }))
    await choose(page, 'ann')
    await page.waitForURL(`${demo.origin}/`)
    await page.getByText('You are signed in as').waitFor()
  })

  journey(`F5 refuses an issuer that nobody has`, async ({ page, status }) => {
    await leave(page, `${demo.origin}/sso/initiate?iss=https%3A%2F%2Fidp.example`)
    await page.getByText('organisation’s dashboard').waitFor()
    expect(status()).toBe(404)
  })

  journey('S20 is refused by default, with a way on', async (visitor) => {
    const { page, status } = visitor
    const admin = await visitor.another()
    await signInOwner(admin.page, demo)
    await admin.page.goto(`${demo.origin}/settings`)
    await admin.page.getByLabel('Which one?').selectOption('generic/saml')
    await admin.page.getByRole('button', { name: 'Create' }).click()
    const settings = admin.page
    await settings.getByLabel('Metadata URL').fill(`${demo.idpOrigin}/saml/metadata`)
    await settings.getByLabel('Description').fill('strict SAML')
    await settings.getByRole('button', { name: 'Test Configuration' }).click()
    await choose(settings, 'ann')
    await settings.getByRole('button', { name: 'Save', exact: true }).click()
    await settings.getByText('Organization login URI').waitFor()
    const id = /con_[\w-]+/.exec(settings.url())?.[0] ?? ''

    await page.goto(`${demo.idpOrigin}/saml/start`)
    await page.getByRole('link', { name: id }).click()
    // Nobody else here signs in as this person, whose account would have to be proven by its password.
    await choose(page, 'cleo')
    await page.getByRole('link', { name: 'Start again' }).waitFor()
    expect(status()).toBe(400)
    await visitor.examine('error-unsolicited')
    await page.getByRole('link', { name: 'Start again' }).click()
    await choose(page, 'cleo')
    await page.getByText('You are signed in as').waitFor()
  })
})
