import { derOf, fingerprintOf, readCertificateDer, usableKey } from './certificate.ts'
import type { PublicKey } from './public-key.ts'
import { MAX_SIGNING_KEYS } from './xml/limits.ts'
import { samlError } from './error.ts'

/** A key that may verify signatures. One object per configured text, so that imports can be kept. */
export interface SigningKey {
  readonly publicKey: PublicKey
  /** SHA-256 of the certificate, or of the bare key: what the admin compares. */
  readonly fingerprint: string
}

/** Texts whose keys are remembered: connections with one or two certificates each. */
const MAX_REMEMBERED = 512

const remembered = new Map<string, Promise<SigningKey>>()

/**
 * The keys of the certificates that a connection configures; the only ones that verify its messages
 * (rule S12).
 *
 * @param texts certificates, or bare public keys as PEM
 * @throws {SsoError} `saml_signing_key_missing`, `saml_certificate_invalid`
 */
export async function readSigningKeys(texts: readonly string[]): Promise<readonly SigningKey[]> {
  if (texts.length === 0) throw samlError('saml_signing_key_missing')
  if (texts.length > MAX_SIGNING_KEYS) {
    throw samlError('saml_certificate_invalid', {
      message: `There are more than ${MAX_SIGNING_KEYS} signing certificates.`,
    })
  }
  return Promise.all(texts.map(readSigningKey))
}

function readSigningKey(text: string): Promise<SigningKey> {
  const known = remembered.get(text)
  if (known) return known
  const reading = parseSigningKey(text)
  remembered.set(text, reading)
  // A text that failed is read again: its error names it each time.
  reading.catch(() => remembered.delete(text))
  const [oldest] = remembered.keys()
  if (remembered.size > MAX_REMEMBERED && oldest !== undefined) remembered.delete(oldest)
  return reading
}

async function parseSigningKey(text: string): Promise<SigningKey> {
  if (text.includes('BEGIN PUBLIC KEY')) {
    const spki = derOf(text, 'PUBLIC KEY')
    return { publicKey: usableKey(spki), fingerprint: await fingerprintOf(spki) }
  }
  const { der, publicKey } = readCertificateDer(derOf(text, 'CERTIFICATE'))
  return { publicKey, fingerprint: await fingerprintOf(der) }
}
