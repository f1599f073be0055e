import { inflateRawSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  type Delivery,
  type OutboundMessage,
  createAuthnRequest,
  createLogoutRequest,
  createLogoutResponse,
} from '../../src/saml/messages.ts'
import { spMetadataOf } from '../../src/saml/sp-metadata.ts'
import { samlUrls } from '../../src/saml/urls.ts'
import { createTestKeyPair, type TestKeyPair } from '../support/saml-keys.ts'
import { schemaProblems, signatureProblems, valueAt } from '../support/saml-schemas.ts'

const metacharacters = `&<>"' ]]> {ID} &amp; é 😀`
const location = `https://idp.example.com/sso?a=1&b='2'`
const urls = samlUrls({ baseUrl: 'https://app.example.com', connectionId: 'con_1' })
const persistent = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent'

let key: TestKeyPair
let other: TestKeyPair
beforeAll(() => {
  key = createTestKeyPair()
  other = createTestKeyPair({ algorithm: 'rsa:3072' })
})

const header = {
  id: '_1',
  issueInstant: new Date('2026-01-02T03:04:05.678Z'),
  issuer: urls.spEntityId,
}
const authnRequest = {
  ...header,
  acsUrl: urls.acsUrl,
  nameIdFormat: persistent,
  forceAuthn: true,
  isPassive: true,
  providerName: metacharacters,
}
const logoutRequest = {
  ...header,
  nameId: {
    nameId: metacharacters,
    nameIdFormat: persistent,
    nameQualifier: metacharacters,
    spNameQualifier: metacharacters,
  },
  sessionIndexes: [metacharacters, 's2'],
  notOnOrAfter: new Date('2026-01-02T03:09:05.678Z'),
}
const logoutResponse = { ...header, inResponseTo: '_2', status: 'success' as const }

const sends = {
  AuthnRequest: (delivery: Delivery) => createAuthnRequest(authnRequest, delivery),
  LogoutRequest: (delivery: Delivery) => createLogoutRequest(logoutRequest, delivery),
  LogoutResponse: (delivery: Delivery) => createLogoutResponse(logoutResponse, delivery),
}

function xmlOf({ method, url, fields = {} }: OutboundMessage): string {
  const query = new URL(url).searchParams
  const parameter =
    method === 'GET' ? (name: string) => query.get(name) : (name: string) => fields[name]
  const bytes = Buffer.from(parameter('SAMLRequest') ?? parameter('SAMLResponse') ?? '', 'base64')
  return String(method === 'GET' ? inflateRawSync(bytes) : bytes)
}

const cases = Object.entries(sends).flatMap(([name, send]) =>
  (['redirect', 'post'] as const).flatMap((binding) =>
    [true, false].map((isSigned) => ({ name, send, binding, isSigned })),
  ),
)

describe('what we send', () => {
  it.each(cases)('S26 fits the OASIS schema: $name by $binding, signed: $isSigned', async (one) => {
    const xml = xmlOf(
      await one.send({
        endpoint: { binding: one.binding, location },
        relayState: 'handle',
        key: one.isSigned ? key : undefined,
        mustSign: one.isSigned,
      }),
    )
    expect(schemaProblems('protocol', xml)).toBe('')
    expect(valueAt('/*/@Destination', xml)).toBe(location)
    expect(valueAt('local-name(/*)', xml)).toBe(one.name)
    // The schema does notice what is wrong.
    expect(schemaProblems('protocol', xml.replace(' Version="2.0"', ''))).not.toBe('')
  })

  it.each(Object.entries(sends))('verifies in xmlsec1: %s by POST', async (_name, send) => {
    const xml = xmlOf(await send({ endpoint: { binding: 'post', location }, key, mustSign: true }))
    expect(signatureProblems(xml, key.certificate)).toBe('')
    expect(signatureProblems(xml, other.certificate)).not.toBe('')
    expect(signatureProblems(xml.replace('03:04:05', '03:04:06'), key.certificate)).not.toBe('')
  })

  it('S26 says the same to libxml2', async () => {
    const endpoint = { binding: 'post', location } as const
    const request = xmlOf(await createAuthnRequest(authnRequest, { endpoint, key, mustSign: true }))
    expect(valueAt('/*/@ProviderName', request)).toBe(metacharacters)
    const logout = xmlOf(
      await createLogoutRequest(logoutRequest, { endpoint, key, mustSign: true }),
    )
    for (const path of [
      "//*[local-name()='NameID']",
      "//*[local-name()='NameID']/@NameQualifier",
    ]) {
      expect(valueAt(path, logout)).toBe(metacharacters)
    }
    expect(valueAt("//*[local-name()='SessionIndex'][1]", logout)).toBe(metacharacters)
  })
})

describe('our metadata', () => {
  it.each([
    ['without keys', {}, 0],
    ['with keys', {}, 2],
    ['for e-mail addresses', { requireEmailNameId: true }, 1],
    [
      'of a moved connection',
      { spEntityId: 'urn:a&b', acsUrl: `https://old.example/acs?x='1'&y` },
      1,
    ],
  ])('fits the OASIS schema: %s', (_name, settings, keys) => {
    const xml = spMetadataOf(
      settings,
      urls,
      [key, { ...other, use: 'encryption' as const }].slice(0, keys),
    )
    expect(schemaProblems('metadata', xml)).toBe('')
    expect(schemaProblems('metadata', xml.replace(' Binding=', ' X='))).not.toBe('')
  })

  it('names entityID and addresses to libxml2', () => {
    const moved = { spEntityId: 'urn:a&b', acsUrl: `https://old.example/acs?x='1'&y` }
    const xml = spMetadataOf(moved, urls, [])
    expect(valueAt('/*/@entityID', xml)).toBe('urn:a&b')
    const acs = "//*[local-name()='AssertionConsumerService']/@Location"
    expect(valueAt(acs, xml)).toBe(moved.acsUrl)
  })
})
