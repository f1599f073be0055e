import { method, type SignatureOrder, transform } from '../sign.ts'
import { assertionOnly, responseOnly } from '../steps.ts'
import { replaceAt, withContent } from '../tree.ts'
import { ASSERTION, ENVELOPED, EXCLUSIVE, INCLUSIVE, PROTOCOL, XMLDSIG } from '../uris.ts'
import type { Variation } from '../variation.ts'
import { canonicalXml } from '../write.ts'
import { comment, element, type MockElement } from '../xml.ts'
/** What a reference names, and how its octets come about: rules S7 and S10. What is signed is right. */
export type TransformDefect =
  | 'reference_empty'
  | 'reference_missing'
  | 'reference_external'
  | 'reference_xpointer'
  | 'reference_to_other_id'
  | 'transforms_missing'
  | 'transform_enveloped_missing'
  | 'transform_exclusive_missing'
  | 'transform_inclusive'
  | 'transform_exclusive_twice'
  | 'transform_xpath'
  | 'transform_xpath_filter'
  | 'transform_xslt'
  | 'transform_base64'
  | 'transforms_many'
  | 'transforms_swapped'
  | 'method_inclusive'
  | 'method_unknown'
  | 'method_missing'
  | 'comments_signed'
  | 'comments_signed_and_kept'
  | 'prefix_list_many'

const exclusive = transform(EXCLUSIVE)
const enveloped = transform(ENVELOPED)
const xpathNamespace = 'http://www.w3.org/2002/06/xmldsig-filter2'
const transforms = (...list: SignatureOrder['transforms']) => ({ transforms: list })

/** More than honest signatures ever have. */
const MANY = 1000

