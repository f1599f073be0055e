import { createRequire } from 'node:module'
import express, { type RequestHandler } from 'express'
import { describe, expect, it } from 'vitest'
import { certificates, pemOf } from '../../../support/saml-certificates.ts'
import { startServer } from '../../../support/server.ts'
import { parse } from './scene.ts'

const { first, second } = certificates
const require = createRequire(import.meta.url)

/* Shapes as the vendors' consoles give them, with our own certificates and names. */

const okta = `<?xml version="1.0" encoding="UTF-8"?><md:EntityDescriptor entityID="http://www.okta.com/exk1" xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"><md:IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${first.replaceAll(/.{64}/g, '$&\n')}
</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor><md:NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</md:NameIDFormat><md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://acme.okta.com/app/acme_app_1/exk1/sso/saml"/><md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://acme.okta.com/app/acme_app_1/exk1/sso/saml"/></md:IDPSSODescriptor></md:EntityDescriptor>`

/** Entra and AD FS put their WS-Federation roles, with keys, in front, and sign the document. */
const entra = `\u{feff}<?xml version="1.0" encoding="utf-8"?><EntityDescriptor ID="_c5a0" entityID="https://sts.windows.net/9a1b/" xmlns="urn:oasis:names:tc:SAML:2.0:metadata"><Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo><CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#" /><SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256" /><Reference URI="#_c5a0"><DigestValue>AA==</DigestValue></Reference></SignedInfo><SignatureValue>AA==</SignatureValue><KeyInfo><X509Data><X509Certificate>${second}</X509Certificate></X509Data></KeyInfo></Signature><RoleDescriptor xsi:type="fed:SecurityTokenServiceType" protocolSupportEnumeration="http://docs.oasis-open.org/wsfed/federation/200706" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:fed="http://docs.oasis-open.org/wsfed/federation/200706"><KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${second}</X509Certificate></X509Data></KeyInfo></KeyDescriptor><fed:ClaimTypesOffered><auth:ClaimType Uri="http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name" xmlns:auth="http://docs.oasis-open.org/wsfed/authorization/200706"><auth:DisplayName>Name</auth:DisplayName></auth:ClaimType></fed:ClaimTypesOffered></RoleDescriptor><IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${first}</X509Certificate></X509Data></KeyInfo></KeyDescriptor><SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://login.microsoftonline.com/9a1b/saml2" /><SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://login.microsoftonline.com/9a1b/saml2" /><SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://login.microsoftonline.com/9a1b/saml2" /></IDPSSODescriptor></EntityDescriptor>`

/** Google lists two certificates, of which it uses the first, and writes `&#13;` into them. */
const google = `<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://accounts.google.com/o/saml2?idpid=C0xx" validUntil="2031-05-25T10:00:00.000Z">
  <md:IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    ${[first, second]
      .map(
        (text) =>
          `<md:KeyDescriptor use="signing">
      <ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
        <ds:X509Data>
          <ds:X509Certificate>${text.replaceAll(/.{76}/g, '$&&#13;\n')}</ds:X509Certificate>
        </ds:X509Data>
      </ds:KeyInfo>
    </md:KeyDescriptor>`,
      )
      .join('\n    ')}
    <md:NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</md:NameIDFormat>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://accounts.google.com/o/saml2/idp?idpid=C0xx"/>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://accounts.google.com/o/saml2/idp?idpid=C0xx"/>
  </md:IDPSSODescriptor>
</md:EntityDescriptor>
`

const keycloakEndpoints = ['SingleLogoutService', 'SingleSignOnService'].map((service) =>
  ['HTTP-POST', 'HTTP-Redirect', 'HTTP-Artifact', 'SOAP']
    .map(
      (binding) =>
        `<md:${service} Binding="urn:oasis:names:tc:SAML:2.0:bindings:${binding}" Location="https://id.example.com/realms/acme/protocol/saml"/>`,
    )
    .join(''),
)
const keycloak = `<md:EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="https://id.example.com/realms/acme"><md:IDPSSODescriptor WantAuthnRequestsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing"><ds:KeyInfo><ds:KeyName>kid</ds:KeyName><ds:X509Data><ds:X509Certificate>${first}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor><md:ArtifactResolutionService Binding="urn:oasis:names:tc:SAML:2.0:bindings:SOAP" Location="https://id.example.com/realms/acme/protocol/saml/resolve" index="0"/>${keycloakEndpoints[0]}<md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</md:NameIDFormat>${keycloakEndpoints[1]}</md:IDPSSODescriptor></md:EntityDescriptor>`

