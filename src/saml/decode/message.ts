import { printable } from '../../errors.ts'
import { PROTOCOL } from '../uris.ts'
import { decodeBase64 } from '../xml/base64.ts'
import { MAX_ENCODED_LENGTH } from '../xml/limits.ts'
import { isNamed, nameOf, type XmlElement } from '../xml/node.ts'
import { readXml } from '../xml/read.ts'
import { refuseXml } from '../xml/refusal.ts'
import { samlError } from '../error.ts'

export type MessageName = 'Response' | 'LogoutRequest' | 'LogoutResponse'

/**
 * Reads a form value of the POST binding.
 *
 * @throws {SsoError} `saml_xml_refused`, `saml_message_unexpected`
 */
export function readMessage(encoded: string, name: MessageName): XmlElement {
  // Callers without types pass whatever a form parser made of a repeated field.
  if (typeof encoded !== 'string') throw refuseXml('not_base64', 'The message is not one text.')
  if (encoded.length > MAX_ENCODED_LENGTH) {
    throw refuseXml('too_large', `The message has more than ${MAX_ENCODED_LENGTH} characters.`)
  }
  const bytes = decodeBase64(encoded)
  if (!bytes || bytes.length === 0) throw refuseXml('not_base64', 'The message is not Base64.')
  return readMessageBytes(bytes, name)
}

/** The document element is the message: what wraps one is none (rules S2, S4). */
export function readMessageBytes(bytes: Uint8Array, name: MessageName): XmlElement {
  const root = readXml(bytes)
  if (isNamed(root, PROTOCOL, name)) return root
  throw samlError('saml_message_unexpected', {
    message: `The message is ${printable(nameOf(root))}; a SAML 2.0 ${name} is expected here.`,
  })
}
