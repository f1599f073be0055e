import { createHash } from 'node:crypto'
import { attributeOf, responseOf } from '../compose.ts'
import { randomId } from '../facts.ts'
import { idpDescriptor } from '../metadata.ts'
import { base64 } from '../sign.ts'
import { assertionOnly } from '../steps.ts'
import {
  append,
  childNamed,
  insertAfter,
  replaceAt,
  setContentAt,
  withAttribute,
  withContent,
} from '../tree.ts'
import { logoutRequestOf } from '../logout-xml.ts'
import type { Variation } from '../variation.ts'
import { canonicalXml } from '../write.ts'
import { element, type MockElement } from '../xml.ts'

/** What two readers of one document understand differently, or what is signed but not meant. */
export type ConfusionDefect =
  | 'signed_metadata_beside_forgery'
  | 'signed_logout_request_beside_forgery'
  | 'digest_in_status_detail'
  | 'signature_in_foreign_namespace_first'
  | 'signature_in_foreign_namespace_only'
  | 'assertion_in_foreign_namespace'
  | 'subject_in_foreign_namespace'
  | 'prefixed_id'
  | 'lower_case_id'
  | 'id_on_other_element'
  | 'id_not_a_name'
  | 'id_missing'
  | 'second_document_element'
  | 'name_id_in_signature_object'
  | 'name_id_changed_after_signing'
  | 'attribute_added_after_signing'

const foreign = 'urn:example:foreign'

/** The same names in another namespace, all the way down. */
function inNamespace(from: MockElement, namespace: string): MockElement {
  return {
    ...from,
    namespace,
    children: from.children.map((child) =>
      'localName' in child && child.prefix === from.prefix ? inNamespace(child, namespace) : child,
    ),
  }
}

const changeName = (response: MockElement, name: string) =>
  setContentAt(response, 'saml:Assertion/saml:Subject/saml:NameID', name)

