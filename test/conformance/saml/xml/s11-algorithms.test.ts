import {
  constants,
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  privateEncrypt,
  sign,
} from 'node:crypto'
import * as nodeCrypto from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { isSsoError } from '../../../../src/errors.ts'
import { readSigningKeys } from '../../../../src/saml/signing-keys.ts'
import {
  type NodeCrypto,
  nodePrimitives,
  primitives,
  primitivesOf,
  webPrimitives,
} from '../../../../src/saml/xml/primitives.ts'
import {
  complaint,
  ecPair,
  type Pair,
  pemOf,
  rsaPair,
  signingKeysOf,
  verdict,
  verify,
} from '../../../support/verification.ts'
import {
  assertion,
  digestMethod,
  digestValue,
  signatureMethod,
  signedAssertion,
  uris,
} from '../../../support/xml-dsig.ts'

const more2001 = 'http://www.w3.org/2001/04/xmldsig-more#'
const more2007 = 'http://www.w3.org/2007/05/xmldsig-more#'

const rsa = rsaPair()
const rsa3072 = rsaPair(3072)
const exponent3 = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 })
const p256 = ecPair('P-256')
const strangers = { rsa: rsaPair(), ec: ecPair('P-256') }
const p384 = ecPair('P-384')
const p521 = ecPair('P-521')

const paths = [
  ['node:crypto', nodePrimitives(nodeCrypto as unknown as NodeCrypto)],
  ['WebCrypto', webPrimitives],
] as const

type Signer = (octets: Buffer, key: KeyObject) => Buffer

const pkcs1 =
  (hash: string): Signer =>
  (octets, key) =>
    sign(hash, octets, key)
const pss =
  (hash: string, saltLength: number): Signer =>
  (octets, key) =>
    sign(hash, octets, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength })
const ecdsa =
  (hash: string): Signer =>
  (octets, key) =>
    sign(hash, octets, { key, dsaEncoding: 'ieee-p1363' })

const pssParameters = (inside: string) =>
  `<pss:RSAPSSParams xmlns:pss="${more2007}">${inside}</pss:RSAPSSParams>`
const pssDigest = (algorithm: string) => digestMethod(algorithm)
const mask = (inside = '', algorithm = `${more2007}MGF1`) =>
  `<pss:MaskGenerationFunction Algorithm="${algorithm}">${inside}</pss:MaskGenerationFunction>`
const salt = (value: string) => `<pss:SaltLength>${value}</pss:SaltLength>`
const trailer = (value: string) => `<pss:TrailerField>${value}</pss:TrailerField>`

const signedBy = (pair: Pair, method: string, signer: Signer) =>
  signedAssertion({ key: pair.privateKey, signatureMethod: method, signer })

