import { decodeBase64 } from '../../saml/xml/base64.ts'
import { parseStrictJson } from '../../oidc/strict-json.ts'
import type { JsonObject } from '../../types/json.ts'

/** Of the file. A form with the longest answer that a sign-in takes has 1.4 million characters. */
export const MAX_INPUT_BYTES = 2_097_152

/** What a file turned out to be. Nothing of it is believed yet. */
export type Recognised =
  | {
      readonly kind: 'saml_response'
      /** As the form field has it. */
      readonly encoded: string
      /** How long the RelayState is that came with it; itself it stays unseen. */
      readonly relayStateLength?: number
    }
  | { readonly kind: 'saml_metadata'; readonly xml: string }
  | { readonly kind: 'id_token'; readonly token: string }
  | { readonly kind: 'discovery' | 'jwks'; readonly document: JsonObject }

export type Kind = Recognised['kind']

type Problem = { readonly problem: string }

const taken =
  'It takes a SAML response (XML, or the form value in Base64), SAML metadata, an ID token, a discovery document or a key set.'

const refuse = (problem: string): Problem => ({ problem: `${problem} ${taken}` })

/** Tells by the content, whatever the file is called. Pure. */
export function recognise(bytes: Uint8Array): Recognised | Problem {
  const text = textOf(bytes)
  if (text === undefined) return refuse('The file is not text in UTF-8.')
  if (text === '') return refuse('The file is empty.')
  if (text.startsWith('<')) return recogniseXml(text)
  if (text.startsWith('{')) return recogniseJson(text)
  if (/(?:^|[?&#])(?:SAMLResponse|SAMLRequest|id_token)=/.test(text)) return recogniseForm(text)
  return recogniseToken(text)
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).trim()
  } catch {
    return undefined
  }
}

/** Characters in which the first element begins, behind comments of whoever saved it. */
const HEAD_LENGTH = 8192

function recogniseXml(text: string): Recognised | Problem {
  const name = firstElement(text.slice(0, HEAD_LENGTH))
  switch (name) {
    case 'Response':
      return { kind: 'saml_response', encoded: base64Of(text) }
    case 'EntityDescriptor':
    case 'EntitiesDescriptor':
      return { kind: 'saml_metadata', xml: text }
    case 'Assertion':
    case 'EncryptedAssertion':
      return refuse('This is an assertion without the response around it.')
    case 'AuthnRequest':
    case 'LogoutRequest':
    case 'LogoutResponse':
      return refuse(`This is a SAML ${name}.`)
    case 'html':
      return refuse('This is a web page: the browser saved what it showed, not the document.')
    default:
      return refuse('This is XML, but neither a SAML response nor metadata.')
  }
}

/** Without reading the document: that is for who checks it. */
function firstElement(head: string): string | undefined {
  let at = 0
  for (;;) {
    at = head.indexOf('<', at)
    if (at === -1) return undefined
    if (head.startsWith('<!--', at)) at = after(head, '-->', at)
    else if (head.startsWith('<?', at)) at = after(head, '?>', at)
    // What a DOCTYPE declares has marks of its own; the parser refuses it anyway.
    else if (head.startsWith('<!', at)) at += 2
    else break
  }
  const [, name] = /^<(?:[\w.-]+:)?([\w.-]+)/.exec(head.slice(at)) ?? []
  return name?.toLowerCase() === 'html' ? 'html' : name
}

function after(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from)
  return at === -1 ? text.length : at + mark.length
}

function recogniseJson(text: string): Recognised | Problem {
  let document: JsonObject
  try {
    document = parseStrictJson(text)
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : 'not JSON'
    return refuse(`The file begins like JSON, and is refused: ${reason}.`)
  }
  const { id_token: token } = document
  if (typeof token === 'string') return recogniseToken(token)
  if (Array.isArray(document.keys)) return { kind: 'jwks', document }
  const isDiscovery =
    typeof document.issuer === 'string' &&
    Object.keys(document).some((name) => name.endsWith('_endpoint') || name === 'jwks_uri')
  if (isDiscovery) return { kind: 'discovery', document }
  return refuse('This is JSON, but neither a discovery document nor a key set.')
}

/** The body of a POST, or an address with its parameters. */
function recogniseForm(text: string): Recognised | Problem {
  const form = new URLSearchParams(text.replace(/^[^?#=]*[?#]/, ''))
  const [encoded, another] = form.getAll('SAMLResponse')
  if (another !== undefined) return refuse('The form has several SAMLResponse fields.')
  const token = form.get('id_token')
  if (encoded === undefined) {
    return token === null ? refuse('This is a SAML request.') : recogniseToken(token)
  }
  const found = recogniseToken(encoded)
  const relayState = form.get('RelayState')
  if (!('kind' in found) || found.kind !== 'saml_response' || relayState === null) return found
  return { ...found, relayStateLength: relayState.length }
}

function recogniseToken(text: string): Recognised | Problem {
  const compact = text.replaceAll(/\s/g, '')
  const parts = compact.split('.')
  if (parts.length > 1 && parts.every((part) => /^[\w-]*$/.test(part))) {
    if (parts.length === 3) return { kind: 'id_token', token: compact }
    if (parts.length === 5) return refuse('This is an encrypted token (JWE).')
  }
  const encoded = compact.includes('%') ? unescaped(compact) : compact
  const decoded = encoded && decodeBase64(encoded)
  const xml = decoded && textOf(decoded)
  if (!encoded || !decoded) return refuse('The file is of no known kind.')
  if (!xml?.startsWith('<')) {
    return refuse(
      'The file is Base64 of something that is no XML; answers come by POST, uncompressed.',
    )
  }
  const found = recogniseXml(xml)
  // As it came: what is encoded differently is another message.
  return 'kind' in found && found.kind === 'saml_response' ? { ...found, encoded } : found
}

function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** `readMessage` reads the form value. */
function base64Of(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64')
}
