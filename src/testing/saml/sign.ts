import { createHash } from 'node:crypto'
import type { MockHash, MockSignatureAlgorithm } from './algorithm-names.ts'
import { defaultAlgorithm, digestUris, signatureUri, signOctets } from './algorithms.ts'
import { base64Of } from './certificate.ts'
import type { MockKeyPair } from './key-pair.ts'
import { privateKeyOf } from './keys.ts'
import { attributeOf, insertAfter } from './tree.ts'
import { ENVELOPED, EXCLUSIVE } from './uris.ts'
import { canonicalXml } from './write.ts'
import { type Content, element, type MockElement } from './xml.ts'

/** How one signature is made. A defect replaces parts of it. */
export interface SignatureOrder {
  readonly key: MockKeyPair
  readonly signatureMethod: MockElement
  readonly canonicalizationMethod: MockElement
  readonly transforms: readonly MockElement[]
  readonly digestMethod: MockElement
  readonly keyInfo: MockElement | undefined
  /** What the Reference's URI is for this ID. */
  uri(id: string): string | undefined
  /** The octets that the reference's transforms yield. */
  canonicalContent(covered: MockElement): string
  digest(octets: string): Uint8Array
  canonicalSignedInfo(signedInfo: MockElement): string
  sign(octets: string, key: MockKeyPair): Uint8Array
  /** Before it is signed. */
  changeSignedInfo(signedInfo: MockElement): MockElement
  changeSignature(signature: MockElement): MockElement
}

export const method = (name: string, uri?: string, content?: Content): MockElement =>
  element(`ds:${name}`, { Algorithm: uri }, content)
export const transform = (uri: string, content?: Content): MockElement =>
  method('Transform', uri, content)

/** What honest identity providers do: enveloped, exclusive, with the certificate attached. */
export function honestOrder(
  key: MockKeyPair,
  algorithm: MockSignatureAlgorithm = defaultAlgorithm(privateKeyOf(key)),
  hash: MockHash = 'sha256',
): SignatureOrder {
  return {
    key,
    signatureMethod: method('SignatureMethod', signatureUri(algorithm)),
    canonicalizationMethod: method('CanonicalizationMethod', EXCLUSIVE),
    transforms: [transform(ENVELOPED), transform(EXCLUSIVE)],
    digestMethod: method('DigestMethod', digestUris[hash]),
    keyInfo: keyInfoOf(key.certificate),
    uri: (id) => `#${id}`,
    canonicalContent: (covered) => canonicalXml(covered),
    digest: (octets) => createHash(hash).update(octets).digest(),
    canonicalSignedInfo: (signedInfo) => canonicalXml(signedInfo),
    sign: (octets, pair) => signOctets(algorithm, octets, privateKeyOf(pair)),
    changeSignedInfo: (signedInfo) => signedInfo,
    changeSignature: (signature) => signature,
  }
}

export function keyInfoOf(...certificates: readonly string[]): MockElement {
  const list = certificates.map((text) => element('ds:X509Certificate', {}, base64Of(text)))
  return element('ds:KeyInfo', {}, element('ds:X509Data', {}, list))
}

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

/** @param id what the Reference names */
export function referenceTo(covered: MockElement, id: string, order: SignatureOrder): MockElement {
  const digest = order.digest(order.canonicalContent(covered))
  return element('ds:Reference', { URI: order.uri(id) }, [
    element('ds:Transforms', {}, order.transforms),
    order.digestMethod,
    element('ds:DigestValue', {}, base64(digest)),
  ])
}

/** A Signature over an element, which does not have it yet. */
export function signatureOf(covered: MockElement, order: SignatureOrder): MockElement {
  const id = attributeOf(covered, 'ID') ?? ''
  const signedInfo = order.changeSignedInfo(
    element('ds:SignedInfo', {}, [
      order.canonicalizationMethod,
      order.signatureMethod,
      referenceTo(covered, id, order),
    ]),
  )
  const value = order.sign(order.canonicalSignedInfo(signedInfo), order.key)
  return order.changeSignature(
    element('ds:Signature', {}, [
      signedInfo,
      element('ds:SignatureValue', {}, base64(value)),
      ...(order.keyInfo ? [order.keyInfo] : []),
    ]),
  )
}

/** The element with its enveloped signature, right after the Issuer as the schema wants it. */
export function signed(unsigned: MockElement, order: SignatureOrder): MockElement {
  return insertAfter(unsigned, 'saml:Issuer', signatureOf(unsigned, order))
}
