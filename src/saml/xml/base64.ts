const encoder = new TextEncoder()

/** XML white space; other kinds are foreign characters. */
const whiteSpace = /[\t\n\r ]+/g

/**
 * The bytes behind Base64 (RFC 4648 section 4) with white space anywhere. `undefined` for everything
 * else: foreign characters, absent or surplus padding, stray bits. So each value has one spelling.
 */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  let binary: string
  try {
    binary = atob(text)
  } catch {
    return undefined
  }
  // Exactly as many characters as these bytes need leave no room for white space.
  const isCompact = text.length === Math.ceil(binary.length / 3) * 4
  const compact = isCompact ? text : text.replaceAll(whiteSpace, '')
  // atob ignores form feeds, lets padding be absent and drops bits that do not fill a byte.
  const padding = compact.endsWith('==') ? 2 : compact.endsWith('=') ? 1 : 0
  if (binary.length !== (compact.length / 4) * 3 - padding) return undefined
  if (padding > 0 && btoa(binary.slice(padding - 3)) !== compact.slice(-4)) return undefined
  return bytesOf(binary)
}

/** One byte for each character, all of which are below U+0100. */
function bytesOf(binary: string): Uint8Array<ArrayBuffer> {
  // Most messages are ASCII, which takes a tenth of the loop's time.
  const ascii = encoder.encode(binary)
  if (ascii.length === binary.length) return ascii
  const bytes = new Uint8Array(binary.length)
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index)
  return bytes
}
