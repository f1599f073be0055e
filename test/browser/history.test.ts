import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { journeys } from '../support/chromium.ts'
import { choose, names, type Person, signIn, useDemo } from '../support/chromium-demo.ts'

const isAnswer = (url: string) => /\/sso\/con_[\w-]+\/(?:callback|acs)/.test(url)

describe('the history of a browser', () => {
  const demo = useDemo({ scheme: 'https' })
  const journey = journeys(() => [demo.origin, demo.idpOrigin])

  const chooser = async (page: Page, label: string) => {
    await page.goto(demo.origin)
    await page.getByRole('link', { name: `Sign in with ${label}`, exact: true }).click()
    await page.getByRole('heading', { name: 'Who do you want to be?' }).waitFor()
  }
  const expectSignedIn = async (page: Page, person: Person = 'ann') => {
    await page.goto(`${demo.origin}/`)
    expect(await page.getByText('You are signed in as').textContent()).toContain(names[person])
  }

  for (const [first, second] of [
    ['SSO', 'SSO'],
    ['SAML', 'SAML'],
    ['SSO', 'SAML'],
  ] as const) {
    journey(
      `has two tabs, ${first} and ${second}, answered the other way round`,
      async ({ page, newTab }) => {
        const other = await newTab()
        await chooser(page, first)
        await chooser(other, second)
        await choose(other, 'ben')
        await other.waitForURL(`${demo.origin}/profile`)
        expect(await other.getByRole('heading', { level: 1 }).textContent()).toBe('Ben Builder')
        await choose(page, 'ann')
        await page.waitForURL(`${demo.origin}/profile`)
        expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Ann Admin')
        // One browser has one session; the later one counts in both tabs.
        await expectSignedIn(other, 'ann')
      },
    )
  }

  for (const label of ['SSO', 'SAML'] as const) {
    journey(
      `goes back after ${label}: no second sign-in, and the way forward works`,
      async ({ page, context }) => {
        await chooser(page, label)
        await choose(page, 'ann')
        await page.waitForURL(`${demo.origin}/profile`)
        const before = await context.cookies(demo.origin)
        await page.goBack()
        // No page on which an answer lies remains in the history, only the provider's question.
        expect(new URL(page.url()).origin).toBe(demo.idpOrigin)
        await page.goForward()
        await page.waitForURL(`${demo.origin}/profile`)
        expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Ann Admin')
        expect(await context.cookies(demo.origin)).toEqual(before)
        await page.goBack()
        if (label === 'SAML') {
          // Who answers the question a second time is told so, and is still who they were.
          await choose(page, 'ben')
          await page.getByText('has expired or was already used').waitFor()
          expect(await context.cookies(demo.origin)).toEqual(before)
          await page.getByRole('link', { name: 'start page' }).click()
          await page.waitForURL(`${demo.origin}/`)
        } else {
          // oidc-provider asks once.
          await page.getByText('This sign-in has expired').waitFor()
        }
        await page.goto(`${demo.origin}/profile`)
        await page.reload()
        expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Ann Admin')
      },
    )
  }

  journey(
    `opens the address of a callback again: refused, the session untouched`,
    async ({ page, context, status, examine, tabTo }) => {
      const seen: string[] = []
      page.on('request', (request) => void (isAnswer(request.url()) && seen.push(request.url())))
      await signIn(page, demo, 'SSO', 'ann')
      const [callback = ''] = seen
      const before = await context.cookies(demo.origin)
      for (const again of ['visited', 'reloaded'] as const) {
        if (again === 'visited') await page.goto(callback)
        else await page.reload()
        expect(status()).toBe(400)
        await page.getByText('has expired or was already used').waitFor()
      }
      await examine('error-restart')
      expect(await context.cookies(demo.origin)).toEqual(before)
      await tabTo(page.getByRole('link', { name: 'start page' }))
      await page.keyboard.press('Enter')
      await page.waitForURL(`${demo.origin}/`)
      await expectSignedIn(page)

      await page.goto(callback)
      await page.getByRole('link', { name: 'Start again' }).click()
      await choose(page, 'ben')
      await page.waitForURL(`${demo.origin}/`)
      await expectSignedIn(page, 'ben')
    },
  )

  journey(
    `sends a SAML answer again: refused, the session untouched`,
    async ({ page, context, status }) => {
      const posted: URLSearchParams[] = []
      const addresses: string[] = []
      page.on('request', (request) => {
        if (request.method() !== 'POST' || !isAnswer(request.url())) return
        posted.push(new URLSearchParams(request.postData() ?? ''))
        addresses.push(request.url())
      })
      await signIn(page, demo, 'SAML', 'ann')
      const before = await context.cookies(demo.origin)
      // From a page of the identity provider, as its own form does.
      await page.goto(`${demo.idpOrigin}/saml/start`)
      await page.evaluate(
        ([action = '', fields = '{}']) => {
          const form = Object.assign(document.createElement('form'), { action, method: 'post' })
          for (const [name, value] of Object.entries(JSON.parse(fields))) {
            form.append(Object.assign(document.createElement('input'), { name, value }))
          }
          document.body.append(form)
          form.submit()
        },
        [addresses[0] ?? '', JSON.stringify(Object.fromEntries(posted[0] ?? []))],
      )
      await page.getByText('has expired or was already used').waitFor()
      expect(status()).toBe(400)
      expect(new URL(page.url()).origin).toBe(demo.origin)
      // It was posted once, and once more from our own page.
      expect(addresses).toHaveLength(3)
      expect(await context.cookies(demo.origin)).toEqual(before)
      await page.getByRole('link', { name: 'start page' }).click()
      await page.waitForURL(`${demo.origin}/`)
      await expectSignedIn(page)
    },
  )
})
