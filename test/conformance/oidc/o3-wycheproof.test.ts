import {
  constants,
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  privateEncrypt,
  createHash,
  sign,
} from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { isSsoError } from '../../../src/errors.ts'
import type { IdTokenExpectations } from '../../../src/oidc/id-token.ts'
import { validateIdToken } from '../../../src/oidc/validate-id-token.ts'

/**
 * Confusions of keys and algorithms and damaged signatures, after the classes of Project Wycheproof.
 * Every signature is made by node:crypto; every expectation follows from RFC 7515, 7517, 7518, 8032
 * and FIPS 186, never from what our code says.
 */

/** 2026-01-01T12:00:00Z */
const now = 1_767_268_800
const issuer = 'https://idp.example.com'
const claims = { iss: issuer, sub: 'ann', aud: 'c', exp: now + 300, iat: now, nonce: 'n' }
const secret = 'a client secret of 32 bytes, 0123'

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const otherRsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const exponent3 = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 })
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' })
const p521 = generateKeyPairSync('ec', { namedCurve: 'P-521' })
const k256 = generateKeyPairSync('ec', { namedCurve: 'secp256k1' })
const ed25519 = generateKeyPairSync('ed25519')
const ed448 = generateKeyPairSync('ed448')

interface Pair {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const inputOf = (header: object) => `${encode(header)}.${encode(claims)}`
const jwkOf = ({ publicKey }: Pair, more: object = {}): object => ({
  ...publicKey.export({ format: 'jwk' }),
  ...more,
})

/** The token that says `header` and carries these bytes as its signature. */
const tokenOf = (header: object, signatureOf: (input: Buffer) => Buffer): string => {
  const input = inputOf(header)
  return `${input}.${signatureOf(Buffer.from(input)).toString('base64url')}`
}

const judge = (
  token: string,
  keys: readonly object[],
  change: Partial<IdTokenExpectations> = {},
): Promise<string> =>
  validateIdToken(token, {
    ...{ issuer, clientId: 'c', nonce: 'n', now: new Date(now * 1000) },
    jwks: { keys: [...keys] as never },
    ...change,
  }).then(
    ({ sub }) => (sub === 'ann' ? 'accepted' : 'somebody else'),
    (error: unknown) => {
      if (!isSsoError(error)) throw error
      return error.code.replace('oidc_id_token_', '')
    },
  )

const pss = (hash: string, key: KeyObject, saltLength: number) => (input: Buffer) =>
  sign(hash, input, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength })
const raw = (hash: string, key: KeyObject) => (input: Buffer) =>
  sign(hash, input, { key, dsaEncoding: 'ieee-p1363' })
const hmac = (key: string | Buffer) => (input: Buffer) =>
  createHmac('sha256', key).update(input).digest()

/** Which key signs how, for every algorithm that we take. */
const signers: Readonly<Record<string, readonly [Pair, (input: Buffer) => Buffer]>> = {
  RS256: [rsa, (input) => sign('sha256', input, rsa.privateKey)],
  RS384: [rsa, (input) => sign('sha384', input, rsa.privateKey)],
  RS512: [rsa, (input) => sign('sha512', input, rsa.privateKey)],
  PS256: [rsa, pss('sha256', rsa.privateKey, 32)],
  PS384: [rsa, pss('sha384', rsa.privateKey, 48)],
  PS512: [rsa, pss('sha512', rsa.privateKey, 64)],
  ES256: [p256, raw('sha256', p256.privateKey)],
  ES384: [p384, raw('sha384', p384.privateKey)],
  ES512: [p521, raw('sha512', p521.privateKey)],
  EdDSA: [ed25519, (input) => sign(null, input, ed25519.privateKey)],
  Ed25519: [ed25519, (input) => sign(null, input, ed25519.privateKey)],
}
const algorithms = Object.keys(signers)

