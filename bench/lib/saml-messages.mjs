import { createMockKeyPair, validSamlResponse } from 'ssokit/testing'

const idpKey = createMockKeyPair({ commonName: 'identity provider' })
export const strangerKey = createMockKeyPair({ commonName: 'stranger' })
/** Ours, to decrypt with. */
export const spKey = createMockKeyPair({ commonName: 'service provider' })

/** All messages are of one sign-in, and live long enough to outlast the benchmark. */
const now = new Date()
const tomorrow = new Date(now.getTime() + 86_400_000).toISOString()

/** With an element that names its type, as Okta and Shibboleth write it, 183 bytes. */
const groupName = (/** @type {number} */ number) =>
  `Department ${String(number).padStart(5, '0')}, Europe`

/**
 * An honest response whose assertion is signed, with RSA-2048 and SHA-256, the certificate attached.
 *
 * @param {number} groups
 * @param {{ isEncrypted?: boolean, key?: import('ssokit/testing').MockKeyPair }} [options]
 */
export function honestMessage(groups, { isEncrypted = false, key = idpKey } = {}) {
  const { samlResponse, xml, expected } = validSamlResponse({
    now,
    nameId: 'ann@example.com',
    attributes: {
      email: ['ann@example.com'],
      firstName: ['Ann'],
      lastName: ['Example'],
      groups: Array.from({ length: groups }, (_, number) => groupName(number)),
    },
    notOnOrAfter: tomorrow,
    confirmationNotOnOrAfter: tomorrow,
    signs: ['assertion'],
    key,
    decryptionKey: spKey,
    isEncrypted,
    variants: ['attribute_values_typed'],
  })
  const signingCertificates = [idpKey.certificate]
  return { samlResponse, xml, groups, isEncrypted, expected: { ...expected, signingCertificates } }
}

/** @typedef {ReturnType<typeof honestMessage>} Message */

/**
 * The honest message that comes closest to a size in bytes.
 *
 * @param {number} bytes
 * @param {Parameters<typeof honestMessage>[1]} [options]
 */
export function messageOfSize(bytes, options) {
  const sizeOf = (/** @type {number} */ groups) => honestMessage(groups, options).xml.length
  const perGroup = (sizeOf(1001) - sizeOf(1)) / 1000
  return honestMessage(1 + Math.max(0, Math.round((bytes - sizeOf(1)) / perGroup)), options)
}
