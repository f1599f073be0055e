import { describe, expect, it } from 'vitest'
import { asSystem } from '../support/harness.ts'
import { fieldIn, openedPage, portalJourney } from '../support/portal-journey.ts'
import { scriptedDns } from '../support/scripted-dns.ts'

const acme = 'acme.example'

async function opened(config = {}) {
  const dns = scriptedDns()
  const journey = portalJourney({ dns, ...config })
  const world = await openedPage('generic:oidc', 'domains', journey)
  const claim = () => world.admin.submit(world.page, { domain: acme }, { form: 'Show the record' })
  return { ...world, dns, claim }
}

describe('the page of the domains', () => {
  it('PU-20 shows host and value of the record, to be copied, with a guide for each DNS console', async () => {
    const world = await opened()
    const page = await world.claim()
    const { host, value } = await world.sso.domains.instructions('org_1', acme, asSystem)
    expect(page.body).toContain(`id="value-host-${acme}" tabindex="0">${host}</span>`)
    expect(page.body).toContain(`id="value-value-${acme}" tabindex="0">${value}</span>`)
    for (const title of ['Cloudflare', 'Amazon Route 53', 'GoDaddy', 'Other DNS providers']) {
      expect(page.body).toContain(`<summary>${title}</summary>`)
    }
  })

  it('PU-19 looks nothing up before it is asked to', async () => {
    const world = await opened()
    const page = await world.claim()
    expect(world.dns.asked).toEqual([])
    expect(page.body).toContain('Not started')
    expect(page.body).not.toContain('data-renew')
  })

  it('PU-21 shows the nearest miss with its fix, and renews itself while it waits', async () => {
    const world = await opened()
    let page = await world.claim()
    const { value } = await world.sso.domains.instructions('org_1', acme, asSystem)
    world.dns.txt(acme, value)
    page = await world.admin.submit(page, { action: 'check' }, { form: 'Check now' })
    expect(page.body).toContain('The record was not found yet.')
    expect(page.body).toContain(
      `The record is at ${acme} itself. Move it to _sso-challenge.${acme}.`,
    )
    expect(page.body).toContain('<div id="domains" data-renew="15">')
    expect(page.body).toContain('Waiting for DNS')
  })

  it('shows what others wrote into DNS as text', async () => {
    const world = await opened()
    let page = await world.claim()
    world.dns.txt(`_sso-challenge.${acme}`, '"><script>alert(1)</script>')
    page = await world.admin.submit(page, { action: 'check' }, { form: 'Check now' })
    expect(page.body).not.toContain('<script>alert')
    expect(page.body).toContain('&lt;script&gt;')
  })

  it('PU-22 says that it is proven, and goes on', async () => {
    const world = await opened()
    let page = await world.claim()
    const { host, value } = await world.sso.domains.instructions('org_1', acme, asSystem)
    world.dns.txt(host, value)
    page = await world.admin.submit(page, { action: 'check' }, { form: 'Check now' })
    expect(page.url).toMatch(/options\?done=verified$/)
    expect(page.body).toContain('The domain is proven.')
    const again = await world.admin.visit(world.pageUrl)
    expect(again.body).toContain('Proven')
    expect(again.body).not.toContain('data-renew')
    // A further one leaves its admin here.
    const other = await world.admin.submit(
      again,
      { domain: 'b.example' },
      { form: 'Show the record' },
    )
    expect(other.url).toContain('/domains?done=claimed')
  })

  it('D2 leaves what a domain covers as it is where somebody enters it again', async () => {
    const world = await opened()
    const covers = async () =>
      (await world.sso.domains.list('org_1', asSystem))[0]?.coversSubdomains
    const form = { form: 'Show the record' }
    const typed = { domain: acme, subdomains: 'on' }
    let page = await world.admin.submit(world.page, typed, form)
    expect(await covers()).toBe(true)
    const { host, value } = await world.sso.domains.instructions('org_1', acme, asSystem)
    world.dns.txt(host, value)
    page = await world.admin.submit(page, { action: 'check' }, { form: 'Check now' })
    page = await world.admin.submit(await world.admin.visit(world.pageUrl), { domain: acme }, form)
    expect(page.url).toContain('/domains?done=claimed')
    expect(await covers()).toBe(true)
    await world.sso.domains.claim('org_1', acme, { ...asSystem, coversSubdomains: false })
    await world.admin.submit(await world.admin.visit(world.pageUrl), typed, form)
    expect(await covers()).toBe(false)
  })

  it('names what is no domain at its field, and keeps it', async () => {
    const world = await opened()
    for (const domain of ['', 'gmail.com', 'co.uk', '10.0.0.1', '<b>.example']) {
      const page = await world.admin.submit(world.page, { domain }, { form: 'Show the record' })
      expect(page.status, domain).toBe(422)
      expect(fieldIn(page, 'domain')).toContain('class="problem"')
      expect(page.body).not.toContain('<b>')
    }
    expect(await world.sso.domains.list('org_1', asSystem)).toEqual([])
  })

  it('can be skipped where activation does not require a domain', async () => {
    const world = await opened()
    const page = await world.admin.click(world.page, 'Skip')
    expect(page.url).toContain('/options')
    const strict = await opened({ activation: { requires: ['domain'] } })
    expect(strict.page.body).not.toContain('Skip')
  })

  it('says that this host proves no domains', async () => {
    const { page } = await openedPage('generic:oidc', 'domains')
    expect(page.body).toContain('Domains cannot be proven here')
    expect(page.body).not.toContain('Show the record')
  })
})
