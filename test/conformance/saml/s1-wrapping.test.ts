import { describe, expect, it } from 'vitest'
import { accept, refusal, refusalCodes } from '../../support/saml-refusal.ts'
import {
  assertionXml,
  attributeStatement,
  attribute,
  confirmation,
  idpKey,
  inSaml,
  issuer,
  nameId,
  responseXml,
  samlResponseXml,
  signedAssertionXml,
  strangerKey,
  subject,
  tag,
  values,
  withSignature,
} from '../../support/saml-response.ts'
import { uris } from '../../support/xml-dsig.ts'

const eve = { attributes: { ID: '_evil' }, subject: subject(nameId('eve') + confirmation()) }
const evil = assertionXml(eve)
const honest = signedAssertionXml()
const bare = assertionXml()
const signature = /<ds:Signature .*<\/ds:Signature>/.exec(honest)?.[0] ?? ''

const into = (xml: string, name: string, inside: string): string =>
  xml.replace(new RegExp(`</${name}>$`), () => `${inside}</${name}>`)
const afterIssuer = (xml: string, inside: string): string =>
  xml.replace('</saml:Issuer>', () => `</saml:Issuer>${inside}`)
const withObject = (inside: string): string =>
  signature.replace('</ds:Signature>', () => `<ds:Object>${inside}</ds:Object></ds:Signature>`)
const extensions = (inside: string): string => tag('samlp:Extensions', {}, inside)

