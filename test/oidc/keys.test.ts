import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { isSsoError } from '../../src/errors.ts'
import { fittingKeys, readKeySet } from '../../src/oidc/keys.ts'
import type { JsonObject } from '../../src/types/json.ts'

const rsa = (bytes: number, change: object = {}) => {
  const n = Buffer.alloc(bytes, 0xff)
  return { kty: 'RSA', kid: 'r', n: n.toString('base64url'), e: 'AQAB', ...change }
}
const ec = (crv: string, change: object = {}) => ({
  kty: 'EC',
  kid: 'e',
  crv,
  x: 'x',
  y: 'y',
  ...change,
})
const okp = { kty: 'OKP', kid: 'o', crv: 'Ed25519', x: Buffer.alloc(32, 9).toString('base64url') }

const isUsable = (key: unknown): boolean => {
  try {
    return readKeySet({ keys: [key] } as never).keys.length === 1
  } catch (error) {
    if (isSsoError(error, 'oidc_keys_unavailable')) return false
    throw error
  }
}
const fitting = (keys: object[], token: object) =>
  fittingKeys({ keys: keys as never }, { keyId: undefined, issuer: 'i', ...token } as never)

describe('readKeySet', () => {
  it.each([
    null,
    [],
    'keys',
    {},
    { keys: {} },
    { keys: null },
    { keys: [] },
    { keys: [null, 1, []] },
  ])('O3 refuses the document %j', (document) => {
    expect(() => readKeySet(document as never)).toThrow(
      expect.objectContaining({ code: 'oidc_keys_unavailable' }),
    )
  })

  it('O3 reads own members only', () => {
    expect(() => readKeySet(Object.create({ keys: [okp] }))).toThrow('no list of keys')
  })

  it('N4 takes 100 keys and not 101', () => {
    const keys = (length: number) => ({ keys: Array.from({ length }, () => okp) }) as never
    expect(readKeySet(keys(100)).keys).toHaveLength(100)
    expect(() => readKeySet(keys(101))).toThrow('more than 100 keys')
  })

  it.each(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'])(
    'O3 drops keys that publish %s',
    (name) => {
      expect(isUsable({ ...rsa(256), [name]: 'x' })).toBe(false)
    },
  )

  it.each([
    ['an RSA key of 2048 bits', rsa(256), true],
    ['one of 8192 bits', rsa(1024), true],
    ['one of 2040 bits', rsa(255), false],
    ['one of 8200 bits', rsa(1025), false],
    [
      'one that leading zeros lengthen',
      rsa(256, { n: Buffer.alloc(256, 0).fill(0xff, 1).toString('base64url') }),
      false,
    ],
    ['an even modulus', rsa(256, { n: Buffer.alloc(256, 0xfe).toString('base64url') }), false],
    ['a modulus of zeros', rsa(256, { n: Buffer.alloc(300).toString('base64url') }), false],
    ['no modulus', rsa(256, { n: undefined }), false],
    ['no exponent', rsa(256, { e: undefined }), false],
    ['an unreadable modulus', rsa(256, { n: '§' }), false],
    ['the exponent 1', rsa(256, { e: 'AQ' }), false],
    ['the exponent 1 with leading zeros', rsa(256, { e: 'AAAB' }), false],
    ['the exponent 3', rsa(256, { e: 'Aw' }), true],
    ['the exponent 257', rsa(256, { e: 'AQE' }), true],
    ['an even exponent', rsa(256, { e: 'AQAC' }), false],
    ['use sig', rsa(256, { use: 'sig' }), true],
    ['use enc', rsa(256, { use: 'enc' }), false],
    ['key_ops verify', rsa(256, { key_ops: ['verify'] }), true],
    ['key_ops sign', rsa(256, { key_ops: ['sign', 'encrypt'] }), false],
    ['an EC key', ec('P-256'), true],
    ['an EC key without a curve', ec('P-256', { crv: undefined }), false],
    ['an Ed25519 key', okp, true],
    ['an Ed25519 key of small order', { ...okp, x: Buffer.alloc(32).toString('base64url') }, false],
    ['key_ops that are no list', rsa(256, { key_ops: 'verify' }), false],
    ['an unknown kind', { kty: 'AKP', kid: 'x' }, false],
    ['an unknown kind with a curve', { kty: 'AKP', kid: 'x', crv: 'P-256' }, false],
    ['no kind', { kid: 'x' }, false],
  ])('O3 judges %s', (_what, key, expected) => {
    expect(isUsable(key)).toBe(expected)
  })

  it('keeps the public members and nothing else', () => {
    const published = { ...okp, alg: 'EdDSA', use: 'sig', x5c: ['MIIB'], note: 'x', issuer: 'i' }
    expect(readKeySet({ keys: [published, rsa(10)] } as never).keys).toEqual([
      { ...okp, alg: 'EdDSA', use: 'sig', issuer: 'i' },
    ])
  })
})

