import { publicKeyOf } from '../keys.ts'
import { base64, keyInfoOf } from '../sign.ts'
import { assertionOnly, changesSignature } from '../steps.ts'
import { removeAt, setContentAt } from '../tree.ts'
import type { Variation } from '../variation.ts'
import { element, type MockElement } from '../xml.ts'

/** Whether there is a signature, whose it is, and what it is a signature of. */
export type SignatureDefect =
  | 'unsigned'
  | 'signature_stripped'
  | 'assertion_signed_by_stranger'
  | 'assertion_signed_by_stranger_in_signed_response'
  | 'response_signed_by_stranger'
  | 'signed_by_stranger_without_key_info'
  | 'signed_by_stranger_with_key_value'
  | 'signed_by_stranger_naming_our_certificate'
  | 'signature_value_empty'
  | 'signature_value_not_base64'
  | 'signature_value_changed'
  | 'signature_value_missing'
  | 'digest_value_empty'
  | 'digest_value_truncated'
  | 'digest_value_missing'
  | 'digest_of_nothing'
  | 'digest_of_other_content'

const byStranger = (
  keyInfo: (certificate: string) => MockElement,
): NonNullable<Variation['signature']> => {
  return (_order, _part, { strangerKey }) => {
    const key = strangerKey()
    return { key, keyInfo: keyInfo(key.certificate) }
  }
}

function keyValueOf(certificate: string): MockElement {
  const { n = '', e = '' } = publicKeyOf(certificate).export({ format: 'jwk' })
  const part = (name: string, value: string) =>
    element(`ds:${name}`, {}, base64(Buffer.from(value, 'base64url')))
  const key = element('ds:RSAKeyValue', {}, [part('Modulus', n), part('Exponent', e)])
  return element('ds:KeyInfo', {}, element('ds:KeyValue', {}, key))
}

export const signatureDefects: Readonly<Record<SignatureDefect, Variation>> = {
  unsigned: {
    rule: 'S1',
    description: 'Nothing is signed.',
    plan: () => ({ signs: [] }),
  },
  signature_stripped: {
    rule: 'S1',
    description: 'The signature was removed and the NameID replaced.',
    plan: assertionOnly,
    message: (response) =>
      setContentAt(
        removeAt(response, 'saml:Assertion/ds:Signature'),
        'saml:Assertion/saml:Subject/saml:NameID',
        'mallory',
      ),
  },
  assertion_signed_by_stranger: {
    rule: 'S12',
    description: 'Signed with a key of somebody else, whose certificate is attached.',
    plan: assertionOnly,
    signature: byStranger(keyInfoOf),
  },
  assertion_signed_by_stranger_in_signed_response: {
    rule: 'S3',
    description: 'A stranger signed the assertion, the provider the response around it.',
    plan: () => ({ signs: ['assertion', 'response'] }),
    signature: (order, part, kit) =>
      part === 'assertion' ? byStranger(keyInfoOf)(order, part, kit) : {},
  },
  response_signed_by_stranger: {
    rule: 'S3',
    description: 'The provider’s signed assertion in a response that a stranger signed.',
    plan: () => ({ signs: ['assertion', 'response'] }),
    signature: (order, part, kit) =>
      part === 'assertion' ? {} : byStranger(keyInfoOf)(order, part, kit),
  },
  signed_by_stranger_without_key_info: {
    rule: 'S12',
    description: 'Signed with a key of somebody else, and no KeyInfo says whose.',
    signature: (_order, _part, { strangerKey }) => ({ key: strangerKey(), keyInfo: undefined }),
  },
  signed_by_stranger_with_key_value: {
    rule: 'S12',
    description: 'Signed with a key of somebody else, which KeyInfo holds as an RSAKeyValue.',
    signature: byStranger(keyValueOf),
  },
  signed_by_stranger_naming_our_certificate: {
    rule: 'S12',
    description: 'Signed with a key of somebody else, but the provider’s certificate is attached.',
    signature: (_order, _part, { strangerKey }) => ({ key: strangerKey() }),
  },
  signature_value_empty: {
    rule: 'S3',
    description: 'SignatureValue is empty.',
    ...changesSignature((signature) => setContentAt(signature, 'ds:SignatureValue', [])),
  },
  signature_value_not_base64: {
    rule: 'S3',
    description: 'SignatureValue is in the alphabet of base64url, or no Base64 at all.',
    ...changesSignature((signature) => setContentAt(signature, 'ds:SignatureValue', 'a-b_')),
  },
  signature_value_changed: {
    rule: 'S1',
    description: 'SignatureValue is all zeroes.',
    ...changesSignature((signature) =>
      setContentAt(signature, 'ds:SignatureValue', base64(new Uint8Array(256))),
    ),
  },
  signature_value_missing: {
    rule: 'S3',
    description: 'There is no SignatureValue.',
    ...changesSignature((signature) => removeAt(signature, 'ds:SignatureValue')),
  },
  digest_value_empty: {
    rule: 'S3',
    description: 'DigestValue is empty, and signed like that.',
    plan: assertionOnly,
    signature: () => ({ digest: () => new Uint8Array() }),
  },
  digest_value_truncated: {
    rule: 'S3',
    description: 'DigestValue is the first half of the digest, and signed like that.',
    plan: assertionOnly,
    signature: ({ digest }) => ({ digest: (octets) => digest(octets).subarray(0, 16) }),
  },
  digest_value_missing: {
    rule: 'S3',
    description: 'There is no DigestValue, and the signature covers that.',
    plan: assertionOnly,
    signature: () => ({
      changeSignedInfo: (signedInfo) => removeAt(signedInfo, 'ds:Reference/ds:DigestValue'),
    }),
  },
  digest_of_nothing: {
    rule: 'S9',
    description: 'DigestValue is the digest of no octets, as of a canonicalization that failed.',
    plan: assertionOnly,
    signature: () => ({ canonicalContent: () => '' }),
    // A relative namespace name is an error of canonicalization (Canonical XML 1.0 section 1.3).
    signedAssertion: (assertion) => ({ ...assertion, declarations: { r: 'relative' } }),
  },
  digest_of_other_content: {
    rule: 'S1',
    description: 'DigestValue, which is signed, is the digest of something else.',
    plan: assertionOnly,
    signature: () => ({ canonicalContent: () => 'something else' }),
  },
}
