import type { XmlLimits } from './limits.ts'
import { refuseXml } from './refusal.ts'

/** Removes one byte order mark; everything that is not UTF-8 throws. */
const decoder = new TextDecoder('utf-8', { fatal: true })

const BYTE_ORDER_MARK = '\u{FEFF}'

/**
 * The gate in front of every XML parser (rules X1, X2, X5): messages, metadata and decrypted bytes
 * pass it before anything parses them.
 *
 * @throws {SsoError} `saml_xml_refused`
 */
export function decodeXml(bytes: Uint8Array, { maxBytes }: XmlLimits): string {
  if (bytes.length > maxBytes) {
    throw refuseXml('too_large', `The document has more than ${maxBytes} bytes.`)
  }
  let text: string
  try {
    text = decoder.decode(bytes)
  } catch {
    throw refuseXml('not_utf8', 'The document is not UTF-8.')
  }
  if (text.startsWith(BYTE_ORDER_MARK)) {
    throw refuseXml('not_well_formed', 'The document begins with two byte order marks.')
  }
  if (hasDoctype(text)) {
    throw refuseXml('doctype', 'The document contains a DOCTYPE, which SAML never has.')
  }
  return text
}

/** In any letter case and anywhere, comments included: parsers differ in where they see one. */
function hasDoctype(text: string): boolean {
  for (let at = text.indexOf('<!'); at !== -1; at = text.indexOf('<!', at + 2)) {
    if (text.slice(at + 2, at + 9).toLowerCase() === 'doctype') return true
  }
  return false
}

/** What begins like one; in CDATA sections and comments, too, where it is none. */
export function countReferences(text: string): number {
  let count = 0
  for (let at = text.indexOf('&'); at !== -1; at = text.indexOf('&', at + 1)) count++
  return count
}
