import { execFileSync } from 'node:child_process'
import { constants, createCipheriv, publicEncrypt, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inSaml, spKey, tag } from './saml-response.ts'
import { uris } from './xml-dsig.ts'

/* Encrypts XML with node:crypto and, where that cannot, with OpenSSL's command. */

const xenc = 'http://www.w3.org/2001/04/xmlenc#'
const xenc11 = 'http://www.w3.org/2009/xmlenc11#'

export const encryptionUris = {
  xenc,
  xenc11,
  rsa15: `${xenc}rsa-1_5`,
  rsaOaepMgf1p: `${xenc}rsa-oaep-mgf1p`,
  rsaOaep: `${xenc11}rsa-oaep`,
} as const

export const contentUris = {
  'aes-128-gcm': `${xenc11}aes128-gcm`,
  'aes-192-gcm': `${xenc11}aes192-gcm`,
  'aes-256-gcm': `${xenc11}aes256-gcm`,
  'aes-128-cbc': `${xenc}aes128-cbc`,
  'aes-192-cbc': `${xenc}aes192-cbc`,
  'aes-256-cbc': `${xenc}aes256-cbc`,
  'des-ede3-cbc': `${xenc}tripledes-cbc`,
} as const

const digestUris = {
  sha1: uris.sha1,
  sha256: uris.sha256,
  sha384: uris.sha384,
  sha512: uris.sha512,
} as const
type Hash = keyof typeof digestUris

export interface EncryptionOptions {
  /** Default `EncryptedAssertion`. */
  readonly container?: string
  /** Default `aes-256-gcm`. */
  readonly content?: keyof typeof contentUris
  /** Default `rsaOaepMgf1p`. */
  readonly transport?: string
  /** Hash of the label; `undefined` writes no DigestMethod. Default none, which means SHA-1. */
  readonly digest?: Hash
  /** Hash of the mask. Default: that of the label. */
  readonly mask?: Hash
  /** Whether an MGF element names the mask's hash. Default false. */
  readonly namesMask?: boolean
  readonly label?: Buffer
  /** Certificates or public keys; one EncryptedKey for each. Default ours. */
  readonly recipients?: readonly string[]
  /** Default in the KeyInfo; `retrieved` beside it with a RetrievalMethod that names it. */
  readonly placement?: 'inside' | 'beside' | 'retrieved'
  /** The content's key. Default: random, as long as the algorithm wants. */
  readonly contentKey?: Buffer
  /** Changes the encrypted bytes: IV, content and tag. */
  readonly change?: (bytes: Buffer) => Buffer
  /** Bytes that fill the last block of CBC but for the last one. Default random. */
  readonly padding?: (length: number) => Buffer
  /** The last byte of CBC. Default: the length of what fills the last block. */
  readonly paddingByte?: number
}

/** An EncryptedAssertion, EncryptedID or EncryptedAttribute in canonical form. */
export function encryptXml(xml: string, options: EncryptionOptions = {}): string {
  const { content = 'aes-256-gcm', recipients = [spKey.certificate] } = options
  const { container = 'EncryptedAssertion', placement = 'inside', change = same } = options
  const contentKey = options.contentKey ?? randomBytes(keyBytes[content])
  const bytes = change(encryptContent(content, contentKey, Buffer.from(xml), options))
  const keys = recipients.map((recipient, index) =>
    encryptedKey(contentKey, recipient, `_k${index}`, options),
  )
  const inside =
    placement === 'inside'
      ? keys.map(withoutInherited).join('')
      : retrievals(placement, keys.length)
  const keyInfo = inside === '' ? '' : `<ds:KeyInfo xmlns:ds="${uris.dsig}">${inside}</ds:KeyInfo>`
  const data =
    `<xenc:EncryptedData xmlns:xenc="${xenc}" Type="${xenc}Element">` +
    tag('xenc:EncryptionMethod', { Algorithm: contentUris[content] }) +
    keyInfo +
    cipherData(bytes) +
    '</xenc:EncryptedData>'
  return inSaml(tag(`saml:${container}`, {}, data + (placement === 'inside' ? '' : keys.join(''))))
}

