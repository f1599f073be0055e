import { verify } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { isSsoError } from '../../src/errors.ts'
import {
  type Delivery,
  type OutboundMessage,
  createAuthnRequest,
  createLogoutRequest,
  createLogoutResponse,
} from '../../src/saml/messages.ts'
import type { SamlEndpoint } from '../../src/types/connection.ts'
import { attributeOf, childrenNamed, textOf, type XmlElement } from '../../src/saml/xml/node.ts'
import { readXml } from '../../src/saml/xml/read.ts'
import { createTestKeyPair, type TestKeyPair } from '../support/saml-keys.ts'

const PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol'
const ASSERTION = 'urn:oasis:names:tc:SAML:2.0:assertion'
const SIGNATURE = 'http://www.w3.org/2000/09/xmldsig#'
const persistent = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent'

/** Everything that means something in XML, in templates or in regular expressions. */
const metacharacters = `&<>"'&amp;<!-- ]]> <?x?> {ID} {Issuer} $& $1 \\ 'é 😀`

const redirect: SamlEndpoint = { binding: 'redirect', location: 'https://idp.example.com/sso' }
const post: SamlEndpoint = { binding: 'post', location: 'https://idp.example.com/sso' }

let key: TestKeyPair
beforeAll(() => {
  key = createTestKeyPair()
})

const delivery = (overrides: Partial<Delivery> = {}): Delivery => ({
  endpoint: redirect,
  relayState: 'handle',
  key: undefined,
  mustSign: false,
  ...overrides,
})

const request = {
  id: '_id',
  issueInstant: new Date('2026-01-02T03:04:05.678Z'),
  issuer: 'https://app.example.com/sso/con_1/metadata',
  acsUrl: 'https://app.example.com/sso/con_1/acs',
}
const logoutRequest = {
  ...request,
  nameId: { nameId: 'ada@example.com', nameIdFormat: persistent },
  sessionIndexes: ['s1'],
  notOnOrAfter: new Date('2026-01-02T03:09:05.678Z'),
}

/** Undone with Node's own means. */
function documentOf(message: OutboundMessage): XmlElement {
  if (message.method === 'GET') {
    const query = new URL(message.url).searchParams
    const value = query.get('SAMLRequest') ?? query.get('SAMLResponse') ?? ''
    return readXml(inflateRawSync(Buffer.from(value, 'base64')))
  }
  const { SAMLRequest, SAMLResponse } = message.fields ?? {}
  return readXml(Buffer.from(SAMLRequest ?? SAMLResponse ?? '', 'base64'))
}

const attributesOf = (element: XmlElement | undefined) =>
  Object.fromEntries((element?.attributes ?? []).map(({ localName, value }) => [localName, value]))
const child = (element: XmlElement, namespace: string, name: string) =>
  childrenNamed(element, namespace, name)[0]!
const codeOf = async (promise: Promise<unknown>) => {
  const error = await promise.catch((caught: unknown) => caught)
  return isSsoError(error) ? error.code : error
}

