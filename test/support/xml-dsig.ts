import { createHash, createPrivateKey, type KeyObject, sign } from 'node:crypto'

/*
 * Signs XML with node:crypto and nothing else: documents and SignedInfo are written in canonical form
 * by hand, so that no canonicalization is needed and none of ours is trusted.
 */

export const uris = {
  dsig: 'http://www.w3.org/2000/09/xmldsig#',
  exclusive: 'http://www.w3.org/2001/10/xml-exc-c14n#',
  withComments: 'http://www.w3.org/2001/10/xml-exc-c14n#WithComments',
  inclusive: 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315',
  enveloped: 'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
  sha1: 'http://www.w3.org/2000/09/xmldsig#sha1',
  sha256: 'http://www.w3.org/2001/04/xmlenc#sha256',
  sha384: 'http://www.w3.org/2001/04/xmldsig-more#sha384',
  sha512: 'http://www.w3.org/2001/04/xmlenc#sha512',
  rsaSha1: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
  rsaSha256: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  protocol: 'urn:oasis:names:tc:SAML:2.0:protocol',
  assertion: 'urn:oasis:names:tc:SAML:2.0:assertion',
} as const

/** An assertion in canonical form, with room for its Signature. */
export const assertion = (inside = '', { id = '_a', name = 'ann@example.com' } = {}): string =>
  `<saml:Assertion xmlns:saml="${uris.assertion}" ID="${id}" Version="2.0">` +
  `<saml:Issuer>https://idp.example.com</saml:Issuer>${inside}` +
  `<saml:Subject><saml:NameID>${name}</saml:NameID></saml:Subject></saml:Assertion>`

/** A response in canonical form, with room for its Signature and for assertions. */
export const response = (inside = '', start = '', id = '_r'): string =>
  `<samlp:Response xmlns:samlp="${uris.protocol}" ID="${id}" Version="2.0">` +
  `${start}<samlp:Status><samlp:StatusCode Value="ok"></samlp:StatusCode></samlp:Status>` +
  `${inside}</samlp:Response>`

export const canonicalizationMethod = (algorithm: string = uris.exclusive, inside = ''): string =>
  `<ds:CanonicalizationMethod Algorithm="${algorithm}">${inside}</ds:CanonicalizationMethod>`
export const signatureMethod = (algorithm: string = uris.rsaSha256, inside = ''): string =>
  `<ds:SignatureMethod Algorithm="${algorithm}">${inside}</ds:SignatureMethod>`
export const transform = (algorithm: string, inside = ''): string =>
  `<ds:Transform Algorithm="${algorithm}">${inside}</ds:Transform>`
export const transforms = (
  list: string = transform(uris.enveloped) + transform(uris.exclusive),
): string => `<ds:Transforms>${list}</ds:Transforms>`
export const digestMethod = (algorithm: string = uris.sha256): string =>
  `<ds:DigestMethod Algorithm="${algorithm}"></ds:DigestMethod>`
export const digestValue = (canonical: string, hash = 'sha256'): string =>
  `<ds:DigestValue>${createHash(hash).update(canonical).digest('base64')}</ds:DigestValue>`
export const reference = (inside: string, uri = '#_a'): string =>
  `<ds:Reference URI="${uri}">${inside}</ds:Reference>`
export const signedInfo = (inside: string): string =>
  `<ds:SignedInfo xmlns:ds="${uris.dsig}">${inside}</ds:SignedInfo>`
export const signatureValue = (value: string): string =>
  `<ds:SignatureValue>${value}</ds:SignatureValue>`
export const signatureElement = (inside: string): string =>
  `<ds:Signature xmlns:ds="${uris.dsig}">${inside}</ds:Signature>`

export interface SignatureOptions {
  /** PKCS#8 PEM or a key. */
  readonly key: string | KeyObject
  /** What the reference digests, in canonical form: by default `assertion()`. */
  readonly canonical?: string
  readonly uri?: string
  /** Replaces a part of the Signature, `reference` with all its children. */
  readonly canonicalizationMethod?: string
  readonly signatureMethod?: string
  readonly reference?: string
  readonly transforms?: string
  readonly digestMethod?: string
  readonly digestValue?: string
  /** All of SignedInfo's content. */
  readonly signedInfoContent?: string
  readonly keyInfo?: string
  /** How the octets of SignedInfo are signed: by default RSA-SHA256. */
  readonly signer?: (octets: Buffer, key: KeyObject) => Buffer
  /** Changes the complete Signature element. */
  readonly change?: (signature: string) => string
}

/** A Signature element, complete and valid unless the options say otherwise. */
export function signature({
  key,
  canonical = assertion(),
  uri = '#_a',
  keyInfo = '',
  signer = (octets, privateKey) => sign('sha256', octets, privateKey),
  change = (element) => element,
  ...parts
}: SignatureOptions): string {
  const privateKey = typeof key === 'string' ? createPrivateKey(key) : key
  const inside =
    parts.signedInfoContent ??
    (parts.canonicalizationMethod ?? canonicalizationMethod()) +
      (parts.signatureMethod ?? signatureMethod()) +
      (parts.reference ??
        reference(
          (parts.transforms ?? transforms()) +
            (parts.digestMethod ?? digestMethod()) +
            (parts.digestValue ?? digestValue(canonical)),
          uri,
        ))
  const signed = signedInfo(inside)
  const value = signer(Buffer.from(signed), privateKey).toString('base64')
  // SignedInfo inherits the prefix in the document; its canonical form declares it.
  return change(
    signatureElement(`<ds:SignedInfo>${inside}</ds:SignedInfo>${signatureValue(value)}${keyInfo}`),
  )
}

/** An assertion with its own valid signature, unless the options say otherwise. */
export function signedAssertion(options: SignatureOptions): string {
  return assertion(signature(options))
}
