import type { Page } from 'playwright-core'
import { afterEach, describe, expect } from 'vitest'
import { journeys } from '../support/chromium.ts'
import { choose, useDemo } from '../support/chromium-demo.ts'
import { noCookies, withoutCrossSiteCookies } from '../support/https-proxy.ts'

/** A flow lasts ten minutes. */
const ELEVEN_MINUTES = 660

const demo = useDemo({ scheme: 'https' })
const journey = journeys(() => [demo.origin, demo.idpOrigin])
afterEach(async () => {
  demo.filterCookies((line) => line)
  await demo.setClock(0)
})

describe('a sign-in that does not succeed', () => {
  const chooser = async (page: Page, label: string) => {
    await page.goto(demo.origin)
    await page.getByRole('link', { name: `Sign in with ${label}`, exact: true }).click()
    await page.getByRole('heading', { name: 'Who do you want to be?' }).waitFor()
  }
  const expectNobody = async (page: Page) => {
    await page.goto(demo.origin)
    await page.getByRole('link', { name: 'Sign in with SSO', exact: true }).waitFor()
  }

  for (const label of ['SSO', 'SAML'] as const) {
    journey(`by ${label}, since the person took too long, begins again`, async (visitor) => {
      const { page, status, tabTo } = visitor
      await chooser(page, label)
      await demo.setClock(ELEVEN_MINUTES)
      await choose(page, 'ann')
      await page.getByText('has expired or was already used').waitFor()
      expect(status()).toBe(400)
      expect(await visitor.context.cookies(demo.origin)).toEqual([])
      await demo.setClock(0)
      await tabTo(page.getByRole('link', { name: 'Start again' }))
      await page.keyboard.press('Enter')
      await choose(page, 'ann')
      await page.getByText('You are signed in as').waitFor()
    })

    journey(
      `by ${label}, with cookies blocked, says so and goes round in no circle`,
      async (visitor) => {
        const { page, status } = visitor
        const documents: string[] = []
        page.on('request', (request) => {
          if (request.isNavigationRequest()) documents.push(`${request.method()} ${request.url()}`)
        })
        demo.filterCookies(noCookies)
        await chooser(page, label)
        documents.length = 0
        await choose(page, 'ann')
        await page.getByText('allow cookies').waitFor()
        expect(status()).toBe(400)
        // Nothing goes on by itself from here.
        const answers = documents.filter((line) => /\/(?:callback|acs)/.test(line))
        expect(answers).toHaveLength(label === 'SAML' ? 2 : 1)
        demo.filterCookies((line) => line)
        await page.getByRole('link', { name: 'Start again' }).click()
        await choose(page, 'ann')
        await page.getByText('You are signed in as').waitFor()
      },
    )
  }

  journey('since the person is not assigned, says whom to ask', async (visitor) => {
    const { page, status } = visitor
    await chooser(page, 'SSO')
    await page.getByRole('button', { name: 'Refuse access' }).click()
    await page.getByText('not assigned to this application').waitFor()
    expect(status()).toBe(403)
    // Trying again would not help.
    expect(await page.getByRole('link').allTextContents()).toEqual(['Back to the start page'])
    await expectNobody(page)
  })

  journey('since a SAML provider refuses, says no more than that', async (visitor) => {
    const { page, status } = visitor
    await chooser(page, 'SAML')
    await page.getByRole('button', { name: 'Refuse access' }).click()
    await page.getByText('could not be completed').waitFor()
    expect(status()).toBe(403)
    await expectNobody(page)
  })

  journey('at an address that is none', async (visitor) => {
    const { page, status } = visitor
    await page.goto(`${demo.origin}/sso/con_nobody/login`)
    expect(status()).toBe(404)
    await page.goto(`${demo.origin}/sso/login/nobody`)
    expect(status()).toBe(404)
    await page.goto(`${demo.origin}/sso/con_nobody/callback?code=x&state=y`)
    await page.getByRole('link', { name: 'start page' }).click()
    await expectNobody(page)
  })

  journey(
    'in German says so in German',
    async (visitor) => {
      const { page } = visitor
      await chooser(page, 'SSO')
      await demo.setClock(ELEVEN_MINUTES)
      await choose(page, 'ann')
      await page.getByText('Diese Anmeldung ist abgelaufen').waitFor()
      expect(await page.getAttribute('html', 'lang')).toBe('de')
    },
    { locale: 'de-CH' },
  )
})

describe('F7 a browser that keeps cookies back from a post of another site', () => {
  const toAnswer = async (page: Page, person: 'ann' | 'ben' = 'ann') => {
    demo.filterCookies(withoutCrossSiteCookies)
    await page.goto(demo.origin)
    await page.getByRole('link', { name: 'Sign in with SAML', exact: true }).click()
    await choose(page, person)
  }

  journey('posts once more from our own page', async ({ page }) => {
    const posts: string[] = []
    page.on('request', (request) => {
      const { pathname, origin } = new URL(request.url())
      if (request.method() === 'POST' && origin === demo.origin) posts.push(pathname)
    })
    await toAnswer(page)
    await page.waitForURL(`${demo.origin}/profile`)
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Ann Admin')
    expect(posts).toHaveLength(2)
    expect(new Set(posts).size).toBe(1)
    // The page between is not one to come back to.
    await page.goBack()
    expect(new URL(page.url()).origin).toBe(demo.idpOrigin)
  })

  journey(
    'does so by a button where scripts are off',
    async ({ page, tabTo }) => {
      await toAnswer(page)
      // The provider's own page, then ours.
      await page.getByRole('button', { name: 'Continue' }).click()
      await page.getByText('One moment').waitFor()
      expect(new URL(page.url()).origin).toBe(demo.origin)
      await tabTo(page.getByRole('button', { name: 'Continue' }))
      await page.keyboard.press('Enter')
      await page.waitForURL(`${demo.origin}/profile`)
    },
    { javaScriptEnabled: false },
  )

  journey('begins at the provider and is led round by the app', async ({ page }) => {
    await toAnswer(page)
    await page.waitForURL(`${demo.origin}/profile`)
    await page.getByRole('button', { name: 'Sign out here' }).click()
    await page.waitForURL(`${demo.origin}/`)
    await page.goto(`${demo.idpOrigin}/saml/start`)
    const tile = await page.getByRole('link').first().getAttribute('href')
    // Providers send what their admin entered, and with it the answer names a flow that is not there.
    await page.goto(`${demo.idpOrigin}${tile}&RelayState=${encodeURIComponent('/profile')}`)
    await choose(page, 'ben')
    await page.waitForURL(/SAMLRequest=/)
    await choose(page, 'ben')
    await page.waitForURL(`${demo.origin}/profile`)
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Ben Builder')
  })
})
