import { ASSERTION } from '../uris.ts'
import {
  attributeOf,
  childElements,
  childrenNamed,
  isNamed,
  textOf,
  type XmlElement,
} from '../xml/node.ts'
import { malformed } from './elements.ts'
import type { AttributeFacts } from './facts.ts'
import type { Plaintexts } from './name-id.ts'

const SCHEMA_INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance'

/**
 * Reads all attributes of all statements (rule S25). Equal names are concatenated, whatever their
 * NameFormat: Keycloak repeats the attribute for each role. Names come from outside, so the record
 * has no prototype that they could reach (rule X6).
 */
export function decodeAttributes(assertion: XmlElement, plaintexts: Plaintexts): AttributeFacts {
  const attributes: Record<string, string[]> = Object.create(null) as Record<string, string[]>
  const structured = new Set<string>()
  for (const attribute of attributeElements(assertion, plaintexts)) {
    const name = attributeOf(attribute, 'Name')
    if (name === undefined || name === '') throw malformed('An Attribute has no Name.')
    const values = (attributes[name] ??= [])
    for (const value of childrenNamed(attribute, ASSERTION, 'AttributeValue')) {
      if (isNil(value)) continue
      const text = textOf(value)
      if (text === undefined) structured.add(name)
      else values.push(text)
    }
  }
  return { attributes, structuredAttributes: [...structured] }
}

function attributeElements(assertion: XmlElement, plaintexts: Plaintexts): XmlElement[] {
  return attributeStatements(assertion)
    .flatMap((statement) => childElements(statement))
    .map((child) => {
      const attribute = plaintexts.get(child) ?? child
      if (isNamed(attribute, ASSERTION, 'Attribute')) return attribute
      throw malformed('An AttributeStatement contains something else than an Attribute.')
    })
}

export function encryptedAttributes(assertion: XmlElement): XmlElement[] {
  return attributeStatements(assertion).flatMap((statement) =>
    childrenNamed(statement, ASSERTION, 'EncryptedAttribute'),
  )
}

function attributeStatements(assertion: XmlElement): XmlElement[] {
  return childrenNamed(assertion, ASSERTION, 'AttributeStatement')
}

/** saml-core section 2.7.3.1.1: a value that is none. */
function isNil({ attributes }: XmlElement): boolean {
  return attributes.some(
    ({ namespace, localName, value }) =>
      namespace === SCHEMA_INSTANCE && localName === 'nil' && (value === 'true' || value === '1'),
  )
}