const same = (bytes: Buffer): Buffer => bytes
const keyBytes = {
  'aes-128-gcm': 16,
  'aes-192-gcm': 24,
  'aes-256-gcm': 32,
  'aes-128-cbc': 16,
  'aes-192-cbc': 24,
  'aes-256-cbc': 32,
  'des-ede3-cbc': 24,
} as const

function encryptContent(
  content: keyof typeof contentUris,
  key: Buffer,
  plaintext: Buffer,
  { padding = randomBytes, paddingByte }: EncryptionOptions,
): Buffer {
  if (content.endsWith('-gcm')) {
    const iv = randomBytes(12)
    const cipher = createCipheriv(content as 'aes-256-gcm', key, iv)
    const encrypted = [cipher.update(plaintext), cipher.final()]
    return Buffer.concat([iv, ...encrypted, cipher.getAuthTag()])
  }
  const block = content === 'des-ede3-cbc' ? 8 : 16
  const iv = randomBytes(block)
  const cipher = createCipheriv(content, key, iv).setAutoPadding(false)
  const missing = block - (plaintext.length % block)
  const filler = Buffer.concat([padding(missing - 1), Buffer.from([paddingByte ?? missing])])
  return Buffer.concat([iv, cipher.update(Buffer.concat([plaintext, filler])), cipher.final()])
}

function encryptedKey(
  contentKey: Buffer,
  recipient: string,
  id: string,
  options: EncryptionOptions,
): string {
  const { transport = encryptionUris.rsaOaepMgf1p, digest, namesMask = false, label } = options
  const labelHash = digest ?? 'sha1'
  const mask = options.mask ?? labelHash
  const block =
    transport === encryptionUris.rsa15
      ? publicEncrypt({ key: recipient, padding: constants.RSA_PKCS1_PADDING }, contentKey)
      : mask === labelHash
        ? publicEncrypt({ key: recipient, oaepHash: labelHash, oaepLabel: label }, contentKey)
        : encryptWithOpenSsl(contentKey, recipient, labelHash, mask)
  const method = [
    label && tag('xenc:OAEPparams', {}, label.toString('base64')),
    digest &&
      `<ds:DigestMethod xmlns:ds="${uris.dsig}" Algorithm="${digestUris[digest]}"></ds:DigestMethod>`,
    namesMask &&
      `<xenc11:MGF xmlns:xenc11="${xenc11}" Algorithm="${xenc11}mgf1${mask}"></xenc11:MGF>`,
  ].filter(Boolean)
  return (
    `<xenc:EncryptedKey xmlns:xenc="${xenc}" Id="${id}">` +
    tag('xenc:EncryptionMethod', { Algorithm: transport }, method.join('')) +
    cipherData(block) +
    '</xenc:EncryptedKey>'
  )
}

/** In the KeyInfo both prefixes are declared already, so canonical XML does not repeat them. */
function withoutInherited(key: string): string {
  return key.replaceAll(` xmlns:ds="${uris.dsig}"`, '').replaceAll(` xmlns:xenc="${xenc}"`, '')
}

function retrievals(placement: 'beside' | 'retrieved', count: number): string {
  if (placement === 'beside') return ''
  return Array.from({ length: count }, (_, index) =>
    tag('ds:RetrievalMethod', { Type: `${xenc}EncryptedKey`, URI: `#_k${index}` }),
  ).join('')
}

function cipherData(bytes: Buffer): string {
  const value = tag('xenc:CipherValue', {}, bytes.toString('base64'))
  return tag('xenc:CipherData', {}, value)
}

/** Node's OAEP has one hash; OpenSSL's command has both. */
function encryptWithOpenSsl(plaintext: Buffer, certificate: string, digest: Hash, mask: Hash) {
  const folder = mkdtempSync(join(tmpdir(), 'xml-encryption-'))
  try {
    const file = join(folder, 'certificate.pem')
    writeFileSync(file, certificate)
    const settings = ['rsa_padding_mode:oaep', `rsa_oaep_md:${digest}`, `rsa_mgf1_md:${mask}`]
    return execFileSync(
      'openssl',
      [
        ...['pkeyutl', '-encrypt', '-certin', '-inkey', file],
        ...settings.flatMap((setting) => ['-pkeyopt', setting]),
      ],
      { input: plaintext },
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}
