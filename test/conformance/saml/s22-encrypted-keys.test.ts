import { describe, expect, it } from 'vitest'
import { createTestKeyPair } from '../../support/saml-keys.ts'
import { accept, refusal, refusalCodes } from '../../support/saml-refusal.ts'
import { samlResponseXml, type Scene, spKey, strangerKey } from '../../support/saml-response.ts'
import { type EncryptionOptions, encryptXml } from '../../support/xml-encryption.ts'

const keys = { decryptionKeys: [spKey.privateKey] }
const encrypted = (options: EncryptionOptions, scene: Scene = {}): Scene => ({
  ...scene,
  wrap: (xml) => encryptXml(xml, options),
})

describe('an EncryptedKey', () => {
  it.each(['inside', 'beside', 'retrieved'] as const)('S22 may stand %s', async (placement) => {
    for (const sign of ['assertion', 'response'] as const) {
      expect((await accept(encrypted({ placement }, { sign }), keys)).nameId).toBe('ann')
    }
  })

  it('S22 is the one that a RetrievalMethod names', async () => {
    const recipients = [strangerKey.certificate, spKey.certificate]
    const message = samlResponseXml(encrypted({ placement: 'retrieved', recipients }))
    expect((await accept(message, keys)).nameId).toBe('ann')
    const onlyStranger = message.replace(/<ds:RetrievalMethod[^>]*URI="#_k1"><\/[^>]*>/, '')
    expect(await refusalCodes(onlyStranger, keys)).toEqual(['saml_decryption_failed'])
  })
})

describe('a RetrievalMethod', () => {
  const message = samlResponseXml(encrypted({ placement: 'retrieved' }))
  const transforms =
    '<ds:Transforms><ds:Transform Algorithm="urn:x"></ds:Transform></ds:Transforms>'

  it.each([
    ['another document', ['URI="#_k0"', 'URI="https://evil.example/key.xml"']],
    ['a file', ['URI="#_k0"', 'URI="file:///etc/passwd"']],
    ['nothing', ['URI="#_k0"', 'URI=""']],
    ['no id', ['URI="#_k0"', 'URI="#"']],
    ['an unknown id', ['URI="#_k0"', 'URI="#_k9"']],
    ['an XPointer', ['URI="#_k0"', 'URI="#xpointer(id(\'_k0\'))"']],
    ['the assertion', ['Id="_k0"', 'Id="_k9"']],
    [
      'something with transforms',
      ['></ds:RetrievalMethod>', `>${transforms}</ds:RetrievalMethod>`],
    ],
    ['no id of a key without one', ['Id="_k0"', '']],
  ] as const)('S22 that names %s is refused', async (_, [from, to]) => {
    expect(message).toContain(from)
    expect(await refusalCodes(message.replace(from, to), keys)).toEqual(['saml_encryption_refused'])
  })

  it('S22 that names nothing names no key without an id', async () => {
    const anonymous = message.replace('URI="#_k0"', 'URI="#"').replace('Id="_k0"', '')
    expect(await refusalCodes(anonymous, keys)).toEqual(['saml_encryption_refused'])
  })

  it('S22 that names one of two keys with one id is refused', async () => {
    const key = /<xenc:EncryptedKey.*<\/xenc:EncryptedKey>/.exec(message)?.[0] ?? ''
    const twice = message.replace(key, () => key + key)
    expect(await refusalCodes(twice, keys)).toEqual(['saml_encryption_refused'])
  })
})

describe('encrypted data', () => {
  const message = samlResponseXml(encrypted({}))
  const value = /<xenc:CipherValue>[^<]*<\/xenc:CipherValue>/g
  const [keyValue = '', contentValue = ''] = message.match(value) ?? []
  const reference = '<xenc:CipherReference URI="https://evil.example/x"></xenc:CipherReference>'
  const keyInfo = /<ds:KeyInfo.*<\/ds:KeyInfo>/.exec(message)?.[0] ?? ''
  const method = /<xenc:EncryptionMethod[^>]*><\/xenc:EncryptionMethod>/.exec(message)?.[0] ?? ''

  it.each([
    ['a CipherReference', contentValue, reference],
    ['a CipherReference for the key', keyValue, reference],
    ['value and reference', contentValue, contentValue + reference],
    ['two values', contentValue, contentValue + contentValue],
    ['no value', contentValue, ''],
    ['a comment in its value', contentValue, contentValue.replace('>', '><!-- -->')],
    ['a value that is no Base64', contentValue, '<xenc:CipherValue>!</xenc:CipherValue>'],
    ['no method', method, ''],
    ['two methods', method, method + method],
    ['no key', keyInfo, ''],
    ['two KeyInfo elements', keyInfo, keyInfo + keyInfo],
    ['content instead of an element', 'xmlenc#Element"', 'xmlenc#Content"'],
    ['another namespace', '2001/04/xmlenc#" Type', '2002/03/xmlenc#" Type'],
  ])('S22 with %s is refused', async (_, from, to) => {
    expect(message).toContain(from)
    expect(
      await refusalCodes(
        message.replace(from, () => to),
        keys,
      ),
    ).toEqual(['saml_encryption_refused'])
  })

  it('S21 of unnamed type is an element', async () => {
    const untyped = message.replace(/ Type="[^"]*"/, '')
    expect((await accept(untyped, keys)).nameId).toBe('ann')
  })

  it('S22 stands once', async () => {
    const data = /<xenc:EncryptedData.*<\/xenc:EncryptedData>/.exec(message)?.[0] ?? ''
    const twice = message.replace(data, () => data + data)
    expect(await refusalCodes(twice, keys)).toEqual(['saml_encryption_refused'])
    const without = message.replace(data, '')
    expect(await refusalCodes(without, keys)).toEqual(['saml_encryption_refused'])
  })
})

describe('decryption keys', () => {
  it('S21 are PKCS#8 PEM of RSA, four at most', async () => {
    const wrong = ['', 'x', spKey.certificate, spKey.privateKey.replaceAll('PRIVATE', 'PUBLIC')]
    for (const key of wrong) {
      const error = await refusal(encrypted({}), { decryptionKeys: [key] })
      expect([error.code, error.message]).toEqual([
        'config_invalid',
        'A decryption key is not PKCS#8 PEM.',
      ])
    }
    const many = Array.from({ length: 5 }, () => spKey.privateKey)
    expect(await refusalCodes({}, { decryptionKeys: many })).toEqual(['config_invalid'])
    const padded = `\n${spKey.privateKey.replaceAll('\n', '\r\n')}\n`
    expect((await accept(encrypted({}), { decryptionKeys: [padded] })).nameId).toBe('ann')
  })

  it('S21 of another kind are a mistake of the host', async () => {
    const ec = createTestKeyPair({ algorithm: 'ec:P-256' })
    expect(await refusalCodes(encrypted({}), { decryptionKeys: [ec.privateKey] })).toEqual([
      'config_invalid',
    ])
  })
})
