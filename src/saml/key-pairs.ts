import { sentenceOf, type SsoIssue } from '../errors.ts'
import { readCertificate } from './certificate.ts'
import { samlError } from './error.ts'
import { keysFor, type SamlKeyPair } from './keys.ts'
import { pemOf, pkcs8Of } from './pem.ts'
import { MAX_DECRYPTION_KEYS } from './xml/limits.ts'

/**
 * Our pairs, with the private keys in one spelling, which signing and decryption read alike. A key that
 * is none must show when the host starts, not at the first sign-in.
 *
 * @throws {SsoError} `config_invalid` with every problem in `issues`, and without a character of a key
 */
export function readKeyPairs(keys: readonly SamlKeyPair[]): readonly SamlKeyPair[] {
  const issues: SsoIssue[] = []
  const complain = (path: string, message: string, hint: string) =>
    issues.push({ path, code: 'config_invalid', message, hint })
  const pairs = keys.map((pair, index) => {
    const path = `keys.${index}`
    const pkcs8 = typeof pair.privateKey === 'string' ? pkcs8Of(pair.privateKey) : undefined
    if (!pkcs8) {
      const hint = 'Pass it as PKCS#8 PEM, which begins with -----BEGIN PRIVATE KEY-----.'
      complain(`${path}.privateKey`, 'This is not a private key.', hint)
    }
    if (!isOfRsaKey(pair.certificate)) {
      const hint = 'Pass the X.509 certificate of the key as PEM.'
      complain(`${path}.certificate`, 'This is not a certificate of an RSA key.', hint)
    }
    if (pair.activeFrom !== undefined && !isTime(pair.activeFrom)) {
      const hint = 'Pass a Date, such as new Date("2027-01-01T00:00:00Z").'
      complain(`${path}.activeFrom`, 'This is not a time.', hint)
    }
    return pkcs8 ? { ...pair, privateKey: pemOf('PRIVATE KEY', pkcs8) } : pair
  })
  if (keysFor('encryption', keys).length > MAX_DECRYPTION_KEYS) {
    const message = `More than ${MAX_DECRYPTION_KEYS} key pairs are for decryption.`
    complain('keys', message, 'Remove retired pairs, or limit pairs with `use: "signing"`.')
  }
  if (issues.length > 0) throw samlError('config_invalid', { message: sentenceOf(issues), issues })
  return pairs
}

function isOfRsaKey(certificate: string): boolean {
  try {
    return readCertificate(certificate).publicKey.kind === 'rsa'
  } catch {
    return false
  }
}

/** A time that is none would never come, and requests would go out unsigned. */
const isTime = (value: Date | null): boolean =>
  typeof value?.getTime === 'function' && Number.isFinite(value.getTime())
