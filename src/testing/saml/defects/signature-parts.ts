import { base64, signatureOf, type SignatureOrder } from '../sign.ts'
import { assertionOnly, changesSignature } from '../steps.ts'
import {
  append,
  childNamed,
  insertAfter,
  prepend,
  removeAt,
  replaceAt,
  setContentAt,
} from '../tree.ts'
import type { Variation } from '../variation.ts'
import { comment, element, type MockElement } from '../xml.ts'
/** More, fewer or other parts than a signature of SAML has: rules S3, X4 and X5. */
export type SignaturePartDefect =
  | 'two_signatures'
  | 'two_signatures_first_forged'
  | 'two_signed_infos'
  | 'two_signature_values'
  | 'two_digest_values'
  | 'two_references'
  | 'two_references_to_it'
  | 'no_reference'
  | 'comment_in_digest_value'
  | 'comment_in_signature_value'
  | 'element_in_digest_value'
  | 'element_in_signature_value'
  | 'object_in_signature'
  | 'many_references'

/** More than honest signatures ever have; one costs a digest of everything. */
const MANY = 1000

/** A reference to the response itself, which the enveloped transform would leave empty. */
function anotherReference(signedInfo: MockElement, id: string): MockElement {
  const reference = childNamed(signedInfo, 'ds:Reference')
  return { ...reference, attributes: element('x', { URI: `#${id}` }).attributes }
}

export const signaturePartDefects: Readonly<Record<SignaturePartDefect, Variation>> = {
  two_signatures: {
    rule: 'S3',
    description: 'The assertion has the same signature twice.',
    plan: assertionOnly,
    message: (response) =>
      replaceAt(response, 'saml:Assertion', (assertion) =>
        insertAfter(assertion, 'ds:Signature', childNamed(assertion, 'ds:Signature')),
      ),
  },
  two_signatures_first_forged: {
    rule: 'S3',
    description: 'In front of the assertion’s signature is one of a stranger.',
    plan: assertionOnly,
    signedAssertion: (assertion, { plan, strangerKey }) => {
      const unsigned = removeAt(assertion, 'ds:Signature')
      const forged = signatureOf(unsigned, { ...plan.signature, key: strangerKey() })
      return insertAfter(assertion, 'saml:Issuer', forged)
    },
  },
  two_signed_infos: {
    rule: 'S3',
    description: 'A forged SignedInfo in front of the signed one (CVE-2025-29775).',
    ...changesSignature((signature) =>
      prepend(
        signature,
        setContentAt(
          childNamed(signature, 'ds:SignedInfo'),
          'ds:Reference/ds:DigestValue',
          base64(new Uint8Array(32)),
        ),
      ),
    ),
  },
  two_signature_values: {
    rule: 'S3',
    description: 'SignatureValue stands there twice.',
    ...changesSignature((signature) =>
      insertAfter(
        signature,
        'ds:SignatureValue',
        element('ds:SignatureValue', {}, base64(new Uint8Array(256))),
      ),
    ),
  },
  two_digest_values: {
    rule: 'S3',
    description: 'The signed Reference has two DigestValues, and the second is right.',
    plan: assertionOnly,
    signature: () => ({
      changeSignedInfo: (signedInfo) =>
        replaceAt(signedInfo, 'ds:Reference', (reference) =>
          insertAfter(
            reference,
            'ds:DigestMethod',
            element('ds:DigestValue', {}, base64(new Uint8Array(32))),
          ),
        ),
    }),
  },
  two_references: {
    rule: 'S3',
    description: 'The signature covers the assertion and, so it says, the response.',
    plan: assertionOnly,
    signature: (_order, _part, { plan }) =>
      withReferences((signedInfo) => [anotherReference(signedInfo, plan.facts.responseId)]),
  },
  two_references_to_it: {
    rule: 'S3',
    description: 'The signature covers the assertion by two equal references.',
    plan: assertionOnly,
    signature: () => withReferences((signedInfo) => [childNamed(signedInfo, 'ds:Reference')]),
  },
  no_reference: {
    rule: 'S3',
    description: 'SignedInfo has no Reference, so the signature covers nothing.',
    plan: assertionOnly,
    signature: () => ({
      changeSignedInfo: (signedInfo) => removeAt(signedInfo, 'ds:Reference'),
    }),
  },
  comment_in_digest_value: {
    rule: 'X4',
    description: 'A comment in DigestValue, which a reader may cut off there (CVE-2025-29775).',
    ...changesSignature((signature) =>
      replaceAt(signature, 'ds:SignedInfo/ds:Reference/ds:DigestValue', (digest) =>
        prepend(digest, comment(base64(new Uint8Array(32)))),
      ),
    ),
  },
  comment_in_signature_value: {
    rule: 'X4',
    description: 'A comment in SignatureValue.',
    ...changesSignature((signature) =>
      replaceAt(signature, 'ds:SignatureValue', (value) => append(value, comment('AAAA'))),
    ),
  },
  element_in_digest_value: {
    rule: 'X4',
    description: 'DigestValue holds an element beside its text, and is signed like that.',
    plan: assertionOnly,
    signature: () => ({
      changeSignedInfo: (signedInfo) =>
        replaceAt(signedInfo, 'ds:Reference/ds:DigestValue', (digest) =>
          append(digest, element('ds:Part')),
        ),
    }),
  },
  element_in_signature_value: {
    rule: 'X4',
    description: 'SignatureValue holds an element beside its text.',
    ...changesSignature((signature) =>
      replaceAt(signature, 'ds:SignatureValue', (value) => append(value, element('ds:Part'))),
    ),
  },
  object_in_signature: {
    rule: 'S3',
    description: 'The signature has an Object, which SAML has no use for.',
    ...changesSignature((signature) => append(signature, element('ds:Object', {}, 'anything'))),
  },
  many_references: {
    rule: 'X5',
    description: `The signature has ${MANY} references.`,
    plan: assertionOnly,
    signature: () =>
      withReferences((signedInfo) =>
        Array.from({ length: MANY - 1 }, () => childNamed(signedInfo, 'ds:Reference')),
      ),
  },
}

function withReferences(
  more: (signedInfo: MockElement) => readonly MockElement[],
): Partial<SignatureOrder> {
  return { changeSignedInfo: (signedInfo) => append(signedInfo, more(signedInfo)) }
}
