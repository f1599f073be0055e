import { randomBytes } from 'node:crypto'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { createMockOkta } from '../../../src/testing/okta/index.ts'
import type { MockOkta, MockOktaOidcApp } from '../../../src/testing/okta/types.ts'
import { type Browser, createBrowser, type Page as BrowserPage } from '../../support/browser.ts'
import { press } from '../../support/chromium.ts'
import type { PublicHosts } from '../../support/public-hosts.ts'
import { createKonnect, type KonnectApp } from './app/app.ts'

/** Konnect with its customer Acme, whose people are in Okta; all by their public names. */
export interface Scene {
  readonly konnect: KonnectApp
  readonly okta: MockOkta
  /** On both sides. */
  advance(seconds: number): void
}

export const KONNECT = 'https://konnect.konghq.com'
export const LOGIN = `${KONNECT}/login`
export const OKTA = 'https://acme.okta.com'
export const PASSED = 'Configuration tested successfully'
export const PASSWORD = 'correct horse'
const org = 'org_acme'

/**
 * Olivia owns the organization in Konnect. Ben has been its member with a password. Ann and Cleo are
 * known to Okta alone, and Cleo is in no group of Konnect's.
 */
export function openScene(hosts: PublicHosts): Scene {
  let offset = 0
  const clock = () => new Date(Date.now() + offset)
  const okta = createMockOkta({ domain: 'acme.okta.com', clock })
  for (const group of ['konnect-admins', 'konnect-services', 'konnect-developers', 'sales']) {
    okta.addGroup(group)
  }
  okta.addGroup('google-contractors', { isImported: true })
  const people: readonly (readonly [string, readonly string[]])[] = [
    ['olivia', ['konnect-admins']],
    ['ann', ['konnect-admins', 'google-contractors']],
    ['ben', ['konnect-services']],
    ['cleo', ['sales']],
  ]
  for (const [name, groups] of people) {
    const login = `${name}@acme.com`
    // Their mail goes elsewhere: only the login is who they are.
    const email = `${name}@mail.acme.com`
    const names = { firstName: name, lastName: 'Acme' }
    okta.addPerson({ login, email, password: PASSWORD, groups, ...names })
  }
  const secrets = [randomBytes(32).toString('base64url')]
  const konnect = createKonnect({ secrets, fetch: hosts.fetch, clock })
  const { store } = konnect
  const member = { password: PASSWORD, isEmailVerified: true }
  store.addUser(org, 'olivia@acme.com', { ...member, isOwner: true })
  store.addUser(org, 'ben@acme.com', { ...member, roles: ['service_developer'] })
  hosts.serve('acme.okta.com', okta.handler)
  hosts.serve('konnect.konghq.com', konnect.fetch)
  return { konnect, okta, advance: (seconds) => void (offset += seconds * 1000) }
}

/** Applications > Create App Integration, with what Konnect's guide tells to choose. */
export function addApp({ okta }: Scene): MockOktaOidcApp {
  return okta.addOidcApp({
    name: 'Konnect',
    type: 'web',
    grantTypes: ['authorization_code'],
    signInRedirectUris: [LOGIN],
    signOutRedirectUris: [LOGIN],
    access: 'everyone',
  })
}

/** Security > API > Authorization Servers > default > Claims. */
export function addClaims({ okta }: Scene): void {
  const claim = { in: 'id_token', scopes: ['openid'] } as const
  okta.defaultServer.addClaim({ ...claim, name: 'groups', value: { groupsMatching: /.*/ } })
  okta.defaultServer.addClaim({
    ...{ ...claim, name: 'login_email', value: { expression: 'user.login' } },
  })
}

export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

export async function logIn(page: Page, email = 'olivia@acme.com'): Promise<void> {
  await page.goto(LOGIN)
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(PASSWORD)
  await press(page, 'Log in')
}

export async function signInAtOkta(page: Page, name: string): Promise<void> {
  await page.getByLabel('Username').fill(`${name}@acme.com`)
  await page.getByLabel('Password').fill(PASSWORD)
  await press(page, 'Sign in')
}

/** Settings > Identity Management > Okta, as far as the guide. */
export async function openGuide(page: Page): Promise<void> {
  await logIn(page)
  await page.getByRole('link', { name: 'Identity Management' }).click()
  await page.getByLabel('Okta').check()
  await press(page, 'Set up a connection')
}

/** From the guide on. */
export async function enterValues(page: Page, app: MockOktaOidcApp, domain = 'acme.okta.com') {
  await press(page, 'Continue')
  await page.getByLabel('Okta domain').fill(domain)
  await page.getByLabel('Client ID').fill(app.clientId)
  await page.getByLabel('Client secret').fill(app.clientSecret ?? '')
  await press(page, 'Continue')
}

