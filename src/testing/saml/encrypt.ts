import { constants, createCipheriv, type KeyObject, publicEncrypt, randomBytes } from 'node:crypto'
import type { MockHash } from './algorithm-names.ts'
import { digestUris } from './algorithms.ts'
import { concat } from './der.ts'
import { publicKeyOf } from './keys.ts'
import { encryptOaep } from './oaep.ts'
import { base64 } from './sign.ts'
import { XMLENC, XMLENC11 } from './uris.ts'
import { writeXml } from './write.ts'
import { element, type MockElement } from './xml.ts'

export type ContentCipher =
  | 'aes128-gcm'
  | 'aes192-gcm'
  | 'aes256-gcm'
  | 'aes128-cbc'
  | 'aes192-cbc'
  | 'aes256-cbc'
  | 'tripledes-cbc'

/** How one element is encrypted. A defect replaces parts of it. */
export interface EncryptionOrder {
  /** PEM, of the recipients. */
  readonly certificates: readonly string[]
  readonly content: ContentCipher
  readonly transport: 'rsa-oaep-mgf1p' | 'rsa-oaep' | 'rsa-1_5'
  readonly digest: MockHash
  /** Of `rsa-oaep`; `rsa-oaep-mgf1p` is by definition with SHA-1. */
  readonly mask: MockHash
  readonly label: Uint8Array
  /** Where the EncryptedKey is; `named` is beside and named by a RetrievalMethod, as Okta's is. */
  readonly placement: 'inside' | 'beside' | 'named'
  changePlaintext(xml: string): string | Uint8Array
  /** Initialization vector, encrypted bytes and tag. */
  changeCiphertext(bytes: Uint8Array): Uint8Array
  changeContentKey(key: Uint8Array): Uint8Array
  changeKey(encryptedKey: MockElement): MockElement
  changeData(encryptedData: MockElement): MockElement
}

const same = <Value>(value: Value): Value => value

export function honestEncryption(certificate: string): EncryptionOrder {
  return {
    certificates: [certificate],
    content: 'aes256-gcm',
    transport: 'rsa-oaep-mgf1p',
    digest: 'sha1',
    mask: 'sha1',
    label: new Uint8Array(),
    placement: 'inside',
    changePlaintext: same,
    changeCiphertext: same,
    changeContentKey: same,
    changeKey: same,
    changeData: same,
  }
}

const uriOf = (algorithm: string) => {
  const isNew = /gcm$|^rsa-oaep$/.test(algorithm)
  return `${isNew ? XMLENC11 : XMLENC}${algorithm}`
}

/** @param container `saml:EncryptedAssertion`, `saml:EncryptedID` or `saml:EncryptedAttribute` */
export function encrypted(
  content: MockElement,
  order: EncryptionOrder,
  container: string = 'saml:EncryptedAssertion',
): MockElement {
  const plaintext = Buffer.from(order.changePlaintext(writeXml(content)))
  const contentKey = randomBytes(keyLengths[order.content])
  const keys = order.certificates.map((certificate, index) => {
    const transported = order.changeContentKey(contentKey)
    return order.changeKey(encryptedKey(publicKeyOf(certificate), transported, index, order))
  })
  const inside = {
    inside: keys,
    beside: [],
    named: keys.map((_, index) =>
      element('ds:RetrievalMethod', {
        Type: `${XMLENC}EncryptedKey`,
        URI: `#${keyId(index)}`,
      }),
    ),
  }[order.placement]
  const data = element('xenc:EncryptedData', { Type: `${XMLENC}Element` }, [
    element('xenc:EncryptionMethod', { Algorithm: uriOf(order.content) }),
    ...(inside.length > 0 ? [element('ds:KeyInfo', {}, inside)] : []),
    cipherData(order.changeCiphertext(encryptContent(order.content, contentKey, plaintext))),
  ])
  const beside = order.placement === 'inside' ? [] : keys
  return element(container, {}, [order.changeData(data), ...beside])
}

const keyId = (index: number) => `_key${index + 1}`

function encryptedKey(
  recipient: KeyObject,
  contentKey: Uint8Array,
  index: number,
  order: EncryptionOrder,
): MockElement {
  const { transport, digest, mask, label } = order
  const isOaep = transport !== 'rsa-1_5'
  const details = [
    ...(label.length > 0 ? [element('xenc:OAEPparams', {}, base64(label))] : []),
    ...(isOaep ? [element('ds:DigestMethod', { Algorithm: digestUris[digest] })] : []),
    ...(transport === 'rsa-oaep'
      ? [element('xenc11:MGF', { Algorithm: `${XMLENC11}mgf1${mask}` })]
      : []),
  ]
  const block = isOaep
    ? encryptOaep(recipient, contentKey, {
        digest,
        mask: transport === 'rsa-oaep' ? mask : 'sha1',
        label,
      })
    : publicEncrypt({ key: recipient, padding: constants.RSA_PKCS1_PADDING }, contentKey)
  return element('xenc:EncryptedKey', { Id: keyId(index) }, [
    element('xenc:EncryptionMethod', { Algorithm: uriOf(transport) }, details),
    cipherData(block),
  ])
}

function cipherData(bytes: Uint8Array): MockElement {
  return element('xenc:CipherData', {}, element('xenc:CipherValue', {}, base64(bytes)))
}

/** Bytes. */
const keyLengths: Readonly<Record<ContentCipher, number>> = {
  'aes128-gcm': 16,
  'aes192-gcm': 24,
  'aes256-gcm': 32,
  'aes128-cbc': 16,
  'aes192-cbc': 24,
  'aes256-cbc': 32,
  'tripledes-cbc': 24,
}

/** Initialization vectors, in bytes (XML Encryption 1.1 section 5.2). */
const GCM_IV = 12
const AES_BLOCK = 16
const DES_BLOCK = 8

function encryptContent(
  content: ContentCipher,
  key: Uint8Array,
  plaintext: Uint8Array,
): Uint8Array {
  if (content.endsWith('gcm')) {
    const iv = randomBytes(GCM_IV)
    const cipher = createCipheriv(nodeName(content) as 'aes-256-gcm', key, iv)
    const bytes = concat([cipher.update(plaintext), cipher.final()])
    return concat([iv, bytes, cipher.getAuthTag()])
  }
  const blockLength = content === 'tripledes-cbc' ? DES_BLOCK : AES_BLOCK
  const iv = randomBytes(blockLength)
  const cipher = createCipheriv(nodeName(content), key, iv).setAutoPadding(false)
  const padding = Buffer.from(randomBytes(blockLength - (plaintext.length % blockLength)))
  // Only the last byte says something: how many there are.
  padding[padding.length - 1] = padding.length
  return concat([iv, cipher.update(concat([plaintext, padding])), cipher.final()])
}

/** `aes256-gcm` is `aes-256-gcm` there. */
function nodeName(content: ContentCipher): string {
  return content === 'tripledes-cbc' ? 'des-ede3-cbc' : content.replace('aes', 'aes-')
}