/** One key of every kind there is, and the algorithms that it may verify (RFC 7518, 8037, 9864). */
const kinds: readonly [string, Pair, readonly string[]][] = [
  ['RSA', rsa, ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']],
  ['P-256', p256, ['ES256']],
  ['P-384', p384, ['ES384']],
  ['P-521', p521, ['ES512']],
  ['secp256k1', k256, []],
  ['Ed25519', ed25519, ['EdDSA', 'Ed25519']],
  ['Ed448', ed448, []],
]

describe('an algorithm and a key', () => {
  const cases = algorithms.flatMap((alg) =>
    kinds.map(([kind, pair, fitting]) => [alg, kind, pair, fitting.includes(alg)] as const),
  )

  it.each(cases)('O3 lets %s meet a key of the kind %s or not', async (alg, _kind, pair, fits) => {
    const [own, signatureOf] = signers[alg] ?? []
    if (!own || !signatureOf) throw new Error('no signer')
    // The best signature there can be: a right one where the kind is right, else a stranger's.
    const outcome = await judge(tokenOf({ alg }, signatureOf), [jwkOf(pair)])
    expect(outcome).toBe(fits ? 'accepted' : 'key_unknown')
  })

  const mixed = algorithms.flatMap((alg) =>
    algorithms.map((made) => {
      const [key] = signers[made] ?? []
      const isFit = kinds.some(([, pair, fitting]) => pair === key && fitting.includes(alg))
      const isSame = alg === made || (alg.startsWith('Ed') && made.startsWith('Ed'))
      return [alg, made, isSame ? 'accepted' : isFit ? 'signature_invalid' : 'key_unknown'] as const
    }),
  )

  it.each(mixed)(
    'O3 judges %s over a signature made with %s as %s',
    async (alg, made, expected) => {
      const [pair, signatureOf] = signers[made] ?? []
      if (!pair || !signatureOf) throw new Error('no signer')
      expect(await judge(tokenOf({ alg }, signatureOf), [jwkOf(pair)])).toBe(expected)
    },
  )

  it.each(['none', 'None', 'NONE', 'nOnE', 'rs256', 'RS257', 'RS1', 'ES256K', 'HS384', 'HS512'])(
    'O3 refuses the algorithm %s',
    async (alg) => {
      const token = tokenOf({ alg }, (input) => sign('sha256', input, rsa.privateKey))
      expect(await judge(token, [jwkOf(rsa)])).toBe('algorithm_refused')
      // Also where a host lists it: there is no key for it.
      expect(await judge(token, [jwkOf(rsa)], { algorithms: [alg], clientSecret: secret })).toBe(
        'key_unknown',
      )
    },
  )
})

describe('HS256', () => {
  const hs256 = { algorithms: ['HS256'], clientSecret: secret }
  const honest = tokenOf({ alg: 'HS256' }, hmac(secret))
  const keys = [jwkOf(rsa), jwkOf(p256), jwkOf(ed25519)]

  it('O3 verifies with the client secret where it is asked for, with or without keys', async () => {
    expect(await judge(honest, [], hs256)).toBe('accepted')
    expect(await judge(honest, keys, hs256)).toBe('accepted')
    expect(await judge(tokenOf({ alg: 'HS256', kid: 'x' }, hmac(secret)), keys, hs256)).toBe(
      'accepted',
    )
  })

  it('O3 is refused unless it is asked for, and without a secret', async () => {
    expect(await judge(honest, keys)).toBe('algorithm_refused')
    expect(await judge(honest, keys, { clientSecret: secret })).toBe('algorithm_refused')
    expect(await judge(honest, keys, { ...hs256, algorithms: ['RS256'] })).toBe('algorithm_refused')
    expect(await judge(honest, keys, { algorithms: ['HS256'] })).toBe('key_unknown')
  })

  it('O3 takes the bytes of the secret as UTF-8 and no other reading of it', async () => {
    const odd = 'ein Geheimnis mit Umlauten: äöüß 12345'
    const token = tokenOf({ alg: 'HS256' }, hmac(Buffer.from(odd, 'utf8')))
    expect(await judge(token, [], { ...hs256, clientSecret: odd })).toBe('accepted')
    const latin = tokenOf({ alg: 'HS256' }, hmac(Buffer.from(odd, 'latin1')))
    expect(await judge(latin, [], { ...hs256, clientSecret: odd })).toBe('signature_invalid')
    const encoded = Buffer.from('x'.repeat(40)).toString('base64url')
    const decoded = tokenOf({ alg: 'HS256' }, hmac(Buffer.from(encoded, 'base64url')))
    expect(await judge(decoded, [], { ...hs256, clientSecret: encoded })).toBe('signature_invalid')
  })

  it('O3 refuses a secret below 32 bytes (RFC 7518 section 3.2), with a hint', async () => {
    const short = 's'.repeat(31)
    const token = tokenOf({ alg: 'HS256' }, hmac(short))
    const expected = { ...hs256, issuer, clientId: 'c', jwks: { keys: [] }, clientSecret: short }
    await expect(validateIdToken(token, expected)).rejects.toMatchObject({
      code: 'oidc_client_secret_too_short',
      hint: expect.stringContaining('at least 32 characters'),
    })
    // Sixteen letters of two bytes each are enough.
    const wide = 'ä'.repeat(16)
    const clientSecret = { ...hs256, clientSecret: wide }
    expect(await judge(tokenOf({ alg: 'HS256' }, hmac(wide)), [], clientSecret)).toBe('accepted')
  })

  /** What forgers use as the HMAC key, since everybody has it. */
  const publicTexts = [rsa, p256, ed25519].flatMap(({ publicKey }): (string | Buffer)[] => {
    const jwk = publicKey.export({ format: 'jwk' })
    return [
      publicKey.export({ format: 'pem', type: 'spki' }),
      String(publicKey.export({ format: 'pem', type: 'spki' })).trim(),
      publicKey.export({ format: 'der', type: 'spki' }),
      JSON.stringify(jwk),
      ...[jwk.n, jwk.x, jwk.y].flatMap((text) =>
        text === undefined ? [] : [String(text), Buffer.from(String(text), 'base64url')],
      ),
    ]
  })

  it('O3 never takes a public key for the secret', async () => {
    expect(publicTexts.length).toBeGreaterThan(15)
    for (const text of [...publicTexts, '', '\0'.repeat(32)]) {
      const token = tokenOf({ alg: 'HS256' }, hmac(text))
      expect(await judge(token, keys)).toBe('algorithm_refused')
      expect(await judge(token, keys, { algorithms: ['RS256', 'HS256'] })).toBe('key_unknown')
      const both = { algorithms: ['RS256', 'ES256', 'HS256'], clientSecret: secret }
      expect(await judge(token, keys, both)).toBe('signature_invalid')
    }
  })

  it('O3 takes no symmetric key from a key set', async () => {
    const published = { kty: 'oct', kid: 'o', k: Buffer.from(secret).toString('base64url') }
    for (const key of [published, { ...published, alg: 'HS256', use: 'sig' }]) {
      const token = tokenOf({ alg: 'HS256', kid: 'o' }, hmac(secret))
      expect(await judge(token, [key], { algorithms: ['HS256'] })).toBe('key_unknown')
    }
  })

  it.each(algorithms)('O3 never verifies %s with the secret', async (alg) => {
    const token = tokenOf({ alg }, hmac(secret))
    const change = { algorithms: [...algorithms, 'HS256'], clientSecret: secret }
    expect(await judge(token, [], change)).toBe('key_unknown')
    const all = kinds.map(([, pair]) => jwkOf(pair))
    expect(await judge(token, all, change)).toBe('signature_invalid')
  })

  it.each([
    ['cut', (mac: Buffer) => mac.subarray(0, 31)],
    ['cut to half', (mac: Buffer) => mac.subarray(0, 16)],
    ['longer', (mac: Buffer) => Buffer.concat([mac, Buffer.alloc(1)])],
    ['of one zero byte', () => Buffer.alloc(1)],
    ['of another hash', () => createHmac('sha512', secret).update('x').digest()],
  ])('O3 refuses a code that is %s', async (_what, change) => {
    const token = tokenOf({ alg: 'HS256' }, (input) => change(hmac(secret)(input)))
    expect(await judge(token, [], hs256)).toBe('signature_invalid')
  })
})

const big = (bytes: Buffer) => BigInt(`0x${bytes.toString('hex') || '0'}`)
const bytesOf = (value: bigint, length: number) =>
  Buffer.from(value.toString(16).padStart(length * 2, '0'), 'hex')
const zeros = (length: number) => Buffer.alloc(length)

describe('ECDSA', () => {
  /** Orders of P-256, P-384 and P-521 (FIPS 186-4, appendix D.1.2). */
  const orders = {
    ES256: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
    ES384:
      0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
    ES512:
      0x01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
  }
  const sizes = { ES256: 32, ES384: 48, ES512: 66 }
  type Name = keyof typeof sizes

  type Halves = { r: Buffer; s: Buffer; n: Buffer; size: number; alg: Name }
  const changes: readonly [string, (halves: Halves) => Buffer, string][] = [
    ['as it was made', ({ r, s }) => Buffer.concat([r, s]), 'accepted'],
    // Everybody can make this one of a valid one. JWS knows no low-s rule (RFC 7518 section 3.4), so
    // nothing may rest on a signature's bytes being unique.
    [
      'with n − s for s',
      ({ r, s, n, size }) => Buffer.concat([r, bytesOf(big(n) - big(s), size)]),
      'accepted',
    ],
    ['of zeros', ({ size }) => zeros(2 * size), 'signature_invalid'],
    ['with r = 0', ({ s, size }) => Buffer.concat([zeros(size), s]), 'signature_invalid'],
    ['with s = 0', ({ r, size }) => Buffer.concat([r, zeros(size)]), 'signature_invalid'],
    ['with r = n', ({ n, s }) => Buffer.concat([n, s]), 'signature_invalid'],
    ['with s = n', ({ r, n }) => Buffer.concat([r, n]), 'signature_invalid'],
    ['with r = s = n', ({ n }) => Buffer.concat([n, n]), 'signature_invalid'],
    [
      'with r = s = 1',
      ({ size }) => Buffer.concat([bytesOf(1n, size), bytesOf(1n, size)]),
      'signature_invalid',
    ],
    ['with r and s exchanged', ({ r, s }) => Buffer.concat([s, r]), 'signature_invalid'],
    ['one byte short', ({ r, s }) => Buffer.concat([r, s]).subarray(0, -1), 'signature_invalid'],
    ['without s', ({ r }) => r, 'signature_invalid'],
    ['with a zero behind', ({ r, s }) => Buffer.concat([r, s, zeros(1)]), 'signature_invalid'],
    ['with a zero before', ({ r, s }) => Buffer.concat([zeros(1), r, s]), 'signature_invalid'],
    [
      'with a zero before each half',
      ({ r, s }) => Buffer.concat([zeros(1), r, zeros(1), s]),
      'signature_invalid',
    ],
    ['twice', ({ r, s }) => Buffer.concat([r, s, r, s]), 'signature_invalid'],
  ]

  const cases = (Object.keys(sizes) as Name[]).flatMap((alg) =>
    changes.map(([what, change, expected]) => [alg, what, expected, change] as const),
  )

  it.each(cases)('O3 judges an %s signature %s as %s', async (alg, _what, expected, change) => {
    const [pair, signatureOf] = signers[alg] ?? []
    if (!pair || !signatureOf) throw new Error('no signer')
    const size = sizes[alg]
    const token = tokenOf({ alg }, (input) => {
      const made = signatureOf(input)
      const [r, s] = [made.subarray(0, size), made.subarray(size)]
      return change({ r, s, n: bytesOf(orders[alg], size), size, alg })
    })
    expect(await judge(token, [jwkOf(pair)])).toBe(expected)
  })

  it.each([
    ['ES256', p256, 'sha256'],
    ['ES384', p384, 'sha384'],
    ['ES512', p521, 'sha512'],
  ] as const)('O3 refuses an %s signature in DER', async (alg, pair, hash) => {
    const token = tokenOf({ alg }, (input) => sign(hash, input, pair.privateKey))
    expect(await judge(token, [jwkOf(pair)])).toBe('signature_invalid')
  })

  it('O3 refuses another hash under the right curve', async () => {
    const token = tokenOf({ alg: 'ES256' }, raw('sha512', p256.privateKey))
    expect(await judge(token, [jwkOf(p256)])).toBe('signature_invalid')
  })

  const point = p256.publicKey.export({ format: 'jwk' }) as Record<'x' | 'y', string>
  const offCurve = bytesOf(big(Buffer.from(point.y, 'base64url')) ^ 1n, 32).toString('base64url')

  it.each([
    ['off its curve', { y: offCurve }],
    ['at the origin', { x: zeros(32).toString('base64url'), y: zeros(32).toString('base64url') }],
    ['with its coordinates exchanged', { x: point.y, y: point.x }],
    ['with a coordinate too short', { x: Buffer.alloc(31, 7).toString('base64url') }],
    ['without a second coordinate', { y: undefined }],
  ])('O3 refuses a key %s', async (_what, change) => {
    const token = tokenOf({ alg: 'ES256' }, raw('sha256', p256.privateKey))
    expect(await judge(token, [jwkOf(p256, change)])).toBe('signature_invalid')
    // A broken key beside the right one does no harm.
    expect(await judge(token, [jwkOf(p256, change), jwkOf(p256)])).toBe('accepted')
  })
})

describe('RSA', () => {
  const made = (input: Buffer) => sign('sha256', input, rsa.privateKey)
  const modulus = big(Buffer.from(String(rsa.publicKey.export({ format: 'jwk' }).n), 'base64url'))

  it.each<[string, (signature: Buffer) => Buffer]>([
    ['one byte short', (signature) => signature.subarray(0, -1)],
    ['without its first byte', (signature) => signature.subarray(1)],
    ['with a zero behind', (signature) => Buffer.concat([signature, zeros(1)])],
    ['with a zero before', (signature) => Buffer.concat([zeros(1), signature])],
    ['of zeros', () => zeros(256)],
    ['of one', () => bytesOf(1n, 256)],
    ['that is the modulus', () => bytesOf(modulus, 256)],
    ['with the modulus added', (signature) => bytesOf(big(signature) + modulus, 257)],
    ['that is negative', (signature) => bytesOf(modulus - big(signature), 256)],
    ['reversed', (signature) => Buffer.from(signature.toReversed())],
    ['of one byte', () => zeros(1)],
  ])('O3 refuses an RS256 signature %s', async (_what, change) => {
    const token = tokenOf({ alg: 'RS256' }, (input) => change(made(input)))
    expect(await judge(token, [jwkOf(rsa)])).toBe('signature_invalid')
  })

  /** DigestInfo of SHA-256 up to the digest (RFC 8017 section 9.2, note 1). */
  const digestInfo = Buffer.from('3031300d060960864801650304020105000420', 'hex')
  const digest = (input: Buffer, hash = 'sha256') => createHash(hash).update(input).digest()
  const block = (tail: Buffer, padding = 256 - 3 - tail.length) =>
    Buffer.concat([Buffer.from([0, 1]), Buffer.alloc(padding, 0xff), zeros(1), tail])
  const powered = (bytes: Buffer, { privateKey }: Pair = rsa) =>
    privateEncrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, bytes)

  it('O3 accepts the padding of RFC 8017 made by hand', async () => {
    const token = tokenOf({ alg: 'RS256' }, (input) =>
      powered(block(Buffer.concat([digestInfo, digest(input)]))),
    )
    expect(await judge(token, [jwkOf(rsa)])).toBe('accepted')
  })

  const rest = (input: Buffer) => Buffer.concat([digestInfo, digest(input)])
  it.each<[string, Pair, (input: Buffer) => Buffer]>([
    ['without DigestInfo', rsa, (input) => block(digest(input))],
    [
      'whose DigestInfo lacks the NULL',
      rsa,
      (input) =>
        block(
          Buffer.concat([
            Buffer.from('302f300b0609608648016503040201', 'hex'),
            Buffer.from('0420', 'hex'),
            digest(input),
          ]),
        ),
    ],
    [
      'of SHA-1',
      rsa,
      (input) =>
        block(
          Buffer.concat([
            Buffer.from('3021300906052b0e03021a05000414', 'hex'),
            digest(input, 'sha1'),
          ]),
        ),
    ],
    [
      'with short padding',
      rsa,
      (input) => {
        const start = block(rest(input), 8)
        return Buffer.concat([start, Buffer.alloc(256 - start.length, 0xab)])
      },
    ],
    // Bleichenbacher 2006: with the exponent 3 such a block is a cube that can be computed.
    [
      'with rubbish behind the digest',
      exponent3,
      (input) => {
        const start = block(rest(input), 8)
        return Buffer.concat([start, Buffer.alloc(256 - start.length, 0xab)])
      },
    ],
    [
      'of block type 2',
      rsa,
      (input) => {
        const bytes = block(rest(input))
        bytes[1] = 2
        return bytes
      },
    ],
    [
      'whose padding has another byte',
      rsa,
      (input) => {
        const bytes = block(rest(input))
        bytes[20] = 0xfe
        return bytes
      },
    ],
  ])('O3 refuses a block %s', async (_what, pair, blockOf) => {
    const token = tokenOf({ alg: 'RS256' }, (input) => powered(blockOf(input), pair))
    expect(await judge(token, [jwkOf(pair)])).toBe('signature_invalid')
    const honest = tokenOf({ alg: 'RS256' }, (input) => sign('sha256', input, pair.privateKey))
    expect(await judge(honest, [jwkOf(pair)])).toBe('accepted')
  })

  it.each([
    ['PS256', 'sha256', 32],
    ['PS384', 'sha384', 48],
    ['PS512', 'sha512', 64],
  ] as const)(
    'O3 takes for %s a salt as long as the hash, and no other',
    async (alg, hash, length) => {
      // RFC 7518 section 3.5. The longest salt that fits is 256 − length − 2.
      for (const saltLength of [length, 0, 20, length - 1, length + 1, 256 - length - 2]) {
        const token = tokenOf({ alg }, pss(hash, rsa.privateKey, saltLength))
        const expected = saltLength === length ? 'accepted' : 'signature_invalid'
        expect(await judge(token, [jwkOf(rsa)])).toBe(expected)
      }
    },
  )

  it('O3 refuses weak keys, whatever they sign', async () => {
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 })
    const token = tokenOf({ alg: 'RS256' }, (input) => sign('sha256', input, weak.privateKey))
    expect(await judge(token, [jwkOf(weak)])).toBe('key_unknown')
    // With the exponent 1 the block is its own signature.
    const own = tokenOf({ alg: 'RS256' }, (input) => block(rest(input)))
    expect(await judge(own, [jwkOf(rsa, { e: 'AQ' })])).toBe('key_unknown')
    expect(await judge(own, [jwkOf(rsa, { e: 'AAAB' })])).toBe('key_unknown')
  })
})

