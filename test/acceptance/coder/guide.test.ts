import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { press } from '../../support/chromium.ts'
import type { MockOktaOidcSettings } from '../../../src/testing/okta/index.ts'
import {
  admin,
  authentication,
  coder,
  savePreferences,
  signInAtOkta,
  signInByPassword,
  useCoder,
} from './scene.ts'

const guided: MockOktaOidcSettings = {
  ...{ name: 'Coder', type: 'web', access: 'skip' },
  signInRedirectUris: [`${coder}/oidc/callback`],
}

describe('Coder: the guide, line by line', () => {
  const scene = useCoder()
  const { journey, okta } = scene
  const isOn = (page: Page) => page.getByText('People sign in with OpenID Connect.').waitFor()
  /** From the sign-in page to Okta. */
  const begin = async (page: Page) => {
    await page.goto(`${coder}/login`)
    await page.getByRole('link', { name: 'OpenID Connect' }).click()
  }
  const isSignedIn = (page: Page, email: string) =>
    page.getByText(`Signed in as ${email}`).waitFor()

  journey('CO-2 has passwords until an admin selects OpenID Connect', async (visitor) => {
    const { page } = visitor
    await page.goto(`${coder}/login`)
    expect(await page.getByRole('link', { name: 'OpenID Connect' }).count()).toBe(0)
    await signInByPassword(page)
    // Manage > Admin > Authentication, and there the top-most drop-down box.
    await expect
      .poll(() => page.getByRole('navigation').innerText())
      .toMatch(/Manage\s+Admin\s+Auth/)
    await page.getByRole('link', { name: 'Authentication' }).click()
    const top = page.getByRole('combobox').first()
    expect(await top.inputValue()).toBe('password')
    expect(await top.locator('option').allInnerTexts()).toContain('OpenID Connect')
    // Nobody else gets there.
    const stranger = await visitor.another()
    await stranger.page.goto(authentication)
    expect(stranger.status()).toBe(403)
  })

  journey(
    'CO-3 CO-4 CO-5 CO-9 CO-10 tells what to enter in Okta, and what to copy there',
    async (visitor) => {
      const { page } = visitor
      await signInByPassword(page)
      await page.goto(authentication)
      // Whoever enters the example as it stands is told what is meant.
      const example = await page.getByLabel('Issuer').getAttribute('placeholder')
      expect(example).toBe('https://<my-company>.okta.com')
      const app = okta.addOidcApp(guided)
      await savePreferences(page, example ?? '', app)
      await page.getByRole('alert').first().waitFor()
      await page.getByText('People sign in with passwords.').waitFor()
      scene.waitMinute()
      await savePreferences(page, okta.orgUrl, app)
      await isOn(page)
      await page.getByRole('link', { name: 'Step by step' }).click()
      expect(await page.locator('#value-redirect_uri').innerText()).toBe(`${coder}/oidc/callback`)
      expect(await page.locator('#value-product').innerText()).toBe('Coder')
      // The logo is there to be taken over, and it can be loaded.
      const logo = page.locator('img[height="48"]')
      expect(await logo.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(48)
      expect(await page.getByRole('link', { name: 'Download' }).getAttribute('href')).toBe(
        '/logo.svg',
      )
      const steps = await page.getByRole('main').innerText()
      for (const [where, what] of [
        ['Sign On', 'OpenID Connect ID Token'],
        ['General', 'Client Credentials'],
        ['Assignments', 'people and groups'],
      ]) {
        const line = steps
          .split('\n')
          .find((one) => one.includes(`${where}`) && one.includes(`${what}`))
        expect(line, `${where}: ${what}`).toBeDefined()
      }
    },
  )

  journey(
    'CO-1 CO-8 needs three inputs, and sends people to Okta right after the save',
    async (visitor) => {
      const { page, another } = visitor
      await signInByPassword(page)
      await page.goto(authentication)
      expect(await page.getByRole('textbox').count()).toBe(3)
      const app = okta.addOidcApp(guided)
      app.assign({ login: 'ann@my-company.com' })
      scene.waitMinute()
      await savePreferences(page, okta.orgUrl, app)
      await isOn(page)
      expect(await page.getByLabel('Client Secret').inputValue()).toBe('')

      const ann = await another()
      await begin(ann.page)
      const sent = new URL(ann.page.url()).origin
      expect(sent).toBe(okta.orgUrl)
      await signInAtOkta(ann.page, 'ann@my-company.com')
      await isSignedIn(ann.page, 'ann@my-company.com')
      expect(ann.page.url()).toBe(`${coder}/`)
    },
  )

  journey('CO-6 tells whom nobody assigned to the application', async (visitor) => {
    const { page, another, status } = visitor
    await signInByPassword(page)
    const app = okta.addOidcApp(guided)
    app.assign({ login: 'ann@my-company.com' })
    scene.waitMinute()
    await savePreferences(page, okta.orgUrl, app)
    const ben = await another()
    await begin(ben.page)
    await signInAtOkta(ben.page, 'ben@my-company.com')
    await ben.page.getByText('You are not assigned to this application').waitFor()
    expect(ben.status()).toBe(403)
    expect(scene.users().byEmail('ben@my-company.com')).toBeUndefined()
    // Once assigned by a group, they get in from the same page.
    okta.addGroup('Developers')
    okta.setGroups('ben@my-company.com', ['Developers'])
    app.assign({ group: 'Developers' })
    await begin(ben.page)
    await isSignedIn(ben.page, 'ben@my-company.com')
    expect(status()).toBe(200)
  })

  journey(
    'CO-7 CO-8 refuses what cannot work, and the configuration before stays in use',
    async (visitor) => {
      const { page, another } = visitor
      await signInByPassword(page)
      const app = okta.addOidcApp(guided)
      app.assign({ login: 'ann@my-company.com' })
      scene.waitMinute()
      await savePreferences(page, okta.orgUrl, app)
      await isOn(page)
      const ann = await another()
      await begin(ann.page)
      await signInAtOkta(ann.page, 'ann@my-company.com')
      for (const [wrong, reason] of [
        [{ 'Client Secret': 'mistyped' }, 'secret'],
        [{ Issuer: 'https://nobody.okta.com' }, 'could not be reached'],
        [{ Issuer: `${okta.orgUrl}/oauth2/nothing` }, 'no discovery document'],
        [{ 'Client ID': '' }, 'client'],
        [{ Issuer: okta.orgUrl.replace('.okta', '-admin.okta') }, `probably: ${okta.orgUrl}`],
      ] as const) {
        scene.waitMinute()
        await savePreferences(page, okta.orgUrl, app, wrong)
        const alerts = (await page.getByRole('alert').allInnerTexts()).join(' ')
        expect(alerts.toLowerCase(), JSON.stringify(wrong)).toContain(reason)
        await page.getByText('The configuration before stays in use.').waitFor()
        // Sign-ins go on as before, without a pause.
        await begin(ann.page)
        await isSignedIn(ann.page, 'ann@my-company.com')
        const [live] = await liveSettings()
        expect(live).toMatchObject({ clientId: app.clientId, issuer: okta.orgUrl })
      }
      // Another application at Okta is used from the next sign-in on, without a restart.
      const next = okta.addOidcApp({ ...guided, name: 'Coder, moved' })
      next.assign({ login: 'ann@my-company.com' })
      scene.waitMinute()
      await savePreferences(page, okta.orgUrl, next)
      await isOn(page)
      const asked: string[] = []
      ann.page.on('request', (request) => asked.push(request.url()))
      await begin(ann.page)
      await isSignedIn(ann.page, 'ann@my-company.com')
      const sent = asked.filter((url) => url.startsWith(`${okta.orgUrl}/oauth2/v1/authorize?`))
      const clients = sent.map((url) => new URL(url).searchParams.get('client_id'))
      expect(clients).toEqual([next.clientId])
    },
  )

  journey('CO-2 goes back to passwords, and keeps what was entered', async ({ page }) => {
    await signInByPassword(page)
    await page.goto(authentication)
    const clientId = await page.getByLabel('Client ID').inputValue()
    await page.getByRole('combobox').first().selectOption('Built-in authentication')
    await press(page, 'Save Preferences')
    await page.getByText('People sign in with passwords.').waitFor()
    expect(await page.getByLabel('Client ID').inputValue()).toBe(clientId)
    await page.goto(`${coder}/login`)
    expect(await page.getByRole('link', { name: 'OpenID Connect' }).count()).toBe(0)
    await signInByPassword(page, admin)
    await isSignedIn(page, admin)
  })

  const liveSettings = async () => {
    const actor = { isSiteAdmin: true, id: 'test' }
    const all = await scene.sso().connections.list(undefined, { actor })
    return all.map(({ live }) => live?.settings)
  }
})
