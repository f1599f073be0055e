import { beforeAll, describe, expect } from 'vitest'
import { profiles } from 'ssokit/guides'
import { press } from '../../support/chromium.ts'
import {
  type Customer,
  enable,
  fillIn,
  guided,
  pusher,
  signInByPassword,
  signInPage,
  usePusher,
} from './scene.ts'

describe('Pusher: setting Okta SSO up on the page Account', () => {
  const scene = usePusher()
  const { journey } = scene
  let acme: Customer
  let repaired: Customer
  let edited: Customer
  let small: Customer
  beforeAll(() => {
    acme = scene.customer('acme')
    repaired = scene.customer('repaired')
    edited = scene.customer('edited')
    small = scene.customer('small', 'free')
  })

  journey('PU-1 tells who has no Enterprise plan that it takes one', async ({ page, status }) => {
    await signInByPassword(page, small.owner)
    await page.goto(`${pusher}/account`)
    await page.getByText('SSO support is only available to Enterprise plans.').waitFor()
    expect(await page.getByRole('button', { name: 'enable' }).count()).toBe(0)
    // Whoever sends the form by hand is refused as well.
    await page.evaluate(`document.body.insertAdjacentHTML('beforeend',
      '<form method="post" action="/account"><button>by hand</button></form>')`)
    await press(page, 'by hand')
    expect(status()).toBe(422)
    expect(await scene.sso().connections.list(small.id, actorOf(small))).toEqual([])
    // With the plan the button is there.
    scene.host().organizations.set(small.id, { id: small.id, name: 'small', plan: 'enterprise' })
    await page.goto(`${pusher}/account`)
    await page.getByRole('button', { name: 'enable' }).waitFor()
  })

  journey('PU-10 PU-2 is off until enable is clicked, and knows Okta only', async ({ page }) => {
    await signInByPassword(page, acme.owner)
    await page.goto(`${pusher}/account`)
    expect(await page.getByRole('textbox').count()).toBe(0)
    await press(page, 'enable')
    for (const label of ['Organization Domain', 'Issuer URL', 'Client ID', 'Client Secret']) {
      expect(await page.getByLabel(label).inputValue()).toBe('')
    }
    await page.getByText('Okta SSO is not on yet.').waitFor()
    for (const { id: profile } of profiles.filter(({ id }) => id !== 'okta')) {
      const other = { organizationId: acme.id, protocol: 'oidc', profile }
      await expect(scene.sso().connections.create(other, actorOf(acme))).rejects.toMatchObject({
        code: 'connection_invalid',
      })
    }
  })

  journey('PU-3 PU-4 PU-5 PU-6 PU-7 PU-8 PU-9 prints what Okta asks for', async (visitor) => {
    const { page, context } = visitor
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: pusher })
    await signInByPassword(page, acme.owner)
    await page.goto(`${pusher}/account`)
    await page.getByRole('link', { name: 'What to enter in Okta' }).click()
    const copied: Record<string, string> = {}
    const clipboard = async () => String(await page.evaluate('navigator.clipboard.readText()'))
    for (const id of ['product', 'redirect_uri', 'sign_out_uri', 'initiate_login_uri']) {
      await page.evaluate("navigator.clipboard.writeText('')")
      await page.locator(`[data-copy="value-${id}"]`).click()
      await expect.poll(clipboard).not.toBe('')
      copied[id] = await clipboard()
    }
    expect(copied).toEqual({
      product: 'Pusher',
      redirect_uri: `${pusher}/accounts/auth/okta/callback`,
      sign_out_uri: signInPage,
      initiate_login_uri: signInPage,
    })
    const guide = await page.getByRole('main').innerText()
    for (const [field, value] of [
      ['Sign-in method', 'OIDC - OpenID Connect'],
      ['Application type', 'Web Application'],
      ['App integration name', 'Pusher'],
      ['Login Initiated by', 'Either Okta or App'],
    ]) {
      expect(
        guide.split('\n').some((line) => line.includes(`${field}`) && line.includes(`${value}`)),
      ).toBe(true)
    }
    // These pages explain; what the product decides for everybody is not changed on them.
    await page.goto(page.url().replace(/guide.*/, 'options'))
    expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0)
  })

  journey(
    'PU-11 PU-13 PU-14 PU-15 PU-16 fills the endpoints in from the issuer',
    async ({ page }) => {
      const app = acme.okta.addOidcApp(guided)
      await signInByPassword(page, acme.owner)
      await page.goto(`${pusher}/account`)
      const endpoints = {
        'Authorize URL': 'authorize',
        'Token URL': 'token',
        'User Info URL': 'userinfo',
      }
      for (const [label, end] of Object.entries(endpoints)) {
        const example = `$ISSUER_URL/oauth2/default/v1/${end}`
        expect(await page.getByLabel(label).getAttribute('placeholder')).toBe(example)
      }
      await fillIn(page, acme, app)
      await page.getByText('Okta SSO is on.').waitFor()
      for (const [label, end] of Object.entries(endpoints)) {
        const url = `${acme.okta.orgUrl}/oauth2/default/v1/${end}`
        expect(await page.getByLabel(label).inputValue()).toBe(url)
      }
      expect(await page.getByLabel('Organization Domain').inputValue()).toBe('acme.com')
      // The secret is stored and never shown.
      expect(await page.getByLabel('Client Secret').inputValue()).toBe('')
      expect(await page.content()).not.toContain(app.clientSecret)
    },
  )

  journey(
    'PU-12 takes the format of the guide, and repairs what people paste',
    async ({ page }) => {
      const app = repaired.okta.addOidcApp(guided)
      const { orgUrl } = repaired.okta
      await enable(page, repaired)
      for (const typed of [
        `${orgUrl}/`,
        orgUrl.replace('.okta.com', '-admin.okta.com/admin/apps'),
        `${orgUrl}/oauth2/default`,
        `${orgUrl}/oauth2/default/.well-known/openid-configuration`,
        orgUrl.replace('https', 'http'),
      ]) {
        await fillIn(page, repaired, app, { 'Issuer URL': typed })
        expect([typed, await page.getByLabel('Issuer URL').inputValue()]).toEqual([typed, orgUrl])
        await page.getByText('Okta SSO is on.').waitFor()
        await scene.wait(61)
      }
      await fillIn(page, repaired, app, { 'Issuer URL': 'https://<mydomain>.okta.com' })
      expect(await page.getByRole('alert').allInnerTexts()).toEqual([
        expect.stringContaining('https://acme.okta.com'),
      ])
      // What was typed is still there, to be corrected; what was on before stays on.
      expect(await page.getByLabel('Issuer URL').inputValue()).toBe('https://<mydomain>.okta.com')
      await page.getByText('Okta SSO is on.').waitFor()
    },
  )

  journey('PU-17 lets defaults follow the issuer, and edited endpoints stay', async ({ page }) => {
    const app = edited.okta.addOidcApp(guided)
    await enable(page, edited)
    const own = `${edited.okta.orgUrl}/own/userinfo`
    const wrong = { 'Issuer URL': 'https://wrong.okta.com', 'User Info URL': own }
    await fillIn(page, edited, app, wrong)
    expect(await page.getByRole('alert').count()).toBeGreaterThan(0)
    await page.goto(`${pusher}/account`)
    const valueOf = (label: string) => page.getByLabel(label).inputValue()
    expect(await valueOf('Token URL')).toBe('https://wrong.okta.com/oauth2/default/v1/token')
    await scene.wait(61)
    // All fields are sent, also those that still show what followed from the wrong issuer.
    await fillIn(page, edited, app)
    const { orgUrl } = edited.okta
    expect(await valueOf('Authorize URL')).toBe(`${orgUrl}/oauth2/default/v1/authorize`)
    expect(await valueOf('Token URL')).toBe(`${orgUrl}/oauth2/default/v1/token`)
    expect(await valueOf('User Info URL')).toBe(own)
    await page.getByText('Okta SSO is on.').waitFor()
    // All customers share one callback, so codes and tokens go to the issuer's own host and no other.
    await scene.wait(61)
    await fillIn(page, edited, app, { 'User Info URL': 'https://proxy.edited.com/userinfo' })
    expect(await page.getByRole('alert').allInnerTexts()).toEqual([expect.stringContaining('host')])
    // Emptied, it follows again.
    await scene.wait(61)
    await fillIn(page, edited, app, { 'User Info URL': '' })
    expect(await valueOf('User Info URL')).toBe(`${orgUrl}/oauth2/default/v1/userinfo`)
    await page.getByText('Okta SSO is on.').waitFor()
  })

  const actorOf = ({ owner }: Customer) => ({ actor: { user: userOf(owner) } })
  const userOf = (email: string) => {
    const user = scene.host().users.byEmail(email)
    if (user) return user
    throw new Error(`There is no ${email}.`)
  }
})
