import { attributeOf, statusCodeOf } from '../compose.ts'
import {
  append,
  childNamed,
  prepend,
  removeAt,
  replaceAt,
  setAttributeAt,
  withAttribute,
  withContent,
} from '../tree.ts'
import { SCHEMA_INSTANCE, statusUri } from '../uris.ts'
import type { Variation } from '../variation.ts'
import { element } from '../xml.ts'

/** What the message says of its success, its version, the person and the conditions. Signed. */
export type StatementDefect =
  | 'status_denied'
  | 'status_responder'
  | 'status_no_passive'
  | 'status_hostile_message'
  | 'status_error_with_assertion'
  | 'status_success_inside_error'
  | 'status_twice'
  | 'status_missing'
  | 'status_code_missing'
  | 'status_code_twice'
  | 'status_lower_case'
  | 'assertion_missing'
  | 'assertion_twice'
  | 'two_assertions_signed'
  | 'response_version_1_1'
  | 'assertion_version_1_1'
  | 'version_missing'
  | 'version_2_00'
  | 'subject_missing'
  | 'subject_twice'
  | 'name_id_missing'
  | 'name_id_empty'
  | 'name_id_blank'
  | 'name_id_with_element'
  | 'name_id_with_no_break_space'
  | 'name_id_with_zero_width_space'
  | 'name_id_twice'
  | 'name_id_as_attribute_only'
  | 'name_id_is_base_id'
  | 'authn_statement_missing'
  | 'authn_context_missing'
  | 'condition_unknown'
  | 'condition_of_extension_type'
  | 'attribute_without_name'
  | 'attribute_statement_with_stranger'

const status = 'samlp:Status'
const nameId = 'saml:Subject/saml:NameID'

