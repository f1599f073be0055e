/** Decrypts one block and removes no padding; `undefined` if the block does not fit the key. */
export type RawDecryption = (block: Uint8Array) => Uint8Array | undefined

interface CryptoModule {
  createPrivateKey(key: { key: Uint8Array; format: 'der'; type: 'pkcs8' }): object
  privateDecrypt(key: { key: object; padding: number }, block: Uint8Array): Uint8Array
  readonly constants: { readonly RSA_NO_PADDING: number }
}

interface Runtime {
  readonly process?: { getBuiltinModule?(id: string): unknown }
}

/**
 * RSA without padding, which WebCrypto does not have: RSA-OAEP with one hash for the label and
 * another for the mask (XML Encryption 1.1 section 5.5.2) is beyond WebCrypto and beyond Node's own
 * OAEP. Taken from `process.getBuiltinModule`, because an import of `node:crypto` would keep this
 * library from loading where there is none.
 *
 * @param privateKey PKCS#8
 * @returns `undefined` where the runtime has no such thing
 */
export function rawDecryption(
  privateKey: Uint8Array,
  runtime: Runtime = globalThis as Runtime,
): RawDecryption | undefined {
  const found = runtime.process?.getBuiltinModule?.('node:crypto') as CryptoModule | undefined
  if (typeof found?.privateDecrypt !== 'function') return undefined
  let key: object | undefined
  return (block) => {
    try {
      key ??= found.createPrivateKey({ key: privateKey, format: 'der', type: 'pkcs8' })
      return found.privateDecrypt({ key, padding: found.constants.RSA_NO_PADDING }, block)
    } catch {
      return undefined
    }
  }
}
