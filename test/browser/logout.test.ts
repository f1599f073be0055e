import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { journeys, press } from '../support/chromium.ts'
import { type BrowserApp, logIn, useApps, withoutFonts } from '../support/chromium-apps.ts'
import { choose, signIn, useDemo } from '../support/chromium-demo.ts'

describe('a sign-out of one of two applications', () => {
  const apps = useApps()
  const journey = journeys(() => apps.origins)
  const expectPerson = async (page: Page, app: BrowserApp, heading: string) => {
    await page.goto(app.origin)
    expect(await page.getByRole('heading').textContent()).toBe(heading)
  }
  const button = (page: Page, name: string) => page.getByRole('button', { name }).click()

  journey('L1 KO-27 ends the session in the other one as well', async (visitor) => {
    const { page, context, newTab } = visitor
    await withoutFonts(context)
    await logIn(page, apps.one, 'ann')
    const tab = await newTab()
    // Who is known at the provider types nothing.
    await logIn(tab, apps.other)
    const stranger = await visitor.another()
    await withoutFonts(stranger.context)
    await logIn(stranger.page, apps.other, 'bob')

    await button(page, 'Sign out everywhere')
    // The provider's own question.
    await page.waitForURL(`${apps.idp.issuer}/session/end**`)
    await button(page, 'Yes, sign me out')
    await page.waitForURL(`${apps.one.origin}/`)
    await expectPerson(page, apps.one, 'Nobody')
    await tab.reload()
    expect(await tab.getByRole('heading').textContent()).toBe('Nobody')
    await expectPerson(stranger.page, apps.other, 'Hello bob')
    const received = apps.other.events.filter(({ type }) => type === 'logout.received')
    expect(received).toMatchObject([{ outcome: 'ended', sessions: 1 }])
    // The provider has forgotten the person, too.
    await page.getByRole('link', { name: 'Sign in' }).click()
    await page.locator('[name=login]').waitFor()
    expect([...apps.one.errors, ...apps.other.errors]).toEqual([])
  })

  journey('“here” leaves the provider and the other one alone', async ({ page, context }) => {
    await withoutFonts(context)
    await logIn(page, apps.one, 'ann')
    await logIn(page, apps.other)
    await page.goto(apps.one.origin)
    await button(page, 'Sign out here')
    await page.getByRole('heading', { name: 'Nobody' }).waitFor()
    expect(new URL(page.url()).origin).toBe(apps.one.origin)
    await expectPerson(page, apps.other, 'Hello ann')
    // The provider still knows who is there: nobody is typed.
    await logIn(page, apps.one)
    await expectPerson(page, apps.one, 'Hello ann')
  })

  journey(
    'KO-37 lets another person sign in where the provider forgets nobody',
    async (visitor) => {
      const { page, context } = visitor
      await withoutFonts(context)
      await logIn(page, apps.other, 'ann')
      await button(page, 'Sign out here')
      await page.getByRole('heading', { name: 'Nobody' }).waitFor()
      await logIn(page, apps.other, 'bob')
      await expectPerson(page, apps.other, 'Hello bob')
    },
  )
})

describe('a sign-out of the demo', () => {
  const demo = useDemo({ scheme: 'https' })
  const journey = journeys(() => [demo.origin, demo.idpOrigin])
  const welcome = (page: Page) =>
    page.getByRole('link', { name: 'Sign in with SSO', exact: true }).waitFor()

  for (const label of ['SSO', 'SAML'] as const) {
    journey(`by ${label} leaves nothing to go back to`, async ({ page, context, status }) => {
      await signIn(page, demo, label, 'ann')
      await press(page, 'Sign out here')
      await welcome(page)
      await page.goBack()
      // Pages about a person are not kept: the profile is asked for again, and then nobody is signed in.
      await welcome(page)
      expect(page.url()).toBe(`${demo.origin}/`)
      expect(status()).toBe(200)
      expect(await page.content()).not.toContain('Ann Admin')
      expect(await context.cookies(demo.origin)).toEqual([])
      await page.goto(`${demo.origin}/profile`)
      await welcome(page)
    })
  }

  journey('everywhere ends at the provider, and another person signs in', async (visitor) => {
    const { page, context, tabTo } = visitor
    await signIn(page, demo, 'SSO', 'ann')
    const [session] = await context.cookies(demo.origin)
    await tabTo(page.getByRole('button', { name: 'Sign out everywhere' }))
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Sign out here as well?' }).waitFor()
    await visitor.examine('idp-sign-out')
    // Ours is over before the provider is answered.
    const now = (await context.cookies(demo.origin)).map(({ name }) => name)
    expect(now).not.toContain(session?.name)
    await page.getByRole('button', { name: 'Sign out', exact: true }).click()
    await page.waitForURL(`${demo.origin}/`)
    await welcome(page)
    expect(await context.cookies(demo.origin)).toEqual([])
    await signIn(page, demo, 'SSO', 'ben')
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Ben Builder')
    // What the first one’s browser had opens nothing.
    if (session) await context.addCookies([{ ...session }])
    await page.goto(`${demo.origin}/profile`)
    await welcome(page)
  })

  for (const javaScriptEnabled of [true, false]) {
    const how = javaScriptEnabled ? 'at a link’s end' : 'without scripts'
    journey(
      `L3 is asked for first, ${how}`,
      async (visitor) => {
        const { page, tabTo } = visitor
        await signIn(page, demo, 'SSO', 'ann')
        const action = await page.locator('form[action$=logout]').getAttribute('action')
        await page.goto(`${demo.origin}${action}`)
        if (javaScriptEnabled) await visitor.examine('sign-out')
        await page.getByRole('link', { name: 'Stay signed in' }).click()
        await page.getByText('You are signed in as').waitFor()
        await page.goto(`${demo.origin}${action}?scope=local`)
        await tabTo(page.getByRole('button', { name: 'Sign out' }))
        await page.keyboard.press('Enter')
        await welcome(page)
      },
      { javaScriptEnabled },
    )
  }

  journey(
    'leads on where scripts are off',
    async ({ page }) => {
      await signIn(page, demo, 'SSO', 'ann')
      await page.getByRole('button', { name: 'Sign out everywhere' }).click()
      await page.getByRole('heading', { name: 'Sign out here as well?' }).waitFor()
      await page.getByRole('button', { name: 'Stay signed in' }).click()
      await page.waitForURL(`${demo.origin}/`)
      await welcome(page)
    },
    { javaScriptEnabled: false },
  )

  journey('L3 is refused to pages of others', async ({ page, status }) => {
    await signIn(page, demo, 'SSO', 'ann')
    const action = await page.locator('form[action$=logout]').getAttribute('action')
    await page.goto(`${demo.idpOrigin}/saml/start`)
    await page.evaluate((address) => {
      const form = Object.assign(document.createElement('form'), { action: address })
      form.method = 'post'
      document.body.append(form)
      form.submit()
    }, `${demo.origin}${action}`)
    await page.getByRole('link', { name: 'start page' }).waitFor()
    expect(status()).toBe(403)
    await page.goto(`${demo.origin}/profile`)
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Ann Admin')
  })

  journey('by SAML says goodbye to one and welcomes another', async ({ page }) => {
    await signIn(page, demo, 'SAML', 'ann')
    // Its provider offers no single logout, so everywhere ends here.
    await press(page, 'Sign out everywhere')
    await welcome(page)
    await page.getByRole('link', { name: 'Sign in with SAML', exact: true }).click()
    await choose(page, 'ben')
    await page.waitForURL(`${demo.origin}/profile`)
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Ben Builder')
  })
})
