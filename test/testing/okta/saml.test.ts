import { SAML, type SamlConfig, ValidateInResponseTo } from '@node-saml/node-saml'
import { afterAll, describe, expect, it } from 'vitest'
import { createMockKeyPair } from '../../../src/testing/saml/index.ts'
import type { MockOktaSamlApp, MockOktaSamlSettings } from '../../../src/testing/okta/index.ts'
import { formOf, type Page } from '../../support/browser.ts'
import { oktaScene, type OktaScene, signIn } from '../../support/mock-okta.ts'
import { schemaProblems, valueAt } from '../../support/saml-schemas.ts'
import { Workshop } from '../../support/xmlsec.ts'

const workshop = new Workshop()
afterAll(() => workshop.remove())

/* node-saml is the service provider; libxml2 and xmlsec1 read what it gets. None of them is ours. */

const acsUrl = 'https://sp.example.com/acs'
const audience = 'https://sp.example.com/metadata'
const settings = { name: 'Ngrok 2!', ssoUrl: acsUrl, audience, access: 'everyone' } as const
const format = 'urn:oasis:names:tc:SAML:1.1:nameid-format:'
const format2 = 'urn:oasis:names:tc:SAML:2.0:nameid-format:'

const facts = (app: MockOktaSamlApp) => {
  const metadata = app.metadata()
  const certificate = valueAt('//*[local-name()="X509Certificate"]', metadata)
  const binding = 'contains(@Binding, "Redirect")'
  return {
    metadata,
    entityId: valueAt('/*/@entityID', metadata),
    ssoUrl: valueAt(`//*[local-name()="SingleSignOnService"][${binding}]/@Location`, metadata),
    certificate,
    pem: `-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----\n`,
  }
}

function serviceProvider(app: MockOktaSamlApp, more: Partial<SamlConfig> = {}): SAML {
  const { entityId, ssoUrl, certificate } = facts(app)
  return new SAML({
    ...{
      callbackUrl: acsUrl,
      issuer: audience,
      audience,
      idpCert: certificate,
      idpIssuer: entityId,
    },
    ...{ entryPoint: ssoUrl, identifierFormat: null, disableRequestedAuthnContext: true },
    ...{ wantAssertionsSigned: true, wantAuthnResponseSigned: true, acceptedClockSkewMs: 0 },
    validateInResponseTo: ValidateInResponseTo.always,
    ...more,
  })
}

const scene = (): OktaScene => {
  const made = oktaScene()
  made.clock.set(new Date())
  return made
}
const fieldsOf = (page: Page) => Object.fromEntries(formOf(page).fields)
const xmlOf = (page: Page) => Buffer.from(fieldsOf(page).SAMLResponse ?? '', 'base64').toString()

/** What the tile posts. */
async function fromTile(change: Partial<MockOktaSamlSettings>) {
  const { okta, browser } = scene()
  const app = okta.addSamlApp({ ...settings, ...change })
  const home = await signIn(browser, await browser.visit(okta.orgUrl))
  const page = await browser.click(home, app.settings.name)
  return { app, page, xml: xmlOf(page) }
}

describe('metadata of a SAML app', () => {
  it('fits the schema, names the app’s own issuer, and is published', async () => {
    const { okta } = scene()
    const app = okta.addSamlApp(settings)
    const { metadata, entityId, ssoUrl } = facts(app)
    expect(schemaProblems('metadata', metadata)).toBe('')
    expect(entityId).toMatch(/^http:\/\/www\.okta\.com\/exk\w{17}$/)
    const key = entityId.split('/').at(-1)
    expect(ssoUrl).toBe(`https://acme.okta.com/app/acme_ngrok2_1/${key}/sso/saml`)
    expect(app.metadataUrl).toBe(`https://acme.okta.com/app/${key}/sso/saml/metadata`)
    const response = await okta.fetch(app.metadataUrl)
    expect(await response.text()).toBe(metadata)
    expect(response.headers.get('content-type')).toMatch(/^application\/xml/)
    expect(metadata).not.toContain('SingleLogoutService')
    expect(valueAt('//@WantAuthnRequestsSigned', metadata)).toBe('false')
  })

  it('stays the same when the app gets its final addresses and another name', () => {
    const app = scene().okta.addSamlApp({ ...settings, ssoUrl: 'https://temporary.example/' })
    const before = app.metadata()
    app.change({ ssoUrl: acsUrl, name: 'Another' })
    expect(app.metadata()).toBe(before)
    expect(app.settings).toMatchObject({ ssoUrl: acsUrl, name: 'Another' })
  })

  it('has a new certificate after a rotation, and responses have its signature', async () => {
    const { okta, browser } = scene()
    const app = okta.addSamlApp(settings)
    const old = facts(app)
    app.rotateCertificate()
    const { pem } = facts(app)
    expect(pem).not.toBe(old.pem)
    const home = await signIn(browser, await browser.visit(okta.orgUrl))
    const xml = xmlOf(await browser.click(home, settings.name))
    expect(workshop.complaintAbout([xml], pem)).toBeUndefined()
    expect(workshop.complaintAbout([xml], old.pem)).toBeDefined()
  })
})

