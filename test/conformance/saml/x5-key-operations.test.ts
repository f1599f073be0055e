import nodeCrypto from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest'
import { createTestKeyPair } from '../../support/saml-keys.ts'
import { accept, refusal, refusalCodes } from '../../support/saml-refusal.ts'
import {
  attribute,
  attributeStatement,
  confirmation,
  inSaml,
  nameId,
  type Scene,
  spKey,
  strangerKey,
  subject,
  values,
} from '../../support/saml-response.ts'
import { type EncryptionOptions, encryptXml } from '../../support/xml-encryption.ts'

/* Operations with our private keys, which anybody may ask for by sending a message. */

const ours = [spKey, createTestKeyPair(), createTestKeyPair(), createTestKeyPair()]
const decryptionKeys = ours.map(({ privateKey }) => privateKey)
const strangers = (count: number) => Array.from({ length: count }, () => strangerKey.certificate)
const encrypted = (options: EncryptionOptions, scene: Scene = {}): Scene => ({
  ...scene,
  wrap: (xml) => encryptXml(xml, options),
})

let webCrypto: MockInstance<typeof crypto.subtle.decrypt>
let withoutPadding: MockInstance<typeof nodeCrypto.privateDecrypt>

beforeEach(() => {
  webCrypto = vi.spyOn(crypto.subtle, 'decrypt')
  withoutPadding = vi.spyOn(nodeCrypto, 'privateDecrypt')
})
afterEach(() => void vi.restoreAllMocks())

function operations(): number {
  const oaep = webCrypto.mock.calls.filter(
    ([algorithm]) => typeof algorithm === 'object' && algorithm.name === 'RSA-OAEP',
  )
  const count = oaep.length + withoutPadding.mock.calls.length
  webCrypto.mockClear()
  withoutPadding.mockClear()
  return count
}

describe('private key operations', () => {
  /** Two masks are possible: the one of the standard and the one of Auth0’s library. */
  const ambiguous = { digest: 'sha256', mask: 'sha256' } as const

  it('X5 is one for each key and recipient, though the padding may be one of two', async () => {
    await accept(encrypted({}), { decryptionKeys: decryptionKeys.slice(0, 1) })
    expect(operations()).toBe(1)
    for (const mask of ['sha1', 'sha256'] as const) {
      await accept(encrypted({ ...ambiguous, mask }), {
        decryptionKeys: decryptionKeys.slice(0, 1),
      })
      expect(operations()).toBe(1)
    }
    const recipients = strangers(2)
    const scene = encrypted({ ...ambiguous, recipients })
    expect(await refusalCodes(scene, { decryptionKeys })).toEqual(['saml_decryption_failed'])
    expect(operations()).toBe(8)
  })

  it('X5 are eight at most for a message that nobody has verified yet', async () => {
    for (const [recipients, keys] of [
      [4, 2],
      [2, 4],
      [1, 4],
    ] as const) {
      const scene = encrypted({ ...ambiguous, recipients: strangers(recipients) })
      const expected = { decryptionKeys: decryptionKeys.slice(0, keys) }
      expect(await refusalCodes(scene, expected)).toEqual(['saml_decryption_failed'])
      expect(operations()).toBe(recipients * keys)
    }
    for (const [recipients, keys] of [
      [3, 3],
      [3, 4],
      [4, 4],
    ] as const) {
      const error = await refusal(encrypted({ recipients: strangers(recipients) }), {
        decryptionKeys: decryptionKeys.slice(0, keys),
      })
      expect([error.code, error.hint]).toEqual([
        'saml_encryption_refused',
        'Let the identity provider encrypt for us alone, and remove retired key pairs.',
      ])
      expect(operations()).toBe(0)
    }
  })

  it('X5 that fail look the same with any number of them', async () => {
    const seen = new Set<string>()
    for (const recipients of [strangers(1), strangers(4)]) {
      for (const options of [ambiguous, {}]) {
        const scene = encrypted({ ...options, recipients })
        const error = await refusal(scene, { decryptionKeys: decryptionKeys.slice(0, 2) })
        seen.add(JSON.stringify(error.toJSON()))
      }
    }
    expect([...seen]).toEqual([expect.stringContaining('saml_decryption_failed')])
  })

  it('X5 are a hundred at most for the parts of a verified assertion', async () => {
    const part = encryptXml(inSaml(attribute('a', values('b'))), {
      container: 'EncryptedAttribute',
    }).replace(/ xmlns:saml="[^"]*"/, '')
    const withParts = (count: number) => ({
      assertion: { attributeStatement: attributeStatement(...Array(count).fill(part)) },
    })
    const last = decryptionKeys.toReversed()
    await accept(withParts(25), { decryptionKeys: last })
    expect(operations()).toBe(100)
    await accept(withParts(50), { decryptionKeys: last.slice(-2) })
    expect(operations()).toBe(100)
    const error = await refusal(withParts(26), { decryptionKeys: last })
    expect(error.code).toBe('saml_encryption_refused')
    expect(operations()).toBe(0)
  })

  it('X5 are eight at most for one part, however few there are', async () => {
    const id = encryptXml(inSaml(nameId()), {
      container: 'EncryptedID',
      recipients: strangers(3),
    }).replace(/ xmlns:saml="[^"]*"/, '')
    const scene = { assertion: { subject: subject(id + confirmation()) } }
    expect(await refusalCodes(scene, { decryptionKeys })).toEqual(['saml_encryption_refused'])
    expect(operations()).toBe(0)
  })
})
