import { audienceRestriction, confirmationOf, statusCodeOf } from '../compose.ts'
import { after } from '../facts.ts'
import { assertionOnly } from '../steps.ts'
import {
  append,
  insertAfter,
  prepend,
  replaceAt,
  setAttributeAt,
  withAttribute,
  withContent,
} from '../tree.ts'
import { confirmationMethod, nameIdFormat } from '../uris.ts'
import type { Variation } from '../variation.ts'
import { element, type MockElement } from '../xml.ts'

/** What honest providers say beside the necessary, or leave out. */
export type StatementVariant =
  | 'unsolicited_allowed'
  | 'response_without_issuer'
  | 'response_without_in_response_to'
  | 'unsigned_response_without_destination'
  | 'response_with_consent'
  | 'response_with_extensions'
  | 'status_with_message'
  | 'status_with_sub_status'
  | 'issuer_with_format'
  | 'name_id_persistent'
  | 'name_id_without_format'
  | 'name_id_with_qualifiers'
  | 'name_id_between_line_breaks'
  | 'name_id_unicode'
  | 'confirmations_of_other_methods'
  | 'confirmation_with_address'
  | 'two_bearer_confirmations'
  | 'conditions_without_times'
  | 'several_audiences'
  | 'two_audience_restrictions'
  | 'one_time_use'
  | 'proxy_restriction'
  | 'advice'
  | 'authn_context_with_declaration'
  | 'authn_context_with_authority'
  | 'subject_locality'
  | 'session_end'
  | 'session_index_missing'
  | 'two_authn_statements'
  | 'authz_decision_statement'

const nameId = 'saml:Subject/saml:NameID'
const confirmation = 'saml:Subject/saml:SubjectConfirmation'
const conditions = 'saml:Conditions'

/** Seconds. */
const HOUR = 3600

const inConditions = (content: MockElement) => (assertion: MockElement) =>
  replaceAt(assertion, conditions, (one) => append(one, content))

