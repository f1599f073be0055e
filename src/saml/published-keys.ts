import type { SsoIssue } from '../errors.ts'
import { type Certificate, readCertificate } from './certificate.ts'
import type { SamlKeyPair } from './keys.ts'

/** Of the modulus of a 2048-bit RSA key, which begins there in its SubjectPublicKeyInfo. */
const MODULUS_OFFSET = 33
const MODULUS_BYTES = 24

/**
 * The first bytes of keys whose private halves stand in public repositories, where people copy them
 * from: whoever signs with one signs with everybody's key.
 */
const published: ReadonlyMap<string, string> = new Map([
  ['wa8mlFNNqxFRI+pxuoIb5mdMC6ue7S9W', 'saml-idp'],
  ['vt0XWBQ27x6fR8cxJvN/X3a4HybYJN4d', 'samlify’s examples'],
  ['xAkAHwmuwtBtS4lrxqTMuo7URmoKVLS1', 'samlify’s tests'],
])

/** Lists which of our own pairs are everybody's. */
export function publishedKeyIssues(keys: readonly SamlKeyPair[]): readonly SsoIssue[] {
  return keys.flatMap(({ certificate }, index) => {
    const publisher = publisherOf(readCertificate(certificate))
    if (publisher === undefined) return []
    return [
      {
        path: `keys.${index}`,
        code: 'config_key_published',
        message: `This key is public: it comes with ${publisher}.`,
        hint: 'Generate a key of your own, for example with openssl req -x509 -newkey rsa:3072.',
      },
    ]
  })
}

/** Names where this key was published; `undefined` for a key of somebody's own. */
function publisherOf({ publicKey }: Certificate): string | undefined {
  const start = publicKey.spki.subarray(MODULUS_OFFSET, MODULUS_OFFSET + MODULUS_BYTES)
  return published.get(btoa(String.fromCharCode(...start)))
}
