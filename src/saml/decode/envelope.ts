import { optionalChild, requiredAttribute, requiredChild, requiredText } from './elements.ts'
import type { EnvelopeFacts, StatusFacts } from './facts.ts'
import { ASSERTION, PROTOCOL } from '../uris.ts'
import { attributeOf, childrenNamed, textOf, type XmlElement } from '../xml/node.ts'

/**
 * Reads the outside of a message. The only facts that may come from something unsigned: they can but
 * contradict what is expected, and identify nobody.
 */
export function decodeEnvelope(message: XmlElement): EnvelopeFacts {
  const issuer = optionalChild(message, ASSERTION, 'Issuer')
  return {
    id: requiredAttribute(message, 'ID'),
    version: requiredAttribute(message, 'Version'),
    issueInstant: requiredAttribute(message, 'IssueInstant'),
    issuer: issuer && requiredText(issuer),
    destination: attributeOf(message, 'Destination'),
    inResponseTo: attributeOf(message, 'InResponseTo'),
  }
}

/** Reads the one Status at the top of a response (rule S19). */
export function decodeStatus(response: XmlElement): StatusFacts {
  const status = requiredChild(response, PROTOCOL, 'Status')
  const code = requiredChild(status, PROTOCOL, 'StatusCode')
  const subCode = optionalChild(code, PROTOCOL, 'StatusCode')
  // For people to read: what is no plain text must not hide the code.
  const [messageElement] = childrenNamed(status, PROTOCOL, 'StatusMessage')
  return {
    code: requiredAttribute(code, 'Value'),
    subCode: subCode && attributeOf(subCode, 'Value'),
    message: messageElement && textOf(messageElement),
  }
}
