import type { BrowserContext } from 'playwright-core'
import { describe, expect } from 'vitest'
import { journeys } from '../support/chromium.ts'
import { choose, signIn, useDemo } from '../support/chromium-demo.ts'

const protocols = [
  { label: 'SSO', protocol: 'OpenID Connect' },
  { label: 'SAML', protocol: 'SAML' },
] as const

describe.each(['http', 'https'] as const)('signing in over %s', (scheme) => {
  const demo = useDemo({ scheme })
  const journey = journeys(() => [demo.origin, demo.idpOrigin])
  const isSecure = scheme === 'https'

  const cookies = async (context: BrowserContext) =>
    (await context.cookies(demo.origin)).map(({ name, sameSite, secure, httpOnly }) => ({
      ...{ name: name.replace(/flow-.*/, 'flow-'), sameSite, secure, httpOnly },
    }))

  for (const { label, protocol } of protocols) {
    journey(`leads by ${protocol} to the profile and out again, ${scheme}`, async (visitor) => {
      const { page, context } = visitor
      await page.goto(demo.origin)
      await page.getByRole('link', { name: `Sign in with ${label}`, exact: true }).click()
      await page.getByRole('heading', { name: 'Who do you want to be?' }).waitFor()
      // Another site than the app's, as providers are.
      expect(new URL(page.url()).origin).toBe(demo.idpOrigin)
      const prefix = isSecure ? '__Host-' : ''
      // What comes back by POST from another site would not carry a Lax cookie.
      const byPost = { sameSite: 'None', secure: true }
      const byRedirect = { sameSite: 'Lax', secure: isSecure }
      const attributes = label === 'SAML' ? byPost : byRedirect
      const flow = { name: `${prefix}ssokit-flow-`, ...attributes, httpOnly: true }
      expect(await cookies(context)).toEqual([flow])

      await choose(page, 'ann')
      await page.waitForURL(`${demo.origin}/profile`)
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Ann Admin')
      const name = isSecure ? '__Host-session' : 'example_session'
      const session = { name, sameSite: 'Lax', secure: isSecure, httpOnly: true }
      expect(await cookies(context)).toEqual([session])

      await page.getByRole('button', { name: 'Sign out here' }).click()
      await page.getByRole('link', { name: `Sign in with ${label}`, exact: true }).waitFor()
      expect(await cookies(context)).toEqual([])
    })

    // Cookies are what differs without TLS.
    if (!isSecure) continue
    journey(
      `needs no script for ${protocol}`,
      async ({ page }) => {
        await page.goto(demo.origin)
        await page.getByRole('link', { name: `Sign in with ${label}`, exact: true }).click()
        await choose(page, 'ben')
        // The page of the identity provider that scripts leave by themselves.
        if (label === 'SAML') await page.getByRole('button', { name: 'Continue' }).click()
        await page.waitForURL(`${demo.origin}/profile`)
        expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Ben Builder')
      },
      { javaScriptEnabled: false },
    )

    journey(`needs no mouse for ${protocol}`, async ({ page, tabTo }) => {
      await page.goto(demo.origin)
      await tabTo(page.getByRole('link', { name: `Sign in with ${label}`, exact: true }))
      await page.keyboard.press('Enter')
      await tabTo(page.getByRole('button', { name: 'Cleo Contractor' }))
      await page.keyboard.press('Enter')
      await page.waitForURL(`${demo.origin}/profile`)
      await tabTo(page.getByRole('button', { name: 'Sign out here' }))
      await page.keyboard.press('Enter')
      await page.waitForURL(`${demo.origin}/`)
    })
  }

  if (!isSecure) return
  journey('keeps the session of another browser apart', async (visitor) => {
    const other = await visitor.another()
    await signIn(visitor.page, demo, 'SSO', 'ann')
    await signIn(other.page, demo, 'SAML', 'ben')
    await visitor.page.reload()
    expect(await visitor.page.getByRole('heading', { level: 1 }).textContent()).toBe('Ann Admin')
  })

  journey('shows pages for every eye and every screen', async ({ page, examine }) => {
    await page.goto(demo.origin)
    await examine('demo-start')
    await page.getByLabel('e-mail address').fill('ben@acme.example')
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByLabel('Password').fill('wrong')
    await examine('demo-sign-in')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').waitFor()
    await examine('demo-sign-in-wrong')
    await page.getByRole('link', { name: 'Somebody else?' }).click()
    await page.getByRole('link', { name: 'Sign in with SSO', exact: true }).click()
    await page.getByRole('heading', { name: 'Who do you want to be?' }).waitFor()
    await examine('idp-chooser')
    await choose(page, 'ann')
    await page.waitForURL(`${demo.origin}/profile`)
    await examine('demo-profile')
    await page.goto(demo.origin)
    await examine('demo-home')
    await page.goto(`${demo.origin}/nowhere`)
    await examine('demo-not-found')
  })
})
