import { attributeOf, responseOf } from '../compose.ts'
import { randomId } from '../facts.ts'
import { assertionOnly, responseOnly } from '../steps.ts'
import { append, childNamed, insertAfter, prepend, removeAt, replaceAt } from '../tree.ts'
import type { Kit, Variation } from '../variation.ts'
import { element, type MockElement } from '../xml.ts'

/**
 * Signature wrapping: the signed element stays in the message, and a forged one stands where a reader
 * looks. The first eight as Somorovsky and others number them ("On Breaking SAML", 2012).
 */
export type WrappingDefect =
  | 'xsw1'
  | 'xsw2'
  | 'xsw3'
  | 'xsw4'
  | 'xsw5'
  | 'xsw6'
  | 'xsw7'
  | 'xsw8'
  | 'forged_assertion_after'
  | 'forged_assertion_in_signature'
  | 'forged_assertion_in_key_info'
  | 'forged_assertion_with_same_id'
  | 'forged_response_around_response'
  | 'signed_assertion_in_advice'
  | 'signed_assertion_in_attribute_value'
  | 'signed_assertion_in_status_detail'
  | 'signed_assertion_in_extensions'
  | 'signed_assertion_in_wrapper'
  | 'signed_assertion_is_document'
  | 'signed_response_in_soap_envelope'
  | 'signature_of_advice_moved_up'
  | 'signature_moved_to_response'
  | 'signature_moved_into_subject'

const signatureIn = (parent: MockElement) => childNamed(parent, 'ds:Signature')
const bare = (parent: MockElement) => removeAt(parent, 'ds:Signature')
const inPlaceOfAssertion = (
  response: MockElement,
  change: (assertion: MockElement) => readonly MockElement[],
): MockElement => replaceAt(response, 'saml:Assertion', change)
const afterIssuer = (parent: MockElement, ...added: readonly MockElement[]): MockElement =>
  insertAfter(parent, 'saml:Issuer', added)

/** A response of the same form that nobody signed, under an ID of its own. */
function forgedResponse({ plan, forged }: Kit): MockElement {
  return responseOf({ ...plan.facts, responseId: randomId() }, [forged()])
}

const extensions = (...inside: readonly MockElement[]) => element('samlp:Extensions', {}, inside)
const advice = (...inside: readonly MockElement[]) => element('saml:Advice', {}, inside)