describe('a wrapped assertion', () => {
  it('S1 the honest one is accepted', async () => {
    expect((await accept(responseXml(honest))).nameId).toBe('ann')
  })

  const advice = (inside: string): string => inSaml(tag('saml:Advice', {}, inside))
  const twice = 'saml_assertion_repeated'
  const unsigned = 'saml_signature_missing'
  const attacks: readonly (readonly [name: string, code: string, message: string])[] = [
    ['XSW3: a forged assertion before the signed one', twice, responseXml(evil + honest)],
    ['XSW3: a forged assertion after the signed one', twice, responseXml(honest + evil)],
    [
      'XSW4: the signed one in a forged one',
      twice,
      responseXml(into(evil, 'saml:Assertion', honest)),
    ],
    [
      'XSW4: the signed one in the Advice of a forged one',
      unsigned,
      responseXml(into(evil, 'saml:Assertion', advice(honest))),
    ],
    [
      'XSW4: the same with the ID of the signed one',
      unsigned,
      responseXml(
        into(
          assertionXml({ ...eve, attributes: { ID: '_a1' } }),
          'saml:Assertion',
          tag('saml:Advice', {}, honest),
        ),
      ),
    ],
    [
      'XSW5: the Signature in a forged one, the rest after it',
      twice,
      responseXml(afterIssuer(evil, signature) + bare),
    ],
    [
      'XSW5: the Signature in a forged one, the rest in its Advice',
      'saml_signature_malformed',
      responseXml(into(afterIssuer(evil, signature), 'saml:Assertion', advice(bare))),
    ],
    [
      'XSW5: the Signature in a forged one of the same ID',
      'saml_digest_mismatch',
      responseXml(afterIssuer(assertionXml({ ...eve, attributes: { ID: '_a1' } }), signature)),
    ],
    [
      'XSW6: the rest in the Signature of a forged one',
      twice,
      responseXml(
        afterIssuer(
          evil,
          signature.replace('</ds:Signature>', () => `${bare}</ds:Signature>`),
        ),
      ),
    ],
    ['XSW7: a forged one in Extensions', twice, responseXml(honest, { more: extensions(evil) })],
    ['XSW7: the signed one in Extensions', twice, responseXml(evil, { more: extensions(honest) })],
    [
      'XSW7: the signed one in Advice in Extensions',
      twice,
      responseXml(evil, { more: extensions(advice(honest)) }),
    ],
    [
      'XSW8: the rest in an Object of the Signature',
      twice,
      responseXml(afterIssuer(evil, withObject(bare))),
    ],
    [
      'XSW8: the rest in Advice in an Object of the Signature',
      twice,
      responseXml(afterIssuer(evil, withObject(advice(bare)))),
    ],
    ['the Signature at the response', twice, responseXml(evil + bare, {}, signature)],
    [
      'the Signature at the response of one assertion',
      'saml_signature_malformed',
      responseXml(bare, {}, signature),
    ],
    [
      'the Signature in the Subject',
      unsigned,
      responseXml(bare.replace('</saml:Subject>', () => `${signature}</saml:Subject>`)),
    ],
    [
      'the Signature in an attribute value',
      unsigned,
      responseXml(
        assertionXml({
          attributeStatement: attributeStatement(
            attribute('a', tag('saml:AttributeValue', {}, signature)),
          ),
        }),
      ),
    ],
    [
      'the signed one in the Status',
      twice,
      responseXml(evil, {
        status: tag(
          'samlp:Status',
          {},
          tag('samlp:StatusCode', { Value: 'urn:oasis:names:tc:SAML:2.0:status:Success' }) +
            tag('samlp:StatusDetail', {}, honest),
        ),
      }),
    ],
    [
      'a forged one as what is not encrypted',
      twice,
      responseXml(honest + inSaml(tag('saml:EncryptedAssertion', {}, evil))),
    ],
    ['no assertion', 'saml_assertion_missing', responseXml('')],
    ['a response in a response', 'saml_message_malformed', responseXml(responseXml(honest))],
    [
      'a response around a response',
      twice,
      responseXml(evil, { more: extensions(responseXml(honest)) }),
    ],
  ]
  it.each(attacks)('S1 S2 S3 S6 is refused: %s', async (_, code, message) => {
    const codes = await refusalCodes(message)
    expect(codes[0]).toBe(code)
  })

  it('S1 is refused with the response signed as well', async () => {
    const signedResponse = samlResponseXml({ sign: 'response' })
    const responseSignature = /<ds:Signature .*<\/ds:Signature>/.exec(signedResponse)?.[0] ?? ''
    const without = signedResponse.replace(responseSignature, '')
    const inObject = responseSignature.replace(
      '</ds:Signature>',
      () => `<ds:Object>${without}</ds:Object></ds:Signature>`,
    )
    const signedAttacks = [
      // XSW1: the signed response in the Signature of a forged one.
      responseXml(evil, { attributes: { ID: '_evil_r' } }, inObject),
      // XSW2: the signed response beside its Signature.
      responseXml(evil, { attributes: { ID: '_evil_r' } }, without + responseSignature),
      responseXml(evil, { attributes: { ID: '_r1' } }, responseSignature),
      signedResponse.replace('</samlp:Response>', () => `${evil}</samlp:Response>`),
      signedResponse + responseXml(evil),
      responseXml(evil) + signedResponse,
    ]
    const codes = await Promise.all(
      signedAttacks.map(async (attack) => (await refusal(attack)).code),
    )
    expect(codes).toEqual([
      'saml_assertion_repeated',
      'saml_assertion_repeated',
      'saml_digest_mismatch',
      'saml_assertion_repeated',
      'saml_xml_refused',
      'saml_xml_refused',
    ])
  })
})

