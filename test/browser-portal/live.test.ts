import { afterAll, beforeAll, describe, expect } from 'vitest'
import { nodeDns } from '../../src/dns/node/index.ts'
import { createTestDnsServer, type TestDnsServer } from '../../src/testing/dns/index.ts'
import { asSystem } from '../support/harness.ts'
import { follow, portalHost, recordOf, signInAs } from '../support/portal-browser.ts'
import { usePublicHosts } from '../support/public-hosts.ts'

const hosts = usePublicHosts()
let dns: TestDnsServer
beforeAll(async () => {
  dns = await createTestDnsServer()
})
afterAll(() => dns.close())

/** More than the pages wait between two looks, in milliseconds. */
const NEXT_LOOK = 16_000

/** More than background work waits between two checks of a new domain, in seconds. */
const NEXT_CHECK = 3600

describe('a page that waits for DNS', () => {
  for (const where of ['step', 'page of the domain'] as const) {
    hosts.journey(`renews the state without being loaded again, ${where}`, async (visitor) => {
      const { page, context, examine } = visitor
      let ahead = 0
      const host = portalHost(hosts, {
        dns: nodeDns({ servers: [dns.address] }),
        clock: () => new Date(Date.now() + ahead * 1000),
      })
      const { sso } = host
      const input = { organizationId: 'org_1', protocol: 'oidc' }
      const { id } = await sso.connections.create(input, asSystem)
      const domain = where === 'step' ? 'acme.example' : 'other.example'
      await sso.domains.claim('org_1', domain, asSystem)
      await sso.verifyDomain('org_1', domain, asSystem)
      const { host: name, value } = await recordOf(host, domain)
      await signInAs(context)
      await page.clock.install()
      const path = where === 'step' ? `connections/${id}/domains` : `domains/${domain}`
      await page.goto(`${host.url}/${path}`)
      await page.evaluate('globalThis.isSamePage = true')
      const region = page.locator(where === 'step' ? '#domains' : '#state')
      /** What the background does meanwhile, and the next look of the page. */
      const later = async () => {
        ahead += NEXT_CHECK
        await sso.maintain()
        await page.clock.fastForward(NEXT_LOOK)
      }

      dns.setTxt(name, [`"${value}"`])
      await later()
      await region
        .getByText(/quotation marks/)
        .first()
        .waitFor()
      await examine(`portal-renewed-${where === 'step' ? 'step' : 'domain'}`)
      dns.setTxt(name, [value])
      if (where === 'step') {
        // Nothing is taken away from under somebody who is in it.
        await region.getByRole('button', { name: 'Copy' }).first().focus()
        await later()
        await expect.poll(() => host.requests.filter((one) => one.includes(path)).length).toBe(3)
        expect(await region.getByText('Proven', { exact: true }).count()).toBe(0)
        await page.evaluate('document.activeElement.blur()')
      }
      await later()
      const proven = where === 'step' ? 'Proven' : 'Verified'
      await region.getByText(proven, { exact: true }).first().waitFor()
      expect(await page.evaluate('globalThis.isSamePage')).toBe(true)
      // There is nothing to wait for any more.
      const asked = host.requests.length
      await page.clock.fastForward(NEXT_LOOK)
      await page.clock.fastForward(NEXT_LOOK)
      expect(host.requests.length).toBe(asked)
    })
  }
})

describe('the buttons beside values', () => {
  hosts.journey('copy the value, say so, and are ready again', async (visitor) => {
    const { page, context } = visitor
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    const host = portalHost(hosts)
    await signInAs(context)
    await page.clock.install()
    await page.goto(host.url)
    await page.getByRole('radio', { name: 'Okta OpenID Connect' }).check()
    await follow(page, 'Set up a connection')
    const value = page.locator('#value-redirect_uri')
    const button = value.locator('+ button')
    expect(await button.innerText()).toBe('Copy')
    await button.click()
    await page.getByRole('status').getByText('Copied').waitFor()
    expect(await button.innerText()).toBe('Copied')
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(await value.innerText())
    await page.clock.fastForward(2000)
    expect(await button.innerText()).toBe('Copy')
  })
})
