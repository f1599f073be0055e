import { textOf, type XmlElement } from './xml/node.ts'
import { samlError } from './error.ts'

/** The complete text of an element, never a part of it (rule X4). */
export function completeText(element: XmlElement): string {
  const text = textOf(element)
  if (text !== undefined) return text.trim()
  throw samlError('saml_metadata_invalid', {
    message: `${element.localName} contains comments or elements.`,
  })
}

/** xs:boolean; anything else counts as false, the default of every flag here. */
export function isTrue(text: string | undefined): boolean {
  return /^\s*(?:true|1)\s*$/.test(text ?? '')
}
