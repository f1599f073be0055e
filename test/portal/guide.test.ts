import { describe, expect, it } from 'vitest'
import { formOf, type Page } from '../support/browser.ts'
import { asSystem } from '../support/harness.ts'
import { openedPage, portalJourney } from '../support/portal-journey.ts'

const ticked = (page: Page) =>
  formOf(page, '/guide')
    .fields.filter(([name]) => name === 'step')
    .map(([, value]) => value)

describe('the page of the guide', () => {
  it('NG-13 shows our values under the labels of the console, to be copied', async () => {
    const { page, sso, id } = await openedPage('okta:saml', 'guide')
    const { fields } = await sso.connections.setup(id)
    for (const [field, label] of [
      ['acs_url', 'Single sign on URL'],
      ['sp_entity_id', 'Audience URI (SP Entity ID)'],
    ] as const) {
      const { value = '' } = fields.find((one) => one.id === field) ?? {}
      expect(page.body).toContain(`<p class="label">${label}</p>`)
      expect(page.body).toContain(`id="value-${field}" tabindex="0">${value}</span>`)
      expect(page.body).toContain(`data-copy="value-${field}"`)
    }
  })

  it('CL-10 CL-19 tells who came for issuer and client id of an own authorization server', async () => {
    const { sso, admin, id, page, pageUrl } = await openedPage('okta:oidc', 'guide')
    expect(page.body).not.toContain('Add Authorization Server')
    const scope = { connectionId: id, fields: 'issuer_and_client_id' } as const
    const link = await sso.setupLinks.create('org_1', { ...asSystem, scope })
    await admin.submit(await admin.visit(link.url))
    expect((await admin.visit(pageUrl)).body).toContain('Add Authorization Server')
    // Whoever has entered another one is told of that.
    const settings = { issuer: 'https://acme.okta.com' }
    await sso.connections.update(id, { settings }, asSystem)
    expect((await admin.visit(pageUrl)).body).not.toContain('Add Authorization Server')
  })

  it('CO-9 shows name and logo of the application to take over', async () => {
    const logoUrl = 'https://cdn.example/logo.svg'
    const journey = portalJourney({}, { branding: { product: 'Coder', logoUrl } })
    const { page } = await openedPage('okta:oidc', 'guide', journey)
    expect(page.body).toContain('id="value-product" tabindex="0">Coder</span>')
    expect(page.body).toContain(`<a href="${logoUrl}" download>`)
    expect(page.headers.get('content-security-policy')).toContain('img-src https://cdn.example;')
  })

  it('keeps ticks in a small cookie of this browser, for each connection', async () => {
    const world = await openedPage('okta:oidc', 'guide')
    const { admin, pageUrl } = world
    const places = [...world.page.body.matchAll(/name="step" value="(\d+)"/g)].map(([, n]) => n)
    const [first = '', , third = ''] = places
    let page = await admin.submit(world.page, { step: third, action: 'application' })
    expect(page.url).toBe(`${pageUrl}?done=kept#chapter-application`)
    expect(page.body).toContain('Your ticks are kept.')
    expect(ticked(page)).toEqual([third])
    // A browser sends what is ticked and one more.
    const body = new URLSearchParams(formOf(page, '/guide').fields as [string, string][])
    body.append('step', first)
    const cookie = admin.jar.header(pageUrl, { method: 'POST', initiator: pageUrl })
    const answer = await world.setup.handler(
      new Request(pageUrl, {
        ...{ method: 'POST', body },
        headers: { cookie, origin: new URL(pageUrl).origin },
      }),
    )
    const [kept = ''] = answer.headers.getSetCookie()
    expect(kept).toMatch(
      /^ssokit-ticks=con_[\w-]+\.[\da-z]+; Path=\/sso\/setup; .*HttpOnly; Secure$/,
    )
    admin.jar.store(kept, pageUrl)
    page = await admin.visit(pageUrl)
    expect(ticked(page)).toEqual([first, third])
    expect(ticked(await world.another().visit(pageUrl))).toEqual([])
    const other = await openedPage('okta:oidc', 'guide', world)
    expect(ticked(other.page)).toEqual([])
  })

  it('bounds the cookie, and takes nothing from it that is none of its own', async () => {
    const world = await openedPage('generic:oidc', 'guide')
    const { admin, pageUrl, url } = world
    for (let count = 0; count < 12; count++) {
      const { page } = await openedPage('generic:oidc', 'guide', world)
      await admin.submit(page, { step: '0' }, { form: '/guide' })
    }
    const value = admin.jar.all().find(({ name }) => name === 'ssokit-ticks')?.value ?? ''
    expect(value.split('~')).toHaveLength(8)
    expect(value.length).toBeLessThan(400)
    const hostile = [
      'x'.repeat(4000),
      `${world.id}.zzzzzzzzzzzzzzzzzzzzzzzz`,
      '~~~',
      `${world.id}.-1`,
    ]
    for (const text of hostile) {
      admin.jar.store(`ssokit-ticks=${text}; Path=/sso/setup`, url)
      const page = await admin.visit(pageUrl)
      expect(page.status).toBe(200)
      expect(ticked(page)).toEqual([])
    }
    const odd = await admin.submit(await admin.visit(pageUrl), { step: '1e9', action: '"><b>' })
    expect(odd.url).toBe(`${pageUrl}?done=kept#chapter-`)
    expect(ticked(odd)).toEqual([])
  })

  it('marks labels quietly that nobody has seen in a public document', async () => {
    const { page } = await openedPage('okta:oidc', 'guide')
    expect(page.body).toContain('<b>Assign</b><span class="quiet">°</span>')
    expect(page.body).toContain('<b>Save</b>')
    expect(page.body).not.toContain('<b>Save</b><span')
    expect(page.body).toContain('° We have not seen this name')
    const generic = await openedPage('generic:oidc', 'guide')
    expect(generic.page.body).not.toContain('°')
  })

  it('tells what fits: groups for hosts with roles, sign-out and claims as they are configured', async () => {
    const roles = { catalogue: [{ id: 'admin', label: 'Admin' }] }
    const without = await openedPage('okta:oidc', 'guide')
    expect(without.page.body).not.toContain('step-claims_groups')
    const journey = portalJourney({ roles })
    const world = await openedPage('okta:oidc', 'guide', journey, {
      claims: { email: 'login_email' },
      session: { hasSingleLogout: true },
    })
    for (const step of ['tick-claims_groups', 'tick-claims_email', 'tick-sign_out']) {
      expect(world.page.body).toContain(step)
    }
    expect(world.page.body).not.toContain('tick-tile_uri')
    const tile = await world.admin.click(world.page, 'Also show how people start')
    expect(tile.body).toContain('tick-tile_uri')
    const kept = await world.admin.submit(tile, { action: 'tile' }, { form: '/guide' })
    expect(kept.url).toContain('?done=kept&tile=on#chapter-tile')
  })

  it('names the authorization server that is entered', async () => {
    const guideFor = async (issuer: string) => {
      const input = { settings: { issuer, clientId: 'c' } }
      return (await openedPage('okta:oidc', 'guide', portalJourney(), input)).page.body
    }
    expect(await guideFor('https://acme.okta.com/oauth2/default')).toContain('tick-server_default')
    expect(await guideFor('https://acme.okta.com/oauth2/aus1')).toContain('tick-server_add')
    expect(await guideFor('https://acme.okta.com')).not.toContain('tick-server_')
  })

  it('speaks German and leaves the labels of the console as they are', async () => {
    const { setup, url, sso } = portalJourney()
    const { id } = await sso.connections.create(
      { organizationId: 'org_1', protocol: 'oidc', profile: 'okta' },
      asSystem,
    )
    const request = new Request(`${url}/connections/${id}/guide`, {
      headers: { 'accept-language': 'de' },
    })
    const body = await (await setup.handler(request)).text()
    expect(body).toContain('Werte zum Kopieren')
    expect(body).toContain('<b>Create App Integration</b>')
    expect(body).toContain('<p class="label">Sign-in redirect URIs</p>')
  })
})
