import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Browser, createBrowser, type Page } from './browser.ts'
import { type Example, press, startExample } from './example.ts'
import { portalOf } from './example-portal.ts'

/** The examples whose connections are there from the start. `callback`: the path of a route of its own. */
export function describeSmallJourney(name: string, { callback }: { callback: string }): void {
  describe(`npm run example ${name}`, () => {
    let example: Example
    let browser: Browser
    beforeAll(async () => {
      example = await startExample(name)
    }, 120_000)
    afterAll(() => example?.stop())
    beforeEach(() => {
      browser = createBrowser()
    })

    const at = (path: string, by = browser) => by.visit(`${example.address}${path}`)
    const sessionOf = ({ jar }: Browser) =>
      jar.all().find(({ name: cookie }) => cookie === 'example_session')?.value
    const signIn = async (person: string, label = 'SSO', by = browser): Promise<Page> => {
      const chooser = await by.click(await at('/', by), `Sign in with ${label}`)
      expect(chooser.body).toContain('Who do you want to be?')
      const page = await by.submit(chooser, { person })
      return label === 'SAML' ? by.submit(page) : page
    }

    it.each(['SSO', 'SAML'])('signs people in by %s, with a session of its own', async (label) => {
      const planted = 'x'.repeat(43)
      browser.jar.store(`example_session=${planted}; Path=/`, example.address)
      const home = await signIn('ben', label)
      expect(home).toMatchObject({ status: 200, url: `${example.address}/` })
      expect(home.body).toContain('<strong>Ben Builder</strong>')
      expect(home.body).not.toContain('/sso/setup')
      expect(home.headers.get('content-security-policy')).toContain("default-src 'none'")
      const first = sessionOf(browser)
      expect(first).not.toBe(planted)
      expect(browser.jar.all().find(({ value }) => value === first)).toMatchObject({
        ...{ httpOnly: true, sameSite: 'lax', path: '/', isDomain: false },
      })

      await press(browser, home, 'Sign out here')
      expect((await at('/')).body).toContain(`Sign in with ${label}`)
      await signIn('ben', label)
      expect(sessionOf(browser)).not.toBe(first)
      for (const old of [planted, first]) {
        const thief = createBrowser()
        thief.jar.store(`example_session=${old}; Path=/`, example.address)
        expect((await at('/', thief)).body).not.toContain('Ben Builder')
      }
    })

    it('refuses people without a mapped group', async () => {
      expect((await signIn('cleo')).status).toBe(403)
      expect(sessionOf(browser)).toBeUndefined()
    })

    it('signs out at the identity provider as well', async () => {
      const way = await press(browser, await signIn('ben'), 'Sign out everywhere')
      const question = await browser.click(way, 'Continue')
      const end = await browser.submit(question, { logout: 'yes' })
      expect(end).toMatchObject({ status: 200, url: `${example.address}/` })
      expect(end.body).toContain('Sign in with SSO')
      expect(sessionOf(browser)).toBeUndefined()
    })

    it('lets admins, and nobody else, switch a connection off and on', async () => {
      for (const person of [undefined, 'ben']) {
        if (person) await signIn(person)
        const refused = await at('/sso/setup')
        expect(refused.status).toBe(403)
        expect(refused.body).not.toContain('con_')
      }
      const admin = createBrowser()
      const setup = portalOf(admin, example.address)
      const home = await signIn('ann', 'SSO', admin)
      expect((await admin.click(home, 'Set up SSO')).body).toContain('SAML 2.0')
      const ben = createBrowser()
      await signIn('ben', 'SAML', ben)
      let page = await setup.page('SAML', 'off')
      const form = page
      page = await setup.switchOff(page)
      expect(page.body).toContain('The connection is switched off.')
      expect((await at('/', ben)).body).not.toContain('Ben Builder')
      expect((await at('/', createBrowser())).body).not.toContain('Sign in with SAML')

      page = await setup.confirm(page)
      expect(page.body).toContain('It is switched on')
      // The form of somebody else is not theirs to send.
      const forbidden = await browser.submit(form, { action: 'disable' }, { form: 'Switch off' })
      expect(forbidden.status).toBe(400)
      expect((await signIn('ben', 'SAML', ben)).body).toContain('Ben Builder')
    })

    it('shows an error page on its callback, and signs nobody in', async () => {
      const page = await at(`${callback}?code=x&state=y`)
      expect(page.status).toBeGreaterThanOrEqual(400)
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(sessionOf(browser)).toBeUndefined()
    })
  })
}