const shibboleth = `<?xml version="1.0" encoding="UTF-8"?>
<!-- This is example metadata only. -->
<EntityDescriptor  xmlns="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" xmlns:shibmd="urn:mace:shibboleth:metadata:1.0" xmlns:mdui="urn:oasis:names:tc:SAML:metadata:ui" entityID="https://idp.example.edu/idp/shibboleth">
    <IDPSSODescriptor protocolSupportEnumeration="urn:mace:shibboleth:1.0 urn:oasis:names:tc:SAML:1.1:protocol urn:oasis:names:tc:SAML:2.0:protocol">
        <Extensions>
            <shibmd:Scope regexp="false">example.edu</shibmd:Scope>
            <mdui:UIInfo><mdui:DisplayName xml:lang="en">Uni</mdui:DisplayName></mdui:UIInfo>
        </Extensions>
        <!-- First signing certificate is BackChannel, the Second is FrontChannel -->
        <KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>
${first}
        </ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor>
        <KeyDescriptor><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${second}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor>
        <KeyDescriptor use="encryption"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${certificates.ec}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor>
        <ArtifactResolutionService Binding="urn:oasis:names:tc:SAML:2.0:bindings:SOAP" Location="https://idp.example.edu:8443/idp/profile/SAML2/SOAP/ArtifactResolution" index="2"/>
        <NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:transient</NameIDFormat>
        <SingleSignOnService Binding="urn:mace:shibboleth:1.0:profiles:AuthnRequest" Location="https://idp.example.edu/idp/profile/Shibboleth/SSO"/>
        <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.example.edu/idp/profile/SAML2/POST/SSO"/>
        <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST-SimpleSign" Location="https://idp.example.edu/idp/profile/SAML2/POST-SimpleSign/SSO"/>
        <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example.edu/idp/profile/SAML2/Redirect/SSO"/>
    </IDPSSODescriptor>
    <AttributeAuthorityDescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:1.1:protocol"><KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${certificates.sha1}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor></AttributeAuthorityDescriptor>
</EntityDescriptor>`

describe('NG-6 honest metadata', () => {
  it('NG-6 of Okta', () => {
    expect(parse(okta)).toMatchObject({
      entityId: 'http://www.okta.com/exk1',
      ssoEndpoints: [
        { binding: 'post', location: 'https://acme.okta.com/app/acme_app_1/exk1/sso/saml' },
        { binding: 'redirect', location: 'https://acme.okta.com/app/acme_app_1/exk1/sso/saml' },
      ],
      signingCertificates: [pemOf(first)],
      nameIdFormats: ['urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress'],
      warnings: [],
    })
  })

  it('NG-6 of Entra and AD FS', () => {
    expect(parse(entra)).toMatchObject({
      entityId: 'https://sts.windows.net/9a1b/',
      signingCertificates: [pemOf(first)],
      sloEndpoints: [{ binding: 'redirect' }],
      warnings: [],
    })
  })

  it('NG-6 of Google', () => {
    expect(parse(google)).toMatchObject({
      entityId: 'https://accounts.google.com/o/saml2?idpid=C0xx',
      signingCertificates: [pemOf(first), pemOf(second)],
      validUntil: '2031-05-25T10:00:00.000Z',
      warnings: [],
    })
  })

  it('NG-6 of Keycloak, whose SOAP and Artifact addresses are left out', () => {
    const { ssoEndpoints, sloEndpoints, wantAuthnRequestsSigned, warnings } = parse(keycloak)
    expect(ssoEndpoints.map(({ binding }) => binding)).toEqual(['post', 'redirect'])
    expect(sloEndpoints.map(({ binding }) => binding)).toEqual(['post', 'redirect'])
    expect(wantAuthnRequestsSigned).toBe(true)
    expect(new Set(warnings.map(({ code }) => code))).toEqual(
      new Set(['saml_endpoint_binding_unknown']),
    )
  })

  it('NG-6 of Shibboleth', () => {
    expect(parse(shibboleth)).toMatchObject({
      entityId: 'https://idp.example.edu/idp/shibboleth',
      signingCertificates: [pemOf(first), pemOf(second)],
      ssoEndpoints: [{ binding: 'post' }, { binding: 'redirect' }],
    })
  })

  it('NG-6 of samlp, as it serves it', async () => {
    const { metadata } = require('samlp') as { metadata(options: object): RequestHandler }
    const app = express()
    const options = {
      issuer: 'urn:samlp',
      cert: pemOf(first),
      redirectEndpointPath: '/sso',
      postEndpointPath: '/sso',
    }
    app.get('/FederationMetadata/2007-06/FederationMetadata.xml', metadata(options))
    const server = await startServer('127.0.0.1', app)
    try {
      const url = `${server.origin}/FederationMetadata/2007-06/FederationMetadata.xml`
      const parsed = parse(await (await fetch(url)).text(), { allowsHttp: () => true })
      expect(parsed).toMatchObject({ entityId: 'urn:samlp', signingCertificates: [pemOf(first)] })
      expect(parsed.ssoEndpoints).toEqual([
        { binding: 'redirect', location: `${server.origin}/sso` },
        { binding: 'post', location: `${server.origin}/sso` },
      ])
    } finally {
      await server.close()
    }
  })

  it('NG-6 of samlify, as it writes it', () => {
    const { IdPMetadata } = require('samlify') as {
      IdPMetadata(options: object): { getMetadata(): string }
    }
    const binding = (name: string) => `urn:oasis:names:tc:SAML:2.0:bindings:${name}`
    const service = [
      { Binding: binding('HTTP-POST'), Location: 'https://idp.example.com/?a=1&b=2' },
    ]
    const xml = IdPMetadata({
      entityID: 'urn:samlify&co',
      signingCert: [pemOf(first), pemOf(second)],
      singleSignOnService: service,
      singleLogoutService: service,
    }).getMetadata()
    expect(parse(xml)).toMatchObject({
      entityId: 'urn:samlify&co',
      signingCertificates: [pemOf(first), pemOf(second)],
      ssoEndpoints: [{ binding: 'post', location: 'https://idp.example.com/?a=1&b=2' }],
      warnings: [],
    })
  })
})
