import { systemActor, uiTexts } from 'ssokit'
import { beforeEach, describe, expect } from 'vitest'
import { press } from '../../support/chromium.ts'
import { usePublicHosts } from '../../support/public-hosts.ts'
import {
  addApp,
  addClaims,
  button,
  chooseOptions,
  enterValues,
  logIn,
  mapRoles,
  openGuide,
  openScene,
  openTest,
  PASSED,
  save,
  type Scene,
  signInAtOkta,
  switchOn,
  testAs,
} from './scene.ts'

const WARNING =
  'This change is irreversible. Once you switch to Okta, you cannot revert to using native Konnect authentication.'

describe('Konnect: test, save, confirm', () => {
  const hosts = usePublicHosts()
  const { journey } = hosts
  let scene: Scene
  const organization = 'org_acme'
  const asSystem = { actor: systemActor }
  const statusOf = async () =>
    (await scene.konnect.sso.connections.list(organization, asSystem)).map(({ status }) => status)
  beforeEach(() => {
    scene = openScene(hosts)
  })

  journey(
    'KO-28 KO-29 KO-30 greys Save out until the test has passed, which comes back with these words',
    async ({ page }) => {
      const app = addApp(scene)
      addClaims(scene)
      await openGuide(page)
      const guide = page.url().replace(/\?.*$/, '')
      await page.goto(guide.replace('/guide', '/test'))
      expect(await button(page, 'Save').isDisabled()).toBe(true)
      await press(page, 'Test Configuration')
      expect(await page.getByRole('alert').innerText()).toContain('It cannot be tested yet')
      await page.goto(guide)
      await enterValues(page, app)
      await mapRoles(page)
      await chooseOptions(page)
      expect(await button(page, 'Save').isDisabled()).toBe(true)
      await press(page, 'Check')
      expect(await page.getByRole('heading', { name: 'Check', exact: true }).isVisible()).toBe(true)
      expect(await page.locator('#check ~ p .badge').first().innerText()).toMatch(/Passed|Warning/)
      expect(await button(page, 'Save').isDisabled()).toBe(true)
      await testAs(page, 'olivia')
      expect(await page.getByRole('status').first().innerText()).toBe(
        'Configuration tested successfully',
      )
      expect(await button(page, 'Save').isDisabled()).toBe(false)
      // Nobody was logged in by it, and nobody new is there.
      expect(scene.konnect.store.usersOf(organization)).toHaveLength(2)
      expect(await statusOf()).toEqual(['draft'])
    },
  )

  journey('KO-31 greys Save out again after any change', async ({ page }) => {
    await openTest(scene, page)
    await testAs(page, 'olivia')
    const url = page.url().replace(/[?#].*$/, '')
    expect(await button(page, 'Save').isDisabled()).toBe(false)
    await page.goto(url.replace('/test', '/roles'))
    await page.getByLabel('Group of the role Service Admin').fill('konnect-others')
    await press(page, 'Continue')
    await page.goto(url)
    expect(await button(page, 'Save').isDisabled()).toBe(true)
    expect(await page.locator('#save-reason').innerText()).toContain(
      'Every change needs a new test',
    )
    await press(page, 'Test Configuration')
    await page.getByText(PASSED).waitFor()
    expect(await button(page, 'Save').isDisabled()).toBe(false)
  })

  journey(
    'KO-1 KO-3 KO-32 asks before it switches for good, in the exact words, and there is no way back',
    async ({ page, another, status }) => {
      await openTest(scene, page)
      await testAs(page, 'olivia')
      await press(page, 'Save')
      expect(await page.locator('main').innerText()).toContain('Everybody signs in with Okta')
      expect(await page.getByRole('radio').count()).toBe(0)
      await press(page, 'Switch it on')
      const dialog = await page.locator('#warning').innerText()
      expect(dialog).toContain('change your identity provider to Okta')
      expect(dialog).toContain(WARNING)
      expect(await statusOf()).toEqual(['draft'])
      // Until then everything is as it was.
      const ben = await another()
      await logIn(ben.page, 'ben@acme.com')
      await ben.page.getByText('You are logged in as ben@acme.com').waitFor()
      await press(page, 'Yes, switch to Okta')
      expect(await statusOf()).toEqual(['active'])

      await press(ben.page, 'Log out')
      await logIn(ben.page, 'ben@acme.com')
      expect(ben.status()).toBe(403)
      await ben.page.getByRole('link', { name: uiTexts.en.signInWithOkta }).click()
      await signInAtOkta(ben.page, 'ben')
      await ben.page.getByText('You are logged in as ben@acme.com').waitFor()

      await page.getByRole('link', { name: 'Enforcement' }).click()
      expect(await page.locator('main').innerText()).toContain('gave passwords up for good')
      await page.getByLabel('Mixed').check()
      await press(page, 'See what it means')
      await press(page, 'Change it now')
      expect(status()).toBe(409)
      expect(await page.getByRole('alert').innerText()).toContain('gave passwords up for good')
      const { sso } = scene.konnect
      expect(await sso.policies.get(organization, asSystem)).toMatchObject({
        ...{ mode: 'enforced_all', isIrreversible: true },
      })
    },
  )

  journey(
    'KO-2 leaves the native login to the owner, whatever becomes of Okta',
    async (visitor) => {
      await switchOn(scene)
      const { page } = visitor
      await logIn(page)
      await page.getByText('You are logged in as olivia@acme.com').waitFor()
      const [connection] = await scene.konnect.sso.connections.list(organization, asSystem)
      await scene.konnect.sso.connections.disable(connection?.id ?? '', asSystem)
      await press(page, 'Log out')
      await logIn(page)
      await page.getByText('You are logged in as olivia@acme.com').waitFor()
      // Switched off is not switched back.
      const ben = await visitor.another()
      await logIn(ben.page, 'ben@acme.com')
      expect(ben.status()).toBe(403)
    },
  )

  journey(
    'KO-3 KO-31 takes another configuration of the identity provider, after another test',
    async (visitor) => {
      const { page: owner } = await visitor.another()
      const app = await openTest(scene, owner)
      await testAs(owner, 'olivia')
      await save(owner)
      const secret = app.newSecret()
      await owner.getByRole('link', { name: 'To the connection' }).click()
      await owner.getByRole('link', { name: 'Enter the values of your identity provider' }).click()
      await owner.getByLabel('Client secret').fill(secret)
      await press(owner, 'Continue')
      await owner.goto(owner.url().replace(/\/connections\/([^/]+).*$/, '/connections/$1/test'))
      expect(await button(owner, 'Save').isDisabled()).toBe(true)
      await press(owner, 'Test Configuration')
      await owner.getByText(PASSED).waitFor()
      await press(owner, 'Save')
      await press(owner, 'Use the changes')
      expect(await owner.locator('main').innerText()).toContain('between two checks')
      scene.advance(61)
      // What was given up for good is not asked about again.
      await press(owner, 'Use the changes')
      expect(await owner.locator('#value-login-uri').innerText()).toContain('/login/somepath')
      const { page } = visitor
      await page.goto('https://konnect.konghq.com/login/somepath')
      await signInAtOkta(page, 'ann')
      await page.getByText('You are logged in as ann@acme.com').waitFor()
    },
  )
})
