import { describe, expect, it } from 'vitest'
import type { Page } from '../support/browser.ts'
import { asSystem } from '../support/harness.ts'
import {
  complete,
  fieldIn,
  openedPage,
  portalJourney,
  runTestOn,
} from '../support/portal-journey.ts'

/** Name and state of each step. */
const steps = ({ body }: Page) =>
  [...body.matchAll(/<li class="(done|current|open)"[^>]*><a href="[^"]*\/([a-z]+)">/g)].map(
    ([, state, name]) => `${name} ${state}`,
  )

describe('the page of a connection', () => {
  it('shows every step with its state, and what is missing in one sentence', async () => {
    const journey = portalJourney()
    const world = await openedPage('generic:oidc', '', journey)
    expect(steps(world.page)).toEqual([
      ...['guide current', 'values open', 'options open', 'test open', 'confirm open'],
    ])
    expect(world.page.body).toContain('Some of the values are missing.')
    expect(world.page.body).toContain('aria-current="step"')
    await journey.sso.connections.update(world.id, complete(journey), asSystem)
    let page = await world.admin.visit(world.pageUrl)
    expect(steps(page)).toEqual([
      ...['guide done', 'values done', 'options open', 'test current', 'confirm open'],
    ])
    page = await world.admin.click(page, 'Go on: Check, test and save')
    await runTestOn(world, page)
    page = await world.admin.visit(world.pageUrl)
    expect(steps(page).slice(-2)).toEqual(['test done', 'confirm current'])
    expect(page.body).not.toContain('Organization login URI')
    await journey.sso.connections.activate(world.id, asSystem)
    page = await world.admin.visit(world.pageUrl)
    expect(steps(page).slice(-2)).toEqual(['test done', 'confirm done'])
    const { loginUrl } = await journey.sso.connections.setup(world.id)
    expect(page.body).toContain(`id="value-login-uri" tabindex="0">${loginUrl}</span>`)
    await journey.sso.connections.update(world.id, { claims: { name: 'n' } }, asSystem)
    page = await world.admin.visit(world.pageUrl)
    expect(page.body).toContain('There are changes that nobody signs in with yet.')
    expect(steps(page).slice(-2)).toEqual(['test current', 'confirm open'])
    expect(page.body).toContain(loginUrl)
  })

  it('T1 shows no connection of another organisation, whoever asks', async () => {
    const journey = portalJourney({ authorize: () => true })
    const created = { organizationId: 'org_2', protocol: 'oidc', description: 'Theirs' }
    const { id } = await journey.sso.connections.create(created, asSystem)
    const pages = ['', '/guide', '/values', '/domains', '/roles', '/options', '/test', '/confirm']
    for (const page of pages) {
      const { status, body } = await journey.admin.visit(`${journey.url}/connections/${id}${page}`)
      expect(status, page).toBe(404)
      expect(body).not.toContain('Theirs')
    }
  })

  it('shows hostile descriptions as text on every page', async () => {
    const hostile = `"><script>alert(1)</script>'`
    const journey = portalJourney()
    const input = { ...complete(journey), description: hostile }
    const { pageUrl, admin } = await openedPage('generic:oidc', '', journey, input)
    for (const page of ['', '/guide', '/values', '/domains', '/options', '/test']) {
      const { body, status } = await admin.visit(`${pageUrl}${page}`)
      expect(status, page).toBe(200)
      expect(body).toContain('&lt;script&gt;alert(1)')
      expect(body).not.toContain('<script>alert')
      expect(body.match(/<h1/g)).toHaveLength(1)
      expect(new TextEncoder().encode(body).length).toBeLessThan(40_000)
    }
  })
})

