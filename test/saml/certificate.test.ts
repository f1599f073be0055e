import { execFileSync } from 'node:child_process'
import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSsoError } from '../../src/errors.ts'
import { fingerprintOf, readCertificate, readCertificateDer } from '../../src/saml/certificate.ts'
import { DerReader, objectIdOf } from '../../src/saml/der.ts'
import { readSigningKeys } from '../../src/saml/signing-keys.ts'
import { pem, selfSigned } from '../../src/testing/saml/certificate.ts'
import {
  bitString,
  der as derOf,
  derNull,
  integer,
  objectId,
  sequence,
  time,
  utf8String,
} from '../../src/testing/saml/der.ts'
import { createTestKeyPair } from '../support/saml-keys.ts'
import { bytesOf } from '../support/xml-read.ts'

const rsa = createTestKeyPair()
const der = new Uint8Array(new X509Certificate(rsa.certificate).raw)
const base64 = Buffer.from(der).toString('base64')

/** The refusal in words, or `accepted`. Errors of any other kind are thrown. */
function complaint(read: () => unknown): string {
  try {
    read()
    return 'accepted'
  } catch (error) {
    if (!isSsoError(error, 'saml_certificate_invalid')) throw error
    return error.message
  }
}
const complaintAbout = (text: string) => complaint(() => readCertificate(text))

