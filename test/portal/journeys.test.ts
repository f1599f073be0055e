import { describe, expect, it } from 'vitest'
import type { Page } from '../support/browser.ts'
import { baseUrl } from '../support/harness.ts'
import {
  type Admin,
  type Journey,
  onward,
  portalJourney,
  runTestOn,
} from '../support/portal-journey.ts'
import { scriptedDns } from '../support/scripted-dns.ts'

const roles = {
  catalogue: [
    { id: 'admin', label: 'Admin', description: 'May do everything.' },
    { id: 'member', label: 'Member' },
  ],
}
const tested = 'Configuration tested successfully'
const begin = async ({ admin, url }: Journey, kind: string) =>
  admin.submit(await admin.visit(url), { kind })

/** The address that the last page shows, as somebody of the organisation uses it. */
async function firstLogin(journey: Journey, page: Page): Promise<Page> {
  const [, address = ''] = /id="value-login-uri"[^>]*>([^<]+)</.exec(page.body) ?? []
  const person = journey.another()
  return onward(person, await person.visit(address), `${baseUrl}/`)
}

const canSave = ({ body }: Page) => !/<button class="main"[^>]*disabled>Save</.test(body)
const tell = (name: string, { actions }: Admin) =>
  process.stdout.write(`${name}: ${actions.length} actions: ${actions.join(', ')}\n`)

describe('an admin without scripts, from nothing to the first sign-in', () => {
  it('sets Okta up by OpenID Connect, with a domain, roles and an irreversible switch', async () => {
    const dns = scriptedDns()
    const journey = portalJourney(
      {
        ...{ roles, dns },
        activation: { requires: ['check', 'test', 'domain', 'role_mapping', 'confirmation'] },
      },
      { branding: { product: 'Konnect' } },
      {
        oidc: {
          issuer: 'https://acme.okta.com/oauth2/default',
          endpointPaths: {
            ...{ authorization: '/v1/authorize', token: '/v1/token' },
            ...{ userinfo: '/v1/userinfo', jwks: '/v1/keys' },
          },
          people: [
            { sub: 'u1', email: 'ann@acme.example', email_verified: true, groups: ['staff'] },
          ],
        },
      },
    )
    const { admin, idp, sso } = journey
    let page = await begin(journey, 'okta:oidc')
    expect(page.body).toContain('Sign-in redirect URIs')
    page = await admin.submit(page, { action: 'continue' }, { form: 'guide' })
    page = await admin.submit(page, {
      'settings.entered.domain': 'https://acme-admin.okta.com/',
      'settings.clientId': idp.clientId,
      'secrets.clientSecret': idp.clientSecret,
    })
    expect(page.url).toContain('/domains')
    page = await admin.submit(page, { domain: 'acme.example' }, { form: 'Show the record' })
    const [claim] = await sso.domains.list('org_1', { actor: 'carol' })
    dns.txt(claim?.instructions.host ?? '', claim?.instructions.value ?? '')
    page = await admin.submit(page, { action: 'check' }, { form: 'Check now' })
    expect(page.body).toContain('The domain is proven.')
    expect(page.url).toContain('/roles')
    page = await admin.submit(page, { 'access.roles.groupsByRole.member': 'staff' })
    page = await admin.submit(page)
    expect(page.url).toContain('/test')
    expect(canSave(page)).toBe(false)
    page = await runTestOn(journey, page)
    expect(page.body).toContain(tested)
    expect(canSave(page)).toBe(true)
    page = await admin.submit(page, {}, { form: '/confirm' })
    page = await admin.submit(page)
    expect(page.body).toContain('change your identity provider to Okta')
    expect(page.body).toContain(
      'This change is irreversible. Once you switch to Okta, you cannot revert to using native Konnect authentication.',
    )
    page = await admin.submit(page)
    expect(page.body).toContain('It is switched on')
    await firstLogin(journey, page)
    expect(journey.logins.map(({ access }) => access.roles)).toEqual([['member']])
    tell('Okta by OpenID Connect, with a domain, roles and a confirmation', admin)
    expect(admin.actions.length).toBeLessThanOrEqual(12)
  })

  it('sets Okta up by OpenID Connect in its usual form', async () => {
    const journey = portalJourney(
      {},
      {},
      { oidc: { issuer: 'https://acme.okta.com/oauth2/default' } },
    )
    const { admin, idp } = journey
    let page = await begin(journey, 'okta:oidc')
    page = await admin.submit(page, { action: 'continue' }, { form: 'guide' })
    page = await admin.submit(page, {
      'settings.entered.domain': 'acme.okta.com',
      'settings.clientId': idp.clientId,
      'secrets.clientSecret': idp.clientSecret,
    })
    page = await admin.submit(page)
    page = await runTestOn(journey, page)
    page = await admin.submit(page, {}, { form: '/confirm' })
    page = await admin.submit(page)
    await firstLogin(journey, page)
    expect(journey.logins).toHaveLength(1)
    tell('Okta by OpenID Connect', admin)
    expect(admin.actions.length).toBeLessThanOrEqual(12)
  })

  it('sets Entra up by SAML, with the address of the metadata and roles', async () => {
    const journey = portalJourney({ roles })
    const { admin, samlIdp } = journey
    let page = await begin(journey, 'entra:saml')
    expect(page.body).toContain('Reply URL (Assertion Consumer Service URL)')
    page = await admin.submit(page, { action: 'continue' }, { form: 'guide' })
    page = await admin.submit(page, { 'settings.metadataUrl': samlIdp.entityId })
    expect(page.url).toContain('/roles')
    page = await admin.submit(page, {
      'claims.groups': 'groups',
      'access.roles.groupsByRole.admin': 'admins',
    })
    page = await admin.submit(page, { 'claims.email': 'email' })
    expect(page.url).toContain('/test')
    page = await runTestOn(journey, page)
    expect(page.body).toContain(tested)
    page = await admin.submit(page, {}, { form: '/confirm' })
    page = await admin.submit(page)
    expect(page.body).toContain('It is switched on')
    await firstLogin(journey, page)
    expect(journey.logins.map(({ access }) => access.roles)).toEqual([['admin']])
    tell('Entra by SAML, with roles', admin)
    expect(admin.actions.length).toBeLessThanOrEqual(10)
  })

  it('sets any other provider up by OpenID Connect', async () => {
    const journey = portalJourney({ roles })
    const { admin, idp } = journey
    let page = await begin(journey, 'generic:oidc')
    page = await admin.submit(page, { action: 'continue' }, { form: 'guide' })
    page = await admin.submit(page, {
      'settings.issuer': idp.issuer,
      'settings.clientId': idp.clientId,
      'secrets.clientSecret': idp.clientSecret,
    })
    page = await admin.submit(page, { action: 'without' }, { form: '/roles' })
    page = await admin.submit(page)
    page = await runTestOn(journey, page)
    page = await admin.submit(page, {}, { form: '/confirm' })
    page = await admin.submit(page)
    await firstLogin(journey, page)
    expect(journey.logins).toHaveLength(1)
    tell('Any provider by OpenID Connect', admin)
    expect(admin.actions.length).toBeLessThanOrEqual(12)
  })
})
