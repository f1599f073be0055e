import { SAML, type SamlConfig } from '@node-saml/node-saml'
import { IdentityProvider, ServiceProvider, setSchemaValidator } from 'samlify'
import { beforeAll, describe, expect, it } from 'vitest'
import type { SamlDefect } from '../../../../src/testing/saml/defects/index.ts'
import { createMockSamlIdp } from '../../../../src/testing/saml/idp.ts'
import { createMockKeyPair } from '../../../../src/testing/saml/key-pair.ts'
import type { MockSamlOptions } from '../../../../src/testing/saml/types.ts'

/*
 * Service providers of others talk with the kit's identity provider: it reads what they write, they
 * read what it writes.
 */

const entityId = 'https://app.example.com/metadata'
const acsUrl = 'https://app.example.com/acs'
const sloUrl = 'https://app.example.com/slo'
const sp = createMockKeyPair()

function nodeSaml(options: MockSamlOptions = {}, config: Partial<SamlConfig> = {}) {
  const ssoUrl = 'https://idp.example.com/sso'
  const idp = createMockSamlIdp({
    serviceProviders: [
      new SAML({
        ...{ callbackUrl: acsUrl, issuer: entityId, logoutCallbackUrl: sloUrl, idpCert: 'unused' },
        ...{ privateKey: sp.privateKey, decryptionPvk: sp.privateKey },
      }).generateServiceProviderMetadata(sp.certificate, sp.certificate),
    ],
    ...options,
  })
  const saml = new SAML({
    ...{
      callbackUrl: acsUrl,
      issuer: entityId,
      entryPoint: ssoUrl,
      idpCert: [...idp.certificates],
    },
    ...{ logoutUrl: idp.sloUrl, logoutCallbackUrl: sloUrl, idpIssuer: idp.entityId },
    ...{ privateKey: sp.privateKey, signatureAlgorithm: 'sha256', digestAlgorithm: 'sha256' },
    ...{ decryptionPvk: sp.privateKey, identifierFormat: null, audience: entityId },
    ...config,
  })
  return { idp, saml }
}

const fieldsOf = (fields: URLSearchParams) => Object.fromEntries(fields)

