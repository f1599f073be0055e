import { printable, type SsoError } from '../../errors.ts'
import { attributeOf, childrenNamed, nameOf, textOf, type XmlElement } from '../xml/node.ts'
import { samlError } from '../error.ts'

/*
 * How message elements are read: by exact name, once where the schema says once, as complete text.
 * Each function refuses the message with `saml_message_malformed`.
 */

export function malformed(message: string): SsoError {
  return samlError('saml_message_malformed', { message: printable(message) })
}

/** The only child of this name, or none. */
export function optionalChild(
  parent: XmlElement,
  namespace: string,
  localName: string,
): XmlElement | undefined {
  const [child, another] = childrenNamed(parent, namespace, localName)
  if (another) throw malformed(`${nameOf(parent)} has more than one ${localName}.`)
  return child
}

export function requiredChild(
  parent: XmlElement,
  namespace: string,
  localName: string,
): XmlElement {
  const child = optionalChild(parent, namespace, localName)
  if (!child) throw malformed(`${nameOf(parent)} has no ${localName}.`)
  return child
}

/** The complete text, never a part of it (rule X4). */
export function requiredText(element: XmlElement): string {
  const text = textOf(element)
  if (text === undefined) throw malformed(`${nameOf(element)} contains more than text.`)
  return text
}

export function requiredAttribute(element: XmlElement, name: string): string {
  const value = attributeOf(element, name)
  if (value === undefined || value === '') throw malformed(`${nameOf(element)} has no ${name}.`)
  return value
}
