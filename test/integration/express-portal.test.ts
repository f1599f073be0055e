import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBrowser } from '../support/browser.ts'
import { type Demo, freePort, startDemo } from '../support/demo.ts'
import { type DemoSettings, openSettings } from '../support/demo-settings.ts'
import { valueOf } from '../support/example.ts'
import { PASSED, portalOf } from '../support/example-portal.ts'

describe('the portal in npm run demo', () => {
  let demo: Demo
  let settings: DemoSettings
  beforeAll(async () => {
    demo = await startDemo(await freePort())
    settings = await openSettings(demo.address)
  })
  afterAll(async () => {
    await demo.end('SIGTERM')
  })

  it('is one click away for admins, and closed to everybody else', async () => {
    const home = await settings.at('/')
    const page = await settings.admin.click(home, 'Set up SSO')
    expect(page.url).toBe(`${demo.address}/sso/setup`)
    expect(page.body).toContain('Set up a connection')
    // Led to the start page, where one signs in.
    expect((await createBrowser().visit(page.url)).url).toBe(`${demo.address}/`)
    const ben = createBrowser()
    expect((await settings.signIn(ben, 'ben@acme.example')).body).not.toContain('Set up SSO')
    expect((await ben.visit(page.url)).status).toBe(403)
  })

  it('leads from the values that the start page shows to the first sign-in', async () => {
    const home = await settings.at('/')
    const sample = (path: string) => {
      const label = path.replaceAll('.', String.raw`\.`)
      return valueOf({ ...home, body: home.body.replaceAll(' class="copy"', '') }, label)
    }
    const setup = portalOf(settings.admin, demo.address)
    let page = await setup.begin('keycloak:oidc')
    expect(page.body).toContain('Valid redirect URIs')
    page = await setup.values(page, {
      'settings.issuer': sample('settings.issuer'),
      'settings.clientId': sample('settings.clientId'),
      'secrets.clientSecret': sample('secrets.clientSecret'),
    })
    page = await setup.options(page, 'the portal', {
      ...{ 'claims.groups': 'groups', ...settings.adminsAndEngineers },
    })
    page = await setup.test(await setup.check(page), 'ann')
    expect(page.body).toContain(PASSED)
    page = await setup.confirm(page)
    expect(page.body).toContain('It is switched on')
    const browser = createBrowser()
    const chooser = await browser.click(await browser.visit(demo.address), 'the portal')
    const profile = await browser.submit(chooser, { person: 'ann' })
    expect(profile.body).toContain('Ann Admin')
  })

  it('lets somebody outside in by a link that names the organisation', async () => {
    const setup = portalOf(settings.admin, demo.address)
    const made = await settings.admin.submit(
      await setup.at('/links'),
      {},
      { form: 'Make the link' },
    )
    const [, link = ''] = /id="value-url" tabindex="0">([^<]+)</.exec(made.body) ?? []
    const dana = createBrowser()
    const opened = await dana.visit(link)
    expect(opened.body).toContain('<strong>Acme</strong>')
    const inside = await dana.submit(opened)
    expect(inside.url).toBe(`${demo.address}/sso/setup/connections/new`)
    expect((await dana.submit(inside, {}, { form: 'Leave' })).body).toContain('You have left')
  })
})