describe('Ed25519', () => {
  const made = (input: Buffer) => sign(null, input, ed25519.privateKey)
  /** Order of the base point (RFC 8032 section 5.1). */
  const order = 2n ** 252n + 27742317777372353535851937790883648493n
  const little = (bytes: Buffer) => big(Buffer.from(bytes.toReversed()))
  const littleOf = (value: bigint) => Buffer.from(bytesOf(value, 32).toReversed())

  it.each<[string, (signature: Buffer) => Buffer]>([
    [
      'with the order added to S',
      (signature) =>
        Buffer.concat([
          signature.subarray(0, 32),
          littleOf(little(signature.subarray(32)) + order),
        ]),
    ],
    ['of zeros', () => zeros(64)],
    ['with S = 0', (signature) => Buffer.concat([signature.subarray(0, 32), zeros(32)])],
    ['with R = 0', (signature) => Buffer.concat([zeros(32), signature.subarray(32)])],
    ['one byte short', (signature) => signature.subarray(0, -1)],
    ['with a zero behind', (signature) => Buffer.concat([signature, zeros(1)])],
    [
      'with its halves exchanged',
      (signature) => Buffer.concat([signature.subarray(32), signature.subarray(0, 32)]),
    ],
    ['of one half', (signature) => signature.subarray(0, 32)],
  ])('O3 refuses an EdDSA signature %s', async (_what, change) => {
    for (const alg of ['EdDSA', 'Ed25519']) {
      const token = tokenOf({ alg }, (input) => change(made(input)))
      expect(await judge(token, [jwkOf(ed25519)])).toBe('signature_invalid')
    }
  })

  /** Points of order 1, 2, 4 and 8 (RFC 7748 section 6.1 and the birational map of section 4.1). */
  const smallOrder = [
    `01${'00'.repeat(31)}`,
    `ec${'ff'.repeat(30)}7f`,
    '00'.repeat(32),
    `${'00'.repeat(31)}80`,
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
    // The same points in spellings that are not canonical.
    `ed${'ff'.repeat(30)}7f`,
    `ee${'ff'.repeat(30)}7f`,
    `ed${'ff'.repeat(31)}`,
    `ee${'ff'.repeat(31)}`,
    `01${'00'.repeat(30)}80`,
    `ec${'ff'.repeat(31)}`,
  ].map((digits) => Buffer.from(digits, 'hex'))

  it('O3 takes no key of small order, for which everybody can sign', async () => {
    for (const point of smallOrder) {
      const key = { kty: 'OKP', crv: 'Ed25519', x: point.toString('base64url') }
      for (const r of smallOrder) {
        const token = tokenOf({ alg: 'EdDSA' }, () => Buffer.concat([r, zeros(32)]))
        expect(await judge(token, [key])).toBe('key_unknown')
      }
    }
  })

  it('O3 takes no key of the other Edwards curve, and none for key agreement', async () => {
    const token = tokenOf({ alg: 'EdDSA' }, (input) => sign(null, input, ed448.privateKey))
    expect(await judge(token, [jwkOf(ed448)])).toBe('key_unknown')
    const x25519 = generateKeyPairSync('x25519')
    const right = tokenOf({ alg: 'EdDSA' }, made)
    expect(await judge(right, [jwkOf(x25519)])).toBe('key_unknown')
    const renamed = { ...jwkOf(x25519), crv: 'Ed25519' }
    expect(await judge(right, [renamed])).toBe('signature_invalid')
  })
})

