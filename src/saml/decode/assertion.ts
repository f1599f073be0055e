import { ASSERTION } from '../uris.ts'
import { attributeOf, childElements, childrenNamed, nameOf, type XmlElement } from '../xml/node.ts'
import type { VerifiedXml } from '../xml/verified.ts'
import { decodeAttributes, encryptedAttributes } from './attributes.ts'
import { optionalChild, requiredAttribute, requiredChild, requiredText } from './elements.ts'
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
export function decodeAssertion(
  { root: assertion }: VerifiedXml,
  plaintexts: Plaintexts,
): AssertionFacts {
  const issuer = optionalChild(assertion, ASSERTION, 'Issuer')
  const subject = requiredChild(assertion, ASSERTION, 'Subject')
  const authnStatements = childrenNamed(assertion, ASSERTION, 'AuthnStatement')
  return {
    id: requiredAttribute(assertion, 'ID'),
    version: requiredAttribute(assertion, 'Version'),
    issueInstant: requiredAttribute(assertion, 'IssueInstant'),
    issuer: issuer && requiredText(issuer),
    nameId: decodeNameId(subject, plaintexts),
    confirmations: childrenNamed(subject, ASSERTION, 'SubjectConfirmation').map(confirmation),
    conditions: conditions(optionalChild(assertion, ASSERTION, 'Conditions')),
    authnStatements: authnStatements.map(authnStatement),
    ...decodeAttributes(assertion, plaintexts),
  }
}

/** Every element of an assertion that has to be decrypted before it is decoded. */
export function encryptedParts({ root: assertion }: VerifiedXml): readonly XmlElement[] {
  const subjects = childrenNamed(assertion, ASSERTION, 'Subject')
  return [...subjects.flatMap(encryptedIds), ...encryptedAttributes(assertion)]
}

function confirmation(element: XmlElement): SubjectConfirmationFacts {
  const data = optionalChild(element, ASSERTION, 'SubjectConfirmationData')
  return {
    method: requiredAttribute(element, 'Method'),
    recipient: data && attributeOf(data, 'Recipient'),
    notBefore: data && attributeOf(data, 'NotBefore'),
    notOnOrAfter: data && attributeOf(data, 'NotOnOrAfter'),
    inResponseTo: data && attributeOf(data, 'InResponseTo'),
  }
}

/** OneTimeUse is kept by every login, and ProxyRestriction binds whoever issues further assertions. */
const understood = ['AudienceRestriction', 'OneTimeUse', 'ProxyRestriction']

const noConditions: ConditionsFacts = {
  notBefore: undefined,
  notOnOrAfter: undefined,
  audienceRestrictions: [],
  unknown: [],
}

function conditions(element: XmlElement | undefined): ConditionsFacts {
  if (!element) return noConditions
  const restrictions = childrenNamed(element, ASSERTION, 'AudienceRestriction')
  return {
    notBefore: attributeOf(element, 'NotBefore'),
    notOnOrAfter: attributeOf(element, 'NotOnOrAfter'),
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
    sessionIndex: attributeOf(element, 'SessionIndex'),
    sessionNotOnOrAfter: attributeOf(element, 'SessionNotOnOrAfter'),
    authnContextClassRef: classRef && requiredText(classRef),
  }
}
