import { X509Certificate } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { fixedClock } from '../../../src/testing/clock.ts'
import {
  createMockKeyPair,
  createMockSamlIdp,
  type MockSamlOptions,
} from '../../../src/testing/saml/index.ts'
import { redirectQuery } from '../../../src/testing/saml/redirect.ts'

const clock = fixedClock()
const spKey = createMockKeyPair({ type: 'ec-p256' })
const app = {
  entityId: 'https://app.example.com/metadata',
  acsUrl: 'https://app.example.com/acs',
  sloUrl: 'https://app.example.com/slo',
  signingCertificates: [spKey.certificate],
}
const idpKey = createMockKeyPair({ type: 'ec-p256' })
const create = (options: MockSamlOptions = {}) =>
  createMockSamlIdp({ clock, key: idpKey, serviceProviders: [app], ...options })

interface Request {
  readonly attributes?: Readonly<Record<string, string | undefined>>
  readonly issuer?: string
  readonly inside?: string
  readonly relayState?: string
  readonly key?: typeof spKey
  readonly address?: string
}

/** An AuthnRequest written by hand, in the redirect binding. */
function authnRequest({ attributes, issuer, inside = '', ...more }: Request = {}): string {
  const all = {
    ...{ ID: '_request', Version: '2.0', IssueInstant: clock().toISOString() },
    ...{ Destination: 'https://idp.example.com/sso', AssertionConsumerServiceURL: app.acsUrl },
    ...attributes,
  }
  const written = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [` ${name}="${value}"`],
  )
  const xml =
    '<p:AuthnRequest xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol"' +
    `${written.join('')}><Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">` +
    `${issuer ?? app.entityId}</Issuer>${inside}</p:AuthnRequest>`
  const { relayState, key, address = 'https://idp.example.com/sso' } = more
  const query = redirectQuery({
    ...{ parameter: 'SAMLRequest', xml, relayState, key, algorithm: 'ecdsa-sha256' },
  })
  return `${address}?${query}`
}

