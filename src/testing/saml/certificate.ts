import { createPublicKey, type KeyObject, randomBytes, sign } from 'node:crypto'
import {
  bitString,
  der,
  derNull,
  integer,
  objectId,
  sequence,
  set,
  time,
  utf8String,
} from './der.ts'

export interface CertificateFields {
  readonly notBefore: Date
  readonly notAfter: Date
  readonly commonName: string
  /** Of the certificate's own signature, which nothing depends on. */
  readonly hash: 'sha1' | 'sha256'
}

const rsaSignature = { sha1: '1.2.840.113549.1.1.5', sha256: '1.2.840.113549.1.1.11' }
const ecdsaSignature = { sha1: '1.2.840.10045.4.1', sha256: '1.2.840.10045.4.3.2' }
const ED25519 = '1.3.101.112'
const COMMON_NAME = '2.5.4.3'

/** A self-signed X.509 v3 certificate without extensions (RFC 5280 section 4.1), as DER. */
export function selfSigned(privateKey: KeyObject, fields: CertificateFields): Uint8Array {
  const { notBefore, notAfter, commonName, hash } = fields
  const type = privateKey.asymmetricKeyType
  const algorithm =
    type === 'rsa'
      ? sequence(objectId(rsaSignature[hash]), derNull())
      : sequence(objectId(type === 'ec' ? ecdsaSignature[hash] : ED25519))
  const name = sequence(set(sequence(objectId(COMMON_NAME), utf8String(commonName))))
  const version3 = der(0xa0, integer(Uint8Array.of(2)))
  const body = sequence(
    version3,
    integer(Uint8Array.of(1, ...randomBytes(8))),
    algorithm,
    name,
    sequence(time(notBefore), time(notAfter)),
    name,
    createPublicKey(privateKey).export({ type: 'spki', format: 'der' }),
  )
  const signature = sign(type === 'ed25519' ? null : hash, body, privateKey)
  return sequence(body, algorithm, bitString(signature))
}

/** RFC 7468. */
export function pem(label: string, content: Uint8Array): string {
  const base64 = Buffer.from(content).toString('base64')
  const lines = base64.match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}

/** What stands between the armour, without line breaks. */
export function base64Of(pemText: string): string {
  return pemText.replaceAll(/-----[^-]+-----|\s/g, '')
}
