import { createPrivateKey, X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { isSsoError } from '../../../../src/errors.ts'
import { readSigningKeys } from '../../../../src/saml/signing-keys.ts'
import { type Primitives, primitives } from '../../../../src/saml/xml/primitives.ts'
import { pem, selfSigned } from '../../../../src/testing/saml/certificate.ts'
import { createTestKeyPair } from '../../../support/saml-keys.ts'
import { rsaPair, signingKeysOf, verdict, verify } from '../../../support/verification.ts'
import { assertion, signedAssertion } from '../../../support/xml-dsig.ts'

const [ours, theirs] = [createTestKeyPair(), createTestKeyPair()]
const base64Of = (text: string) => text.replaceAll(/-----[^-]*-----|\s/g, '')
const fingerprintOf = (text: string) => new X509Certificate(text).fingerprint256
const keyInfo = (inside: string) => `<ds:KeyInfo>${inside}</ds:KeyInfo>`
const x509 = (certificate: string) =>
  keyInfo(`<ds:X509Data><ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data>`)
const keys = readSigningKeys([ours.certificate])

describe('S12 the key', () => {
  it('is the configured one, whatever KeyInfo says', async () => {
    const said = [
      '',
      keyInfo(''),
      x509(base64Of(ours.certificate)),
      x509(base64Of(theirs.certificate)),
      x509(''),
      x509('not Base64!'),
      x509('AAAA'),
      keyInfo('<ds:KeyName>x</ds:KeyName>'),
      keyInfo(
        '<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>AQAB</ds:Modulus></ds:RSAKeyValue></ds:KeyValue>',
      ),
      keyInfo('<ds:RetrievalMethod URI="https://attacker.example/key"></ds:RetrievalMethod>'),
      keyInfo('<x:anything xmlns:x="urn:x">text<!-- comment --><?and more?></x:anything>'),
    ]
    for (const info of said) {
      const document = signedAssertion({ key: ours.privateKey, keyInfo: info })
      expect(await verdict(document, { signingKeys: await keys }), info).toBe(assertion())
    }
  })

  it('is never the message’s own', async () => {
    const said = [
      '',
      x509(base64Of(theirs.certificate)),
      // CVE-2024-32962 and its like: the configured certificate is named, another key signed.
      x509(base64Of(ours.certificate)),
      keyInfo('<ds:KeyValue><ds:RSAKeyValue></ds:RSAKeyValue></ds:KeyValue>'),
    ]
    for (const info of said) {
      const document = signedAssertion({ key: theirs.privateKey, keyInfo: info })
      expect(await verdict(document, { signingKeys: await keys }), info).toBe(
        'saml_signature_invalid',
      )
    }
  })

  it('is any of those configured, without a hint which', async () => {
    const ten = Array.from({ length: 9 }, () => rsaPair())
    const all = [...(await signingKeysOf(...ten)), ...(await keys)]
    expect(all).toHaveLength(10)
    const document = signedAssertion({ key: ours.privateKey })
    expect(await verdict(document, { signingKeys: all })).toBe(assertion())
    expect(await verdict(document, { signingKeys: all.toReversed() })).toBe(assertion())
    expect(await verdict(document, { signingKeys: all.slice(0, 9) })).toBe('saml_signature_invalid')
  })

  it('is missing where none is configured: every message is refused', async () => {
    const document = signedAssertion({
      key: ours.privateKey,
      keyInfo: x509(base64Of(ours.certificate)),
    })
    expect(await verdict(document, { signingKeys: [] })).toBe('saml_signing_key_missing')
  })

  it('may belong to a certificate whose dates are past', async () => {
    const fields = { commonName: 'old', hash: 'sha1' } as const
    const dates = { notBefore: new Date('2001-01-01'), notAfter: new Date('2002-01-01') }
    const old = selfSigned(createPrivateKey(ours.privateKey), { ...fields, ...dates })
    const document = signedAssertion({ key: ours.privateKey })
    const signingKeys = await readSigningKeys([pem('CERTIFICATE', old)])
    expect(await verdict(document, { signingKeys })).toBe(assertion())
  })
})

describe('S12 a refusal for another key', () => {
  it('names the configured certificate and the message’s own', async () => {
    const document = signedAssertion({
      key: theirs.privateKey,
      keyInfo: x509(base64Of(theirs.certificate)),
    })
    const outcome = await verify(document, { signingKeys: await keys })
    const [configured, embedded] = [
      fingerprintOf(ours.certificate),
      fingerprintOf(theirs.certificate),
    ]
    expect(outcome).toMatchObject({
      code: 'saml_signature_invalid',
      detail: { configured: [configured], embedded },
    })
    expect(outcome).toHaveProperty('message', expect.stringContaining(configured))
    expect(outcome).toHaveProperty('message', expect.stringContaining(embedded))
  })

  it('says so where the message names the configured certificate', async () => {
    const document = signedAssertion({
      key: ours.privateKey,
      keyInfo: x509(base64Of(ours.certificate)),
      change: (ds) => ds.replace('URI="#_a"', 'URI="#_a" Type="x"'),
    })
    expect(await verify(document, { signingKeys: await keys })).toMatchObject({
      message: expect.stringContaining('names a configured certificate'),
    })
  })

  it.each([
    ['none', ''],
    ['no certificate', keyInfo('')],
    ['one that is no Base64', x509('*')],
    ['one in pieces', x509('AAAA<!-- -->')],
    ['one beyond every length', x509('A'.repeat(16_388))],
  ])('says nothing about a certificate that the message does not show: %s', async (_what, info) => {
    const outcome = await verify(signedAssertion({ key: theirs.privateKey, keyInfo: info }), {
      signingKeys: await keys,
    })
    expect(outcome).toMatchObject({ detail: { configured: [fingerprintOf(ours.certificate)] } })
    expect(outcome).not.toHaveProperty('detail.embedded')
  })
})

describe('X5 a certificate in KeyInfo', () => {
  it('is looked at up to 16,384 characters', async () => {
    const document = signedAssertion({ key: theirs.privateKey, keyInfo: x509('A'.repeat(16_384)) })
    expect(await verify(document, { signingKeys: await keys })).toHaveProperty('detail.embedded')
  })
})

describe('S9 cryptography that fails', () => {
  const document = signedAssertion({ key: ours.privateKey })

  it('gives no digest: nothing equals it', async () => {
    for (const length of [0, 16, 31]) {
      const digest: Primitives['digest'] = async (hash, bytes) =>
        (await primitives.digest(hash, bytes)).slice(0, length)
      const options = { signingKeys: await keys, primitives: { ...primitives, digest } }
      expect(await verdict(document, options)).toBe('saml_digest_mismatch')
    }
  })

  it('is passed on as it is, and is no refusal of the message', async () => {
    const failure = new Error('out of memory')
    const verifies = () => Promise.reject(failure)
    const options = { signingKeys: await keys, primitives: { ...primitives, verify: verifies } }
    await expect(verify(document, options)).rejects.toBe(failure)
  })
})

describe('S12 configured keys', () => {
  const codeOf = async (texts: readonly string[]) => {
    try {
      return (await readSigningKeys(texts)).length
    } catch (error) {
      return isSsoError(error) ? error.code : error
    }
  }

  it('are ten at most, and at least one', async () => {
    expect(await codeOf([])).toBe('saml_signing_key_missing')
    expect(await codeOf(Array<string>(10).fill(ours.certificate))).toBe(10)
    expect(await codeOf(Array<string>(11).fill(ours.certificate))).toBe('saml_certificate_invalid')
  })

  it('are refused together where one of them cannot be read', async () => {
    const weak = createTestKeyPair({ algorithm: 'rsa:1024' })
    expect(await codeOf([ours.certificate, weak.certificate])).toBe('saml_certificate_invalid')
    expect(await codeOf([ours.certificate, ''])).toBe('saml_certificate_invalid')
    expect(await codeOf([ours.certificate, ours.privateKey])).toBe('saml_certificate_invalid')
  })

  it('are refused at once where a point is on no curve, not by whoever has to verify with it', async () => {
    const ec = createTestKeyPair({ algorithm: 'ec:P-256' })
    const der = Buffer.from(base64Of(ec.certificate), 'base64')
    const point = der.indexOf(Buffer.of(0x03, 0x42, 0x00, 0x04)) + 4
    der[point] = (der[point] ?? 0) ^ 1
    const refusal = readSigningKeys([der.toString('base64'), ours.certificate])
    await expect(refusal).rejects.toMatchObject({
      code: 'saml_certificate_invalid',
      message: expect.stringContaining('its point is not on the curve P-256'),
    })
  })

  it('are refused by an error of its own each time, since errors take up facts on their way', async () => {
    const refusal = () => readSigningKeys(['not a key']).catch((error: unknown) => error)
    const [first, second] = [await refusal(), await refusal()]
    expect(first).toMatchObject({ code: 'saml_certificate_invalid' })
    expect(second).not.toBe(first)
  })

  it('X5 are remembered by their text, but not without limit', async () => {
    const [first] = await readSigningKeys([ours.certificate])
    const [again] = await readSigningKeys([ours.certificate])
    expect(again).toBe(first)
    const others = Array.from({ length: 512 }, (_, n) => ours.certificate + '\n'.repeat(n + 1))
    for (const text of others) await readSigningKeys([text])
    const [later] = await readSigningKeys([ours.certificate])
    expect(later).not.toBe(first)
    expect(later?.fingerprint).toBe(first?.fingerprint)
  })
})