export const statementVariants: Readonly<Record<StatementVariant, Variation>> = {
  unsolicited_allowed: {
    rule: 'S20',
    description: 'Nobody asked, and the connection takes unsolicited answers.',
    plan: ({ expected, facts }) => ({
      expected: { ...expected, inResponseTo: null, allowUnsolicited: true },
      facts: { ...facts, inResponseTo: undefined },
    }),
  },
  response_without_issuer: {
    rule: 'S13',
    description: 'The response has no Issuer.',
    facts: () => ({ responseIssuer: undefined }),
  },
  response_without_in_response_to: {
    rule: 'S17',
    description: 'Only the confirmation names the request.',
    response: (response) => withAttribute(response, 'InResponseTo', undefined),
  },
  unsigned_response_without_destination: {
    rule: 'S16',
    description: 'A response that is not signed has no Destination.',
    plan: assertionOnly,
    facts: () => ({ destination: undefined }),
  },
  response_with_consent: {
    rule: 'S2',
    description: 'The response says that the person consented.',
    response: (response) =>
      withAttribute(response, 'Consent', 'urn:oasis:names:tc:SAML:2.0:consent:obtained'),
  },
  response_with_extensions: {
    rule: 'S2',
    description: 'The response has Extensions.',
    response: (response) =>
      insertAfter(
        response,
        'saml:Issuer',
        element('samlp:Extensions', {}, element('x:Note', {}, 'x', { x: 'urn:example:x' })),
      ),
  },
  status_with_message: {
    rule: 'S19',
    description: 'Success with a message.',
    facts: () => ({ statusMessage: 'urn:oasis:names:tc:SAML:2.0:status:Success' }),
  },
  status_with_sub_status: {
    rule: 'S19',
    description: 'Success with a sub-status of the provider’s own.',
    response: (response) =>
      replaceAt(response, 'samlp:Status/samlp:StatusCode', (code) =>
        append(code, withAttribute(statusCodeOf(''), 'Value', 'urn:example:all-right')),
      ),
  },
  issuer_with_format: {
    rule: 'S13',
    description: 'The Issuer names its format.',
    assertion: (assertion) =>
      setAttributeAt(
        assertion,
        'saml:Issuer',
        'Format',
        'urn:oasis:names:tc:SAML:2.0:nameid-format:entity',
      ),
  },
  name_id_persistent: {
    rule: 'S25',
    description: 'The NameID is an opaque one for good.',
    facts: () => ({ nameId: 'ann', nameIdFormat: nameIdFormat.persistent }),
  },
  name_id_without_format: {
    rule: 'S25',
    description: 'The NameID has no format.',
    facts: () => ({ nameIdFormat: undefined }),
  },
  name_id_with_qualifiers: {
    rule: 'S25',
    description: 'The NameID names both parties.',
    assertion: (assertion, { plan }) =>
      replaceAt(assertion, nameId, (one) =>
        withAttribute(
          withAttribute(one, 'NameQualifier', plan.expected.idpEntityId),
          'SPNameQualifier',
          plan.expected.spEntityId,
        ),
      ),
  },
  name_id_between_line_breaks: {
    rule: 'S25',
    description: 'The NameID stands on a line of its own.',
    facts: ({ nameId: name }) => ({ nameId: `\n      ${name}\n    ` }),
  },
  name_id_unicode: {
    rule: 'S25',
    description: 'The NameID has letters of several scripts, and one beyond U+FFFF.',
    facts: () => ({ nameId: 'zoë-Ω-日本-\u{1f511}' }),
  },
  confirmations_of_other_methods: {
    rule: 'S17',
    description: 'Beside the bearer confirmation are others, which need not hold.',
    assertion: (assertion, { plan }) =>
      replaceAt(assertion, confirmation, (one) => [
        confirmationOf({ ...plan.facts, confirmationMethod: confirmationMethod.senderVouches }),
        one,
      ]),
  },
  confirmation_with_address: {
    rule: 'S17',
    description: 'The confirmation says which address the browser had.',
    assertion: (assertion) =>
      setAttributeAt(
        assertion,
        `${confirmation}/saml:SubjectConfirmationData`,
        'Address',
        '192.0.2.1',
      ),
  },
  two_bearer_confirmations: {
    rule: 'S17',
    description: 'The first of two bearer confirmations is for another address.',
    assertion: (assertion, { plan }) =>
      replaceAt(assertion, confirmation, (one) => [
        confirmationOf({ ...plan.facts, recipient: 'https://other-app.example.com/acs' }),
        one,
      ]),
  },
  conditions_without_times: {
    rule: 'S15',
    description: 'Conditions has no times; the confirmation’s end is what counts.',
    facts: () => ({ notBefore: undefined, notOnOrAfter: undefined }),
  },
  several_audiences: {
    rule: 'S14',
    description: 'We are one of three audiences.',
    assertion: (assertion, { plan }) =>
      replaceAt(assertion, `${conditions}/saml:AudienceRestriction`, () =>
        audienceRestriction('urn:example:one', plan.facts.audience, 'urn:example:two'),
      ),
  },
  two_audience_restrictions: {
    rule: 'S14',
    description: 'Both of two restrictions name us.',
    assertion: (assertion, { plan }) =>
      inConditions(audienceRestriction('urn:example:one', plan.facts.audience))(assertion),
  },
  one_time_use: {
    rule: 'S14',
    description: 'The assertion is to be used once.',
    assertion: inConditions(element('saml:OneTimeUse')),
  },
  proxy_restriction: {
    rule: 'S14',
    description: 'Nobody may issue assertions on the strength of this one.',
    assertion: inConditions(element('saml:ProxyRestriction', { Count: '0' })),
  },
  advice: {
    rule: 'S6',
    description: 'The assertion’s Advice quotes another assertion, about somebody else.',
    assertion: (assertion, { forged }) =>
      insertAfter(assertion, conditions, element('saml:Advice', {}, forged())),
  },
  authn_context_with_declaration: {
    rule: 'S25',
    description: 'The authentication context is declared, and has no class.',
    assertion: (assertion) =>
      replaceAt(assertion, 'saml:AuthnStatement/saml:AuthnContext', (context) =>
        withContent(context, element('saml:AuthnContextDeclRef', {}, 'urn:example:smart-card')),
      ),
  },
  authn_context_with_authority: {
    rule: 'S25',
    description: 'The authentication context names who authenticated.',
    assertion: (assertion) =>
      replaceAt(assertion, 'saml:AuthnStatement/saml:AuthnContext', (context) =>
        append(context, element('saml:AuthenticatingAuthority', {}, 'urn:example:upstream')),
      ),
  },
  subject_locality: {
    rule: 'S25',
    description: 'AuthnStatement says where the person is.',
    assertion: (assertion) =>
      replaceAt(assertion, 'saml:AuthnStatement', (one) =>
        prepend(one, element('saml:SubjectLocality', { Address: '192.0.2.1' })),
      ),
  },
  session_end: {
    rule: 'S15',
    description: 'The provider’s session ends in an hour.',
    facts: (_facts, { expected }) => ({ sessionNotOnOrAfter: after(expected.now, HOUR) }),
  },
  session_index_missing: {
    rule: 'S25',
    description: 'AuthnStatement names no session.',
    facts: () => ({ sessionIndex: undefined }),
  },
  two_authn_statements: {
    rule: 'S25',
    description: 'The person authenticated twice.',
    assertion: (assertion) =>
      replaceAt(assertion, 'saml:AuthnStatement', (one) => [
        one,
        withAttribute(one, 'SessionIndex', '_second'),
      ]),
  },
  authz_decision_statement: {
    rule: 'S25',
    description: 'The assertion decides about an authorization as well.',
    assertion: (assertion) =>
      append(
        assertion,
        element(
          'saml:AuthzDecisionStatement',
          { Resource: 'https://app.example.com/', Decision: 'Permit' },
          element('saml:Action', { Namespace: 'urn:example:actions' }, 'read'),
        ),
      ),
  },
}
