import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { portalTexts } from '../../src/portal/index.ts'
import { routes } from '../../src/portal/routes.ts'
import type { Visitor } from '../support/chromium.ts'
import { follow, portalHost, signInAs } from '../support/portal-browser.ts'
import { type BusyHost, busyHost } from '../support/portal-browser-state.ts'
import { usePublicHosts } from '../support/public-hosts.ts'

const hosts = usePublicHosts()

/** Pixels: the narrowest phone that WCAG 1.4.10 asks for, and a desk. */
const WIDTHS = [320, 1200] as const
const HEIGHT = 800

/** Bytes of one page without what it loads. */
const MAX_PAGE_BYTES = 40_000

/** Pages that are looked at in one journey, so that a busy machine does it in time. */
const AT_ONCE = 12

/** Every page of a busy organisation, by the name of its pictures. */
function pagesOf({ connections }: BusyHost): readonly (readonly [name: string, path: string])[] {
  const { okta, entra, draft } = connections
  return [
    ['home', ''],
    ['new', 'connections/new'],
    ['connection', `connections/${okta}`],
    ['connection-draft', `connections/${draft}`],
    ['guide-okta', `connections/${okta}/guide`],
    ['guide-entra', `connections/${entra}/guide`],
    ['values', `connections/${okta}/values`],
    ['values-saml', `connections/${entra}/values`],
    ['connection-domains', `connections/${draft}/domains`],
    ['roles', `connections/${okta}/roles`],
    ['options', `connections/${entra}/options`],
    ['test', `connections/${okta}/test`],
    ['test-draft', `connections/${draft}/test`],
    ['active', `connections/${okta}/confirm`],
    ['trace', `connections/${okta}/trace`],
    ['keys', `connections/${okta}/keys`],
    ['keys-saml', `connections/${entra}/keys`],
    ['off', `connections/${okta}/off`],
    ['domains', 'domains'],
    ['domain', 'domains/acme.example'],
    ['domain-waiting', 'domains/acme.test'],
    ['policy', 'policy'],
    ['activity', 'activity'],
    ['links', 'links'],
  ]
}

/** Whether a path is one of this route. */
const isOf = (route: string, path: string): boolean =>
  new RegExp(`^${route.replaceAll(/:\w+/g, '[^/]+')}$`).test(path)

async function widthAt(page: Page, width: number): Promise<number> {
  await page.setViewportSize({ width, height: HEIGHT })
  return Number(await page.evaluate('document.documentElement.scrollWidth'))
}

describe('every page', () => {
  let busy: BusyHost
  beforeEach(async () => {
    const mirrored = { ...portalTexts, language: 'ar', direction: 'rtl' as const }
    busy = await busyHost(hosts, { locales: { ar: mirrored } })
  })

  it('is looked at', () => {
    // Who takes this step is at the end of a visit.
    const elsewhere = ['leave']
    const wanted = routes.filter(({ get, path }) => get && !elsewhere.includes(path))
    const seen = pagesOf(busy).map(([, path]) => path)
    const missing = wanted.filter(({ path }) => !seen.some((one) => isOf(path, one)))
    expect(missing.map(({ path }) => path)).toEqual([])
  })

  for (const from of [0, AT_ONCE]) {
    hosts.journey(`is one request, small and accessible, from ${from}`, async (visitor) => {
      const { page, context, examine } = visitor
      await signInAs(context)
      const { host } = busy
      const some = pagesOf(busy).slice(from, from + AT_ONCE)
      for (const [index, [name, path]] of some.entries()) {
        const before = host.requests.length
        const response = await page.goto(`${host.url}/${path}`)
        expect(response?.status(), name).toBe(200)
        expect((await response?.body())?.length, name).toBeLessThan(MAX_PAGE_BYTES)
        // The script waits, so that a page is there once it and its style sheet are.
        expect(await page.locator('script').getAttribute('defer'), name).toBe('')
        const assets = index === 0 ? ['GET /sso/setup/style.css', 'GET /sso/setup/script.js'] : []
        const asked = [`GET ${new URL(page.url()).pathname}`, ...assets]
        expect(host.requests.slice(before).toSorted(), name).toEqual(asked.toSorted())
        await examine(`portal-${name}`)
      }
    })
  }

  for (const locale of ['de-DE', 'ar']) {
    hosts.journey(
      `fits its screen in the language ${locale}`,
      async ({ page, context }: Visitor) => {
        await signInAs(context)
        for (const [name, path] of pagesOf(busy)) {
          await page.goto(`${busy.host.url}/${path}`)
          const root = await page.evaluate(
            '[document.documentElement.lang, getComputedStyle(document.body).direction]',
          )
          expect(root, name).toEqual(locale === 'ar' ? ['ar', 'rtl'] : ['de', 'ltr'])
          for (const width of WIDTHS) expect(await widthAt(page, width), name).toBe(width)
        }
      },
      { locale },
    )
  }
})

