import { describe, expect, it } from 'vitest'
import {
  createMockKeyPair,
  validAssertion,
  validIdpMetadata,
  validLogoutRequest,
  validLogoutResponse,
  validSamlResponse,
} from '../../../src/testing/saml/index.ts'

const now = new Date('2026-01-01T12:00:00Z')
const key = createMockKeyPair({ type: 'ec-p256' })

describe('validSamlResponse', () => {
  it('says by default what an honest provider says', () => {
    const { xml, samlResponse, ids, expected } = validSamlResponse({ now, key })
    expect(Buffer.from(samlResponse, 'base64').toString()).toBe(xml)
    expect(xml.match(/ ID="(.*?)"/g)).toEqual([` ID="${ids.response}"`, ` ID="${ids.assertion}"`])
    expect(expected).toMatchObject({
      idpEntityId: 'https://idp.example.com/metadata',
      signingCertificates: [key.certificate],
      spEntityId: 'https://app.example.com/sso/connection-1/metadata',
      acsUrl: 'https://app.example.com/sso/connection-1/acs',
      inResponseTo: ids.request,
      now,
    })
    // Everything but the signatures, of which each has a test of its own.
    expect(xml.replaceAll(/<ds:Signature .*?<\/ds:Signature>/g, '<!-- signed -->')).toBe(
      `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" Destination="${expected.acsUrl}" ID="${ids.response}" InResponseTo="${ids.request}" IssueInstant="2026-01-01T12:00:00.000Z" Version="2.0">` +
        `<saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${expected.idpEntityId}</saml:Issuer><!-- signed -->` +
        '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"></samlp:StatusCode></samlp:Status>' +
        `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${ids.assertion}" IssueInstant="2026-01-01T12:00:00.000Z" Version="2.0">` +
        `<saml:Issuer>${expected.idpEntityId}</saml:Issuer><!-- signed -->` +
        '<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">ann@example.com</saml:NameID>' +
        '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">' +
        `<saml:SubjectConfirmationData InResponseTo="${ids.request}" NotOnOrAfter="2026-01-01T12:05:00.000Z" Recipient="${expected.acsUrl}"></saml:SubjectConfirmationData>` +
        '</saml:SubjectConfirmation></saml:Subject>' +
        '<saml:Conditions NotBefore="2026-01-01T12:00:00.000Z" NotOnOrAfter="2026-01-01T12:05:00.000Z">' +
        `<saml:AudienceRestriction><saml:Audience>${expected.spEntityId}</saml:Audience></saml:AudienceRestriction></saml:Conditions>` +
        `<saml:AuthnStatement AuthnInstant="2026-01-01T12:00:00.000Z" SessionIndex="${/SessionIndex="(.*?)"/.exec(xml)?.[1]}">` +
        '<saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>' +
        '<saml:AttributeStatement>' +
        attribute('email', 'ann@example.com') +
        attribute('displayName', 'Ann Example') +
        attribute('firstName', 'Ann') +
        attribute('lastName', 'Example') +
        attribute('groups', 'staff', 'admins') +
        '</saml:AttributeStatement></saml:Assertion></samlp:Response>',
    )
  })

  const attribute = (name: string, ...values: readonly string[]) =>
    `<saml:Attribute Name="${name}" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:basic">` +
    `${values.map((value) => `<saml:AttributeValue>${value}</saml:AttributeValue>`).join('')}</saml:Attribute>`

  it('changes the message and what is expected where a party changes', () => {
    const { xml, expected } = validSamlResponse({
      key,
      spEntityId: 'urn:example:sp',
      inResponseTo: null,
    })
    expect(xml).toContain('<saml:Audience>urn:example:sp</saml:Audience>')
    expect(xml).not.toContain('InResponseTo')
    expect(expected).toMatchObject({
      spEntityId: 'urn:example:sp',
      inResponseTo: null,
      allowUnsolicited: true,
    })
  })

  it('changes the message alone where a fact changes', () => {
    const { xml, expected } = validSamlResponse({
      key,
      audience: 'urn:example:other',
      nameId: '<&>',
    })
    expect(xml).toContain('<saml:Audience>urn:example:other</saml:Audience>')
    expect(xml).toContain('>&lt;&amp;&gt;</saml:NameID>')
    expect(expected.spEntityId).toBe('https://app.example.com/sso/connection-1/metadata')
  })

  it('leaves out what is undefined, and takes defaults for parties that are', () => {
    const { xml } = validSamlResponse({
      key,
      sessionIndex: undefined,
      ...({ acsUrl: undefined } as object),
    })
    expect(xml).not.toContain('SessionIndex')
    expect(xml).toContain('Recipient="https://app.example.com/sso/connection-1/acs"')
  })

  it('encrypts for the given key', () => {
    const decryptionKey = createMockKeyPair()
    const { xml, expected } = validSamlResponse({ key, isEncrypted: true, decryptionKey })
    expect(xml).toContain('<saml:EncryptedAssertion')
    expect(xml).not.toContain('ann@example.com')
    expect(expected.decryptionKeys).toEqual([decryptionKey.privateKey])
  })
})

describe('the other object mothers', () => {
  it('make a signed assertion', () => {
    const { xml, id } = validAssertion({ key, nameId: 'bob' })
    expect(xml).toMatch(/^<saml:Assertion .*<ds:Signature .*>bob<.*<\/saml:Assertion>$/)
    expect(xml).toContain(`<ds:Reference URI="#${id}">`)
  })

  it('make metadata', () => {
    const { xml, ssoUrl } = validIdpMetadata({
      idpEntityId: 'https://idp.example.org/x',
      validUntil: '2027-01-01T00:00:00Z',
    })
    expect(ssoUrl).toBe('https://idp.example.org/sso')
    expect(xml).toContain('entityID="https://idp.example.org/x" validUntil="2027-01-01T00:00:00Z"')
    expect(xml.match(/<md:SingleSignOnService /g)).toHaveLength(2)
    expect(validIdpMetadata({ idpEntityId: 'urn:example:idp' }).sloUrl).toBe(
      'https://idp.example.com/slo',
    )
  })

  it('make logout messages', () => {
    const request = validLogoutRequest({
      key,
      now,
      sessionIndexes: ['_s1', '_s2'],
      relayState: 'r',
    })
    expect(Buffer.from(request.samlRequest, 'base64').toString()).toBe(request.xml)
    expect(request.xml).toContain(
      '<samlp:SessionIndex>_s1</samlp:SessionIndex><samlp:SessionIndex>_s2',
    )
    expect([...new URLSearchParams(request.query).keys()]).toEqual([
      ...['SAMLRequest', 'RelayState', 'SigAlg', 'Signature'],
    ])
    const response = validLogoutResponse({
      key,
      now,
      inResponseTo: '_r',
      subStatusCode: 'PartialLogout',
    })
    expect(response.xml).toContain('InResponseTo="_r"')
    expect(response.xml).toContain('status:PartialLogout')
    expect(response.expected).toEqual({
      idpEntityId: 'https://idp.example.com/metadata',
      signingCertificates: [key.certificate],
      sloUrl: 'https://app.example.com/sso/connection-1/slo',
      now,
      inResponseTo: '_r',
    })
  })
})
