import { describe, expect, it } from 'vitest'
import type { Page } from '../support/browser.ts'
import { asSystem } from '../support/harness.ts'
import {
  complete,
  type Journey,
  openedPage,
  portalJourney,
  runTestOn,
} from '../support/portal-journey.ts'

const opened = (journey: Journey = portalJourney(), input = {}) =>
  openedPage('generic:oidc', 'test', journey, { ...complete(journey), ...input })

const message = 'Configuration tested successfully'
const saveButton = ({ body }: Page) => /<button class="main"([^>]*)>Save<\/button>/.exec(body)?.[1]
const isGrey = (page: Page) => /\sdisabled$/.test(saveButton(page) ?? '')

describe('the page of check, test and save', () => {
  it('KO-29 greys Save out until the test has passed, and says why', async () => {
    const world = await opened()
    expect(saveButton(world.page)).toBe(' aria-describedby="save-reason" disabled')
    expect(world.page.body).toMatch(/id="save-reason"[^]*Test this configuration first/)
    const page = await runTestOn(world, world.page)
    expect(isGrey(page)).toBe(false)
  })

  it('KO-29 greys Save out until the required fields are filled', async () => {
    const world = await opened(portalJourney(), { secrets: {} })
    expect(isGrey(world.page)).toBe(true)
    expect(world.page.body).toContain('Some of the values are missing.')
    const page = await world.admin.submit(world.page, { action: 'test' }, { form: '/test' })
    expect(page.status).toBe(422)
    expect(page.body).toContain('The client secret is not entered.')
    expect(page.body).toContain('/values#field-secrets.clientSecret">Change it</a>')
  })

  it('KO-30 comes back with exactly this message', async () => {
    const world = await opened()
    const page = await runTestOn(world, world.page)
    expect(page.url).toBe(world.pageUrl)
    expect(page.body).toContain(`<div class="notice" role="status"><p>${message}</p></div>`)
  })

  it('KO-31 greys Save out again after any edit', async () => {
    const world = await opened()
    await runTestOn(world, world.page)
    const edits = [
      { settings: { scopes: ['openid'] } },
      { claims: { name: 'display_name' } },
      { access: { emailDomains: 'verified' } },
      { session: { hasSingleLogout: true } },
    ] as const
    for (const edit of edits) {
      await world.sso.connections.update(world.id, edit, asSystem)
      const page = await world.admin.visit(world.pageUrl)
      expect(isGrey(page), JSON.stringify(edit)).toBe(true)
      expect(page.body).not.toContain(message)
      expect(isGrey(await runTestOn(world, page)), JSON.stringify(edit)).toBe(false)
    }
  })

  it('asks for the test also of a host that requires nothing', async () => {
    const world = await opened(portalJourney({ activation: { requires: [] } }))
    expect(isGrey(world.page)).toBe(true)
  })

  it('KO-28 checks with ✓, ! and ✗, what to do, and the way to the field', async () => {
    const journey = portalJourney()
    const world = await opened(journey, {
      settings: { ...journey.idp.settings, clientId: 'other' },
    })
    const page = await world.admin.submit(world.page, { action: 'check' }, { form: 'Check' })
    expect(page.body).toContain('✗ Failed')
    expect(page.body).toContain('✓ Passed: ')
    expect(page.body).toMatch(/\/values">Change it/)
    const soon = await world.admin.submit(page, { action: 'check' }, { form: 'Check' })
    expect(soon.status).toBe(429)
    expect(soon.body).toMatch(/Please wait \d+ seconds/)
  })

  it('takes a suggestion of the check over by one click', async () => {
    const journey = portalJourney({}, {}, { oidc: { issuer: 'https://idp.example.com/' } })
    const world = await opened(journey, {
      settings: { issuer: 'https://idp.example.com', clientId: 'client-1' },
    })
    const page = await world.admin.submit(world.page, { action: 'check' }, { form: 'Check' })
    expect(page.body).toContain('Use https://idp.example.com/<')
    await world.admin.submit(page, { accept: 'settings.issuer' }, { form: '/values' })
    expect((await world.connection()).draft?.settings).toMatchObject({
      ...{ issuer: 'https://idp.example.com/', clientId: 'client-1' },
    })
  })

  it('KO-11 shows what the test has seen, hostile claims as text', async () => {
    const hostile = '"><script>alert(1)</script>'
    const people = [{ sub: 'u1', email: 'ann@acme.example', [hostile]: hostile, groups: [hostile] }]
    const roles = { catalogue: [{ id: 'admin', label: 'Admin' }] }
    const journey = portalJourney({ roles }, {}, { oidc: { people } })
    const access = { groupsByRole: { admin: [hostile] }, sync: 'replace', unmapped: 'refuse' }
    const world = await opened(journey, { claims: { groups: 'groups' }, access: { roles: access } })
    const page = await runTestOn(world, world.page)
    expect(page.body).toContain(message)
    expect(page.body).not.toContain('<script>alert')
    expect(page.body).toContain('<dt>Groups</dt><dd>&quot;&gt;&lt;script&gt;')
    expect(page.body).toContain('<dt>Roles</dt><dd>Admin</dd>')
    expect(page.body).toContain('ann@acme.example')
    expect(page.body).toContain('would be signed in')
  })

  it('KO-11 lists a claim that did not come', async () => {
    const people = [{ sub: 'u1', email: 'ann@acme.example' }]
    const journey = portalJourney({}, {}, { oidc: { people } })
    const world = await opened(journey, {
      claims: { email: 'login_email', require: ['login_email'] },
    })
    const page = await runTestOn(world, world.page)
    expect(page.body).toContain('The test failed.')
    expect(page.body).toMatch(/did not come<\/p><ul><li><code>login_email/)
    expect(isGrey(page)).toBe(true)
  })

  it('leads out to the identity provider from this page, and from no other', async () => {
    const world = await opened()
    const policyOf = ({ headers }: Page) => headers.get('content-security-policy')
    expect(policyOf(world.page)).not.toContain('form-action')
    const values = await world.admin.visit(world.pageUrl.replace(/test$/, 'values'))
    expect(policyOf(values)).toContain("form-action 'self'")
  })

  it('T5 tells who came by a link whose turn it is, instead of Save', async () => {
    const world = await opened()
    const { url } = await world.sso.setupLinks.create('org_1', {
      ...{ ...asSystem, scope: { connectionId: world.id } },
    })
    const guest = world.another()
    await guest.submit(await guest.visit(url))
    let page = await guest.visit(world.pageUrl)
    expect(saveButton(page)).toBeUndefined()
    expect(page.body).toContain('Once the test passes, tell your contact at Example App.')
    page = await runTestOn({ ...world, admin: guest }, page)
    expect(page.body).toContain('Everything is ready: tell your contact at Example App.')
    const overview = await guest.visit(world.pageUrl.replace(/\/test$/, ''))
    expect(overview.body).toContain('Everything is ready.')
    const confirm = await guest.visit(world.pageUrl.replace(/test$/, 'confirm'))
    expect(confirm.status).toBe(403)
  })
})
