import {
  constants,
  createHash,
  generateKeyPairSync,
  privateDecrypt,
  publicEncrypt,
} from 'node:crypto'
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

/** RFC 8017 appendix B.2.1. */
function mgf1(seed: Uint8Array, length: number, hash: Hash): Buffer {
  const parts = Array.from({ length: Math.ceil(length / 20) }, (_, count) =>
    createHash(hashes[hash])
      .update(seed)
      .update(Buffer.from([0, 0, 0, count]))
      .digest(),
  )
  return Buffer.concat(parts).subarray(0, length)
}

const xor = (left: Uint8Array, right: Uint8Array) => left.map((byte, at) => byte ^ (right[at] ?? 0))

/** RFC 8017 section 7.1.1, step 2, for a key of 2048 bits and an empty label, by hand. */
function encoded(afterLabel: (length: number) => Uint8Array, hash: Hash, first = 0): Uint8Array {
  const labelHash = createHash(hashes[hash]).digest()
  const seed = new Uint8Array(labelHash.length).fill(7)
  const rest = afterLabel(256 - 1 - 2 * labelHash.length)
  const data = Buffer.concat([labelHash, rest])
  const maskedData = xor(data, mgf1(seed, data.length, hash))
  const maskedSeed = xor(seed, mgf1(maskedData, seed.length, hash))
  return Uint8Array.from([first, ...maskedSeed, ...maskedData])
}

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

  it.each(Object.keys(hashes) as Hash[])('S21 refuses what is not padded so: %s', async (hash) => {
    const message = bytesOf('message')
    const after =
      (...start: readonly number[]) =>
      (length: number) => {
        const zeros = new Uint8Array(length - message.length - start.length)
        return Uint8Array.from([...zeros, ...start, ...message])
      }
    const remove = (block: Uint8Array) => removeOaepPadding(block, parameters(hash))
    expect(await remove(encoded(after(1), hash))).toEqual(message)
    expect(await remove(encoded(after(1, 1), hash))).toEqual(bytesOf('\u{1}message'))
    for (const wrong of [
      encoded(after(1), hash, 1),
      encoded(after(2, 1), hash),
      encoded(after(255, 0, 1), hash),
      encoded(after(2), hash),
      encoded(after(0), hash),
      encoded((length) => new Uint8Array(length), hash),
    ]) {
      expect(await remove(wrong)).toBeUndefined()
    }
  })

  it('refuses blocks without a separator, or too short', async () => {
    expect(await removeOaepPadding(new Uint8Array(256), parameters('SHA-1'))).toBeUndefined()
    for (const length of [0, 1, 41]) {
      expect(await removeOaepPadding(new Uint8Array(length), parameters('SHA-1'))).toBeUndefined()
    }
  })
})
