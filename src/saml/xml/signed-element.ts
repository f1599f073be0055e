import { ASSERTION, METADATA, PROTOCOL, SIGNATURE } from '../uris.ts'
import { isNcName } from './names.ts'
import { attributeOf, childrenNamed, isNamed, nameOf, type XmlElement } from './node.ts'
import { malformed, type QName } from './signature-parts.ts'
import { samlError } from '../error.ts'

/** What may be signed as a whole document (rules S2, S4, M2). */
const documentElements: readonly QName[] = [
  [PROTOCOL, 'Response'],
  [PROTOCOL, 'LogoutRequest'],
  [PROTOCOL, 'LogoutResponse'],
  [ASSERTION, 'Assertion'],
  [METADATA, 'EntityDescriptor'],
  [METADATA, 'EntitiesDescriptor'],
]

/**
 * The one Signature of an element that may carry one: a message, assertion or metadata, as document
 * element, or an assertion that is a child of the response (rules S2 to S4).
 *
 * @throws {SsoError} `saml_signature_missing`, `saml_signature_malformed`
 */
export function signatureOf(element: XmlElement): XmlElement {
  if (!isInPlace(element)) {
    throw malformed(`${nameOf(element)} is not where a signed element may be.`)
  }
  const [signature, another] = childrenNamed(element, SIGNATURE, 'Signature')
  if (!signature) {
    throw samlError('saml_signature_missing', {
      message: `The ${element.localName} is not signed.`,
      detail: { element: element.localName },
    })
  }
  if (another) throw malformed(`${nameOf(element)} has more than one Signature.`)
  return signature
}

function isInPlace(element: XmlElement): boolean {
  const { parent } = element
  if (!parent) return documentElements.some((name) => isNamed(element, ...name))
  const isInResponse = isNamed(parent, PROTOCOL, 'Response') && !parent.parent
  return isInResponse && isNamed(element, ASSERTION, 'Assertion')
}

/**
 * The element's ID, after all IDs of its document were found well formed and unique (rule S7). Only
 * un-prefixed `ID` counts: `Id`, `id` and `xml:id` are other attributes.
 *
 * @throws {SsoError} `saml_signature_malformed`
 */
export function checkedId(element: XmlElement): string {
  let root = element
  while (root.parent) root = root.parent
  const seen = new Set<string>()
  const visit = (visited: XmlElement): void => {
    const id = attributeOf(visited, 'ID')
    if (id !== undefined) {
      if (!isNcName(id)) throw malformed(`The ID ${id} is not an XML name.`)
      if (seen.has(id)) throw malformed(`The ID ${id} stands more than once.`)
      seen.add(id)
    }
    for (const child of visited.children) if (child.kind === 'element') visit(child)
  }
  visit(root)
  const id = attributeOf(element, 'ID')
  if (id === undefined) throw malformed(`${nameOf(element)} has no ID.`)
  return id
}

/** Whether a comment stands in the element, outside of its Signature. */
export function hasComment(element: XmlElement, signature: XmlElement): boolean {
  return element.children.some(
    (child) =>
      child.kind === 'comment' ||
      (child.kind === 'element' && child !== signature && hasComment(child, signature)),
  )
}
