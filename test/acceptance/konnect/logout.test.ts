import { beforeEach, describe, expect } from 'vitest'
import { press } from '../../support/chromium.ts'
import { usePublicHosts } from '../../support/public-hosts.ts'
import {
  KONNECT,
  logIn,
  LOGIN,
  OKTA,
  openScene,
  type Scene,
  signInAtOkta,
  switchOn,
} from './scene.ts'

describe('Konnect: logging out', () => {
  const hosts = usePublicHosts()
  const { journey } = hosts
  let scene: Scene
  beforeEach(() => {
    scene = openScene(hosts)
  })

  journey(
    'KO-5 KO-27 KO-37 logs out of Okta as well where the box is ticked, and comes back to the login page',
    async ({ page }) => {
      const { uri } = await switchOn(scene, { boxes: ['hasSingleLogout'] })
      const asked: URL[] = []
      page.on('request', (request) => {
        const url = new URL(request.url())
        if (url.pathname.endsWith('/v1/logout')) asked.push(url)
      })
      await page.goto(uri)
      await signInAtOkta(page, 'ann')
      await page.getByRole('button', { name: 'Log out' }).click()
      await page.waitForURL((url) => url.href.startsWith(LOGIN))
      await page.getByLabel('Password').waitFor()
      const [logout] = asked
      expect(logout?.searchParams.get('post_logout_redirect_uri')).toBe(LOGIN)
      expect(logout?.searchParams.get('id_token_hint')).toMatch(/^eyJ/)
      expect(logout?.searchParams.get('state')).toMatch(/^[\w-]{16,}$/)
      // Nobody is logged in, here or there, and coming back logs nobody in.
      await page.goto(KONNECT)
      expect(page.url()).toBe(LOGIN)
      await page.goto(`${OKTA}/app/UserHome`)
      await page.getByLabel('Username').waitFor()
      // The admin may log in now, in the same browser.
      await logIn(page)
      await page.getByText('You are logged in as olivia@acme.com').waitFor()
      await press(page, 'Log out')
      await page.goto(uri)
      await signInAtOkta(page, 'ben')
      await page.getByText('You are logged in as ben@acme.com').waitFor()
    },
  )

  journey(
    'KO-27 KO-37 leaves the Okta session alone where the box is not ticked, so that the next login asks nothing',
    async ({ page }) => {
      const { uri } = await switchOn(scene)
      await page.goto(uri)
      await signInAtOkta(page, 'ann')
      await press(page, 'Log out')
      expect(page.url()).toBe(LOGIN)
      await page.goto(KONNECT)
      expect(page.url()).toBe(LOGIN)
      await page.goto(`${OKTA}/app/UserHome`)
      await page.getByText('My Apps').waitFor()
      await page.goto(uri)
      await page.getByText('You are logged in as ann@acme.com').waitFor()
    },
  )

  journey(
    'KO-37 lets another person log in after a logout where the connection asks anew (prompt=login)',
    async ({ page }) => {
      const { uri } = await switchOn(scene, { boxes: ['requireLoginAfterLogout'] })
      await page.goto(uri)
      await signInAtOkta(page, 'ann')
      await press(page, 'Log out')
      await page.goto(uri)
      expect(page.url().startsWith(OKTA)).toBe(true)
      await signInAtOkta(page, 'ben')
      await page.getByText('You are logged in as ben@acme.com').waitFor()
    },
  )

  journey(
    'KO-5 tells a plain visit, an answer of Okta, a start by iss and a return from a logout apart on one path',
    async ({ page, status }) => {
      await switchOn(scene)
      await page.goto(LOGIN)
      await page.getByLabel('Password').waitFor()
      await page.goto(`${LOGIN}?iss=${encodeURIComponent(OKTA)}`)
      await signInAtOkta(page, 'ann')
      expect(page.url()).toBe(`${KONNECT}/`)
      await press(page, 'Log out')
      // A state that nobody has begun with is an answer, and none of ours.
      await page.goto(`${LOGIN}?code=stolen&state=unknown`)
      expect(status()).toBeGreaterThanOrEqual(400)
      await page.goto(`${LOGIN}?error=access_denied&state=unknown`)
      expect(status()).toBeGreaterThanOrEqual(400)
      await page.goto(`${LOGIN}?code=EARLYBIRD`)
      await page.getByLabel('Password').waitFor()
      await page.goto(`${LOGIN}?iss=https%3A%2F%2Fevil.example`)
      expect(page.url().startsWith(KONNECT)).toBe(true)
      expect(status()).toBeGreaterThanOrEqual(400)
    },
  )
})