describe('readCertificate', () => {
  it.each([
    ['rsa:2048', 'sha256', 'sha256WithRSAEncryption'],
    ['rsa:2048', 'sha1', 'sha1WithRSAEncryption'],
    ['rsa:3072', 'sha384', 'sha384WithRSAEncryption'],
    ['rsa:2048', 'sha512', 'sha512WithRSAEncryption'],
    ['ec:P-256', 'sha256', 'ecdsa-with-SHA256'],
    ['ec:P-256', 'sha1', 'ecdsa-with-SHA1'],
    ['ec:P-384', 'sha384', 'ecdsa-with-SHA384'],
    ['ec:P-521', 'sha512', 'ecdsa-with-SHA512'],
  ])('reads what OpenSSL reads: %s, %s', async (algorithm, digest, name) => {
    const { certificate } = createTestKeyPair({ algorithm, digest })
    const theirs = new X509Certificate(certificate)
    const ours = readCertificate(certificate)
    expect(Buffer.from(ours.der)).toEqual(theirs.raw)
    expect(Buffer.from(ours.publicKey.spki)).toEqual(
      theirs.publicKey.export({ format: 'der', type: 'spki' }),
    )
    expect(ours.notBefore).toEqual(new Date(theirs.validFrom))
    expect(ours.notAfter).toEqual(new Date(theirs.validTo))
    expect(await fingerprintOf(ours.der)).toBe(theirs.fingerprint256)
    expect(ours.signatureAlgorithm).toBe(name)
    const text = execFileSync('openssl', ['x509', '-noout', '-text'], { input: certificate })
    expect(text.toString()).toContain(`Signature Algorithm: ${name}`)
    const { publicKey } = ours
    const [type, parameter] = algorithm.split(':')
    expect(publicKey).toMatchObject(
      type === 'rsa' ? { kind: 'rsa', bits: Number(parameter) } : { kind: 'ec', curve: parameter },
    )
  })

  it('names an unknown signature algorithm by its number, and RSA-PSS', () => {
    const options = ['-newkey', 'rsa:2048', '-nodes', '-keyout', '/dev/null', '-subj', '/CN=x']
    const pss = execFileSync(
      'openssl',
      ['req', '-x509', ...options, '-sigopt', 'rsa_padding_mode:pss'],
      { stdio: 'pipe' },
    )
    expect(readCertificate(pss.toString()).signatureAlgorithm).toBe('rsassaPss')
    const sha224 = createTestKeyPair({ digest: 'sha224' }).certificate
    expect(readCertificate(sha224).signatureAlgorithm).toBe('1.2.840.113549.1.1.14')
  })

  it.each([
    ['1950-01-01T00:00:00Z', '2049-12-31T23:59:59Z'],
    ['1999-12-31T23:59:59Z', '2050-01-01T00:00:00Z'],
    ['2000-02-29T12:00:00Z', '9999-12-31T23:59:59Z'],
    ['1900-01-01T00:00:00Z', '1950-01-01T00:00:00Z'],
  ])('reads dates of both forms: %s to %s', (from, to) => {
    const [notBefore, notAfter] = [new Date(from), new Date(to)]
    const fields = { commonName: 'x', hash: 'sha256', notBefore, notAfter } as const
    const certificate = selfSigned(createPrivateKey(rsa.privateKey), fields)
    expect(readCertificate(pem('CERTIFICATE', certificate))).toMatchObject({ notBefore, notAfter })
  })

  it.each([
    ['PEM', rsa.certificate],
    ['PEM with CRLF', rsa.certificate.replaceAll('\n', '\r\n')],
    ['PEM on one line', rsa.certificate.replaceAll('\n', ' ')],
    ['PEM without any white space', rsa.certificate.replaceAll('\n', '')],
    ['PEM with line breaks in words', rsa.certificate.replaceAll('\n', '\\n')],
    ['PEM with CRLF in words', rsa.certificate.replaceAll('\n', '\\r\\n')],
    ['PEM with indentation', rsa.certificate.replaceAll('\n', '\n\t  ')],
    ['PEM after other text', `Bag Attributes\n  localKeyID: 01\n${rsa.certificate}\nthe end`],
    ['Base64 alone', base64],
    ['Base64 in lines', (base64.match(/.{1,64}/g) ?? []).join('\n')],
    ['Base64 in lines with white space around', `\n  ${base64}  \r\n`],
  ])('takes %s', (_what, text) => {
    expect(Buffer.from(readCertificate(text).der).equals(der)).toBe(true)
  })

  it.each([
    ['nothing', '', 'not a certificate'],
    ['white space', ' \n', 'not a certificate'],
    ['words', 'my certificate', 'not a CERTIFICATE in PEM or Base64'],
    ['a private key', rsa.privateKey, 'holds a PRIVATE KEY, not a CERTIFICATE'],
    [
      'a public key',
      '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----',
      'holds a PUBLIC KEY',
    ],
    ['two certificates', rsa.certificate + rsa.certificate, 'several certificates'],
    ['an empty armour', pem('CERTIFICATE', new Uint8Array()), 'not a certificate'],
    ['armour without an end', rsa.certificate.replace(/-----END.*/, ''), 'not a CERTIFICATE'],
    [
      'armours that differ',
      rsa.certificate.replace('END CERTIFICATE', 'END X'),
      'not a CERTIFICATE',
    ],
    ['a certificate that is cut', base64.slice(0, 400), 'not a certificate'],
    ['Base64 that lacks padding', 'MIIC', 'not a certificate'],
    ['foreign characters', `${base64.slice(0, 100)}é${base64.slice(101)}`, 'not a CERTIFICATE'],
    ['Base64 for URLs', base64.replace(/\+|\//, '_'), 'not a CERTIFICATE'],
    [
      'something behind it',
      Buffer.concat([der, Buffer.alloc(1)]).toString('base64'),
      'not a certificate',
    ],
    [
      '65,537 characters',
      base64 + ' '.repeat(65_537 - base64.length),
      'longer than any certificate',
    ],
  ])('refuses %s', (_what, text, message) => {
    expect(complaintAbout(text)).toContain(message)
  })

  it.each([
    ['1024 bits', 'rsa:1024', 'RSA key of 1024 bits'],
    ['a curve that WebCrypto lacks', 'ec:secp256k1', 'another curve'],
  ])('S11 refuses the key of a certificate: %s', (_what, algorithm, message) => {
    expect(complaintAbout(createTestKeyPair({ algorithm }).certificate)).toContain(message)
  })

  it('S11 refuses a certificate of Ed25519', () => {
    const { privateKey } = generateKeyPairSync('ed25519')
    const [notBefore, notAfter] = [new Date('2026-01-01'), new Date('2027-01-01')]
    const certificate = selfSigned(privateKey, {
      commonName: 'x',
      hash: 'sha256',
      notBefore,
      notAfter,
    })
    expect(complaintAbout(pem('CERTIFICATE', certificate))).toContain(
      'neither an RSA nor an EC key',
    )
  })

  it('X7 escapes what it quotes', () => {
    const long = 'A'.repeat(5000)
    const text = `-----BEGIN ${long}-----\nAAAA\n-----END ${long}-----`
    expect(complaintAbout(text).length).toBeLessThan(300)
  })
})

describe('readCertificateDer', () => {
  const complaintAboutDer = (bytes: Uint8Array) =>
    complaint(() => readCertificateDer(new Uint8Array(bytes)))

  /** A certificate whose parts may be replaced; nothing looks at its signature. */
  const composed = (
    { behind = [], dates = [time(new Date(0)), time(new Date(0))] } = {} as {
      behind?: readonly Uint8Array[]
      dates?: readonly Uint8Array[]
    },
  ) => {
    const { publicKey } = readCertificate(rsa.certificate)
    const algorithm = sequence(objectId('1.2.840.113549.1.1.11'), derNull())
    const number = integer(Uint8Array.of(1))
    const body = [number, algorithm, sequence(), sequence(...dates), sequence(), publicKey.spki]
    return sequence(sequence(...body), algorithm, bitString(Uint8Array.of(1)), ...behind)
  }

  it('reads a certificate of version 1, which has no version field', () => {
    expect(complaintAboutDer(composed())).toBe('accepted')
  })

  it.each([
    ['a fourth part', { behind: [derNull()] }, 'is not a certificate'],
    ['three dates', { dates: Array<Uint8Array>(3).fill(time(new Date(0))) }, 'dates are malformed'],
    ['one date', { dates: [time(new Date(0))] }, 'dates are malformed'],
    ['no date', { dates: [] }, 'dates are malformed'],
    [
      'a date as text',
      { dates: [utf8String('260101000000Z'), time(new Date(0))] },
      'dates are malformed',
    ],
    [
      'a date without seconds',
      { dates: [time(new Date(0)), derOf(0x17, bytesOf('2601010000Z'))] },
      'dates',
    ],
    [
      'a date with a zone',
      { dates: [time(new Date(0)), derOf(0x17, bytesOf('260101000000+0100'))] },
      'dates',
    ],
    [
      'a date beyond every length',
      { dates: [time(new Date(0)), derOf(0x18, new Uint8Array(200_000))] },
      'dates',
    ],
  ])('refuses %s', (_what, parts, message) => {
    expect(complaintAboutDer(composed(parts))).toContain(message)
  })

  it('X7 refuses every beginning of a certificate', () => {
    for (let length = 0; length < der.length; length++) {
      expect(complaintAboutDer(der.subarray(0, length)), String(length)).not.toBe('accepted')
    }
  })

  it('X7 reads a damaged certificate as OpenSSL does, or refuses it', () => {
    const damage = fc.record({
      at: fc.nat(der.length - 1),
      value: fc.integer({ min: 0, max: 255 }),
    })
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 3 }), (changes) => {
        const bytes = new Uint8Array(der)
        for (const { at, value } of changes) bytes[at] = value
        if (complaintAboutDer(bytes) !== 'accepted') return
        const ours = readCertificateDer(bytes)
        const theirs = opensslReads(bytes)
        // What OpenSSL refuses of names and extensions is not ours to read.
        if (!theirs) return
        expect(Buffer.from(ours.publicKey.spki)).toEqual(theirs.spki)
        expect(ours.notAfter.getTime()).toBe(theirs.notAfter)
      }),
      { numRuns: 1_500 },
    )
  })

  it('X7 survives any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        complaintAboutDer(bytes)
        complaintAboutDer(new Uint8Array([0x30, 0x82, 1, 0, ...bytes]))
      }),
      { numRuns: 2_000 },
    )
  })
})

