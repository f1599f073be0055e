import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { SsoError } from '../../src/errors.ts'
import { readSigningKeys, type SigningKey } from '../../src/saml/signing-keys.ts'
import type { XmlElement } from '../../src/saml/xml/node.ts'
import type { Primitives } from '../../src/saml/xml/primitives.ts'
import { verifySignature } from '../../src/saml/xml/signature.ts'
import type { VerifiedXml } from '../../src/saml/xml/verified.ts'
import { canonicalText, find, read } from './xml-read.ts'

export interface Pair {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

export const rsaPair = (modulusLength = 2048): Pair => generateKeyPairSync('rsa', { modulusLength })
export const ecPair = (namedCurve: string): Pair => generateKeyPairSync('ec', { namedCurve })

export const pemOf = ({ publicKey }: Pair): string =>
  publicKey.export({ format: 'pem', type: 'spki' }).toString()

export const signingKeysOf = (...pairs: readonly Pair[]): Promise<readonly SigningKey[]> =>
  readSigningKeys(pairs.map(pemOf))

export interface VerifyOptions {
  readonly signingKeys: readonly SigningKey[]
  readonly allowSha1?: boolean
  /** Local name of the element to verify; by default the document element. */
  readonly element?: string
  readonly primitives?: Primitives
}

/** The verified content, or the code of the refusal. Errors that are thrown pass through. */
export async function verify(
  document: string,
  { element, primitives, ...expected }: VerifyOptions,
): Promise<VerifiedXml | { readonly code: string; readonly message: string }> {
  const root = read(document)
  const target: XmlElement = element === undefined ? root : find(root, element)
  const verified = await verifySignature(target, expected, primitives)
  if (!('issues' in verified)) return verified
  const [issue, ...others] = verified.issues
  if (!issue || others.length > 0) throw new SsoError('internal_error', { message: 'no one issue' })
  return issue
}

/** The canonical text of what was verified, or the code of the refusal. */
export async function verdict(document: string, options: VerifyOptions): Promise<string> {
  const outcome = await verify(document, options)
  return 'root' in outcome ? canonicalText(outcome.root) : outcome.code
}

/** Why a document is refused, in words. */
export async function complaint(document: string, options: VerifyOptions): Promise<string> {
  const outcome = await verify(document, options)
  return 'root' in outcome ? 'accepted' : outcome.message
}