describe('createMockSamlIdp', () => {
  afterEach(() => vi.unstubAllEnvs())

  it('refuses to work in production', () => {
    vi.stubEnv('NODE_ENV', 'production')
    expect(() => createMockSamlIdp()).toThrow('must not run in production')
  })

  it('serves whoever asks where no application is registered', () => {
    const idp = createMockSamlIdp({ clock, key: idpKey })
    const answer = idp.respondTo(authnRequest({ issuer: 'urn:example:anybody' }))
    expect(answer.expected).toEqual({
      idpEntityId: 'https://idp.example.com/metadata',
      signingCertificates: [idpKey.certificate],
      spEntityId: 'urn:example:anybody',
      acsUrl: app.acsUrl,
      inResponseTo: '_request',
      allowUnsolicited: false,
      now: clock(),
      decryptionKeys: [expect.stringContaining('PRIVATE KEY')],
      allow: {},
    })
  })

  it('posts its answer like a browser', async () => {
    const idp = create()
    const { url, fields, ...answer } = idp.respondTo(authnRequest({ relayState: 'a&b' }))
    expect(url).toBe(app.acsUrl)
    expect([...fields.keys()]).toEqual(['SAMLResponse', 'RelayState'])
    const request = answer.toRequest('flow=1')
    expect(request).toMatchObject({ method: 'POST', url: app.acsUrl })
    expect(request.headers.get('cookie')).toBe('flow=1')
    expect((await request.formData()).get('RelayState')).toBe('a&b')
    const xml = Buffer.from(answer.samlResponse, 'base64').toString()
    expect(xml).toContain(` InResponseTo="_request" `)
    expect(xml).toContain('<saml:Audience>https://app.example.com/metadata</saml:Audience>')
  })

  it.each([
    [{ issuer: 'urn:example:stranger' }, 'nobody registered the application urn:example:stranger'],
    [{ attributes: { Version: '1.1' } }, 'the version is not 2.0'],
    [{ attributes: { ID: '1' } }, 'the ID is no name'],
    [{ attributes: { IssueInstant: '2025-12-31T00:00:00Z' } }, 'not issued in these five minutes'],
    [{ attributes: { IssueInstant: undefined } }, 'not issued in these five minutes'],
    [{ attributes: { Destination: 'https://idp.example.com/' } }, 'the Destination is not ours'],
    [{ address: 'https://idp.example.com/other' }, 'instead of https://idp.example.com/sso'],
    [
      { attributes: { AssertionConsumerServiceURL: 'https://attacker.example.net/acs' } },
      'the ACS address is not registered',
    ],
    [{ attributes: { ProtocolBinding: 'urn:oasis:names:tc:SAML:2.0:bindings:PAOS' } }, 'HTTP-POST'],
    [{ key: createMockKeyPair({ type: 'ec-p256' }) }, 'the signature is wrong'],
    [{ key: spKey, attributes: { Destination: undefined } }, 'signed and has no Destination'],
  ] as readonly [Request, string][])('shows an error page for %j', (request, reason) => {
    expect(() => create().respondTo(authnRequest(request))).toThrow(reason)
  })

  it('shows an error page for what is no request', () => {
    const address = 'https://idp.example.com/sso'
    const encoded = (xml: string) => encodeURIComponent(deflateRawSync(xml).toString('base64'))
    expect(() => create().respondTo(address)).toThrow('mock provider: ')
    expect(() => create().respondTo(`${address}?SAMLRequest=${encoded('<x/>')}`)).toThrow('Issuer')
    expect(() => create().respondTo(`${authnRequest()}&SAMLRequest=x`)).toThrow('sent twice')
    expect(() =>
      create().respondTo(`${address}?SAMLRequest=${encoded('<!DOCTYPE x><x/>')}`),
    ).toThrow('not plain XML')
  })

  it('takes signed requests only where it says so', () => {
    const idp = create({ wantsSignedRequests: true })
    expect(idp.metadata()).toContain(' WantAuthnRequestsSigned="true"')
    expect(() => idp.respondTo(authnRequest())).toThrow('it is not signed')
    expect(idp.respondTo(authnRequest({ key: spKey })).expected.inResponseTo).toBe('_request')
    const stranger = create({
      wantsSignedRequests: true,
      serviceProviders: [{ ...app, signingCertificates: [] }],
    })
    expect(() => stranger.respondTo(authnRequest({ key: spKey }))).toThrow('no certificate')
  })

  it('remembers what it was asked', () => {
    const idp = create()
    const policy = '<p:NameIDPolicy Format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient"/>'
    const attributes = { ForceAuthn: 'true', IsPassive: '1' }
    idp.respondTo(authnRequest({ attributes, inside: policy, relayState: 'r', key: spKey }))
    expect(idp.requests).toEqual([
      {
        id: '_request',
        issuer: app.entityId,
        acsUrl: app.acsUrl,
        destination: 'https://idp.example.com/sso',
        relayState: 'r',
        binding: 'redirect',
        isSigned: true,
        forceAuthn: true,
        isPassive: true,
        nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient',
        authnContextClassRefs: [],
        xml: expect.stringContaining('<p:AuthnRequest'),
      },
    ])
  })

  it('honours ForceAuthn', () => {
    const authenticatedAt = new Date(clock().getTime() - 3_600_000)
    const before = create().respondTo(authnRequest(), { authenticatedAt })
    expect(before.facts.authnInstant).toBe(authenticatedAt.toISOString())
    const attributes = { ForceAuthn: 'true' }
    const forced = create().respondTo(authnRequest({ attributes }), { authenticatedAt })
    expect(forced.facts.authnInstant).toBe(clock().toISOString())
  })

  it.each([
    ['NoPassive', { attributes: { IsPassive: 'true' } }],
    [
      'InvalidNameIDPolicy',
      { inside: '<p:NameIDPolicy Format="urn:oasis:names:tc:SAML:2.0:nameid-format:entity"/>' },
    ],
    [
      'NoAuthnContext',
      {
        inside:
          '<p:RequestedAuthnContext><a:AuthnContextClassRef xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion">' +
          'urn:oasis:names:tc:SAML:2.0:ac:classes:Smartcard</a:AuthnContextClassRef></p:RequestedAuthnContext>',
      },
    ],
  ] as readonly [string, Request][])(
    'answers %s where it cannot do as asked',
    (status, request) => {
      const answer = create().respondTo(authnRequest(request), { needsInteraction: true })
      expect(answer.facts).toMatchObject({ statusCode: 'Responder', subStatusCode: status })
      const xml = Buffer.from(answer.samlResponse, 'base64').toString()
      expect(xml).toContain(`Value="urn:oasis:names:tc:SAML:2.0:status:${status}"`)
      expect(xml).not.toContain('<saml:Assertion')
    },
  )

  it.each([
    ['1.1:nameid-format:unspecified', 'ann@example.com'],
    ['1.1:nameid-format:emailAddress', 'ann@example.com'],
    // SHA-256 of ann@example.com, by sha256sum.
    [
      '2.0:nameid-format:persistent',
      '71d4f55f72fa128dfb468a1a3901507c804b74316488744d769d7f4b16696476',
    ],
  ])('names the person in the wanted format: %s', (format, nameId) => {
    const inside = `<p:NameIDPolicy Format="urn:oasis:names:tc:SAML:${format}"/>`
    expect(create().respondTo(authnRequest({ inside })).facts.nameId).toBe(nameId)
  })

  it('signs in whoever is named', () => {
    const idp = create({
      people: [{ nameId: 'bob', attributes: { groups: ['a'] } }, { nameId: 'eve' }],
    })
    expect(idp.respondTo(authnRequest()).facts).toMatchObject({
      nameId: 'bob',
      nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
      attributes: { groups: ['a'] },
    })
    expect(idp.respondTo(authnRequest(), { person: 'eve' }).facts.nameId).toBe('eve')
    expect(idp.respondTo(authnRequest(), { person: { nameId: 'x' } }).facts.nameId).toBe('x')
    expect(() => idp.respondTo(authnRequest(), { person: 'nobody' })).toThrow(
      'nobody called nobody',
    )
  })

  it('signs in without having been asked', () => {
    const idp = create()
    const answer = idp.start({ relayState: '/reports' })
    expect(answer.expected).toMatchObject({ inResponseTo: null, allowUnsolicited: true })
    expect(Buffer.from(answer.samlResponse, 'base64').toString()).not.toContain('InResponseTo')
    expect(answer.fields.get('RelayState')).toBe('/reports')
    expect(() => createMockSamlIdp({ key: idpKey }).start()).toThrow('no application is registered')
  })

  it('encrypts for applications that have a certificate', () => {
    const { certificate } = createMockKeyPair()
    const withKey = { ...app, encryptionCertificate: certificate }
    const xmlOf = (options: MockSamlOptions) =>
      Buffer.from(create(options).respondTo(authnRequest()).samlResponse, 'base64').toString()
    const encrypts = true
    expect(xmlOf({ encrypts, serviceProviders: [withKey] })).toContain('<saml:EncryptedAssertion')
    expect(xmlOf({ encrypts })).toContain('<saml:Assertion')
    expect(xmlOf({ serviceProviders: [withKey] })).toContain('<saml:Assertion')
  })

  it('publishes its metadata, and the keys of a rotation', async () => {
    const idp = create()
    const bodyOf = (pem: string) => pem.replaceAll(/-----[^-]+-----|\s/g, '')
    const old = idp.certificates[0] ?? ''
    idp.rotateKeys({ key: createMockKeyPair({ type: 'ec-p384' }), keepsOld: true })
    expect(idp.certificates).toHaveLength(2)
    const response = await idp.fetch(idp.entityId)
    expect(response.headers.get('content-type')).toBe('application/samlmetadata+xml')
    const metadata = await response.text()
    for (const certificate of idp.certificates) expect(metadata).toContain(bodyOf(certificate))
    expect(idp.certificates[1]).toBe(old)
    expect(idp.respondTo(authnRequest()).expected.signingCertificates).toEqual([
      idp.certificates[0],
    ])
    idp.rotateKeys()
    expect(idp.metadata()).not.toContain(bodyOf(old))
    expect(new X509Certificate(idp.certificates[0] ?? '').publicKey.asymmetricKeyDetails).toEqual({
      namedCurve: 'secp384r1',
    })
    await expect(idp.fetch('https://idp.example.com/other')).rejects.toThrow('fetch failed')
    expect(idp.settings).toEqual({
      idpEntityId: 'https://idp.example.com/metadata',
      ssoEndpoints: [
        { binding: 'redirect', location: 'https://idp.example.com/sso' },
        { binding: 'post', location: 'https://idp.example.com/sso' },
      ],
      sloEndpoints: [
        { binding: 'redirect', location: 'https://idp.example.com/slo' },
        { binding: 'post', location: 'https://idp.example.com/slo' },
      ],
      signingCertificates: idp.certificates,
    })
  })

  it('is honest again after it was tampered with', () => {
    const idp = create()
    idp.tamper('issuer_wrong', 'unsigned')
    expect([...idp.defects]).toEqual(['issuer_wrong', 'unsigned'])
    const wrong = Buffer.from(idp.respondTo(authnRequest()).samlResponse, 'base64').toString()
    expect(wrong).toContain('https://other-idp.example.com/metadata</saml:Issuer>')
    expect(wrong).not.toContain('<ds:Signature')
    idp.tamper()
    const right = Buffer.from(idp.respondTo(authnRequest()).samlResponse, 'base64').toString()
    expect(right.match(/<ds:Signature /g)).toHaveLength(2)
    expect(right).not.toContain('other-idp')
  })

  it('replays its last answer, for another request', () => {
    const idp = create()
    const first = idp.respondTo(authnRequest())
    idp.tamper('replayed')
    const again = idp.respondTo(authnRequest({ attributes: { ID: '_another' }, relayState: 'r' }))
    expect(again.samlResponse).toBe(first.samlResponse)
    expect(again.facts).toEqual(first.facts)
    expect(again.expected.inResponseTo).toBe('_another')
    expect(again.fields.get('RelayState')).toBe('r')
  })
})

