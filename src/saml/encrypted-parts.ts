import { malformed } from './decode/elements.ts'
import type { Plaintexts } from './decode/name-id.ts'
import type { DecryptionKey } from './xml/decryption-keys.ts'
import { decryptElement } from './xml/encryption.ts'
import type { XmlElement } from './xml/node.ts'

/** EncryptedID and EncryptedAttribute elements of one message; each costs an RSA operation. */
const MAX_ENCRYPTED_PARTS = 50

/**
 * Decrypts single elements of a verified message: a signature covers their encrypted bytes (rule S21).
 *
 * @throws {SsoError} see `decryptElement`
 */
export async function decryptParts(
  parts: readonly XmlElement[],
  keys: readonly DecryptionKey[],
): Promise<Plaintexts> {
  if (parts.length > MAX_ENCRYPTED_PARTS) {
    throw malformed(`The message has more than ${MAX_ENCRYPTED_PARTS} encrypted elements.`)
  }
  const plaintexts = new Map<XmlElement, XmlElement>()
  for (const part of parts) {
    const { element } = await decryptElement(part, { keys, isSigned: true, allowAesCbc: false })
    plaintexts.set(part, element)
  }
  return plaintexts
}
