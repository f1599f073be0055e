import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clientKeyIssues, readClientKey } from '../../src/oidc/client-keys.ts'
import { generateClientKey } from '../../src/oidc/index.ts'
import {
  certificate,
  certificateSha1,
  certificateSha256,
  certifiedKey,
  otherCertificate,
} from '../support/client-key.ts'

const pemOf = (key: KeyObject) => String(key.export({ type: 'pkcs8', format: 'pem' })).trim()
const jwkOf = (key: KeyObject) => key.export({ format: 'jwk' }) as Record<string, string>
const ecKey = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve })
const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength }).privateKey
const rsaKey = createPrivateKey(certifiedKey)
const problemsOf = async (text: string) =>
  (await clientKeyIssues(text)).map(({ path, message }) => `${path}: ${message}`)

/** RFC 7638 section 3: the required members in lexicographic order, hashed. */
const thumbprint = (...members: [string, string | undefined][]) =>
  createHash('sha256')
    .update(JSON.stringify(Object.fromEntries(members)))
    .digest('base64url')

/** RFC 8037 appendix A.1; its thumbprint stands in A.3. */
const rfc8037 = {
  ...{ kty: 'OKP', crv: 'Ed25519', d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A' },
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
}

describe('readClientKey', () => {
  it('O8 names a key by its thumbprint [RFC 8037 A.3]', async () => {
    const { keyId, publicJwk } = await readClientKey(JSON.stringify(rfc8037))
    expect(keyId).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k')
    const { d: _secret, ...open } = rfc8037
    expect(publicJwk).toEqual({ ...open, kid: keyId, use: 'sig' })
  })

  it('O8 reads the same key from PEM and from JWK', async () => {
    const { n, e } = jwkOf(rsaKey)
    const kid = thumbprint(['e', e], ['kty', 'RSA'], ['n', n])
    for (const text of [
      certifiedKey,
      `${certifiedKey}\n`,
      JSON.stringify(jwkOf(rsaKey), null, 2),
    ]) {
      const { publicJwk, algorithms } = await readClientKey(text)
      // No `alg`: it signs RS256 and PS256.
      expect(publicJwk).toEqual({ kty: 'RSA', n, e, kid, use: 'sig' })
      expect(algorithms).toEqual(['RS256', 'PS256'])
      expect(await clientKeyIssues(text)).toEqual([])
    }
  })

  it.each([
    ['P-256', 'ES256'],
    ['P-384', 'ES384'],
    ['P-521', 'ES512'],
  ])('O8 takes %s and publishes it for %s', async (crv, alg) => {
    const { privateKey } = ecKey(crv)
    const { x, y } = jwkOf(privateKey)
    const kid = thumbprint(['crv', crv], ['kty', 'EC'], ['x', x], ['y', y])
    for (const text of [pemOf(privateKey), JSON.stringify(jwkOf(privateKey))]) {
      const { publicJwk } = await readClientKey(text)
      expect(publicJwk).toEqual({ kty: 'EC', crv, x, y, kid, use: 'sig', alg })
      expect(await clientKeyIssues(text)).toEqual([])
    }
  })

  it('O8 takes Ed25519 in PEM', async () => {
    const { privateKey } = generateKeyPairSync('ed25519')
    const { algorithms, publicJwk } = await readClientKey(pemOf(privateKey))
    expect(algorithms).toEqual(['EdDSA', 'Ed25519'])
    expect(publicJwk).toMatchObject({ kty: 'OKP', crv: 'Ed25519', x: jwkOf(privateKey).x })
  })

  it('O8 keeps the name that the provider gave to a key it made', async () => {
    const jwk = {
      ...jwkOf(rsaKey),
      kid: 'SIGNING_KEY 1',
      use: 'sig',
      alg: 'RS256',
      status: 'ACTIVE',
    }
    const { keyId, publicJwk } = await readClientKey(JSON.stringify(jwk))
    expect(keyId).toBe('SIGNING_KEY 1')
    expect(Object.keys(publicJwk).sort()).toEqual(['e', 'kid', 'kty', 'n', 'use'])
  })

  it('O8 finds the certificate of the key, wherever it stands', async () => {
    const thumbprints = { x5t: certificateSha1, 'x5t#S256': certificateSha256 }
    const bundles = [
      [certifiedKey, certificate],
      [certificate, certifiedKey],
      ['Bag Attributes', certifiedKey, 'subject=CN = x', otherCertificate, certificate, ''],
    ]
    for (const bundle of bundles) {
      const text = bundle.join('\n')
      expect(await readClientKey(text)).toMatchObject({ certificate: thumbprints })
      expect(await clientKeyIssues(text)).toEqual([])
    }
    expect(await readClientKey(certifiedKey)).not.toHaveProperty('certificate')
  })

  it('O8 never lets a private member out, whatever the key looks like', async () => {
    const secrets = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'r', 't']
    const keys = [rsaKey, ecKey('P-256').privateKey, generateKeyPairSync('ed25519').privateKey]
    for (const key of keys) {
      const jwk = jwkOf(key)
      for (const text of [pemOf(key), JSON.stringify({ ...jwk, oth: undefined, note: 'mine' })]) {
        const { publicJwk } = await readClientKey(text)
        for (const name of secrets) expect(publicJwk).not.toHaveProperty(name)
        for (const name of ['d', 'p', 'q']) {
          if (jwk[name]) expect(JSON.stringify(publicJwk)).not.toContain(jwk[name])
        }
      }
    }
  })
})