describe.each(paths)('S11 by %s', (_name, path) => {
  const outcome = async (document: string, pair: Pair, allowSha1?: boolean) =>
    verdict(document, {
      signingKeys: await signingKeysOf(pair),
      primitives: path,
      ...(allowSha1 !== undefined && { allowSha1 }),
    })

  it.each([
    ['RSA with SHA-256', rsa, `${more2001}rsa-sha256`, pkcs1('sha256')],
    ['RSA with SHA-384', rsa, `${more2001}rsa-sha384`, pkcs1('sha384')],
    ['RSA with SHA-512', rsa, `${more2001}rsa-sha512`, pkcs1('sha512')],
    ['RSA of 3072 bits', rsa3072, `${more2001}rsa-sha256`, pkcs1('sha256')],
    ['RSA with exponent 3', exponent3, `${more2001}rsa-sha256`, pkcs1('sha256')],
    ['RSA-PSS with SHA-256', rsa, `${more2007}sha256-rsa-MGF1`, pss('sha256', 32)],
    ['RSA-PSS with SHA-384', rsa, `${more2007}sha384-rsa-MGF1`, pss('sha384', 48)],
    ['RSA-PSS with SHA-512', rsa, `${more2007}sha512-rsa-MGF1`, pss('sha512', 64)],
    ['RSA-PSS by its defaults', rsa, `${more2007}rsa-pss`, pss('sha256', 32)],
    ['P-256 with SHA-256', p256, `${more2001}ecdsa-sha256`, ecdsa('sha256')],
    ['P-256 with SHA-512', p256, `${more2001}ecdsa-sha512`, ecdsa('sha512')],
    ['P-384 with SHA-384', p384, `${more2001}ecdsa-sha384`, ecdsa('sha384')],
    ['P-384 with SHA-256', p384, `${more2001}ecdsa-sha256`, ecdsa('sha256')],
    ['P-521 with SHA-512', p521, `${more2001}ecdsa-sha512`, ecdsa('sha512')],
    ['P-521 with SHA-256', p521, `${more2001}ecdsa-sha256`, ecdsa('sha256')],
  ])('accepts %s, and no other key or content', async (_what, pair, algorithm, signer) => {
    const document = signedBy(pair, signatureMethod(algorithm), signer)
    expect(await outcome(document, pair)).toBe(assertion())
    expect(await outcome(document.replace('ann@', 'bob@'), pair)).toBe('saml_digest_mismatch')
    const other = signedBy(pair, signatureMethod(algorithm), (octets, key) =>
      signer(Buffer.concat([octets, octets]), key),
    )
    expect(await outcome(other, pair)).toBe('saml_signature_invalid')
    const stranger = pair.publicKey.asymmetricKeyType === 'rsa' ? strangers.rsa : strangers.ec
    expect(await outcome(document, stranger)).toBe('saml_signature_invalid')
  })

  it.each([
    ['SHA-256', 'sha256', uris.sha256],
    ['SHA-384', 'sha384', uris.sha384],
    ['SHA-512', 'sha512', uris.sha512],
  ])('accepts digests of %s', async (_what, hash, algorithm) => {
    const document = signedAssertion({
      key: rsa.privateKey,
      digestMethod: digestMethod(algorithm),
      digestValue: digestValue(assertion(), hash),
    })
    expect(await outcome(document, rsa)).toBe(assertion())
    expect(await outcome(document.replace('ann@', 'bob@'), rsa)).toBe('saml_digest_mismatch')
  })

  it('accepts SHA-1 only where the connection says so', async () => {
    const bySignature = signedBy(rsa, signatureMethod(uris.rsaSha1), pkcs1('sha1'))
    const byDigest = signedAssertion({
      key: rsa.privateKey,
      digestMethod: digestMethod(uris.sha1),
      digestValue: digestValue(assertion(), 'sha1'),
    })
    for (const document of [bySignature, byDigest]) {
      expect(await outcome(document, rsa)).toBe('saml_signature_algorithm_refused')
      expect(await outcome(document, rsa, false)).toBe('saml_signature_algorithm_refused')
      expect(await outcome(document, rsa, true)).toBe(assertion())
      expect(await outcome(document.replace('ann@', 'bob@'), rsa, true)).toBe(
        'saml_digest_mismatch',
      )
    }
  })

  it.each([
    [
      'all parameters',
      pssDigest(uris.sha512) + mask(pssDigest(uris.sha512)) + salt('64') + trailer('1'),
      pss('sha512', 64),
    ],
    ['no parameters inside', '', pss('sha256', 32)],
    ['a digest alone', pssDigest(uris.sha384), pss('sha384', 48)],
    ['a mask without a digest', pssDigest(uris.sha384) + mask(), pss('sha384', 48)],
    ['a mask alone', mask(pssDigest(uris.sha256)), pss('sha256', 32)],
    ['a salt alone', salt('20'), pss('sha256', 20)],
    ['a salt of nothing', salt('0'), pss('sha256', 0)],
    ['a salt that fills the key', salt('222'), pss('sha256', 222)],
    ['white space around the salt', salt('\n 32 '), pss('sha256', 32)],
    ['white space between', ` ${salt('32')}\n${trailer(' 1 ')} `, pss('sha256', 32)],
  ])('accepts RSA-PSS with %s', async (_what, inside, signer) => {
    const method = signatureMethod(`${more2007}rsa-pss`, pssParameters(inside))
    expect(await outcome(signedBy(rsa, method, signer), rsa)).toBe(assertion())
  })

  it.each([
    ['a longer salt than it says', salt('20'), pss('sha256', 32)],
    ['a shorter salt than it says', salt('64'), pss('sha256', 32)],
    ['a salt that no key has room for', salt('999'), pss('sha256', 32)],
    ['a salt of one octet more than there is room for', salt('223'), pss('sha256', 222)],
    ['another hash than it says', pssDigest(uris.sha512), pss('sha256', 32)],
    ['PKCS#1 v1.5 under its name', '', pkcs1('sha256')],
  ])('refuses RSA-PSS with %s', async (_what, inside, signer) => {
    const method = signatureMethod(`${more2007}rsa-pss`, pssParameters(inside))
    expect(await outcome(signedBy(rsa, method, signer), rsa)).toBe('saml_signature_invalid')
  })

  it.each([
    ['another name for the same key', `${more2001}rsa-sha512`, pkcs1('sha256')],
    ['RSA-PSS under the name of PKCS#1', `${more2001}rsa-sha256`, pss('sha256', 32)],
    ['PKCS#1 under the name of RSA-PSS', `${more2007}sha256-rsa-MGF1`, pkcs1('sha256')],
    ['a salt of another length', `${more2007}sha256-rsa-MGF1`, pss('sha256', 20)],
    [
      'a signature that is cut',
      `${more2001}rsa-sha256`,
      (octets: Buffer, key: KeyObject) => sign('sha256', octets, key).subarray(1),
    ],
    [
      'a signature with a zero before it',
      `${more2001}rsa-sha256`,
      (octets: Buffer, key: KeyObject) =>
        Buffer.concat([Buffer.alloc(1), sign('sha256', octets, key)]),
    ],
    [
      'a signature with a zero behind it',
      `${more2001}rsa-sha256`,
      (octets: Buffer, key: KeyObject) =>
        Buffer.concat([sign('sha256', octets, key), Buffer.alloc(1)]),
    ],
    ['no signature', `${more2001}rsa-sha256`, () => Buffer.alloc(0)],
    ['zeros', `${more2001}rsa-sha256`, () => Buffer.alloc(256)],
    ['a number above the modulus', `${more2001}rsa-sha256`, () => Buffer.alloc(256, 0xff)],
    [
      'the digest without its identifier',
      `${more2001}rsa-sha256`,
      (octets: Buffer, key: KeyObject) =>
        privateEncrypt(key, nodeCrypto.createHash('sha256').update(octets).digest()),
    ],
    ['MD5’s identifier', `${more2001}rsa-sha256`, pkcs1('md5')],
  ])('refuses RSA with %s', async (_what, algorithm, signer) => {
    const document = signedBy(rsa, signatureMethod(algorithm), signer)
    expect(await outcome(document, rsa)).toBe('saml_signature_invalid')
  })

  it('refuses padding with room for a forged cube root', async () => {
    // Bleichenbacher 2006: garbage behind the digest, which only a lax check lets pass.
    const forged = (octets: Buffer, key: KeyObject) => {
      const digest = nodeCrypto.createHash('sha256').update(octets).digest()
      const identifier = Buffer.from('3031300d060960864801650304020105000420', 'hex')
      const start = Buffer.concat([
        Buffer.from([0, 1, 255, 255, 255, 255, 255, 255, 255, 255, 0]),
        identifier,
        digest,
      ])
      const block = Buffer.concat([start, Buffer.alloc(256 - start.length, 7)])
      return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, block)
    }
    const document = signedBy(exponent3, signatureMethod(), forged)
    expect(await outcome(document, exponent3)).toBe('saml_signature_invalid')
  })

  it.each([
    ['DER instead of r and s', (octets: Buffer, key: KeyObject) => sign('sha256', octets, key)],
    ['zeros: CVE-2022-21449', () => Buffer.alloc(64)],
    [
      'r of zero',
      (octets: Buffer, key: KeyObject) =>
        Buffer.concat([Buffer.alloc(32), ecdsa('sha256')(octets, key).subarray(32)]),
    ],
    [
      's of zero',
      (octets: Buffer, key: KeyObject) =>
        Buffer.concat([ecdsa('sha256')(octets, key).subarray(0, 32), Buffer.alloc(32)]),
    ],
    [
      'the curve’s order as r and s',
      () =>
        Buffer.from(
          'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551'.repeat(2),
          'hex',
        ),
    ],
    ['numbers beyond the order', () => Buffer.alloc(64, 0xff)],
    [
      's before r',
      (octets: Buffer, key: KeyObject) => {
        const both = ecdsa('sha256')(octets, key)
        return Buffer.concat([both.subarray(32), both.subarray(0, 32)])
      },
    ],
    [
      'a cut signature',
      (octets: Buffer, key: KeyObject) => ecdsa('sha256')(octets, key).subarray(0, 63),
    ],
    [
      'a longer signature',
      (octets: Buffer, key: KeyObject) =>
        Buffer.concat([ecdsa('sha256')(octets, key), Buffer.alloc(2)]),
    ],
    [
      'r and s with leading zeros',
      (octets: Buffer, key: KeyObject) => {
        const both = ecdsa('sha256')(octets, key)
        return Buffer.concat([
          Buffer.alloc(1),
          both.subarray(0, 32),
          Buffer.alloc(1),
          both.subarray(32),
        ])
      },
    ],
    ['another hash', ecdsa('sha512')],
    ['nothing', () => Buffer.alloc(0)],
  ])('refuses ECDSA with %s', async (_what, signer) => {
    const document = signedBy(p256, signatureMethod(`${more2001}ecdsa-sha256`), signer)
    expect(await outcome(document, p256)).toBe('saml_signature_invalid')
  })

  it('refuses an algorithm that is not of the key’s kind', async () => {
    const byEc = signedBy(p256, signatureMethod(`${more2001}ecdsa-sha256`), ecdsa('sha256'))
    expect(await outcome(byEc, rsa)).toBe('saml_signature_algorithm_refused')
    expect(await outcome(signedAssertion({ key: rsa.privateKey }), p256)).toBe(
      'saml_signature_algorithm_refused',
    )
    // Among keys of both kinds the fitting one counts.
    const both = { signingKeys: await signingKeysOf(rsa, p256), primitives: path }
    expect(await verdict(byEc, both)).toBe(assertion())
    expect(await verdict(signedAssertion({ key: rsa.privateKey }), both)).toBe(assertion())
  })
})

