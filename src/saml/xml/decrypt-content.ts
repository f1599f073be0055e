/** AES as XML Encryption 1.1 section 5.2 names it. */
export interface ContentAlgorithm {
  readonly mode: 'GCM' | 'CBC'
  readonly keyBytes: 16 | 24 | 32
}

/** Bytes of the initialization vector, which precedes the encrypted bytes, and of the GCM tag. */
const GCM_IV_BYTES = 12
const GCM_TAG_BYTES = 16
const BLOCK_BYTES = 16

/** No document contains this byte (XML 1.0 section 2.2). */
const NEVER_XML = 0

/** Decrypts content; `undefined` where key or content do not fit. */
export async function decryptContent(
  { mode }: ContentAlgorithm,
  rawKey: Uint8Array<ArrayBuffer>,
  content: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array | undefined> {
  return mode === 'GCM' ? decryptGcm(rawKey, content) : decryptCbc(rawKey, content)
}

async function decryptGcm(
  rawKey: Uint8Array<ArrayBuffer>,
  content: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array | undefined> {
  const iv = content.slice(0, GCM_IV_BYTES)
  const encrypted = content.slice(GCM_IV_BYTES)
  const key = await crypto.subtle.importKey('raw', rawKey, 'AES-GCM', false, ['decrypt'])
  try {
    // WebCrypto takes shorter tags where it is asked to: the length is ours, not the message's.
    const parameters = { name: 'AES-GCM', iv, tagLength: GCM_TAG_BYTES * 8 }
    return new Uint8Array(await crypto.subtle.decrypt(parameters, key, encrypted))
  } catch {
    return undefined
  }
}

/**
 * CBC protects nothing: its result may be used only where a signature covers the encrypted bytes, or
 * where the host accepts the risk (rule S21). Wrong padding ends like wrong content, with bytes that are
 * read to their end and are no document.
 */
async function decryptCbc(
  rawKey: Uint8Array<ArrayBuffer>,
  content: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array | undefined> {
  if (content.length % BLOCK_BYTES !== 0 || content.length < 2 * BLOCK_BYTES) return undefined
  const padded = await decryptCbcBlocks(rawKey, content)
  const padding = padded.at(-1) ?? 0
  // Only the last byte of the padding is defined (section 5.2.2); the others may be anything.
  // Where it is 0, it stays, and is the byte that no document contains.
  const isValid = padding <= BLOCK_BYTES
  if (!isValid) padded[padded.length - 1] = NEVER_XML
  return padded.subarray(0, padded.length - (isValid ? padding : 0))
}

/**
 * WebCrypto removes PKCS#7 padding, which XML Encryption does not use. A further block that decrypts
 * to nothing but padding satisfies it: the encryption of no bytes, chained to the last block.
 */
async function decryptCbcBlocks(
  rawKey: Uint8Array<ArrayBuffer>,
  content: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey('raw', rawKey, 'AES-CBC', false, ['encrypt', 'decrypt'])
  const lastBlock = content.slice(-BLOCK_BYTES)
  const padding = await crypto.subtle.encrypt(
    { name: 'AES-CBC', iv: lastBlock },
    key,
    new Uint8Array(),
  )
  const blocks = new Uint8Array(content.length)
  blocks.set(content.subarray(BLOCK_BYTES))
  blocks.set(new Uint8Array(padding), content.length - BLOCK_BYTES)
  const iv = content.slice(0, BLOCK_BYTES)
  return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-CBC', iv }, key, blocks))
}
