import { describe, expect } from 'vitest'
import { press } from '../../support/chromium.ts'
import { acme, dashboard, logIn, password, signInAtOkta, useNgrok } from './scene.ts'

const ngrok = useNgrok()
const { journey } = ngrok

describe('ngrok: Mixed Mode and SSO Enforced', () => {
  journey(
    'NG-15 NG-16 NG-17 enforces for new users once a login has worked, and leaves the others theirs',
    async ({ page, another, status }) => {
      const { host } = ngrok
      await logIn(page, 'olive@acme.example')
      await page.goto(`${dashboard}/sso/setup/policy`)
      await page.locator('section').getByText('Mixed Mode').waitFor()
      // Nothing works yet.
      await page
        .getByLabel(/^SSO Enforced/)
        .first()
        .check()
      await press(page, 'See what it means')
      await page.getByText('No connection is switched on').waitFor()
      expect(await page.getByRole('button', { name: 'Change it now' }).count()).toBe(0)

      const { loginUrl } = await ngrok.connect({ access: { provisioning: 'jit' } })
      await page.goto(`${dashboard}/sso/setup/policy`)
      await page
        .getByLabel(/^SSO Enforced/)
        .first()
        .check()
      await press(page, 'See what it means')
      await page.getByText('Nobody has signed in or tested').waitFor()
      expect(await page.getByRole('button', { name: 'Change it now' }).count()).toBe(0)

      // Mixed: both ways work.
      const ann = await another()
      await ann.page.goto(loginUrl)
      await signInAtOkta(ann.page, 'ann@acme.example')
      await ann.page.getByText('Logged in as ann@acme.example').waitFor()
      const mia = await another()
      await logIn(mia.page, 'mia@acme.example')
      await mia.page.getByText('Logged in as mia@acme.example').waitFor()

      await page.goto(`${dashboard}/sso/setup/policy`)
      await page
        .getByLabel(/^SSO Enforced/)
        .first()
        .check()
      await press(page, 'See what it means')
      await press(page, 'Change it now')
      await page.locator('section').getByText('SSO Enforced').waitFor()

      // Who was there before keeps the password.
      await logIn(mia.page, 'mia@acme.example')
      await mia.page.getByText('Logged in as mia@acme.example').waitFor()
      // Who is new has to come through Okta.
      host.invite('nina@acme.example', acme)
      const nina = await another()
      await nina.page.goto(`${dashboard}/signup`)
      await nina.page.getByLabel('Email').fill('nina@acme.example')
      await nina.page.getByLabel('Password').fill(password)
      await press(nina.page, 'Sign up')
      expect(nina.status()).toBe(403)
      await nina.page.getByRole('alert').getByText('log in through its identity provider').waitFor()
      await nina.page.getByRole('link', { name: 'Log in with Okta of Acme' }).waitFor()
      expect(status()).toBe(200)
    },
  )
})
