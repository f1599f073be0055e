import { describe, expect, it } from 'vitest'
import { asSystem } from '../support/harness.ts'
import { portalBrowser, portalScene } from '../support/portal-scene.ts'
import { scriptedDns } from '../support/scripted-dns.ts'

function scene(config: object = {}) {
  const dns = scriptedDns()
  const world = portalScene({ dns, ...config })
  const { sso } = world
  return {
    ...{ world, dns, sso, browser: portalBrowser(world), url: `${world.url}/domains` },
    claim: (domain = 'acme.example') => sso.domains.claim('org_1', domain, asSystem),
    domainOf: async (domain = 'acme.example', organizationId = 'org_1') =>
      (await sso.domains.list(organizationId, asSystem)).find((one) => one.domain === domain),
  }
}

/** Claims, publishes and verifies. */
async function verified(made: ReturnType<typeof scene>, domain = 'acme.example') {
  const { instructions } = await made.claim(domain)
  made.dns.txt(instructions.host, instructions.value)
  await made.sso.verifyDomain('org_1', domain)
}

describe('the list of domains', () => {
  it('says what it is for while it is empty, and takes a domain as somebody types it', async () => {
    const { browser, url, domainOf, sso } = scene()
    const empty = await browser.visit(url)
    expect(empty.body).toContain('There is none yet')
    const sent = { domain: ' ACME.Example ', coversSubdomains: 'on' }
    const page = await browser.submit(empty, sent, { form: '/domains' })
    expect(page.url).toBe(`${url}/acme.example?done=claimed`)
    expect(page.body).toContain('Add the record to your DNS next')
    expect(await domainOf()).toMatchObject({ state: 'unstarted', coversSubdomains: true })
    const again = await browser.visit(url)
    expect(again.body).toContain('Not started')
    // Once more, and without the box: what it covers stays.
    await browser.submit(again, { domain: 'acme.example' }, { form: '/domains' })
    expect(await domainOf()).toMatchObject({ coversSubdomains: true })
    await sso.domains.claim('org_1', 'beta.example', asSystem)
    const beta = { domain: 'beta.example', coversSubdomains: 'on' }
    await browser.submit(again, beta, { form: '/domains' })
    expect(await domainOf('beta.example')).toMatchObject({ coversSubdomains: false })
  })

  it.each([
    ['co.uk', 'Anybody can register names below this one'],
    ['gmail.com', 'Anybody can have a mailbox'],
    ['192.0.2.1', 'IP address'],
    ['localhost', 'whole name'],
    ['https://acme.example/', 'not a domain name'],
    ['', 'not a domain name'],
    ['<b>x</b>.example', 'not a domain name'],
    [`${'a'.repeat(64)}.example`, 'too long'],
  ])('keeps what was typed where it refuses %s', async (domain, reason) => {
    const { browser, url, sso } = scene()
    const sent = { domain, coversSubdomains: 'on' }
    const page = await browser.submit(await browser.visit(url), sent, { form: '/domains' })
    expect(page.status).toBe(422)
    expect(page.body).toContain(reason)
    expect(page.body).toContain('aria-invalid="true"')
    const typed = domain.replaceAll('<', '&lt;').replaceAll('>', '&gt;')
    expect(page.body).toContain(`value="${typed}"`)
    expect(page.body).toContain('value="on" checked')
    expect(await sso.domains.list('org_1', asSystem)).toEqual([])
  })

  it('shows two hundred domains on pages below 40 kB, each of them once', async () => {
    const { browser, url, claim } = scene()
    const names = Array.from(
      { length: 200 },
      (_value, index) => `d${index}.${'a'.repeat(60)}.example`,
    )
    for (const name of names) await claim(name)
    const seen: string[] = []
    let page = await browser.visit(url)
    for (;;) {
      expect(new TextEncoder().encode(page.body).length).toBeLessThan(40_000)
      // No link leads to a page without any.
      expect(page.body).toContain('<table')
      seen.push(
        ...[...page.body.matchAll(/row"><a href="[^"]*">([^<]*)</g)].map(([, one = '']) => one),
      )
      if (!page.body.includes('Further domains')) break
      page = await browser.click(page, 'Further domains')
    }
    expect(seen.length).toBe(200)
    expect([...seen].sort()).toEqual([...names].sort())
    const one = { domain: 'more.example' }
    const refused = await browser.submit(page, one, { form: '/domains' })
    expect(refused.status).toBe(409)
    expect(refused.body).toContain('Give up those that are not needed')
  })

  it('says that nobody can look DNS up where the host has none', async () => {
    const world = portalScene()
    const browser = portalBrowser(world)
    await world.sso.domains.claim('org_1', 'acme.example', asSystem)
    for (const path of ['/domains', '/domains/acme.example']) {
      const page = await browser.visit(`${world.url}${path}`)
      expect(page.status).toBe(200)
      expect(page.body).toContain('cannot look DNS up at the moment')
      expect(page.body).not.toContain('value="verify"')
    }
    const page = await browser.visit(`${world.url}/domains/acme.example`)
    const answer = await browser.submit(page, { action: 'verify' }, { form: '/acme.example' })
    expect(answer.status).toBe(503)
    expect(answer.body).toContain('cannot look DNS up at the moment')
  })

  it('says that the plan does not include it, and to whom to turn', async () => {
    const { browser, url } = scene({ isSsoAllowed: () => false })
    const sent = { domain: 'acme.example' }
    const page = await browser.submit(await browser.visit(url), sent, { form: '/domains' })
    expect(page.status).toBe(403)
    expect(page.body).toContain('not part of your organisation’s plan')
    expect(page.body).not.toContain('isSsoAllowed')
  })
})

describe('the page of a domain', () => {
  it('shows the record, looks when it is asked to, and says when it is done', async () => {
    const { browser, url, dns, claim } = scene()
    const { instructions } = await claim()
    const page = await browser.visit(`${url}/acme.example`)
    expect(page.body).toContain(`id="value-host" tabindex="0">${instructions.host}<`)
    expect(page.body).toContain(`id="value-value" tabindex="0">${instructions.value}<`)
    expect(page.body).toContain('Amazon Route 53')
    expect(page.body).not.toContain('data-renew')
    expect(dns.asked).toEqual([])
    const waiting = await browser.submit(page, { action: 'verify' }, { form: 'Start the check' })
    expect(waiting.url).toBe(`${url}/acme.example?done=checked`)
    expect(waiting.body).toContain('The record is not there yet')
    expect(waiting.body).toContain('We will work to verify the domain in the background')
    expect(waiting.body).toContain('<section id="state" aria-live="polite" data-renew="15">')
    dns.txt(instructions.host, instructions.value)
    const done = await browser.submit(waiting, { action: 'verify' }, { form: 'Check now' })
    expect(done.body).toContain('The domain is yours')
    expect(done.body).not.toContain('data-renew')
  })

  it('names the likeliest mistake and its remedy, and shows what is there as text', async () => {
    const { browser, url, dns, claim, sso, world } = scene()
    const { instructions } = await claim()
    dns.txt(instructions.host, `"${instructions.value}"`, '<img src=x onerror=alert(1)>')
    await sso.verifyDomain('org_1', 'acme.example')
    const quoted = await browser.visit(`${url}/acme.example`)
    expect(quoted.body).toContain('Remove the quotation marks from the value.')
    expect(quoted.body).toContain('&lt;img src=x onerror=alert(1)&gt;')
    expect(quoted.body).not.toContain('<img')
    dns.clear()
    dns.txt('acme.example', instructions.value)
    await sso.verifyDomain('org_1', 'acme.example')
    const apex = await browser.visit(`${url}/acme.example`)
    expect(apex.body).toContain(`is at acme.example itself. Move it to ${instructions.host}.`)
    const german = await world.ask('/domains/acme.example', {
      headers: { 'accept-language': 'de' },
    })
    expect(await german.text()).toContain(`Verschieben Sie ihn nach ${instructions.host}.`)
  })

  it('tells whom it belongs to, and that a verified one lost its record', async () => {
    const made = scene()
    const { browser, url, dns, sso, domainOf, world } = made
    await sso.domains.claim('org_2', 'acme.example', asSystem)
    await verified(made)
    const mine = await domainOf()
    const theirs = await domainOf('acme.example', 'org_2')
    dns.txt(theirs?.instructions.host ?? '', theirs?.instructions.value ?? '')
    expect((await sso.verifyDomain('org_2', 'acme.example')).state).toBe('conflict')
    const other = portalBrowser({
      setup: portalScene(
        { storage: world.storage, dns, authorize: () => true },
        { visitor: () => ({ actor: 'dave', organizationId: 'org_2' }) },
      ).setup,
    })
    const shown = await other.visit(`${url}/acme.example`)
    expect(shown.body).toContain('another organisation of this product has the domain')
    expect(shown.body).not.toContain('org_1')
    expect(shown.body).not.toContain(mine?.instructions.value)
    // The first owner’s record is gone.
    await sso.verifyDomain('org_1', 'acme.example')
    expect((await browser.visit(`${url}/acme.example`)).body).toContain('Put it back')
    expect((await browser.visit(url)).body).toContain('Verified, record missing')
  })

  it('changes which addresses count, unless somebody was faster', async () => {
    const made = scene()
    const { browser, url, domainOf } = made
    await verified(made)
    const page = await browser.visit(`${url}/acme.example`)
    const sent = { action: 'coverage', coversSubdomains: 'on' }
    const saved = await browser.submit(page, sent, { form: 'Save' })
    expect(saved.url).toContain('?done=saved')
    expect(await domainOf()).toMatchObject({ coversSubdomains: true, state: 'verified' })
    const late = await browser.submit(page, { action: 'coverage' }, { form: 'Save' })
    expect(late.status).toBe(409)
    expect(late.body).toContain('Somebody else changed this')
    expect(await domainOf()).toMatchObject({ coversSubdomains: true })
  })

  it('gives a domain up once the box is ticked', async () => {
    const made = scene()
    const { browser, url, domainOf } = made
    await verified(made)
    const page = await browser.visit(`${url}/acme.example`)
    const refused = await browser.submit(page, { action: 'release' }, { form: 'Give up' })
    expect(refused.status).toBe(422)
    expect(await domainOf()).toBeDefined()
    const sent = { action: 'release', confirm: 'on' }
    const done = await browser.submit(page, sent, { form: 'Give up' })
    expect(done.url).toBe(`${url}?done=released`)
    expect(done.body).toContain('The domain was given up.')
    expect(await domainOf()).toBeUndefined()
    expect((await browser.visit(`${url}/acme.example`)).status).toBe(404)
  })

  it('D5 hands a domain over only after it was agreed to, and takes that back', async () => {
    const made = scene()
    const { browser, url, domainOf } = made
    await verified(made)
    const page = await browser.visit(`${url}/acme.example`)
    for (const transferTo of ['', 'org_1']) {
      const sent = { action: 'transfer', transferTo }
      const refused = await browser.submit(page, sent, { form: 'Allow it to take over' })
      expect(refused.status, transferTo).toBe(422)
    }
    const sent = { action: 'transfer', transferTo: 'org_2' }
    const agreed = await browser.submit(page, sent, { form: 'Allow it to take over' })
    expect(agreed.body).toContain('The organisation org_2 may take this domain over.')
    expect(await domainOf()).toMatchObject({ transferTo: 'org_2', state: 'verified' })
    await browser.submit(agreed, { action: 'keep' }, { form: 'Take this back' })
    expect((await domainOf())?.transferTo).toBeUndefined()
  })

  it('T5 offers a link’s visitor to prove a domain and no more', async () => {
    const made = scene()
    const { browser, world, sso, url, domainOf } = made
    await verified(made)
    const { url: link } = await sso.setupLinks.create('org_1', asSystem)
    await browser.submit(await browser.visit(link))
    const page = await browser.visit(`${url}/acme.example`)
    expect(page.body).toContain('Check now')
    for (const action of ['release', 'transfer', 'keep', 'coverage']) {
      expect(page.body).not.toContain(`value="${action}"`)
      const { version = 0 } = (await domainOf()) ?? {}
      const more = { transferTo: 'org_2', coversSubdomains: 'on', version: String(version) }
      const sent = { action, confirm: 'on', ...more }
      const refused = await browser.submit(page, sent, { form: '/acme.example' })
      expect(refused.status, action).toBe(403)
    }
    expect(await domainOf()).toMatchObject({ state: 'verified' })
    await world.settled()
    expect(page.body).not.toContain('What happened to it')
  })

  it('tells what happened to the domain', async () => {
    const made = scene()
    await verified(made)
    await made.world.settled()
    const { body } = await made.browser.visit(`${made.url}/acme.example`)
    expect(body).toContain('What happened to it')
    expect(body).toContain('The domain acme.example was verified.')
  })
})
