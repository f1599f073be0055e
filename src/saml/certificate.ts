import { printable, type SsoError } from '../errors.ts'
import { DerReader, type DerValue, derTags, objectIdOf } from './der.ts'
import { type PublicKey, readPublicKey } from './public-key.ts'
import { decodeBase64 } from './xml/base64.ts'
import { samlError } from './error.ts'

/** What is read of an X.509 certificate: a key with a label. Nobody's identity is read from it. */
export interface Certificate {
  readonly der: Uint8Array<ArrayBuffer>
  readonly publicKey: PublicKey
  /** Dates warn and never refuse (rule S12): trust is in the key that was configured. */
  readonly notBefore: Date
  readonly notAfter: Date
  /** Of the issuer's signature: `sha256WithRSAEncryption`, or the dotted id of an unknown one. */
  readonly signatureAlgorithm: string
}

/** Characters of one certificate's text. Long chains of names and extensions take about 10 kB. */
const MAX_TEXT_LENGTH = 65_536

const signatureAlgorithms: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.1.1.4', 'md5WithRSAEncryption'],
  ['1.2.840.113549.1.1.5', 'sha1WithRSAEncryption'],
  ['1.2.840.113549.1.1.10', 'rsassaPss'],
  ['1.2.840.113549.1.1.11', 'sha256WithRSAEncryption'],
  ['1.2.840.113549.1.1.12', 'sha384WithRSAEncryption'],
  ['1.2.840.113549.1.1.13', 'sha512WithRSAEncryption'],
  ['1.2.840.10045.4.1', 'ecdsa-with-SHA1'],
  ['1.2.840.10045.4.3.2', 'ecdsa-with-SHA256'],
  ['1.2.840.10045.4.3.3', 'ecdsa-with-SHA384'],
  ['1.2.840.10045.4.3.4', 'ecdsa-with-SHA512'],
])

/**
 * Reads one X.509 certificate as identity providers' consoles hand it out: PEM, or its Base64 alone,
 * with any white space, also as `\n` in words.
 *
 * @throws {SsoError} `saml_certificate_invalid`, also where its key may verify nothing (rule S11)
 */
export function readCertificate(text: string): Certificate {
  return readCertificateDer(derOf(text, 'CERTIFICATE'))
}

/** @throws {SsoError} `saml_certificate_invalid` */
export function readCertificateDer(der: Uint8Array<ArrayBuffer>): Certificate {
  const outer = new DerReader(der)
  const certificate = outer.next(derTags.sequence)
  const parts = certificate && outer.isAtEnd ? new DerReader(certificate.content) : undefined
  const body = parts?.next(derTags.sequence)
  const signatureAlgorithm = algorithmName(parts?.next(derTags.sequence))
  const signature = parts?.next(derTags.bitString)
  if (!body || signatureAlgorithm === undefined || !signature || !parts?.isAtEnd) {
    throw invalid('The text is not a certificate.')
  }
  // RFC 5280 section 4.1: version, serialNumber, signature, issuer, validity, subject, key.
  const fields = new DerReader(body.content)
  fields.next(derTags.context0)
  const serialNumber = fields.next(derTags.integer)
  const sameAlgorithm = fields.next(derTags.sequence)
  const issuer = fields.next(derTags.sequence)
  const validity = fields.next(derTags.sequence)
  const subject = fields.next(derTags.sequence)
  const key = fields.next(derTags.sequence)
  const dates = validity && new DerReader(validity.content)
  const notBefore = readTime(dates?.any())
  const notAfter = readTime(dates?.any())
  if (!serialNumber || !sameAlgorithm || !issuer || !subject || !key) {
    throw invalid('The certificate is malformed.')
  }
  if (!notBefore || !notAfter || !dates?.isAtEnd) {
    throw invalid('The certificate’s dates are malformed.')
  }
  return { der, publicKey: usableKey(key.whole), notBefore, notAfter, signatureAlgorithm }
}

/** SHA-256 of a certificate or key as consoles show it: `AB:CD:…`, 32 pairs. */
export async function fingerprintOf(der: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', der))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(':')
}

/** @throws {SsoError} `saml_certificate_invalid` */
export function usableKey(spki: Uint8Array<ArrayBuffer>): PublicKey {
  const key = readPublicKey(spki)
  if (typeof key === 'string') throw invalid(`The key cannot verify signatures: ${key}.`)
  return key
}

/**
 * Takes the armour off. Without any, the text is Base64 of the wanted label.
 *
 * @throws {SsoError} `saml_certificate_invalid`
 */
export function derOf(text: string, label: 'CERTIFICATE' | 'PUBLIC KEY'): Uint8Array<ArrayBuffer> {
  if (text.length > MAX_TEXT_LENGTH) throw invalid('The text is longer than any certificate.')
  // Line breaks arrive as backslash and letter out of JSON and environment variables.
  const lines = text.replaceAll(/\\r|\\n/g, '\n')
  const blocks = [...lines.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \1-----/g)]
  if (blocks.length > 1)
    throw invalid('The text holds several certificates; enter them one by one.')
  const [, found, base64] = blocks[0] ?? [undefined, label, lines]
  if (found !== label) throw invalid(`The text holds a ${found}, not a ${label}.`)
  const der = decodeBase64(base64 ?? '')
  if (!der) throw invalid(`The text is not a ${label} in PEM or Base64.`)
  return der
}

function algorithmName(identifier: DerValue | undefined): string | undefined {
  if (!identifier) return undefined
  const id = new DerReader(identifier.content).next(derTags.objectId)
  const dotted = id && objectIdOf(id.content)
  return dotted === undefined ? undefined : (signatureAlgorithms.get(dotted) ?? dotted)
}

const utcTime = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/
/** Characters: `20260101000000Z`. */
const LONGEST_TIME = 15
const generalizedTime = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/

/** RFC 5280 section 4.1.2.5: two-digit years mean 1950 to 2049. */
function readTime(value: DerValue | undefined): Date | undefined {
  if (!value || value.content.length > LONGEST_TIME) return undefined
  const text = String.fromCharCode(...value.content)
  const match =
    value.tag === derTags.utcTime
      ? utcTime.exec(text)
      : value.tag === derTags.generalizedTime
        ? generalizedTime.exec(text)
        : undefined
  if (!match) return undefined
  const [year = 0, month = 0, ...rest] = match.slice(1).map(Number)
  const [day = 0, hour = 0, minute = 0, second = 0] = rest
  const century = value.tag === derTags.generalizedTime ? 0 : year < 50 ? 2000 : 1900
  return new Date(Date.UTC(century + year, month - 1, day, hour, minute, second))
}

function invalid(message: string): SsoError {
  return samlError('saml_certificate_invalid', { message: printable(message) })
}
