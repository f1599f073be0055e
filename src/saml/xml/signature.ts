import { isSsoError, type SsoError } from '../../errors.ts'
import { fingerprintOf } from '../certificate.ts'
import { issue, type SamlIssue } from '../issue.ts'
import type { SigningKey } from '../signing-keys.ts'
import { SIGNATURE } from '../uris.ts'
import { decodeBase64 } from './base64.ts'
import { canonicalize } from './canonicalize.ts'
import { messageLimits } from './limits.ts'
import { childrenNamed, textOf, type XmlElement } from './node.ts'
import { primitives, type Primitives } from './primitives.ts'
import { readCanonical } from './read-canonical.ts'
import { malformed } from './signature-parts.ts'
import { checkedId, hasComment, signatureOf } from './signed-element.ts'
import { readSignature, type SignatureFacts } from './signed-info.ts'
import { markVerified, type VerifiedXml } from './verified.ts'
import { verifyOctets } from './verify-octets.ts'
import { type SamlCode, samlError } from '../error.ts'

export interface SignatureExpectations {
  /** The connection's, see `readSigningKeys`; all are tried. */
  readonly signingKeys: readonly SigningKey[]
  /** Default false (rule S11). */
  readonly allowSha1?: boolean
}

/** Characters of a KeyInfo certificate that is looked at to explain a refusal. */
const MAX_HINT_LENGTH = 16_384

/**
 * Verifies the enveloped signature of a message, assertion or metadata document: the profile of
 * saml-core section 5.4 and nothing more of XML-DSig (rules S1 to S12).
 *
 * SignedInfo comes first, so that a message without a valid signature costs no canonicalization of
 * its content.
 *
 * @param element of the document as it was received; its own Signature child is the one that counts
 * @returns the content, read again from the bytes that were digested; or the issue
 */
export async function verifySignature(
  element: XmlElement,
  expected: SignatureExpectations,
  crypto: Primitives = primitives,
): Promise<VerifiedXml | { readonly issues: readonly SamlIssue[] }> {
  try {
    return markVerified(await verifiedContent(element, expected, crypto))
  } catch (error) {
    if (!isSsoError(error)) throw error
    const { code, message, hint, detail } = error
    const path = `${element.localName}.Signature`
    return { issues: [issue(code as SamlCode, path, message, { hint, ...(detail && { detail }) })] }
  }
}

async function verifiedContent(
  element: XmlElement,
  { signingKeys, allowSha1 = false }: SignatureExpectations,
  crypto: Primitives,
): Promise<XmlElement> {
  const signature = readSignature(signatureOf(element), allowSha1)
  const id = checkedId(element)
  const { reference } = signature
  if (reference.uri !== `#${id}`) {
    throw malformed(`The signature refers to ${reference.uri ?? 'nothing'}, not to #${id}.`)
  }
  const { withComments } = reference.canonicalization
  if (withComments && hasComment(element, signature.element)) {
    throw malformed('The canonicalization keeps comments, and there are comments.')
  }
  await verifySignedInfo(signature, signingKeys, crypto)
  const content = canonicalize(element, {
    omit: signature.element,
    inclusivePrefixes: reference.canonicalization.inclusivePrefixes,
  })
  const digest = await crypto.digest(reference.hash, content)
  if (!isEqual(digest, reference.digest)) throw samlError('saml_digest_mismatch')
  return readCanonical(content, messageLimits)
}

async function verifySignedInfo(
  { signedInfo, canonicalization, scheme, value, keyInfo }: SignatureFacts,
  keys: readonly SigningKey[],
  crypto: Primitives,
): Promise<void> {
  // Comments have been refused: with or without them is the same here.
  const { inclusivePrefixes } = canonicalization
  const octets = canonicalize(signedInfo, { inclusivePrefixes })
  if (await verifyOctets(scheme, value, octets, keys, crypto)) return
  throw await signedByAnother(keys, keyInfo)
}

/** Names the configured certificates and the message's own one, which proves nothing. */
async function signedByAnother(
  keys: readonly SigningKey[],
  keyInfo: XmlElement | undefined,
): Promise<SsoError> {
  const configured = keys.map(({ fingerprint }) => fingerprint)
  const embedded = keyInfo && (await embeddedFingerprint(keyInfo))
  const expected = `Configured (SHA-256): ${configured.join(', ')}.`
  if (embedded === undefined) {
    return samlError('saml_signature_invalid', {
      message: `No configured certificate verifies the signature. ${expected}`,
      detail: { configured },
    })
  }
  const received = configured.includes(embedded)
    ? 'The message names a configured certificate, so its signed part was changed or its key is another one.'
    : `The message claims ${embedded}.`
  return samlError('saml_signature_invalid', {
    message: `No configured certificate verifies the signature. ${expected} ${received}`,
    detail: { configured, embedded },
  })
}

async function embeddedFingerprint(keyInfo: XmlElement): Promise<string | undefined> {
  const [data] = childrenNamed(keyInfo, SIGNATURE, 'X509Data')
  const [certificate] = data ? childrenNamed(data, SIGNATURE, 'X509Certificate') : []
  const text = certificate && textOf(certificate)
  if (text === undefined || text.length > MAX_HINT_LENGTH) return undefined
  const der = decodeBase64(text)
  return der && fingerprintOf(der)
}

/** Neither side is secret. */
function isEqual(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index])
}
