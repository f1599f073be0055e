import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { nodeDns } from '../../src/dns/node/index.ts'
import { createTestDnsServer, type TestDnsServer } from '../../src/testing/dns/index.ts'
import { createMockOkta } from '../../src/testing/okta/index.ts'
import type { Visitor } from '../support/chromium.ts'
import {
  type Counted,
  counted,
  follow,
  onward,
  type PortalHost,
  portalHost,
  recordOf,
  signInAs,
  valueOf,
} from '../support/portal-browser.ts'
import {
  ENTRA_GROUP,
  serveEntra,
  serveGenericOidc,
  signInAtIdp,
} from '../support/portal-browser-idps.ts'
import { usePublicHosts } from '../support/public-hosts.ts'

const TESTED = 'Configuration tested successfully'

/** The most that setting up may take, by protocol: clicks of links and buttons, and files. */
const MOST = { oidc: 12, saml: 10 } as const

/** Of everybody in the tests' own directory. */
const PASSWORD = 'correct horse battery staple'

const roles = {
  catalogue: [
    { id: 'admin', label: 'Admin', description: 'May do everything, and pay the bill.' },
    { id: 'member', label: 'Member' },
  ],
}

const hosts = usePublicHosts()
let dns: TestDnsServer
beforeAll(async () => {
  dns = await createTestDnsServer()
})
afterAll(() => dns.close())

/** The product asks for a proven domain and for roles, as most of them do for their larger customers. */
const demanding = () => ({
  ...{ roles, dns: nodeDns({ servers: [dns.address] }) },
  activation: { requires: ['check', 'test', 'domain', 'role_mapping'] as const },
})

/** Whoever sets this up works in the console of the identity provider at the same time. */
async function begin(host: PortalHost, { page, context }: Visitor, kind: string) {
  await signInAs(context)
  const admin = counted(page)
  await page.goto(host.url)
  await page.getByRole('radio', { name: kind }).check()
  await admin.click('Set up a connection')
  return admin
}

async function proveDomain(host: PortalHost, admin: Counted, domain: string): Promise<void> {
  const { page } = admin
  await page.getByLabel('Domain of your e-mail addresses').fill(domain)
  await admin.click('Show the record')
  const { host: name, value } = await recordOf(host, domain)
  expect(await page.getByText(value, { exact: true }).first().isVisible()).toBe(true)
  dns.setTxt(name, [value])
  await admin.click('Check now')
  await page.getByText('The domain is proven.').waitFor()
}

async function testAndSave(host: PortalHost, admin: Counted, hasScripts: boolean): Promise<void> {
  const { page } = admin
  const save = page.getByRole('button', { name: 'Save', exact: true })
  expect(await save.isDisabled()).toBe(true)
  await admin.click('Test Configuration')
  if (!hasScripts) await onward(page, host.url)
  await page.getByText(TESTED).waitFor()
  await admin.click('Save')
}

/** Somebody of the organisation, by the address that the last page shows. */
async function firstLogin(
  visitor: Visitor,
  javaScriptEnabled: boolean,
  signIn: (person: Visitor, address: string) => Promise<unknown>,
) {
  const address = await visitor.page.locator('#value-login-uri').innerText()
  const person = await visitor.another({ javaScriptEnabled })
  const { page } = person
  await signIn(person, address)
  if (!javaScriptEnabled) {
    await page.waitForLoadState()
    await onward(page, 'https://app.example.com/')
  }
  await page.getByRole('heading', { name: 'Hello ann@acme.example' }).waitFor()
}

/** Where people are signed in at the identity provider already. */
const comeTo =
  (idp: string) =>
  async ({ page, context }: Visitor, address: string) => {
    await signInAtIdp(context, idp, 'ann')
    await page.goto(address, { waitUntil: 'commit' })
  }

async function signInAtOkta(page: Page, address: string, login: string): Promise<void> {
  await page.goto(address)
  await page.getByLabel('Username').fill(login)
  await page.getByLabel('Password').fill(PASSWORD)
  await follow(page, 'Sign in')
}

function tell(name: string, { actions }: Counted, most: number): void {
  process.stdout.write(`${name}: ${actions.length} actions: ${actions.join(', ')}\n`)
  expect(actions.length).toBeLessThanOrEqual(most)
}