function opensslReads(bytes: Uint8Array): { spki: Buffer; notAfter: number } | undefined {
  try {
    const certificate = new X509Certificate(bytes)
    const spki = certificate.publicKey.export({ format: 'der', type: 'spki' })
    const notAfter = new Date(certificate.validTo).getTime()
    return Number.isNaN(notAfter) ? undefined : { spki, notAfter }
  } catch {
    return undefined
  }
}

describe('DerReader', () => {
  const next = (...bytes: number[]) => new DerReader(Uint8Array.from(bytes)).next(0x30)

  it('reads lengths of one to four bytes', () => {
    expect(next(0x30, 0)?.content).toHaveLength(0)
    expect(next(0x30, 2, 1, 2)?.content).toEqual(Uint8Array.of(1, 2))
    expect(next(0x30, 0x7f, ...Array<number>(0x7f).fill(0))?.content).toHaveLength(0x7f)
    expect(next(0x30, 0x81, 0x80, ...Array<number>(0x80).fill(0))?.content).toHaveLength(0x80)
    expect(next(0x30, 0x82, 1, 0, ...Array<number>(0x100).fill(0))?.content).toHaveLength(0x100)
    expect(next(0x30, 0x83, 1, 0, 0, ...Array<number>(0x1_0000).fill(0))?.content).toHaveLength(
      0x1_0000,
    )
  })

  it.each([
    ['nothing', []],
    ['a tag alone', [0x30]],
    ['another tag', [0x31, 0]],
    ['a length that is cut', [0x30, 0x82, 1]],
    ['content that is cut', [0x30, 2, 1]],
    ['an indefinite length', [0x30, 0x80, 0, 0]],
    ['a length in more bytes than needed', [0x30, 0x81, 2, 1, 1]],
    ['a length with a leading zero', [0x30, 0x82, 0, 0x80, ...Array<number>(0x80).fill(0)]],
    ['a length of four bytes', [0x30, 0x84, 0x7f, 0xff, 0xff, 0xff]],
    ['a length of 2⁶³', [0x30, 0x88, 0x80, 0, 0, 0, 0, 0, 0, 0]],
    ['a length of 127 bytes', [0x30, 0xff, ...Array<number>(127).fill(0xff)]],
  ])('refuses %s', (_what, bytes) => {
    expect(next(...bytes)).toBeUndefined()
  })

  it('refuses tags of several bytes', () => {
    expect(new DerReader(Uint8Array.of(0x3f, 0x01, 0x00)).any()).toBeUndefined()
  })

  it('tells whether something is left', () => {
    const reader = new DerReader(Uint8Array.of(2, 1, 5, 2, 1, 6))
    reader.next(2)
    expect(reader.isAtEnd).toBe(false)
    expect(reader.next(2)).toMatchObject({
      tag: 2,
      content: Uint8Array.of(6),
      whole: Uint8Array.of(2, 1, 6),
    })
    expect(reader.isAtEnd).toBe(true)
  })
})