describe('S11 algorithms', () => {
  const keys = signingKeysOf(rsa)
  const hmac =
    (secret: string | Buffer): Signer =>
    (octets) =>
      createHmac('sha256', secret).update(octets).digest()
  const pem = pemOf(rsa)
  const der = createPublicKey(pem).export({ format: 'der', type: 'spki' })

  it.each([
    ['HMAC with the public key as secret', `${more2001}hmac-sha256`, hmac(pem)],
    ['HMAC with the key’s bytes as secret', `${more2001}hmac-sha256`, hmac(der)],
    ['HMAC-SHA1', `${uris.dsig}hmac-sha1`, hmac(pem)],
    ['DSA', `${uris.dsig}dsa-sha1`, pkcs1('sha1')],
    ['DSA with SHA-256', 'http://www.w3.org/2009/xmldsig11#dsa-sha256', pkcs1('sha256')],
    ['RSA with MD5', `${more2001}rsa-md5`, pkcs1('md5')],
    ['RSA with RIPEMD', `${more2001}rsa-ripemd160`, pkcs1('sha256')],
    ['RSA with SHA-224', `${more2001}rsa-sha224`, pkcs1('sha224')],
    ['RSA with SHA-1', uris.rsaSha1, pkcs1('sha1')],
    ['ECDSA with SHA-1', `${more2001}ecdsa-sha1`, pkcs1('sha1')],
    ['RSA-PSS with SHA-1', `${more2007}sha1-rsa-MGF1`, pss('sha1', 20)],
    ['Ed25519', 'http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519', pkcs1('sha256')],
    ['a name in other letters', uris.rsaSha256.toUpperCase(), pkcs1('sha256')],
    ['a name with a space', `${uris.rsaSha256} `, pkcs1('sha256')],
    ['a digest’s name', uris.sha256, pkcs1('sha256')],
    ['constructor', 'constructor', pkcs1('sha256')],
    ['__proto__', '__proto__', pkcs1('sha256')],
    ['none', 'none', () => Buffer.alloc(0)],
    ['nothing', '', () => Buffer.alloc(0)],
  ])('of signatures that are not on the list are refused: %s', async (_what, algorithm, signer) => {
    const document = signedBy(rsa, signatureMethod(algorithm), signer)
    for (const allowSha1 of algorithm === uris.rsaSha1 ? [false] : [false, true]) {
      expect(await verify(document, { signingKeys: await keys, allowSha1 })).toMatchObject({
        code: 'saml_signature_algorithm_refused',
        detail: { algorithm },
      })
    }
  })

  it.each([
    ['MD5', `${more2001}md5`],
    ['SHA-1', uris.sha1],
    ['SHA-224', `${more2001}sha224`],
    ['RIPEMD', 'http://www.w3.org/2001/04/xmlenc#ripemd160'],
    ['a signature’s name', uris.rsaSha256],
    ['SHA-384 in the wrong namespace', 'http://www.w3.org/2001/04/xmlenc#sha384'],
    ['toString', 'toString'],
    ['nothing', ''],
  ])('of digests that are not on the list are refused: %s', async (_what, algorithm) => {
    const document = signedAssertion({ key: rsa.privateKey, digestMethod: digestMethod(algorithm) })
    expect(await complaint(document, { signingKeys: await keys })).toContain('digest algorithm')
  })

  it.each([
    ['HMACOutputLength', '<ds:HMACOutputLength>0</ds:HMACOutputLength>'],
    ['parameters of RSA-PSS', pssParameters('')],
    ['text', 'x'],
  ])('take no parameters: %s', async (_what, inside) => {
    const document = signedBy(rsa, signatureMethod(uris.rsaSha256, inside), pkcs1('sha256'))
    expect(await verdict(document, { signingKeys: await keys })).toBe('saml_signature_malformed')
  })

  it('take no parameters: a child of DigestMethod', async () => {
    const method = digestMethod().replace('></', '><x></x></')
    const document = signedAssertion({ key: rsa.privateKey, digestMethod: method })
    expect(await verdict(document, { signingKeys: await keys })).toBe('saml_signature_malformed')
  })

  it.each([
    ['SHA-1 as digest', pssDigest(uris.sha1)],
    ['SHA-1 as mask', mask(pssDigest(uris.sha1))],
    ['a mask of another hash', pssDigest(uris.sha512) + mask(pssDigest(uris.sha256))],
    ['an unknown mask', mask('', 'urn:x')],
  ])('of RSA-PSS parameters are of the list, too: %s', async (_what, inside) => {
    const method = signatureMethod(`${more2007}rsa-pss`, pssParameters(inside))
    const document = signedBy(rsa, method, pss('sha256', 32))
    expect(await verdict(document, { signingKeys: await keys, allowSha1: true })).toBe(
      'saml_signature_algorithm_refused',
    )
  })

  it.each([
    ['another trailer', trailer('2')],
    ['an empty trailer', trailer('')],
    ['an empty salt', salt('')],
    ['a salt with a no-break space', salt('32\u{a0}')],
    ['a negative salt', salt('-1')],
    ['a salt in letters', salt('0x20')],
    ['a salt of four digits', salt('0032')],
    ['a salt with a comment', salt('3<!-- -->2')],
    ['another order', trailer('1') + salt('32')],
    ['a digest twice', pssDigest(uris.sha256) + pssDigest(uris.sha256)],
    ['a salt twice', salt('32') + salt('32')],
    ['an unknown child', '<x></x>'],
    ['text', 'x'],
    ['a child of the mask', mask('<x></x>')],
    ['text beside them', `x${salt('32')}`],
  ])('of RSA-PSS parameters are of their form: %s', async (_what, inside) => {
    const method = signatureMethod(`${more2007}rsa-pss`, pssParameters(inside))
    const document = signedBy(rsa, method, pss('sha256', 32))
    expect(await verdict(document, { signingKeys: await keys })).toBe('saml_signature_malformed')
  })

  it.each([
    ['two of them', pssParameters('') + pssParameters('')],
    [
      'of another namespace',
      pssParameters('')
        .replaceAll('pss:', 'ds:')
        .replace(/ xmlns:ds="[^"]*"/, ''),
    ],
    ['text instead', 'x'],
  ])('of RSA-PSS stand in one RSAPSSParams: %s', async (_what, inside) => {
    const method = signatureMethod(`${more2007}rsa-pss`, inside)
    const document = signedBy(rsa, method, pss('sha256', 32))
    expect(await verdict(document, { signingKeys: await keys })).toBe('saml_signature_malformed')
  })
})