describe('fittingKeys', () => {
  const all = [rsa(256), ec('P-256'), ec('P-384'), ec('P-521'), ec('secp256k1'), okp]

  it.each([
    ['RS256', 'RSA', undefined],
    ['RS384', 'RSA', undefined],
    ['PS512', 'RSA', undefined],
    ['ES256', 'EC', 'P-256'],
    ['ES384', 'EC', 'P-384'],
    ['ES512', 'EC', 'P-521'],
    ['EdDSA', 'OKP', 'Ed25519'],
    ['Ed25519', 'OKP', 'Ed25519'],
  ])('O3 fits %s to a key of its kind and curve only', (algorithm, kty, crv) => {
    const found = fitting(all, { algorithm })
    expect(found.map((key) => [key.kty, key.crv])).toEqual([[kty, crv]])
  })

  it.each(['none', 'HS256', 'ES256K', 'RS1', 'RSA-OAEP', 'constructor', '__proto__', ''])(
    'O3 fits no key to %s',
    (algorithm) => expect(fitting(all, { algorithm })).toEqual([]),
  )

  it('O3 compares the kind besides the curve', () => {
    const swapped = [ec('Ed25519'), { ...okp, crv: 'P-256' }]
    expect(fitting(swapped, { algorithm: 'EdDSA' })).toEqual([])
    expect(fitting(swapped, { algorithm: 'ES256' })).toEqual([])
  })

  it('O3 compares the kid as it is', () => {
    const keys = [rsa(256, { kid: 'a' }), rsa(256, { kid: 'A' }), rsa(256, { kid: undefined })]
    const found = (keyId?: string) => fitting(keys, { algorithm: 'RS256', keyId })
    expect(found('a')).toEqual([keys[0]])
    expect(found('b')).toEqual([])
    expect(found()).toHaveLength(3)
  })

  it('O3 respects the algorithm of a key', () => {
    expect(fitting([rsa(256, { alg: 'RS256' })], { algorithm: 'RS256' })).toHaveLength(1)
    expect(fitting([rsa(256, { alg: 'PS256' })], { algorithm: 'RS256' })).toEqual([])
  })

  it('O5 respects the issuer of a key', () => {
    expect(fitting([rsa(256, { issuer: 'i' })], { algorithm: 'RS256' })).toHaveLength(1)
    expect(fitting([rsa(256, { issuer: 'j' })], { algorithm: 'RS256' })).toEqual([])
  })

  it('N4 returns four keys at most', () => {
    const keys = Array.from({ length: 9 }, (_, index) => rsa(256, { x: index }))
    expect(fitting(keys, { algorithm: 'RS256' })).toEqual(keys.slice(0, 4))
  })

  it('O3 drops private keys from a set that a host passes itself', () => {
    const { privateKey } = generateKeyPairSync('ed25519')
    const jwk = privateKey.export({ format: 'jwk' }) as JsonObject
    expect(fitting([jwk], { algorithm: 'EdDSA' })).toEqual([])
    const { d: _d, ...publicKey } = jwk
    expect(fitting([publicKey], { algorithm: 'EdDSA' })).toHaveLength(1)
  })
})
