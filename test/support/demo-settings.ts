import { expect } from 'vitest'
import { type Browser, createBrowser, type Page } from './browser.ts'

export const PASSED = 'Configuration tested successfully'

export type DemoSettings = Awaited<ReturnType<typeof openSettings>>

/** The settings of the demo at this address, in the browser of its owner. */
export async function openSettings(address: string) {
  const home = await createBrowser().visit(address)
  const password = /with the password\s*<code>([\w-]+)<\/code>/.exec(home.body)?.[1] ?? ''
  expect(password).not.toBe('')
  const admin = createBrowser()

  const at = (path: string, by = admin) => by.visit(`${address}${path}`)
  const continueAs = async (by: Browser, email: string) =>
    by.submit(await by.visit(address), { email }, { form: '/sign-in' })
  const signIn = async (by: Browser, email: string): Promise<Page> =>
    by.submit(await continueAs(by, email), { password }, { form: '/password' })
  /** One of the buttons of a connection. */
  const press = (page: Page, action: string, fields: Record<string, string> = {}) =>
    admin.submit(page, { ...fields, action }, { form: 'Keep as draft' })
  /** What the page says that the development identity provider has. */
  const sample = (page: Page, label: string) => {
    const [, aside = ''] = page.body.split('<aside>')
    return new RegExp(`<dt>${label}</dt>\\s*<dd><code class="copy">([^<]+)`).exec(aside)?.[1] ?? ''
  }

  expect((await signIn(admin, 'olive@acme.example')).body).toContain('Welcome back')
  return {
    ...{ admin, password, at, continueAs, signIn, press, sample },

    create: async (kind = 'keycloak/oidc'): Promise<Page> =>
      admin.submit(await at('/settings'), { kind }, { form: '/settings/connections' }),

    entered: (page: Page) => ({
      'settings.issuer': sample(page, 'Realm'),
      'settings.clientId': sample(page, 'Client ID'),
      'secrets.clientSecret': sample(page, 'Client Secret'),
      'claims.groups': 'groups',
    }),

    adminsAndEngineers: {
      'access.roles.groupsByRole.admin': 'admins',
      'access.roles.groupsByRole.member': 'engineering',
    },

    /** What the identity provider answers where the admin chooses to be this person. */
    test: async (page: Page, person: string, fields: Record<string, string> = {}) =>
      admin.submit(await press(page, 'test', fields), { person }),

    /** By the organisation's login URI, in a browser of its own. */
    async loginOf(person: string, by = createBrowser(), more = {}): Promise<Page> {
      const returnTo = encodeURIComponent('/profile')
      const chooser = await by.visit(`${address}/sso/login/acme?returnTo=${returnTo}`)
      expect(chooser.body).toContain('Who do you want to be?')
      return by.submit(chooser, { ...more, person })
    },

    domain(page: Page, action: string, fields: Record<string, string> = {}) {
      const form = action === 'claim' ? 'Save' : 'Give up'
      return admin.submit(page, { ...fields, action }, { form })
    },
  }
}

export const isSaveDisabled = (page: Page) => /value="save"[^>]*\sdisabled/.test(page.body)
