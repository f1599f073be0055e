import { constants, generateKeyPairSync, publicEncrypt } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { rawDecryption } from '../../src/crypto/raw-rsa.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pkcs8 = new Uint8Array(privateKey.export({ type: 'pkcs8', format: 'der' }))

describe('rawDecryption', () => {
  it('undoes RSA without padding', () => {
    const block = new Uint8Array(256).fill(7)
    const encrypted = publicEncrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, block)
    expect(Buffer.from(rawDecryption(pkcs8)?.(encrypted) ?? [])).toEqual(Buffer.from(block))
  })

  it('returns nothing for blocks and keys that do not fit', () => {
    expect(rawDecryption(pkcs8)?.(new Uint8Array(256).fill(255))).toBeUndefined()
    expect(rawDecryption(new Uint8Array(10))?.(new Uint8Array(256))).toBeUndefined()
  })

  it('does not exist where there is no node:crypto', () => {
    expect(rawDecryption(pkcs8, {})).toBeUndefined()
    expect(rawDecryption(pkcs8, { process: {} })).toBeUndefined()
    const process = { getBuiltinModule: () => undefined }
    expect(rawDecryption(pkcs8, { process })).toBeUndefined()
  })
})