export const wrappingDefects: Readonly<Record<WrappingDefect, Variation>> = {
  xsw1: {
    rule: 'S2',
    description: 'A forged response around the signature, which contains the signed response.',
    plan: responseOnly,
    message: (response, kit) =>
      afterIssuer(forgedResponse(kit), append(signatureIn(response), bare(response))),
  },
  xsw2: {
    rule: 'S2',
    description: 'A forged response with the signature, and beside it the signed response.',
    plan: responseOnly,
    message: (response, kit) =>
      afterIssuer(forgedResponse(kit), bare(response), signatureIn(response)),
  },
  xsw3: {
    rule: 'S6',
    description: 'A forged assertion in front of the signed one.',
    plan: assertionOnly,
    message: (response, { forged }) => inPlaceOfAssertion(response, (one) => [forged(), one]),
  },
  xsw4: {
    rule: 'S6',
    description: 'The signed assertion inside a forged one.',
    plan: assertionOnly,
    message: (response, { forged }) =>
      inPlaceOfAssertion(response, (one) => [append(forged(), one)]),
  },
  xsw5: {
    rule: 'S7',
    description: 'The signature in a forged assertion, the signed one at the end without it.',
    plan: assertionOnly,
    message: (response, { forged }) =>
      inPlaceOfAssertion(response, (one) => [afterIssuer(forged(), signatureIn(one)), bare(one)]),
  },
  xsw6: {
    rule: 'S7',
    description: 'The signature in a forged assertion, with the signed one inside the signature.',
    plan: assertionOnly,
    message: (response, { forged }) =>
      inPlaceOfAssertion(response, (one) => [
        afterIssuer(forged(), append(signatureIn(one), bare(one))),
      ]),
  },
  xsw7: {
    rule: 'S6',
    description: 'A forged assertion with the same ID in Extensions, in front of the signed one.',
    plan: assertionOnly,
    message: (response, { plan, forged }) => {
      const { assertionId } = plan.facts
      return afterIssuer(response, extensions(forged({ assertionId })))
    },
  },
  xsw8: {
    rule: 'S7',
    description:
      'The signature in a forged assertion of the same ID, the signed one in its Object.',
    plan: assertionOnly,
    message: (response, { plan, forged }) =>
      inPlaceOfAssertion(response, (one) => {
        const { assertionId } = plan.facts
        const object = element('ds:Object', {}, bare(one))
        return [afterIssuer(forged({ assertionId }), append(signatureIn(one), object))]
      }),
  },
  forged_assertion_after: {
    rule: 'S6',
    description: 'A forged assertion behind the signed one.',
    plan: assertionOnly,
    message: (response, { forged }) => append(response, forged()),
  },
  forged_assertion_in_signature: {
    rule: 'S6',
    description:
      'A forged assertion in the signature’s Object, which no enveloped signature covers.',
    plan: assertionOnly,
    message: (response, { forged }) =>
      replaceAt(response, 'saml:Assertion/ds:Signature', (signature) =>
        append(signature, element('ds:Object', {}, forged())),
      ),
  },
  forged_assertion_in_key_info: {
    rule: 'S6',
    description: 'A forged assertion in KeyInfo, which no enveloped signature covers.',
    plan: assertionOnly,
    message: (response, { forged }) =>
      replaceAt(response, 'saml:Assertion/ds:Signature/ds:KeyInfo', (info) =>
        prepend(info, forged()),
      ),
  },
  forged_assertion_with_same_id: {
    rule: 'S7',
    description: 'A forged assertion with the ID of the signed one, in front of it.',
    plan: assertionOnly,
    message: (response, { plan, forged }) => {
      const { assertionId } = plan.facts
      return inPlaceOfAssertion(response, (one) => [forged({ assertionId }), one])
    },
  },
  forged_response_around_response: {
    rule: 'S2',
    description: 'A forged response with the signed response, complete, in its Extensions.',
    plan: responseOnly,
    message: (response, kit) => afterIssuer(forgedResponse(kit), extensions(response)),
  },
  signed_assertion_in_advice: {
    rule: 'S3',
    description: 'A forged assertion with the signed one in its Advice.',
    plan: assertionOnly,
    message: (response, { forged }) =>
      inPlaceOfAssertion(response, (one) => [
        insertAfter(forged(), 'saml:Conditions', advice(one)),
      ]),
  },
  signed_assertion_in_attribute_value: {
    rule: 'S3',
    description: 'A forged assertion with the signed one as an attribute’s value.',
    plan: assertionOnly,
    message: (response, { forged }) =>
      inPlaceOfAssertion(response, (one) => [
        replaceAt(forged(), 'saml:AttributeStatement', (statement) =>
          append(statement, attributeOf('copy', one)),
        ),
      ]),
  },
  signed_assertion_in_status_detail: {
    rule: 'S3',
    description: 'The signed assertion in StatusDetail, a forged one in its place.',
    plan: assertionOnly,
    message: (response, { forged }) => {
      const detail = element('samlp:StatusDetail', {}, childNamed(response, 'saml:Assertion'))
      const changed = replaceAt(response, 'samlp:Status', (status) => append(status, detail))
      return inPlaceOfAssertion(changed, () => [forged()])
    },
  },
  signed_assertion_in_extensions: {
    rule: 'S3',
    description: 'The signed assertion in Extensions, a forged one in its place.',
    plan: assertionOnly,
    message: (response, { forged }) => {
      const moved = extensions(childNamed(response, 'saml:Assertion'))
      return afterIssuer(
        inPlaceOfAssertion(response, () => [forged()]),
        moved,
      )
    },
  },
  signed_assertion_in_wrapper: {
    rule: 'S2',
    description: 'The signed assertion in an element of another namespace.',
    plan: assertionOnly,
    message: (response) =>
      inPlaceOfAssertion(response, (one) => [
        element('w:Wrapper', {}, one, { w: 'urn:example:wrapper' }),
      ]),
  },
  signed_assertion_is_document: {
    rule: 'S2',
    description: 'The signed assertion without a response around it.',
    plan: assertionOnly,
    message: (response) => childNamed(response, 'saml:Assertion'),
  },
  signed_response_in_soap_envelope: {
    rule: 'S2',
    description: 'The signed response as the Body of a SOAP envelope.',
    plan: responseOnly,
    message: (response) => {
      const soap = { s: 'http://schemas.xmlsoap.org/soap/envelope/' }
      return element('s:Envelope', {}, element('s:Body', {}, response, soap), soap)
    },
  },
  signature_of_advice_moved_up: {
    rule: 'S7',
    description: 'A forged assertion with the signature, and the signed assertion in its Advice.',
    plan: assertionOnly,
    message: (response, { forged }) =>
      inPlaceOfAssertion(response, (one) => [
        afterIssuer(insertAfter(forged(), 'saml:Conditions', advice(bare(one))), signatureIn(one)),
      ]),
  },
  signature_moved_to_response: {
    rule: 'S7',
    description: 'The assertion’s signature as a child of the response.',
    plan: assertionOnly,
    message: (response) => {
      const signature = signatureIn(childNamed(response, 'saml:Assertion'))
      return afterIssuer(
        inPlaceOfAssertion(response, (one) => [bare(one)]),
        signature,
      )
    },
  },
  signature_moved_into_subject: {
    rule: 'S3',
    description: 'The assertion’s signature as a child of its Subject.',
    plan: assertionOnly,
    message: (response) =>
      inPlaceOfAssertion(response, (one) => [
        replaceAt(bare(one), 'saml:Subject', (subject) => append(subject, signatureIn(one))),
      ]),
  },
}