describe('an AuthnRequest', () => {
  it('says by default just what the Web SSO profile needs', async () => {
    const root = documentOf(await createAuthnRequest(request, delivery()))
    expect([root.namespace, root.localName]).toEqual([PROTOCOL, 'AuthnRequest'])
    expect(attributesOf(root)).toEqual({
      ID: '_id',
      Version: '2.0',
      IssueInstant: '2026-01-02T03:04:05.678Z',
      Destination: 'https://idp.example.com/sso',
      ProtocolBinding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST',
      AssertionConsumerServiceURL: 'https://app.example.com/sso/con_1/acs',
    })
    // No RequestedAuthnContext, no NameIDPolicy.
    expect(root.children).toHaveLength(1)
    expect(textOf(child(root, ASSERTION, 'Issuer'))).toBe(request.issuer)
  })

  it('asks for what the connection and the caller want', async () => {
    const wishes = {
      forceAuthn: true,
      isPassive: true,
      providerName: 'App',
      nameIdFormat: persistent,
    }
    const root = documentOf(await createAuthnRequest({ ...request, ...wishes }, delivery()))
    expect(attributesOf(root)).toMatchObject({
      ForceAuthn: 'true',
      IsPassive: 'true',
      ProviderName: 'App',
    })
    expect(attributesOf(child(root, PROTOCOL, 'NameIDPolicy'))).toEqual({
      Format: persistent,
      AllowCreate: 'true',
    })
  })

  it('sends no AllowCreate with transient NameIDs, which errata E14 forbids', async () => {
    const nameIdFormat = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient'
    const root = documentOf(await createAuthnRequest({ ...request, nameIdFormat }, delivery()))
    expect(attributesOf(child(root, PROTOCOL, 'NameIDPolicy'))).toEqual({ Format: nameIdFormat })
  })

  it('says nothing where a flag is false', async () => {
    const flags = { forceAuthn: false, isPassive: false }
    const root = documentOf(await createAuthnRequest({ ...request, ...flags }, delivery()))
    expect(attributeOf(root, 'ForceAuthn')).toBeUndefined()
    expect(attributeOf(root, 'IsPassive')).toBeUndefined()
  })
})

describe('the redirect binding', () => {
  it('keeps the query of the endpoint and appends to it', async () => {
    const endpoint = { ...redirect, location: 'https://idp.example.com/sso?idpid=C0&x=%2F' }
    const { url, method } = await createAuthnRequest(request, delivery({ endpoint }))
    expect(method).toBe('GET')
    expect(url.startsWith('https://idp.example.com/sso?idpid=C0&x=%2F&SAMLRequest=')).toBe(true)
    expect(new URL(url).searchParams.get('RelayState')).toBe('handle')
  })

  it('leaves RelayState and Signature out where there are none', async () => {
    const { url } = await createAuthnRequest(request, {
      endpoint: redirect,
      key: undefined,
      mustSign: false,
    })
    expect([...new URL(url).searchParams.keys()]).toEqual(['SAMLRequest'])
  })

  it.each(['handle', metacharacters, 'a+b/c=='])(
    'S23 signs the very octets that are sent, RelayState %j included',
    async (relayState) => {
      const { url } = await createAuthnRequest(request, delivery({ key, relayState }))
      const query = url.slice(url.indexOf('?') + 1)
      const [octets = '', signature = ''] = query.split('&Signature=')
      expect(octets.split('&').map((part) => part.split('=')[0])).toEqual([
        'SAMLRequest',
        'RelayState',
        'SigAlg',
      ])
      expect(new URL(url).searchParams.get('SigAlg')).toBe(
        'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
      )
      expect(new URL(url).searchParams.get('RelayState')).toBe(relayState)
      const bytes = Buffer.from(decodeURIComponent(signature), 'base64')
      expect(verify('sha256', Buffer.from(octets), key.certificate, bytes)).toBe(true)
      expect(verify('sha256', Buffer.from(`${octets}x`), key.certificate, bytes)).toBe(false)
    },
  )

  it('answers a logout request as SAMLResponse, at the response location', async () => {
    const endpoint = { ...redirect, responseLocation: 'https://idp.example.com/slo/done' }
    const response = { ...request, inResponseTo: '_theirs', status: 'success' as const }
    const message = await createLogoutResponse(response, delivery({ endpoint, key }))
    expect(message.url.startsWith('https://idp.example.com/slo/done?SAMLResponse=')).toBe(true)
    expect(attributeOf(documentOf(message), 'Destination')).toBe('https://idp.example.com/slo/done')
  })
})