export const statementDefects: Readonly<Record<StatementDefect, Variation>> = {
  status_denied: {
    rule: 'S19',
    description: 'The provider refused to sign the person in.',
    facts: () => ({ statusCode: 'Responder', subStatusCode: 'AuthnFailed' }),
  },
  status_responder: {
    rule: 'S19',
    description: 'The provider failed.',
    facts: () => ({ statusCode: 'Responder' }),
  },
  status_no_passive: {
    rule: 'S19',
    description: 'The provider would have to ask the person.',
    facts: () => ({ statusCode: 'Responder', subStatusCode: 'NoPassive' }),
  },
  status_hostile_message: {
    rule: 'S19',
    description: 'The error’s message is markup, control characters and ten kilobytes.',
    facts: () => ({
      statusCode: 'Responder',
      statusMessage: `\u202e<script>alert(1)</script>\n2026-01-01 INFO login ok ${'x'.repeat(10_000)}`,
    }),
  },
  status_error_with_assertion: {
    rule: 'S19',
    description: 'An error, and a signed assertion nevertheless.',
    response: (response) =>
      setAttributeAt(response, `${status}/samlp:StatusCode`, 'Value', statusUri('Responder')),
  },
  status_success_inside_error: {
    rule: 'S19',
    description: 'An error whose sub-status is Success, with a signed assertion.',
    response: (response) =>
      replaceAt(response, `${status}/samlp:StatusCode`, () =>
        statusCodeOf('Responder', statusCodeOf('Success')),
      ),
  },
  status_twice: {
    rule: 'S19',
    description: 'An error and, after it, success.',
    response: (response) =>
      replaceAt(response, status, (one) => [withContent(one, statusCodeOf('Responder')), one]),
  },
  status_missing: {
    rule: 'S19',
    description: 'The response has no Status.',
    response: (response) => removeAt(response, status),
  },
  status_code_missing: {
    rule: 'S19',
    description: 'Status has no StatusCode.',
    response: (response) => removeAt(response, `${status}/samlp:StatusCode`),
  },
  status_code_twice: {
    rule: 'S19',
    description: 'Status has two StatusCodes side by side, success first.',
    response: (response) =>
      replaceAt(response, status, (one) => append(one, statusCodeOf('Responder'))),
  },
  status_lower_case: {
    rule: 'S19',
    description: 'The status is `success` in lower case.',
    response: (response) =>
      setAttributeAt(response, `${status}/samlp:StatusCode`, 'Value', statusUri('success')),
  },
  assertion_missing: {
    rule: 'S6',
    description: 'Success without an assertion.',
    response: (response) => removeAt(response, 'saml:Assertion'),
  },
  assertion_twice: {
    rule: 'S6',
    description: 'The signed assertion stands there twice.',
    response: (response) => append(response, childNamed(response, 'saml:Assertion')),
  },
  two_assertions_signed: {
    rule: 'S6',
    description: 'The provider signed two assertions about two people, and the response.',
    response: (response, { forged, sign }) => append(response, sign(forged())),
  },
  response_version_1_1: {
    rule: 'S19',
    description: 'The response is one of SAML 1.1.',
    response: (response) => withAttribute(response, 'Version', '1.1'),
  },
  assertion_version_1_1: {
    rule: 'S19',
    description: 'The assertion is one of SAML 1.1.',
    assertion: (assertion) => withAttribute(assertion, 'Version', '1.1'),
  },
  version_missing: {
    rule: 'S19',
    description: 'The assertion has no Version.',
    assertion: (assertion) => withAttribute(assertion, 'Version', undefined),
  },
  version_2_00: {
    rule: 'S19',
    description: 'The assertion’s Version is the same number in other digits.',
    assertion: (assertion) => withAttribute(assertion, 'Version', '2.00'),
  },
  subject_missing: {
    rule: 'S25',
    description: 'The assertion has no Subject.',
    assertion: (assertion) => removeAt(assertion, 'saml:Subject'),
  },
  subject_twice: {
    rule: 'S25',
    description: 'The assertion has two Subjects.',
    assertion: (assertion, { forged }) =>
      replaceAt(assertion, 'saml:Subject', (one) => [one, childNamed(forged(), 'saml:Subject')]),
  },
  name_id_missing: {
    rule: 'S25',
    description: 'The Subject has no NameID.',
    assertion: (assertion) => removeAt(assertion, nameId),
  },
  name_id_empty: {
    rule: 'S25',
    description: 'NameID is empty.',
    facts: () => ({ nameId: '' }),
  },
  name_id_blank: {
    rule: 'S25',
    description: 'NameID is white space.',
    facts: () => ({ nameId: ' \n\t ' }),
  },
  name_id_with_element: {
    rule: 'S25',
    description: 'NameID holds an element between two texts.',
    assertion: (assertion) =>
      replaceAt(assertion, nameId, (one) =>
        withContent(one, ['mal', element('x:b', {}, 'l', { x: 'urn:example:x' }), 'ory']),
      ),
  },
  name_id_with_no_break_space: {
    rule: 'S25',
    description: 'NameID ends in a no-break space, which XML does not call white space.',
    facts: ({ nameId: name }) => ({ nameId: `${name}\u00a0` }),
  },
  name_id_with_zero_width_space: {
    rule: 'S25',
    description: 'NameID begins with a zero-width space.',
    facts: ({ nameId: name }) => ({ nameId: `\u200b${name}` }),
  },
  name_id_twice: {
    rule: 'S25',
    description: 'The Subject has two NameIDs.',
    assertion: (assertion) =>
      replaceAt(assertion, nameId, (one) => [one, withContent(one, 'mallory@example.com')]),
  },
  name_id_as_attribute_only: {
    rule: 'S25',
    description: 'The NameID is the value of an attribute, and the Subject has none.',
    assertion: (assertion) =>
      replaceAt(removeAt(assertion, nameId), 'saml:AttributeStatement', (statement) =>
        append(
          statement,
          attributeOf('urn:oid:1.3.6.1.4.1.5923.1.1.1.10', element('saml:NameID', {}, 'ann')),
        ),
      ),
  },
  name_id_is_base_id: {
    rule: 'S25',
    description: 'The Subject is named by a BaseID.',
    assertion: (assertion) =>
      replaceAt(removeAt(assertion, nameId), 'saml:Subject', (subject) =>
        prepend(subject, element('saml:BaseID', {}, 'ann')),
      ),
  },
  authn_statement_missing: {
    rule: 'S25',
    description: 'The assertion does not say that anybody authenticated.',
    assertion: (assertion) => removeAt(assertion, 'saml:AuthnStatement'),
  },
  authn_context_missing: {
    rule: 'S25',
    description: 'AuthnStatement has no AuthnContext.',
    assertion: (assertion) => removeAt(assertion, 'saml:AuthnStatement/saml:AuthnContext'),
  },
  condition_unknown: {
    rule: 'S14',
    description: 'A Condition of another namespace.',
    assertion: (assertion) =>
      replaceAt(assertion, 'saml:Conditions', (conditions) =>
        append(conditions, element('x:OnlyOnMondays', {}, [], { x: 'urn:example:x' })),
      ),
  },
  condition_of_extension_type: {
    rule: 'S14',
    description: 'A `saml:Condition` of a type that nobody knows, as the schema allows.',
    assertion: (assertion) =>
      replaceAt(assertion, 'saml:Conditions', (conditions) =>
        append(
          conditions,
          element('saml:Condition', { 'xsi:type': 'x:Only' }, [], {
            x: 'urn:example:x',
            xsi: SCHEMA_INSTANCE,
          }),
        ),
      ),
  },
  attribute_without_name: {
    rule: 'S25',
    description: 'An Attribute has no Name.',
    assertion: (assertion) =>
      replaceAt(assertion, 'saml:AttributeStatement', (statement) =>
        append(statement, element('saml:Attribute', {}, element('saml:AttributeValue', {}, 'x'))),
      ),
  },
  attribute_statement_with_stranger: {
    rule: 'S25',
    description: 'AttributeStatement holds an element that is no Attribute.',
    assertion: (assertion) =>
      replaceAt(assertion, 'saml:AttributeStatement', (statement) =>
        append(statement, element('x:Attribute', { Name: 'x' }, [], { x: 'urn:example:x' })),
      ),
  },
}
