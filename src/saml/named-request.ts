import { isSsoError } from '../errors.ts'
import type { InboundMessage } from '../types/provider.ts'
import { decodeEnvelope } from './decode/envelope.ts'
import { readMessage, readMessageBytes } from './decode/message.ts'
import { inflate } from './inflate.ts'
import { decodeBase64 } from './xml/base64.ts'
import { messageLimits } from './xml/limits.ts'
import type { XmlElement } from './xml/node.ts'
import { refuseXml } from './xml/refusal.ts'

/**
 * The request that an answer says to be for. Nothing of it is verified: it only chooses among the flows
 * of this browser.
 *
 * @throws {SsoError} `saml_xml_refused`, `saml_message_unexpected`
 */
export async function requestNamed({ method, parameters }: InboundMessage): Promise<string | null> {
  const encoded = parameters.get('SAMLResponse') ?? ''
  // Only answers to a LogoutRequest may come by a redirect.
  const root = method === 'GET' ? await redirected(encoded) : posted(encoded)
  return decodeEnvelope(root).inResponseTo ?? null
}

function posted(encoded: string): XmlElement {
  try {
    return readMessage(encoded, 'Response')
  } catch (error) {
    if (!isSsoError(error, 'saml_message_unexpected')) throw error
    return readMessage(encoded, 'LogoutResponse')
  }
}

async function redirected(encoded: string): Promise<XmlElement> {
  const compressed = decodeBase64(encoded)
  const bytes = compressed && (await inflate(compressed, messageLimits.maxBytes))
  if (!bytes) throw refuseXml('not_base64', 'The message is no compressed text.')
  return readMessageBytes(bytes, 'LogoutResponse')
}
