import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Browser, createBrowser, linkOf, type Page } from './browser.ts'
import { type Example, press, sampleOf, startExample, valueOf } from './example.ts'

interface JourneyOptions {
  /** Path of the redirect URI, a route of the example's own. */
  readonly callback: string
  /** What `/settings` answers to people who are no admins: the start page, or a refusal. */
  readonly refusal: number
  readonly openBrowser?: () => Browser
  /** Tests of this example alone. */
  readonly further?: (example: { folder: () => string }) => void
}

const PASSED = 'Configuration tested successfully'
const groups = {
  'claims.groups': 'groups',
  'access.roles.groupsByRole.admin': 'admins',
  'access.roles.groupsByRole.member': 'engineering',
}

/** The way of a customer through an example with settings pages, from the first visit on, step by step. */
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
      expect(page.body).not.toContain('Identity providers')
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
      let page = await press(admin, await admin.click(home, 'settings'), 'Add OpenID Connect')
      expect(page.body).toContain('single sign-on (draft)')
      expect(valueOf(page, '[^<]*[Rr]edirect URI[^<]*')).toBe(`${example.address}${callback}`)

      const wrong = await press(admin, page, 'Save', { 'settings.issuer': 'nowhere' })
      expect(wrong.body).toMatch(/id="settings.issuer-advice" role="alert">[^<]{9}/)
      expect(wrong.body).toContain('value="nowhere"')
      page = await press(admin, page, 'Save', {
        'settings.issuer': sampleOf(page, 'settings.issuer'),
        'settings.clientId': sampleOf(page, 'settings.clientId'),
        'secrets.clientSecret': sampleOf(page, 'secrets.clientSecret'),
        ...groups,
      })
      expect(page.body).toContain('value="engineering"')
      const tooEarly = await press(admin, page, 'Activate')
      expect(tooEarly.body).toMatch(/role="alert"><li>/)
      expect(tooEarly.body).toContain('(draft)')

      page = await press(admin, page, 'Check')
      expect(page.body).toMatch(/<li>pass: /)
      expect(page.body).not.toMatch(/<li>fail: /)
      page = await admin.submit(await press(admin, page, 'Test'), { person: 'ann' })
      expect(page.body).toContain(`role="status">${PASSED}</p>`)
      page = await press(admin, page, 'Activate')
      expect(page.body).toContain('single sign-on (active)')
    })

    it('gives roles by groups: members see no settings, admins do', async () => {
      const member = await choose('ben')
      expect(member).toMatchObject({ status: 200, url: `${example.address}/` })
      expect(member.body).toMatch(/signed in as <strong>Ben Builder<\/strong>/)
      expect(member.body).not.toContain('href="/settings"')
      const refused = await at('/settings')
      expect(refused.status).toBe(refusal)
      expect(refused.body).not.toContain('Identity providers')

      const page = await choose('ann', (browser = openBrowser()))
      expect((await browser.click(page, 'SSO settings')).body).toContain('Identity providers')
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

      let page = await at('/settings', admin)
      if (!page.body.includes('Another domain')) page = await admin.click(page, 'Domains')
      page = await press(admin, page, 'Add', { domain: 'ACME.example' })
      expect(page.body).toContain('acme.example (unstarted)')
      expect(page.body).toMatch(/<code>_[\w-]+\.acme\.example<\/code> with the value <code>\S{20}/)
      page = await press(admin, page, 'Verify')
      expect(page.body).toContain('acme.example (pending)')
      expect(page.body).toContain('The record is not there yet.')
      page = await press(admin, page, 'Publish the record (only in this demo)')
      page = await press(admin, page, 'Verify')
      expect(page.body).toContain('acme.example (verified)')

      const found = await press(browser, await at('/'), 'Continue', { email: 'ann@acme.example' })
      expect(found.body).toContain('Who do you want to be?')
    })

    it('does the same by SAML, from a metadata address to the first sign-in', async () => {
      let page = await press(admin, await at('/settings', admin), 'Add SAML')
      const metadataUrl = sampleOf(page, 'settings.metadataUrl')
      page = await press(admin, page, 'Save', { 'settings.metadataUrl': metadataUrl, ...groups })
      page = await press(admin, page, 'Check')
      expect(page.body).not.toMatch(/<li>fail: /)
      const chooser = await press(admin, page, 'Test')
      page = await admin.submit(await admin.submit(chooser, { person: 'ann' }))
      expect(page.body).toContain(`role="status">${PASSED}</p>`)
      page = await press(admin, page, 'Activate')
      expect(page.body).toContain('SAML (active)')

      const asked = await browser.click(await at('/'), 'Sign in with SAML')
      const home = await browser.submit(await browser.submit(asked, { person: 'ben' }))
      expect(home).toMatchObject({ status: 200, url: `${example.address}/` })
      expect(home.body).toContain('Ben Builder')
    })

    it('lets an admin switch a connection off, which ends its sessions', async () => {
      await choose('ben')
      expect((await at('/')).body).toContain('Ben Builder')
      const page = await admin.click(await at('/settings', admin), 'single sign-on')
      expect((await press(admin, page, 'Switch off')).body).toContain('(disabled)')
      expect((await at('/')).body).not.toContain('Ben Builder')
      expect(() => linkOf(page, 'Sign in with single sign-on')).toThrow('No link')
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