export const transformDefects: Readonly<Record<TransformDefect, Variation>> = {
  reference_empty: {
    rule: 'S7',
    description: 'The reference is `URI=""`: the document, whatever it is by then.',
    plan: responseOnly,
    signature: () => ({ uri: () => '' }),
  },
  reference_missing: {
    rule: 'S10',
    description: 'The reference has no URI: the recipient is to know what is meant.',
    signature: () => ({ uri: () => undefined }),
  },
  reference_external: {
    rule: 'S10',
    description: 'The reference is an address on another host.',
    signature: () => ({ uri: (id) => `https://attacker.example.net/message.xml#${id}` }),
  },
  reference_xpointer: {
    rule: 'S10',
    description: 'The reference is an XPointer to the right ID.',
    signature: () => ({ uri: (id) => `#xpointer(id('${id}'))` }),
  },
  reference_to_other_id: {
    rule: 'S7',
    description: 'The assertion’s signature refers to the response.',
    plan: assertionOnly,
    signature: (_order, _part, { plan }) => ({ uri: () => `#${plan.facts.responseId}` }),
  },
  transforms_missing: {
    rule: 'S10',
    description: 'The reference has no transforms, so inclusive canonicalization is meant.',
    signature: () => transforms(),
  },
  transform_enveloped_missing: {
    rule: 'S10',
    description: 'The enveloped-signature transform is missing.',
    signature: () => transforms(exclusive),
  },
  transform_exclusive_missing: {
    rule: 'S10',
    description: 'Only the enveloped transform is there, so inclusive canonicalization is meant.',
    plan: assertionOnly,
    signature: () => ({ ...transforms(enveloped), canonicalContent: (one) => inclusive(one) }),
  },
  transform_inclusive: {
    rule: 'S10',
    description: 'Inclusive canonicalization, done right.',
    plan: assertionOnly,
    signature: () => ({
      ...transforms(enveloped, transform(INCLUSIVE)),
      canonicalContent: (one) => inclusive(one),
    }),
  },
  transform_exclusive_twice: {
    rule: 'S10',
    description: 'The content is canonicalized twice.',
    signature: () => transforms(enveloped, exclusive, exclusive),
  },
  transform_xpath: {
    rule: 'S10',
    description: 'An XPath transform that selects everything.',
    signature: () =>
      transforms(
        enveloped,
        transform(
          'http://www.w3.org/TR/1999/REC-xpath-19991116',
          element('ds:XPath', {}, 'true()'),
        ),
        exclusive,
      ),
  },
  transform_xpath_filter: {
    rule: 'S10',
    description: 'An XPath filter that cuts the Subject out of what is digested.',
    signature: () =>
      transforms(
        enveloped,
        transform(
          xpathNamespace,
          element('f:XPath', { Filter: 'subtract' }, "//*[local-name()='Subject']", {
            f: xpathNamespace,
          }),
        ),
        exclusive,
      ),
  },
  transform_xslt: {
    rule: 'S10',
    description: 'An XSLT transform, which is a program of the sender’s.',
    signature: () =>
      transforms(
        enveloped,
        transform(
          'http://www.w3.org/TR/1999/REC-xslt-19991116',
          element('x:stylesheet', { version: '1.0' }, [], {
            x: 'http://www.w3.org/1999/XSL/Transform',
          }),
        ),
        exclusive,
      ),
  },
  transform_base64: {
    rule: 'S10',
    description: 'A Base64 transform, which drops all tags.',
    signature: () => transforms(enveloped, exclusive, transform(`${XMLDSIG}base64`)),
  },
  transforms_many: {
    rule: 'X5',
    description: `The content is canonicalized ${MANY} times (CVE-2021-39171).`,
    signature: () => transforms(enveloped, ...Array.from({ length: MANY }, () => exclusive)),
  },
  transforms_swapped: {
    rule: 'S10',
    description: 'Canonicalized first, to octets, from which no signature can be cut any more.',
    signature: () => transforms(exclusive, enveloped),
  },
  method_inclusive: {
    rule: 'S10',
    description: 'SignedInfo is canonicalized inclusively, and signed like that.',
    plan: assertionOnly,
    signature: () => ({
      canonicalizationMethod: method('CanonicalizationMethod', INCLUSIVE),
      canonicalSignedInfo: (signedInfo) => inclusive(signedInfo, { saml: ASSERTION }),
    }),
  },
  method_unknown: {
    rule: 'S10',
    description: 'The canonicalization method is one that nobody knows.',
    signature: () => ({
      canonicalizationMethod: method('CanonicalizationMethod', 'urn:example:canonicalization'),
    }),
  },
  method_missing: {
    rule: 'S3',
    description: 'SignedInfo has no CanonicalizationMethod.',
    signature: () => ({
      changeSignedInfo: (signedInfo) =>
        replaceAt(signedInfo, 'ds:CanonicalizationMethod', () => []),
    }),
  },
  comments_signed: {
    rule: 'S10',
    description:
      'The canonicalization keeps comments, and the NameID has one; the reference drops it.',
    assertion: commented,
    signature: () => transforms(enveloped, transform(`${EXCLUSIVE}WithComments`)),
  },
  comments_signed_and_kept: {
    rule: 'S10',
    description: 'The same as some implementations understand it: the digest covers the comment.',
    assertion: commented,
    signature: () => ({
      ...transforms(enveloped, transform(`${EXCLUSIVE}WithComments`)),
      canonicalContent: (covered) => canonicalXml(covered, { withComments: true }),
    }),
  },
  prefix_list_many: {
    rule: 'X5',
    description: `The canonicalization names ${MANY} inclusive prefixes.`,
    signature: () =>
      transforms(
        enveloped,
        transform(
          EXCLUSIVE,
          element('ec:InclusiveNamespaces', {
            PrefixList: Array.from({ length: MANY }, (_, index) => `p${index}`).join(' '),
          }),
        ),
      ),
  },
}

/** As it stands in the response, which declares one prefix. */
function inclusive(part: MockElement, declared: Readonly<Record<string, string>> = {}): string {
  return canonicalXml(part, { isInclusive: true, inherited: { samlp: PROTOCOL, ...declared } })
}

function commented(assertion: MockElement): MockElement {
  return replaceAt(assertion, 'saml:Subject/saml:NameID', (nameId) =>
    withContent(nameId, ['an', comment('x'), 'n']),
  )
}