describe('the POST binding', () => {
  it('sends the document as a form field', async () => {
    const message = await createAuthnRequest(request, delivery({ endpoint: post }))
    expect(message).toMatchObject({ method: 'POST', url: post.location })
    expect(Object.keys(message.fields ?? {})).toEqual(['SAMLRequest', 'RelayState'])
    expect(message.fields?.RelayState).toBe('handle')
    expect(attributeOf(documentOf(message), 'ID')).toBe('_id')
  })

  it('signs the document element, with our certificate, right after the Issuer', async () => {
    const root = documentOf(await createAuthnRequest(request, delivery({ endpoint: post, key })))
    const names = root.children.map((node) => node.kind === 'element' && node.localName)
    expect(names).toEqual(['Issuer', 'Signature'])
    const signature = child(root, SIGNATURE, 'Signature')
    const signedInfo = child(signature, SIGNATURE, 'SignedInfo')
    expect(attributesOf(child(signedInfo, SIGNATURE, 'SignatureMethod'))).toEqual({
      Algorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    })
    const reference = child(signedInfo, SIGNATURE, 'Reference')
    expect(attributesOf(reference)).toEqual({ URI: '#_id' })
    expect(attributesOf(child(reference, SIGNATURE, 'DigestMethod'))).toEqual({
      Algorithm: 'http://www.w3.org/2001/04/xmlenc#sha256',
    })
    const transforms = child(reference, SIGNATURE, 'Transforms').children as XmlElement[]
    expect(transforms.map((transform) => attributeOf(transform, 'Algorithm'))).toEqual([
      'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
      'http://www.w3.org/2001/10/xml-exc-c14n#',
    ])
    const keyInfo = child(signature, SIGNATURE, 'KeyInfo')
    const certificate = child(child(keyInfo, SIGNATURE, 'X509Data'), SIGNATURE, 'X509Certificate')
    expect(textOf(certificate)).toBe(key.certificate.replaceAll(/-----[A-Z ]+-----|\n/g, ''))
  })
})

describe('logout messages', () => {
  it('name the session exactly as the assertion did', async () => {
    const nameId = {
      nameId: ' Ada ',
      nameIdFormat: persistent,
      nameQualifier: 'https://idp.example.com',
      spNameQualifier: 'https://app.example.com',
    }
    const message = { ...logoutRequest, nameId, sessionIndexes: ['s1', 's2'] }
    const root = documentOf(await createLogoutRequest(message, delivery({ key })))
    expect([root.namespace, root.localName]).toEqual([PROTOCOL, 'LogoutRequest'])
    expect(attributeOf(root, 'NotOnOrAfter')).toBe('2026-01-02T03:09:05.678Z')
    expect(attributesOf(child(root, ASSERTION, 'NameID'))).toEqual({
      NameQualifier: 'https://idp.example.com',
      SPNameQualifier: 'https://app.example.com',
      Format: persistent,
    })
    expect(textOf(child(root, ASSERTION, 'NameID'))).toBe(' Ada ')
    expect(childrenNamed(root, PROTOCOL, 'SessionIndex').map(textOf)).toEqual(['s1', 's2'])
  })

  it('leave out what the assertion had not', async () => {
    const message = { ...logoutRequest, nameId: { nameId: 'ada' }, sessionIndexes: [] }
    const root = documentOf(await createLogoutRequest(message, delivery()))
    expect(child(root, ASSERTION, 'NameID').attributes).toEqual([])
    expect(childrenNamed(root, PROTOCOL, 'SessionIndex')).toEqual([])
  })

  it.each([
    ['success', 'urn:oasis:names:tc:SAML:2.0:status:Success'],
    ['requester', 'urn:oasis:names:tc:SAML:2.0:status:Requester'],
    ['responder', 'urn:oasis:names:tc:SAML:2.0:status:Responder'],
  ] as const)('answer with the status %s', async (status, uri) => {
    const response = { ...request, inResponseTo: '_theirs', status }
    const root = documentOf(await createLogoutResponse(response, delivery()))
    expect(attributeOf(root, 'InResponseTo')).toBe('_theirs')
    const code = child(child(root, PROTOCOL, 'Status'), PROTOCOL, 'StatusCode')
    expect(attributeOf(code, 'Value')).toBe(uri)
  })
})

