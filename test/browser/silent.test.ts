import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { journeys } from '../support/chromium.ts'
import { type BrowserApp, logIn, useApps, withoutFonts } from '../support/chromium-apps.ts'

describe('CL-6 a silent renewal in a hidden frame', () => {
  const apps = useApps()
  const journey = journeys(() => apps.origins)

  /** What the page heard, in words. */
  const heard = async (page: Page, app: BrowserApp, last: RegExp) => {
    await page.goto(`${app.origin}/spa`)
    const output = page.locator('output').filter({ hasText: last })
    return (await output.innerText()).trim()
  }

  const ordinary = { isOrdinary: true }

  journey(
    'CL-6 CL-3 gives a public client a new session',
    async ({ page, context }) => {
      await withoutFonts(context)
      await logIn(page, apps.one, 'ann')
      const before = apps.one.logins.at(-1)
      expect(await heard(page, apps.one, /frame/)).toBe('frame: active.')
      const renewed = apps.one.logins.at(-1)
      expect(renewed?.replaces).toBe(before?.session.id)
      // The browser has the new one, and nothing of the flow is left.
      await page.goto(apps.one.origin)
      await page.getByRole('heading', { name: 'Hello ann' }).waitFor()
      const names = (await context.cookies(apps.one.origin)).map(({ name }) => name)
      expect(names).toEqual(['__Host-sid'])
    },
    ordinary,
  )

  journey(
    'CL-6 needs the person once they are signed out at the provider',
    async ({ page, context }) => {
      await withoutFonts(context)
      await logIn(page, apps.one, 'ann')
      const [first = ''] = (await context.cookies(apps.one.origin)).map(({ value }) => value)
      await context.clearCookies({ domain: 'idp.localhost' })
      expect(await heard(page, apps.one, /refresh/)).toBe('frame: needs_login. refresh: active.')
      // Nothing has happened to the session.
      const [now] = (await context.cookies(apps.one.origin)).map(({ value }) => value)
      expect(now).toBe(first)
    },
    ordinary,
  )

  journey('CL-6 falls back to a refresh where frames get no cookies', async (visitor) => {
    const { page, context } = visitor
    await withoutFonts(context)
    await logIn(page, apps.one, 'ann')
    // The provider does know the person; it is not told who asks.
    expect(await context.cookies(apps.idp.issuer)).not.toEqual([])
    expect(await heard(page, apps.one, /refresh/)).toBe('frame: needs_login. refresh: active.')
    await page.goto(apps.one.origin)
    await page.getByRole('heading', { name: 'Hello ann' }).waitFor()
  })

  journey(
    'CL-6 tells a page of another site that it needs the person',
    async ({ page, context }) => {
      await withoutFonts(context)
      await logIn(page, apps.one, 'ann')
      await logIn(page, apps.other)
      const { length } = apps.one.logins
      // The provider does say who it is, but the cookie of the flow is for pages of our own site alone.
      expect(await heard(page, apps.other, /refresh/)).toBe('frame: needs_login. refresh: active.')
      expect(apps.one.logins).toHaveLength(length)
    },
    ordinary,
  )

  journey(
    'CL-6 tells no page that nobody has allowed',
    async ({ page, context, problems }) => {
      await withoutFonts(context)
      await logIn(page, apps.one, 'ann')
      const { length } = apps.one.logins
      const denied = page.waitForEvent('console', (message) => message.text().includes('frame'))
      // The provider's own pages are on no list.
      await page.goto(`${apps.idp.issuer}/.well-known/openid-configuration`)
      await page.evaluate((address) => {
        addEventListener('message', ({ data }) => (document.title = JSON.stringify(data)))
        document.body.append(Object.assign(document.createElement('iframe'), { src: address }))
      }, `${apps.one.origin}/silent`)
      expect((await denied).text()).toContain('frame-ancestors')
      expect(await page.title()).toBe('')
      expect(apps.one.logins).toHaveLength(length)
      problems.length = 0
    },
    ordinary,
  )
})
