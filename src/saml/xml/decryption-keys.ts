import { rawDecryption } from '../../crypto/raw-rsa.ts'
import type { SsoError } from '../../errors.ts'
import type { HashName } from './algorithms.ts'
import { pkcs8Of } from '../pem.ts'
import { MAX_DECRYPTION_KEYS } from './limits.ts'
import { type OaepParameters, removeOaepPadding } from './oaep.ts'
import { samlError } from '../error.ts'

/** An RSA private key of ours. */
export interface DecryptionKey {
  /** WebCrypto has one hash for label and mask; two different ones need RSA without padding. */
  canRemove(padding: OaepParameters): boolean
  /**
   * Costs one operation with the private key, whatever the number of paddings that are tried on its
   * result. `undefined` where none fits.
   */
  decrypt(
    block: Uint8Array<ArrayBuffer>,
    paddings: readonly OaepParameters[],
  ): Promise<Uint8Array | undefined>
}

/** Keys that stay imported: a host has one or two, whatever the number of its connections. */
const MAX_REMEMBERED = 32

const remembered = new Map<string, DecryptionKey>()

/**
 * @param texts PKCS#8 PEM
 * @throws {SsoError} `config_invalid`
 */
export function readDecryptionKeys(texts: readonly string[]): readonly DecryptionKey[] {
  if (texts.length <= MAX_DECRYPTION_KEYS) return texts.map(readDecryptionKey)
  const message = `There are more than ${MAX_DECRYPTION_KEYS} decryption keys.`
  throw samlError('config_invalid', { message })
}

function readDecryptionKey(text: string): DecryptionKey {
  const known = remembered.get(text)
  if (known) return known
  const bytes = pkcs8Of(text)
  if (!bytes) throw unusable('A decryption key is not PKCS#8 PEM.')
  const key = decryptionKey(bytes)
  remembered.set(text, key)
  const [oldest] = remembered.keys()
  if (remembered.size > MAX_REMEMBERED && oldest !== undefined) remembered.delete(oldest)
  return key
}

function decryptionKey(bytes: Uint8Array<ArrayBuffer>): DecryptionKey {
  const imported = new Map<HashName, Promise<CryptoKey>>()
  const decryptRaw = rawDecryption(bytes)

  const importFor = (hash: HashName): Promise<CryptoKey> => {
    const known = imported.get(hash)
    if (known) return known
    const algorithm = { name: 'RSA-OAEP', hash }
    const key = crypto.subtle.importKey('pkcs8', bytes, algorithm, false, ['decrypt'])
    imported.set(hash, key)
    return key
  }

  return {
    canRemove: ({ digest, mask }) => digest === mask || decryptRaw !== undefined,

    async decrypt(block, paddings) {
      const simple = paddings.find(({ digest, mask }) => digest === mask)
      if (decryptRaw && (paddings.length > 1 || !simple)) {
        const padded = decryptRaw(block)
        return padded && removeFirstFitting(padded, paddings)
      }
      if (!simple) return undefined
      const { digest, label } = simple
      const key = await importFor(digest).catch((cause: unknown) => {
        throw unusable('A decryption key is no RSA private key.', cause)
      })
      try {
        const algorithm = { name: 'RSA-OAEP', label }
        return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, block))
      } catch {
        return undefined
      }
    },
  }
}

/** All are tried, so that the time does not tell which one fitted. */
async function removeFirstFitting(
  block: Uint8Array,
  paddings: readonly OaepParameters[],
): Promise<Uint8Array | undefined> {
  const found = await Promise.all(paddings.map((padding) => removeOaepPadding(block, padding)))
  return found.find((message) => message !== undefined)
}

function unusable(message: string, cause?: unknown): SsoError {
  return samlError('config_invalid', { message, cause })
}