describe('clientKeyIssues', () => {
  const pkcs1 = String(rsaKey.export({ type: 'pkcs1', format: 'pem' }))
  const sec1 = String(ecKey('P-256').privateKey.export({ type: 'sec1', format: 'pem' }))
  const cipher = { cipher: 'aes-256-cbc', passphrase: 'secret' }
  const encrypted = String(rsaKey.export({ type: 'pkcs8', format: 'pem', ...cipher }))
  const oldEncrypted = String(rsaKey.export({ type: 'pkcs1', format: 'pem', ...cipher }))
  const spki = String(ecKey('P-256').publicKey.export({ type: 'spki', format: 'pem' }))
  const rsaJwk = jwkOf(rsaKey)
  const { d: _d, ...publicJwk } = rsaJwk
  const json = (value: object) => JSON.stringify(value)
  const message = {
    nothing: 'This is neither a PKCS#8 private key in PEM nor a private JWK.',
    kind: 'Keys of this kind cannot be used.',
    weak: 'The key is too weak.',
    format: 'The key is in another format than PKCS#8.',
    encrypted: 'The key is protected by a password.',
    public: 'This is the public half of a key.',
    halves: 'The halves of the key do not belong together.',
    certificate: 'The certificate cannot be read, or belongs to another key.',
  }

  it.each([
    ['any text', 'hello', message.nothing],
    ['a certificate alone', certificate, message.nothing],
    ['a key that is cut off', certifiedKey.slice(0, -30), message.nothing],
    [
      'a key whose line breaks were lost on the way',
      certifiedKey.replaceAll('\n', '\\n'),
      message.nothing,
    ],
    [
      'a bundle with a part that is cut off',
      `${certifiedKey}\n${certificate.slice(0, -30)}`,
      message.nothing,
    ],
    [
      'a key of which a line is missing',
      certifiedKey.split('\n').toSpliced(5, 1).join('\n'),
      'The key is damaged.',
    ],
    ['two keys', `${certifiedKey}\n${certifiedKey}`, 'There are several keys.'],
    ['PKCS#1', pkcs1, message.format],
    ['SEC1', sec1, message.format],
    ['a key with a password', encrypted, message.encrypted],
    ['an older key with a password', oldEncrypted, message.encrypted],
    ['a public key', spki, message.public],
    [
      'RSA-PSS only',
      pemOf(generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey),
      message.kind,
    ],
    ['secp256k1', pemOf(ecKey('secp256k1').privateKey), message.kind],
    ['X25519', pemOf(generateKeyPairSync('x25519').privateKey), message.kind],
    ['Ed448', pemOf(generateKeyPairSync('ed448').privateKey), message.kind],
    ['RSA of 1024 bits', pemOf(rsa(1024)), message.weak],
    ['RSA of 1024 bits as JWK', json(jwkOf(rsa(1024))), message.weak],
    ['an exponent of one', json({ ...rsaJwk, e: 'AQ' }), message.weak],
    ['a public JWK', json(publicJwk), message.public],
    ['a shared secret', json({ kty: 'oct', k: 'c2VjcmV0' }), 'This is a shared secret.'],
    ['a key set', json({ keys: [rsaJwk] }), 'This is a set of keys.'],
    [
      'a key for encryption',
      json({ ...rsaJwk, use: 'enc' }),
      'The key is not meant for signatures.',
    ],
    ['a key of three primes', json({ ...rsaJwk, oth: [] }), message.kind],
    ['an unknown curve', json({ ...jwkOf(ecKey('P-256').privateKey), crv: 'P-257' }), message.kind],
    ['no kind', json({ d: 'x' }), message.kind],
    ['a key without a part', json({ ...rsaJwk, qi: undefined }), 'The key lacks its member qi.'],
    ['a part that is no text', json({ ...rsaJwk, p: 1 }), 'The key lacks its member p.'],
    ['a modulus of another key', json({ ...rsaJwk, n: jwkOf(rsa(2048)).n }), message.halves],
    ['a kid that is no text', json({ ...rsaJwk, kid: 7 }), 'The kid of the key is not plain text.'],
    [
      'a kid with a line break',
      json({ ...rsaJwk, kid: 'a\nb' }),
      'The kid of the key is not plain text.',
    ],
    [
      'a kid that is too long',
      json({ ...rsaJwk, kid: 'a'.repeat(129) }),
      'The kid of the key is not plain text.',
    ],
    ['cut JSON', json(rsaJwk).slice(0, -9), 'The key is not well-formed JSON.'],
    [
      'a member that occurs twice',
      json(rsaJwk).replace('{', '{"d":"AQ",'),
      'The key is not well-formed JSON.',
    ],
    ['the certificate of another key', `${certifiedKey}\n${otherCertificate}`, message.certificate],
    [
      'a certificate that is none',
      `${certifiedKey}\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----`,
      message.certificate,
    ],
    [
      'an EC key with an RSA certificate',
      `${pemOf(ecKey('P-256').privateKey)}\n${certificate}`,
      message.certificate,
    ],
  ])('O8 refuses %s when it is entered', async (_what, text, expected) => {
    expect(await problemsOf(text)).toEqual([`secrets.privateKey: ${expected}`])
  })

  it('O8 refuses an EC or Ed25519 key with a foreign public half', async () => {
    const [one, two] = [jwkOf(ecKey('P-256').privateKey), jwkOf(ecKey('P-256').privateKey)]
    const ed = jwkOf(generateKeyPairSync('ed25519').privateKey)
    for (const mixed of [
      { ...one, d: two.d },
      { ...ed, x: rfc8037.x },
    ]) {
      expect(await problemsOf(JSON.stringify(mixed))).toHaveLength(1)
    }
  })

  it('O8 says what to do, and quotes nothing of the key', async () => {
    const jwk = { ...rsaJwk, qi: undefined }
    for (const text of [pkcs1, encrypted, JSON.stringify(jwk), certifiedKey.slice(0, -30)]) {
      const [issue] = await clientKeyIssues(text)
      expect(issue).toMatchObject({ code: 'connection_value_invalid', hint: expect.any(String) })
      expect(issue?.hint).not.toBe('')
      const error: unknown = await readClientKey(text).catch((cause: unknown) => cause)
      const seen = inspect([issue, error], { depth: 9, showHidden: true })
      expect(seen).not.toContain(text.slice(40, 60))
      expect(seen).not.toContain(String(rsaJwk.d).slice(0, 20))
    }
  })

  it('X7 yields issues for any text and never fails otherwise', async () => {
    const parts = fc.constantFrom(
      ...[
        '-----BEGIN PRIVATE KEY-----',
        '-----END PRIVATE KEY-----',
        '-----BEGIN CERTIFICATE-----',
      ],
      ...['{"kty":"RSA"', ',"d":"x"', '}', '\n', 'MIIB', '"', 'AAAA=', '{"kty":"EC","crv":"P-256"'],
    )
    const text = fc.oneof(
      fc.string(),
      fc.array(parts, { maxLength: 12 }).map((list) => list.join('')),
    )
    await fc.assert(
      fc.asyncProperty(text, async (entered) => {
        expect(await clientKeyIssues(entered)).toHaveLength(1)
      }),
      { numRuns: 300 },
    )
  })
})

describe('generateClientKey', () => {
  it('O8 makes a new RSA key each time that can be entered as it is', async () => {
    const [one, two] = await Promise.all([generateClientKey(), generateClientKey()])
    expect(one).toMatch(/^-----BEGIN PRIVATE KEY-----\n[\s\S]+\n-----END PRIVATE KEY-----$/)
    expect(createPrivateKey(one).asymmetricKeyDetails).toMatchObject({ modulusLength: 2048 })
    expect(one).not.toBe(two)
    expect(await clientKeyIssues(one)).toEqual([])
  })
})
