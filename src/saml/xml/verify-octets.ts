import type { PublicKey } from '../public-key.ts'
import type { SigningKey } from '../signing-keys.ts'
import { hashLengths, type SignatureScheme } from './algorithms.ts'
import { primitives, type Primitives } from './primitives.ts'
import { samlError } from '../error.ts'

type Bytes = Uint8Array<ArrayBuffer>

/**
 * Tries all keys of the connection, whatever the message says about its key (rule S12).
 *
 * @returns the key that made the signature, if it is one of them
 * @throws {SsoError} `saml_signing_key_missing`; `saml_signature_algorithm_refused` where no key is of
 *   the algorithm's kind
 */
export async function verifyOctets(
  scheme: SignatureScheme,
  signature: Bytes,
  octets: Bytes,
  keys: readonly SigningKey[],
  { verify }: Primitives = primitives,
): Promise<SigningKey | undefined> {
  if (keys.length === 0) throw samlError('saml_signing_key_missing')
  const kind = scheme.kind === 'ecdsa' ? 'ec' : 'rsa'
  const fitting = keys.filter(({ publicKey }) => publicKey.kind === kind)
  if (fitting.length === 0) {
    throw samlError('saml_signature_algorithm_refused', {
      message: `The signature is of kind ${scheme.kind}, but no configured key is.`,
      hint: 'Enter the certificate that the identity provider signs with: the configured one has a key of another kind.',
    })
  }
  for (const key of fitting) {
    if (!hasRoomForSalt(scheme, key.publicKey)) continue
    if (await verify(scheme, key, signature, octets)) return key
  }
  return undefined
}

/** RFC 8017 section 9.1.1 step 3. WebCrypto throws where there is none. */
function hasRoomForSalt(scheme: SignatureScheme, key: PublicKey): boolean {
  if (scheme.kind !== 'rsa-pss' || key.kind !== 'rsa') return true
  const encodedLength = Math.ceil((key.bits - 1) / 8)
  return scheme.saltLength <= encodedLength - hashLengths[scheme.hash] - 2
}
