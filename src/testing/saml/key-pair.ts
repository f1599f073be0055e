import { type KeyObject, generateKeyPairSync } from 'node:crypto'
import { pem, selfSigned } from './certificate.ts'

/** Kinds of keys, weak ones among them. */
export type MockKeyType =
  | 'rsa-1024'
  | 'rsa-2048'
  | 'rsa-3072'
  | 'rsa-4096'
  /** 2048 bits with the public exponent 3. */
  | 'rsa-exponent-3'
  | 'ec-p256'
  | 'ec-p384'
  | 'ec-p521'
  | 'ec-secp256k1'
  | 'ed25519'

/** Options of `createMockKeyPair`. */
export interface MockKeyOptions {
  /** Default `rsa-2048`. */
  readonly type?: MockKeyType
  /** Default 2020-01-01T00:00:00Z. */
  readonly notBefore?: Date
  /** Default 2049-01-01T00:00:00Z. */
  readonly notAfter?: Date
  /** Of the certificate's own signature. Default `sha256`. */
  readonly certificateHash?: 'sha1' | 'sha256'
  /** Default `mock`. */
  readonly commonName?: string
}

/** A key with a certificate; also what `saml({ keys })` takes. */
export interface MockKeyPair {
  /** PKCS#8 PEM. */
  readonly privateKey: string
  /** Self-signed X.509 PEM. */
  readonly certificate: string
}

/**
 * Makes a key pair at run time: nothing here could be mistaken for a key worth protecting.
 *
 * @param options kind of key and validity of its certificate; default RSA of 2048 bits, valid now
 * @returns private key and certificate as PEM
 * @example
 * ```ts
 * import { createMockKeyPair } from 'ssokit/testing'
 *
 * const expired = createMockKeyPair({ type: 'ec-p256', notAfter: new Date('2020-02-01') })
 * console.log(expired.certificate)
 * ```
 */
export function createMockKeyPair(options: MockKeyOptions = {}): MockKeyPair {
  const privateKey = generate(options.type ?? 'rsa-2048')
  const certificate = selfSigned(privateKey, {
    notBefore: options.notBefore ?? new Date('2020-01-01T00:00:00Z'),
    notAfter: options.notAfter ?? new Date('2049-01-01T00:00:00Z'),
    commonName: options.commonName ?? 'mock',
    hash: options.certificateHash ?? 'sha256',
  })
  return {
    privateKey: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    certificate: pem('CERTIFICATE', certificate),
  }
}

const curves: Readonly<Partial<Record<MockKeyType, string>>> = {
  'ec-p256': 'P-256',
  'ec-p384': 'P-384',
  'ec-p521': 'P-521',
  'ec-secp256k1': 'secp256k1',
}

function generate(type: MockKeyType): KeyObject {
  if (type === 'ed25519') return generateKeyPairSync('ed25519').privateKey
  const namedCurve = curves[type]
  if (namedCurve !== undefined) return generateKeyPairSync('ec', { namedCurve }).privateKey
  if (type === 'rsa-exponent-3') {
    return generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 }).privateKey
  }
  const modulusLength = Number(type.slice('rsa-'.length))
  return generateKeyPairSync('rsa', { modulusLength }).privateKey
}