describe('two admins at once', () => {
  it('shows what was typed beside what is stored now, and loses neither', async () => {
    const journey = portalJourney()
    const first = await openedPage('generic:oidc', 'values', journey)
    const other = journey.another()
    const theirs = await other.visit(first.pageUrl)
    await other.submit(theirs, {
      'settings.issuer': 'https://theirs.example',
      'settings.clientId': 'x',
    })
    const page = await first.admin.submit(first.page, {
      'settings.issuer': 'https://ours.example',
      'settings.clientId': 'x',
      'secrets.clientSecret': 'typed-secret',
    })
    expect(page.status).toBe(409)
    expect(page.body).toContain('Somebody else changed this in the meantime.')
    const issuer = fieldIn(page, 'settings.issuer')
    expect(issuer).toContain('value="https://ours.example"')
    expect(issuer).toContain('Stored now: https://theirs.example')
    expect(issuer).toContain('aria-describedby="field-settings.issuer-note"')
    expect(fieldIn(page, 'settings.clientId')).not.toContain('Stored now')
    expect(page.body).not.toContain('typed-secret')
    expect((await first.connection()).draft?.settings).toMatchObject({
      issuer: 'https://theirs.example',
    })
    // Saved again on purpose.
    await first.admin.submit(page)
    expect((await first.connection()).draft?.settings).toMatchObject({
      issuer: 'https://ours.example',
    })
  })

  it('does so on the pages of options and roles as well', async () => {
    const roles = { catalogue: [{ id: 'admin', label: 'Admin' }] }
    const journey = portalJourney({ roles })
    const path = 'access.roles.groupsByRole.admin'
    const first = await openedPage('generic:saml', 'options', journey)
    const rolesUrl = first.pageUrl.replace(/options$/, 'roles')
    const rolesPage = await first.admin.visit(rolesUrl)
    const other = journey.another()
    await other.submit(await other.visit(first.pageUrl), {
      'settings.idpInitiated': 'restart',
      'session.hasSingleLogout': 'on',
      'session.maxAgeSeconds': '3600',
    })
    await other.submit(await other.visit(rolesUrl), { [path]: 'theirs' })
    const options = await first.admin.submit(first.page, { 'settings.idpInitiated': 'off' })
    expect(options.status).toBe(409)
    expect(options.body).toContain('Stored now: are begun anew from our side')
    expect(options.body).toContain('Stored now: ticked')
    expect(options.body).toContain('Stored now: 1 hour')
    const mapped = await first.admin.submit(rolesPage, { [path]: 'ours' })
    expect(mapped.status).toBe(409)
    expect(fieldIn(mapped, path)).toContain('value="ours"')
    expect(fieldIn(mapped, path)).toContain('Stored now: theirs')
  })

  it('refuses a form that says nothing of the version that it was made from', async () => {
    const world = await openedPage('generic:oidc', 'options')
    const page = await world.admin.submit(world.page, { version: '' })
    expect(page.status).toBe(409)
  })
})

describe('a setup link that ends in the middle', () => {
  it('T5 says that nothing was saved, and how to keep what was typed', async () => {
    for (const end of ['revoked', 'expired'] as const) {
      const journey = portalJourney({}, { visitor: () => null })
      const { id, pageUrl, sso, admin } = await openedPage('generic:oidc', 'values', journey)
      const scope = { connectionId: id }
      const { url, link } = await sso.setupLinks.create('org_1', { ...asSystem, scope })
      await admin.submit(await admin.visit(url))
      const page = await admin.visit(pageUrl)
      expect(page.status).toBe(200)
      if (end === 'revoked') await sso.setupLinks.revoke('org_1', link.id, asSystem)
      else journey.clock.set(new Date(Date.parse(link.expiresAt) + 1000))
      const over = await admin.submit(page, { 'settings.clientId': 'typed' })
      expect(over.status, end).toBe(403)
      expect(over.body).toContain('If you came by a setup link, open it once more.')
      expect(over.body).toContain('was not saved: go back to copy what you typed.')
      expect((await sso.connections.get(id, asSystem)).draft?.settings).toMatchObject({
        clientId: '',
      })
    }
  })
})