describe('a mock provider’s logout', () => {
  const logoutRequest = (
    issuer = app.entityId,
    key?: typeof spKey,
    destination = 'https://idp.example.com/slo',
  ) => {
    const xml =
      `<p:LogoutRequest xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" ID="_logout" Version="2.0" IssueInstant="${clock().toISOString()}" Destination="${destination}">` +
      `<a:Issuer xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion">${issuer}</a:Issuer>` +
      '<a:NameID xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion">ann</a:NameID></p:LogoutRequest>'
    const query = redirectQuery({
      ...{ parameter: 'SAMLRequest', xml, relayState: 'r', key, algorithm: 'ecdsa-sha256' },
    })
    return `https://idp.example.com/slo?${query}`
  }

  it('is checked as in the standard', () => {
    const idp = create()
    expect(() => idp.answerLogout(logoutRequest())).toThrow('the LogoutRequest is not signed')
    expect(() => idp.answerLogout(logoutRequest('urn:example:x', spKey))).toThrow(
      'nobody registered',
    )
    expect(() =>
      idp.answerLogout(logoutRequest(app.entityId, spKey, 'https://x.example/')),
    ).toThrow('not for us')
    const stranger = createMockKeyPair({ type: 'ec-p256' })
    expect(() => idp.answerLogout(logoutRequest(app.entityId, stranger))).toThrow(
      'the signature is wrong',
    )
    expect(() => idp.answerLogout(authnRequest())).toThrow('no LogoutRequest')
  })

  it('is answered in either binding', () => {
    const idp = create()
    const redirect = idp.answerLogout(logoutRequest(app.entityId, spKey))
    expect(redirect).toMatchObject({ method: 'GET' })
    expect([...redirect.fields.keys()]).toEqual([
      'SAMLResponse',
      'RelayState',
      'SigAlg',
      'Signature',
    ])
    const post = idp.answerLogout(logoutRequest(app.entityId, spKey), { binding: 'post' })
    expect(post).toMatchObject({ method: 'POST', url: app.sloUrl })
    const xml = Buffer.from(post.fields.get('SAMLResponse') ?? '', 'base64').toString()
    expect(xml).toContain(' InResponseTo="_logout" ')
    idp.tamper('logout_in_response_to_other')
    const wrong = idp.answerLogout(logoutRequest(app.entityId, spKey), { binding: 'post' })
    expect(Buffer.from(wrong.fields.get('SAMLResponse') ?? '', 'base64').toString()).toContain(
      'InResponseTo="_another-request"',
    )
  })

  it('needs an address', () => {
    const idp = create({ serviceProviders: [{ entityId: app.entityId, acsUrl: app.acsUrl }] })
    expect(() => idp.requestLogout({ nameId: 'ann' })).toThrow('no logout address')
    const { url } = idp.requestLogout({ nameId: 'ann' }, { sloUrl: 'https://x.example/slo?a=1' })
    expect(url.startsWith('https://x.example/slo?a=1&SAMLRequest=')).toBe(true)
  })
})
