import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { MockSignatureAlgorithm } from './algorithm-names.ts'
import { signatureUri, signOctets } from './algorithms.ts'
import type { MockKeyPair } from './key-pair.ts'
import { privateKeyOf } from './keys.ts'
import { base64 } from './sign.ts'

export type MessageParameter = 'SAMLRequest' | 'SAMLResponse'

export interface RedirectOrder {
  readonly parameter: MessageParameter
  readonly xml: string
  readonly relayState: string | undefined
  /** Absent: the query is not signed. */
  readonly key: MockKeyPair | undefined
  readonly algorithm: MockSignatureAlgorithm
}

/** The query of the redirect binding (saml-bindings section 3.4.4.1). */
export function redirectQuery(order: RedirectOrder): string {
  const { parameter, xml, relayState, key, algorithm } = order
  const parts = [
    `${parameter}=${encodeURIComponent(base64(deflateRawSync(xml)))}`,
    ...(relayState === undefined ? [] : [`RelayState=${encodeURIComponent(relayState)}`]),
  ]
  if (!key) return parts.join('&')
  parts.push(`SigAlg=${encodeURIComponent(signatureUri(algorithm))}`)
  const octets = parts.join('&')
  const signature = base64(signOctets(algorithm, octets, privateKeyOf(key)))
  return `${octets}&Signature=${encodeURIComponent(signature)}`
}

/** Bytes. No request is nearly as large. */
const MAX_REQUEST = 100_000

export function inflated(value: string): string {
  const bytes = Buffer.from(value, 'base64')
  return inflateRawSync(bytes, { maxOutputLength: MAX_REQUEST }).toString()
}
