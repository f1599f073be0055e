import type { Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { nodeDns } from 'ssokit/dns/node'
import {
  createMockOkta,
  type MockOkta,
  type MockOktaOidcApp,
  type MockOktaOidcSettings,
} from '../../../src/testing/okta/index.ts'
import { createTestDnsServer, type TestDnsServer } from '../../../src/testing/index.ts'
import { press } from '../../support/chromium.ts'
import { secretA } from '../../support/harness.ts'
import { usePublicHosts } from '../../support/public-hosts.ts'
import { createPusher } from './app/app.ts'

export const pusher = 'https://dashboard.pusher.com'
export const signInPage = `${pusher}/accounts/sign_in`
export const password = 'correct horse'

/** As the guide has them entered in Okta. */
export const guided: MockOktaOidcSettings = {
  ...{ name: 'Pusher', type: 'web', access: 'everyone', loginInitiatedBy: 'okta_or_app' },
  signInRedirectUris: [`${pusher}/accounts/auth/okta/callback`],
  signOutRedirectUris: [signInPage],
  initiateLoginUri: signInPage,
}

export interface Customer {
  readonly id: string
  /** Of its e-mail addresses. */
  readonly domain: string
  readonly owner: string
  readonly okta: MockOkta
}

/** The dashboard, name servers, and organisations of Okta: all with public names, in this process. */
export function usePusher() {
  const hosts = usePublicHosts()
  let skipped = 0
  const clock = () => new Date(Date.now() + skipped)
  let dns: TestDnsServer
  let app: ReturnType<typeof createPusher>
  beforeAll(async () => {
    dns = await createTestDnsServer()
    const resolver = nodeDns({ servers: [dns.address] })
    app = createPusher({ secrets: [secretA], dns: resolver, fetch: hosts.fetch, clock })
    hosts.serve('dashboard.pusher.com', { listener: app.app })
  })
  afterAll(() => dns.close())

  return {
    journey: hosts.journey,
    host: () => app.host,
    sso: () => app.sso,
    /** In the DNS of the customer. */
    publish: (name: string, value: string) => dns.setTxt(name, [value]),
    /** What is due in the background is done whenever this is called. */
    async wait(seconds: number): Promise<void> {
      skipped += seconds * 1000
      await app.sso.maintain()
    },
    /**
     * An organisation with an owner in the dashboard, and people in an Okta organisation of its own.
     * Call it before journeys: they allow the names that there are.
     */
    customer(id: string, plan: 'free' | 'enterprise' = 'enterprise'): Customer {
      const domain = `${id}.com`
      const okta = createMockOkta({ domain: `${id}.okta.com`, clock })
      hosts.serve(okta.domain, okta.handler)
      okta.addPerson({ ...person('Ann', 'Able', `ann@${domain}`), password })
      okta.addPerson({ ...person('Ben', 'Bold', 'ben@elsewhere.com'), password })
      app.host.organizations.set(id, { id, name: id, plan })
      const owner = `owner@${domain}`
      const isOwner = { isOwner: true, isEmailVerified: true }
      app.host.users.add({ organizationId: id, email: owner, password, ...isOwner })
      return { id, domain, owner, okta }
    },
  }
}

const person = (firstName: string, lastName: string, login: string) => ({
  ...{ firstName, lastName, login },
})

/** The dashboard's own sign-in form. */
export async function signInByPassword(page: Page, email: string): Promise<void> {
  await page.goto(signInPage)
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await press(page, 'Sign in')
}

/** Account > Okta SSO, switched on by the owner. */
export async function enable(page: Page, { owner }: Customer): Promise<void> {
  await signInByPassword(page, owner)
  await page.getByRole('link', { name: 'Account' }).click()
  await press(page, 'enable')
}

/** Fills in the form as the guide says; `change` says what is entered otherwise. */
export async function fillIn(
  page: Page,
  { domain, okta }: Customer,
  { clientId, clientSecret = '' }: MockOktaOidcApp,
  change: Readonly<Record<string, string>> = {},
): Promise<void> {
  const entered = {
    ...{ 'Organization Domain': domain, 'Issuer URL': okta.orgUrl },
    ...{ 'Client ID': clientId, 'Client Secret': clientSecret, ...change },
  }
  for (const [label, value] of Object.entries(entered)) await page.getByLabel(label).fill(value)
  await press(page, 'Save')
}

/** The way to a connection that people sign in with, without looking at the pages. */
export async function setUp(
  page: Page,
  scene: ReturnType<typeof usePusher>,
  customer: Customer,
): Promise<MockOktaOidcApp> {
  const app = customer.okta.addOidcApp(guided)
  await enable(page, customer)
  await fillIn(page, customer, app)
  const { host, value } = await scene
    .sso()
    .domains.instructions(customer.id, customer.domain, { actor: owner(scene, customer) })
  scene.publish(host, value)
  await press(page, 'Start Verification')
  await page.goto(`${pusher}/account`)
  await page.getByText(`${customer.domain} is verified`).waitFor()
  return app
}

const owner = (scene: ReturnType<typeof usePusher>, customer: Customer) => ({
  user: scene.host().users.byEmail(customer.owner),
})

/** Into Okta, and from its dashboard by the tile. */
export async function openTile(page: Page, { okta }: Customer, login: string): Promise<void> {
  await page.goto(okta.orgUrl)
  await signInAtOkta(page, login)
  await page.getByRole('link', { name: 'Pusher' }).click()
}

/** Where the browser is at Okta's page now. */
export async function signInAtOkta(page: Page, login: string): Promise<void> {
  await page.getByLabel('Username').fill(login)
  await page.getByLabel('Password').fill(password)
  await press(page, 'Sign in')
}
