import type { JsonObject } from '../types/json.ts'
import { parseStrictJson } from './strict-json.ts'
import { oidcError } from './error.ts'

/** A key as it was entered, taken apart but not yet understood. */
export type KeyText =
  | { readonly jwk: JsonObject; readonly keyId: string | undefined }
  | { readonly pkcs8: string; readonly certificates: readonly string[] }

const refuse = (message: string, hint: string) =>
  oidcError('oidc_client_key_invalid', { message, hint })

const pasteWhole = 'Paste the whole text from -----BEGIN PRIVATE KEY----- to the last line.'
/** Reads every older format, password or not, and writes PKCS#8. */
const convert = 'Convert it with `openssl pkey -in key.pem -out pkcs8.pem` and paste the result.'

/**
 * Tells PEM and JWK apart and takes either to pieces. Pure.
 *
 * @throws {SsoError} `oidc_client_key_invalid`, without a character of the key
 */
export function readKeyText(text: string): KeyText {
  return text.trimStart().startsWith('{') ? readJwk(text) : readPem(text)
}

function readJwk(text: string): KeyText {
  let jwk: JsonObject
  try {
    jwk = parseStrictJson(text)
  } catch {
    throw refuse('The key is not well-formed JSON.', 'Paste the private JWK from { to }.')
  }
  const { kid, use } = jwk
  if (jwk.keys !== undefined) {
    throw refuse('This is a set of keys.', 'Paste one private JWK out of its `keys`.')
  }
  if (jwk.kty === 'oct') {
    throw refuse('This is a shared secret.', 'Enter it as client secret, or paste a private key.')
  }
  if (typeof jwk.kty === 'string' && jwk.d === undefined) {
    throw refuse('This is the public half of a key.', 'Paste the private JWK, which has a `d`.')
  }
  if (use !== undefined && use !== 'sig') {
    throw refuse('The key is not meant for signatures.', 'Make a key with the use `sig`.')
  }
  // A provider that made the key knows it by this name (Okta does).
  if (kid !== undefined && (typeof kid !== 'string' || !/^[\x20-\x7e]{1,128}$/.test(kid))) {
    throw refuse('The kid of the key is not plain text.', 'Use a short ASCII kid, or none.')
  }
  return { jwk, keyId: kid }
}

function readPem(text: string): KeyText {
  const labels = [...text.matchAll(/-----BEGIN ([A-Z0-9 ]{1,40})-----/g)].map(([, label]) => label)
  if (labels.includes('ENCRYPTED PRIVATE KEY') || /^Proc-Type:/m.test(text)) {
    throw refuse('The key is protected by a password.', convert)
  }
  if (labels.some((label) => label !== 'PRIVATE KEY' && label?.endsWith(' PRIVATE KEY'))) {
    throw refuse('The key is in another format than PKCS#8.', convert)
  }
  if (labels.includes('PUBLIC KEY')) {
    throw refuse('This is the public half of a key.', pasteWhole)
  }
  const blocks = [
    ...text.matchAll(/-----BEGIN ([A-Z ]{1,40})-----[A-Za-z0-9+/=\s]*-----END \1-----/g),
  ]
  const named = (name: string) =>
    blocks.filter(([, label]) => label === name).map(([block]) => block)
  const [pkcs8, ...others] = named('PRIVATE KEY')
  if (pkcs8 === undefined || blocks.length !== labels.length) {
    throw refuse('This is neither a PKCS#8 private key in PEM nor a private JWK.', pasteWhole)
  }
  if (others.length > 0) {
    throw refuse('There are several keys.', 'Enter one key; a new one is entered with its turn.')
  }
  return { pkcs8, certificates: named('CERTIFICATE') }
}

/**
 * The bytes in one PEM block. Pure.
 *
 * @throws {DOMException} where its text is not Base64
 */
export function derOf(block: string): Uint8Array<ArrayBuffer> {
  const base64 = block.replaceAll(/-----[A-Z ]+-----|\s/g, '')
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}