describe.each([true, false])('from nothing to the first sign-in, scripts: %s', (hasScripts) => {
  const journey: typeof hosts.journey = (title, run) =>
    hosts.journey(title, run, { javaScriptEnabled: hasScripts })

  journey(`by Okta and OpenID Connect, for good, scripts: ${hasScripts}`, async (visitor) => {
    const okta = createMockOkta()
    for (const [login, firstName] of [
      ['olive@acme.example', 'Olive'],
      ['ann@acme.example', 'Ann'],
    ] as const) {
      const person = { login, firstName, lastName: 'Example', password: PASSWORD }
      okta.addPerson({ ...person, groups: [] })
    }
    hosts.serve(okta.domain, okta.handler)
    const { activation, ...rest } = demanding()
    const requires = [...activation.requires, 'confirmation'] as const
    const host = portalHost(
      hosts,
      { ...rest, activation: { requires }, fetch: okta.fetch },
      { branding: { product: 'Konnect' } },
    )
    await signInAtOkta(visitor.page, okta.orgUrl, 'olive@acme.example')
    const admin = await begin(host, visitor, 'Okta OpenID Connect')
    const { page } = admin
    const app = okta.addOidcApp({
      ...{ name: await valueOf(page, 'Name of the application'), type: 'web', access: 'everyone' },
      signInRedirectUris: [await valueOf(page, 'Sign-in redirect URIs')],
    })
    okta.defaultServer.addClaim({
      ...{ name: 'groups', in: 'id_token', value: { groupsMatching: /.*/ } },
    })
    await admin.click('Continue')
    // As the address line of the console has it.
    await page.getByLabel('Okta domain').fill('https://acme-admin.okta.com/admin/apps')
    await page.getByLabel('Client ID').fill(app.clientId)
    await page.getByLabel('Client secret').fill(app.clientSecret ?? '')
    await admin.click('Continue')
    await proveDomain(host, admin, 'okta.acme.example')
    await page.getByLabel('Group of the role Member').fill('Everyone')
    await admin.click('Continue')
    await admin.click('Continue')
    await testAndSave(host, admin, hasScripts)
    await admin.click('Switch it on')
    await page
      .getByText(
        'Once you switch to Okta, you cannot revert to using native Konnect authentication.',
      )
      .waitFor()
    await admin.click('Yes, switch to Okta')
    await firstLogin(visitor, hasScripts, ({ page: theirs }, address) =>
      signInAtOkta(theirs, address, 'ann@acme.example'),
    )
    expect(host.logins.map(({ access }) => access.roles)).toEqual([['member']])
    tell('Okta by OpenID Connect, with a domain and roles, for good', admin, MOST.oidc)
  })

  journey(`by Entra and SAML, with a domain and roles, scripts: ${hasScripts}`, async (visitor) => {
    const host = portalHost(hosts, demanding(), { branding: { product: 'Pusher' } })
    const entra = serveEntra(hosts)
    await signInAtIdp(visitor.context, entra.idp.ssoUrl, 'olive')
    const admin = await begin(host, visitor, 'Microsoft Entra ID SAML 2.0')
    const { page } = admin
    entra.configure(
      await valueOf(page, 'Identifier (Entity ID)'),
      await valueOf(page, 'Reply URL (Assertion Consumer Service URL)'),
    )
    await admin.click('Continue')
    await page.getByLabel('App Federation Metadata Url').fill(entra.metadataUrl)
    await admin.click('Continue')
    await proveDomain(host, admin, 'acme.example')
    await page.getByLabel('Group of the role Member').fill(ENTRA_GROUP)
    await admin.click('Continue')
    await admin.click('Continue')
    await testAndSave(host, admin, hasScripts)
    await admin.click('Switch it on')
    await firstLogin(visitor, hasScripts, comeTo(entra.idp.ssoUrl))
    expect(host.logins.map(({ access }) => access.roles)).toEqual([['member']])
    tell('Entra by SAML, with a domain and roles', admin, MOST.saml)
  })

  journey(`by any provider and OpenID Connect, scripts: ${hasScripts}`, async (visitor) => {
    const host = portalHost(hosts)
    const { idp, addRedirectUri } = serveGenericOidc(hosts)
    await signInAtIdp(visitor.context, idp.issuer, 'olive')
    const admin = await begin(host, visitor, 'Any other provider OpenID Connect')
    const { page } = admin
    addRedirectUri(await valueOf(page, 'Redirect URI'))
    await admin.click('Continue')
    await page.getByLabel('Issuer').fill(idp.issuer)
    await page.getByLabel('Client ID').fill(idp.clientId)
    await page.getByLabel('Client Secret').fill(idp.clientSecret)
    await admin.click('Continue')
    await admin.click('Continue')
    await testAndSave(host, admin, hasScripts)
    await admin.click('Switch it on')
    await firstLogin(visitor, hasScripts, comeTo(idp.issuer))
    expect(host.logins).toHaveLength(1)
    tell('Any provider by OpenID Connect', admin, MOST.oidc)
  })
})

describe('where the identity provider gives a file', () => {
  hosts.journey('Entra by SAML, with the metadata as a file', async (visitor) => {
    const host = portalHost(hosts)
    const entra = serveEntra(hosts)
    await signInAtIdp(visitor.context, entra.idp.ssoUrl, 'olive')
    const admin = await begin(host, visitor, 'Microsoft Entra ID SAML 2.0')
    const { page } = admin
    const [identifier, replyUrl] = [
      await valueOf(page, 'Identifier (Entity ID)'),
      await valueOf(page, 'Reply URL (Assertion Consumer Service URL)'),
    ]
    entra.configure(identifier, replyUrl)
    await admin.click('Continue')
    await admin.upload('or upload the file', 'metadata.xml', entra.idp.metadata())
    await admin.click('Continue')
    await admin.click('Continue')
    await testAndSave(host, admin, true)
    await admin.click('Switch it on')
    await firstLogin(visitor, true, comeTo(entra.idp.ssoUrl))
    expect(host.logins).toHaveLength(1)
    tell('Entra by SAML, with a file', admin, MOST.saml)
  })
})
