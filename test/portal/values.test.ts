import { describe, expect, it } from 'vitest'
import { profiles } from '../../src/guides/index.ts'
import { formOf, type Page } from '../support/browser.ts'
import { asSystem, formHeaders } from '../support/harness.ts'
import { fieldIn, type Journey, openedPage, portalJourney } from '../support/portal-journey.ts'

const opened = (kind: string) => openedPage(kind, 'values')

const draftOf = async ({ sso, id }: Pick<Journey, 'sso'> & { id: string }) =>
  (await sso.connections.get(id, asSystem)).draft

const settingsOf = async (world: Pick<Journey, 'sso'> & { id: string }) =>
  (await draftOf(world))?.settings as Record<string, unknown>

/** A form with a file, as only a real browser sends it. */
async function upload(world: Journey & { pageUrl: string; page: Page }, text: string, more = {}) {
  const data = new FormData()
  for (const [name, value] of formOf(world.page, '/values').fields) data.set(name, value)
  for (const [name, value] of Object.entries(more)) data.set(name, String(value))
  data.set('metadataFile', new File([text], 'metadata.xml', { type: 'text/xml' }))
  const cookie = world.admin.jar.header(world.pageUrl, { method: 'POST', initiator: world.pageUrl })
  const response = await world.setup.handler(
    new Request(world.pageUrl, {
      ...{ method: 'POST', body: data },
      headers: { cookie, origin: new URL(world.pageUrl).origin },
    }),
  )
  const body = await response.text()
  return { url: world.pageUrl, status: response.status, headers: response.headers, body }
}

