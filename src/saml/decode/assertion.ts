import { ASSERTION } from '../uris.ts'
import { childElements, childrenNamed, isNamed, nameOf, type XmlElement } from '../xml/node.ts'
import type { VerifiedXml } from '../xml/verified.ts'
import { decodeAttributes, encryptedAttributes } from './attributes.ts'
import {
  optionalChild,
  presentAttributes,
  requiredAttribute,
  requiredChild,
  requiredText,
} from './elements.ts'
import type {
  AssertionFacts,
  AuthnStatementFacts,
  ConditionsFacts,
  SubjectConfirmationFacts,
} from './facts.ts'
import { decodeNameId, encryptedIds, type Plaintexts } from './name-id.ts'

/**
 * Reads an assertion. Advice, SubjectLocality and statements other than AuthnStatement and
 * AttributeStatement say nothing that a sign-in depends on and are passed over. Only what a signature
 * covers can be read (rule S1).
 */
export function decodeAssertion(verified: VerifiedXml, plaintexts: Plaintexts): AssertionFacts {
  const assertion = assertionIn(verified)
  const issuer = optionalChild(assertion, ASSERTION, 'Issuer')
  const subject = requiredChild(assertion, ASSERTION, 'Subject')
  const nameId = decodeNameId(subject, plaintexts)
  const authnStatements = childrenNamed(assertion, ASSERTION, 'AuthnStatement')
  return {
    id: requiredAttribute(assertion, 'ID'),
    version: requiredAttribute(assertion, 'Version'),
    issueInstant: requiredAttribute(assertion, 'IssueInstant'),
    ...(issuer && { issuer: requiredText(issuer) }),
    ...(nameId && { nameId }),
    confirmations: childrenNamed(subject, ASSERTION, 'SubjectConfirmation').map(confirmation),
    conditions: conditions(optionalChild(assertion, ASSERTION, 'Conditions')),
    authnStatements: authnStatements.map(authnStatement),
    ...decodeAttributes(assertion, plaintexts),
  }
}

/** The signed assertion itself, or the one in a signed response. */
function assertionIn({ root }: VerifiedXml): XmlElement {
  return isNamed(root, ASSERTION, 'Assertion') ? root : requiredChild(root, ASSERTION, 'Assertion')
}

/** Every element of an assertion that has to be decrypted before it is decoded. */
export function encryptedParts(verified: VerifiedXml): readonly XmlElement[] {
  const assertion = assertionIn(verified)
  const subjects = childrenNamed(assertion, ASSERTION, 'Subject')
  return [...subjects.flatMap(encryptedIds), ...encryptedAttributes(assertion)]
}

function confirmation(element: XmlElement): SubjectConfirmationFacts {
  const data = optionalChild(element, ASSERTION, 'SubjectConfirmationData')
  return {
    method: requiredAttribute(element, 'Method'),
    ...(data &&
      presentAttributes(data, {
        recipient: 'Recipient',
        notBefore: 'NotBefore',
        notOnOrAfter: 'NotOnOrAfter',
        inResponseTo: 'InResponseTo',
      })),
  }
}

/** OneTimeUse is kept by every login, and ProxyRestriction binds whoever issues further assertions. */
const understood = ['AudienceRestriction', 'OneTimeUse', 'ProxyRestriction']

function conditions(element: XmlElement | undefined): ConditionsFacts {
  if (!element) return { audienceRestrictions: [], unknown: [] }
  const restrictions = childrenNamed(element, ASSERTION, 'AudienceRestriction')
  return {
    ...presentAttributes(element, { notBefore: 'NotBefore', notOnOrAfter: 'NotOnOrAfter' }),
    audienceRestrictions: restrictions.map((restriction) =>
      childrenNamed(restriction, ASSERTION, 'Audience').map(requiredText),
    ),
    unknown: childElements(element)
      .filter((child) => child.namespace !== ASSERTION || !understood.includes(child.localName))
      .map(nameOf),
  }
}

function authnStatement(element: XmlElement): AuthnStatementFacts {
  const context = requiredChild(element, ASSERTION, 'AuthnContext')
  const classRef = optionalChild(context, ASSERTION, 'AuthnContextClassRef')
  return {
    authnInstant: requiredAttribute(element, 'AuthnInstant'),
    ...presentAttributes(element, {
      sessionIndex: 'SessionIndex',
      sessionNotOnOrAfter: 'SessionNotOnOrAfter',
    }),
    ...(classRef && { authnContextClassRef: requiredText(classRef) }),
  }
}