describe('S11 keys', () => {
  const codeOf = async (text: string) => {
    try {
      await readSigningKeys([text])
      return 'accepted'
    } catch (error) {
      return isSsoError(error) ? `${error.code}: ${error.message}` : error
    }
  }
  /** A bare RSA key, whatever its numbers. */
  const rsaKey = (n: bigint, e: bigint) => {
    const encode = (number: bigint) => {
      const hex = number.toString(16)
      return Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex').toString('base64url')
    }
    const key = createPublicKey({ key: { kty: 'RSA', n: encode(n), e: encode(e) }, format: 'jwk' })
    return key.export({ format: 'pem', type: 'spki' }).toString()
  }
  const odd = (bits: number) => (1n << BigInt(bits - 1)) + 1n

  it.each([
    ['2048 bits', odd(2048), 65_537n, 'accepted'],
    ['8192 bits', odd(8192), 65_537n, 'accepted'],
    ['exponent 3', odd(2048), 3n, 'accepted'],
    ['exponent 2³²−1', odd(2048), 0xffff_ffffn, 'accepted'],
    ['2047 bits', odd(2047), 65_537n, '2047 bits, less than 2048'],
    ['1024 bits', odd(1024), 65_537n, '1024 bits, less than 2048'],
    ['8193 bits', odd(8193), 65_537n, '8193 bits, more than 8192'],
    ['exponent 1', odd(2048), 1n, 'exponent is unusable'],
    ['exponent 2', odd(2048), 2n, 'even number'],
    ['exponent 65536', odd(2048), 65_536n, 'even number'],
    ['exponent 2³²+1', odd(2048), 0x1_0000_0001n, 'exponent is unusable'],
    ['an even modulus', odd(2048) - 1n, 65_537n, 'even number'],
  ])('of RSA with %s', async (_what, n, e, outcome) => {
    expect(await codeOf(rsaKey(n, e))).toContain(outcome)
  })

  it.each([
    ['Ed25519', generateKeyPairSync('ed25519')],
    ['X25519', generateKeyPairSync('x25519')],
    ['secp256k1', ecPair('secp256k1')],
    ['P-224', ecPair('secp224r1')],
    ['DSA', generateKeyPairSync('dsa', { modulusLength: 2048, divisorLength: 256 })],
    ['RSA-PSS', generateKeyPairSync('rsa-pss', { modulusLength: 2048 })],
  ])('of %s are refused', async (_what, pair) => {
    expect(await codeOf(pemOf(pair))).toContain('saml_certificate_invalid')
  })
})

