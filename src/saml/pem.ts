import { decodeBase64 } from './xml/base64.ts'

/** Columns of PEM (RFC 7468 section 2). */
const LINE_LENGTH = 64

/** The one spelling in which certificates are stored and compared. */
export function certificatePem(der: Uint8Array): string {
  return pemOf('CERTIFICATE', der)
}

export function pemOf(label: 'CERTIFICATE' | 'PRIVATE KEY', der: Uint8Array): string {
  const lines = base64Of(der).match(new RegExp(`.{1,${LINE_LENGTH}}`, 'g')) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}

/**
 * The one PKCS#8 key of a text. What else stands there, such as attributes or its certificate, does not
 * matter; line breaks may be in words, as environment variables have them.
 */
export function pkcs8Of(text: string): Uint8Array<ArrayBuffer> | undefined {
  const lines = text.replaceAll(/\\r|\\n/g, '\n')
  const [block, another] = lines.matchAll(
    /-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----/g,
  )
  return block && !another ? decodeBase64(block[1] ?? '') : undefined
}

export function base64Of(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}
