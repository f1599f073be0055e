import type { SsoError } from '../../errors.ts'
import { decryptContent } from './decrypt-content.ts'
import type { DecryptionKey } from './decryption-keys.ts'
import { type EncryptedData, readEncryptedData } from './encrypted-data.ts'
import { childElements, type XmlElement } from './node.ts'
import { readXml } from './read.ts'
import { element as draft, writeXml } from './write.ts'
import { samlError } from '../error.ts'

export interface DecryptionPolicy {
  readonly keys: readonly DecryptionKey[]
  /** True where a verified signature of the whole message covers the encrypted bytes (rule S21). */
  readonly isSigned: boolean
  /** The connection's opt-in to CBC without that. */
  readonly allowAesCbc: boolean
  /** Operations with our private keys that the element may cost. Default `MAX_KEY_OPERATIONS`. */
  readonly maxKeyOperations?: number
}

/**
 * Operations with private keys for one element: each takes about a millisecond of a processor, and
 * anybody can ask for them. One recipient and four keys of ours, or several recipients and one key.
 */
export const MAX_KEY_OPERATIONS = 8

export interface Decrypted {
  readonly element: XmlElement
  /**
   * True where anybody may have changed the encrypted bytes with a predictable result. Whatever is
   * wrong with the element is then reported as `decryptionFailed`: telling "does not decrypt" from
   * "is not XML" from "is not signed" is all that an attacker needs to decrypt a stranger's assertion
   * (Jager and Somorovsky, CCS 2011).
   */
  readonly isMalleable: boolean
}

/**
 * Decrypts EncryptedAssertion, EncryptedID or EncryptedAttribute with whichever key fits. The content
 * is read like a new document, in which the namespaces of its place are known (rule S21).
 *
 * @throws {SsoError} `saml_decryption_failed`, always the same, for everything that depends on a key;
 * `saml_encryption_refused`, `saml_encryption_algorithm_refused` and `saml_decryption_key_missing` for
 * what stands in the clear
 */
export async function decryptElement(
  container: XmlElement,
  { keys, isSigned, allowAesCbc, maxKeyOperations = MAX_KEY_OPERATIONS }: DecryptionPolicy,
): Promise<Decrypted> {
  const data = readEncryptedData(container)
  const isMalleable = data.algorithm.mode === 'CBC' && !isSigned
  if (isMalleable && !allowAesCbc) {
    throw samlError('saml_encryption_algorithm_refused', {
      message: 'The content is encrypted with AES-CBC, and the message around it is not signed.',
    })
  }
  if (keys.length === 0) throw samlError('saml_decryption_key_missing')
  const contentKey = await decryptKey(data, keys, maxKeyOperations)
  // Without a key all goes on with one that is known to nobody's advantage: its result is dropped.
  const usedKey = contentKey ?? new Uint8Array(data.algorithm.keyBytes)
  const plaintext = await decryptContent(data.algorithm, usedKey, data.content)
  const element = plaintext && readPlaintext(plaintext, data.element)
  if (!contentKey || !element) throw decryptionFailed()
  return { element, isMalleable }
}

export function decryptionFailed(): SsoError {
  return samlError('saml_decryption_failed')
}

async function decryptKey(
  { keys: encryptedKeys, algorithm }: EncryptedData,
  keys: readonly DecryptionKey[],
  maxOperations: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const attempts = encryptedKeys.flatMap(({ block, paddings }) =>
    keys.map((key) => ({ key, block, paddings: paddings.filter(key.canRemove) })),
  )
  const possible = attempts.filter(({ paddings }) => paddings.length > 0)
  if (possible.length > maxOperations) {
    throw samlError('saml_encryption_refused', {
      message: `The message is encrypted for ${encryptedKeys.length} recipients and we have ${keys.length} keys: trying all would take more than ${maxOperations} operations.`,
      hint: 'Let the identity provider encrypt for us alone, and remove retired key pairs.',
    })
  }
  if (possible.length === 0) {
    throw samlError('saml_encryption_algorithm_refused', {
      message:
        'RSA-OAEP with different hashes for label and mask needs node:crypto, which this runtime lacks.',
    })
  }
  for (const { key, block, paddings } of possible) {
    const found = await key.decrypt(block, paddings)
    if (found?.length === algorithm.keyBytes) return new Uint8Array(found)
  }
  return undefined
}

/**
 * An element of ours around the content carries the namespaces in scope. What closes that element too
 * early leaves two document elements, which are refused.
 *
 * @returns the content as a document element, which declares what its place declared
 */
function readPlaintext(plaintext: Uint8Array, place: XmlElement): XmlElement | undefined {
  const wrapper = writeXml(draft('context', namespaceAttributes(place), ['']))
  const end = '</context>'
  const bytes = new Uint8Array(wrapper.length * 3 + plaintext.length)
  const start = encoder.encodeInto(wrapper.slice(0, -end.length), bytes).written
  bytes.set(plaintext, start)
  const length = start + plaintext.length
  const { written } = encoder.encodeInto(end, bytes.subarray(length))
  let context: XmlElement
  try {
    context = readXml(bytes.subarray(0, length + written))
  } catch {
    return undefined
  }
  const [element] = childElements(context)
  const isAlone = context.children.every(
    (child) => child === element || (child.kind === 'text' && /^[\t\n\r ]*$/.test(child.value)),
  )
  if (!element || !isAlone) return undefined
  const declarations = new Map([...context.declarations, ...element.declarations])
  return { ...element, declarations, parent: undefined }
}

const encoder = new TextEncoder()

function namespaceAttributes(place: XmlElement): Record<string, string> {
  const declared = Object.create(null) as Record<string, string>
  for (let at: XmlElement | undefined = place; at; at = at.parent) {
    for (const [prefix, namespace] of at.declarations) {
      declared[prefix === '' ? 'xmlns' : `xmlns:${prefix}`] ??= namespace
    }
  }
  return declared
}
