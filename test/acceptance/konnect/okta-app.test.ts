import { beforeEach, describe, expect } from 'vitest'
import { press } from '../../support/chromium.ts'
import { usePublicHosts } from '../../support/public-hosts.ts'
import {
  addApp,
  addClaims,
  enterValues,
  LOGIN,
  OKTA,
  openGuide,
  openScene,
  openTest,
  PASSED,
  type Scene,
  signInAtOkta,
  testAs,
} from './scene.ts'

describe('Konnect: the application in Okta', () => {
  const hosts = usePublicHosts()
  const { journey } = hosts
  let scene: Scene
  beforeEach(() => {
    scene = openScene(hosts)
  })

  journey(
    'KO-4 KO-5 KO-6 KO-7 KO-8 KO-10 KO-11 KO-12 tells the customer what to do in Okta',
    async ({ page, examine }) => {
      await openGuide(page)
      const guide = await page.locator('main').innerText()
      for (const told of [
        ...['OIDC - OpenID Connect', 'Web Application', 'Authorization Code', 'Controlled access'],
        ...['groups', 'ID token, Always', 'Matches regex .*', 'The following scopes openid'],
        ...['login_email', 'Expression', 'user.login', 'Token Preview', 'the scope openid'],
        'Google groups. Re-create them in Okta: export the group as a CSV file',
      ]) {
        expect(guide).toContain(told)
      }
      expect(await page.locator('#value-redirect_uri').innerText()).toBe(LOGIN)
      await page.getByText('Further addresses, which few need').click()
      expect(await page.locator('#value-sign_out_uri').innerText()).toBe(LOGIN)
      await examine('konnect-guide')

      const { clientId } = addApp(scene)
      addClaims(scene)
      const preview = { clientId, login: 'ann@acme.com', scopes: ['openid'] }
      expect(scene.okta.defaultServer.preview(preview)).toMatchObject({
        login_email: 'ann@acme.com',
        groups: expect.arrayContaining(['konnect-admins']),
      })
    },
  )

  journey(
    'KO-9 KO-13 KO-14 takes the Okta domain as people paste it, and never shows the secret again',
    async ({ page }) => {
      await openGuide(page)
      const app = addApp(scene)
      await enterValues(page, app, 'https://acme-admin.okta.com/')
      await page.goBack()
      await page.reload()
      expect(await page.getByLabel('Client ID').inputValue()).toBe(app.clientId)
      expect(await page.getByLabel('Client secret').inputValue()).toBe('')
      expect(await page.content()).not.toContain(app.clientSecret)
      await page.getByText('Addresses that follow from the others').click()
      expect(await page.getByLabel('Issuer').inputValue()).toBe(`${OKTA}/oauth2/default`)
    },
  )

  journey(
    'KO-8 KO-10 KO-11 KO-12 tests with the scope openid alone, and shows what the ID token brought',
    async ({ page, examine }) => {
      const asked: URL[] = []
      page.on('request', (request) => {
        const url = new URL(request.url())
        if (url.pathname.endsWith('/v1/authorize')) asked.push(url)
      })
      await openTest(scene, page)
      await testAs(page, 'olivia')
      expect(asked.map(({ searchParams }) => searchParams.get('scope'))).toEqual(['openid'])
      expect(asked[0]?.pathname).toBe('/oauth2/default/v1/authorize')
      const shown = await page.locator('main').innerText()
      expect(shown).toContain('olivia@acme.com')
      expect(shown).not.toContain('olivia@mail.acme.com')
      expect(shown).toContain('konnect-admins')
      await page.getByText('Claims that came').click()
      const row = (name: string) => page.getByRole('row', { name })
      expect(await row('login_email').innerText()).toContain('olivia@acme.com')
      expect(await row('groups').innerText()).toContain('konnect-admins')
      await examine('konnect-tested')
    },
  )

  journey(
    'KO-12 lists the groups that the claim brought, among which are no imported ones',
    async ({ page }) => {
      await openTest(scene, page)
      await testAs(page, 'olivia')
      const url = page.url()
      // The next test is by somebody else.
      await page.goto(`${OKTA}/login/signout`)
      await page.goto(url)
      await testAs(page, 'ann')
      const shown = await page.locator('main').innerText()
      expect(shown).toContain('konnect-admins')
      expect(shown).not.toContain('google-contractors')
      await page.goto(page.url().replace(/\/test.*$/, '/roles'))
      const told = await page.locator('main').innerText()
      expect(told).toContain('Groups of third-party applications, such as Google groups')
    },
  )

  for (const [claim, other] of [
    ['groups', 'login_email'],
    ['login_email', 'groups'],
  ] as const) {
    journey(`KO-8 KO-11 fails the test without ${claim}, and names it`, async ({ page }) => {
      await openTest(scene, page)
      scene.okta.defaultServer.removeClaim(claim)
      await testAs(page, 'olivia')
      const alert = await page.getByRole('alert').first().innerText()
      expect(alert).toContain('The test failed')
      expect(alert).toContain(claim)
      expect(await page.getByText(PASSED).count()).toBe(0)
      expect(await page.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true)
      // Mended in Okta, tested again.
      scene.okta.defaultServer.removeClaim(other)
      addClaims(scene)
      await press(page, 'Test Configuration')
      if (page.url().startsWith(OKTA)) await signInAtOkta(page, 'olivia')
      await page.getByText(PASSED).waitFor()
    })
  }
})
