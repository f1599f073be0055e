import { printable, type SsoError } from '../errors.ts'
import { type MessageName, readMessageBytes } from './decode/message.ts'
import type { Trust } from './expectations.ts'
import { inflate } from './inflate.ts'
import { issue, type SamlIssue } from './issue.ts'
import type { RedirectQuery } from './types.ts'
import { signatureSchemeOf } from './xml/algorithms.ts'
import { decodeBase64 } from './xml/base64.ts'
import { messageLimits } from './xml/limits.ts'
import type { XmlElement } from './xml/node.ts'
import { markVerified, type VerifiedXml } from './xml/verified.ts'
import { verifyOctets } from './xml/verify-octets.ts'
import { samlError } from './error.ts'

/** A message of the redirect binding. */
export interface RedirectMessage {
  readonly root: XmlElement
  /** The same, where the signature of the query covers it. */
  readonly verified?: VerifiedXml
  /** Only where that signature covers it, too. */
  readonly relayState?: string
}

/** Characters of a query. Browsers and servers carry far less. */
const MAX_QUERY_LENGTH = 65_536

/**
 * Reads a message out of a query and verifies the signature over the octets as they were received
 * (rule S23, saml-bindings section 3.4.4.1): whoever encodes the values again signs another text than
 * the sender did.
 *
 * @throws {SsoError} `saml_redirect_refused`, `saml_xml_refused`, `saml_message_unexpected`
 */
export async function readRedirect(
  { query }: RedirectQuery,
  name: MessageName,
  trust: Trust,
): Promise<RedirectMessage | { readonly issues: readonly SamlIssue[] }> {
  const parameter = name === 'LogoutRequest' ? 'SAMLRequest' : 'SAMLResponse'
  const raw = parametersOf(query, parameter)
  const isSigned = raw.has('SigAlg') || raw.has('Signature')
  // Before anything is inflated: what is signed by a stranger costs no more than this.
  const issues = isSigned ? await signatureIssues(raw, parameter, trust) : []
  if (issues.length > 0) return { issues }
  const compressed = decodeBase64(valueOf(raw, parameter))
  if (!compressed) throw refuse(`${parameter} is not Base64.`)
  const bytes = await inflate(compressed, messageLimits.maxBytes)
  if (!bytes) throw refuse(`${parameter} is not DEFLATE-compressed, or too large.`)
  const root = readMessageBytes(bytes, name)
  if (!isSigned) return { root }
  const relayState = raw.has('RelayState') ? valueOf(raw, 'RelayState') : undefined
  return { root, verified: markVerified(root), ...(relayState !== undefined && { relayState }) }
}

/** The values as they were received. Any other parameter is one that no signature covers. */
function parametersOf(query: string, parameter: string): ReadonlyMap<string, string> {
  if (typeof query !== 'string' || query.length > MAX_QUERY_LENGTH) {
    throw refuse('The query is missing or too long.')
  }
  const allowed = [parameter, 'RelayState', 'SigAlg', 'Signature']
  const raw = new Map<string, string>()
  for (const pair of query.replace(/^\?/, '').split('&')) {
    const [name = '', value] = splitOnce(pair)
    if (value === undefined || !allowed.includes(name)) {
      throw refuse(`The parameter ${printable(name) || '(empty)'} does not belong to this message.`)
    }
    if (raw.has(name)) throw refuse(`The parameter ${name} stands more than once.`)
    raw.set(name, value)
  }
  if (!raw.has(parameter)) throw refuse(`The parameter ${parameter} is missing.`)
  return raw
}

function splitOnce(pair: string): readonly [string, string | undefined] {
  const at = pair.indexOf('=')
  return at === -1 ? [pair, undefined] : [pair.slice(0, at), pair.slice(at + 1)]
}

async function signatureIssues(
  raw: ReadonlyMap<string, string>,
  parameter: string,
  { signingKeys, allowSha1 = false }: Trust,
): Promise<readonly SamlIssue[]> {
  if (!raw.has('SigAlg') || !raw.has('Signature')) {
    throw refuse('SigAlg and Signature belong together.')
  }
  const path = `${parameter}.Signature`
  const algorithm = valueOf(raw, 'SigAlg')
  const scheme = signatureSchemeOf(algorithm, allowSha1)
  if (!scheme) {
    const message = `The signature algorithm is not allowed: ${printable(algorithm) || '(none)'}.`
    return [issue('saml_signature_algorithm_refused', path, message)]
  }
  const signature = decodeBase64(valueOf(raw, 'Signature'))
  if (!signature) throw refuse('Signature is not Base64.')
  const signed = [parameter, 'RelayState', 'SigAlg'].flatMap((name) => {
    const value = raw.get(name)
    return value === undefined ? [] : [`${name}=${value}`]
  })
  const octets = new TextEncoder().encode(signed.join('&'))
  if (await verifyOctets(scheme, signature, octets, signingKeys)) return []
  const configured = signingKeys.map(({ fingerprint }) => fingerprint)
  const message = `No configured certificate verifies the signature of the query. Configured (SHA-256): ${configured.join(', ')}.`
  return [issue('saml_signature_invalid', path, message, { detail: { configured } })]
}

function valueOf(raw: ReadonlyMap<string, string>, name: string): string {
  try {
    return decodeURIComponent((raw.get(name) ?? '').replaceAll('+', ' '))
  } catch {
    throw refuse(`The parameter ${name} is not percent-encoded UTF-8.`)
  }
}

function refuse(message: string): SsoError {
  return samlError('saml_redirect_refused', { message })
}
