import type { Page } from 'playwright-core'
import { beforeAll, describe, expect } from 'vitest'
import { uiTexts } from 'ssokit'
import { press } from '../../support/chromium.ts'
import type { MockOktaOidcApp } from '../../../src/testing/okta/index.ts'
import {
  type Customer,
  openTile,
  password,
  pusher,
  setUp,
  signInByPassword,
  signInPage,
  usePusher,
} from './scene.ts'

describe('Pusher: signing in', () => {
  const scene = usePusher()
  const { journey } = scene
  let acme: Customer
  let globex: Customer
  beforeAll(() => {
    acme = scene.customer('acme')
    globex = scene.customer('globex')
  })
  const apps = new Map<string, MockOktaOidcApp>()
  /** Set up once, by whichever journey comes first. */
  const ready = async (page: Page, customer: Customer): Promise<MockOktaOidcApp> => {
    const app = apps.get(customer.id) ?? (await setUp(page, scene, customer))
    apps.set(customer.id, app)
    return app
  }
  const isSignedIn = (page: Page, email: string, customer: Customer) =>
    page.getByText(`Signed in as ${email} of ${customer.id}`).waitFor()
  const query = (fields: Record<string, string>) => `${signInPage}?${new URLSearchParams(fields)}`

  journey(
    'PU-6 PU-18 PU-24 signs people of two customers in by the tile, at one callback',
    async (visitor) => {
      const { page, another } = visitor
      for (const customer of [acme, globex]) {
        const owner = await another()
        await ready(owner.page, customer)
      }
      for (const customer of [acme, globex]) {
        const person = customer === acme ? visitor : await another()
        const asked: string[] = []
        person.page.on('request', (request) => asked.push(request.url()))
        await openTile(person.page, customer, `ann@${customer.domain}`)
        await isSignedIn(person.page, `ann@${customer.domain}`, customer)
        expect(person.page.url()).toBe(`${pusher}/`)
        // The tile names the organisation, the endpoints are those of its custom authorization server.
        const { orgUrl } = customer.okta
        expect(asked).toContain(`${signInPage}?iss=${encodeURIComponent(orgUrl)}`)
        const sent = asked.find((url) => url.startsWith(`${orgUrl}/oauth2/default/v1/authorize?`))
        const redirectUri = new URL(sent ?? '').searchParams.get('redirect_uri')
        expect(redirectUri).toBe(`${pusher}/accounts/auth/okta/callback`)
      }
      const users = ['acme', 'globex'].map((id) => scene.host().users.byEmail(`ann@${id}.com`, id))
      expect(new Set(users.map((user) => user?.id)).size).toBe(2)
      // Nobody has to sign in at Okta again.
      await page.goto(acme.okta.orgUrl)
      await page.getByRole('link', { name: 'Pusher' }).click()
      await isSignedIn(page, 'ann@acme.com', acme)
    },
  )

  journey('PU-23 refuses addresses outside the verified domain', async ({ page, status }) => {
    await ready(page, acme)
    await openTile(page, acme, 'ben@elsewhere.com')
    await page.getByText('You do not have access to this application.').waitFor()
    expect(status()).toBe(403)
    expect(scene.host().users.byEmail('ben@elsewhere.com')).toBeUndefined()
    // The session of whoever used this browser before is no way around it.
    expect(await page.getByText('Signed in as').count()).toBe(0)
  })

  journey(
    'PU-25 PU-26 tells to start from the Okta dashboard, and finds customers by e-mail',
    async (visitor) => {
      const { page } = visitor
      await ready((await visitor.another()).page, acme)
      await page.goto(signInPage)
      expect(uiTexts.en.signInWithOkta).toBe('Sign in with Okta')
      await press(page, 'Sign in with Okta')
      await page.getByText('open Pusher from your Okta dashboard').waitFor()
      // An unknown company is told the same.
      await page.getByLabel('Work email').fill('ann@nowhere.com')
      await press(page, 'Continue')
      await page.getByText('We do not know which organisation you belong to.').waitFor()
      await page.goto(`${pusher}/accounts/auth/okta`)
      await page.getByLabel('Work email').fill('ann@acme.com')
      await page.getByRole('button', { name: 'Continue' }).click()
      // Okta knows already whom it asks for the password.
      await page.waitForURL(`${acme.okta.orgUrl}/**`)
      await page.getByLabel('Username').fill('ann@acme.com')
      await page.getByLabel('Password').fill(password)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await isSignedIn(page, 'ann@acme.com', acme)
    },
  )

  journey(
    'PU-7 PU-8 has one page for signing in, tiles and signing out, without a loop',
    async (visitor) => {
      const { page } = visitor
      await ready((await visitor.another()).page, acme)
      await openTile(page, acme, 'ann@acme.com')
      await isSignedIn(page, 'ann@acme.com', acme)
      const asked: string[] = []
      page.on('request', (request) => asked.push(request.url()))
      await page.getByRole('button', { name: 'Sign out' }).click()
      await page.waitForURL(signInPage)
      await page.getByRole('button', { name: 'Sign in with Okta' }).waitFor()
      // Okta was told, and came back to the registered page with the state of this sign-out.
      const way = asked
        .filter((url) => !url.endsWith('favicon.ico'))
        .map((url) => url.split('?')[0])
      expect(way).toContain(`${acme.okta.orgUrl}/oauth2/default/v1/logout`)
      expect(asked.some((url) => url.startsWith(`${signInPage}?state=`))).toBe(true)
      expect(asked.some((url) => url.includes('/v1/authorize'))).toBe(false)
      await page.goto(pusher)
      expect(page.url()).toBe(signInPage)
      // It stays the ordinary sign-in page, whatever else is in the address.
      for (const fields of [{ error: 'wrong' }, { state: 'of-nobody', iss: acme.okta.orgUrl }]) {
        await page.goto(query(fields))
        await page.getByRole('button', { name: 'Sign in with Okta' }).waitFor()
      }
      await page.goto(acme.okta.orgUrl)
      await page.getByLabel('Username').waitFor()
      await signInByPassword(page, acme.owner)
      await isSignedIn(page, acme.owner, acme)
    },
  )

  journey(
    'PU-24 PU-27 follows a known issuer only, to stored endpoints and back to its own pages',
    async (visitor) => {
      const { page, status } = visitor
      await ready((await visitor.another()).page, acme)
      const { orgUrl } = acme.okta
      for (const iss of [
        ...['https://evil.com', `${orgUrl}.evil.com`, `${orgUrl}@evil.com`, orgUrl.toUpperCase()],
        ...[`${orgUrl}/oauth2/other`, orgUrl.replace('https', 'http')],
      ]) {
        await page.goto(query({ iss }))
        expect([iss, status(), new URL(page.url()).origin]).toEqual([iss, 404, pusher])
      }
      // Whatever else is sent along.
      const asked: URL[] = []
      page.on('request', (request) => asked.push(new URL(request.url())))
      const chosen = { nonce: 'chosen', client_id: 'evil', redirect_uri: 'https://evil.com' }
      const target = { target_link_uri: 'https://evil.com/', login_hint: 'ann@acme.com' }
      await page.goto(query({ iss: orgUrl, ...chosen, ...target }))
      expect(await page.getByLabel('Username').inputValue()).toBe('ann@acme.com')
      await page.getByLabel('Password').fill(password)
      await press(page, 'Sign in')
      await isSignedIn(page, 'ann@acme.com', acme)
      expect(page.url()).toBe(`${pusher}/`)
      const [sent, ...others] = asked.filter(({ pathname }) => pathname.endsWith('/v1/authorize'))
      expect([sent?.origin, others]).toEqual([orgUrl, []])
      expect(sent?.searchParams.get('client_id')).toBe(apps.get('acme')?.clientId)
      const callback = `${pusher}/accounts/auth/okta/callback`
      expect(sent?.searchParams.get('redirect_uri')).toBe(callback)
      expect(sent?.searchParams.get('nonce')).toMatch(/^[\w-]{43}$/)
      expect(sent?.searchParams.get('code_challenge_method')).toBe('S256')
      // A page of the dashboard is fine.
      await page.goto(query({ iss: orgUrl, target_link_uri: '/?tab=usage' }))
      await page.waitForURL(`${pusher}/?tab=usage`)
    },
  )

  journey(
    'PU-8 begins afresh where Okta is set to send an ID token by itself',
    async ({ page, another }) => {
      const app = await ready((await another()).page, globex)
      app.change({ loginFlow: 'send_id_token', grantTypes: ['authorization_code', 'implicit'] })
      const asked: string[] = []
      page.on('request', (request) => asked.push(`${request.method()} ${request.url()}`))
      await openTile(page, globex, 'ann@globex.com')
      await isSignedIn(page, 'ann@globex.com', globex)
      // The token came, and did not count.
      const posted = asked.indexOf(`POST ${pusher}/accounts/auth/okta/callback`)
      expect(posted).toBeGreaterThan(0)
      expect(asked.slice(posted).some((one) => one.includes('/v1/authorize?'))).toBe(true)
      app.change({ loginFlow: 'redirect_to_app' })
    },
  )

  journey(
    'PU-1 signs nobody in any more once the plan is gone',
    async ({ page, another, status }) => {
      await ready((await another()).page, globex)
      scene.host().organizations.set('globex', { id: 'globex', name: 'globex', plan: 'free' })
      await openTile(page, globex, 'ann@globex.com')
      await page.getByRole('heading', { name: 'Sign-in' }).waitFor()
      expect(status()).toBe(403)
      await page.goto(pusher)
      expect(page.url()).toBe(signInPage)
      scene.host().organizations.set('globex', { id: 'globex', name: 'globex', plan: 'enterprise' })
    },
  )
})
