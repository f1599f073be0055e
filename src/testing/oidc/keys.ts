import type { JsonObject } from '../../types/json.ts'
import { toBase64url } from './encoding.ts'
import type { MockAlgorithm } from './types.ts'

/** A key pair made at run time: nothing here could be mistaken for a key worth protecting. */
export interface MockKey {
  readonly kid: string
  readonly pair: Promise<CryptoKeyPair>
}

const generated = new Map([
  ['RS', 'RSASSA-PKCS1-v1_5'],
  ['PS', 'RSA-PSS'],
  ['ES', 'ECDSA'],
  ['Ed', 'Ed25519'],
])
const curves = new Map([
  ['ES256', 'P-256'],
  ['ES384', 'P-384'],
  ['ES512', 'P-521'],
])
const publicExponent = new Uint8Array([1, 0, 1])

/** @param modulusLength of RSA keys, in bits */
export function generateKey(
  algorithm: MockAlgorithm,
  kid: string,
  modulusLength: number = 2048,
): MockKey {
  const name = generated.get(algorithm.slice(0, 2)) ?? ''
  const hash = `SHA-${algorithm.slice(2)}`
  const parameters = name.startsWith('RSA')
    ? { name, modulusLength, publicExponent, hash }
    : { name, namedCurve: curves.get(algorithm) ?? '' }
  const usages: KeyUsage[] = ['sign', 'verify']
  return {
    kid,
    pair: crypto.subtle.generateKey(parameters, true, usages) as Promise<CryptoKeyPair>,
  }
}

export async function publicJwk(
  { kid, pair }: MockKey,
  algorithm: MockAlgorithm,
): Promise<JsonObject> {
  const { kty, n, e, crv, x, y } = await exportJwk((await pair).publicKey)
  const members = { kid, use: 'sig', alg: algorithm, kty, n, e, crv, x, y }
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  )
}

export async function privateJwk(key: MockKey, algorithm: MockAlgorithm): Promise<JsonObject> {
  const { d } = await exportJwk((await key.pair).privateKey)
  return { ...(await publicJwk(key, algorithm)), d: d ?? '' }
}

async function exportJwk(key: CryptoKey): Promise<JsonWebKey> {
  return crypto.subtle.exportKey('jwk', key)
}

/** The public key as it stands in a PEM file, the favourite HMAC key of forgers. */
export async function publicPem({ pair }: MockKey): Promise<string> {
  const der = new Uint8Array(await crypto.subtle.exportKey('spki', (await pair).publicKey))
  const base64 = btoa(Array.from(der, (byte) => String.fromCharCode(byte)).join(''))
  const lines = base64.match(/.{1,64}/g) ?? []
  return ['-----BEGIN PUBLIC KEY-----', ...lines, '-----END PUBLIC KEY-----', ''].join('\n')
}

/** Signs the first two parts of a compact JWS. */
export async function sign(
  input: string,
  algorithm: MockAlgorithm,
  { pair }: MockKey,
): Promise<string> {
  const { privateKey } = await pair
  const hash = `SHA-${algorithm.slice(2)}`
  const saltLength = Number(algorithm.slice(2)) / 8
  const parameters = { name: privateKey.algorithm.name, hash, saltLength }
  const data = new TextEncoder().encode(input)
  return toBase64url(new Uint8Array(await crypto.subtle.sign(parameters, privateKey, data)))
}

export async function hmac(input: string, secret: string): Promise<string> {
  const encoder = new TextEncoder()
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const raw = encoder.encode(secret)
  const key = await crypto.subtle.importKey('raw', raw, algorithm, false, ['sign'])
  return toBase64url(new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(input))))
}