describe('keys in a key set', () => {
  const token = (kid?: string) =>
    tokenOf({ alg: 'RS256', ...(kid === undefined ? {} : { kid }) }, (input) =>
      sign('sha256', input, rsa.privateKey),
    )
  const right = (more: object = {}) => jwkOf(rsa, more)
  const wrong = (more: object = {}) => jwkOf(otherRsa, more)
  const five = (make: () => object) => Array.from({ length: 5 }, make)

  it.each<[string, string | undefined, readonly object[], string]>([
    ['the right key without kid, alg and use', undefined, [right()], 'accepted'],
    ['another key', undefined, [wrong()], 'signature_invalid'],
    [
      'a duplicate kid, the right key second',
      'a',
      [wrong({ kid: 'a' }), right({ kid: 'a' })],
      'accepted',
    ],
    [
      'a duplicate kid, the right key first',
      'a',
      [right({ kid: 'a' }), wrong({ kid: 'a' })],
      'accepted',
    ],
    [
      'a kid shared with a key of another kind',
      'a',
      [jwkOf(p256, { kid: 'a' }), right({ kid: 'a' })],
      'accepted',
    ],
    [
      'the kid only at a key of another kind',
      'a',
      [jwkOf(p256, { kid: 'a' }), right({ kid: 'b' })],
      'key_unknown',
    ],
    [
      'the right key under another kid',
      'a',
      [wrong({ kid: 'a' }), right({ kid: 'b' })],
      'signature_invalid',
    ],
    ['the right key without a kid', 'a', [right()], 'key_unknown'],
    ['the right key as the fourth', undefined, [wrong(), wrong(), wrong(), right()], 'accepted'],
    [
      'the right key as the fifth',
      undefined,
      [wrong(), wrong(), wrong(), wrong(), right()],
      'signature_invalid',
    ],
    [
      'five namesakes before it',
      'a',
      [...five(() => wrong({ kid: 'a' })), right({ kid: 'a' })],
      'signature_invalid',
    ],
    [
      'keys of other kinds before it',
      undefined,
      [...five(() => jwkOf(p256)), ...five(() => jwkOf(ed25519)), right()],
      'accepted',
    ],
    [
      'keys for encryption before it',
      undefined,
      [...five(() => wrong({ use: 'enc' })), right()],
      'accepted',
    ],
    ['an empty kid', '', [right({ kid: '' })], 'accepted'],
    ['a kid in other letters', 'A', [right({ kid: 'a' })], 'key_unknown'],
    ['a kid that is a number', '1', [right({ kid: 1 })], 'key_unknown'],
    ['a kid like a path', '../../../dev/null', [right({ kid: 'a' })], 'key_unknown'],
    ['a kid like SQL', "x' UNION SELECT 'k", [right({ kid: 'a' })], 'key_unknown'],
    ['a kid of the prototype', '__proto__', [right({ kid: 'a' })], 'key_unknown'],
    ['a kid like a prefix', 'a', [right({ kid: 'ab' })], 'key_unknown'],
    ['use sig', undefined, [right({ use: 'sig' })], 'accepted'],
    ['use enc', undefined, [right({ use: 'enc' })], 'key_unknown'],
    ['use in capitals', undefined, [right({ use: 'SIG' })], 'key_unknown'],
    ['use that is a list', undefined, [right({ use: ['sig'] })], 'key_unknown'],
    ['key_ops verify', undefined, [right({ key_ops: ['verify'] })], 'accepted'],
    ['key_ops sign', undefined, [right({ key_ops: ['sign'] })], 'key_unknown'],
    [
      'key_ops for encryption',
      undefined,
      [right({ key_ops: ['wrapKey', 'encrypt'] })],
      'key_unknown',
    ],
    ['no key_ops at all', undefined, [right({ key_ops: [] })], 'key_unknown'],
    ['key_ops that are a text', undefined, [right({ key_ops: 'verify' })], 'key_unknown'],
    [
      'use sig beside key_ops encrypt',
      undefined,
      [right({ use: 'sig', key_ops: ['encrypt'] })],
      'key_unknown',
    ],
    ['the alg of the token', undefined, [right({ alg: 'RS256' })], 'accepted'],
    ['another alg', undefined, [right({ alg: 'RS512' })], 'key_unknown'],
    ['another padding', undefined, [right({ alg: 'PS256' })], 'key_unknown'],
    ['an alg for encryption', undefined, [right({ alg: 'RSA-OAEP' })], 'key_unknown'],
    ['an alg in small letters', undefined, [right({ alg: 'rs256' })], 'key_unknown'],
    ['an alg that is null', undefined, [right({ alg: null })], 'key_unknown'],
    [
      'a foreign certificate beside the key',
      undefined,
      [right({ x5c: ['MIIB'], x5t: 'x', x5u: 'https://x' })],
      'accepted',
    ],
    ['only the certificate of a key', undefined, [{ kty: 'RSA', x5c: ['MIIB'] }], 'key_unknown'],
    ['a private member', undefined, [right({ d: 'AQAB' })], 'key_unknown'],
    ['an empty set', undefined, [], 'key_unknown'],
  ])('O3 judges %s', async (_what, kid, keys, expected) => {
    expect(await judge(token(kid), keys)).toBe(expected)
  })

  it('O3 accepts a key of every form in which node:crypto reads it', async () => {
    const pem = rsa.publicKey.export({ format: 'pem', type: 'pkcs1' })
    const again = { privateKey: rsa.privateKey, publicKey: createPublicKey(pem) }
    expect(await judge(token(), [jwkOf(again)])).toBe('accepted')
    // Base64urlUInt allows no leading zero (RFC 7518 section 2), and readers disagree on it.
    const n = Buffer.from(String(rsa.publicKey.export({ format: 'jwk' }).n), 'base64url')
    const padded = Buffer.concat([zeros(1), n]).toString('base64url')
    expect(await judge(token(), [right({ n: padded })])).toBe('accepted')
  })
})
