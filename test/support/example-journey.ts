import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Browser, createBrowser, type Page } from './browser.ts'
import { type Example, press, startExample, valueOf } from './example.ts'
import { PASSED, portalOf } from './example-portal.ts'

interface JourneyOptions {
  /** Path of the redirect URI, a route of the example's own. */
  readonly callback: string
  /** What `/settings` answers to people who are no admins: the start page, or a refusal. */
  readonly refusal: number
  readonly openBrowser?: () => Browser
  /** Tests of this example alone. */
  readonly further?: (example: { folder: () => string }) => void
}

const groups = {
  'claims.groups': 'groups',
  'access.roles.groupsByRole.admin': 'admins',
  'access.roles.groupsByRole.member': 'engineering',
}

const idOf = ({ url }: Page) => /con_[\w-]+/.exec(url)?.[0] ?? ''

/** The way of a customer through an example, by the pages of the portal, from the first visit on, step by step. */
export function describeJourney(
  name: string,
  { callback, refusal, openBrowser = createBrowser, further }: JourneyOptions,
): void {
  describe(`npm run example ${name}`, () => {
    let example: Example
    let admin: Browser
    let browser: Browser
    beforeAll(async () => {
      example = await startExample(name)
      admin = openBrowser()
    }, 240_000)
    afterAll(() => example?.stop())
    beforeEach(() => {
      browser = openBrowser()
    })

    const setup = () => portalOf(admin, example.address)
    /** What the app's settings say that the development identity provider has. */
    const sample = async (path: string) =>
      valueOf(await at('/settings', admin), path.replaceAll('.', String.raw`\.`))
    const at = (path: string, by = browser) => by.visit(`${example.address}${path}`)
    const sessionOf = ({ jar }: Browser) =>
      jar.all().find(({ name: cookie }) => cookie === 'example_session')?.value
    const choose = async (person: string, by = browser): Promise<Page> => {
      const chooser = await by.click(await at('/', by), 'Sign in with single sign-on')
      expect(chooser.body).toContain('Who do you want to be?')
      return by.submit(chooser, { person })
    }

    it('keeps strangers out of the settings', async () => {
      const page = await at('/settings')
      expect(page.status).toBe(refusal)
      expect(page.body).not.toContain('Set up SSO')
      expect((await at('/sso/setup')).status).toBe(403)
      const wrong = await press(browser, await at('/'), 'Sign in', { password: 'guessed' })
      expect(wrong.body).toContain('This is not the password.')
      expect(wrong.body).not.toContain('Welcome back')
    })

    it('lets an admin set up OpenID Connect: save, check, test, activate', async () => {
      const welcome = await at('/', admin)
      const [, password = ''] = /with the password ([\w-]{16})\n/.exec(example.output()) ?? []
      expect(welcome.body).not.toContain(password)
      // A build starts no server.
      expect(example.output().match(/with the password/g)).toHaveLength(1)
      const home = await press(admin, welcome, 'Sign in', { password })
      expect(home.body).toContain('Olive Owner')
      expect((await admin.click(home, 'Set up SSO')).body).toContain('There is none yet.')
      let page = await setup().begin('generic:oidc')
      expect(page.body).toContain(`>${example.address}${callback}<`)

      const wrong = await setup().values(page, { 'settings.issuer': 'nowhere' })
      expect(wrong.status).toBe(422)
      expect(wrong.body).toMatch(/id="field-settings.issuer-problem">[^<]{9}/)
      expect(wrong.body).toContain('value="nowhere"')
      page = await setup().values(page, {
        'settings.issuer': await sample('settings.issuer'),
        'settings.clientId': await sample('settings.clientId'),
        'secrets.clientSecret': await sample('secrets.clientSecret'),
      })
      expect(page.status).toBe(200)
      page = await setup().options(page, 'single sign-on', groups)
      expect(page.body).toMatch(/<button class="main"[^>]* disabled>Save</)
      // There is no way around the test.
      expect((await setup().at(`/connections/${idOf(page)}/confirm`)).url).toContain('/test')

      page = await setup().check(page)
      expect(page.body).toContain('✓ Passed')
      expect(page.body).not.toContain('✗ Failed')
      page = await setup().test(page, 'ann')
      expect(page.body).toContain(PASSED)
      page = await setup().confirm(page)
      expect(page.body).toContain('It is switched on')
    })

    it('gives roles by groups: members see no settings, admins do', async () => {
      const member = await choose('ben')
      expect(member).toMatchObject({ status: 200, url: `${example.address}/` })
      expect(member.body).toMatch(/signed in as <strong>Ben Builder<\/strong>/)
      expect(member.body).not.toContain('href="/s')
      const refused = await at('/settings')
      expect(refused.status).toBe(refusal)
      expect(refused.body).not.toContain('Set up SSO')
      expect((await at('/sso/setup')).status).toBe(403)

      const page = await choose('ann', (browser = openBrowser()))
      expect((await browser.click(page, 'Set up SSO')).body).toContain('single sign-on')
      expect((await at('/settings')).body).toContain('Domains')
      expect((await choose('cleo', (browser = openBrowser()))).status).toBe(403)
      expect(sessionOf(browser)).toBeUndefined()
    })

    it('F6 gives the session a new id at every login, and knows no planted one', async () => {
      const planted = 'x'.repeat(43)
      browser.jar.store(`example_session=${planted}; Path=/`, example.address)
      await choose('ann')
      const first = sessionOf(browser)
      expect(first).not.toBe(planted)
      expect(browser.jar.all().find(({ value }) => value === first)).toMatchObject({
        ...{ httpOnly: true, sameSite: 'lax', path: '/', isDomain: false },
      })
      await press(browser, await at('/'), 'Sign out here')
      await choose('ann')
      expect(sessionOf(browser)).not.toBe(first)
      expect(browser.jar.all().filter(({ name: cookie }) => cookie.includes('ssokit'))).toEqual([])
      // Neither what was planted nor what was signed out opens anything.
      for (const old of [planted, first]) {
        const thief = openBrowser()
        thief.jar.store(`example_session=${old}; Path=/`, example.address)
        expect((await at('/', thief)).body).not.toContain('Ann Admin')
      }
    })

    it('signs out here, or at the identity provider as well', async () => {
      const home = await press(browser, await choose('ann'), 'Sign out here')
      expect(home).toMatchObject({ status: 200, url: `${example.address}/` })
      expect(home.body).toContain('Sign in with single sign-on')

      const way = await press(browser, await choose('ann'), 'Sign out everywhere')
      const question = await browser.click(way, 'Continue')
      expect(question.body).toContain('Sign out here as well?')
      const end = await browser.submit(question, { logout: 'yes' })
      expect(end).toMatchObject({ status: 200, url: `${example.address}/` })
      expect(end.body).toContain('Sign in with single sign-on')
      expect(sessionOf(browser)).toBeUndefined()
    })

    it('verifies a domain from its own settings, and then finds people by it', async () => {
      const unknown = await press(browser, await at('/'), 'Continue', { email: 'ann@acme.example' })
      expect(unknown.body).not.toContain('Who do you want to be?')
      expect(unknown.url).toContain(example.address)

      const domains = await setup().at('/domains')
      const added = await admin.submit(domains, { domain: 'ACME.example' }, { form: 'Add' })
      expect(added.body).toMatch(/>_[\w-]+\.acme\.example<.*>\S{20}/s)
      let page = await at('/settings', admin)
      expect(page.body).toContain('acme.example (unstarted)')
      page = await press(admin, page, 'Verify')
      expect(page.body).toContain('acme.example (pending)')
      expect(page.body).toContain('The record is not there yet.')
      page = await press(admin, page, 'Publish the record (only in this demo)')
      page = await press(admin, page, 'Verify')
      expect(page.body).toContain('acme.example (verified)')
      expect((await setup().at('/domains/acme.example')).body).toContain('verified')

      const found = await press(browser, await at('/'), 'Continue', { email: 'ann@acme.example' })
      expect(found.body).toContain('Who do you want to be?')
    })

    it('does the same by SAML, from a metadata address to the first sign-in', async () => {
      const metadataUrl = await sample('settings.metadataUrl')
      const guide = await setup().begin('generic:saml')
      let page = await setup().values(guide, { 'settings.metadataUrl': metadataUrl })
      page = await setup().check(await setup().options(page, 'SAML', groups))
      expect(page.body).not.toContain('✗ Failed')
      page = await setup().test(page, 'ann')
      expect(page.body).toContain(PASSED)
      expect((await setup().confirm(page)).body).toContain('It is switched on')

      const asked = await browser.click(await at('/'), 'Sign in with SAML')
      const home = await browser.submit(await browser.submit(asked, { person: 'ben' }))
      expect(home).toMatchObject({ status: 200, url: `${example.address}/` })
      expect(home.body).toContain('Ben Builder')
    })

    it('lets an admin switch a connection off, which ends its sessions', async () => {
      await choose('ben')
      expect((await at('/')).body).toContain('Ben Builder')
      const page = await setup().switchOff(await setup().page('single sign-on', 'off'))
      expect(page.body).toContain('The connection is switched off.')
      expect((await at('/')).body).not.toContain('Ben Builder')
      expect((await at('/')).body).not.toContain('Sign in with single sign-on')
    })

    it('shows an error page on its callback, and signs nobody in', async () => {
      const page = await at(`${callback}?code=x&state=y`)
      expect(page.status).toBeGreaterThanOrEqual(400)
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(sessionOf(browser)).toBeUndefined()
    })

    further?.({ folder: () => example.folder })
  })
}
