import type { JSONWebKeySet, JWK } from 'jose'
import * as base64url from 'jose/base64url'
import type { JsonObject, JsonValue } from '../types/json.ts'
import { isSmallOrderKey } from './ed25519.ts'
import { isIssuerOfKey } from './tenants.ts'
import { oidcError } from './error.ts'

/** Rule N4. */
const MAX_KEYS = 100
const MAX_KEYS_TRIED = 4
const MIN_RSA_BYTES = 256
const MAX_RSA_BYTES = 1024

const publicMembers = ['kty', 'kid', 'alg', 'use', 'key_ops', 'n', 'e', 'crv', 'x', 'y', 'issuer']
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

const curveOf: Readonly<Record<string, string>> = {
  ES256: 'P-256',
  ES384: 'P-384',
  ES512: 'P-521',
  EdDSA: 'Ed25519',
  Ed25519: 'Ed25519',
}

/**
 * Reads a key set as the provider published it and keeps what may verify a signature: public keys of
 * sufficient size that are not meant for something else (rules O3, N4).
 *
 * @throws {SsoError} `oidc_keys_unavailable` where nothing usable is left
 */
export function readKeySet(document: JsonValue): { keys: JsonObject[] } {
  const refuse = (message: string) => oidcError('oidc_keys_unavailable', { message })
  const keys = isObject(document) && Object.hasOwn(document, 'keys') ? document.keys : undefined
  if (!Array.isArray(keys)) throw refuse('The key set has no list of keys.')
  if (keys.length > MAX_KEYS) throw refuse(`The key set holds more than ${MAX_KEYS} keys.`)
  const usable = keys.filter(isObject).filter(isVerificationKey)
  if (usable.length === 0) throw refuse('The key set holds no usable signature key.')
  return {
    keys: usable.map((key) =>
      Object.fromEntries(
        publicMembers.flatMap((name) => {
          const value = Object.hasOwn(key, name) ? key[name] : undefined
          return value === undefined ? [] : [[name, value]]
        }),
      ),
    ),
  }
}

function isVerificationKey(key: JsonObject): boolean {
  if (privateMembers.some((name) => Object.hasOwn(key, name))) return false
  if (key.use !== undefined && key.use !== 'sig') return false
  const { key_ops: operations = ['verify'] } = key
  if (!Array.isArray(operations) || !operations.includes('verify')) return false
  if (key.kty === 'RSA') return isStrongRsa(key)
  // An EC key is checked to be on its curve when it is imported; nobody checks this.
  if (key.kty === 'OKP' && isSmallOrderKey(key.x)) return false
  return (key.kty === 'EC' || key.kty === 'OKP') && typeof key.crv === 'string'
}

function isStrongRsa({ n, e }: JsonObject): boolean {
  if (typeof n !== 'string' || typeof e !== 'string') return false
  try {
    const modulus = base64url.decode(n)
    const exponent = base64url.decode(e)
    const last = exponent.at(-1) ?? 0
    // With an exponent of 1 every text is its own signature.
    const isUsableExponent =
      last % 2 === 1 && (last > 1 || exponent.slice(0, -1).some((byte) => byte !== 0))
    const size = modulus.length - modulus.findIndex((byte) => byte !== 0)
    const isUsableSize = size >= MIN_RSA_BYTES && size <= MAX_RSA_BYTES
    return isUsableSize && isUsableExponent && (modulus.at(-1) ?? 0) % 2 === 1
  } catch {
    return false
  }
}

/**
 * The keys that fit a token, at most four (rule N4). With a `kid` only its namesakes; without one
 * every key of the right kind.
 */
export function fittingKeys(
  { keys }: JSONWebKeySet,
  token: { algorithm: string; keyId: string | undefined; issuer: JsonValue | undefined },
): readonly JWK[] {
  return keys
    .filter((key) => {
      if (token.keyId !== undefined && key.kid !== token.keyId) return false
      if (key.alg !== undefined && key.alg !== token.algorithm) return false
      // A provider that serves several tenants may tie keys to one of them (rule O5).
      const { issuer } = key as { issuer?: unknown }
      if (issuer !== undefined && !isIssuerOfKey(issuer, token.issuer)) return false
      return isVerificationKey(key as unknown as JsonObject) && fitsAlgorithm(key, token.algorithm)
    })
    .slice(0, MAX_KEYS_TRIED)
}

function fitsAlgorithm({ kty, crv }: JWK, algorithm: string): boolean {
  if (/^[RP]S(256|384|512)$/.test(algorithm)) return kty === 'RSA'
  const curve = Object.hasOwn(curveOf, algorithm) ? curveOf[algorithm] : undefined
  return curve !== undefined && crv === curve && kty === (curve === 'Ed25519' ? 'OKP' : 'EC')
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