const post = { authnRequestBinding: 'HTTP-POST', skipRequestCompression: true } as const

describe('a sign-in that the app starts', () => {
  it.each([
    ['by redirect', {}],
    ['by redirect, signed', { privateKey: createMockKeyPair().privateKey }],
    ['by POST', post],
    ['by POST, signed', { ...post, privateKey: createMockKeyPair().privateKey }],
  ] as const)('%s', async (_how, more) => {
    const { okta, browser } = scene()
    const app = okta.addSamlApp({ ...settings, defaultRelayState: 'of the tile' })
    const saml = serviceProvider(app, { ...more, signatureAlgorithm: 'sha256' })
    const isPost = 'authnRequestBinding' in more
    const page = isPost
      ? await browser.submit({
          ...{ url: 'https://sp.example.com/', status: 200, headers: new Headers() },
          body: await saml.getAuthorizeFormAsync('relay'),
        })
      : await browser.visit(await saml.getAuthorizeUrlAsync('relay', undefined, {}))
    const answer = await signIn(browser, page)
    expect([formOf(answer).action, fieldsOf(answer).RelayState]).toEqual([acsUrl, 'relay'])
    const { profile } = await saml.validatePostResponseAsync(fieldsOf(answer))
    expect(profile).toMatchObject({
      nameID: 'ann@acme.example',
      nameIDFormat: `${format}unspecified`,
    })
    // Who is signed in is not asked again, unless the app forces it.
    const plain = serviceProvider(app)
    const again = await browser.visit(await plain.getAuthorizeUrlAsync('', undefined, {}))
    expect(formOf(again).action).toBe(acsUrl)
    const forcing = serviceProvider(app, { forceAuthn: true })
    const asked = await browser.visit(await forcing.getAuthorizeUrlAsync('', undefined, {}))
    expect(asked.body).toContain('Username')
  })

  it('sends the app’s own name format, whatever the request asks for', async () => {
    const { okta, browser } = scene()
    const app = okta.addSamlApp(settings)
    const saml = serviceProvider(app, { identifierFormat: `${format}emailAddress` })
    const page = await browser.visit(await saml.getAuthorizeUrlAsync('', undefined, {}))
    const answer = await signIn(browser, page)
    expect(valueAt('//*[local-name()="NameID"]/@Format', xmlOf(answer))).toBe(
      `${format}unspecified`,
    )
  })

  it('answers a passive request without a page', async () => {
    const { okta, browser } = scene()
    const app = okta.addSamlApp(settings)
    const saml = serviceProvider(app, { passive: true })
    const url = () => saml.getAuthorizeUrlAsync('', undefined, {})
    const refused = xmlOf(await browser.visit(await url()))
    expect(valueAt('//*[local-name()="StatusCode"]/*/@Value', refused)).toMatch(/:NoPassive$/)
    expect(refused).not.toContain('Assertion ')
    await signIn(browser, await browser.visit(okta.orgUrl))
    expect(xmlOf(await browser.visit(await url()))).toContain('ann@acme.example')
  })

  it.each([
    ['another ACS address', { callbackUrl: 'https://evil.example/acs' }],
    ['another application', { issuer: 'https://evil.example/metadata' }],
  ])('shows an error for %s', async (_what, more) => {
    const { okta, browser } = scene()
    const saml = serviceProvider(okta.addSamlApp(settings), more)
    const page = await browser.visit(await saml.getAuthorizeUrlAsync('', undefined, {}))
    expect(page.status).toBe(400)
    expect(page.body).not.toContain('evil.example/acs"')
  })

  it('shows an error for whoever is not assigned', async () => {
    const { okta, browser } = scene()
    const app = okta.addSamlApp({ ...settings, access: 'skip' })
    const url = await serviceProvider(app).getAuthorizeUrlAsync('', undefined, {})
    const page = await signIn(browser, await browser.visit(url))
    expect(page.status).toBe(403)
    expect(page.body).toContain('User is not assigned to this application.')
    app.assign({ group: 'staff' })
    expect(formOf(await browser.visit(url)).action).toBe(acsUrl)
    app.unassign({ group: 'staff' })
    expect((await browser.visit(url)).status).toBe(403)
  })
})

