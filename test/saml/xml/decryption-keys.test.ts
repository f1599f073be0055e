import { describe, expect, it } from 'vitest'
import { readDecryptionKeys } from '../../../src/saml/xml/decryption-keys.ts'

/** Nothing is imported before something is decrypted. */
const text = (index: number) =>
  `-----BEGIN PRIVATE KEY-----\n${btoa(String(index))}\n-----END PRIVATE KEY-----`
const read = (index: number) => readDecryptionKeys([text(index)])[0]

describe('readDecryptionKeys', () => {
  it('X7 keeps the last 32 keys imported, and no more', () => {
    const first = read(0)
    for (let index = 1; index < 32; index++) read(index)
    expect(read(0)).toBe(first)
    read(32)
    expect(read(0)).not.toBe(first)
    expect(read(32)).toBe(read(32))
  })
})