describe('what is signed', () => {
  it('S1 is needed', async () => {
    const error = await refusal({ sign: 'none' })
    expect(error.code).toBe('saml_signature_missing')
    expect(error.hint).toContain('Entra')
  })

  it('S1 S9 was not changed afterwards', async () => {
    const changes = [
      ['>ann<', '>eve<'],
      ['admins', 'owners'],
      [' ID="_a1"', ' ID="_a1" x="y"'],
      ['<saml:NameID>', '<saml:NameID Format="urn:f">'],
    ] as const
    for (const [from, to] of changes) {
      const message = samlResponseXml().replace(from, to)
      expect(await refusalCodes(message)).toEqual(['saml_digest_mismatch'])
    }
  })

  it('S3 has to verify twice where there are two signatures', async () => {
    const byStranger = { key: strangerKey.privateKey }
    const wrongInside = withSignature(
      (signed) => responseXml(signedAssertionXml({}, byStranger), {}, signed),
      '_r1',
      {},
    )
    const wrongOutside = withSignature(
      (signed) => responseXml(honest, {}, signed),
      '_r1',
      byStranger,
    )
    for (const message of [wrongInside, wrongOutside]) {
      expect(await refusalCodes(message)).toEqual(['saml_signature_invalid'])
    }
  })

  it('S12 is by a configured key, whatever the message’s KeyInfo holds', async () => {
    const der = strangerKey.certificate.replaceAll(/-----[^-]*-----|\n/g, '')
    const keyInfo = `<ds:KeyInfo><ds:X509Data><ds:X509Certificate>${der}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>`
    const message = { signing: { key: strangerKey.privateKey, keyInfo } }
    const error = await refusal(message)
    expect(error.code).toBe('saml_signature_invalid')
    expect(error.message.match(/([0-9A-F]{2}:){31}[0-9A-F]{2}/g)).toHaveLength(2)
    const signingCertificates = [idpKey.certificate, strangerKey.certificate]
    expect((await accept(message, { signingCertificates })).nameId).toBe('ann')
    expect(await refusalCodes({}, { signingCertificates: [] })).toEqual([
      'saml_signing_key_missing',
    ])
  })

  it('S2 is a response or an assertion in a response, nothing else of the same sender', async () => {
    const others = {
      'an assertion alone': honest,
      'a LogoutRequest': tag('samlp:LogoutRequest'),
      'another namespace': samlResponseXml().replaceAll(uris.protocol, 'urn:other'),
      'SAML 1.1': samlResponseXml().replaceAll(
        uris.protocol,
        'urn:oasis:names:tc:SAML:1.0:protocol',
      ),
      'another letter case': samlResponseXml().replaceAll('samlp:Response', 'samlp:response'),
    }
    for (const [name, message] of Object.entries(others)) {
      const xml =
        message.includes('xmlns:samlp') || name === 'an assertion alone'
          ? message
          : message.replace(
              '<samlp:LogoutRequest',
              `<samlp:LogoutRequest xmlns:samlp="${uris.protocol}"`,
            )
      expect([name, await refusalCodes(xml)]).toEqual([name, ['saml_message_unexpected']])
    }
  })

  it('S8 is told by namespace, not by prefix', async () => {
    const renamed = samlResponseXml({ sign: 'none' })
      .replaceAll('samlp:', 'saml2p:')
      .replaceAll('xmlns:samlp', 'xmlns:saml2p')
    const make = (signed: string) =>
      renamed.replace('</saml:Issuer>', () => `</saml:Issuer>${signed}`)
    expect((await accept(withSignature(make, '_r1', {}))).nameId).toBe('ann')
    const foreign = assertionXml().replaceAll('saml:NameID', 'x:NameID')
    const assertion = foreign.replace('<x:NameID>', '<x:NameID xmlns:x="urn:x">')
    const message = withSignature((signed) => responseXml(assertion, {}, signed), '_r1', {})
    expect(await refusalCodes(message)).toEqual(['saml_name_id_missing'])
  })
})

describe('a value', () => {
  const victim = { subject: subject(nameId('ann.evil.example') + confirmation()) }

  it.each([
    'ann<!-- -->.evil.example',
    '<!-- -->ann.evil.example',
    'ann<![CDATA[.evil]]>.example',
    'ann&#46;evil.example',
  ])('X4 is read whole where the same bytes are signed: %s', async (text) => {
    const message = samlResponseXml({ assertion: victim }).replace('ann.evil.example', text)
    expect((await accept(message)).nameId).toBe('ann.evil.example')
  })

  it('X4 with an instruction or an element in it is refused', async () => {
    for (const text of ['ann<?x?>.evil.example', 'ann<x></x>', '<saml:NameID>ann</saml:NameID>']) {
      const assertion = { subject: subject(nameId(text) + confirmation()) }
      expect(await refusalCodes({ assertion })).toEqual(['saml_message_malformed'])
    }
    const inIssuer = { issuer: issuer('https://idp.example.com/metadata<?x?>') }
    expect(await refusalCodes({ assertion: inIssuer })).toEqual(['saml_message_malformed'])
  })

  it('X6 may have any name', async () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']
    const statement = attributeStatement(...names.map((name) => attribute(name, values('x'))))
    const { attributes } = await accept({ assertion: { attributeStatement: statement } })
    expect(Object.getPrototypeOf(attributes)).toBeNull()
    expect(Object.keys(attributes)).toEqual(names)
    expect(Object.entries(attributes).map(([, list]) => list)).toEqual(names.map(() => ['x']))
    expect(({} as Record<string, unknown>).x).toBeUndefined()
  })
})
