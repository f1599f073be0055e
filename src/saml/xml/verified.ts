import type { XmlElement } from './node.ts'

declare const brand: unique symbol

/**
 * Content that a signature covers, and nothing else: `root` was read from the bytes that were digested,
 * so what the message had around or beside them cannot be reached, not even through `parent`
 * (rule S1). Identity, attributes and conditions are read from this type only.
 */
export interface VerifiedXml {
  readonly root: XmlElement
  readonly [brand]: true
}

/** For the two that verify, signatures in XML and in queries; a test makes sure that nobody else does. */
export function markVerified(root: XmlElement): VerifiedXml {
  return { root } as VerifiedXml
}

/**
 * Content that stands inside of verified content, such as the one assertion of a signed response or
 * what was decrypted out of it.
 *
 * @param envelope what was verified
 * @param root an element of `envelope`, or the document that an EncryptedData of it contained
 */
export function verifiedWithin(_envelope: VerifiedXml, root: XmlElement): VerifiedXml {
  return markVerified(root)
}
