import { constants, generateKeyPairSync, privateDecrypt, publicEncrypt } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { removeOaepPadding } from '../../../src/saml/xml/oaep.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const hashes = { 'SHA-1': 'sha1', 'SHA-256': 'sha256', 'SHA-384': 'sha384', 'SHA-512': 'sha512' }
type Hash = keyof typeof hashes

const bytesOf = (text: string) => new TextEncoder().encode(text)
const raw = { key: privateKey, padding: constants.RSA_NO_PADDING }

/** What OpenSSL padded, seen before anything removes it. */
function padded(message: Uint8Array, hash: Hash, label = ''): Uint8Array {
  const options = { key: publicKey, oaepHash: hashes[hash], oaepLabel: Buffer.from(label) }
  return new Uint8Array(privateDecrypt(raw, publicEncrypt(options, message)))
}

const parameters = (hash: Hash, label = '') => ({ digest: hash, mask: hash, label: bytesOf(label) })

describe('removeOaepPadding', () => {
  const messages = [new Uint8Array(), new Uint8Array(32), new Uint8Array(32).fill(1), bytesOf('x')]

  it.each(Object.keys(hashes) as Hash[])('removes what OpenSSL made with %s', async (hash) => {
    for (const message of messages) {
      expect(await removeOaepPadding(padded(message, hash), parameters(hash))).toEqual(message)
      const labelled = padded(message, hash, 'label')
      expect(await removeOaepPadding(labelled, parameters(hash, 'label'))).toEqual(message)
    }
  })

  it('refuses another label, hash or mask', async () => {
    const block = padded(bytesOf('x'), 'SHA-256', 'label')
    const wrong = [
      parameters('SHA-256'),
      parameters('SHA-256', 'Label'),
      parameters('SHA-1', 'label'),
      { ...parameters('SHA-256', 'label'), mask: 'SHA-1' as const },
      { ...parameters('SHA-256', 'label'), digest: 'SHA-512' as const },
    ]
    for (const one of wrong) expect(await removeOaepPadding(block, one)).toBeUndefined()
  })

  it('S21 refuses any changed byte', async () => {
    const block = padded(bytesOf('message'), 'SHA-256')
    for (let at = 0; at < block.length; at++) {
      const changed = block.slice()
      changed[at] = (changed[at] ?? 0) ^ 0x80
      expect(await removeOaepPadding(changed, parameters('SHA-256'))).toBeUndefined()
    }
  })

  it('refuses blocks without a separator, or too short', async () => {
    expect(await removeOaepPadding(new Uint8Array(256), parameters('SHA-1'))).toBeUndefined()
    for (const length of [0, 1, 41]) {
      expect(await removeOaepPadding(new Uint8Array(length), parameters('SHA-1'))).toBeUndefined()
    }
  })
})
