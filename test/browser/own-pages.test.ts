import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from 'vitest'
import { sendResponse, toRequest } from '../../src/adapters/node.ts'
import { publicMessages, type PublicMessageKey } from '../../src/error-entry.ts'
import { SsoError } from '../../src/errors.ts'
import { memoryStorage } from '../../src/storage/memory/index.ts'
import { type MemoryAccounts, memoryAccounts } from '../../src/testing/accounts/index.ts'
import { createBrowser } from '../support/browser.ts'
import { journeys } from '../support/chromium.ts'
import { type HostApp, startHostApp } from '../support/host-app.ts'
import { type MockIdpServer, startMockIdp } from '../support/mock-idp-server.ts'
import { connect, hold } from '../support/own-pages.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { verifyDomain } from '../support/verified-domain.ts'

describe('the page that asks which organisation it is', () => {
  let idp: MockIdpServer
  let app: HostApp
  beforeAll(async () => {
    idp = await startMockIdp()
    const storage = memoryStorage()
    app = await startHostApp([idp], { storage })
    for (const name of ['one', 'two']) {
      const id = await connect(app, idp.issuer, { organizationId: `org_${name}` })
      await verifyDomain({ storage }, `${name}.example`, `org_${name}`)
      // Whose people have signed in by it is not to be told by that alone.
      await createBrowser().visit(`${app.baseUrl}/sso/${id}/login`)
    }
  })
  afterAll(async () => {
    await app.close()
    await idp.close()
  })
  const journey = journeys(() => [app.baseUrl, idp.issuer])
  const address = () => `${app.baseUrl}/sso/initiate?iss=${encodeURIComponent(idp.issuer)}`

  const ask = async (page: Page) => {
    await page.goto(address())
    await page.getByLabel('Work e-mail address').waitFor()
  }

  journey('leads on by the keyboard alone, after a wrong answer too', async (visitor) => {
    const { page, tabTo, examine } = visitor
    await ask(page)
    await examine('question')
    await tabTo(page.getByLabel('Work e-mail address'))
    await page.keyboard.type('ann@nowhere.example')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').waitFor()
    await examine('question-again')
    const release = await hold(page, (to) => to.url().startsWith(`${idp.issuer}/authorize`))
    await page.getByLabel('Work e-mail address').fill('ann@two.example')
    await page.getByRole('button').click()
    await page.getByRole('link', { name: 'Continue' }).waitFor()
    await examine('question-continue')
    await release()
    await tabTo(page.getByRole('link', { name: 'Continue' }))
    await page.keyboard.press('Enter')
    await page.getByText('signed in: ').waitFor()
    expect(app.logins.at(-1)?.organizationId).toBe('org_two')
  })

  journey(
    'works without scripts',
    async ({ page }) => {
      await ask(page)
      await page.getByLabel('Work e-mail address').fill('ben@one.example')
      await page.getByRole('button', { name: 'Continue' }).click()
      await page.getByText('signed in: ').waitFor()
      expect(app.logins.at(-1)?.organizationId).toBe('org_one')
    },
    { javaScriptEnabled: false },
  )

  journey(
    'speaks German',
    async ({ page, examine }) => {
      await page.goto(address())
      await page.getByLabel('Geschäftliche E-Mail-Adresse').waitFor()
      await examine('question-de')
    },
    { locale: 'de' },
  )
})

describe('the join prompt', () => {
  let idp: MockIdpServer
  let app: HostApp
  let id: string
  let accounts: MemoryAccounts
  beforeEach(async () => {
    accounts = memoryAccounts()
    idp = await startMockIdp({ people: [{ sub: 'ann', email: 'ann@acme.example' }] })
    app = await startHostApp([idp], { accounts })
    id = await connect(app, idp.issuer, { access: { provisioning: 'join_prompt' } })
  })
  afterEach(async () => {
    await app.close()
    await idp.close()
  })
  const journey = journeys(() => [app.baseUrl, idp.issuer])
  const arrive = async (page: Page) => {
    await page.goto(`${app.baseUrl}/sso/${id}/login?returnTo=/deep`)
    await page.getByRole('heading', { name: 'Join your organisation' }).waitFor()
  }

  for (const javaScriptEnabled of [true, false]) {
    const how = javaScriptEnabled ? 'by the keyboard' : 'without scripts'
    journey(
      `is answered ${how}`,
      async ({ page, tabTo, examine }) => {
        await arrive(page)
        if (javaScriptEnabled) await examine('join')
        await tabTo(page.getByRole('button', { name: 'Join' }))
        await page.keyboard.press('Enter')
        await page.getByText('signed in: ann').waitFor()
        expect(page.url()).toBe(`${app.baseUrl}/deep`)
        // Going back shows no prompt that could be answered a second time.
        await page.goto(`${app.baseUrl}/sso/join`)
        await page.getByRole('link', { name: 'start page' }).waitFor()
      },
      { javaScriptEnabled },
    )
  }

  journey('tells whose account exists how to go on', async ({ page, examine }) => {
    accounts.register({ email: 'ann@acme.example', organizationId: 'org_1' })
    await arrive(page)
    await page.getByText('account here already').waitFor()
    await examine('join-account')
    expect(await page.getByRole('button').count()).toBe(0)
  })
})

describe('every error page', () => {
  let server: TestServer
  let app: HostApp
  beforeAll(async () => {
    app = await startHostApp([])
    server = await startServer('localhost', (req, res) => {
      const key = new URL(req.url ?? '', server.origin).pathname.slice(1) as PublicMessageKey
      const error = Object.assign(new SsoError('internal_error'), { publicKey: key, status: 400 })
      void sendResponse(app.sso.errorResponse(error, toRequest(req)), res)
    })
  })
  afterAll(async () => {
    await server.close()
    await app.close()
  })
  const journey = journeys(() => [server.origin, app.baseUrl])

  for (const [locale, keys] of [
    ['en', Object.keys(publicMessages) as PublicMessageKey[]],
    // The longest one.
    ['de', ['organization_unknown']],
  ] as const) {
    journey(
      `is fit for every eye, ${locale}`,
      async ({ page, examine, status, tabTo }) => {
        for (const key of keys) {
          await page.goto(`${server.origin}/${key}`)
          expect(status()).toBe(400)
          expect(await page.getAttribute('html', 'lang')).toBe(locale)
          await examine(`error-${key}-${locale}`)
          await tabTo(page.getByRole('link').last())
        }
      },
      { locale },
    )
  }
})
