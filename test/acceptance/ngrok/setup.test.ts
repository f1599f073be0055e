import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { press } from '../../support/chromium.ts'
import { acme, dashboard, logIn, signInAtOkta, useNgrok, valueAt } from './scene.ts'

const ngrok = useNgrok()
const { journey } = ngrok

/** “+ New Identity Provider”, up to the guide. */
async function create(page: Page): Promise<string> {
  await page.getByRole('link', { name: '+ New Identity Provider' }).click()
  await page.getByLabel('Okta SAML 2.0').check()
  await press(page, 'Continue')
  return page.url().replace(/\/guide.*/, '')
}

const upload = (page: Page, text: string) =>
  page
    .getByLabel('or upload the file')
    .setInputFiles({ name: 'metadata.xml', mimeType: 'text/xml', buffer: Buffer.from(text) })

/** The description, and from there to the end. */
async function testAndSave(page: Page, connection: string): Promise<void> {
  await page.goto(`${connection}/options`)
  await page.getByLabel('Description').fill('Okta of Acme')
  await press(page, 'Continue')
  expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
  await press(page, 'Test Configuration')
  if (page.url().startsWith('https://acme.okta.com')) await signInAtOkta(page, 'ann@acme.example')
  await page.getByText('Configuration tested successfully').waitFor()
  await press(page, 'Save')
  await press(page, 'Switch it on')
  await page.getByRole('heading', { name: 'It is switched on' }).waitFor()
}

