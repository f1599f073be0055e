import { constants, type KeyObject, sign, verify } from 'node:crypto'
import type { MockHash, MockSignatureAlgorithm } from './algorithm-names.ts'
import { XMLDSIG, XMLDSIG_MORE, XMLDSIG_MORE_2007, XMLENC } from './uris.ts'

/** RFC 9231. */
const signatureUris: Readonly<Record<MockSignatureAlgorithm, string>> = {
  'rsa-sha1': `${XMLDSIG}rsa-sha1`,
  'rsa-sha256': `${XMLDSIG_MORE}rsa-sha256`,
  'rsa-sha384': `${XMLDSIG_MORE}rsa-sha384`,
  'rsa-sha512': `${XMLDSIG_MORE}rsa-sha512`,
  'rsa-pss-sha256': `${XMLDSIG_MORE_2007}sha256-rsa-MGF1`,
  'rsa-pss-sha384': `${XMLDSIG_MORE_2007}sha384-rsa-MGF1`,
  'rsa-pss-sha512': `${XMLDSIG_MORE_2007}sha512-rsa-MGF1`,
  'ecdsa-sha1': `${XMLDSIG_MORE}ecdsa-sha1`,
  'ecdsa-sha256': `${XMLDSIG_MORE}ecdsa-sha256`,
  'ecdsa-sha384': `${XMLDSIG_MORE}ecdsa-sha384`,
  'ecdsa-sha512': `${XMLDSIG_MORE}ecdsa-sha512`,
}

export const digestUris: Readonly<Record<MockHash, string>> = {
  sha1: `${XMLDSIG}sha1`,
  sha256: `${XMLENC}sha256`,
  sha384: `${XMLDSIG_MORE}sha384`,
  sha512: `${XMLENC}sha512`,
}

export function signatureUri(algorithm: MockSignatureAlgorithm): string {
  return signatureUris[algorithm]
}

export function algorithmOf(uri: string): MockSignatureAlgorithm | undefined {
  const names = Object.keys(signatureUris) as MockSignatureAlgorithm[]
  return names.find((name) => signatureUris[name] === uri)
}

export function hashOf(digestUri: string): MockHash | undefined {
  return (Object.keys(digestUris) as MockHash[]).find((hash) => digestUris[hash] === digestUri)
}

/** What fits a key and is strong enough. */
export function defaultAlgorithm(key: KeyObject): MockSignatureAlgorithm {
  return key.asymmetricKeyType === 'ec' ? 'ecdsa-sha256' : 'rsa-sha256'
}

/** @param salt of PSS, in bytes; default as long as the hash (RFC 9231 section 2.3.10) */
export function signOctets(
  algorithm: MockSignatureAlgorithm,
  octets: string | Uint8Array,
  key: KeyObject,
  salt?: number,
): Uint8Array {
  const data = typeof octets === 'string' ? Buffer.from(octets) : octets
  return sign(hashIn(algorithm), data, { key, ...parameters(algorithm, salt) })
}

export function verifyOctets(
  algorithm: MockSignatureAlgorithm,
  octets: string,
  key: KeyObject,
  signature: Uint8Array,
): boolean {
  const options = { key, ...parameters(algorithm) }
  return verify(hashIn(algorithm), Buffer.from(octets), options, signature)
}

const hashIn = (algorithm: MockSignatureAlgorithm) =>
  algorithm.slice(algorithm.lastIndexOf('-') + 1)

function parameters(algorithm: MockSignatureAlgorithm, saltLength?: number) {
  // XML-DSig wants both numbers one after the other, where OpenSSL makes a DER structure of them.
  if (algorithm.startsWith('ecdsa')) return { dsaEncoding: 'ieee-p1363' as const }
  if (!algorithm.startsWith('rsa-pss')) return {}
  const padding = constants.RSA_PKCS1_PSS_PADDING
  return { padding, saltLength: saltLength ?? constants.RSA_PSS_SALTLEN_DIGEST }
}
