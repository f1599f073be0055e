import { describe, expect, it } from 'vitest'
import { createMockKeyPair } from '../../../../src/testing/saml/key-pair.ts'
import { publicKeyOf } from '../../../../src/testing/saml/keys.ts'
import { encryptOaep } from '../../../../src/testing/saml/oaep.ts'
import { openssl } from './second-opinions.ts'

describe('encryptOaep', () => {
  const { privateKey, certificate } = createMockKeyPair()
  const message = Buffer.from('a key of thirty-two bytes, as AES')
  const label = Uint8Array.of(1, 2, 3, 4)

  it.each([
    ['sha1', 'sha1'],
    ['sha256', 'sha1'],
    ['sha256', 'sha256'],
    ['sha512', 'sha256'],
    ['sha1', 'sha512'],
  ] as const)('is undone by OpenSSL: label %s, mask %s', (digest, mask) => {
    const block = encryptOaep(publicKeyOf(certificate), message, { digest, mask, label })
    const options = [
      ...['rsa_padding_mode:oaep', `rsa_oaep_md:${digest}`, `rsa_mgf1_md:${mask}`],
      'rsa_oaep_label:01020304',
    ].flatMap((option) => ['-pkeyopt', option])
    const files = { block, 'key.pem': privateKey }
    const decrypt = ['pkeyutl', '-decrypt', '-inkey', 'key.pem', '-in', 'block']
    expect(openssl(files, ...decrypt, ...options).stdout).toBe(message.toString())
  })
})
