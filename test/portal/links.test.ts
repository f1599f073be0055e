import { describe, expect, it } from 'vitest'
import { oidc } from '../../src/oidc/index.ts'
import { saml } from '../../src/saml/index.ts'
import { asSystem } from '../support/harness.ts'
import { portalBrowser, portalScene } from '../support/portal-scene.ts'

function scene(config: object = {}) {
  const world = portalScene({ providers: [oidc(), saml()], ...config })
  return {
    ...{ world, browser: portalBrowser(world), url: `${world.url}/links` },
    list: () => world.sso.setupLinks.list('org_1', asSystem),
  }
}

const urlIn = (body: string) => /id="value-url" tabindex="0">([^<]*)</.exec(body)?.[1] ?? ''
const make = { form: 'Make the link' }

describe('the page of setup links', () => {
  it('T5 makes a link and shows its address this once', async () => {
    const { browser, url, list, world } = scene()
    const empty = await browser.visit(url)
    expect(empty.body).toContain('There is no link that works.')
    const sent = { description: 'For <Dana>', lifetimeDays: '30' }
    const made = await browser.submit(empty, sent, make)
    expect(made.status).toBe(200)
    const address = urlIn(made.body)
    expect(address.startsWith(`${world.url}/`)).toBe(true)
    expect(made.body).toContain('data-copy="value-url"')
    expect(made.headers.get('cache-control')).toBe('no-store')
    const [link] = await list()
    expect(link).toMatchObject({ description: 'For <Dana>', createdBy: 'carol', scope: {} })
    const days = (Date.parse(link?.expiresAt ?? '') - world.clock().getTime()) / 86_400_000
    expect(days).toBe(30)
    const after = await browser.visit(url)
    expect(after.body).toContain('For &lt;Dana&gt;')
    expect(after.body).not.toContain(address.split('/').at(-1))
    const visitor = portalBrowser({
      setup: portalScene(
        { storage: world.storage, providers: [oidc(), saml()] },
        { visitor: () => null },
      ).setup,
    })
    const inside = await visitor.submit(await visitor.visit(address))
    expect(inside.url).toBe(`${world.url}/connections/new`)
  })

  it('CL-19 limits a link to what was chosen', async () => {
    const { browser, url, list, world } = scene()
    const { id } = await world.sso.connections.create(
      { organizationId: 'org_1', protocol: 'oidc', description: 'Acme' },
      asSystem,
    )
    const sent = {
      ...{ 'scope.connectionId': id, 'scope.protocols': 'oidc', 'scope.profiles': 'okta' },
      ...{ 'scope.fields': 'issuer_and_client_id', lifetimeDays: '1' },
    }
    await browser.submit(await browser.visit(url), sent, make)
    const [link] = await list()
    expect(link?.scope).toEqual({
      ...{ connectionId: id, protocols: ['oidc'], profiles: ['okta'] },
      fields: 'issuer_and_client_id',
    })
    const { body } = await browser.visit(url)
    expect(body).toContain(
      'the connection Acme; only OpenID Connect, Okta; issuer and client ID only',
    )
  })

  it('T1 makes none for what is not this organisation’s, and none that works longer', async () => {
    const { browser, url, list, world } = scene()
    const page = await browser.visit(url)
    const other = await world.sso.connections.create(
      { organizationId: 'org_2', protocol: 'oidc' },
      asSystem,
    )
    const refused = await browser.submit(page, { 'scope.connectionId': other.id }, make)
    expect(refused.status).toBe(422)
    expect(await list()).toEqual([])
    const unknown = await browser.submit(page, { 'scope.protocols': 'ldap' }, make)
    expect(unknown.status).toBe(422)
    const description = 'x'.repeat(201)
    const long = await browser.submit(page, { description }, make)
    expect(long.status).toBe(422)
    expect(long.body).toContain('id="field-description-problem"')
    expect(long.body).toContain(`value="${description}"`)
    await browser.submit(page, { lifetimeDays: '3650', organizationId: 'org_2' }, make)
    const [link] = await list()
    expect(link?.organizationId).toBe('org_1')
    const days = (Date.parse(link?.expiresAt ?? '') - world.clock().getTime()) / 86_400_000
    expect(days).toBe(7)
  })

  it('T5 withdraws a link at once', async () => {
    const { browser, url, list, world } = scene()
    const made = await browser.submit(await browser.visit(url), { description: 'Dana' }, make)
    const visitor = portalBrowser(world)
    const inside = await visitor.submit(await visitor.visit(urlIn(made.body)))
    expect(inside.status).toBe(200)
    const [link] = await list()
    const page = await browser.visit(url)
    expect(page.body).toContain('aria-label="Withdraw Dana"')
    const done = await browser.submit(page, { revoke: link?.id ?? '' }, { form: 'Withdraw' })
    expect(done.url).toBe(`${url}?done=revoked`)
    expect(await list()).toEqual([])
    expect((await visitor.visit(urlIn(made.body))).status).toBe(404)
  })

  it('says that there are too many, and keeps what was typed', async () => {
    const { browser, url, world, list } = scene()
    for (let count = 0; count < 20; count++) await world.sso.setupLinks.create('org_1', asSystem)
    const page = await browser.visit(url)
    expect(new TextEncoder().encode(page.body).length).toBeLessThan(40_000)
    const refused = await browser.submit(page, { description: 'one more' }, make)
    expect(refused.status).toBe(409)
    expect(refused.body).toContain('Withdraw those that are not needed')
    expect(refused.body).toContain('value="one more"')
    expect(await list()).toHaveLength(20)
  })

  it('T3 shows no button to whom `authorize` does not let withdraw', async () => {
    const { browser, url, world } = scene({
      authorize: (action: string, actor: unknown) =>
        actor === 'carol' && action === 'setup_link.create',
    })
    await world.sso.setupLinks.create('org_1', asSystem)
    const page = await browser.visit(url)
    expect(page.status).toBe(200)
    expect(page.body).not.toContain('name="revoke"')
    const [link] = await world.sso.setupLinks.list('org_1', asSystem)
    const refused = await browser.submit(page, { revoke: link?.id ?? '' }, make)
    expect(refused.status).toBe(403)
  })
})