describe('a sign-in from the tile', () => {
  it('fits the schema and verifies; nobody asked for it', async () => {
    const { app, page, xml } = await fromTile({ defaultRelayState: '/start' })
    expect(schemaProblems('protocol', xml)).toBe('')
    expect(workshop.complaintAbout([xml], facts(app).pem)).toBeUndefined()
    expect(xml).not.toContain('InResponseTo')
    expect(fieldsOf(page).RelayState).toBe('/start')
    expect(valueAt('//*[local-name()="Audience"]', xml)).toBe(audience)
    const saml = serviceProvider(app, { validateInResponseTo: ValidateInResponseTo.never })
    const { profile } = await saml.validatePostResponseAsync(fieldsOf(page))
    expect(profile?.nameID).toBe('ann@acme.example')
  })

  it('has no RelayState by default, and no tile for whoever is not assigned', async () => {
    expect(fieldsOf((await fromTile({})).page)).not.toHaveProperty('RelayState')
    await expect(fromTile({ access: ['admins'] })).rejects.toThrow('No link')
  })

  it('goes to the final address once the temporary one is replaced, for whom it may concern', async () => {
    const { okta, browser } = scene()
    const app = okta.addSamlApp({ ...settings, ssoUrl: 'https://temporary.example/' })
    const home = await signIn(browser, await browser.visit(okta.orgUrl))
    const before = await browser.click(home, settings.name)
    expect(formOf(before).action).toBe('https://temporary.example/')
    app.change({ ssoUrl: acsUrl, audience: 'another' })
    const after = await browser.click(home, settings.name)
    expect(formOf(after).action).toBe(acsUrl)
    expect(valueAt('//*[local-name()="SubjectConfirmationData"]/@Recipient', xmlOf(after))).toBe(
      acsUrl,
    )
    expect(valueAt('//*[local-name()="Audience"]', xmlOf(after))).toBe('another')
    app.change({ access: ['admins'] })
    expect((await browser.click(home, settings.name)).status).toBe(403)
    okta.deactivate('ann@acme.example')
    expect((await browser.click(home, settings.name)).body).toContain('Username')
  })

  it.each([
    ['Unspecified', `${format}unspecified`],
    ['EmailAddress', `${format}emailAddress`],
    ['x509SubjectName', `${format}X509SubjectName`],
    ['Persistent', `${format2}persistent`],
    ['Transient', `${format2}transient`],
  ] as const)('writes the Name ID format %s', async (nameIdFormat, expected) => {
    const { xml } = await fromTile({ nameIdFormat })
    expect(valueAt('//*[local-name()="NameID"]/@Format', xml)).toBe(expected)
    const isName = valueAt('//*[local-name()="NameID"]', xml) === 'ann@acme.example'
    expect(isName).toBe(nameIdFormat !== 'Transient')
  })

  it.each([
    ['okta_username', 'carla@acme.example'],
    ['okta_username_prefix', 'carla'],
    ['email', 'c@mail.example'],
  ] as const)('names the person by %s', async (applicationUsername, expected) => {
    const { okta, browser } = scene()
    okta.addPerson({
      ...{ login: 'carla@acme.example', email: 'c@mail.example', password: 'x' },
      ...{ firstName: 'Carla', lastName: 'C' },
    })
    okta.addSamlApp({ ...settings, applicationUsername })
    const start = await browser.visit(okta.orgUrl)
    const home = await signIn(browser, start, 'carla@acme.example', 'x')
    const xml = xmlOf(await browser.click(home, settings.name))
    expect(valueAt('//*[local-name()="NameID"]', xml)).toBe(expected)
  })

  it('has the attributes and groups that the app wants', async () => {
    const { app, page } = await fromTile({
      attributes: { mail: 'user.email', full: 'user.firstName + " " + user.lastName' },
      groups: { name: 'teams', matches: /^(staff|Everyone)$/ },
    })
    const saml = serviceProvider(app, { validateInResponseTo: ValidateInResponseTo.never })
    const { profile } = await saml.validatePostResponseAsync(fieldsOf(page))
    expect(profile?.attributes).toEqual({
      ...{ mail: 'ann@acme.example', full: 'Ann Example', teams: ['Everyone', 'staff'] },
    })
    const none = await fromTile({ groups: { name: 'teams', matches: /nothing/ } })
    expect(none.xml).not.toContain('AttributeStatement')
    expect(() => app.change({ attributes: { x: 'user.shoeSize' } })).toThrow('user.shoeSize')
  })

  it.each([
    [{}, ['Response', 'Assertion']],
    [{ response: 'Unsigned' }, ['Assertion']],
    [{ assertion: 'Unsigned' }, ['Response']],
    [{ response: 'Unsigned', assertion: 'Unsigned' }, []],
  ] as const)('with %o signs %o', async (change, signed) => {
    const { xml } = await fromTile(change)
    const isSigned = (name: string) =>
      valueAt(`count(//*[local-name()="${name}"]/*[local-name()="Signature"])`, xml) === '1'
    expect(['Response', 'Assertion'].filter(isSigned)).toEqual(signed)
  })
})