describe('ngrok: setting Okta up', () => {
  journey('NG-1 is for admins of enterprise accounts', async ({ page, status }) => {
    await logIn(page, 'mia@acme.example')
    expect(await page.getByRole('link', { name: 'Identity Provider' }).count()).toBe(0)
    await page.goto(`${dashboard}/sso/setup/connections/new`)
    expect(status()).toBe(403)
    const { host } = ngrok
    host.accounts.set(acme, { id: acme, name: 'Acme', plan: 'free' })
    await page.context().clearCookies()
    await logIn(page, 'olive@acme.example')
    await create(page)
    expect(status()).toBe(403)
    await page.getByText('not part of your organisation’s plan').waitFor()
  })

  journey(
    'NG-2 NG-3 NG-4 NG-5 NG-6 NG-8 NG-13 follows the guide with final values from the start',
    async ({ page, another }) => {
      await logIn(page, 'olive@acme.example')
      const connection = await create(page)
      // Without the marks of names that nobody has confirmed.
      const guide = (await page.locator('main').innerText()).replaceAll('°', '')
      for (const line of [
        'not about the users of what you run with it',
        'As Name ID format select EmailAddress',
        "I'm an Okta customer adding an internal app",
        'find the SHA-2 certificate whose status is Active',
        'click Actions > View IdP metadata',
      ]) {
        expect(guide).toContain(line)
      }
      await page.getByText('Single sign on URL', { exact: true }).first().waitFor()
      await page.getByText('Audience URI (SP Entity ID)', { exact: true }).first().waitFor()
      const [ssoUrl, audience] = [
        await valueAt(page, 'acs_url'),
        await valueAt(page, 'sp_entity_id'),
      ]
      const id = connection.split('/').at(-1) ?? ''
      expect([ssoUrl, audience]).toEqual([
        `${dashboard}/sso/${id}/acs`,
        `${dashboard}/sso/${id}/metadata`,
      ])
      const app = ngrok.okta.addSamlApp({
        ...{ name: 'ngrok', ssoUrl, audience, nameIdFormat: 'EmailAddress', access: 'everyone' },
      })
      await press(page, 'Continue')
      await upload(page, app.metadata())
      await press(page, 'Continue')
      await testAndSave(page, connection)
      const loginUrl = await valueAt(page, 'login-uri')

      // The description tells people which one it is.
      const ann = await another()
      await ann.page.goto(`${dashboard}/login?account=${acme}`)
      await ann.page.getByRole('link', { name: 'Log in with Okta of Acme' }).click()
      expect(loginUrl).toBe(`${dashboard}/sso/${id}/login`)
      await signInAtOkta(ann.page, 'ann@acme.example')
      await press(ann.page, 'Join Acme')
      await ann.page.getByText('Logged in as ann@acme.example').waitFor()
    },
  )

  journey(
    'NG-4 NG-13 NG-14 takes temporary values at Okta first, and keeps its URLs for good',
    async ({ page }) => {
      const app = ngrok.okta.addSamlApp({
        ...{ name: 'ngrok', nameIdFormat: 'EmailAddress', access: 'everyone' },
        ...{ ssoUrl: 'https://temporary.example/acs', audience: 'https://temporary.example' },
      })
      await logIn(page, 'olive@acme.example')
      const connection = await create(page)
      await page.goto(`${connection}/values`)
      await upload(page, app.metadata())
      await press(page, 'Continue')
      // Saved: now the URLs go to Okta.
      await page.goto(`${connection}/guide`)
      const urls = {
        ssoUrl: await valueAt(page, 'acs_url'),
        audience: await valueAt(page, 'sp_entity_id'),
      }
      app.change(urls)
      await testAndSave(page, connection)

      // Another certificate: new metadata, the same URLs.
      app.rotateCertificate()
      await page.goto(`${connection}/keys`)
      await page.getByLabel('Metadata file').setInputFiles({
        ...{ name: 'metadata.xml', mimeType: 'text/xml', buffer: Buffer.from(app.metadata()) },
      })
      await press(page, 'Save as a draft')
      await page.goto(`${connection}/guide`)
      expect(await valueAt(page, 'acs_url')).toBe(urls.ssoUrl)
      expect(await valueAt(page, 'sp_entity_id')).toBe(urls.audience)
      await page.goto(`${connection}/test`)
      await press(page, 'Test Configuration')
      await page.getByText('Configuration tested successfully').waitFor()
    },
  )

  journey(
    'NG-6 takes metadata as browsers save it, and says what they must not',
    async (visitor) => {
      const { page } = visitor
      const app = ngrok.okta.addSamlApp({
        ...{
          name: 'ngrok',
          ssoUrl: 'https://temporary.example/acs',
          audience: 'x',
          access: 'everyone',
        },
      })
      await logIn(page, 'olive@acme.example')
      const connection = await create(page)
      await page.goto(`${connection}/values`)
      const saved = `<!DOCTYPE html>\n<html><body><pre>${app.metadata()}</pre></body></html>`
      await upload(page, saved)
      await press(page, 'Continue')
      await page.getByText('XML only').first().waitFor()
      await upload(page, `\u{feff}\r\n  ${app.metadata()}\r\n\r\n`)
      await press(page, 'Continue')
      await page.getByRole('button', { name: 'Test Configuration' }).waitFor()
      await page.goto(`${connection}/values`)
      await page.getByText(/^Metadata of .* is stored/).waitFor()
    },
  )

  journey(
    'NG-7 NG-8 keeps several providers, to be listed, edited and removed',
    async ({ page }) => {
      await ngrok.connect()
      const other = await ngrok.connect(
        { description: 'Okta of Acme Labs' },
        { name: 'ngrok labs' },
      )
      await logIn(page, 'olive@acme.example')
      await page.goto(`${dashboard}/login?account=${acme}`)
      const offered = page.getByRole('link', { name: /^Log in with/ })
      expect(await offered.allInnerTexts()).toEqual([
        ...['Log in with Okta of Acme', 'Log in with Okta of Acme Labs'],
      ])
      await page.goto(dashboard)
      await page.getByRole('link', { name: 'Identity Providers' }).click()
      await page.getByRole('link', { name: 'Okta of Acme Labs' }).click()
      const connection = page.url()
      expect(connection.endsWith(other.id)).toBe(true)
      await page.goto(`${connection}/options`)
      await page.getByLabel('Description').fill('Okta of the laboratory')
      await press(page, 'Continue')
      await page.goto(`${connection}/off`)
      await page
        .getByLabel('To confirm, type Okta of the laboratory')
        .fill('Okta of the laboratory')
      await press(page, 'Remove')
      await page.getByText('The connection was removed.').waitFor()
      expect(await page.getByRole('link', { name: /^Okta of/ }).allInnerTexts()).toEqual([
        'Okta of Acme',
      ])
    },
  )
})
