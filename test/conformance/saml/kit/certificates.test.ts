import { X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createMockKeyPair, type MockKeyType } from '../../../../src/testing/saml/key-pair.ts'
import { openssl } from './second-opinions.ts'

const textOf = (certificate: string) =>
  openssl(
    { 'certificate.pem': certificate },
    ...['x509', '-in', 'certificate.pem', '-noout', '-text'],
  ).stdout

describe('createMockKeyPair', () => {
  it.each([
    ['rsa-1024', 'Public-Key: (1024 bit)'],
    ['rsa-2048', 'Public-Key: (2048 bit)'],
    ['rsa-3072', 'Public-Key: (3072 bit)'],
    ['rsa-exponent-3', 'Exponent: 3 (0x3)'],
    ['ec-p256', 'NIST CURVE: P-256'],
    ['ec-p384', 'NIST CURVE: P-384'],
    ['ec-p521', 'NIST CURVE: P-521'],
    ['ec-secp256k1', 'ASN1 OID: secp256k1'],
    ['ed25519', 'Public Key Algorithm: ED25519'],
  ] as readonly [MockKeyType, string][])(
    'makes a certificate that OpenSSL reads: %s',
    (type, says) => {
      const { certificate, privateKey } = createMockKeyPair({ type })
      expect(textOf(certificate)).toContain(says)
      // Self-signed, and of this very key.
      const x509 = new X509Certificate(certificate)
      expect(x509.verify(x509.publicKey)).toBe(true)
      const publicKey = openssl(
        { 'key.pem': privateKey },
        'pkey',
        '-in',
        'key.pem',
        '-pubout',
      ).stdout
      expect(x509.publicKey.export({ type: 'spki', format: 'pem' })).toBe(publicKey)
    },
  )

  it('writes dates, name and signature algorithm as asked', () => {
    const { certificate } = createMockKeyPair({
      notBefore: new Date('2001-02-03T04:05:06Z'),
      notAfter: new Date('2051-12-31T23:59:59Z'),
      commonName: 'Zoë & Söhne',
      certificateHash: 'sha1',
    })
    const text = textOf(certificate)
    expect(text).toContain('Not Before: Feb  3 04:05:06 2001 GMT')
    expect(text).toContain('Not After : Dec 31 23:59:59 2051 GMT')
    expect(text).toContain('Signature Algorithm: sha1WithRSAEncryption')
    expect(new X509Certificate(certificate).subject).toBe('CN=Zoë & Söhne')
  })

  it('is valid from 2020 to 2049 by default', () => {
    const text = textOf(createMockKeyPair().certificate)
    expect(text).toContain('Not Before: Jan  1 00:00:00 2020 GMT')
    expect(text).toContain('Not After : Jan  1 00:00:00 2049 GMT')
    expect(text).toContain('Signature Algorithm: sha256WithRSAEncryption')
  })
})
