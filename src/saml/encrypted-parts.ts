import { malformed } from './decode/elements.ts'
import type { Plaintexts } from './decode/name-id.ts'
import type { Trust } from './expectations.ts'
import { decryptElement, MAX_KEY_OPERATIONS } from './xml/encryption.ts'
import type { XmlElement } from './xml/node.ts'

/** EncryptedID and EncryptedAttribute elements of one message; each costs an RSA operation. */
const MAX_ENCRYPTED_PARTS = 50

/**
 * Operations with our private keys for all of them, which an identity provider that signed the message
 * may ask for: a tenth of a second with keys of 2048 bits.
 */
const MAX_OPERATIONS = 100

/**
 * Decrypts single elements of verified content: a signature covers their encrypted bytes, so that
 * nobody can have changed them.
 *
 * @param isMessageSigned true where the signature is that of the whole message, which is what AES-CBC
 *   needs without an opt-in (rule S21)
 * @throws {SsoError} see `decryptElement`
 */
export async function decryptParts(
  parts: readonly XmlElement[],
  isMessageSigned: boolean,
  { decryptionKeys, allowAesCbc }: Pick<Trust, 'decryptionKeys' | 'allowAesCbc'>,
): Promise<Plaintexts> {
  if (parts.length > MAX_ENCRYPTED_PARTS) {
    throw malformed(`The message has more than ${MAX_ENCRYPTED_PARTS} encrypted elements.`)
  }
  const policy = {
    keys: decryptionKeys,
    isSigned: isMessageSigned,
    allowAesCbc,
    maxKeyOperations: Math.min(MAX_KEY_OPERATIONS, Math.floor(MAX_OPERATIONS / parts.length)),
  }
  const plaintexts = new Map<XmlElement, XmlElement>()
  for (const part of parts) plaintexts.set(part, (await decryptElement(part, policy)).element)
  return plaintexts
}