describe('node-saml', () => {
  it.each([
    ['both signed', {}, {}],
    ['assertion signed', { signs: ['assertion'] }, { wantAuthnResponseSigned: false }],
    ['response signed', { signs: ['response'] }, { wantAssertionsSigned: false }],
    ['encrypted', { encrypts: true }, {}],
    ['SHA-512', { algorithm: 'rsa-sha512', digest: 'sha512' }, {}],
    ['no prefixes', { variants: ['default_namespaces'] }, {}],
    ['pretty-printed', { variants: ['pretty_printed', 'carriage_return_references'] }, {}],
    ['signed requests only', { wantsSignedRequests: true }, {}],
  ] as readonly [string, MockSamlOptions, Partial<SamlConfig>][])(
    'signs in by the redirect binding: %s',
    async (_, options, config) => {
      const { idp, saml } = nodeSaml(options, config)
      const answer = idp.respondTo(await saml.getAuthorizeUrlAsync('relay', undefined, {}))
      expect(idp.requests).toMatchObject([
        { issuer: entityId, acsUrl, relayState: 'relay', binding: 'redirect', isSigned: true },
      ])
      expect(answer.url).toBe(acsUrl)
      expect(answer.fields.get('RelayState')).toBe('relay')
      const { profile } = await saml.validatePostResponseAsync(fieldsOf(answer.fields))
      expect(profile).toMatchObject({
        issuer: idp.entityId,
        nameID: 'ann@example.com',
        email: 'ann@example.com',
        groups: ['staff', 'admins'],
        sessionIndex: answer.facts.sessionIndex,
        inResponseTo: idp.requests[0]?.id,
      })
    },
  )

  it('signs in by the POST binding', async () => {
    const { idp, saml } = nodeSaml(
      { wantsSignedRequests: true },
      { authnRequestBinding: 'HTTP-POST', skipRequestCompression: true },
    )
    const message = await saml.getAuthorizeMessageAsync('relay')
    const fields = { SAMLRequest: String(message.SAMLRequest), RelayState: 'relay' }
    const answer = idp.respondTo({ url: idp.ssoUrl, fields })
    expect(idp.requests).toMatchObject([{ binding: 'post', isSigned: true, relayState: 'relay' }])
    const { profile } = await saml.validatePostResponseAsync(fieldsOf(answer.fields))
    expect(profile?.nameID).toBe('ann@example.com')
  })

  it.each([
    'unsigned',
    'name_id_changed_after_signing',
    'assertion_signed_by_stranger',
    'conditions_expired',
    'audience_wrong',
    'status_denied',
  ] as readonly SamlDefect[])('refuses %s, too', async (defect) => {
    const { idp, saml } = nodeSaml()
    idp.tamper(defect)
    const answer = idp.respondTo(await saml.getAuthorizeUrlAsync('', undefined, {}))
    await expect(saml.validatePostResponseAsync(fieldsOf(answer.fields))).rejects.toThrow()
  })

  it('logs out, by its own wish and by the provider’s', async () => {
    const { idp, saml } = nodeSaml()
    const profile = {
      ...{ issuer: idp.entityId, nameID: 'ann', sessionIndex: '_s1' },
      nameIDFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
    }
    const ours = idp.answerLogout(await saml.getLogoutUrlAsync(profile, 'bye', {}))
    expect(new URL(ours.url).searchParams.get('RelayState')).toBe('bye')
    expect(
      await saml.validateRedirectAsync(fieldsOf(ours.fields), new URL(ours.url).search.slice(1)),
    ).toMatchObject({ loggedOut: true })

    const theirs = idp.requestLogout({ nameId: 'ann', sessionIndex: '_s1' })
    expect(theirs.url.startsWith(`${sloUrl}?SAMLRequest=`)).toBe(true)
    expect(
      await saml.validateRedirectAsync(
        fieldsOf(theirs.fields),
        new URL(theirs.url).search.slice(1),
      ),
    ).toMatchObject({ loggedOut: true, profile: { nameID: 'ann', sessionIndex: '_s1' } })

    const posted = idp.requestLogout({ nameId: 'ann' }, { binding: 'post' })
    expect(await saml.validatePostRequestAsync(fieldsOf(posted.fields))).toMatchObject({
      loggedOut: true,
      profile: { nameID: 'ann' },
    })
  })
})

describe('samlify', () => {
  // It has no opinion of its own on XML, and refuses to work without anybody's.
  beforeAll(() => setSchemaValidator({ validate: async () => 'not looked at' }))

  it.each([
    ['both signed', {}],
    ['assertion signed', { signs: ['assertion'] }],
  ] as readonly [string, MockSamlOptions][])('signs in: %s', async (_, options) => {
    const provider = ServiceProvider({
      ...{ entityID: entityId, authnRequestsSigned: true, privateKey: sp.privateKey },
      ...{ signingCert: sp.certificate, wantAssertionsSigned: true },
      requestSignatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
      assertionConsumerService: [
        { Binding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST', Location: acsUrl },
      ],
    })
    const idp = createMockSamlIdp({
      serviceProviders: [provider.getMetadata()],
      wantsSignedRequests: true,
      ...options,
    })
    const counterpart = IdentityProvider({ metadata: idp.metadata() })
    const { context } = provider.createLoginRequest(counterpart, 'redirect')
    const answer = idp.respondTo(context)
    const { extract } = await provider.parseLoginResponse(counterpart, 'post', {
      body: fieldsOf(answer.fields),
    })
    expect(extract).toMatchObject({
      issuer: idp.entityId,
      nameID: 'ann@example.com',
      attributes: { email: 'ann@example.com', groups: ['staff', 'admins'] },
    })
  })
})