export const groupOf = (page: Page, role: string) => page.getByLabel(`Group of the role ${role}`)

export async function mapRoles(page: Page): Promise<void> {
  await groupOf(page, 'Organization Admin').fill('konnect-admins')
  await groupOf(page, 'Service Admin').fill('konnect-services')
  await groupOf(page, 'Service Developer').fill('konnect-developers')
  await press(page, 'Continue')
}

export interface Options {
  readonly loginPath?: string
  /** Further boxes to tick. */
  readonly boxes?: readonly ('hasSingleLogout' | 'requireLoginAfterLogout')[]
}

const labels = {
  hasSingleLogout: /signing out from Konnect also signs users out of their Okta session/,
  requireLoginAfterLogout: /asks people to sign in again/,
}

export async function chooseOptions(page: Page, options: Options = {}): Promise<void> {
  const { loginPath = 'somepath', boxes = [] } = options
  await page.getByLabel('Organization Login Path').fill(loginPath)
  for (const name of boxes) await page.getByRole('checkbox', { name: labels[name] }).check()
  await press(page, 'Continue')
}

export async function testAs(page: Page, name: string): Promise<void> {
  await button(page, 'Test Configuration').click()
  await page.waitForURL(`${OKTA}/**`)
  await signInAtOkta(page, name)
  await page.waitForURL(`${KONNECT}/sso/setup/**/test`)
}

/** Save, the dialog, and the login URI that is shown then. */
export async function save(page: Page): Promise<string> {
  await press(page, 'Save')
  await press(page, 'Switch it on')
  await press(page, 'Yes, switch to Okta')
  const uri = await page.locator('#value-login-uri').innerText()
  expect(uri).toMatch(/^https:\/\/konnect\.konghq\.com\/login\/\w+$/)
  return uri
}

/** What the owner did before, in a browser without scripts, which takes a moment only. */
interface Prepared {
  readonly app: MockOktaOidcApp
  readonly browser: Browser
  /** Where to test and save. */
  readonly page: BrowserPage
}

async function prepare(
  scene: Scene,
  { loginPath = 'somepath', boxes = [] }: Options,
): Promise<Prepared> {
  const app = addApp(scene)
  addClaims(scene)
  const browser = createBrowser(undefined, (url, init) =>
    new URL(url).origin === OKTA
      ? scene.okta.handler(new Request(url, init))
      : scene.konnect.fetch(new Request(url, init)),
  )
  const { submit } = browser
  const owner = { email: 'olivia@acme.com', password: PASSWORD }
  let page = await submit(await browser.visit(LOGIN), owner)
  page = await submit(await browser.click(page, 'Identity Management'), { kind: 'okta:oidc' })
  page = await submit(page, { action: 'continue' })
  page = await submit(page, {
    'settings.entered.domain': 'acme.okta.com',
    'settings.clientId': app.clientId,
    'secrets.clientSecret': app.clientSecret ?? '',
  })
  const group = (role: string) => `access.roles.groupsByRole.${role}`
  page = await submit(page, {
    [group('organization_admin')]: 'konnect-admins',
    [group('service_admin')]: 'konnect-services',
    [group('service_developer')]: 'konnect-developers',
  })
  const ticked = boxes.map((name) => [`session.${name}`, 'on'] as const)
  page = await submit(page, { loginPath, ...Object.fromEntries(ticked) })
  return { app, browser, page }
}

/** Everything is entered; the owner opens the page on which it is tested. */
export async function openTest(scene: Scene, page: Page): Promise<MockOktaOidcApp> {
  const { app, page: at } = await prepare(scene, {})
  await logIn(page)
  await page.goto(at.url)
  return app
}

/** Everything is entered, tested and confirmed. */
export async function switchOn(
  scene: Scene,
  options: Options = {},
): Promise<{ readonly app: MockOktaOidcApp; readonly uri: string }> {
  const { app, browser, page: at } = await prepare(scene, options)
  const { submit } = browser
  let page = await submit(at, { action: 'test' }, { form: 'Test Configuration' })
  page = await submit(page, { username: 'olivia@acme.com', password: PASSWORD })
  if (!page.body.includes(PASSED)) throw new Error(page.body)
  page = await submit(await submit(page, {}, { form: '/confirm' }))
  page = await submit(page)
  const [, uri = ''] = /id="value-login-uri"[^>]*>([^<]+)</.exec(page.body) ?? []
  if (uri === '') throw new Error(page.body)
  return { app, uri }
}
