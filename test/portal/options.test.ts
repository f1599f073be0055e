import { describe, expect, it } from 'vitest'
import { memoryAccounts } from '../../src/testing/accounts/index.ts'
import { formOf } from '../support/browser.ts'
import { asSystem } from '../support/harness.ts'
import { complete, fieldIn, openedPage, portalJourney } from '../support/portal-journey.ts'
import { scriptedDns } from '../support/scripted-dns.ts'

const konnect = () =>
  portalJourney(
    { accounts: memoryAccounts(), dns: scriptedDns() },
    { branding: { product: 'Konnect' } },
  )

describe('the page of the options', () => {
  it('KO-27 says what single logout does, in the words of the product', async () => {
    const { page } = await openedPage('okta:oidc', 'options', konnect())
    expect(page.body).toContain('<legend>Logout Behavior</legend>')
    expect(page.body).toContain(
      'signing out from Konnect also signs users out of their Okta session',
    )
  })

  it('stores every choice, and shows it again', async () => {
    const world = await openedPage('okta:saml', 'options', konnect())
    const typed = {
      description: 'Okta <of> Acme',
      loginPath: 'AcmeCorp',
      'access.provisioning': 'invite',
      'access.linking': 'organization_member',
      'access.emailDomains': 'verified',
      'settings.idpInitiated': 'restart',
      'session.hasSingleLogout': 'on',
      'session.requireLoginAfterLogout': 'on',
      'session.maxAgeSeconds': '28800',
      'claims.email': 'mail',
    }
    const page = await world.admin.submit(world.page, typed)
    expect(page.url).toContain('?done=saved')
    const { draft, description, loginPath } = await world.connection()
    expect({ description, loginPath }).toEqual({
      ...{ description: 'Okta <of> Acme', loginPath: 'acmecorp' },
    })
    expect(draft).toMatchObject({
      access: { provisioning: 'invite', linking: 'organization_member', emailDomains: 'verified' },
      session: { hasSingleLogout: true, requireLoginAfterLogout: true, maxAgeSeconds: 28_800 },
      claims: { email: 'mail' },
      settings: { idpInitiated: 'restart' },
    })
    const again = await world.admin.visit(world.pageUrl)
    const fields = Object.fromEntries(formOf(again, '/options').fields)
    expect(fields).toMatchObject({ ...typed, loginPath: 'acmecorp' })
    await world.admin.submit(again, { 'session.maxAgeSeconds': '', 'claims.email': '' })
    const { session, claims } = (await world.connection()).draft ?? {}
    expect(session?.maxAgeSeconds).toBeUndefined()
    expect(claims?.email).not.toBe('mail')
  })

  it('KO-15 names a login path that is taken or reserved, at its field', async () => {
    const journey = konnect()
    const world = await openedPage('okta:oidc', 'options', journey)
    const other = await openedPage('okta:oidc', 'options', journey)
    await journey.admin.submit(other.page, { loginPath: 'acme' })
    for (const loginPath of ['ACME', 'api', 'a/b', '<b>']) {
      const page = await journey.admin.submit(world.page, { loginPath, description: 'Kept' })
      expect(page.status, loginPath).toBe(422)
      expect(fieldIn(page, 'loginPath')).toContain('class="problem"')
      expect(fieldIn(page, 'description')).toContain('value="Kept"')
      expect(page.body).not.toContain('<b>')
    }
  })

  it('says what it means to accept answers that nobody asked for, to SAML only', async () => {
    const { page } = await openedPage('okta:saml', 'options')
    expect(page.body).toContain('lead another person into a foreign account')
    const oidc = await openedPage('okta:oidc', 'options')
    expect(oidc.page.body).not.toContain('settings.idpInitiated')
  })

  it('offers nothing that the host cannot do', async () => {
    const { page } = await openedPage('okta:oidc', 'options')
    for (const value of ['invite', 'join_prompt', 'organization_member', 'verified']) {
      expect(page.body).not.toContain(`value="${value}"`)
    }
  })

  it('T5 asks whoever may not switch it on for nothing that people see at once', async () => {
    const authorize = (action: string) => action !== 'connection.activate'
    const journey = portalJourney({ authorize, activation: { requires: [] } })
    const input = { ...complete(journey), description: 'As it was' }
    const world = await openedPage('generic:oidc', 'options', journey, input)
    expect(world.page.body).toContain('Organization Login Path')
    await world.sso.connections.activate(world.id, asSystem)
    const page = await world.admin.visit(world.pageUrl)
    expect(page.body).not.toContain('Organization Login Path')
    const saved = await world.admin.submit(page, { 'session.hasSingleLogout': 'on' })
    expect(saved.status).toBe(200)
    const { draft, description } = await world.connection()
    expect(draft?.session.hasSingleLogout).toBe(true)
    expect(description).toBe('As it was')
  })

  it('T5 hides the login path from who came by a link, and refuses it', async () => {
    const world = await openedPage('okta:oidc', 'options')
    const scope = { connectionId: world.id }
    const { url } = await world.sso.setupLinks.create('org_1', { ...asSystem, scope })
    const guest = world.another()
    await guest.submit(await guest.visit(url))
    const page = await guest.visit(world.pageUrl)
    expect(page.body).not.toContain('Organization Login Path')
    const refused = await guest.submit(page, { loginPath: 'acme' })
    expect(refused.status).toBe(422)
    expect(refused.body).toContain('This setup link does not cover this value.')
    const saved = await guest.submit(page, { description: 'By a link' })
    expect(saved.status).toBe(200)
    expect((await world.connection()).description).toBe('By a link')
  })
})
