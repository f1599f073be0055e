import type { JsonObject } from '../../types/json.ts'
import type { JwsDefect } from './defects.ts'
import { randomText, toBase64url, withStrayBits } from './encoding.ts'
import { generateKey, hmac, type MockKey, publicJwk, publicPem, sign } from './keys.ts'
import type { MockState } from './state.ts'

const attacker = 'https://attacker.example.net/keys'

/** Header members of each defect; `undefined` removes one. */
const headerChanges: Readonly<Partial<Record<JwsDefect, Record<string, unknown>>>> = {
  alg_none: { alg: 'none', kid: undefined },
  alg_none_with_signature: { alg: 'none' },
  hs256_with_public_key: { alg: 'HS256' },
  hs256_with_client_secret: { alg: 'HS256' },
  jku: { jku: attacker },
  x5u: { x5u: attacker },
  x5c: { x5c: ['MIIB'] },
  crit: { crit: ['example'], example: true },
  zip: { zip: 'DEF' },
  b64: { b64: true },
  unknown_kid: { kid: 'nobody-knows-this-key' },
  no_kid: { kid: undefined },
  kid_as_number: { kid: 1 },
  typ_as_number: { typ: 1 },
  logout_token_typ: { typ: 'logout+jwt' },
  access_token_typ: { typ: 'at+jwt' },
}

/** The token of these claims, signed and then spoiled. An ID token unless `type` says otherwise. */
export async function makeToken(
  state: MockState,
  claims: JsonObject,
  type: string = 'JWT',
): Promise<string> {
  if (state.has('encrypted_id_token')) return makeJwe()
  const protectedHeader = toBase64url(await headerText(state, type))
  const payload = encodedPayload(state, claims)
  const input = `${protectedHeader}.${payload}`
  const signature = await makeSignature(state, input)
  if (state.has('json_serialization')) {
    return JSON.stringify({ protected: protectedHeader, payload, signature })
  }
  return `${input}.${signature}`
}

async function headerText(state: MockState, type: string): Promise<string> {
  const { key, algorithm, tokenAlgorithm } = state
  const header: Record<string, unknown> = { alg: tokenAlgorithm, kid: key.kid, typ: type }
  for (const [defect, change] of Object.entries(headerChanges)) {
    if (state.has(defect as JwsDefect)) Object.assign(header, change)
  }
  if (state.has('embedded_jwk')) header.jwk = await publicJwk(key, algorithm)
  const text = JSON.stringify(header)
  return state.has('duplicate_member_header') ? text.replace('{', '{"alg":"none",') : text
}

function encodedPayload(state: MockState, claims: JsonObject): string {
  const text = payloadText(state, claims)
  if (state.has('payload_not_utf8')) {
    const bytes = new TextEncoder().encode(text)
    // A byte that UTF-8 does not have, into the text before the last two characters.
    return toBase64url(Uint8Array.of(...bytes.slice(0, -2), 0xff, ...bytes.slice(-2)))
  }
  if (!state.has('non_canonical_payload')) return toBase64url(text)
  const odd = new TextEncoder().encode(text).length % 3 === 0 ? `${text} ` : text
  return withStrayBits(toBase64url(odd))
}

function payloadText(state: MockState, claims: JsonObject): string {
  const text = JSON.stringify(claims)
  const prefixed = (member: string) => text.replace('{', `{${member},`)
  if (state.has('payload_not_an_object')) return JSON.stringify([claims])
  if (state.has('duplicate_member_payload')) return prefixed('"sub":"mallory"')
  if (state.has('duplicate_member_escaped')) return prefixed(String.raw`"\u0073ub":"mallory"`)
  if (state.has('duplicate_member_nested')) return prefixed('"address":[{"a":1,"b":{},"a":2}]')
  if (state.has('deep_json')) return prefixed(`"deep":${'['.repeat(1000)}${']'.repeat(1000)}`)
  return text
}

async function makeSignature(state: MockState, input: string): Promise<string> {
  if (state.has('alg_none') || state.has('signature_stripped')) return ''
  if (state.has('alg_none_with_signature')) return randomText()
  if (state.has('hs256_with_client_secret')) return hmac(input, state.clientSecret)
  if (state.has('hs256_with_public_key')) return hmac(input, await publicPem(state.key))
  const isOtherSecret = state.has('signature_by_other_key')
  const signature =
    state.tokenAlgorithm === 'HS256'
      ? await hmac(input, isOtherSecret ? randomText().repeat(2) : state.clientSecret)
      : await sign(input, state.algorithm, signingKey(state))
  if (state.has('padded_base64url')) return `${signature}==`
  return state.has('non_canonical_base64url') ? withStrayBits(signature) : signature
}

const otherKeys = new WeakMap<MockKey, MockKey>()
const weakKeys = new WeakMap<MockKey, MockKey>()

function signingKey(state: MockState): MockKey {
  if (state.has('jwks_weak_rsa')) return weakKeyOf(state)
  if (!state.has('signature_by_other_key')) return state.key
  const known = otherKeys.get(state.key) ?? generateKey(state.algorithm, state.key.kid)
  otherKeys.set(state.key, known)
  return known
}

/** 1024 bits under the same `kid`. */
export function weakKeyOf({ key, algorithm }: MockState): MockKey {
  const known = weakKeys.get(key) ?? generateKey(algorithm, key.kid, 1024)
  weakKeys.set(key, known)
  return known
}

function makeJwe(): string {
  const header = toBase64url(JSON.stringify({ alg: 'RSA-OAEP', enc: 'A256GCM' }))
  return [header, randomText(), randomText(), randomText(), randomText()].join('.')
}