describe('the two ways to verify', () => {
  it('are chosen by what the runtime has', () => {
    const getBuiltinModule = () => nodeCrypto as unknown as NodeCrypto
    const versions = { openssl: '3.0.0' }
    const others = [
      {},
      { process: {} },
      { process: { versions } },
      { process: { versions, getBuiltinModule: () => undefined } },
      { process: { versions: {}, getBuiltinModule } },
      { process: { versions, getBuiltinModule }, Bun: {} },
      { process: { versions, getBuiltinModule }, Deno: {} },
      { process: { versions: { openssl: '' }, getBuiltinModule } },
      {
        process: { versions, getBuiltinModule },
        navigator: { userAgent: 'Cloudflare-Workers' },
      },
    ]
    for (const host of others) expect(primitivesOf(host)).toBe(webPrimitives)
    expect(primitivesOf({ process: { versions, getBuiltinModule } })).not.toBe(webPrimitives)
    expect(primitives).not.toBe(webPrimitives)
  })

  it.each(paths)('digest alike: %s', async (_name, path) => {
    // FIPS 180-4 examples: "abc".
    const abc = new TextEncoder().encode('abc')
    const hex = async (hash: 'SHA-1' | 'SHA-256' | 'SHA-384' | 'SHA-512') =>
      Buffer.from(await path.digest(hash, abc)).toString('hex')
    expect(await hex('SHA-1')).toBe('a9993e364706816aba3e25717850c26c9cd0d89d')
    expect(await hex('SHA-256')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
    expect(await hex('SHA-384')).toMatch(
      /^cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed/,
    )
    expect(await hex('SHA-512')).toMatch(
      /^ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a/,
    )
  })
})
