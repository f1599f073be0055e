import { expect } from 'vitest'
import { type Browser, linkOf, type Page } from './browser.ts'

export const PASSED = 'Configuration tested successfully'

const MAX_HOPS = 3

/** The portal of an example, in the browser of somebody who runs connections. */
export function portalOf(admin: Browser, address: string) {
  const home = `${address}/sso/setup`
  const at = (path: string, by = admin) => by.visit(`${home}${path}`)
  const idOf = ({ url }: Page) => /con_[\w-]+/.exec(url)?.[0] ?? ''

  return {
    at,

    /** From the choice of an identity provider to the values that it needs. */
    async begin(kind: string): Promise<Page> {
      const sent = { form: '/connections/new' }
      const guide = await admin.submit(await at('/connections/new'), { kind }, sent)
      expect(guide.url).toContain('/guide')
      return guide
    },

    values: async (guide: Page, fields: Readonly<Record<string, string>>): Promise<Page> => {
      const id = idOf(guide)
      return admin.submit(await at(`/connections/${id}/values`), fields, { form: 'Continue' })
    },

    /** Roles by groups, a name, and that signing out reaches the identity provider. */
    async options(page: Page, description: string, groups: Readonly<Record<string, string>>) {
      const connection = `/connections/${idOf(page)}`
      await admin.submit(await at(`${connection}/roles`), {
        ...groups,
        'access.roles.unmapped': 'refuse',
      })
      const further = { description, 'session.hasSingleLogout': 'on' }
      await admin.submit(await at(`${connection}/options`), further)
      return at(`${connection}/test`)
    },

    check: (page: Page): Promise<Page> =>
      admin.submit(page, { action: 'check' }, { form: 'Check' }),

    /** The sign-in of a test, as this person; pages that send themselves on are sent on. */
    async test(page: Page, person: string): Promise<Page> {
      const chooser = await admin.submit(page, { action: 'test' }, { form: 'Test Configuration' })
      expect(chooser.body).toContain('Who do you want to be?')
      let current = await admin.submit(chooser, { person })
      for (let hop = 0; hop < MAX_HOPS && !current.url.startsWith(home); hop++) {
        current = await admin.submit(current)
      }
      return current
    },

    /** Switches on what passed its test. */
    async confirm(page: Page): Promise<Page> {
      const sure = await at(`/connections/${idOf(page)}/confirm`)
      return admin.submit(sure, {}, { form: '/confirm' })
    },

    /** Of the connection that the list calls so. */
    async page(name: string, page: string): Promise<Page> {
      return admin.visit(`${linkOf(await at(''), name)}/${page}`)
    },

    switchOff: (page: Page): Promise<Page> =>
      admin.submit(page, { action: 'disable' }, { form: 'Switch off' }),
  }
}
