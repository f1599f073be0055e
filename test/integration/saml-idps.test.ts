import { SAML, type SamlConfig } from '@node-saml/node-saml'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifyResponse } from '../../src/saml/verify-response.ts'
import { createBrowser, formOf, type Page } from '../support/browser.ts'
import { type SamlApplication, type SamlIdp, startSamlpIdp } from '../support/saml-idps.ts'
import { createTestKeyPair, type TestKeyPair } from '../support/saml-keys.ts'
import { startSimpleSamlPhp } from '../support/simplesamlphp.ts'

/*
 * The identity providers that sign-ins are tested with are set up rightly: another service provider
 * than ours, node-saml, signs in with them. Our verifier reads the same.
 */

const acsUrl = 'http://localhost:9/acs'
const sloUrl = 'http://localhost:9/slo'

let sp: TestKeyPair
beforeAll(() => {
  sp = createTestKeyPair()
})

const settings: Readonly<Record<string, Omit<SamlApplication, 'entityId' | 'acsUrl' | 'sloUrl'>>> =
  {
    'both signed': {},
    'assertion signed': { signs: 'assertion' },
    'response signed': { signs: 'response' },
  }
const nodeSamlFor = (idp: SamlIdp, { entityId, signs }: SamlApplication): SAML => {
  const config: SamlConfig = {
    ...{
      callbackUrl: acsUrl,
      logoutCallbackUrl: sloUrl,
      issuer: entityId,
      idpCert: idp.certificate,
    },
    ...{ entryPoint: idp.ssoUrl, logoutUrl: idp.sloUrl, idpIssuer: idp.entityId },
    ...{ privateKey: sp.privateKey, decryptionPvk: sp.privateKey, signatureAlgorithm: 'sha256' },
    ...{ identifierFormat: null, disableRequestedAuthnContext: true },
    wantAssertionsSigned: signs !== 'response',
    wantAuthnResponseSigned: signs !== 'assertion',
  }
  return new SAML(config)
}
const fieldsOf = (page: Page) => Object.fromEntries(formOf(page).fields)

describe.each([
  ['samlp', startSamlpIdp],
  ['SimpleSAMLphp', startSimpleSamlPhp],
] as const)('%s', (_, start) => {
  let idp: SamlIdp
  beforeAll(async () => {
    idp = await start()
  })
  afterAll(() => idp.close())

  const register = (name: string, more: object = {}): SamlApplication => {
    const application = { entityId: `urn:example:${name}`, acsUrl, sloUrl, ...more }
    idp.register(application)
    return application
  }

  it.each([
    ...Object.entries(settings).map(([name, more]) => [name, () => more] as const),
    ['encrypted', () => ({ encryptFor: sp.certificate })],
    // With 256 bits, SimpleSAMLphp with 128.
    ['AES-CBC', () => ({ encryptFor: sp.certificate, cipher: 'aes256-cbc' })],
    ['signed requests', () => ({ signingCertificate: sp.certificate })],
  ] as const)('signs in: %s', async (name, more) => {
    const application = register(name.replaceAll(' ', '-'), more())
    const saml = nodeSamlFor(idp, application)
    const browser = createBrowser()
    const page = await browser.visit(await saml.getAuthorizeUrlAsync('relay', undefined, {}))
    const answer = await idp.logIn(browser, page)
    expect(formOf(answer).action).toBe(acsUrl)
    expect(fieldsOf(answer).RelayState).toBe('relay')
    const { profile } = await saml.validatePostResponseAsync(fieldsOf(answer))
    expect(profile).toMatchObject({
      issuer: idp.entityId,
      nameID: 'ann@acme.example',
      email: 'ann@acme.example',
      displayName: 'Person ann <&> “é”',
      groups: ['engineering', 'admins'],
    })
    const ours = await verifyResponse(fieldsOf(answer).SAMLResponse ?? '', {
      ...{ idpEntityId: idp.entityId, signingCertificates: [idp.certificate] },
      ...{ spEntityId: application.entityId, acsUrl, decryptionKeys: [sp.privateKey] },
      inResponseTo: String(profile?.inResponseTo),
    })
    expect(ours).toMatchObject({ nameId: 'ann@acme.example', sessionIndex: profile?.sessionIndex })
    expect(Object.values(ours.attributes)).toEqual(
      expect.arrayContaining([['ann@acme.example'], ['engineering', 'admins']]),
    )
  })

  it('signs in whoever starts at the provider', async () => {
    const application = register('idp-initiated')
    const browser = createBrowser()
    const page = await browser.visit(idp.startUrl(application.entityId, '/deep'))
    const answer = await idp.logIn(browser, page, 'bob')
    expect(fieldsOf(answer).RelayState).toBe('/deep')
    const { profile } = await nodeSamlFor(idp, application).validatePostResponseAsync(
      fieldsOf(answer),
    )
    expect(profile).toMatchObject({ nameID: 'bob@acme.example' })
    expect(profile?.inResponseTo).toBeUndefined()
  })

  it('refuses requests that are not signed, where they must be', async () => {
    const { entityId } = register('signed-only', { signingCertificate: sp.certificate })
    const stranger = new SAML({
      ...{
        callbackUrl: acsUrl,
        issuer: entityId,
        idpCert: idp.certificate,
        entryPoint: idp.ssoUrl,
      },
    })
    const browser = createBrowser()
    const page = await browser.visit(await stranger.getAuthorizeUrlAsync('', undefined, {}))
    const refusal = page.body.includes('name="username"') ? await idp.logIn(browser, page) : page
    expect(refusal.body).not.toContain('SAMLResponse')
  })

  it('answers logout', async () => {
    const application = register('logout', { signingCertificate: sp.certificate })
    const saml = nodeSamlFor(idp, application)
    const browser = createBrowser()
    const page = await browser.visit(await saml.getAuthorizeUrlAsync('', undefined, {}))
    const answer = await idp.logIn(browser, page)
    const { profile } = await saml.validatePostResponseAsync(fieldsOf(answer))
    if (!profile) throw new Error('nobody signed in')
    const end = await browser.visit(await saml.getLogoutUrlAsync(profile, 'bye', {}), {
      stopAt: sloUrl,
    })
    const query = new URL(end.url).searchParams
    expect(query.get('RelayState')).toBe('bye')
    expect(
      await saml.validateRedirectAsync(Object.fromEntries(query), new URL(end.url).search.slice(1)),
    ).toMatchObject({ loggedOut: true })
  })

  it('publishes metadata', async () => {
    const metadata = await idp.metadata()
    expect(metadata).toContain(`entityID="${idp.entityId}"`)
    expect(metadata.replaceAll(/\s/g, '')).toContain(
      idp.certificate.replaceAll(/-----[^-]+-----|\s/g, ''),
    )
  })
})
