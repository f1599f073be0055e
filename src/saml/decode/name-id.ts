import { ASSERTION } from '../uris.ts'
import { attributeOf, childElements, childrenNamed, type XmlElement } from '../xml/node.ts'
import { malformed, requiredText } from './elements.ts'
import type { NameIdFacts } from './facts.ts'

/** What encrypted elements turned out to be: from EncryptedID to NameID and so on. */
export type Plaintexts = ReadonlyMap<XmlElement, XmlElement>

/** Reads the one identifier of a Subject or LogoutRequest, encrypted or not (rule S25). */
export function decodeNameId(parent: XmlElement, plaintexts: Plaintexts): NameIdFacts | undefined {
  const [found, another] = childElements(parent).filter(
    ({ namespace, localName }) => namespace === ASSERTION && identifiers.includes(localName),
  )
  if (another) throw malformed('The subject has more than one identifier.')
  const nameId = found && (plaintexts.get(found) ?? found)
  if (!nameId) return undefined
  if (nameId.namespace !== ASSERTION || nameId.localName !== 'NameID') {
    throw malformed('The subject is identified by something else than a NameID.')
  }
  return {
    value: requiredText(nameId),
    format: attributeOf(nameId, 'Format'),
    nameQualifier: attributeOf(nameId, 'NameQualifier'),
    spNameQualifier: attributeOf(nameId, 'SPNameQualifier'),
  }
}

const identifiers = ['NameID', 'EncryptedID', 'BaseID']

/** The encrypted identifier of a Subject or LogoutRequest. */
export function encryptedIds(parent: XmlElement): readonly XmlElement[] {
  return childrenNamed(parent, ASSERTION, 'EncryptedID')
}
