import { issuerOf, statusOf } from './compose.ts'
import { element, type MockElement } from './xml.ts'

export interface LogoutRequestFacts {
  readonly id: string
  readonly issuer: string | undefined
  readonly issueInstant: string
  readonly nameId: string
  readonly nameIdFormat?: string | undefined
  readonly destination?: string | undefined
  readonly notOnOrAfter?: string | undefined
  /** Empty: all sessions. */
  readonly sessionIndexes?: readonly string[]
}

/** saml-core section 3.7.1. */
export function logoutRequestOf(facts: LogoutRequestFacts): MockElement {
  return element(
    'samlp:LogoutRequest',
    {
      ID: facts.id,
      IssueInstant: facts.issueInstant,
      Version: '2.0',
      Destination: facts.destination,
      NotOnOrAfter: facts.notOnOrAfter,
    },
    [
      ...issuerOf(facts.issuer),
      element('saml:NameID', { Format: facts.nameIdFormat }, facts.nameId),
      ...(facts.sessionIndexes ?? []).map((index) => element('samlp:SessionIndex', {}, index)),
    ],
  )
}

export interface LogoutResponseFacts {
  readonly id: string
  readonly issuer: string | undefined
  readonly issueInstant: string
  readonly destination: string | undefined
  readonly inResponseTo: string | undefined
  readonly statusCode: string
  readonly subStatusCode: string | undefined
}

/** saml-core section 3.7.2. */
export function logoutResponseOf(facts: LogoutResponseFacts): MockElement {
  return element(
    'samlp:LogoutResponse',
    {
      ID: facts.id,
      IssueInstant: facts.issueInstant,
      Version: '2.0',
      Destination: facts.destination,
      InResponseTo: facts.inResponseTo,
    },
    [...issuerOf(facts.issuer), statusOf({ ...facts, statusMessage: undefined })],
  )
}