export const confusionDefects: Readonly<Record<ConfusionDefect, Variation>> = {
  signed_metadata_beside_forgery: {
    rule: 'S2',
    description: 'The provider’s signed metadata in Extensions, and a forged assertion.',
    plan: () => ({ signs: [] }),
    message: (response, { plan, forged, sign }) => {
      const { idpEntityId, signingCertificates } = plan.expected
      const metadata = sign(
        withAttribute(idpDescriptor({ idpEntityId, signingCertificates }), 'ID', randomId()),
      )
      return insertAfter(
        replaceAt(response, 'saml:Assertion', () => forged()),
        'saml:Issuer',
        element('samlp:Extensions', {}, metadata),
      )
    },
  },
  signed_logout_request_beside_forgery: {
    rule: 'S2',
    description: 'A LogoutRequest that the provider signed in Extensions, and a forged assertion.',
    plan: () => ({ signs: [] }),
    message: (response, { plan, forged, sign }) => {
      const { issuer, issueInstant, nameId } = plan.facts
      const request = sign(logoutRequestOf({ id: randomId(), issuer, issueInstant, nameId }))
      return insertAfter(
        replaceAt(response, 'saml:Assertion', () => forged()),
        'saml:Issuer',
        element('samlp:Extensions', {}, request),
      )
    },
  },
  digest_in_status_detail: {
    rule: 'S3',
    description: 'Changed after signing, with the digest of the forgery in StatusDetail.',
    plan: assertionOnly,
    message: (response) => {
      const forgery = changeName(response, 'mallory@example.com')
      const assertion = childNamed(forgery, 'saml:Assertion')
      const content = canonicalXml(
        withContent(
          assertion,
          assertion.children.filter((child) => !('prefix' in child && child.prefix === 'ds')),
        ),
      )
      const digest = base64(createHash('sha256').update(content).digest())
      const detail = element('samlp:StatusDetail', {}, element('ds:DigestValue', {}, digest))
      return replaceAt(forgery, 'samlp:Status', (status) => append(status, detail))
    },
  },
  signature_in_foreign_namespace_first: {
    rule: 'S8',
    description: 'In front of the signature, one of the same local names in another namespace.',
    plan: assertionOnly,
    message: (response) =>
      replaceAt(response, 'saml:Assertion', (one) => {
        const decoy = inNamespace(childNamed(one, 'ds:Signature'), foreign)
        return insertAfter(one, 'saml:Issuer', decoy)
      }),
  },
  signature_in_foreign_namespace_only: {
    rule: 'S8',
    description: 'The only signature has the right local names in another namespace.',
    plan: assertionOnly,
    message: (response) =>
      replaceAt(response, 'saml:Assertion/ds:Signature', (signature) =>
        inNamespace(signature, foreign),
      ),
  },
  assertion_in_foreign_namespace: {
    rule: 'S8',
    description: 'The signed assertion is one of another namespace.',
    plan: assertionOnly,
    assertion: (assertion) => inNamespace(assertion, foreign),
  },
  subject_in_foreign_namespace: {
    rule: 'S8',
    description: 'Subject and all in it are of another namespace.',
    assertion: (assertion) =>
      replaceAt(assertion, 'saml:Subject', (subject) => inNamespace(subject, foreign)),
  },
  prefixed_id: {
    rule: 'S7',
    description: 'A forged assertion has the signed one’s ID as an attribute with a prefix.',
    plan: assertionOnly,
    message: (response, { plan, forged }) =>
      replaceAt(response, 'saml:Assertion', (one) => {
        const decoy = { prefix: 'samlp', localName: 'ID', value: plan.facts.assertionId }
        const signature = childNamed(one, 'ds:Signature')
        const forgery = insertAfter(forged(), 'saml:Issuer', signature)
        const { namespace } = response
        return { ...forgery, attributes: [...forgery.attributes, { ...decoy, namespace }] }
      }),
  },
  lower_case_id: {
    rule: 'S7',
    description: 'A forged assertion has the signed one’s ID as `id` and `Id`.',
    plan: assertionOnly,
    message: (response, { plan, forged }) =>
      replaceAt(response, 'saml:Assertion', (one) => {
        const { assertionId } = plan.facts
        const signature = childNamed(one, 'ds:Signature')
        const forgery = withAttribute(
          insertAfter(forged(), 'saml:Issuer', signature),
          'id',
          assertionId,
        )
        return withAttribute(forgery, 'Id', assertionId)
      }),
  },
  id_on_other_element: {
    rule: 'S7',
    description: 'Another element has the same ID as the signed assertion.',
    plan: assertionOnly,
    message: (response, { plan }) => {
      const decoy = element('x:Note', { ID: plan.facts.assertionId }, [], { x: foreign })
      return insertAfter(response, 'saml:Issuer', element('samlp:Extensions', {}, decoy))
    },
  },
  id_not_a_name: {
    rule: 'S7',
    description: 'The signed assertion’s ID begins with a digit and holds a colon.',
    plan: assertionOnly,
    facts: () => ({ assertionId: '1:assertion' }),
  },
  id_missing: {
    rule: 'S7',
    description: 'The signed assertion has no ID, and the reference is `#`.',
    plan: assertionOnly,
    assertion: (assertion) => withAttribute(assertion, 'ID', undefined),
  },
  second_document_element: {
    rule: 'X3',
    description: 'Behind the signed response stands a forged one.',
    text: (xml, { plan, forged }) => {
      const forgery = responseOf({ ...plan.facts, responseId: randomId() }, [forged()])
      return xml + canonicalXml(forgery)
    },
  },
  name_id_in_signature_object: {
    rule: 'S3',
    description: 'The signature’s Object, which nothing covers, holds a forged Subject.',
    plan: assertionOnly,
    message: (response, { forged }) =>
      replaceAt(response, 'saml:Assertion/ds:Signature', (signature) =>
        append(signature, element('ds:Object', {}, childNamed(forged(), 'saml:Subject'))),
      ),
  },
  name_id_changed_after_signing: {
    rule: 'S1',
    description: 'The NameID was replaced after the assertion was signed.',
    plan: assertionOnly,
    message: (response) => changeName(response, 'mallory@example.com'),
  },
  attribute_added_after_signing: {
    rule: 'S1',
    description: 'An attribute was added after the assertion was signed.',
    plan: assertionOnly,
    message: (response) =>
      replaceAt(response, 'saml:Assertion/saml:AttributeStatement', (statement) =>
        append(statement, attributeOf('groups', 'owners')),
      ),
  },
}
