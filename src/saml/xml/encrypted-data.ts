import { printable, type SsoError } from '../../errors.ts'
import { digestOf, type HashName } from './algorithms.ts'
import { decodeBase64 } from './base64.ts'
import type { ContentAlgorithm } from './decrypt-content.ts'
import {
  contentAlgorithms,
  maskAlgorithms,
  RSA_OAEP,
  RSA_OAEP_MGF1P,
  XMLDSIG,
  XMLENC,
  XMLENC11,
} from './encryption-algorithms.ts'
import {
  attributeOf,
  childElements,
  childrenNamed,
  isNamed,
  textOf,
  type XmlElement,
} from './node.ts'
import type { OaepParameters } from './oaep.ts'
import { samlError } from '../error.ts'

/** What stands in the clear about an encrypted element. */
export interface EncryptedData {
  readonly element: XmlElement
  readonly algorithm: ContentAlgorithm
  readonly content: Uint8Array<ArrayBuffer>
  /** The content's key, encrypted for one or several recipients. */
  readonly keys: readonly EncryptedKey[]
}

export interface EncryptedKey {
  /** In the order of their likelihood. */
  readonly paddings: readonly OaepParameters[]
  readonly block: Uint8Array<ArrayBuffer>
}

/** Recipients of one element; each costs an RSA operation for each of our keys, see `decryptElement`. */
const MAX_ENCRYPTED_KEYS = 4

/**
 * Reads EncryptedAssertion, EncryptedID or EncryptedAttribute (saml-core section 2.2.4): an
 * EncryptedData, with its EncryptedKey in its KeyInfo or beside it (rule S22).
 *
 * @throws {SsoError} `saml_encryption_refused`: form and algorithms are no secret
 */
export function readEncryptedData(container: XmlElement): EncryptedData {
  const element = only(container, XMLENC, 'EncryptedData')
  const type = attributeOf(element, 'Type')
  if (type !== undefined && type !== `${XMLENC}Element`) throw refuse('It is not of type Element.')
  const method = only(element, XMLENC, 'EncryptionMethod')
  const algorithm = contentAlgorithms.get(attributeOf(method, 'Algorithm') ?? '')
  if (!algorithm) throw refuseAlgorithm('content', method)
  const keys = encryptedKeys(container, element)
  if (keys.length === 0) throw refuse('It has no EncryptedKey.')
  if (keys.length > MAX_ENCRYPTED_KEYS) {
    throw refuse(`It has more than ${MAX_ENCRYPTED_KEYS} EncryptedKey elements.`)
  }
  return { element, algorithm, content: cipherValue(element), keys: keys.map(readEncryptedKey) }
}

/**
 * Those in the KeyInfo, else those beside the EncryptedData. A RetrievalMethod is not followed: it may
 * but name one of the latter, as Okta's does.
 */
function encryptedKeys(container: XmlElement, data: XmlElement): readonly XmlElement[] {
  const siblings = childrenNamed(container, XMLENC, 'EncryptedKey')
  const [keyInfo, another] = childrenNamed(data, XMLDSIG, 'KeyInfo')
  if (another) throw refuse('It has more than one KeyInfo.')
  if (!keyInfo) return siblings
  const inside = childrenNamed(keyInfo, XMLENC, 'EncryptedKey')
  const methods = childrenNamed(keyInfo, XMLDSIG, 'RetrievalMethod')
  const retrieved = methods.map((method) => {
    const uri = attributeOf(method, 'URI') ?? ''
    const named = siblings.filter((key) => `#${attributeOf(key, 'Id') ?? ''}` === uri)
    const [found] = named
    if (!found || named.length > 1 || uri === '#' || childElements(method).length > 0) {
      throw refuse('A RetrievalMethod names something else than the EncryptedKey beside it.')
    }
    return found
  })
  const chosen = [...inside, ...retrieved]
  return chosen.length > 0 ? chosen : siblings
}

function readEncryptedKey(element: XmlElement): EncryptedKey {
  const method = only(element, XMLENC, 'EncryptionMethod')
  const digest = labelDigest(method)
  const label = labelOf(method)
  const block = cipherValue(element)
  const paddings = masksOf(method, digest).map((mask) => ({ digest, mask, label }))
  return { block, paddings }
}

/** SHA-1 is sound here: OAEP does not need a hash without collisions. */
function labelDigest(method: XmlElement): HashName {
  const element = optional(method, XMLDSIG, 'DigestMethod')
  if (!element) return 'SHA-1'
  const digest = digestOf(attributeOf(element, 'Algorithm') ?? '', true)
  if (!digest) throw refuseAlgorithm('digest', element)
  return digest
}

function masksOf(method: XmlElement, digest: HashName): readonly HashName[] {
  const algorithm = attributeOf(method, 'Algorithm')
  const element = optional(method, XMLENC11, 'MGF')
  if (algorithm === RSA_OAEP_MGF1P) {
    if (element) throw refuseAlgorithm('mask', element)
    // Libraries whose OAEP has but one hash, such as Auth0's, use it for the mask as well.
    return digest === 'SHA-1' ? ['SHA-1'] : ['SHA-1', digest]
  }
  if (algorithm !== RSA_OAEP) throw refuseAlgorithm('key', method)
  if (!element) return ['SHA-1']
  const mask = maskAlgorithms.get(attributeOf(element, 'Algorithm') ?? '')
  if (!mask) throw refuseAlgorithm('mask', element)
  return [mask]
}

function labelOf(method: XmlElement): Uint8Array<ArrayBuffer> {
  const element = optional(method, XMLENC, 'OAEPparams')
  return element ? base64Of(element) : new Uint8Array()
}

/** A CipherReference, which would have to be fetched, counts as no value (rule S22). */
function cipherValue(parent: XmlElement): Uint8Array<ArrayBuffer> {
  const data = only(parent, XMLENC, 'CipherData')
  const [value, another] = childElements(data)
  if (!value || another || !isNamed(value, XMLENC, 'CipherValue')) {
    throw refuse('Its CipherData is not one CipherValue.')
  }
  return base64Of(value)
}

function base64Of(element: XmlElement): Uint8Array<ArrayBuffer> {
  const bytes = decodeBase64(textOf(element) ?? '!')
  if (!bytes) throw refuse(`Its ${element.localName} is not Base64.`)
  return bytes
}

function optional(parent: XmlElement, namespace: string, name: string): XmlElement | undefined {
  const [child, another] = childrenNamed(parent, namespace, name)
  if (another) throw refuse(`It has more than one ${name}.`)
  return child
}

function only(parent: XmlElement, namespace: string, name: string): XmlElement {
  const child = optional(parent, namespace, name)
  if (!child) throw refuse(`It has no ${name}.`)
  return child
}

function refuse(reason: string): SsoError {
  return samlError('saml_encryption_refused', {
    message: `An encrypted element cannot be decrypted. ${reason}`,
  })
}

function refuseAlgorithm(what: string, element: XmlElement): SsoError {
  const algorithm = printable(attributeOf(element, 'Algorithm') ?? '(none)')
  return samlError('saml_encryption_algorithm_refused', {
    message: `The ${what} encryption algorithm ${algorithm} is not allowed.`,
    detail: { received: algorithm },
  })
}