describe('objectIdOf', () => {
  it.each([
    ['1.2.840.113549.1.1.11', [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b]],
    ['2.5.4.3', [0x55, 0x04, 0x03]],
    ['0.0', [0]],
    ['2.999.3', [0x88, 0x37, 0x03]],
  ])('reads %s (X.690 section 8.19)', (dotted, bytes) => {
    expect(objectIdOf(Uint8Array.from(bytes))).toBe(dotted)
  })

  it.each([
    ['nothing', []],
    ['a number that does not end', [0x2a, 0x86]],
    ['a number with padding', [0x2a, 0x80, 0x01]],
    ['a number beyond all registered ones', [0x2a, ...Array<number>(12).fill(0xff), 0x7f]],
  ])('refuses %s', (_what, bytes) => {
    expect(objectIdOf(Uint8Array.from(bytes))).toBeUndefined()
  })
})

describe('readSigningKeys', () => {
  it('reads a bare public key, with its own fingerprint', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const text = publicKey.export({ format: 'pem', type: 'spki' }).toString()
    const [key] = await readSigningKeys([text])
    expect(key?.publicKey).toMatchObject({ kind: 'ec', curve: 'P-256' })
    const spki = publicKey.export({ format: 'der', type: 'spki' })
    const digest = execFileSync('openssl', ['dgst', '-sha256', '-c', '-binary'], { input: spki })
    expect(key?.fingerprint.replaceAll(':', '').toLowerCase()).toBe(digest.toString('hex'))
  })

  it('refuses a compressed point', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const { x = '' } = publicKey.export({ format: 'jwk' })
    const header = Buffer.from('3039301306072a8648ce3d020106082a8648ce3d030107032200', 'hex')
    const spki = Buffer.concat([header, Buffer.from([2]), Buffer.from(x, 'base64url')])
    await expect(readSigningKeys([pem('PUBLIC KEY', spki)])).rejects.toMatchObject({
      code: 'saml_certificate_invalid',
    })
  })
})
