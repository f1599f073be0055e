import { isSsoError } from '../../src/errors.ts'
import { canonicalize } from '../../src/saml/xml/canonicalize.ts'
import type { XmlElement, XmlNode } from '../../src/saml/xml/node.ts'
import { readXml } from '../../src/saml/xml/read.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export const bytesOf = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text)

export const read = (text: string): XmlElement => readXml(bytesOf(text))

/** The reason why a document is refused, or `accepted`. Errors of any other kind are thrown. */
export function outcomeOf(document: string | Uint8Array): string {
  try {
    readXml(typeof document === 'string' ? bytesOf(document) : document)
    return 'accepted'
  } catch (error) {
    if (!isSsoError(error, 'saml_xml_refused')) throw error
    return String(error.detail?.reason)
  }
}

export function messageOf(document: string): string {
  try {
    read(document)
    return ''
  } catch (error) {
    if (!isSsoError(error, 'saml_xml_refused')) throw error
    return error.message
  }
}

export const canonicalText = (
  element: XmlElement,
  options?: Parameters<typeof canonicalize>[1],
): string => decoder.decode(canonicalize(element, options))

/** The first element of this local name, in document order. */
export function find(root: XmlElement, localName: string): XmlElement {
  const visit = (node: XmlNode): XmlElement | undefined => {
    if (node.kind !== 'element') return undefined
    if (node.localName === localName) return node
    for (const child of node.children) {
      const found = visit(child)
      if (found) return found
    }
    return undefined
  }
  const found = visit(root)
  if (!found) throw new Error(`no ${localName}`)
  return found
}
