import { describe, expect, it } from 'vitest'
import { oidc } from '../../src/oidc/index.ts'
import type { PortalOptions } from '../../src/portal/index.ts'
import { formOf } from '../support/browser.ts'
import { asSystem, baseUrl, cookiesOf, formHeaders } from '../support/harness.ts'
import { portalBrowser, portalScene } from '../support/portal-scene.ts'

/** Somebody outside of the product in front of a link, and one inside. */
async function linked(options: Partial<PortalOptions> = {}, scope = {}) {
  const world = portalScene({ providers: [oidc()] }, { visitor: () => null, ...options })
  const { url, link } = await world.sso.setupLinks.create('org_1', { ...asSystem, scope })
  const browser = portalBrowser(world)
  return { world, browser, link, linkUrl: url }
}

describe('the page that a setup link opens', () => {
  it('names the organisation, as the host calls it', async () => {
    const asked: string[] = []
    const { browser, linkUrl } = await linked({
      async organizationName(id) {
        asked.push(id)
        return 'Acme <b>&'
      },
    })
    const { body } = await browser.visit(linkUrl)
    expect(body).toContain('<p>Organisation: <strong>Acme &lt;b&gt;&amp;</strong></p>')
    expect(asked).toEqual(['org_1'])
  })

  it('names none where the host does not say, or does not know', async () => {
    for (const organizationName of [undefined, () => undefined]) {
      const { browser, linkUrl } = await linked(organizationName ? { organizationName } : {})
      const page = await browser.visit(linkUrl)
      expect(page.status).toBe(200)
      expect(page.body).not.toContain('Organisation:')
    }
  })

  it('T5 tells the name to nobody whose link is over', async () => {
    const { world, browser, link, linkUrl } = await linked({ organizationName: () => 'Acme' })
    await world.sso.setupLinks.revoke('org_1', link.id, asSystem)
    expect((await browser.visit(linkUrl)).body).not.toContain('Acme')
  })
})

describe('a visit by link', () => {
  it('T5 ends by a button, in this browser', async () => {
    const { world, browser, linkUrl } = await linked()
    const inside = await browser.submit(await browser.visit(linkUrl))
    expect(inside.body).toContain('You came by a setup link. It works until')
    const ended = await browser.submit(inside, {}, { form: 'Leave' })
    expect(ended).toMatchObject({ status: 200, url: `${world.url}/ended` })
    expect(ended.body).toContain('You have left the set-up')
    expect(browser.jar.all().map(({ name }) => name)).not.toContain('__Host-ssokit-setup')
    expect((await browser.visit(world.url)).status).toBe(403)
    // The link itself goes on.
    expect((await browser.submit(await browser.visit(linkUrl))).url).toBe(inside.url)
  })

  it('is not ended by a page of somebody else, nor without the token of the form', async () => {
    const { world, browser, linkUrl } = await linked()
    const inside = await browser.submit(await browser.visit(linkUrl))
    const { fields } = formOf(inside, 'Leave')
    const cookie = browser.jar.header(inside.url, { method: 'POST', initiator: inside.url })
    const end = async (headers: object, sent: readonly (readonly [string, string])[]) =>
      world.ask('/end', {
        ...{ method: 'POST', cookie, headers: { ...formHeaders, ...headers } },
        body: new URLSearchParams(sent as [string, string][]),
      })
    const ours = { 'sec-fetch-site': 'same-origin' }
    expect((await end({ 'sec-fetch-site': 'cross-site' }, fields)).status).toBe(400)
    expect((await end(ours, [])).status).toBe(400)
    const done = await end(ours, fields)
    expect(done.status).toBe(303)
    expect(done.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-ssokit-setup=; .*Expires=Thu, 01 Jan 1970/),
    ])
  })

  it('is nothing that people of the product could end', async () => {
    const world = portalScene()
    const browser = portalBrowser(world)
    const page = await browser.visit(`${world.url}/connections/new`)
    expect(page.body).not.toContain('setup link')
    const form = page.body.replaceAll(
      `${world.setup.basePath}/connections/new`,
      `${world.setup.basePath}/end`,
    )
    expect((await browser.submit({ ...page, body: form })).status).toBe(404)
  })

  it('T5 says that its connection was removed, and leads to no other', async () => {
    const { world, browser, linkUrl } = await linked()
    const inside = await browser.submit(await browser.visit(linkUrl))
    await browser.submit(inside, { kind: 'generic:oidc' })
    const [made] = await world.sso.connections.list('org_1', asSystem)
    await world.sso.connections.remove(made?.id ?? '', asSystem)
    const page = await browser.submit(await browser.visit(linkUrl))
    expect(page.status).toBe(404)
    expect(page.body).toContain('The connection of this link is gone')
    const more = await browser.submit(inside, { kind: 'generic:oidc' })
    expect(more.status).toBe(403)
    expect(await world.sso.connections.list('org_1', asSystem)).toEqual([])
    const carol = portalScene({ storage: world.storage, providers: [oidc()] })
    const { body } = await portalBrowser(carol).visit(`${carol.url}/links`)
    expect(body).toContain('a connection that was removed')
    expect(body).not.toContain(made?.id)
  })
})

describe('the token of forms', () => {
  const visitorOf = (who: object) => ({ visitor: () => who as never })
  const olive = { actor: { n: 1 }, organizationId: 'org_1', id: 'user_1' }

  /** What becomes of a form that the first one opened and the second one sends, in one browser. */
  async function sendAs(first: object, second: object): Promise<number> {
    const config = {
      ...{ authorize: () => true, describeActor: () => 'an admin', providers: [oidc()] },
    }
    const world = portalScene(config, visitorOf(first))
    const opened = await world.ask('/connections/new')
    const [, csrf = ''] = /name="csrf" value="([^"]+)"/.exec(await opened.text()) ?? []
    const other = portalScene({ ...config, storage: world.storage }, visitorOf(second))
    const response = await other.ask('/connections/new', {
      ...{ method: 'POST', cookie: cookiesOf(opened).join('; ') },
      headers: { ...formHeaders, 'sec-fetch-site': 'same-origin', origin: baseUrl },
      body: new URLSearchParams({ csrf, kind: 'okta:oidc' }),
    })
    return response.status
  }

  it('belongs to the id that the host gives, whatever the actor looks like today', async () => {
    expect(await sendAs(olive, { ...olive, actor: { n: 2 } })).toBe(303)
    expect(await sendAs(olive, { ...olive, id: 'user_2' })).toBe(400)
    expect(await sendAs(olive, { ...olive, organizationId: 'org_2' })).toBe(400)
    const { id: _none, ...nameless } = olive
    expect(await sendAs(olive, nameless)).toBe(400)
    // Whoever is called like somebody's id is not that person.
    expect(await sendAs({ ...olive, id: 'an admin' }, nameless)).toBe(400)
    expect(await sendAs(nameless, nameless)).toBe(303)
  })
})

describe('a host that fails', () => {
  it('gets a page all the same where its languages or names throw', async () => {
    const failing = () => {
      throw new Error('database password')
    }
    const { browser, linkUrl } = await linked({ organizationName: failing })
    const page = await browser.visit(linkUrl)
    // A name is for orientation only: nobody is kept from beginning for want of it.
    expect(page.status).toBe(200)
    expect(page.body).not.toContain('password')
    const locales = new Proxy({}, { ownKeys: failing })
    const response = await portalScene({}, { locales }).ask('')
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('password')
  })
})
