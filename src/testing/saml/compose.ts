import type { ResponseFacts } from './facts.ts'
import { statusUri } from './uris.ts'
import { element, type MockElement, type MockNode } from './xml.ts'

/*
 * Facts as XML (saml-core section 2 and 3), in the order of the schema and without a signature.
 */

export function assertionOf(facts: ResponseFacts): MockElement {
  return element(
    'saml:Assertion',
    { ID: facts.assertionId, IssueInstant: facts.issueInstant, Version: '2.0' },
    [
      ...issuerOf(facts.issuer),
      element('saml:Subject', {}, [
        element('saml:NameID', { Format: facts.nameIdFormat }, facts.nameId),
        confirmationOf(facts),
      ]),
      element(
        'saml:Conditions',
        { NotBefore: facts.notBefore, NotOnOrAfter: facts.notOnOrAfter },
        audienceRestriction(facts.audience),
      ),
      element(
        'saml:AuthnStatement',
        {
          AuthnInstant: facts.authnInstant,
          SessionIndex: facts.sessionIndex,
          SessionNotOnOrAfter: facts.sessionNotOnOrAfter,
        },
        element(
          'saml:AuthnContext',
          {},
          element('saml:AuthnContextClassRef', {}, facts.authnContextClassRef),
        ),
      ),
      ...attributeStatement(facts.attributes),
    ],
  )
}

export function confirmationOf(facts: ResponseFacts): MockElement {
  return element(
    'saml:SubjectConfirmation',
    { Method: facts.confirmationMethod },
    element('saml:SubjectConfirmationData', {
      InResponseTo: facts.inResponseTo,
      NotOnOrAfter: facts.confirmationNotOnOrAfter,
      Recipient: facts.recipient,
    }),
  )
}

export function audienceRestriction(...audiences: readonly string[]): MockElement {
  const list = audiences.map((audience) => element('saml:Audience', {}, audience))
  return element('saml:AudienceRestriction', {}, list)
}

export function attributeOf(name: string, ...values: readonly (string | MockNode)[]): MockElement {
  const list = values.map((value) => element('saml:AttributeValue', {}, [value]))
  return element('saml:Attribute', { Name: name, NameFormat: BASIC }, list)
}

const BASIC = 'urn:oasis:names:tc:SAML:2.0:attrname-format:basic'

function attributeStatement(attributes: ResponseFacts['attributes']): MockElement[] {
  const list = Object.entries(attributes).map(([name, values]) => attributeOf(name, ...values))
  // The schema wants at least one.
  return list.length === 0 ? [] : [element('saml:AttributeStatement', {}, list)]
}

export function issuerOf(issuer: string | undefined): MockElement[] {
  return issuer === undefined ? [] : [element('saml:Issuer', {}, issuer)]
}

/** @param contents normally the one assertion, plain or encrypted; none where the status is an error */
export function responseOf(facts: ResponseFacts, contents: readonly MockElement[]): MockElement {
  return element(
    'samlp:Response',
    {
      ID: facts.responseId,
      IssueInstant: facts.issueInstant,
      Version: '2.0',
      Destination: facts.destination,
      InResponseTo: facts.inResponseTo,
    },
    [...issuerOf(facts.responseIssuer), statusOf(facts), ...contents],
  )
}

export function statusOf({
  statusCode,
  subStatusCode,
  statusMessage,
}: Pick<ResponseFacts, 'statusCode' | 'subStatusCode' | 'statusMessage'>): MockElement {
  const sub = subStatusCode === undefined ? [] : [statusCodeOf(subStatusCode)]
  const message = statusMessage === undefined ? [] : [statusMessageOf(statusMessage)]
  return element('samlp:Status', {}, [statusCodeOf(statusCode, ...sub), ...message])
}

export function statusCodeOf(name: string, ...inside: readonly MockElement[]): MockElement {
  return element('samlp:StatusCode', { Value: statusUri(name) }, inside)
}

const statusMessageOf = (message: string) => element('samlp:StatusMessage', {}, message)
