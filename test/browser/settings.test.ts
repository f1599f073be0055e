import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { journeys, press } from '../support/chromium.ts'
import {
  choose,
  type Person,
  signInByPassword,
  signInOwner,
  useDemo,
} from '../support/chromium-demo.ts'

const PASSED = 'Configuration tested successfully'

describe('the settings of an organisation', () => {
  const demo = useDemo({ scheme: 'https' })
  const journey = journeys(() => [demo.origin, demo.idpOrigin])

  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
  const create = async (page: Page, kind: string) => {
    await page.goto(`${demo.origin}/settings`)
    await page.getByLabel('Which one?').selectOption(kind)
    await button(page, 'Create').click()
    await button(page, 'Test Configuration').waitFor()
  }
  /** What the page says that the development identity provider has. */
  const sample = (page: Page, label: string) =>
    page.locator('aside dt', { hasText: label }).locator('+ dd').innerText()
  const fill = async (page: Page, labels: readonly string[]) => {
    for (const label of labels) await page.getByLabel(label).fill(await sample(page, label))
  }
  const testAs = async (page: Page, person: Person) => {
    await button(page, 'Test Configuration').click()
    await choose(page, person)
    await page.waitForURL(/\/settings\/connections\/con_[\w-]+#test$/)
  }
  const loginUri = (page: Page) => page.locator('h2 + p > code.copy').first().innerText()

  journey('sets up OpenID Connect: create, check, test, save, sign in', async (visitor) => {
    const { page, another, examine } = visitor
    await signInOwner(page, demo)
    await page.goto(`${demo.origin}/settings`)
    await examine('settings')
    await create(page, 'keycloak/oidc')
    await examine('settings-connection-new')
    await fill(page, ['Realm', 'Client ID', 'Client Secret'])
    await page.getByLabel('Login path').fill('with spaces')
    await button(page, 'Check').click()
    await page.getByText('Please look at the marked fields').waitFor()
    expect(await page.getByLabel('Login path').getAttribute('aria-invalid')).toBe('true')
    await examine('settings-connection-invalid')
    await page.getByLabel('Login path').fill('acme')
    // A secret is never shown again, so it is typed again.
    await page.getByLabel('Client Secret').fill(await sample(page, 'Client Secret'))
    await page.getByLabel('People without an account').selectOption('jit')
    await page.getByLabel('Name of the groups claim').fill('groups')
    await page.getByLabel('Group of the role Admin').fill('admins')
    await page.getByLabel('Group of the role Member').fill('engineering')
    await button(page, 'Check').click()
    await page.getByText('Check: ✓ Passed').waitFor()
    expect(await button(page, 'Save').isDisabled()).toBe(true)

    await testAs(page, 'ann')
    expect(await page.getByRole('status').innerText()).toBe(PASSED)
    await page.getByText('as Admin, Member').waitFor()
    await examine('settings-connection-tested')
    // What was tested stays tested, whenever one comes back, but for what is changed.
    await page.goto(`${demo.origin}/settings`)
    await page.goBack()
    await page.reload()
    expect(await page.getByRole('status').innerText()).toBe(PASSED)
    expect(await button(page, 'Save').isDisabled()).toBe(false)
    await button(page, 'Save').click()
    await page.getByText('Organization login URI').waitFor()
    const uri = await loginUri(page)
    expect(uri).toBe(`${demo.origin}/sso/login/acme`)
    await examine('settings-connection-active')

    const person = (await another()).page
    await person.goto(uri)
    await choose(person, 'ann')
    await person.getByText('You are signed in as').waitFor()
    const stranger = await another()
    await stranger.page.goto(uri)
    await choose(stranger.page, 'cleo')
    await stranger.page.getByText('do not have access').waitFor()
    expect(stranger.status()).toBe(403)
  })

  journey('tells what is wrong in a test, and keeps it from being saved', async (visitor) => {
    const { page } = visitor
    await signInOwner(page, demo)
    await create(page, 'keycloak/oidc')
    await fill(page, ['Realm', 'Client ID'])
    await page.getByLabel('Client Secret').fill('not-the-secret')
    await button(page, 'Test Configuration').click()
    await page.getByRole('alert').getByText('does not accept the client id').waitFor()
    await page.getByLabel('Client Secret').fill(await sample(page, 'Client Secret'))
    await button(page, 'Test Configuration').click()
    await page.getByRole('button', { name: 'Refuse access' }).click()
    await page.waitForURL(/#test$/)
    await page.getByText('What the test has shown').waitFor()
    expect(await page.getByText(PASSED).count()).toBe(0)
    expect(await button(page, 'Save').isDisabled()).toBe(true)
    await visitor.examine('settings-connection-failed')
  })

  journey('sets up SAML whose people are asked whether to join', async (visitor) => {
    const { page, another } = visitor
    await signInOwner(page, demo)
    await create(page, 'generic/saml')
    await fill(page, ['Metadata URL'])
    await page.getByLabel('Description').fill('our SAML')
    await page.getByLabel('People without an account').selectOption('join_prompt')
    await testAs(page, 'cleo')
    expect(await page.getByRole('status').innerText()).toBe(PASSED)
    await button(page, 'Save').click()
    await page.getByText('Organization login URI').waitFor()

    const newcomer = await another()
    await newcomer.page.goto(demo.origin)
    await newcomer.page.getByRole('link', { name: 'Sign in with our SAML' }).click()
    await choose(newcomer.page, 'cleo')
    await newcomer.page.getByText('Join Acme Projects?').waitFor()
    await newcomer.examine('demo-join')
    await newcomer.tabTo(newcomer.page.getByRole('button', { name: 'Join' }))
    await newcomer.page.keyboard.press('Enter')
    await newcomer.page.getByText('cleo@contractors.example').first().waitFor()
    // Back from there, nothing is left to answer.
    await newcomer.page.goto(`${demo.origin}/welcome`)
    expect(newcomer.status()).toBe(404)

    // An account that exists is opened by its password only.
    const member = await another()
    await member.page.goto(demo.origin)
    await member.page.getByRole('link', { name: 'Sign in with our SAML' }).click()
    await choose(member.page, 'ben')
    await member.page.getByText('An account with this e-mail address exists').waitFor()
    await member.examine('demo-join-account')
    await member.page.getByLabel('Password').fill('wrong')
    await member.page.getByRole('button', { name: 'Join' }).click()
    await member.page.getByRole('alert').waitFor()
    await member.page.getByLabel('Password').fill(demo.password)
    await member.page.getByRole('button', { name: 'Join' }).click()
    await member.page.getByText('ben@acme.example').first().waitFor()
  })

  journey('verifies a domain, whose people are then led on', async (visitor) => {
    const { page, another, examine } = visitor
    await signInOwner(page, demo)
    await page.goto(`${demo.origin}/settings/domains`)
    await page.getByLabel('Domain of your').fill('localhost')
    await button(page, 'Save').click()
    await page.getByRole('alert').waitFor()
    await examine('settings-domains-refused')
    await page.getByLabel('Domain of your').fill('ACME.example')
    await button(page, 'Save').click()
    await page.getByRole('heading', { name: 'acme.example saved' }).waitFor()
    await button(page, 'Start verification').click()
    await page.getByText('work to verify the domain in the background').waitFor()
    await page.getByText('The record is not there yet.').waitFor()
    await examine('settings-domains-pending')
    await press(page, 'Publish the record (demo)')
    await press(page, 'Check now')
    await page.getByRole('heading', { name: 'acme.example verified' }).waitFor()
    await page.getByText('The domain acme.example is verified.').waitFor()
    await examine('settings-domains-verified')

    const person = (await another()).page
    await person.goto(demo.origin)
    await person.getByLabel('e-mail address').fill('somebody@acme.example')
    await person.keyboard.press('Enter')
    await person.getByRole('link', { name: 'Sign in with SSO', exact: true }).click()
    await person.getByText('It expects somebody@acme.example').waitFor()
  })

  journey(
    'works without scripts, from a form to the provider and back',
    async (visitor) => {
      const { page } = visitor
      await signInOwner(page, demo)
      await create(page, 'keycloak/oidc')
      await fill(page, ['Realm', 'Client ID', 'Client Secret'])
      await testAs(page, 'ann')
      expect(await page.getByRole('status').innerText()).toBe(PASSED)
    },
    { javaScriptEnabled: false },
  )
})

describe('giving up passwords', () => {
  const demo = useDemo({ scheme: 'https' })
  const journey = journeys(() => [demo.origin, demo.idpOrigin])

  journey('asks for a second yes, and holds from then on', async (visitor) => {
    const { page, another } = visitor
    await signInOwner(page, demo)
    await page.goto(`${demo.origin}/settings/members`)
    await visitor.examine('settings-members')
    await page.goto(`${demo.origin}/settings/enforcement`)
    await visitor.examine('settings-enforcement')
    await page.goto(`${demo.origin}/settings/domains`)
    await page.getByLabel('Domain of your').fill('acme.example')
    for (const name of ['Save', 'Publish the record (demo)', 'Start verification']) {
      await press(page, name)
    }
    await page.getByRole('heading', { name: 'acme.example verified' }).waitFor()
    await page.goto(`${demo.origin}/settings`)
    await page.getByLabel('Which one?').selectOption('keycloak/oidc')
    await page.getByRole('button', { name: 'Create' }).click()
    for (const label of ['Realm', 'Client ID', 'Client Secret']) {
      const value = page.locator('aside dt', { hasText: label }).locator('+ dd')
      await page.getByLabel(label).fill(await value.innerText())
    }
    await page.getByRole('button', { name: 'Test Configuration' }).click()
    await choose(page, 'ann')
    await page.getByText(PASSED).waitFor()
    await page.getByLabel('Single sign-on for everybody, for good').check()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('This change is irreversible').waitFor()
    await visitor.examine('settings-confirm')
    const before = (await another()).page
    await signInByPassword(before, demo, 'ben@acme.example')
    await visitor.tabTo(page.getByRole('button', { name: 'Yes, for good' }))
    await page.keyboard.press('Enter')
    await page.getByText('Organization login URI').waitFor()

    const after = await another()
    await after.page.goto(demo.origin)
    await after.page.getByLabel('e-mail address').fill('ben@acme.example')
    await after.page.getByRole('button', { name: 'Continue' }).click()
    await after.page.getByText('Emergency access').click()
    await after.page.getByLabel('Password').fill(demo.password)
    await after.page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await after.page.getByText('has chosen single sign-on').waitFor()
    await after.examine('demo-sign-in-enforced')
  })
})
