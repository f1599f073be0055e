/** Columns of PEM (RFC 7468 section 2). */
const LINE_LENGTH = 64

/** The one spelling in which certificates are stored and compared. */
export function certificatePem(der: Uint8Array): string {
  const lines = base64Of(der).match(new RegExp(`.{1,${LINE_LENGTH}}`, 'g')) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

export function base64Of(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}
