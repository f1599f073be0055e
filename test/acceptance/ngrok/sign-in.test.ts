import { describe, expect } from 'vitest'
import { press } from '../../support/chromium.ts'
import { acme, dashboard, logIn, openTile, password, signInAtOkta, useNgrok } from './scene.ts'

const ngrok = useNgrok()
const { journey } = ngrok

describe('ngrok: logging in', () => {
  journey(
    'NG-3 says what to change where the NameID is no e-mail address',
    async ({ page, another }) => {
      const { id, loginUrl } = await ngrok.connect(
        {},
        { nameIdFormat: 'Unspecified', applicationUsername: 'okta_username_prefix' },
      )
      await page.goto(loginUrl)
      await signInAtOkta(page, 'ann@acme.example')
      const reference = await page.locator('code').first().innerText()
      // The admin finds it by what the person sees.
      const admin = await another()
      await logIn(admin.page, 'olive@acme.example')
      await admin.page.goto(`${dashboard}/sso/setup/connections/${id}/trace?reference=${reference}`)
      await admin.page
        .getByText(/Name ID format.*EmailAddress/)
        .first()
        .waitFor()
      expect(ngrok.host.userOf('ann@acme.example')).toBeUndefined()
    },
  )

  journey(
    'NG-9 opens from the Okta dashboard only where the provider allows it',
    async (visitor) => {
      const { page, another, status } = visitor
      const { id } = await ngrok.connect({ access: { provisioning: 'jit' } })
      await openTile(page, 'ann@acme.example')
      await page.waitForURL(`${dashboard}/**`)
      expect(status()).toBe(400)
      expect(ngrok.host.userOf('ann@acme.example')).toBeUndefined()
      // From our side it works.
      await page.getByRole('link', { name: 'Start again' }).click()
      await page.getByText('Logged in as ann@acme.example').waitFor()
      await page.context().clearCookies({ domain: 'dashboard.ngrok.com' })

      const admin = await another()
      await logIn(admin.page, 'olive@acme.example')
      await admin.page.goto(`${dashboard}/sso/setup/connections/${id}/options`)
      expect(await admin.page.getByLabel('are refused').isChecked()).toBe(true)
      await admin.page.getByLabel(/^are begun anew from our side/).check()
      await press(admin.page, 'Continue')
      await press(admin.page, 'Test Configuration')
      await signInAtOkta(admin.page, 'olive@acme.example')
      await press(admin.page, 'Save')
      await press(admin.page, 'Use the changes')
      await admin.page.getByRole('heading', { name: 'It is switched on' }).waitFor()

      await openTile(page, 'ann@acme.example')
      await page.getByText('Logged in as ann@acme.example').waitFor()
    },
  )

  journey(
    'NG-9 accepts what the tile sends where the provider says so, but for nobody else’s browser',
    async (visitor) => {
      const { page, another } = visitor
      await ngrok.connect({
        ...{ access: { provisioning: 'jit' }, settings: { idpInitiated: 'accept' } },
      })
      await openTile(page, 'ann@acme.example')
      await page.getByText('Logged in as ann@acme.example').waitFor()
      const before = ngrok.host.users.size
      await openTile(page, 'ann@acme.example')
      await page.getByText('Logged in as ann@acme.example').waitFor()
      expect(ngrok.host.users.size).toBe(before)
      // Mia is at work: an answer that she did not ask for does not put Ann in her place.
      const mia = await another()
      await logIn(mia.page, 'mia@acme.example')
      await openTile(mia.page, 'ann@acme.example')
      await mia.page.getByRole('button', { name: 'Continue as ann@acme.example' }).waitFor()
      await mia.page.goto(dashboard)
      await mia.page.getByText('Logged in as mia@acme.example').waitFor()
    },
  )

  journey(
    'NG-10 NG-11 NG-18 prompts whoever comes from the dashboard to join the new account',
    async ({ page, another }) => {
      await ngrok.connect({ settings: { idpInitiated: 'restart' } })
      const { host } = ngrok
      // Nobody knows Ann yet.
      await openTile(page, 'ann@acme.example')
      await page.getByRole('heading', { name: 'Join Acme' }).waitFor()
      expect(host.userOf('ann@acme.example')).toBeUndefined()
      // Resumable, for this browser alone.
      await page.goto(`${dashboard}/join`)
      await page.getByText('Okta of Acme of Acme may log you in as ann@acme.example').waitFor()
      await press(page, 'Join Acme')
      await page.getByText('Logged in as ann@acme.example').waitFor()
      expect(host.userOf('ann@acme.example')?.memberships.has(acme)).toBe(true)

      // Paul has an account of his own already, which only he can open to Okta.
      ngrok.okta.addPerson({
        ...{ login: 'paul@acme.example', firstName: 'Paul', lastName: 'Acme', password },
      })
      host.accounts.set('ac_paul', { id: 'ac_paul', name: 'Paul’s tunnels', plan: 'free' })
      host.join(host.addUser('paul@acme.example', true, password), 'ac_paul')
      const paul = await another()
      await openTile(paul.page, 'paul@acme.example')
      await paul.page.getByRole('link', { name: 'Log in to it' }).click()
      await paul.page.getByLabel('Email').fill('paul@acme.example')
      await paul.page.getByLabel('Password').fill(password)
      await press(paul.page, 'Log in')
      await press(paul.page, 'Join Acme')
      await paul.page.getByRole('heading', { name: 'Acme', exact: true }).waitFor()
      const accounts = paul.page.getByRole('listitem')
      expect(await accounts.allInnerTexts()).toEqual(['Paul’s tunnels', 'Acme'])
      // Acme’s Okta does not open his own account.
      await press(paul.page, 'Paul’s tunnels')
      await paul.page.getByRole('alert').waitFor()
      await logIn(paul.page, 'paul@acme.example')
      await paul.page.getByRole('heading', { name: 'Paul’s tunnels' }).waitFor()
    },
  )

  journey(
    'NG-10 NG-12 lets in whoever was invited, and nobody else',
    async ({ page, another, status }) => {
      const { loginUrl } = await ngrok.connect({ access: { provisioning: 'invite' } })
      const { host } = ngrok
      host.invite('nina@acme.example', acme)
      await page.goto(loginUrl)
      await signInAtOkta(page, 'ann@acme.example')
      await page.waitForURL(`${dashboard}/**`)
      expect(status()).toBe(403)
      await page.getByRole('alert').getByText('You need an invitation to this account.').waitFor()
      expect(host.userOf('ann@acme.example')).toBeUndefined()

      ngrok.okta.addPerson({
        ...{ login: 'nina@acme.example', firstName: 'Nina', lastName: 'Acme', password },
      })
      const nina = await another()
      await nina.page.goto(loginUrl)
      await signInAtOkta(nina.page, 'nina@acme.example')
      await nina.page.getByText('Logged in as nina@acme.example').waitFor()
      expect(host.isInvited('nina@acme.example', acme)).toBe(false)
    },
  )
})
