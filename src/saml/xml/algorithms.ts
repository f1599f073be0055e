/** As WebCrypto spells them. */
export type HashName = 'SHA-1' | 'SHA-256' | 'SHA-384' | 'SHA-512'

export type SignatureScheme =
  | { readonly kind: 'rsa-pkcs1'; readonly hash: HashName }
  | { readonly kind: 'rsa-pss'; readonly hash: HashName; readonly saltLength: number }
  | { readonly kind: 'ecdsa'; readonly hash: HashName }

export const hashLengths: Readonly<Record<HashName, number>> = {
  'SHA-1': 20,
  'SHA-256': 32,
  'SHA-384': 48,
  'SHA-512': 64,
}

const XMLDSIG = 'http://www.w3.org/2000/09/xmldsig#'
const XMLENC = 'http://www.w3.org/2001/04/xmlenc#'
const MORE_2001 = 'http://www.w3.org/2001/04/xmldsig-more#'
export const MORE_2007 = 'http://www.w3.org/2007/05/xmldsig-more#'

const digests: ReadonlyMap<string, HashName> = new Map([
  [`${XMLDSIG}sha1`, 'SHA-1'],
  [`${XMLENC}sha256`, 'SHA-256'],
  [`${MORE_2001}sha384`, 'SHA-384'],
  [`${XMLENC}sha512`, 'SHA-512'],
])

/** RFC 9231 sections 2.3.2, 2.3.6 and 2.3.10. */
const signatures: ReadonlyMap<string, SignatureScheme> = new Map<string, SignatureScheme>([
  [`${XMLDSIG}rsa-sha1`, { kind: 'rsa-pkcs1', hash: 'SHA-1' }],
  [`${MORE_2001}rsa-sha256`, { kind: 'rsa-pkcs1', hash: 'SHA-256' }],
  [`${MORE_2001}rsa-sha384`, { kind: 'rsa-pkcs1', hash: 'SHA-384' }],
  [`${MORE_2001}rsa-sha512`, { kind: 'rsa-pkcs1', hash: 'SHA-512' }],
  [`${MORE_2007}sha256-rsa-MGF1`, { kind: 'rsa-pss', hash: 'SHA-256', saltLength: 32 }],
  [`${MORE_2007}sha384-rsa-MGF1`, { kind: 'rsa-pss', hash: 'SHA-384', saltLength: 48 }],
  [`${MORE_2007}sha512-rsa-MGF1`, { kind: 'rsa-pss', hash: 'SHA-512', saltLength: 64 }],
  [`${MORE_2001}ecdsa-sha256`, { kind: 'ecdsa', hash: 'SHA-256' }],
  [`${MORE_2001}ecdsa-sha384`, { kind: 'ecdsa', hash: 'SHA-384' }],
  [`${MORE_2001}ecdsa-sha512`, { kind: 'ecdsa', hash: 'SHA-512' }],
])

/** Its parameters stand in the message (RFC 9231 section 2.3.9), see `rsa-pss.ts`. */
export const RSA_PSS: string = `${MORE_2007}rsa-pss`

/**
 * The hash behind a DigestMethod. Everything that is not on the list is `undefined` (rule S11);
 * SHA-1 is on it for connections that opted in.
 */
export function digestOf(algorithm: string, allowSha1: boolean): HashName | undefined {
  const hash = digests.get(algorithm)
  return hash === 'SHA-1' && !allowSha1 ? undefined : hash
}

/** The scheme behind a SignatureMethod or SigAlg without parameters; `undefined` as above. */
export function signatureSchemeOf(
  algorithm: string,
  allowSha1: boolean,
): SignatureScheme | undefined {
  const scheme = signatures.get(algorithm)
  return scheme?.hash === 'SHA-1' && !allowSha1 ? undefined : scheme
}
