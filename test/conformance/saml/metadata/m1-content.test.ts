import { describe, expect, it } from 'vitest'
import { certificates, pemOf } from '../../../support/saml-certificates.ts'
import {
  endpoint,
  idpMetadataXml,
  key,
  postBinding,
  redirectBinding,
  sso,
} from '../../../support/saml-metadata.ts'
import { parse, refusalOf } from './scene.ts'

const soap = 'urn:oasis:names:tc:SAML:2.0:bindings:SOAP'
const good = sso(redirectBinding, 'https://idp.example.com/sso')

describe('M1 endpoints', () => {
  it.each([
    ['http:', 'http://idp.example.com/sso', 'saml_endpoint_not_https'],
    ['http on loopback', 'http://localhost/sso', 'saml_endpoint_not_https'],
    ['javascript:', 'javascript:alert(1)', 'saml_endpoint_invalid'],
    [
      'javascript: with a host',
      'javascript://idp.example.com/%0aalert(1)',
      'saml_endpoint_invalid',
    ],
    ['data:', 'data:text/html,x', 'saml_endpoint_invalid'],
    ['a relative address', '/sso', 'saml_endpoint_invalid'],
    ['no scheme', '//idp.example.com/sso', 'saml_endpoint_invalid'],
    ['https without slashes', 'https:idp.example.com', 'saml_endpoint_invalid'],
    ['backslashes', 'https:\\\\idp.example.com', 'saml_endpoint_invalid'],
    ['a user name', 'https://idp.example.com@evil.example/', 'saml_endpoint_invalid'],
    ['an empty user name', 'https://@evil.example/', 'saml_endpoint_invalid'],
    ['a fragment', 'https://idp.example.com/sso#x', 'saml_endpoint_invalid'],
    ['a line break', 'https://idp.example.com/&#10;x', 'saml_endpoint_invalid'],
    ['a tab in the host', 'https://idp&#9;.example.com/', 'saml_endpoint_invalid'],
    ['quotes', 'https://idp.example.com/&quot;onload=&quot;x', 'saml_endpoint_invalid'],
    ['angle brackets', 'https://idp.example.com/&lt;script&gt;', 'saml_endpoint_invalid'],
    ['a homograph', 'https://іdp.example.com/', 'saml_endpoint_invalid'],
    ['an impossible port', 'https://idp.example.com:99999/', 'saml_endpoint_invalid'],
    ['an endless address', `https://idp.example.com/${'x'.repeat(2048)}`, 'saml_endpoint_invalid'],
    ['nothing', '', 'saml_endpoint_invalid'],
  ])('M1 drops an address with %s and warns', (_name, location, code) => {
    const { ssoEndpoints, warnings } = parse(
      idpMetadataXml({ sso: sso(redirectBinding, location) + good }),
    )
    expect(ssoEndpoints).toEqual([{ binding: 'redirect', location: 'https://idp.example.com/sso' }])
    expect(warnings).toMatchObject([{ code, path: 'SingleSignOnService[1]' }])
    const refusal = refusalOf(() => parse(idpMetadataXml({ sso: sso(redirectBinding, location) })))
    expect(refusal.code).toBe('saml_metadata_endpoint_missing')
    expect(refusal.issues).toMatchObject([{ code }])
  })

  it.each([
    'https://idp.example.com',
    'https://adfs.corp.local:9443/adfs/ls/',
    'https://10.0.0.7/sso',
    'https://[2001:db8::1]:8443/sso',
    'https://accounts.google.com/o/saml2/idp?idpid=C0&amp;x=a%20b+c;d=(1)',
    '\n https://idp.example.com/sso ',
  ])('M1 keeps the honest address %s', (location) => {
    const { ssoEndpoints, warnings } = parse(idpMetadataXml({ sso: sso(postBinding, location) }))
    const plain = location.trim().replaceAll('&amp;', '&')
    expect(ssoEndpoints).toEqual([{ binding: 'post', location: plain }])
    expect(warnings).toEqual([])
  })

  it('M1 keeps http only where the host develops on it', () => {
    const xml = idpMetadataXml({ sso: sso(redirectBinding, 'http://localhost:4000/sso') + good })
    const allowsHttp = (url: string) => url.startsWith('http://localhost:4000/')
    expect(parse(xml, { allowsHttp }).ssoEndpoints).toHaveLength(2)
    expect(parse(xml, { allowsHttp: () => false }).ssoEndpoints).toHaveLength(1)
  })

  it.each([
    ['SOAP', soap],
    ['Artifact', 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact'],
    ['one of SAML 1', 'urn:mace:shibboleth:1.0:profiles:AuthnRequest'],
    ['a longer name', `${redirectBinding}-2`],
    ['another case', redirectBinding.toLowerCase()],
    ['no name', ''],
  ])('M1 drops an address whose binding is %s and warns', (_name, binding) => {
    const { ssoEndpoints, warnings } = parse(
      idpMetadataXml({ sso: sso(binding, 'https://idp.example.com/x') + good }),
    )
    expect(ssoEndpoints).toHaveLength(1)
    expect(warnings).toMatchObject([{ code: 'saml_endpoint_binding_unknown' }])
  })

  it('M1 judges logout addresses and their response locations alike', () => {
    const slo = (location: string, more = '') =>
      endpoint('SingleLogoutService', redirectBinding, location, more)
    const xml = idpMetadataXml({
      slo:
        slo('http://idp.example.com/slo') +
        slo('https://idp.example.com/slo', ' ResponseLocation="javascript:x"') +
        slo('https://idp.example.com/slo'),
    })
    const { sloEndpoints, warnings } = parse(xml)
    expect(sloEndpoints).toEqual([{ binding: 'redirect', location: 'https://idp.example.com/slo' }])
    expect(warnings).toMatchObject([
      { code: 'saml_endpoint_not_https', path: 'SingleLogoutService[1]' },
      { code: 'saml_endpoint_invalid', path: 'SingleLogoutService[2]' },
    ])
  })

  it('M1 rejects a document without any address to sign in at', () => {
    expect(refusalOf(() => parse(idpMetadataXml({ sso: '' }))).code).toBe(
      'saml_metadata_endpoint_missing',
    )
  })

  it('M1 quotes hostile addresses only escaped and cut', () => {
    const { warnings } = parse(
      idpMetadataXml({ sso: sso(redirectBinding, `x&#10;\u202e${'y'.repeat(500)}`) + good }),
    )
    expect(warnings[0]?.message).toContain(String.raw`x \u{202e}`.replace(' ', String.raw`\u{a}`))
    expect(warnings[0]?.message.length).toBeLessThan(300)
  })
})

describe('M1 keys', () => {
  const evil = key(certificates.second, 'signing')

  it.each([
    [
      'a service provider’s role',
      `<md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${evil}</md:SPSSODescriptor>`,
    ],
    [
      'an attribute authority',
      `<md:AttributeAuthorityDescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${evil}</md:AttributeAuthorityDescriptor>`,
    ],
    [
      'a role for another protocol',
      `<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:1.1:protocol">${evil}</md:IDPSSODescriptor>`,
    ],
    [
      'a role of WS-Federation',
      `<md:RoleDescriptor protocolSupportEnumeration="http://docs.oasis-open.org/wsfed/federation/200706">${evil}</md:RoleDescriptor>`,
    ],
    ['the entity itself', evil],
    [
      'a signature of the document',
      `<ds:Signature><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${certificates.second}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>`,
    ],
    [
      'an extension',
      `<md:Extensions><md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${evil}</md:IDPSSODescriptor></md:Extensions>`,
    ],
  ])('M1 never come from %s', (_name, before) => {
    for (const xml of [idpMetadataXml({ before }), idpMetadataXml({ after: before })]) {
      expect(parse(xml).signingCertificates).toEqual([pemOf(certificates.first)])
    }
  })

  it.each([
    ['an extension of the role', `<md:Extensions>${evil}</md:Extensions>`],
    ['a signature of the role', `<ds:Signature><ds:KeyInfo>${evil}</ds:KeyInfo></ds:Signature>`],
    [
      'a key descriptor of another namespace',
      evil
        .replaceAll('md:KeyDescriptor', 'x:KeyDescriptor')
        .replace('<x:KeyDescriptor', '<x:KeyDescriptor xmlns:x="urn:x"'),
    ],
    ['a key inside a key', `<md:KeyDescriptor use="encryption">${evil}</md:KeyDescriptor>`],
    [
      'a certificate beside X509Data',
      `<md:KeyDescriptor use="encryption"><ds:X509Certificate>${certificates.second}</ds:X509Certificate></md:KeyDescriptor>`,
    ],
  ])('M1 never come from %s, inside the right role', (_name, hidden) => {
    const xml = idpMetadataXml({ keys: hidden + key(certificates.first, 'signing') })
    expect(parse(xml).signingCertificates).toEqual([pemOf(certificates.first)])
  })

  it('S8 M1 are found by namespace, whatever the prefixes are called', () => {
    const renamed = idpMetadataXml()
      .replaceAll('md:', 'ds2:')
      .replaceAll('xmlns:md', 'xmlns:ds2')
      .replaceAll('ds:', 'md:')
      .replaceAll('xmlns:ds=', 'xmlns:md=')
    expect(parse(renamed)).toEqual(parse(idpMetadataXml()))
  })

  it.each([
    [
      'a namespace that begins alike',
      'urn:oasis:names:tc:SAML:2.0:metadata:attacker',
      'metadata_invalid',
    ],
    ['another case', 'URN:oasis:names:tc:SAML:2.0:metadata', 'metadata_invalid'],
    // No namespace at all: white space is no part of an address.
    ['white space', 'urn:oasis:names:tc:SAML:2.0:metadata ', 'xml_refused'],
    ['the protocol’s', 'urn:oasis:names:tc:SAML:2.0:protocol', 'metadata_invalid'],
  ])('S8 M1 are not found in %s', (_name, namespace, code) => {
    const xml = idpMetadataXml().replace('urn:oasis:names:tc:SAML:2.0:metadata"', `${namespace}"`)
    expect(refusalOf(() => parse(xml)).code).toBe(`saml_${code}`)
  })

  it.each(['EntityID', 'x:entityID', 'entityId', 'ENTITYID'])(
    'S8 M1 an attribute called %s is no entityID',
    (name) => {
      const xml = idpMetadataXml().replace(
        'entityID=',
        `xmlns:x="urn:oasis:names:tc:SAML:2.0:metadata" ${name}=`,
      )
      expect(refusalOf(() => parse(xml)).code).toBe('saml_metadata_invalid')
    },
  )
})