describe('hostile values', () => {
  const value = `${metacharacters}\t\r\n`

  it.each([
    ['redirect', redirect],
    ['post', post],
  ])('S26 come back unchanged from every field of a request by %s', async (_name, endpoint) => {
    const fields = { issuer: value, acsUrl: value, providerName: value, nameIdFormat: value }
    const root = documentOf(
      await createAuthnRequest({ ...request, ...fields }, delivery({ endpoint, key })),
    )
    expect(textOf(child(root, ASSERTION, 'Issuer'))).toBe(value)
    expect(attributesOf(root)).toMatchObject({
      AssertionConsumerServiceURL: value,
      ProviderName: value,
    })
    expect(attributeOf(child(root, PROTOCOL, 'NameIDPolicy'), 'Format')).toBe(value)
  })

  it.each([
    ['redirect', redirect],
    ['post', post],
  ])('S26 come back unchanged from every field of logout by %s', async (_name, endpoint) => {
    const nameId = {
      nameId: value,
      nameIdFormat: value,
      nameQualifier: value,
      spNameQualifier: value,
    }
    const message = { ...logoutRequest, issuer: value, nameId, sessionIndexes: [value] }
    const root = documentOf(await createLogoutRequest(message, delivery({ endpoint, key })))
    expect(textOf(child(root, ASSERTION, 'Issuer'))).toBe(value)
    expect(textOf(child(root, ASSERTION, 'NameID'))).toBe(value)
    expect(attributesOf(child(root, ASSERTION, 'NameID'))).toEqual({
      NameQualifier: value,
      SPNameQualifier: value,
      Format: value,
    })
    expect(textOf(child(root, PROTOCOL, 'SessionIndex'))).toBe(value)
    const response = { ...request, inResponseTo: value, status: 'success' as const }
    const answer = documentOf(await createLogoutResponse(response, delivery({ endpoint, key })))
    expect(attributeOf(answer, 'InResponseTo')).toBe(value)
  })

  it.each(['\u0000', '\u000b', '\u{fffe}', '\ud800', 'a\udc00b'])(
    'S26 that XML cannot carry are refused: %j',
    async (character) => {
      const hostile = { ...request, providerName: character }
      expect(await codeOf(createAuthnRequest(hostile, delivery()))).toBe('saml_value_unwritable')
      const nameId = { nameId: character }
      expect(await codeOf(createLogoutRequest({ ...logoutRequest, nameId }, delivery()))).toBe(
        'saml_value_unwritable',
      )
    },
  )
})

describe('our key', () => {
  it('is missed where the identity provider takes signed requests only', async () => {
    const sent = createAuthnRequest(request, delivery({ mustSign: true }))
    expect(await codeOf(sent)).toBe('saml_request_key_missing')
  })

  it('signs wherever there is one', async () => {
    const { url } = await createAuthnRequest(request, delivery({ key, mustSign: false }))
    expect(new URL(url).searchParams.has('Signature')).toBe(true)
  })

  it.each([
    ['redirect', redirect],
    ['post', post],
  ])('is never quoted when it cannot sign (%s)', async (_name, endpoint) => {
    const secret = 'MIIsecret'
    const broken = {
      ...key,
      privateKey: `-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----`,
    }
    const error: unknown = await createAuthnRequest(
      request,
      delivery({ endpoint, key: broken }),
    ).catch((caught: unknown) => caught)
    expect(isSsoError(error, 'saml_request_key_unusable')).toBe(true)
    expect(JSON.stringify(error)).not.toContain(secret)
    expect((error as Error).cause).toBeUndefined()
  })
})

describe('our certificate', () => {
  const signedWith = async (certificate: string) =>
    createAuthnRequest(request, delivery({ endpoint: post, key: { ...key, certificate } }))

  it('may come with text around it, of which none is sent', async () => {
    const bag = `Bag Attributes\n  friendlyName: <x/>\n${key.certificate}`
    expect((await signedWith(bag)).fields).toEqual((await signedWith(key.certificate)).fields)
  })

  it('S26 is nothing but a certificate', async () => {
    const hostile = 'AAAA</ds:X509Certificate><x/><ds:X509Certificate>'
    expect(await codeOf(signedWith(hostile))).toBe('saml_request_key_unusable')
  })
})
