import { beforeEach, describe, expect } from 'vitest'
import { asSystem } from '../support/harness.ts'
import { follow, type PortalHost, portalHost } from '../support/portal-browser.ts'
import { usePublicHosts } from '../support/public-hosts.ts'

const hosts = usePublicHosts()
let ahead = 0
let host: PortalHost
beforeEach(() => {
  ahead = 0
  host = portalHost(hosts, { clock: () => new Date(Date.now() + ahead * 1000) })
})

const DAY_SECONDS = 86_400
const OVER = 'This link does not work any more'

describe('T5 a setup link in a browser', () => {
  hosts.journey('leads in without an account, and keeps its token to itself', async (visitor) => {
    const { page, context } = visitor
    const { url } = await host.sso.setupLinks.create('org_1', asSystem)
    const referrers: (string | undefined)[] = []
    page.on('request', (request) => referrers.push(request.headers()['referer']))
    await page.goto(url)
    await visitor.examine('portal-link')
    expect(host.events.map(({ type }) => type)).not.toContain('setup_link.opened')
    await follow(page, 'Begin')
    expect(page.url()).toBe(`${host.url}/connections/new`)
    await visitor.examine('portal-link-new')
    const token = new URL(url).pathname.split('/').at(-1) ?? '-'
    expect(referrers.filter((referrer) => referrer?.includes(token))).toEqual([])
    const cookies = await context.cookies()
    for (const { name, secure, httpOnly } of cookies) {
      expect([name.slice(0, 7), secure, httpOnly]).toEqual(['__Host-', true, true])
    }

    await page.getByRole('radio', { name: 'Okta OpenID Connect' }).check()
    await follow(page, 'Continue')
    const made = page.url().replace(/\/guide.*/, '')
    // Used before, it leads back to what it has made.
    const later = await visitor.another()
    await later.page.goto(url)
    await follow(later.page, 'Begin')
    expect(later.page.url()).toBe(made)
    await later.examine('portal-link-connection')
    await later.page.goto(`${host.url}/activity`)
    expect(later.status()).toBe(403)
    await later.examine('portal-not-allowed')
  })

  hosts.journey('ends every visit once it is withdrawn', async (visitor) => {
    const { page } = visitor
    const { url, link } = await host.sso.setupLinks.create('org_1', asSystem)
    await page.goto(url)
    await follow(page, 'Begin')
    await host.sso.setupLinks.revoke('org_1', link.id, asSystem)
    await page.getByRole('radio', { name: 'Okta OpenID Connect' }).check()
    await follow(page, 'Continue')
    expect(visitor.status()).toBe(403)
    expect(await host.sso.connections.list('org_1', asSystem)).toEqual([])
    await page.goto(url)
    expect(visitor.status()).toBe(404)
    await page.getByRole('heading', { name: OVER }).waitFor()
    await visitor.examine('portal-link-over')
  })

  hosts.journey('ends with its time, also for a page that is open', async (visitor) => {
    const { page } = visitor
    const options = { ...asSystem, lifetimeSeconds: DAY_SECONDS }
    const { url } = await host.sso.setupLinks.create('org_1', options)
    await page.goto(url)
    await page.getByRole('button', { name: 'Begin' }).waitFor()
    ahead = DAY_SECONDS + 1
    await follow(page, 'Begin')
    expect(visitor.status()).toBe(404)
    await page.getByRole('heading', { name: OVER }).waitFor()
    await page.goto(url)
    expect(visitor.status()).toBe(404)
  })
})
