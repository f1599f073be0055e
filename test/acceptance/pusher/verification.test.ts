import type { Page } from 'playwright-core'
import { beforeAll, describe, expect } from 'vitest'
import { press } from '../../support/chromium.ts'
import {
  type Customer,
  enable,
  fillIn,
  guided,
  openTile,
  password,
  pusher,
  setUp,
  signInAtOkta,
  usePusher,
} from './scene.ts'

/** Longer than the first pause of the background work, which is a minute. */
const PAUSE_SECONDS = 150

describe('Pusher: verifying the domain', () => {
  const scene = usePusher()
  const { journey } = scene
  let acme: Customer
  let globex: Customer
  let initech: Customer
  let umbrella: Customer
  let mallory: Customer
  beforeAll(() => {
    acme = scene.customer('acme')
    globex = scene.customer('globex')
    initech = scene.customer('initech')
    umbrella = scene.customer('umbrella')
    mallory = scene.customer('mallory')
  })

  /** What the page shows to be entered in DNS. */
  const recordOn = async (page: Page) => {
    const valueOf = (id: string) => page.locator(`#value-${id}`).innerText()
    return { host: await valueOf('host'), value: await valueOf('value') }
  }

  journey(
    'PU-19 PU-23 saves without a verified domain, and nobody signs in before it is',
    async (visitor) => {
      const { page, another } = visitor
      const app = acme.okta.addOidcApp(guided)
      await enable(page, acme)
      await fillIn(page, acme, app)
      await page.getByText('Okta SSO is on.').waitFor()
      await page.getByText('acme.com is not verified.').waitFor()

      const ann = await another()
      await openTile(ann.page, acme, 'ann@acme.com')
      await ann.page.getByText('We do not know which organisation you belong to.').waitFor()
      // Nor by any other way in.
      await ann.page.goto(await loginOf(acme))
      await ann.page.getByText('You do not have access to this application.').waitFor()
      expect(ann.status()).toBe(403)
      expect(scene.host().users.byEmail('ann@acme.com')).toBeUndefined()

      await press(page, 'Start Verification')
      await page.getByText('The record is not there yet.').waitFor()
      const { host, value } = await recordOn(page)
      await ann.page.goto(await loginOf(acme))
      expect(ann.status()).toBe(403)
      scene.publish(host, value)
      await press(page, 'Check now')
      await page.getByText('Verified', { exact: true }).waitFor()
      await openTile((await another()).page, acme, 'ann@acme.com')
      await expect.poll(() => scene.host().users.byEmail('ann@acme.com')).toBeDefined()
    },
  )

  journey('PU-20 PU-21 PU-22 verifies in the background, and tells once it is', async (visitor) => {
    const { page, context } = visitor
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: pusher })
    await enable(page, globex)
    await fillIn(page, globex, globex.okta.addOidcApp(guided))
    await press(page, 'Start Verification')
    await page.getByText('We will work to verify the domain in the background.').waitFor()
    const { host, value } = await recordOn(page)
    expect(host).toBe('_pusher.globex.com')
    expect(value).toMatch(/^pusher-verification=[\w-]{43}$/)
    for (const [id, text] of Object.entries({ host, value })) {
      await page.locator(`[data-copy="value-${id}"]`).click()
      await expect.poll(() => page.evaluate('navigator.clipboard.readText()')).toBe(text)
    }
    await page.goto(`${pusher}/account`)
    await page.getByText('globex.com is being verified in the background.').waitFor()

    // What goes wrong in DNS is told beside the domain.
    scene.publish(host, `"${value}"`)
    await scene.wait(PAUSE_SECONDS)
    await page.getByRole('link', { name: 'TXT record of globex.com' }).click()
    await page.getByText('quotation marks that became part of it').waitFor()

    scene.publish(host, value)
    await scene.wait(2 * PAUSE_SECONDS)
    await page.reload()
    await page.getByText('The domain is yours.').waitFor()
    await page.goto(`${pusher}/account`)
    await page.getByText('globex.com is verified').waitFor()
    expect(await page.getByRole('button', { name: 'Start Verification' }).count()).toBe(0)
  })

  journey(
    'PU-21 PU-22 goes on after a wait of days, and by hand after it gave up',
    async ({ page }) => {
      await enable(page, initech)
      await fillIn(page, initech, initech.okta.addOidcApp(guided))
      await press(page, 'Start Verification')
      const first = await recordOn(page)
      for (let day = 0; day < 15; day++) await scene.wait(86_400)
      await page.goto(`${pusher}/account`)
      await page.getByText('initech.com is not verified.').waitFor()
      // A new attempt has a new value, which is found at once where it is there.
      await press(page, 'Start Verification')
      const second = await recordOn(page)
      expect(second.host).toBe(first.host)
      expect(second.value).not.toBe(first.value)
      scene.publish(second.host, second.value)
      await press(page, 'Check now')
      await page.getByText('The domain is yours.').waitFor()
    },
  )

  journey('PU-23 believes no Okta about a domain of somebody else', async ({ page, another }) => {
    await setUp(page, scene, umbrella)
    const other = await another()
    await enable(other.page, mallory)
    const app = mallory.okta.addOidcApp(guided)
    // What the product decides for everybody is no field of the form, whoever adds one.
    await other.page.evaluate(`document.querySelector('[name="settings.clientId"]')
      .insertAdjacentHTML('afterend', '<input name="access.emailDomains" value="any">')`)
    await fillIn(other.page, mallory, app, { 'Organization Domain': umbrella.domain })
    await press(other.page, 'Start Verification')
    // The record there is the other customer's, and proves nothing for this one.
    await other.page.getByText('The record holds another value').waitFor()
    const login = 'ann@umbrella.com'
    mallory.okta.addPerson({ firstName: 'Not', lastName: 'Ann', login, password })
    const victim = await another()
    await victim.page.goto(await loginOf(mallory))
    await signInAtOkta(victim.page, login)
    await victim.page.getByText('You do not have access to this application.').waitFor()
    expect(scene.host().users.byEmail(login)).toBeUndefined()
    // Whose domain it is, gets in.
    await openTile((await another()).page, umbrella, login)
    await expect.poll(() => scene.host().users.byEmail(login)?.organizationId).toBe('umbrella')
  })

  /** A way in that needs no tile. */
  const loginOf = async ({ id, owner }: Customer): Promise<string> => {
    const actor = { user: scene.host().users.byEmail(owner) }
    const [connection] = await scene.sso().connections.list(id, { actor })
    return `${pusher}/sso/${connection?.id}/login`
  }
})