describe('pages that somebody is led to', () => {
  hosts.journey('where there is nothing yet', async ({ page, context, examine }) => {
    const host = portalHost(hosts)
    await signInAs(context)
    for (const [name, path] of [
      ['home-empty', ''],
      ['domains-empty', '/domains'],
      ['policy-empty', '/policy'],
      ['activity-empty', '/activity'],
      ['links-empty', '/links'],
    ] as const) {
      await page.goto(`${host.url}${path}`)
      await examine(`portal-${name}`)
    }
  })

  hosts.journey('where something is wrong', async (visitor) => {
    const { page, context, examine } = visitor
    const { host, connections } = await busyHost(hosts)
    await signInAs(context)
    const draft = `${host.url}/connections/${connections.draft}`
    await page.goto(`${draft}/values`)
    await page.getByLabel('Issuer', { exact: true }).first().fill('http://sso.acme.example')
    await page.getByLabel('Client ID').fill('0oa8f2kq1XyWc7Hn95d7')
    await follow(page, 'Continue')
    expect(visitor.status()).toBe(422)
    await examine('portal-values-wrong')
    await page.goto(`${draft}/roles`)
    await follow(page, 'Continue')
    expect(visitor.status()).toBe(422)
    await examine('portal-roles-wrong')
    await page.goto(`${draft}/domains`)
    await page.getByLabel('Domain of your').fill('gmail.com')
    await follow(page, 'Show the record')
    expect(visitor.status()).toBe(422)
    await examine('portal-connection-domains-wrong')
    await page.goto(`${draft}/test`)
    await follow(page, 'Test Configuration')
    expect(visitor.status()).toBe(422)
    await examine('portal-test-not-ready')
    await page.goto(`${host.url}/connections/${connections.okta}/off`)
    await page.getByLabel('To confirm').fill('acme')
    await follow(page, 'Remove')
    expect(visitor.status()).toBe(422)
    await examine('portal-off-wrong')
    await page.goto(`${host.url}/nowhere`)
    expect(visitor.status()).toBe(404)
    await examine('portal-not-found')
    await context.clearCookies()
    await page.goto(host.url)
    expect(visitor.status()).toBe(403)
    await examine('portal-signed-out')
  })

  hosts.journey('where something is decided for everybody', async ({ page, context, examine }) => {
    const { host, connections } = await busyHost(hosts)
    await signInAs(context)
    await page.goto(`${host.url}/policy`)
    await page.getByRole('radio', { name: 'Single sign-on for new members' }).check()
    await follow(page, 'See what it means')
    await examine('portal-policy-review')
    await page.goto(`${host.url}/links`)
    await page.getByRole('textbox', { name: 'Description' }).fill('For Dana')
    await follow(page, 'Make the link')
    await examine('portal-link-created')
    await page.goto(`${host.url}/connections/${connections.entra}/confirm`)
    await examine('portal-not-yet')
  })
})
