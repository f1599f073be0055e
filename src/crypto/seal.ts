import * as base64url from 'jose/base64url'
import { decodeProtectedHeader } from 'jose/decode/protected_header'
import { compactDecrypt } from 'jose/jwe/compact/decrypt'
import { CompactEncrypt } from 'jose/jwe/compact/encrypt'
import { SsoError } from '../errors.ts'
import type { JsonValue } from '../types/json.ts'

/** What a key is used for; every purpose has keys of its own. */
export type SealPurpose =
  | 'flow'
  | 'connection_secret'
  | 'session_tokens'
  | 'join'
  | 'confirmation'
  | 'fingerprint'
  | 'trace'
  | 'setup_link'
  | 'setup_session'
  | 'portal'

/**
 * Seals values with AES-256-GCM (compact JWE, `dir`). The key is derived by HKDF from one of the
 * host's secrets, the purpose and the context, so that a sealed value that is moved to another
 * row, field or purpose does not open: there is no comparison to forget.
 */
export interface Sealer {
  /** Seals with the first secret. */
  seal(purpose: SealPurpose, context: readonly string[], value: JsonValue): Promise<string>
  /** @throws {SsoError} `sealed_value_unreadable` if no secret, purpose or context fits */
  open(purpose: SealPurpose, context: readonly string[], sealed: string): Promise<JsonValue>
  /** Keyed digest (HMAC-SHA-256) by the first secret, as base64url. */
  digest(purpose: SealPurpose, context: readonly string[], text: string): Promise<string>
}

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })
const ENCRYPTION = 'A256GCM'

/** @param secrets ≥ 32 bytes of base64url each; the first seals, all open */
export function createSealer(secrets: readonly string[]): Sealer {
  const keyrings = secrets.map(createKeyring)
  const [current] = keyrings
  if (!current) throw new SsoError('config_invalid', { message: 'At least one secret is needed.' })

  return {
    async seal(purpose, context, value) {
      const key = await current.encryptionKey(purpose, context)
      return new CompactEncrypt(encoder.encode(JSON.stringify(value)))
        .setProtectedHeader({ alg: 'dir', enc: ENCRYPTION, kid: await current.id() })
        .encrypt(key)
    },

    async open(purpose, context, sealed) {
      try {
        const { kid } = decodeProtectedHeader(sealed)
        for (const keyring of keyrings) {
          if ((await keyring.id()) !== kid) continue
          const key = await keyring.encryptionKey(purpose, context)
          const { plaintext } = await compactDecrypt(sealed, key, {
            keyManagementAlgorithms: ['dir'],
            contentEncryptionAlgorithms: [ENCRYPTION],
          })
          return JSON.parse(decoder.decode(plaintext)) as JsonValue
        }
      } catch (cause) {
        throw new SsoError('sealed_value_unreadable', { cause })
      }
      throw new SsoError('sealed_value_unreadable', {
        message: 'The sealed value was made with a secret that is not configured.',
      })
    },

    async digest(purpose, context, text) {
      const key = await current.digestKey(purpose, context)
      return base64url.encode(
        new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(text))),
      )
    },
  }
}

/** Tells which values were sealed with this secret, without opening them. */
export function sealedWith(secret: string): (sealed: string) => Promise<boolean> {
  const keyring = createKeyring(secret)
  return async (sealed) => {
    const id = await keyring.id()
    try {
      return decodeProtectedHeader(sealed).kid === id
    } catch {
      return false
    }
  }
}

interface Keyring {
  /** Tells secrets apart without revealing them. */
  id(): Promise<string>
  encryptionKey(purpose: SealPurpose, context: readonly string[]): Promise<CryptoKey>
  digestKey(purpose: SealPurpose, context: readonly string[]): Promise<CryptoKey>
}

function createKeyring(secret: string): Keyring {
  const base = crypto.subtle.importKey(
    'raw',
    new Uint8Array(base64url.decode(secret)),
    'HKDF',
    false,
    ['deriveKey', 'deriveBits'],
  )
  // A caller that never seals must not see an unhandled rejection; whoever awaits it still does.
  base.catch(() => {})
  const derivation = (usage: string, purpose: string, context: readonly string[]) => ({
    name: 'HKDF',
    hash: 'SHA-256',
    salt: encoder.encode('ssokit/v1'),
    info: encoder.encode(JSON.stringify([usage, purpose, ...context])),
  })
  let id: Promise<string> | undefined
  let flowKey: Promise<CryptoKey> | undefined

  const deriveEncryptionKey = async (purpose: SealPurpose, context: readonly string[]) =>
    crypto.subtle.deriveKey(
      derivation('encrypt', purpose, context),
      await base,
      { name: 'AES-GCM', length: 256 },
      false,
      ['encrypt', 'decrypt'],
    )

  return {
    id: () =>
      (id ??= base
        .then((key) => crypto.subtle.deriveBits(derivation('id', '', []), key, 48))
        .then((bits) => base64url.encode(new Uint8Array(bits)))),
    // Every sign-in seals one flow without a context: that key is derived once.
    encryptionKey: (purpose, context) =>
      purpose === 'flow' && context.length === 0
        ? (flowKey ??= deriveEncryptionKey(purpose, context))
        : deriveEncryptionKey(purpose, context),
    digestKey: async (purpose, context) =>
      crypto.subtle.deriveKey(
        derivation('digest', purpose, context),
        await base,
        { name: 'HMAC', hash: 'SHA-256', length: 256 },
        false,
        ['sign'],
      ),
  }
}