describe('the page of the values', () => {
  it('asks every profile for what its console shows, under its names', async () => {
    for (const { id, protocols, ...known } of profiles) {
      for (const protocol of protocols) {
        const { page } = await opened(`${id}:${protocol}`)
        for (const { path, label } of known[protocol].entries) {
          if (path === 'settings.metadataXml') continue
          expect(fieldIn(page, path), `${id} ${protocol}`).toContain(`>${label}</label>`)
        }
      }
    }
  })

  it('keeps a secret to itself: it is stored, shown nowhere, and kept by an empty field', async () => {
    const world = await opened('generic:oidc')
    const secret = 'correct horse battery staple'
    let page = await world.admin.submit(world.page, { 'secrets.clientSecret': secret })
    expect(page.status).toBe(422)
    expect(page.body).toContain('What you entered is stored. This is still missing:')
    expect(page.body).not.toContain(secret)
    expect(fieldIn(page, 'secrets.clientSecret')).toContain('Stored on')
    const { setAt } = (await draftOf(world))?.secrets['clientSecret'] ?? {}
    page = await world.admin.submit(page, {
      'settings.issuer': 'https://idp.example.com',
      'settings.clientId': 'client-1',
    })
    // The secret belongs to the provider that it was entered for.
    expect(page.body).not.toContain(secret)
    page = await world.admin.visit(world.pageUrl)
    page = await world.admin.submit(page, { 'secrets.clientSecret': secret })
    expect(page.url).toContain('/options')
    await world.admin.submit(await world.admin.visit(world.pageUrl))
    expect((await draftOf(world))?.secrets['clientSecret']).toBeDefined()
    expect(setAt).toBeDefined()
  })

  it('shows each problem at its field, with everything that was typed but the secret', async () => {
    const world = await opened('generic:oidc')
    const page = await world.admin.submit(world.page, {
      'settings.issuer': '"><script>alert(1)</script>',
      'settings.clientId': 'my client',
      'secrets.clientSecret': 'hidden-9',
    })
    expect(page.status).toBe(422)
    expect(page.body).toContain('Nothing was saved yet')
    expect(page.body).not.toContain('<script>alert')
    const issuer = fieldIn(page, 'settings.issuer')
    expect(issuer).toContain('aria-invalid="true"')
    expect(issuer).toContain('aria-describedby="field-settings.issuer-problem"')
    expect(issuer).toContain('id="field-settings.issuer-problem">The issuer is not an address.')
    expect(issuer).toContain('value="&quot;&gt;&lt;script&gt;alert(1)')
    expect(fieldIn(page, 'settings.clientId')).toContain('value="my client"')
    expect(page.body).not.toContain('hidden-9')
    expect(fieldIn(page, 'secrets.clientSecret')).toContain('It was not stored.')
    expect(await settingsOf(world)).toMatchObject({ clientId: '' })
  })

  it('PU-12 offers what was probably meant as a button that fills it in', async () => {
    const world = await opened('generic:oidc')
    const page = await world.admin.submit(world.page, {
      'settings.issuer': 'http://Acme.okta.com/oauth2/default/',
      'settings.clientId': 'client-1',
    })
    expect(page.status).toBe(422)
    expect(fieldIn(page, 'settings.issuer')).toContain('Use https://acme.okta.com/oauth2/default<')
    // The key Enter presses the first button.
    expect(page.body).toMatch(
      /<form[^>]*>\s*<input[^>]*csrf[^>]*>\s*<input[^>]*version[^>]*>\s*<button class="default"/,
    )
    const next = await world.admin.submit(page, { accept: 'settings.issuer' })
    expect(next.status).toBe(422)
    expect(next.body).toContain('This is still missing')
    expect(await settingsOf(world)).toMatchObject({
      ...{ issuer: 'https://acme.okta.com/oauth2/default', clientId: 'client-1' },
    })
  })

  it('PU-17 derives addresses anew with the domain, and keeps one that was edited', async () => {
    const world = await opened('okta:oidc')
    const typed = { 'settings.entered.domain': 'acme.okta.com', 'settings.clientId': 'c' }
    const own = 'https://acme.okta.com/oauth2/default/v1/mine'
    let page = await world.admin.submit(world.page, {
      ...typed,
      'settings.endpoints.userinfo': own,
    })
    expect(await settingsOf(world)).toMatchObject({
      issuer: 'https://acme.okta.com/oauth2/default',
      endpoints: { userinfo: own },
    })
    page = await world.admin.visit(world.pageUrl)
    expect(page.body).toContain('<details open>')
    await world.admin.submit(page, {
      'settings.entered.domain': 'beta.okta.com',
      'settings.endpoints.userinfo': '',
    })
    const settings = await settingsOf(world)
    expect(settings['issuer']).toBe('https://beta.okta.com/oauth2/default')
    expect(settings['endpoints']).toBeUndefined()
  })

  it('takes metadata from its address, from a file and from the clipboard', async () => {
    const { samlIdp } = portalJourney()
    const metadata = samlIdp.metadata()
    for (const way of ['url', 'file', 'paste'] as const) {
      const world = await opened('entra:saml')
      const page =
        way === 'file'
          ? await upload(world, `\uFEFF${metadata}\n`)
          : await world.admin.submit(
              world.page,
              way === 'url'
                ? { 'settings.metadataUrl': world.samlIdp.entityId }
                : { 'settings.metadataXml': metadata },
            )
      expect(page.status, way).toBe(way === 'file' ? 303 : 200)
      expect(await settingsOf(world), way).toMatchObject({ idpEntityId: samlIdp.entityId })
      const again = await world.admin.visit(world.pageUrl)
      expect(again.body).toContain(`Metadata of ${samlIdp.entityId} is stored`)
      expect(again.body).not.toContain('X509Certificate')
    }
  })

  it('says what is wrong with metadata where it was handed in', async () => {
    const world = await opened('entra:saml')
    const hostile = '<html><body onload="alert(1)">Sign in</body></html>'
    const file = await upload(world, hostile)
    expect(file.status).toBe(422)
    expect(fieldIn(file, 'metadataFile')).toContain('class="problem"')
    expect(fieldIn(file, 'metadataFile')).toContain('Please choose the file again.')
    expect(file.body).not.toContain('onload="alert')
    const page = await world.admin.submit(world.page, { 'settings.metadataXml': hostile })
    expect(fieldIn(page, 'settings.metadataXml')).toContain('class="problem"')
    expect(page.body).toContain('&lt;html&gt;&lt;body onload=')
    const url = await world.admin.submit(world.page, {
      'settings.metadataUrl': 'https://nowhere.example/metadata',
    })
    expect(fieldIn(url, 'settings.metadataUrl')).toContain('class="problem"')
  })

  it('refuses a file that is larger than 1 MB', async () => {
    const world = await opened('entra:saml')
    const page = await upload(world, 'x'.repeat(1_100_000))
    expect(page.status).toBe(413)
    expect(page.body).toContain('1 MB is the limit')
  })

  it.each([
    ['generic', ['settings.issuer', 'settings.clientId']],
    // Its domain would leave open which of the authorization servers is meant.
    ['okta', ['settings.issuer', 'settings.clientId']],
    ['entra', ['settings.entered.domain', 'settings.clientId']],
  ])('CL-19 asks who came for two values for these two only, %s', async (profile, asked) => {
    const journey = portalJourney()
    const { sso, admin, url } = journey
    const { id } = await sso.connections.create(
      { organizationId: 'org_1', protocol: 'oidc', profile },
      asSystem,
    )
    const scope = { connectionId: id, fields: 'issuer_and_client_id' } as const
    const link = await sso.setupLinks.create('org_1', { ...asSystem, scope })
    await admin.submit(await admin.visit(link.url))
    let page = await admin.visit(`${url}/connections/${id}/values`)
    const names = formOf(page, '/values').fields.map(([name]) => name)
    expect(names).toEqual(['csrf', 'version', ...asked])
    const [address = '', clientId = ''] = asked
    const tenant = '11111111-2222-4333-8444-555555555555'
    page = await admin.submit(page, {
      [address]: profile === 'entra' ? tenant : 'https://idp.example.com/oauth2/aus1',
      [clientId]: 'client-1',
    })
    expect(page.status).toBe(200)
    expect(page.body).toContain('That is all. Tell your contact at Example App')
    // A field that was not offered is refused by the call itself.
    const cookie = admin.jar.header(page.url, { method: 'POST', initiator: page.url })
    const values = await admin.visit(`${url}/connections/${id}/values`)
    const fields = formOf(values, '/values').fields as [string, string][]
    const refused = await journey.setup.handler(
      new Request(values.url, {
        method: 'POST',
        headers: { ...formHeaders, cookie, origin: new URL(url).origin },
        body: new URLSearchParams([
          ...fields,
          ...([
            ['accept', 'settings.scopes'],
            ['suggestion:settings.scopes', 'x'],
          ] as [string, string][]),
        ]),
      }),
    )
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain('This setup link does not cover this value.')
  })
})
