import { malformed } from './decode/elements.ts'
import type { Trust } from './expectations.ts'
import { issue, type SamlIssue } from './issue.ts'
import { ASSERTION, SIGNATURE } from './uris.ts'
import { decryptElement, decryptionFailed } from './xml/encryption.ts'
import { childrenNamed, isNamed, type XmlElement } from './xml/node.ts'
import { verifySignature } from './xml/signature.ts'
import { type VerifiedXml, verifiedWithin } from './xml/verified.ts'
import { samlError } from './error.ts'

/** The one assertion of a response, covered by at least one signature. */
export interface SignedAssertion {
  readonly assertion: VerifiedXml
  /** The response, where its own signature covers it. */
  readonly response?: VerifiedXml
  readonly isEncrypted: boolean
}

interface Unsigned {
  readonly issues: readonly SamlIssue[]
}

/**
 * Verifies every signature that applies to the assertion: the response's, the assertion's or both,
 * and at least one (rules S1, S3, S21). Decrypts it where it is encrypted.
 *
 * @param reached is told what begins once there is one assertion: `decryption` or `signature`
 * @throws {SsoError} `saml_assertion_*`, `saml_decryption_*`, `saml_encryption_*`
 */
export async function verifySignedAssertion(
  response: XmlElement,
  trust: Trust,
  reached: (step: string) => void,
): Promise<SignedAssertion | Unsigned> {
  const container = onlyAssertion(response)
  const isEncrypted = isNamed(container, ASSERTION, 'EncryptedAssertion')
  reached(isEncrypted ? 'decryption' : 'signature')
  const envelope = await verifyOwnSignature(response, trust)
  if (envelope && 'issues' in envelope) return envelope
  const verified = isEncrypted
    ? await verifyEncrypted(envelope ? onlyAssertion(envelope.root) : container, envelope, trust)
    : await verifyPlain(container, envelope, trust)
  if ('issues' in verified) return verified
  return { assertion: verified, isEncrypted, ...(envelope && { response: envelope }) }
}

async function verifyPlain(
  assertion: XmlElement,
  envelope: VerifiedXml | undefined,
  trust: Trust,
): Promise<VerifiedXml | Unsigned> {
  const own = await verifyOwnSignature(assertion, trust)
  if (own) return own
  if (envelope) return verifiedWithin(envelope, onlyAssertion(envelope.root))
  const message = 'Neither the response nor the assertion is signed.'
  return { issues: [issue('saml_signature_missing', 'Assertion', message)] }
}

async function verifyEncrypted(
  container: XmlElement,
  envelope: VerifiedXml | undefined,
  trust: Trust,
): Promise<VerifiedXml | Unsigned> {
  const { element, isMalleable } = await decryptElement(container, {
    keys: trust.decryptionKeys,
    isSigned: envelope !== undefined,
    allowAesCbc: trust.allowAesCbc,
  })
  if (!isMalleable) return verifyDecrypted(element, envelope, trust)
  const verified = await verifyDecrypted(element, envelope, trust).catch(() => undefined)
  if (!verified || 'issues' in verified) throw decryptionFailed()
  return verified
}

/** Decryption proves nothing: anybody can encrypt for us. */
async function verifyDecrypted(
  assertion: XmlElement,
  envelope: VerifiedXml | undefined,
  trust: Trust,
): Promise<VerifiedXml | Unsigned> {
  if (!isNamed(assertion, ASSERTION, 'Assertion') || assertionsIn(assertion).length > 0) {
    throw malformed('What was encrypted is not one assertion.')
  }
  const own = await verifyOwnSignature(assertion, trust)
  if (own) return own
  if (envelope) return verifiedWithin(envelope, assertion)
  const message = 'Neither the response nor the decrypted assertion is signed.'
  return { issues: [issue('saml_signature_missing', 'Assertion', message)] }
}

/** `undefined` without a Signature child: then another signature must cover the element. */
async function verifyOwnSignature(
  element: XmlElement,
  trust: Trust,
): Promise<VerifiedXml | Unsigned | undefined> {
  const isSigned = childrenNamed(element, SIGNATURE, 'Signature').length > 0
  return isSigned ? verifySignature(element, trust) : undefined
}

/**
 * The one assertion, plain or encrypted (rule S6). It is a child of the response, and nowhere else in
 * the message is another.
 */
function onlyAssertion(response: XmlElement): XmlElement {
  const found = assertionsIn(response)
  const [assertion, another] = found
  if (another) {
    throw samlError('saml_assertion_repeated', {
      message: `The SAML response contains ${found.length} assertions.`,
    })
  }
  if (!assertion) throw samlError('saml_assertion_missing')
  if (assertion.parent !== response) {
    throw malformed('The assertion is not a child of the response.')
  }
  return assertion
}

/** The Advice of an assertion may quote others; nothing of it is ever read. */
function assertionsIn(element: XmlElement, found: XmlElement[] = []): readonly XmlElement[] {
  for (const child of element.children) {
    if (child.kind !== 'element') continue
    if (child.namespace === ASSERTION) {
      if (child.localName === 'Advice' && isNamed(element, ASSERTION, 'Assertion')) continue
      if (assertions.includes(child.localName)) found.push(child)
    }
    assertionsIn(child, found)
  }
  return found
}

const assertions = ['Assertion', 'EncryptedAssertion']
